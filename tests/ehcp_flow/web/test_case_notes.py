"""The pages of notes and warnings: written, put right, shown to whom, and what is wrong with what was typed."""

from ehcp_flow.services.notes import NewNote, write_note
from tests.ehcp_flow.web.a_site import Town, words
from workflows.vocabulary import Role

TODAY = {"on_day-day": "10", "on_day-month": "2", "on_day-year": "2026"}
REVIEW = {"review_on-day": "1", "review_on-month": "8", "review_on-year": "2026"}
BAD = "<script>alert(1)</script>"


def test_a_note_is_written_and_read(town: Town) -> None:
    path = f"/cases/{town.open()}/notes"
    visitor = town.as_(Role.CASEWORKER)
    assert "There are no notes yet that you may read" in words(visitor.get(path))
    told = {"kind": "contact_with_family", "how": "telephone", "words": f"She asked {BAD}", "about": "entry 1"}
    answer = visitor.post(f"{path}/add", **told, **TODAY)
    assert answer.headers["location"] == f"{path}#note-1"
    shown = visitor.follow(answer)
    assert "The note is saved." in words(shown)
    assert "By telephone, Tuesday 10 February 2026" in words(shown)
    assert "About: Entry 1, Request received of 5 January 2026" in words(shown)
    assert BAD not in shown.text
    assert "She asked &lt;script&gt;alert(1)&lt;/script&gt;" in shown.text
    assert "The family last heard from us on 10 February 2026 (By telephone)" in words(shown)


def test_what_is_wrong_with_a_note_is_said_beside_the_field_and_what_was_typed_stays(small_town: Town) -> None:
    path = f"/cases/{small_town.open()}/notes/add"
    visitor = small_town.as_(Role.CASEWORKER)
    empty = {"on_day-day": "", "on_day-month": "", "on_day-year": ""}
    for fields, why in (
        ({"words": "x"}, "Choose what kind of note it is"),
        ({"kind": "general", "words": "  "}, "Write the note, in at most 10,000 characters"),
        ({"kind": "general", "words": "x" * 10_001}, "Write the note, in at most 10,000 characters"),
        ({"kind": "contact_with_family", "words": "x", **TODAY}, "Choose how you spoke to the family"),
        ({"kind": "contact_with_family", "words": "x", "how": "email", **empty}, "Enter the day on which you spoke"),
        (
            {"kind": "contact_with_family", "words": "x", "how": "email", **TODAY, "on_day-day": "11"},
            "has not come yet",
        ),
        ({"kind": "general", "words": "x", **TODAY, "on_day-month": "13"}, "The date must be a real date"),
        ({"kind": "general", "words": "kept", "about": "entry 99"}, "What it is to hang on is not of this case"),
    ):
        answer = visitor.post(path, **fields)
        assert answer.status_code == 422, fields
        assert why in words(answer)
        assert "<title>Error: " in answer.text
    assert ">kept</textarea>" in answer.text


def test_a_wrong_note_is_struck_through_and_points_to_the_right_one(small_town: Town) -> None:
    path = f"/cases/{small_town.open()}/notes"
    visitor = small_town.as_(Role.CASEWORKER)
    visitor.post(f"{path}/add", kind="general", words="Rang Ms Marow")
    assert "Rang Ms Marow" in words(visitor.get(f"{path}/1/correct"))
    assert visitor.post(f"{path}/1/correct", words=" ").status_code == 422
    shown = visitor.follow(visitor.post(f"{path}/1/correct", words="Rang Ms Marrow"))
    assert "<s>Rang Ms Marow</s>" in shown.text
    assert "Put right by note 2" in words(shown)
    assert "Puts note 1 right." in words(shown)
    assert visitor.get(f"{path}/9/correct").status_code == 404
    answer = visitor.post(f"{path}/1/correct", words="Again")
    assert answer.status_code == 422
    assert "Note 1 was put right by note 2." in words(answer)


def test_restricted_notes_are_shown_to_their_writer_and_managers_and_kinds_are_counted(small_town: Town) -> None:
    reference = small_town.open()
    path = f"/cases/{reference}/notes"
    office = small_town.desk.office
    write_note(office, small_town.users[Role.CASEWORKER], reference, NewNote("Only for some", "restricted"))
    write_note(office, small_town.users[Role.CASEWORKER], reference, NewNote("For all"))
    for role, seen in ((Role.CASEWORKER, True), (Role.MANAGER, True), (Role.DECISION_MAKER, False)):
        assert ("Only for some" in words(small_town.as_(role).get(path))) is seen
    assert small_town.as_(Role.DECISION_MAKER).get(f"{path}/1/correct").status_code == 404
    said = words(small_town.as_(Role.MANAGER).get(f"{path}?kind=restricted"))
    assert "For all" not in said
    assert "1 note of another kind is not shown." in said
    assert "There is no note of this kind" in words(small_town.as_(Role.MANAGER).get(f"{path}?kind=quality"))


def test_a_warning_stands_on_every_page_until_it_is_ended(small_town: Town) -> None:
    path = f"/cases/{small_town.open()}"
    visitor = small_town.as_(Role.CASEWORKER)
    answer = visitor.post(f"{path}/warnings/add", kind="interpreter", words=f"Speaks Polish {BAD}", **REVIEW)
    assert "The warning stands at the top of the case." in words(visitor.follow(answer))
    for tab in ("", "/advice", "/documents", "/contacts", "/notes", "/history", "/dates", "/notes/add", "/print"):
        shown = visitor.get(f"{path}{tab}")
        assert "Speaks Polish" in words(shown), tab
        assert BAD not in shown.text
    assert "To be looked at again by 1 August 2026" in words(visitor.get(path))
    assert "End this warning" not in words(small_town.as_(Role.ANALYST).get(path))
    assert "Speaks Polish" not in words(visitor.follow(visitor.post(f"{path}/warnings/1/end")))
    twice = visitor.post(f"{path}/warnings/1/end")
    assert twice.status_code == 409
    assert "There is no such warning, or it was ended before." in words(twice)


def test_what_is_wrong_with_a_warning_is_said_beside_the_field(small_town: Town) -> None:
    path = f"/cases/{small_town.open()}/warnings/add"
    visitor = small_town.as_(Role.CASEWORKER)
    for fields, why in (
        ({"words": "x", **REVIEW}, "Choose what the warning is about"),
        ({"kind": "other", "words": "", **REVIEW}, "Write what whoever opens the case has to know"),
        ({"kind": "other", "words": "x"}, "Enter the day on which it is to be looked at again"),
        ({"kind": "other", "words": "x", **REVIEW, "review_on-year": "2025"}, "is not a day to come"),
    ):
        answer = visitor.post(path, **fields)
        assert answer.status_code == 422, fields
        assert why in words(answer)
