"""KP8a and KP8b from the cases: now from the index, and for any earlier day or knowledge from the ledgers themselves."""

from collections.abc import Iterator
from datetime import date, datetime
from typing import Any

from ehcp_flow.db import ledger, report_rows
from ehcp_flow.db.unit_of_work import UnitOfWork
from ehcp_flow.services.indexing import assessment_row
from ehcp_flow.services.office import Office
from ehcp_flow.services.telling.ladders import law_here
from reports.kpi import CaseBehind, cases_behind, kpi
from reports.periods import Period
from reports.rows.assessments import AssessmentRow, OutcomeCount, count_outcomes
from workflows.case import fold


def figures(
    office: Office, period: Period, as_at: date | None = None, known_at: datetime | None = None
) -> dict[str, Any]:
    """The figures of a period, by month too, as the contract of `ehcp-flow kpi --json` says."""
    day = as_at or office.clock.today()
    with office.database.reading() as connection:
        counts = _counts(UnitOfWork(connection), office, period, day, known_at)
    return kpi(counts, period, day, known_at)


def behind(
    office: Office, figure: str, period: Period, as_at: date | None = None, known_at: datetime | None = None
) -> list[CaseBehind]:
    """The cases that one figure counts. Raises UnknownFigure, which lists the ids."""
    day = as_at or office.clock.today()
    with office.database.reading() as connection:
        if _is_now(office, day, known_at):
            rows = report_rows.assessment_rows(connection, office.authority, period.first, period.last)
        else:
            rows = _as_they_stood(UnitOfWork(connection), office, day, known_at)
        return cases_behind(rows, figure, period)


def _is_now(office: Office, day: date, known_at: datetime | None) -> bool:
    return known_at is None and day >= office.clock.today()


def _counts(
    uow: UnitOfWork, office: Office, period: Period, day: date, known_at: datetime | None
) -> list[OutcomeCount]:
    if _is_now(office, day, known_at):
        return report_rows.outcome_counts(uow.connection, office.authority, period.first, period.last)
    return count_outcomes(_as_they_stood(uow, office, day, known_at), period)


def _as_they_stood(uow: UnitOfWork, office: Office, day: date, known_at: datetime | None) -> Iterator[AssessmentRow]:
    """Each case's line in the figures as it stood on a day, as it was known at a moment."""
    law, calendar = law_here(office, uow), office.calendar(uow)
    for stored in ledger.stream(uow.connection, office.authority):
        yield assessment_row(stored.reference, fold(stored.entries, day, known_at), law=law, calendar=calendar)
