"""What a sweep reads, moves and raises in the database, on each engine."""

from datetime import date, timedelta

import pytest

from ehcp_flow.db import retries
from ehcp_flow.db.alerts import Alert
from ehcp_flow.db.engine import Database
from ehcp_flow.db.keys import AT_ONCE, in_parts
from ehcp_flow.db.ledger import StoredCase
from ehcp_flow.db.unit_of_work import UnitOfWork, unit_of_work
from tests.ehcp_flow.db.made_up import HERE, NOW, RECEIVED, THERE, deadline, open_case, settle
from workflows.clocks import Deadline
from workflows.standing import Outcome

TODAY = RECEIVED + timedelta(days=30)
DUE = RECEIVED + timedelta(weeks=20)


def came(database: Database, case: StoredCase, *wanted: tuple[Deadline, date | None]) -> None:
    """Sets the days of the next rungs of a case."""
    with unit_of_work(database) as uow:
        keys = [((case.case_id, each.duty, each.subject, each.started_on), on) for each, on in wanted]
        uow.sweeps.move(case.authority, keys)
        uow.commit()


@pytest.fixture
def case(database: Database) -> StoredCase:
    settle(database, HERE, THERE)
    return open_case(database, deadlines=[deadline(), deadline("advice", "health")])


def taken(uow: UnitOfWork, authority: str = HERE, how_many: int = 10) -> list[tuple[str, date]]:
    return [(row.duty, row.since) for row in uow.sweeps.take(authority, TODAY, how_many)]


def test_only_deadlines_whose_rung_has_come_are_taken_the_first_to_come_first(
    database: Database, case: StoredCase
) -> None:
    yesterday = TODAY - timedelta(days=1)
    came(database, case, (deadline(), TODAY), (deadline("advice", "health"), yesterday))
    with unit_of_work(database) as uow:
        assert uow.sweeps.anything(HERE, TODAY)
        assert taken(uow) == [("advice", yesterday), ("final_plan", TODAY)]
        assert taken(uow, how_many=1) == [("advice", yesterday)]
        assert uow.sweeps.cases(HERE, TODAY, 10) == {case.case_id: case.reference}
        assert not uow.sweeps.anything(THERE, TODAY)
    came(database, case, (deadline(), TODAY + timedelta(days=1)), (deadline("advice", "health"), None))
    with unit_of_work(database) as uow:
        assert not uow.sweeps.anything(HERE, TODAY)
        assert taken(uow) == []


def test_a_row_gives_the_deadline_as_it_was_stored(database: Database, case: StoredCase) -> None:
    came(database, case, (deadline(), TODAY))
    with unit_of_work(database) as uow:
        (row,) = uow.sweeps.take(HERE, TODAY, 10)
        assert row.tells
        assert row.deadline in uow.cases.deadlines(case)
        assert uow.sweeps.initials(HERE, [case.case_id]) == {case.case_id: "WF"}


def test_a_case_that_failed_is_passed_over_until_its_time_and_keeps_the_day_of_its_rung(
    database: Database, case: StoredCase
) -> None:
    came(database, case, (deadline(), TODAY))
    with unit_of_work(database) as uow:
        assert retries.failed(uow.connection, HERE, case.case_id, NOW, "A fault.") == 1
        assert retries.failed(uow.connection, HERE, case.case_id, NOW, "A fault.") == 2
        uow.commit()
    with unit_of_work(database) as uow:
        assert retries.any_of(uow.connection, HERE)
        assert not retries.any_of(uow.connection, THERE)
        assert uow.sweeps.take(HERE, TODAY, 10, at=NOW) == []
        assert uow.sweeps.cases(HERE, TODAY, 10, at=NOW) == {}
        later = NOW + retries.PAUSE
        assert [row.since for row in uow.sweeps.take(HERE, TODAY, 10, at=later)] == [TODAY]
        assert uow.sweeps.cases(HERE, TODAY, 10, at=later) == {case.case_id: case.reference}
        retries.went_well(uow.connection, HERE, [case.case_id])
        assert not retries.any_of(uow.connection, HERE)


def test_what_is_open_is_told_from_what_is_settled_for_many_cases_in_one_go(database: Database) -> None:
    settle(database)
    open_case(database, deadlines=[deadline(), deadline("advice", outcome=Outcome.MET)])
    with unit_of_work(database) as uow:
        asked = [f"EHC-2026-{number:05d}" for number in range(1, AT_ONCE + 100)]
        assert uow.sweeps.still_open(HERE, asked) == {("EHC-2026-00001", "final_plan", "", DUE)}
        assert uow.sweeps.still_open(THERE, asked) == set()


def test_an_alert_is_raised_once_for_each_person_and_again_for_another_date(
    database: Database, case: StoredCase
) -> None:
    first = Alert(case.case_id, "final_plan", "", "due", DUE, "pat@example.test", "urgent", "now")
    others = [first._replace(person=""), first._replace(due=DUE + timedelta(days=1)), first._replace(rung="late_1")]
    with unit_of_work(database) as uow:
        assert uow.alerts.add(HERE, [first, first], NOW) == {first.key}
        assert uow.alerts.add(HERE, [first, *others], NOW) == {each.key for each in others}
        assert uow.alerts.add(HERE, [first, *others], NOW) == set()
        uow.commit()
    with unit_of_work(database) as uow:
        assert len(uow.alerts.of_case(HERE, case.reference)) == 4
        (told, *_) = uow.alerts.new_to(HERE, [""])[""]
        uow.alerts.carried(HERE, [told], TODAY)
        uow.alerts.carried(HERE, [], TODAY)
        assert uow.alerts.new_to(HERE, [""]) == {}


def test_keys_come_in_parts_each_once_and_in_order() -> None:
    assert list(in_parts([3, 1, 3])) == [[1, 3]]
    assert [len(part) for part in in_parts(range(AT_ONCE + 1))] == [AT_ONCE, 1]
    assert list(in_parts(list[int]())) == []
