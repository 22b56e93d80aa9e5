"""Cases are opened, recorded, put right and assigned by one path: whole or not at all, and never on a stale page."""

import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta

import pytest
from sqlalchemy import select, update

from ehcp_flow.db.outbox import Outbox
from ehcp_flow.db.tables import ehc_case as cases_table
from ehcp_flow.db.telling_tables import outbox
from ehcp_flow.db.unit_of_work import unit_of_work
from ehcp_flow.services import cases
from ehcp_flow.services.cases import Done, assign, correct, open_case, record
from ehcp_flow.services.office import Office
from ehcp_flow.services.people import NewPerson
from ehcp_flow.services.users import add_user
from tests.ehcp_flow.services import sent
from tests.ehcp_flow.services.at_work import HERE, Desk
from workflows.refusals import Refusal
from workflows.vocabulary import Event

RECEIVED, LATER = date(2026, 1, 5), date(2026, 1, 6)
CASE = "EHC-2026-00001"
ADA = NewPerson("Ada Marrow", date(2015, 6, 1), upn=sent.upn_of(1))
PAT, SAM = "pat@example.test", "sam@example.test"


@pytest.fixture
def here(desk: Desk) -> Desk:
    desk = desk.of(HERE)
    for name, email, role in (("Pat Marlow", PAT, "caseworker"), ("Sam Osier", SAM, "manager")):
        assert not isinstance(add_user(desk.office, name, email, [role], team="North"), Refusal)
    return desk


def opened(desk: Desk, person: NewPerson = ADA, as_user: str | None = None, on: date = RECEIVED) -> Done:
    done = open_case(desk.office, person, on, "parent", as_user=as_user)
    assert isinstance(done, Done), done
    return done


def messages(desk: Desk) -> list[tuple[str, str]]:
    with desk.database.reading() as connection:
        return [
            tuple(row) for row in connection.execute(select(outbox.c.kind, outbox.c.recipient).order_by(outbox.c.kind))
        ]


def test_a_case_is_opened_with_its_person_its_first_entry_and_its_deadlines(here: Desk) -> None:
    done = opened(here)
    assert (done.case, done.version, done.outcome.view.state, done.known_person) == (CASE, 1, "requested", False)
    assert here.lines() == ["2026-01-05 request_received source=parent"]
    assert here.case().entries[0].recorded_by == "operator"
    assert "assess_decision" in {deadline.duty for deadline in done.outcome.deadlines}
    assert [person.surname for person in here.people()] == ["Marrow"]
    assert here.sound()


def test_a_person_registered_twice_is_one_person_with_two_cases(here: Desk) -> None:
    first = opened(here)
    again = opened(here, on=LATER)
    assert (first.known_person, again.known_person) == (False, True)
    assert (again.case, len(here.people())) == ("EHC-2026-00002", 1)


def test_a_number_that_is_learnt_later_is_kept_with_the_person(here: Desk) -> None:
    opened(here, NewPerson("Ada Marrow", date(2015, 6, 1)))
    opened(here, NewPerson("MARROW, ada", date(2015, 6, 1), upn=sent.upn_of(1), nhs_number="943 476 5919"), on=LATER)
    (person,) = here.people()
    assert (person.upn, person.nhs_number) == (sent.upn_of(1), "9434765919")
    a_marrow = NewPerson("A. Marrow", date(2015, 6, 1), nhs_number="9434765919")
    assert opened(here, a_marrow, on=date(2026, 1, 7)).known_person


def test_one_request_typed_twice_is_refused_by_the_name_of_its_case(here: Desk) -> None:
    opened(here)
    before = here.contents()
    refused = open_case(here.office, ADA, RECEIVED, "parent")
    assert isinstance(refused, Refusal)
    assert refused.why == f"{CASE} was opened for this child with a request of the same day, 5 January 2026"
    assert here.contents() == before
    assert isinstance(open_case(here.office, ADA, RECEIVED, "parent", again=True), Done)
    assert isinstance(open_case(here.office, ADA, RECEIVED, event=Event.BECAME_RESPONSIBLE), Done)


def test_a_request_that_never_happened_can_be_opened_on_that_day(here: Desk) -> None:
    opened(here)
    assert isinstance(correct(here.office, CASE, 1, "typed too early", never_happened=True, confirmed=True), Done)
    assert opened(here).case == "EHC-2026-00002"


@pytest.mark.parametrize("days, cases", [(1, 1), (6, 6)], ids=["the same day", "six days"])
def test_a_child_opened_by_six_people_at_once_is_registered_once(here: Desk, days: int, cases: int) -> None:
    together = threading.Barrier(6)

    def act(number: int) -> Done | Refusal:
        together.wait(timeout=10)
        child = NewPerson("Ada Marrow", date(2015, 6, 1))
        return open_case(here.office, child, RECEIVED + timedelta(days=number % days), "parent")

    with ThreadPoolExecutor(6) as threads:
        outcomes = list(threads.map(act, range(6)))
    assert sum(isinstance(outcome, Done) for outcome in outcomes) == cases
    assert len(here.contents()["person"]) == 1
    assert len(here.cases()) == cases


def test_a_case_whose_version_was_lowered_is_not_added_to_and_sends_to_the_doctor(here: Desk) -> None:
    opened(here)
    assert isinstance(record(here.office, CASE, Event.VIEWS_SOUGHT, RECEIVED, {}), Done)
    first = here.case().hashes[0]
    with here.database.writing() as connection:
        connection.execute(update(cases_table).values(version=1, last_hash=first))
    refused = record(here.office, CASE, Event.VIEWS_SOUGHT, RECEIVED, {})
    assert isinstance(refused, Refusal)
    assert refused.why == "the case notes 1 entries and its ledger holds 2"
    assert "ehcp-flow doctor" in refused.do


def test_two_of_one_name_and_birth_date_are_two_where_their_numbers_differ(here: Desk) -> None:
    opened(here)
    assert not opened(here, NewPerson("Ada Marrow", date(2015, 6, 1), upn=sent.upn_of(2))).known_person
    assert not opened(here, NewPerson("Ada Marrow", date(2015, 6, 1), another=True)).known_person
    refused = open_case(here.office, NewPerson("Ada Marrow", date(2015, 6, 1)), RECEIVED, "parent")
    assert isinstance(refused, Refusal)
    assert "3 people of this name" in refused.why


@pytest.mark.parametrize(
    "person, words",
    [
        (NewPerson("Ada Marrow", date(2015, 6, 2), upn=sent.upn_of(1)), "held for a person born on 1 June 2015"),
        (NewPerson("", date(2015, 6, 1)), "no name"),
        (NewPerson("Bo Fennel", date(2026, 1, 6)), "is after the request"),
        (NewPerson("Bo Fennel", date(1999, 12, 31)), "they were 26"),
        (NewPerson("Bo Fennel", date(2015, 6, 1), upn="A831200000001"), "check letter"),
        (NewPerson("Bo Fennel", date(2015, 6, 1), nhs_number="9434765918"), "check digit"),
    ],
)
def test_a_person_who_cannot_be_registered_is_refused_and_nothing_is_saved(
    here: Desk, person: NewPerson, words: str
) -> None:
    opened(here)
    before = here.contents()
    refused = open_case(here.office, person, RECEIVED, "parent")
    assert isinstance(refused, Refusal)
    assert words in refused.why
    assert here.contents() == before


def test_a_refused_request_leaves_no_person_and_takes_no_reference(here: Desk) -> None:
    refused = open_case(here.office, ADA, date(2026, 2, 11), "parent")
    assert isinstance(refused, Refusal)
    assert "has not come yet" in refused.why
    assert here.contents()["person"] == []
    assert opened(here).case == CASE


def test_recording_moves_the_case_on_and_says_which_deadlines_moved(here: Desk) -> None:
    opened(here)
    done = record(here.office, CASE, Event.ASSESSMENT_AGREED, date(2026, 2, 2), {})
    assert isinstance(done, Done)
    assert (done.version, done.outcome.view.state) == (2, "assessing")
    moved = {(each.now or each.was).duty: each.now for each in done.outcome.moved if each.now or each.was}  # type: ignore[union-attr]
    assert moved["assess_decision"] is not None
    assert moved["assess_decision"].outcome == "met"
    assert here.sound()


def test_what_the_machine_refuses_changes_nothing(here: Desk) -> None:
    opened(here)
    before = here.contents()
    refused = record(here.office, CASE, Event.PLAN_CEASED, date(2026, 2, 2), {"reason": "needs_met"})
    assert isinstance(refused, Refusal)
    assert here.contents() == before
    missing = record(here.office, "EHC-2026-00099", Event.VIEWS_SOUGHT, date(2026, 2, 2), {})
    assert isinstance(missing, Refusal)
    assert "no case of this reference" in missing.why


def test_an_entry_is_put_right_and_both_stay_on_the_ledger(here: Desk) -> None:
    opened(here)
    looked = correct(here.office, CASE, 1, "date stamp", right_date=date(2026, 1, 7), only_look=True)
    assert isinstance(looked, Done)
    assert here.case().version == 1
    done = correct(here.office, CASE, 1, "date stamp", right_date=date(2026, 1, 7))
    assert isinstance(done, Done)
    assert [entry.event for entry in here.case().entries] == [Event.REQUEST_RECEIVED, Event.CORRECTION]
    assert {deadline.started_on for deadline in done.outcome.deadlines} == {date(2026, 1, 7)}
    assert here.sound()


def test_a_correction_after_which_later_entries_fall_needs_to_be_confirmed(here: Desk) -> None:
    opened(here)
    assert isinstance(record(here.office, CASE, Event.ASSESSMENT_AGREED, date(2026, 2, 2), {}), Done)
    refused = correct(here.office, CASE, 1, "never came", never_happened=True)
    assert isinstance(refused, Refusal)
    done = correct(here.office, CASE, 1, "never came", never_happened=True, confirmed=True)
    assert isinstance(done, Done)
    assert [misfit.entry.number for misfit in done.outcome.no_longer_stand] == [2]
    assert here.sound()


def test_the_second_of_two_people_who_act_on_one_page_is_told_what_changed(here: Desk) -> None:
    opened(here)
    seen = here.case().version
    first = record(here.office, CASE, Event.VIEWS_SOUGHT, date(2026, 1, 12), {}, as_user=PAT, seen_version=seen)
    assert isinstance(first, Done)
    before = here.contents()
    second = record(here.office, CASE, Event.ASSESSMENT_AGREED, date(2026, 2, 2), {}, as_user=SAM, seen_version=seen)
    assert isinstance(second, Refusal)
    assert "changed in the meantime" in second.why
    assert "Views and evidence invited" in second.why
    assert PAT in second.why
    assert here.contents() == before
    again = record(here.office, CASE, Event.ASSESSMENT_AGREED, date(2026, 2, 2), {}, as_user=SAM, seen_version=2)
    assert isinstance(again, Done)


def test_an_officer_is_given_a_case_and_told(here: Desk) -> None:
    opened(here)
    done = assign(here.office, CASE, PAT.upper())
    assert isinstance(done, Done)
    assert here.case().team == "North"
    assert messages(here) == [("case_assigned", PAT)]
    nobody = assign(here.office, CASE, "nobody@example.test")
    assert isinstance(nobody, Refusal)


def test_an_officer_is_told_what_others_record_and_not_what_they_record_themselves(here: Desk) -> None:
    opened(here)
    assign(here.office, CASE, PAT)
    record(here.office, CASE, Event.VIEWS_SOUGHT, date(2026, 1, 12), {}, as_user=PAT)
    assert messages(here) == [("case_assigned", PAT)]
    record(here.office, CASE, Event.ASSESSMENT_AGREED, date(2026, 2, 2), {}, as_user=SAM)
    assert messages(here) == [("case_assigned", PAT), ("case_moved_on", PAT)]


def test_a_fault_after_the_entry_was_added_leaves_neither_entry_nor_message(
    here: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened(here)
    assign(here.office, CASE, PAT)
    before = here.contents()

    def broken(*_: object) -> int:
        raise OSError("the disk is full")

    monkeypatch.setattr(Outbox, "add", broken)
    with pytest.raises(OSError, match="disk is full"):
        record(here.office, CASE, Event.ASSESSMENT_AGREED, date(2026, 2, 2), {}, as_user=SAM)
    assert here.contents() == before
    monkeypatch.undo()
    assert isinstance(record(here.office, CASE, Event.ASSESSMENT_AGREED, date(2026, 2, 2), {}, as_user=SAM), Done)


def test_a_decision_is_taken_by_someone_else_than_who_made_the_request(here: Desk) -> None:
    opened(here, as_user=SAM)
    refused = record(here.office, CASE, Event.ASSESSMENT_AGREED, date(2026, 2, 2), {}, as_user=SAM)
    assert isinstance(refused, Refusal)
    assert "second person" in refused.why
    role = record(here.office, CASE, Event.ASSESSMENT_AGREED, date(2026, 2, 2), {}, as_user=PAT)
    assert isinstance(role, Refusal)
    assert "role" in role.why


def test_where_the_operator_does_not_decide_a_decision_needs_a_name(here: Desk) -> None:
    strict = Office(here.database, here.clock, HERE, operator_decides=False)
    assert isinstance(open_case(strict, ADA, RECEIVED, "parent"), Done)
    refused = record(strict, CASE, Event.ASSESSMENT_AGREED, date(2026, 2, 2), {})
    assert isinstance(refused, Refusal)
    assert "--as" in refused.why
    assert isinstance(record(strict, CASE, Event.VIEWS_SOUGHT, date(2026, 1, 12), {}), Done)
    assert isinstance(record(strict, CASE, Event.ASSESSMENT_AGREED, date(2026, 2, 2), {}, as_user=SAM), Done)


def test_nobody_acts_under_an_address_that_is_not_held(here: Desk) -> None:
    refused = open_case(here.office, ADA, RECEIVED, "parent", as_user="nobody@example.test")
    assert isinstance(refused, Refusal)
    assert here.contents()["person"] == []


def test_references_run_by_the_year_of_the_request(here: Desk) -> None:
    with unit_of_work(here.database) as uow:
        assert cases.next_reference(uow, HERE, 2025) == "EHC-2025-00001"
        assert cases.next_reference(uow, HERE, 2025, 3) == "EHC-2025-00002"
        assert cases.next_reference(uow, HERE, 2025) == "EHC-2025-00005"
        assert cases.next_reference(uow, HERE, 2026) == "EHC-2026-00001"


def test_a_case_can_begin_with_a_plan_from_another_authority(here: Desk) -> None:
    opened = open_case(
        here.office,
        NewPerson("Ola Larkspur", date(2016, 2, 2)),
        date(2026, 2, 2),
        event=Event.PLAN_TRANSFERRED_IN,
        facts={"authority": "830", "original_made_on": "2025-06-01"},
    )
    assert isinstance(opened, Done)
    assert opened.outcome.view.state == "plan_in_force"
    assert {each.duty for each in opened.outcome.deadlines} == {"transfer_notice", "transfer_review"}


def test_a_case_does_not_begin_with_a_draft(here: Desk) -> None:
    refused = open_case(
        here.office, NewPerson("Ola Larkspur", date(2016, 2, 2)), date(2026, 2, 2), event=Event.DRAFT_SENT
    )
    assert isinstance(refused, Refusal)
    assert "request_received" in refused.do
