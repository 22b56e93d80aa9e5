"""KP8a and KP8b of a period as one document, and the cases behind each figure in it."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from reports.measure import At
from reports.percentages import percent
from reports.periods import Period
from reports.registry import KP8, measure
from reports.rows.assessments import AssessmentRow, Kind, OutcomeCount

FIGURE_IDS: tuple[str, ...] = tuple(KP8)
"""Every id that `cases_behind` can open: "kp8a.issued", "kp8b.published.excluding" and so on."""


@dataclass(frozen=True, slots=True)
class CaseBehind:
    """One assessment that a figure counts. `days` from request to outcome; None where no date was received.

    `mark` is "on time", "late" or "no date received" for a plan, and "" for a decision not to issue.
    """

    case: str
    kind: Kind
    received_on: date | None
    decided_on: date
    days: int | None
    mark: str
    exception: bool
    mediation_or_tribunal: bool


def kpi(
    counts: Iterable[OutcomeCount], period: Period, as_at: date | None = None, known_at: datetime | None = None
) -> dict[str, Any]:
    """The figures of the period and of each of its months, ready for JSON.

    `counts` must have been counted over this period: a month that the period cuts is only as whole as they are.
    Months outside it are left alone. `as_at` and `known_at` say what the counts rest on and are printed as given.
    """
    months = [(within.first.year, within.first.month) for within in period.months()]
    by_month: dict[tuple[int, int], list[OutcomeCount]] = {month: [] for month in months}
    for counted in counts:
        if (counted.year, counted.month) in by_month:
            by_month[counted.year, counted.month].append(counted)
    return {
        "period": {"from": period.first.isoformat(), "to": period.last.isoformat()},
        "as_at": as_at.isoformat() if as_at else None,
        "known_at": known_at.isoformat() if known_at else None,
        **_figures([counted for within in by_month.values() for counted in within], period),
        "months": [
            {
                "month": f"{within.first:%Y-%m}",
                **_figures(by_month[within.first.year, within.first.month], within),
            }
            for within in period.months()
        ],
    }


def cases_behind(rows: Iterable[AssessmentRow], figure_id: str, period: Period) -> list[CaseBehind]:
    """The assessments that a figure counts (of a share, its denominator), by date. Raises UnknownFigure."""
    figure = measure(figure_id, KP8)
    at = At(period)
    behind = []
    for row in rows:
        decided_on, kind = row.decided_on, row.kind
        if decided_on is None or kind is None or decided_on not in period or not figure.belongs(row, at):
            continue
        days = (decided_on - row.received_on).days if row.received_on else None
        behind.append(
            CaseBehind(
                case=row.case,
                kind=kind,
                received_on=row.received_on,
                decided_on=decided_on,
                days=days,
                mark=_mark(row),
                exception=row.exception,
                mediation_or_tribunal=row.mediation_or_tribunal,
            )
        )
    return sorted(behind, key=lambda case: (case.decided_on, case.case))


def _mark(row: AssessmentRow) -> str:
    if row.issued_on is None:
        return ""
    if row.received_on is None:
        return "no date received"
    return "on time" if row.on_time else "late"


def _figures(counts: Sequence[OutcomeCount], period: Period) -> dict[str, Any]:
    """The measures as a tree by the parts of their ids: kp8a.total becomes ["kp8a"]["total"]."""
    figures: dict[str, Any] = {}
    for figure in KP8.values():
        *branches, leaf = figure.id.split(".")
        branch = figures
        for name in branches:
            branch = branch.setdefault(name, {})
        numerator, denominator = figure.count(counts, period)
        branch[leaf] = denominator if figure.meets is None else _share(numerator, denominator)
    return figures


def _share(numerator: int, denominator: int) -> dict[str, Any]:
    return {"numerator": numerator, "denominator": denominator, "percent": percent(numerator, denominator)}
