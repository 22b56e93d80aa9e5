"""B11: the plans that are maintained, their annual reviews in the Department's measures, and the reviews that are overdue."""

from collections.abc import Sequence
from dataclasses import replace

from reports.board.about import About
from reports.board.cells import category_rows, header, in_periods, measure_rows, period_columns, said, trend_rows
from reports.board.model import Block, Cell, Chart, Column, Drawing, Kind, Row, Table, Why
from reports.board.months import trend
from reports.figures import Figures
from reports.measures.reviews_decided import OUTCOMES
from reports.measures.reviews_overdue import LONGEST, OVERDUE
from reports.registry import MEASURES
from workflows.words import amount_words

PERIODS = ("month", "year_to_date", "calendar_year", "rolling_12")
MOMENTS = ("month", "previous_month", "same_month_last_year")
_EXPECTED = ("reviews.review_expected", "reviews.review_not_completed", "reviews.decided_unjudged", "reviews.no_clock")
_COMPLETED = ("reviews.review_completed", "reviews.on_time")
_UNDATED = "A plan or a review that a return gives without its day counts on the day by which it was there."
_BEGAN = (
    "New plans are all first final plans sent, by the day of sending, also those made after a refusal was turned back. "
    "The issued plans count the first outcome of each assessment, so that a plan after a reversed refusal is not among "
    "them; their published basis leaves out, besides, assessments with a mediation or an appeal about them."
)
_WHOLE = (
    "A review done early counts in the period in which it would have fallen due. Every plan in force is in one or more of these lines, "
    "or its review was not due in the period. It cannot be judged where a return gives its last review only: whether an "
    "earlier one was held, and when, is nowhere. Plans are as on the last day of the period."
)
_ONE_SIDED = (
    "Completed late is completed and not by the last day. A share is not held where more reviews cannot be judged than were "
    "expected: of a plan that was read in from a return, a first review within the 12 months shows that it was in time, and "
    "one after them does not show that it was late."
)


def build(figures: Figures, _about: About) -> Block:
    """The caseload, then reviews expected, held, decided and amended, then those overdue, then 13 months of outcomes."""
    return Block(
        "B11",
        "Plans in force and annual reviews",
        (
            *_caseload(figures),
            *_expected(figures),
            *_decisions(figures),
            *_overdue(figures),
            _under_5(figures),
            *_trend(figures),
        ),
    )


def _table(
    figures: Figures,
    table_id: str,
    title: str,
    measure_ids: Sequence[str],
    bases: Sequence[str],
    kind: Kind = Kind.COUNT,
    note: str = "",
) -> Table:
    return Table(
        table_id,
        title,
        period_columns(figures, "Measure", bases, kind),
        measure_rows(figures, measure_ids, bases),
        header(figures, measure_ids, in_periods(figures, bases)),
        note,
    )


def _divided(
    figures: Figures, table_id: str, measure_id: str, bases: Sequence[str], total: str, note: str = ""
) -> Table:
    of = MEASURES[measure_id]
    return Table(
        table_id,
        of.title,
        period_columns(figures, figures.division(of).title, bases),
        category_rows(figures, measure_id, bases, total),
        header(figures, (measure_id,), in_periods(figures, bases)),
        note,
    )


def _caseload(figures: Figures) -> tuple[Table, ...]:
    stock = ("caseload.in_force", "caseload.under_5", "kp10a.budgets")
    return (
        _table(figures, "caseload.plans", "Plans in force on the last day", stock, MOMENTS, note=_UNDATED),
        _divided(figures, "caseload.began", "caseload.began", PERIODS, "All plans that came into force here", _BEGAN),
        _divided(figures, "caseload.ceased", "caseload.ceased", PERIODS, "All plans that ceased"),
    )


def judged(figures: Figures, basis: str) -> bool:
    """Whether as many reviews were expected in a period as may have been, and nobody can tell.

    Where most cannot be judged a share is not held: a return shows that a review was in time and hardly ever that one was late.
    """
    expected, *unknown = (
        figures.figure(each, basis).denominator
        for each in ("reviews.review_expected", "reviews.decided_unjudged", "reviews.no_clock")
    )
    return expected >= sum(unknown)


def _completed(figures: Figures) -> Table:
    table = _table(
        figures, "reviews.completed", "Annual reviews completed", _COMPLETED, PERIODS, Kind.SHARE, _ONE_SIDED
    )
    held = (True, *(judged(figures, basis) for basis in PERIODS))
    rows = tuple(
        Row(
            row.id,
            tuple(
                cell if is_held else Cell(None, Kind.SHARE, why=Why.NOT_HELD)
                for cell, is_held in zip(row.cells, held, strict=True)
            ),
        )
        for row in table.rows
    )
    return replace(table, rows=rows)


def _expected(figures: Figures) -> tuple[Table, ...]:
    return (
        _table(figures, "reviews.expected", "Annual reviews expected", _EXPECTED, PERIODS, note=_WHOLE),
        _completed(figures),
        _divided(figures, "reviews.outcome", "reviews.outcome", PERIODS, "All reviews held"),
    )


def _decisions(figures: Figures) -> tuple[Table, ...]:
    in_time = ("reviews.decision_4_weeks", "reviews.amended_in_time")
    return (
        _table(figures, "reviews.in_time", "Decisions and amended plans in time", in_time, PERIODS, Kind.SHARE),
        _table(
            figures,
            "reviews.late_decisions",
            "Decisions after the limit",
            ("reviews.decision_over_4_weeks",),
            PERIODS,
        ),
        _table(
            figures,
            "reviews.decision_days",
            "Days from the meeting to the decision",
            ("reviews.decision_days",),
            PERIODS,
            Kind.DAYS,
        ),
        _table(
            figures,
            "reviews.decision_awaited",
            "Decisions that are overdue on the last day",
            ("reviews.decision_awaited",),
            MOMENTS,
        ),
    )


def _overdue(figures: Figures) -> tuple[Table, Chart]:
    table = _divided(
        figures,
        "reviews.overdue",
        "reviews.overdue",
        MOMENTS,
        "All reviews overdue",
        "A review is done when the family has been told the decision, not when the meeting is held.",
    )
    whole, longest = figures.figure("reviews.overdue"), figures.figure("reviews.overdue", category=LONGEST)
    before = figures.figure("reviews.overdue", "same_month_last_year")
    over = f"over {amount_words(OVERDUE.edges[-1], OVERDUE.unit)}"
    says = (
        f"Reviews overdue at the end of {figures.month.words}: {said(whole)}, {said(longest)} of them by {over}. "
        f"A year before: {said(before)}."
        if whole.numerator
        else f"No review was overdue at the end of {figures.month.words}."
    )
    title = "Reviews overdue, by how long"
    told = (whole.id, longest.id, before.id)
    return table, Chart("reviews.overdue_chart", title, says, table.id, ("month",), Drawing.BARS, told)


def _under_5(figures: Figures) -> Table:
    return _table(
        figures,
        "reviews.under_5",
        "Reviews of children under 5",
        ("reviews.under_5_interval",),
        PERIODS,
        Kind.SHARE,
        "The interval is practice and not a duty: the law asks for a review every year at any age.",
    )


def _trend(figures: Figures) -> tuple[Table, Chart]:
    months, of = trend(figures.month), "reviews.outcome"
    asked = (*((of, key) for key, _ in OUTCOMES), (of, ""))
    rows = trend_rows(figures, months, asked)
    table = Table(
        "reviews.trend",
        "Outcomes of the reviews held in each month",
        (
            Column("heading", "Month of the meeting", Kind.TEXT),
            *(Column(key, title) for key, title in OUTCOMES),
            Column("total", "All reviews held"),
        ),
        rows,
        header(figures, (of,), f"{figures.period(months[0]).words} to {figures.month.words}"),
        "As known at the end of each month: a decision sent in a later month is not in it.",
    )
    whole, none = figures.figure(of), figures.figure(of, category="other")
    amended = figures.figure(of, category="amend")
    says = (
        f"Reviews held in {figures.month.words}: {said(whole)}, {said(amended)} of them with a decision to amend and "
        f"{said(none)} with no outcome by its end."
        if whole.numerator
        else f"No review was held in {figures.month.words}."
    )
    columns, told = tuple(key for key, _ in OUTCOMES), (whole.id, amended.id, none.id)
    return table, Chart(
        "reviews.trend_chart", "Outcomes of reviews, month by month", says, table.id, columns, Drawing.STACKED, told
    )
