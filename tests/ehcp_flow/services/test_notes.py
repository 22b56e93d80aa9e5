"""Notes on a case and what stands around it: written, put right, read by whom; warnings; when the family was told."""

from dataclasses import replace
from datetime import date

import pytest

from ehcp_flow.db.notes import Note
from ehcp_flow.db.users import User
from ehcp_flow.services import cases
from ehcp_flow.services.access.restrictions import restrict
from ehcp_flow.services.cases import Done
from ehcp_flow.services.family import around
from ehcp_flow.services.lookups import ShownCase, show_case
from ehcp_flow.services.notes import LONGEST, NewNote, ShownNote, note_places, notes_of_case, write_note
from ehcp_flow.services.people import NewPerson
from ehcp_flow.services.users import add_user
from ehcp_flow.services.warning_notes import add_warning, end_warning
from tests.ehcp_flow.services.at_work import Desk
from workflows.refusals import Refusal
from workflows.vocabulary import Event, Role

CASE = "EHC-2026-00001"
TODAY = date(2026, 2, 10)


def user(desk: Desk, name: str, *roles: str) -> User:
    added = add_user(desk.office, name, f"{name.lower()}@example.gov.uk", roles)
    assert isinstance(added, User), added
    return added


@pytest.fixture
def pat(desk: Desk) -> User:
    """The officer, with a case."""
    desk.installation.add_authority(desk.authority, "Madeupshire")
    person = NewPerson("Ada Marrow", date(2017, 5, 1))
    assert isinstance(cases.open_case(desk.office, person, date(2026, 1, 5), "parent"), Done)
    return user(desk, "Pat", "caseworker")


def written(desk: Desk, by: User, note: NewNote) -> Note:
    done = write_note(desk.office, by, CASE, note)
    assert isinstance(done, Note), done
    return done


def read(desk: Desk, by: User) -> tuple[ShownNote, ...]:
    found = notes_of_case(desk.office, by, CASE)
    assert not isinstance(found, Refusal)
    return found


def test_notes_are_read_newest_first_with_their_writer(desk: Desk, pat: User) -> None:
    written(desk, pat, NewNote("The first"))
    written(desk, pat, NewNote("  The second\nin two lines  ", about="entry 1"))
    second, first = read(desk, pat)
    assert (first.note.words, first.author, first.about) == ("The first", "Pat", "")
    assert (second.note.words, second.about) == (
        "The second\nin two lines", "Entry 1, Request received of 5 January 2026",
    )  # fmt: skip


def test_a_wrong_note_stays_and_points_to_the_one_that_puts_it_right(desk: Desk, pat: User) -> None:
    wrong = written(desk, pat, NewNote("Rang Ms Marow", "contact_with_family", "entry 1", "telephone", TODAY))
    right = written(desk, pat, NewNote("Rang Ms Marrow", corrects=wrong.note_id))
    assert (right.kind, right.about, right.how, right.on_day) == (wrong.kind, wrong.about, wrong.how, wrong.on_day)
    later, earlier = read(desk, pat)
    assert (earlier.corrected_by, later.corrected_by) == (right.note_id, None)
    again = write_note(desk.office, pat, CASE, NewNote("Once more", corrects=wrong.note_id))
    assert isinstance(again, Refusal)
    assert again.do == f"Put note {right.note_id} right instead."


def test_a_restricted_note_is_read_by_its_writer_and_managers_alone(desk: Desk, pat: User) -> None:
    tom, sam = user(desk, "Tom", "caseworker"), user(desk, "Sam", "manager")
    note = written(desk, pat, NewNote("A concern about a colleague", "restricted"))
    assert [len(read(desk, each)) for each in (pat, sam, tom)] == [1, 1, 0]
    refused = write_note(desk.office, tom, CASE, NewNote("No", corrects=note.note_id))
    assert isinstance(refused, Refusal)
    assert f"there is no note {note.note_id}" in refused.why
    assert written(desk, sam, NewNote("Looked at", corrects=note.note_id)).kind == "restricted"


FAULTS = [
    (NewNote("   "), "it says nothing"),
    (NewNote("x" * (LONGEST + 1)), "longer than 10,000 characters"),
    (NewNote("x", "gossip"), "not a kind of note"),
    (NewNote("x", "contact_with_family", on_day=TODAY), "how the family was spoken to"),
    (NewNote("x", "contact_with_family", how="telephone"), "on which day"),
    (NewNote("x", "contact_with_family", how="telephone", on_day=date(2026, 2, 11)), "has not come yet"),
    (NewNote("x", about="entry 2"), "not of this case"),
    (NewNote("x", about="document 1"), "not of this case"),
    (NewNote("x", about="advice health"), "not of this case"),
    (NewNote("x", corrects=5), "there is no note 5"),
]


def test_a_note_that_cannot_be_is_refused_with_the_reason(desk: Desk, pat: User) -> None:
    for note, why in FAULTS:
        refused = write_note(desk.office, pat, CASE, note)
        assert isinstance(refused, Refusal), why
        assert why in refused.why
    assert read(desk, pat) == ()


def test_a_note_is_written_whatever_the_state_of_the_case(desk: Desk, pat: User) -> None:
    assert isinstance(cases.record(desk.office, CASE, Event.REQUEST_WITHDRAWN, TODAY, {}), Done)
    assert written(desk, pat, NewNote("They may ask again")).words == "They may ask again"
    places = note_places(desk.office, pat, CASE)
    assert not isinstance(places, Refusal)
    assert [place for place, _ in places] == ["", "entry 1", "entry 2"]


def test_whoever_may_not_see_the_case_reads_and_writes_no_note_of_it(desk: Desk, pat: User) -> None:
    tom = user(desk, "Tom", "caseworker")
    assert not isinstance(restrict(desk.office, CASE, "adopted", "An order", date(2026, 8, 1), [pat.email]), Refusal)
    analyst = replace(pat, roles=frozenset({Role.ANALYST}))
    for refused in (notes_of_case(desk.office, tom, CASE), write_note(desk.office, tom, CASE, NewNote("x"))):
        assert isinstance(refused, Refusal)
        assert refused.why == "there is no case of this reference"
    refused = write_note(desk.office, analyst, CASE, NewNote("x"))
    assert isinstance(refused, Refusal)
    assert "it takes the role of" in refused.why


def test_the_family_last_heard_by_a_step_or_by_a_contact_that_stands(desk: Desk, pat: User) -> None:
    def told() -> object:
        shown = show_case(desk.office, CASE)
        assert isinstance(shown, ShownCase)
        found = around(desk.office, pat, shown)
        assert not isinstance(found, Refusal)
        return (found.told.on, found.told.how) if found.told else None

    assert told() is None
    yes = {"may_have_sen": True, "plan_may_be_needed": True}
    assert isinstance(cases.record(desk.office, CASE, Event.ASSESSMENT_AGREED, date(2026, 2, 2), yes), Done)
    assert told() == (date(2026, 2, 2), "Agreed to assess")
    written(desk, pat, NewNote("No contact"))
    written(desk, pat, NewNote("Rang", "contact_with_family", how="telephone", on_day=date(2026, 2, 6)))
    assert told() == (date(2026, 2, 6), "By telephone")


def test_warnings_stand_until_somebody_ends_them_and_an_appeal_until_it_is_decided(desk: Desk, pat: User) -> None:
    def titles() -> list[str]:
        shown = show_case(desk.office, CASE)
        assert isinstance(shown, ShownCase)
        found = around(desk.office, pat, shown)
        assert not isinstance(found, Refusal)
        return [each.title for each in found.warnings]

    made = add_warning(desk.office, pat, CASE, "interpreter", "Speaks Polish", date(2026, 8, 1))
    assert not isinstance(made, Refusal)
    assert isinstance(cases.record(desk.office, CASE, Event.APPEAL_REGISTERED, TODAY, {"about": "assess"}), Done)
    assert titles() == ["Appeal live", "Interpreter needed"]
    assert not isinstance(end_warning(desk.office, pat, CASE, made.warning_id), Refusal)
    assert isinstance(end_warning(desk.office, pat, CASE, made.warning_id), Refusal)
    assert isinstance(cases.record(desk.office, CASE, Event.APPEAL_WITHDRAWN, TODAY, {}), Done)
    assert titles() == []
    assert not isinstance(
        restrict(desk.office, CASE, "looked_after", "In care", date(2026, 8, 1), [pat.email]), Refusal
    )
    assert titles() == ["Looked after"]


def test_a_warning_that_cannot_be_is_refused_with_the_reason(desk: Desk, pat: User) -> None:
    for kind, words, review_on, why in (
        ("gossip", "x", date(2026, 8, 1), "not a kind of warning"),
        ("other", "  ", date(2026, 8, 1), "does not say what to do"),
        ("other", "x" * 501, date(2026, 8, 1), "longer than 500 characters"),
        ("other", "x", TODAY, "is not a day to come"),
    ):
        refused = add_warning(desk.office, pat, CASE, kind, words, review_on)
        assert isinstance(refused, Refusal)
        assert why in refused.why
