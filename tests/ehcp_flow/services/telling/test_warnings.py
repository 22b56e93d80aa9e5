"""The sweep tells each rung once, to the right people, and nothing of what was settled or moved."""

import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import replace
from datetime import date, timedelta

import pytest
from sqlalchemy import event as sa_event
from sqlalchemy import func, select

from ehcp_flow.db.alerts import Alert, Alerts
from ehcp_flow.db.engine import Database
from ehcp_flow.db.telling_tables import alert
from ehcp_flow.db.unit_of_work import UnitOfWork, unit_of_work
from ehcp_flow.db.waiting import cases_unheard
from ehcp_flow.services.cases import Done, assign, record
from ehcp_flow.services.telling import warnings
from ehcp_flow.services.telling.digests import send_digests
from ehcp_flow.services.telling.warnings import Swept, sweep
from tests.ehcp_flow.services.at_work import HERE, Desk, agreed, child
from tests.ehcp_flow.services.telling.told import (
    DECIDE_BY,
    LEE,
    PAT,
    RECEIVED,
    SAM,
    alerts,
    case_of,
    cases_of,
    decided,
    inactive,
    messages,
    moment,
    next_rungs,
    received_instead,
    spoil,
    staffed,
    sweep_on,
    told,
)
from workflows.vocabulary import Event

BEFORE_10, BEFORE_5, BEFORE_1, LATE_1 = date(2026, 2, 2), date(2026, 2, 9), date(2026, 2, 13), date(2026, 2, 17)


@pytest.fixture
def here(desk: Desk) -> Desk:
    return staffed(desk)


def rungs(desk: Desk, person: str = PAT) -> list[str]:
    return [rung for rung, who, _ in alerts(desk) if who == person]


def days(first: date, last: date) -> Iterator[date]:
    while first <= last:
        yield first
        first += timedelta(days=1)


@contextmanager
def counted(database: Database) -> Iterator[list[str]]:
    """Every statement that is run meanwhile."""
    said: list[str] = []

    def note(_conn: object, _cursor: object, statement: str, *_: object) -> None:
        said.append(statement)

    engines = (database.writer, database.reader) if database.is_sqlite else (database.writer,)
    for engine in engines:  # on PostgreSQL the one is a view of the other
        sa_event.listen(engine, "before_cursor_execute", note)
    try:
        yield said
    finally:
        for engine in engines:
            sa_event.remove(engine, "before_cursor_execute", note)


def test_swept_daily_each_rung_of_the_ladder_is_told_on_its_day_and_once(here: Desk) -> None:
    case_of(here)
    for day in days(RECEIVED, date(2026, 2, 24)):
        sweep_on(here, day)
        sweep_on(here, day)
    assert rungs(here) == ["first", "before_5", "before_1", "due", "late_1"]
    assert rungs(here, SAM) == ["before_1", "late_1", "late_5"]


def test_a_rung_that_has_not_come_is_not_told_and_the_next_day_waits_in_the_index(here: Desk) -> None:
    case_of(here)
    (first,) = next_rungs(here)
    assert first is not None
    assert sweep_on(here, first - timedelta(days=1)) == Swept()
    assert sweep_on(here, first).warnings == 1
    assert first < next_rungs(here)[0]  # type: ignore[operator]


def test_the_first_day_overdue_on_a_severe_duty_goes_to_officer_and_manager_at_once(here: Desk) -> None:
    case = case_of(here)
    sweep_on(here, DECIDE_BY)
    assert messages(here, "deadline_alert") == []
    sweep_on(here, LATE_1)
    assert [to for to, _ in messages(here, "deadline_alert")] == [PAT, SAM]
    facts = messages(here, "deadline_alert")[0][1]
    (line,) = facts["lines"]
    assert line["key"] == f"{case}|assess_decision||2026-02-16"
    assert line["officer"] == "Pat Marlow"
    assert line["initials"] == "AM"
    assert "Marrow" not in str(facts)


def test_many_at_once_are_one_message_a_person(here: Desk) -> None:
    cases_of(here, 3)
    sweep_on(here, LATE_1)
    assert [len(facts["lines"]) for _, facts in messages(here, "deadline_alert")] == [3, 3]


def test_a_machine_that_slept_tells_one_alert_a_deadline_the_worst_rung_and_at_once_if_one_was(here: Desk) -> None:
    case_of(here)
    sweep_on(here, BEFORE_5)
    before = alerts(here)
    sweep_on(here, LATE_1 + timedelta(days=1))
    assert alerts(here)[len(before) :] == [("late_1", PAT, "now"), ("late_1", SAM, "now")]
    assert len(messages(here, "deadline_alert")) == 2


def test_what_was_met_is_not_told_of(here: Desk) -> None:
    case = case_of(here)
    here.clock.set_to(date(2026, 1, 20))
    decided(here, case, date(2026, 1, 20))
    for day in days(date(2026, 1, 20), date(2026, 3, 1)):
        sweep_on(here, day)
    assert alerts(here) == []
    assert next_rungs(here) == [None]


def test_a_deadline_that_was_settled_behind_the_index_is_looked_at_again_and_not_told(here: Desk) -> None:
    case = case_of(here)
    spoil(here, case, outcome="met", met_on=date(2026, 1, 20))
    assert sweep_on(here, LATE_1).warnings == 0
    assert next_rungs(here) == [None]


def test_what_an_exception_excuses_is_not_told_of(here: Desk) -> None:
    case = case_of(here)
    here.clock.set_to(date(2026, 2, 10))
    facts = {"ground": "personal_circumstances", "from": "2026-01-20", "to": "2026-03-01", "evidence": "letter"}
    done = record(here.office, case, Event.EXCEPTION_RECORDED, date(2026, 2, 10), facts)
    assert isinstance(done, Done), done
    sweep_on(here, LATE_1)
    assert "late_1" not in rungs(here)


@pytest.mark.parametrize("right", [date(2026, 1, 7), date(2026, 1, 2)], ids=["later", "earlier"])
def test_it_is_told_again_where_the_date_moved_either_way(here: Desk, right: date) -> None:
    case = case_of(here)
    sweep_on(here, BEFORE_5)
    assert rungs(here) == ["before_5"]
    received_instead(here, case, right)
    for day in days(BEFORE_5, date(2026, 2, 13)):
        sweep_on(here, day)
    dues = {each.due for each in told(here, case) if each.rung == "before_5" and each.duty == "assess_decision"}
    assert dues == {DECIDE_BY, right + timedelta(weeks=6)}


def test_a_step_that_moves_no_date_tells_nothing_again(here: Desk) -> None:
    case = case_of(here)
    sweep_on(here, BEFORE_5)
    before = alerts(here)
    assert isinstance(record(here.office, case, Event.VIEWS_SOUGHT, BEFORE_5, {}), Done)
    sweep_on(here, BEFORE_5)
    assert alerts(here) == before


def test_two_who_sweep_at_once_tell_everything_once(here: Desk) -> None:
    cases_of(here, 12)
    here.clock.set_to(LATE_1)
    together = threading.Barrier(2)

    def act(_: int) -> Swept:
        together.wait(timeout=10)
        return sweep(here.office, moment(LATE_1))

    with ThreadPoolExecutor(2) as threads:
        found = list(threads.map(act, range(2)))
    sweep_on(here, LATE_1)
    assert len(alerts(here)) == 24
    assert sum(each.warnings for each in found) <= len(here.contents()["alert"])
    keys = [line["key"] for to, facts in messages(here, "deadline_alert") if to == PAT for line in facts["lines"]]
    assert sorted(keys) == sorted(set(keys))
    assert len(keys) == 12


def test_a_sweep_and_a_step_at_once_do_not_wait_for_each_other_for_ever(here: Desk) -> None:
    cases = cases_of(here, 8)
    here.clock.set_to(LATE_1)
    together = threading.Barrier(2)

    def sweeps() -> None:
        together.wait(timeout=10)
        sweep(here.office, moment(LATE_1))

    def steps() -> list[object]:
        together.wait(timeout=10)
        return [record(here.office, case, Event.ASSESSMENT_AGREED, LATE_1, {}) for case in cases]

    with ThreadPoolExecutor(2) as threads:
        swept, stepped = threads.submit(sweeps), threads.submit(steps)
        swept.result(timeout=30)
        assert all(isinstance(each, Done) for each in stepped.result(timeout=30))


def test_nobody_to_tell_is_an_alert_for_nobody_which_is_counted(desk: Desk) -> None:
    here = staffed(desk, PAT)
    case_of(here, owner="")
    sweep_on(here, BEFORE_5)
    assert alerts(here) == [("before_5", "", "digest")]
    with here.database.reading() as connection:
        assert cases_unheard(connection, HERE) == 1


def test_a_case_that_nobody_has_goes_to_the_manager(here: Desk) -> None:
    case_of(here, owner="")
    sweep_on(here, BEFORE_5)
    assert alerts(here) == [("before_5", SAM, "digest")]


def test_whoever_has_left_is_not_told_and_the_manager_is(here: Desk) -> None:
    case_of(here)
    inactive(here, PAT)
    sweep_on(here, BEFORE_5)
    assert alerts(here) == [("before_5", SAM, "digest")]


def test_a_new_officer_is_told_of_the_next_rung(here: Desk) -> None:
    case = case_of(here)
    sweep_on(here, BEFORE_5)
    assert isinstance(assign(here.office, case, LEE), Done)
    sweep_on(here, BEFORE_5)
    sweep_on(here, DECIDE_BY)
    assert rungs(here) == ["before_5"]
    assert rungs(here, LEE) == ["due"]


def test_a_dry_run_counts_what_would_be_told_and_changes_nothing(here: Desk) -> None:
    cases_of(here, 3)
    here.clock.set_to(LATE_1)
    before = here.contents()
    would = sweep_on(here, LATE_1, dry_run=True)
    assert here.contents() == before
    assert sweep_on(here, LATE_1).warnings == would.warnings > 0


def test_an_idle_sweep_asks_the_same_few_questions_however_many_deadlines_are_open(here: Desk) -> None:
    case_of(here)
    sweep_on(here, RECEIVED)
    with counted(here.database) as few:
        assert sweep_on(here, RECEIVED) == Swept()
    for number in range(2, 8):
        case_of(here, number)
    with counted(here.database) as many:
        assert sweep_on(here, RECEIVED) == Swept()
    assert few == many
    assert len([each for each in few if not each.startswith("BEGIN")]) == 1


def test_a_batch_takes_a_bounded_number_of_statements(here: Desk) -> None:
    case_of(here)
    with counted(here.database) as one:
        sweep_on(here, BEFORE_5)
    for number in range(2, 12):
        case_of(here, number)
    with counted(here.database) as eleven:
        assert sweep_on(here, BEFORE_5).warnings >= 10
    assert len(eleven) <= len(one) + 2


def test_many_batches_tell_everything_once(here: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(warnings, "BATCH", 4)
    cases_of(here, 9)
    sweep_on(here, LATE_1)
    assert len(alerts(here)) == 18
    assert sum(len(facts["lines"]) for to, facts in messages(here, "deadline_alert") if to == PAT) == 9


def test_a_return_with_old_overdue_cases_does_not_flood(here: Desk) -> None:
    here.clock.set_to(date(2026, 2, 10))
    old = [child(agreed(date(2025, 3, 3 + n), date(2025, 4, 14)), upn=None, forename=f"Ada{n}") for n in range(5)]
    here.read_in(*old)
    sweep_on(here, date(2026, 2, 10))
    late = alerts(here, duty="final_plan")
    assert [(person, way) for _, person, way in late] == [(SAM, "digest")] * 5
    assert messages(here, "deadline_alert") == []


def test_a_new_holiday_moves_what_is_to_come_and_repeats_nothing(here: Desk) -> None:
    case_of(here)
    sweep_on(here, BEFORE_5)
    with unit_of_work(here.database) as uow:
        uow.settings.save_holidays(HERE, [(BEFORE_1, "A local day off")])
        uow.commit()
    for day in days(BEFORE_5, DECIDE_BY):
        sweep_on(here, day)
    assert len(rungs(here)) == len(set(rungs(here)))
    assert rungs(here)[0] == "before_5"
    assert rungs(here)[-1] == "due"


def test_the_key_of_an_alert_decides_who_raised_it(database: Database, desk: Desk) -> None:
    here = staffed(desk)
    case_of(here)
    sweep_on(here, BEFORE_5)
    with unit_of_work(database) as uow:
        (mine,) = [each for each in uow.alerts.of_case(HERE, "EHC-2026-00001") if each.duty == "assess_decision"]
        same = Alert(mine.case_id, mine.duty, mine.subject, mine.rung, mine.due, mine.person, mine.severity, mine.way)
        other = same._replace(person=LEE)
        assert uow.alerts.add(HERE, [same, other], moment(BEFORE_5)) == {other.key}
        assert uow.connection.execute(select(func.count()).select_from(alert)).scalar_one() >= 2


def test_nothing_is_raised_of_nothing(here: Desk) -> None:
    with unit_of_work(here.database) as uow:
        assert Alerts(uow.connection).add(HERE, [], moment(RECEIVED)) == set()


def test_with_an_address_of_the_office_what_nobody_else_is_told_goes_there(desk: Desk) -> None:
    here = staffed(desk, PAT)
    case = case_of(here, owner="")
    office = replace(here.office, office_email="send@council.example")
    here.clock.set_to(LATE_1)
    assert sweep(office, moment(LATE_1)).warnings > 0
    ((to, facts),) = messages(here, "deadline_alert")
    assert (to, facts["lines"][0]["case"], facts["lines"][0]["officer"]) == (
        "send@council.example",
        case,
        "Nobody yet",
    )
    assert send_digests(office, moment(LATE_1)).digests == 1
    ((to, facts),) = messages(here, "daily_digest")
    assert (to, facts["greeting"]) == ("send@council.example", "Hello.")
    with here.database.reading() as connection:
        assert UnitOfWork(connection).alerts.new_to(HERE, [""]) == {}
