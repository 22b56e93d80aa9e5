"""B7: the backlog by age and stage, its flow over 13 months, and the cases that have been open longest."""

from reports.board.about import About
from reports.board.cells import category_rows, cell, header, in_periods, period_columns, row, row_of, said, trend_rows
from reports.board.cells import words as text
from reports.board.model import Block, Chart, Column, Drawing, Header, Kind, Part, Row, Table
from reports.board.months import trend
from reports.figures import Figures
from reports.measure import At
from reports.measures.backlog import BY_AGE, STAGE_WORDS, days_open
from reports.rows.cases import CaseRow
from workflows.words import amount_words, day_words

BASES = ("month", "previous_month", "same_month_last_year")
FLOW_BASES = ("month", "year_to_date", "rolling_12")
OLDEST = 10

_KEY_ROWS = (
    ("open", "Open assessments", "backlog.open"),
    ("past_week_20", "Open past week 20", "backlog.past_week_20"),
    (
        "past_week_20_without_exception",
        "Open past week 20, cases with an exception left out",
        "backlog.past_week_20_without_exception",
    ),
    ("undated", "Open, no day of receipt known", "backlog.undated"),
)


def build(figures: Figures, _about: About) -> Block:
    """What is open at the end of the month, and how it came to that."""
    parts: tuple[Part, ...] = (
        _summary(figures),
        _longest(figures),
        _divided(figures, "backlog.ages", "Open assessments, by weeks since the request", "backlog.by_age"),
        _divided(figures, "backlog.stages", "Open assessments, by stage", "backlog.open"),
        *_heat(figures),
        *_trend(figures),
        _left(figures),
        _oldest(figures),
    )
    return Block("B7", "Backlog", parts)


def _at_end(figures: Figures) -> str:
    days = [day_words(figures.period(basis).last) for basis in BASES]
    return f"at the end of {days[0]}; of {days[1]}; of {days[2]}"


def _columns(figures: Figures, heading: str, kind: Kind = Kind.COUNT) -> tuple[Column, ...]:
    """A column for each day, not for each period: what is open is open at a moment."""
    days = (Column(basis, day_words(figures.period(basis).last), kind) for basis in BASES)
    return (Column("heading", heading, Kind.TEXT), *days)


def _summary(figures: Figures) -> Table:
    rows = tuple(row_of(figures, row_id, title, of, BASES) for row_id, title, of in _KEY_ROWS)
    return Table(
        "backlog.summary",
        "Open assessments at the end of the period",
        _columns(figures, "Open at the end of"),
        rows,
        header(
            figures,
            [of for _, _, of in _KEY_ROWS],
            _at_end(figures),
            exceptions="including exceptions, but for the row that leaves them out",
        ),
        "Past week 20 is after the first last day in time for the plan. A case that an order opened again counts by that day "
        "too, although the limits of the order are what binds it.",
    )


def _longest(figures: Figures) -> Table:
    rows = (
        row_of(figures, "longest", "Weeks since the request of the oldest open assessment", "backlog.longest", BASES),
    )
    return Table(
        "backlog.longest",
        "Longest open",
        _columns(figures, "At the end of", Kind.WEEKS),
        rows,
        header(figures, ("backlog.longest",), _at_end(figures)),
    )


def _divided(figures: Figures, table: str, title: str, of: str) -> Table:
    return Table(
        table,
        title,
        _columns(figures, title.rpartition(", by ")[2].capitalize()),
        category_rows(figures, of, BASES, "All open assessments"),
        header(figures, (of,), _at_end(figures)),
    )


def _heat(figures: Figures) -> tuple[Table, Chart]:
    stages = {stage.value: f"backlog.{stage.value}" for stage in STAGE_WORDS}
    wholes = (*stages.values(), "backlog.by_age")
    rows = [
        row(band, title, (cell(figures.figure(of, "month", band)) for of in wholes))
        for band, title in BY_AGE.categories
    ]
    rows.append(row("total", "All open assessments", (cell(figures.figure(of)) for of in wholes), total=True))
    columns = (
        Column("heading", BY_AGE.title, Kind.TEXT),
        *(Column(stage.value, words) for stage, words in STAGE_WORDS.items()),
        Column("total", "All stages"),
    )
    table = Table(
        "backlog.ages_by_stage",
        "Open assessments by weeks since the request and stage",
        columns,
        tuple(rows),
        header(figures, wholes, f"at the end of {day_words(figures.month.last)}"),
    )
    counted = [
        (figure, title, words)
        for band, title in BY_AGE.categories
        for stage, words in STAGE_WORDS.items()
        if int((figure := figures.figure(stages[stage.value], "month", band)).value or 0)
    ]
    if not counted:
        told = f"No assessment was open at the end of {figures.month.words}."
    else:
        most, title, words = max(counted, key=lambda each: each[0].numerator)
        told = (
            f"Of {said(figures.figure('backlog.open'))} open assessments the largest group is of {said(most)}: "
            f"{title[:1].lower()}{title[1:]} since the request, at the stage “{words}”."
        )
    return table, Chart(
        "backlog.heat", "Where open assessments are, and for how long", told, table.id, tuple(stages), Drawing.HEAT
    )


def _trend(figures: Figures) -> tuple[Part, ...]:
    months = trend(figures.month)
    columns = (
        Column("heading", "Month", Kind.TEXT),
        Column("joined", "Joined in the month"),
        Column("joined_again", "Of those, opened again"),
        Column("left", "Left in the month"),
        Column("open", "Open at its end"),
        Column("past_week_20", "Past week 20 at its end"),
    )
    asked = tuple((f"backlog.{column.id}", "") for column in columns[1:])
    table = Table(
        "backlog.trend",
        "The backlog, month by month",
        columns,
        trend_rows(figures, months, asked),
        header(figures, [of for of, _ in asked], f"{figures.period(months[0]).words} to {figures.month.words}"),
        "Those open at the end of a month are those of the month before, with those that joined and less those that left.",
    )
    first, last = (figures.figure("backlog.open", each) for each in (months[0], months[-1]))
    late = figures.figure("backlog.past_week_20", months[-1])
    joined, left = (figures.figure(f"backlog.{way}", months[-1]) for way in ("joined", "left"))
    end = figures.month.words
    stock = Chart(
        "backlog.open_chart",
        "Open assessments at the end of each month",
        f"{said(last)} open at the end of {end}, {said(late)} of them past week 20; "
        f"{said(first)} open at the end of {figures.period(months[0]).words}.",
        table.id,
        ("open", "past_week_20"),
        Drawing.LINES,
    )
    flow = Chart(
        "backlog.flow_chart",
        "Assessments that joined and left the open work in each month",
        f"{said(joined)} joined and {said(left)} left in {end}.",
        table.id,
        ("joined", "left"),
        Drawing.BARS,
    )
    return table, stock, flow


def _left(figures: Figures) -> Table:
    return Table(
        "backlog.left",
        "How assessments left the open work",
        period_columns(figures, "How", FLOW_BASES),
        category_rows(figures, "backlog.left", FLOW_BASES, "All that left"),
        header(figures, ("backlog.left",), in_periods(figures, FLOW_BASES)),
    )


def _oldest(figures: Figures) -> Table:
    """The oldest by case reference. Each cell is of one case, so it holds words and no figure; dropped in what leaves."""
    at = At(figures.month)
    dated = [
        (days, case)
        for case in figures.rows.cases
        if case.open_on(at.day) and (days := days_open(case, at)) is not None
    ]
    longest = sorted(dated, key=lambda each: (-each[0], each[1].case))[:OLDEST]
    return Table(
        "backlog.oldest",
        "Open longest, by case reference",
        (
            Column("heading", "Case", Kind.TEXT),
            Column("weeks", "Open for", Kind.TEXT),
            Column("stage", "Stage", Kind.TEXT),
            Column("week_20", "Last day in time", Kind.TEXT),
        ),
        tuple(_old(place, days, case, at) for place, (days, case) in enumerate(longest, start=1)),
        Header(
            period=f"at the end of {day_words(at.day)}",
            basis=f"the {OLDEST} open assessments with the earliest requests; no day of receipt, not listed",
            denominator="none: single cases",
            exceptions="including exceptions",
        ),
        "For use inside the service only.",
    )


def _old(place: int, days: int, case: CaseRow, at: At) -> Row:
    stage = case.stage_on(at.day)
    return Row(
        str(place),
        (
            text(case.case),
            text(amount_words(days // 7, "weeks")),
            text(STAGE_WORDS[stage] if stage else ""),
            text(day_words(case.week_20) if case.week_20 else "the 20 weeks never began"),
        ),
    )
