"""What is due: everything that is still to be done, with what an exception excuses, and no window that must be given."""

from datetime import date

import pytest

from ehcp_flow.services.cases import Done, assign, open_case, record
from ehcp_flow.services.lookups import DueLine, due
from ehcp_flow.services.people import NewPerson
from ehcp_flow.services.users import add_user
from tests.ehcp_flow.services.at_work import HERE, Desk
from workflows.refusals import Refusal
from workflows.vocabulary import Event, Standing

RECEIVED = date(2026, 1, 5)
CASE = "EHC-2026-00001"
DAYS = {"from": "2026-01-05", "to": "2026-02-20", "evidence": "letter"}


@pytest.fixture
def here(desk: Desk) -> Desk:
    desk = desk.of(HERE)
    assert isinstance(open_case(desk.office, NewPerson("Ada Marrow", date(2015, 6, 1)), RECEIVED, "parent"), Done)
    return desk


def owed(desk: Desk, **narrowed: object) -> dict[str, DueLine]:
    lines = due(desk.office, **narrowed)  # type: ignore[arg-type]
    assert not isinstance(lines, Refusal)
    return {line.deadline.duty: line for line in lines}


def excused(desk: Desk) -> None:
    done = record(
        desk.office, CASE, Event.EXCEPTION_RECORDED, date(2026, 1, 12), {"ground": "personal_circumstances", **DAYS}
    )
    assert isinstance(done, Done), done


def test_what_is_owed_comes_earliest_first_with_the_days_left(here: Desk) -> None:
    lines = due(here.office)
    assert not isinstance(lines, Refusal)
    assert [line.deadline.due for line in lines] == sorted(line.deadline.due for line in lines)
    first = owed(here)["assess_decision"]
    assert (first.case, first.person, first.owner) == (CASE, "Ada Marrow", "")
    assert (first.deadline.due, first.days_left) == (date(2026, 2, 16), 6)


def test_what_an_exception_excuses_is_still_owed_and_never_overdue(here: Desk) -> None:
    excused(here)
    line = owed(here)["assess_decision"]
    assert line.status is Standing.EXCUSED
    here.clock.set_to(date(2026, 3, 2))
    assert owed(here)["assess_decision"].status is Standing.EXCUSED
    assert owed(here)["assess_decision"].days_left == -14
    assert "assess_decision" not in owed(here, overdue_only=True)
    assert "assess_decision" in owed(here, as_at=date(2026, 2, 20)), "an earlier day is derived from the ledgers"


def test_what_was_excused_and_is_done_or_not_required_is_no_longer_owed(here: Desk) -> None:
    excused(here)
    here.clock.set_to(date(2026, 3, 2))
    assert isinstance(record(here.office, CASE, Event.ASSESSMENT_AGREED, date(2026, 2, 26), {}), Done)
    assert "assess_decision" not in owed(here)
    assert owed(here)["final_plan"].status is Standing.EXCUSED
    assert isinstance(record(here.office, CASE, Event.REQUEST_WITHDRAWN, date(2026, 3, 2), {}), Done)
    assert owed(here) == {}


def test_windows_that_must_be_given_are_not_owed(here: Desk) -> None:
    here.clock.set_to(date(2026, 4, 1))
    for event, day in ((Event.ASSESSMENT_AGREED, date(2026, 2, 9)), (Event.DRAFT_SENT, date(2026, 3, 30))):
        assert isinstance(record(here.office, CASE, event, day, {}), Done)
    with here.database.reading() as connection:
        from ehcp_flow.db import queues

        floors = [row.deadline.duty for row in queues.due(connection, HERE, date(2026, 4, 1)) if row.deadline.floor]
    assert floors
    assert not set(floors) & set(owed(here))


def test_the_same_is_owed_today_whether_read_from_the_index_or_from_the_ledgers(here: Desk) -> None:
    excused(here)
    today = owed(here)
    here.clock.set_to(date(2026, 2, 11))
    yesterday = owed(here, as_at=date(2026, 2, 10))
    assert {duty: (line.deadline.due, line.status) for duty, line in yesterday.items()} == {
        duty: (line.deadline.due, line.status) for duty, line in today.items()
    }


def test_what_is_due_can_be_narrowed_to_an_officer_and_to_days(here: Desk) -> None:
    assert not isinstance(add_user(here.office, "Pat Marlow", "pat@example.test", ["caseworker"]), Refusal)
    assert owed(here, owner="pat@example.test") == {}
    assert isinstance(assign(here.office, CASE, "pat@example.test"), Done)
    assert owed(here, owner="pat@example.test")["assess_decision"].owner == "pat@example.test"
    assert "final_plan" not in owed(here, within=14)
    assert "assess_decision" in owed(here, within=14)
    assert isinstance(due(here.office, owner="nobody@example.test"), Refusal)
