"""All the rows of an authority are read from its ledgers in one view, on each engine."""

from collections.abc import Iterable
from dataclasses import fields, replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from ehcp_flow.clock import end_of_day
from ehcp_flow.db.ledger import StoredCase
from ehcp_flow.db.unit_of_work import UnitOfWork
from ehcp_flow.services import cases
from ehcp_flow.services.board.gather import gather
from ehcp_flow.services.cases import Done, correct, open_case, record
from ehcp_flow.services.figures import figures
from ehcp_flow.services.health.lookups import figures as health_figures_of
from ehcp_flow.services.people import NewPerson
from ehcp_flow.services.users import add_user
from reports.health_notices import health_figures
from reports.kpi import kpi
from reports.periods import Period, year
from reports.rows.assessments import count_outcomes
from reports.rows.every import Rows
from reports.rows.health import Happening
from reports.rows.quality import Fault, FaultRow
from tests.ehcp_flow.services.at_work import HERE, Desk, active, agreed, child, issued
from tests.ehcp_flow.services.health.health_desk import (
    PAT,
    REQUEST_TO_AGREED,
    SAM,
    TO_AMENDED,
    TO_DRAFT,
    TO_END,
    TO_FINAL,
    HealthDesk,
)
from workflows.days import ENGLAND
from workflows.vocabulary import Event

CASE, OTHER = "EHC-2026-00001", "EHC-2026-00002"
RECEIVED = date(2026, 1, 5)
STEPS = (*REQUEST_TO_AGREED, *TO_DRAFT, *TO_FINAL, *TO_AMENDED, *TO_END)


@pytest.fixture
def here(desk: Desk) -> Desk:
    desk = desk.of(HERE)
    desk.clock.set_to(RECEIVED)
    for name, email, roles in (("Pat Osier", PAT, ["caseworker"]), ("Sam Rowan", SAM, ["manager", "decision_maker"])):
        add_user(desk.office, name, email, roles)
    return desk


def opened(desk: Desk, person: NewPerson) -> str:
    done = open_case(desk.office, person, RECEIVED, "parent")
    assert isinstance(done, Done), done
    return done.case


def happens(desk: Desk, case: str, *steps: tuple[date, Event, Any]) -> None:
    for day, event, facts in steps:
        desk.clock.set_to(day)
        done = record(desk.office, case, event, day, facts)
        assert isinstance(done, Done), done


def test_a_whole_life_gives_rows_of_every_subject(here: Desk) -> None:
    opened(here, NewPerson("Ada Marrow", date(2018, 6, 1)))
    opened(here, NewPerson("Ben Marrow", date(2019, 6, 1)))
    assert isinstance(cases.assign(here.office, CASE, PAT, SAM), Done)
    happens(here, CASE, *STEPS)
    rows = gather(here.office, here.clock.today())
    assert [row.case for row in rows.cases] == [row.case for row in rows.assessments] == [CASE, OTHER]
    ada, ben = rows.cases
    assert (ada.officer, ada.officers, ada.area, ada.born) == (PAT, 1, "", date(2018, 6, 1))
    assert (ada.issued_on, ada.open_on(date(2026, 4, 30)), ada.open_on(date(2026, 5, 1))) == (
        date(2026, 5, 1),
        True,
        False,
    )
    assert (ben.officer, ben.area, ben.open_on(here.clock.today())) == ("", "", True)
    (plan,) = rows.plans
    assert (plan.case, plan.in_force.since, plan.in_force.until) == (CASE, date(2026, 5, 1), date(2027, 9, 1))
    first, second = rows.reviews
    assert (first.decided_on, first.outcome, second.ended_on) == (date(2027, 4, 2), "maintain", date(2027, 9, 1))
    assert {"assess_decision", "final_plan", "review_decision"} <= {row.duty for row in rows.steps if row.case == CASE}
    assert rows.officers == (PAT,)
    assert (rows.as_at, rows.known_at) == (here.clock.today(), here.clock.now())
    assert [(each.what, each.happened_on) for each in rows.to_tell] == [
        (Happening.DRAFT, date(2026, 4, 13)),
        (Happening.FINAL, date(2026, 5, 1)),
        (Happening.SHARED, date(2026, 5, 1)),
    ]


def test_the_rows_of_an_earlier_day_are_those_that_were_read_on_it(here: Desk) -> None:
    opened(here, NewPerson("Ada Marrow", date(2018, 6, 1)))
    read = []
    for step in STEPS:
        happens(here, CASE, step)
        read.append(gather(here.office, step[0]))
    for then in read:
        assert replace(gather(here.office, then.as_at), known_at=then.known_at) == then


def test_what_was_put_right_later_is_not_in_the_rows_as_they_were_known(here: Desk) -> None:
    opened(here, NewPerson("Ada Marrow", date(2018, 6, 1)))
    happens(here, CASE, *REQUEST_TO_AGREED)
    known_at, as_at = here.clock.now(), here.clock.today()
    before = gather(here.office, as_at, known_at)
    here.clock.set_to(as_at + timedelta(days=30))
    done = correct(here.office, CASE, 2, "a slip of the pen", date(2026, 1, 30))
    assert isinstance(done, Done), done
    assert gather(here.office, as_at, known_at) == before
    (after,) = gather(here.office, as_at).cases
    assert (before.cases[0].decided_on, after.decided_on) == (date(2026, 2, 3), date(2026, 1, 30))
    (fault,) = gather(here.office, here.clock.today()).faults
    assert fault == FaultRow(CASE, Fault.CORRECTED, here.clock.today(), "Agreed to assess")


def test_a_day_before_anything_has_no_rows(here: Desk) -> None:
    opened(here, NewPerson("Ada Marrow", date(2018, 6, 1)))
    rows = gather(here.office, RECEIVED - timedelta(days=1))
    named = [each.name for each in fields(Rows) if each.name not in ("as_at", "known_at", "officers")]
    assert {name: getattr(rows, name) for name in named} == dict.fromkeys(named, ())


def test_the_rows_of_a_return_give_the_published_figures_and_one_authority_only(here: Desk) -> None:
    # Received on Monday 6 January 2025: the 26th of May is the last day of 20 weeks.
    here.clock.set_to(date(2026, 2, 10))
    other = here.of("830")
    other.read_in(child(agreed(date(2025, 1, 6), date(2025, 2, 10), issued(date(2025, 5, 26)))))
    told = date(2025, 2, 10)
    here.read_in(
        child(agreed(date(2025, 1, 6), told, issued(date(2025, 5, 26)), active_plan=active()), upn="K831200014001"),
        child(agreed(date(2025, 1, 6), told, issued(date(2025, 5, 27))), upn="K831200014002", surname="Osier"),
        child(
            agreed(date(2025, 1, 6), told, issued(date(2025, 6, 2), week20=True)), upn="K831200014003", surname="Rush"
        ),
    )
    rows = gather(here.office, here.clock.today())
    assert len(rows.cases) == 3
    assert [row.need for row in rows.cases] == ["ASD", "", ""]
    assert {row.area for row in rows.cases} == {"ZZ0"}
    assert [(row.exception, row.evidenced) for row in rows.cases] == [(False, False), (False, False), (True, False)]
    assert kpi(count_outcomes(rows.assessments, year(2025)), year(2025), rows.as_at) == figures(here.office, year(2025))


class BlocksAll:
    """Finds fault with every case that it is shown, the last one first."""

    def __init__(self) -> None:
        self.shown: list[StoredCase] = []

    def add(self, case: StoredCase) -> None:
        self.shown.append(case)

    def faults(self, uow: UnitOfWork) -> Iterable[FaultRow]:
        found = [uow.cases.load(HERE, case.reference) for case in reversed(self.shown)]
        assert found == self.shown[::-1]
        return [
            FaultRow(case.reference, Fault.BLOCKS_RETURN, RECEIVED, "No date of birth") for case in reversed(self.shown)
        ]


def test_records_that_block_the_return_are_joined_to_their_case(here: Desk) -> None:
    opened(here, NewPerson("Ada Marrow", date(2018, 6, 1)))
    opened(here, NewPerson("Ben Marrow", date(2019, 6, 1)))
    happens(here, CASE, (date(2026, 3, 3), Event.MEDIATION_HELD, {"about": "assess", "dated": "not_later_than"}))
    blocking = BlocksAll()
    rows = gather(here.office, date(2026, 3, 31), blocking=blocking)
    assert [case.reference for case in blocking.shown] == [CASE, OTHER]
    assert [(row.case, row.fault) for row in rows.faults] == [
        (CASE, Fault.UNDATED),
        (CASE, Fault.BLOCKS_RETURN),
        (OTHER, Fault.BLOCKS_RETURN),
    ]


def test_the_rows_of_health_give_the_figures_of_health(desk: Desk) -> None:
    health = HealthDesk(desk.of(HERE))
    health.child()
    health.known(health.contacts())
    health.happens(*REQUEST_TO_AGREED, *TO_DRAFT, *TO_FINAL)
    health.sent()
    health.happens((date(2026, 5, 5), Event.CASE_ASSIGNED, {"to": PAT}))
    today = date(2026, 5, 5)
    rows = gather(health.office, today)
    may = Period(date(2026, 5, 1), date(2026, 5, 31))
    assert rows.sent_notices
    assert {each.case for each in rows.sent_notices} == {each.case for each in rows.raised_notices} == {CASE}
    assert health_figures_of(health.office, may) == health_figures(
        rows.to_tell,
        rows.sent_notices,
        may,
        today,
        ENGLAND.working_days_between,
        rows.raised_notices,
        rows.monthly_lists,
    )
    before_it_left = gather(health.office, today, datetime(2026, 4, 30, 9, tzinfo=UTC))
    assert before_it_left.sent_notices == ()
    assert gather(health.office, today, end_of_day(today)).sent_notices == rows.sent_notices
