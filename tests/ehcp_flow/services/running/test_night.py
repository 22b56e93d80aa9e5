"""The check of each night mends an index that its ledger does not give, and puts a ledger that does not hold before a person."""

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import text, update

from ehcp_flow.db.tables import deadline as deadlines
from ehcp_flow.db.tables import ehc_case as cases
from ehcp_flow.db.tables import event as events
from ehcp_flow.db.tasks import ListedTask
from ehcp_flow.db.unit_of_work import UnitOfWork, unit_of_work
from ehcp_flow.services.nightly import KIND, check_by_night
from ehcp_flow.services.running.run_due import run_due
from tests.ehcp_flow.services.at_work import HERE, Desk
from tests.ehcp_flow.services.telling.told import cases_of, staffed

NIGHT = datetime(2026, 1, 6, 2, 50, tzinfo=UTC)


@pytest.fixture
def here(desk: Desk) -> Desk:
    """Two cases, each with an officer."""
    staffed(desk)
    cases_of(desk.of(HERE), 2)
    return desk


def spoil(desk: Desk, statement: object) -> None:
    with unit_of_work(desk.database) as uow:
        uow.connection.execute(statement)  # type: ignore[call-overload]
        uow.commit()


def rewrite_history(desk: Desk, engine_name: str) -> None:
    """Changes the first entry of the first case, as someone with the file in hand could."""
    guard = "DROP TRIGGER" if engine_name == "sqlite" else "ALTER TABLE event DISABLE TRIGGER USER"
    with unit_of_work(desk.database) as uow:
        if engine_name == "sqlite":
            of_event = text("SELECT name FROM sqlite_master WHERE type = 'trigger' AND tbl_name = 'event'")
            for name in list(uow.connection.execute(of_event).scalars()):
                uow.connection.execute(text(f'{guard} "{name}"'))
        else:
            uow.connection.execute(text(guard))
        first = (events.c.authority == HERE, events.c.case_id == 1, events.c.number == 1)
        uow.connection.execute(update(events).where(*first).values(recorded_by="somebody@example.test"))
        uow.commit()


def tasks(desk: Desk) -> list[ListedTask]:
    with desk.database.reading() as connection:
        return UnitOfWork(connection).tasks.listed(HERE, kinds=[KIND])


def by_night(desk: Desk, night: datetime = NIGHT) -> object:
    """What the run of that night says that it did."""
    desk.clock.moment = night
    done = run_due(desk.installation, night, only=["nightly"])
    assert not done.faults, done.faults
    with desk.database.reading() as connection:
        run = UnitOfWork(connection).runs.get("nightly", night.date().isoformat(), HERE)
    assert run is not None
    return run.detail


def test_an_index_row_that_was_spoilt_by_day_is_mended_by_night(here: Desk) -> None:
    right = here.contents()
    spoil(here, update(cases).where(cases.c.case_id == 1).values(state="spoilt", next_due=None))
    spoil(here, update(deadlines).where(deadlines.c.case_id == 2).values(next_rung_on=None))
    assert not here.sound()
    told = by_night(here)
    assert here.sound()
    for table in ("ehc_case", "deadline"):
        assert here.contents()[table] == right[table], table
    assert (told["cases"], told["repaired"], told["broken"]) == (2, 2, 0)  # type: ignore[index]
    assert tasks(here) == []


def test_a_ledger_that_does_not_hold_is_a_task_once_and_the_other_case_is_mended(here: Desk, engine_name: str) -> None:
    rewrite_history(here, engine_name)
    spoil(here, update(cases).where(cases.c.case_id == 2).values(state="spoilt"))
    told = check_by_night(here.office, NIGHT)
    assert (told["repaired"], told["broken"]) == (1, 1)
    (task,) = tasks(here)
    assert task.case == "EHC-2026-00001"
    assert "does not hold: entry 1: " in task.task.what
    check_by_night(here.office, NIGHT + timedelta(days=1))
    assert len(tasks(here)) == 1


def test_a_task_that_was_ticked_off_while_the_ledger_still_does_not_hold_comes_again(
    here: Desk, engine_name: str
) -> None:
    rewrite_history(here, engine_name)
    check_by_night(here.office, NIGHT)
    with unit_of_work(here.database) as uow:
        uow.tasks.finish(HERE, tasks(here)[0].task.task_id, NIGHT, "sam@example.test", "Looked at")
        uow.commit()
    assert tasks(here) == []
    check_by_night(here.office, NIGHT + timedelta(days=1))
    assert len(tasks(here)) == 1
