"""B5: timeliness by stage, advice by agency and by health service, and what is owed after an order."""

from collections.abc import Sequence

from reports.board.about import About
from reports.board.cells import cell, header, in_periods, period_columns, row, row_of, said, words
from reports.board.model import Block, Cell, Chart, Column, Drawing, Kind, Part, Row, Table
from reports.board.months import BASES as PERIODS
from reports.figures import Figures
from reports.measures.stages import ADVICE_RECORDED, DRAFT, DUTIES, HEALTH, ORDER_DUTIES, title_of
from reports.registry import MEASURES
from workflows.parameters import the_law
from workflows.words import amount_words, list_words

BASES = ("month", "year_to_date", "rolling_12")

_COLUMNS = (
    Column("done", "Done"),
    Column("on_time", "By the last day, including exceptions", Kind.SHARE),
    Column("on_time_unexcused", "By the last day, excluding what an exception excuses", Kind.SHARE),
    Column("days", "Median days", Kind.DAYS),
    Column("overdue", "Overdue and not done at the end", Kind.COUNT),
)
_EXCEPTIONS = "including exceptions, and beside it with what an exception excuses left out"


def build(figures: Figures, _about: About) -> Block:
    """The stages of an assessment in three periods, then who advised in time, then orders."""
    parts: tuple[Part, ...] = (
        *(_stages(figures, basis) for basis in BASES),
        _stages_chart(figures),
        _draft(figures),
        _advice_recorded(figures),
        *(_divided(figures, "advice", "Advice, by agency", "Agency", basis) for basis in BASES),
        _advice_chart(figures),
        _divided(figures, HEALTH, "Advice of health, by service", "Service", "rolling_12"),
        _orders(figures),
    )
    return Block("B5", "Timeliness by stage", parts)


def _cells(figures: Figures, duty: str, basis: str, category: str = "") -> list[Cell]:
    return [cell(figures.figure(f"stages.{duty}.{column.id}", basis, category)) for column in _COLUMNS]


def _measures(duties: Sequence[str]) -> list[str]:
    return [f"stages.{duty}.{column.id}" for duty in duties for column in _COLUMNS]


def _limit(figures: Figures, duty: str) -> str:
    """The law's limit on the last day of the month, as people say it: "6 weeks"."""
    day = figures.month.last
    limits = [
        amount_words(limit.amount, limit.unit.replace("_", " "))
        for rule in the_law().duties[duty].rules
        if rule.since <= day and (rule.until is None or day <= rule.until)
        for limit in rule.limits
    ]
    return list_words(dict.fromkeys(limits), "or")


def _duty_table(figures: Figures, table: str, title: str, duties: Sequence[str], basis: str, note: str) -> Table:
    rows = tuple(
        Row(duty, (words(title_of(duty)), words(_limit(figures, duty)), *_cells(figures, duty, basis)))
        for duty in duties
    )
    columns = (Column("heading", "What is owed", Kind.TEXT), Column("limit", "Limit", Kind.TEXT), *_COLUMNS)
    about = header(figures, _measures(duties), in_periods(figures, (basis,)), exceptions=_EXCEPTIONS)
    return Table(table, f"{title}, {PERIODS[basis]}", columns, rows, about, note)


def _stages(figures: Figures, basis: str) -> Table:
    return _duty_table(
        figures,
        f"stages.{basis}",
        "Timeliness by stage",
        DUTIES,
        basis,
        "By the day on which each step was done. The 16 weeks bind a decision not to issue: an open case that is past them may "
        "still get a plan. The reply of a setting is guidance (Code of Practice, 9.83), not law. The backlog counts "
        "what is open past week 20 of the request. Plans overdue here leave out what an exception excuses, and an assessment "
        "that began again after a refusal: its 20 weeks ended with that, and its own last day, where known, stands below.",
    )


def _orders(figures: Figures) -> Table:
    return _duty_table(
        figures,
        "stages.orders",
        "After an order of the Tribunal, an appeal that was not opposed or a mediation agreement",
        ORDER_DUTIES,
        "rolling_12",
        "Over 12 months, because there are few in a month. The days count from the order, the notice or the agreement; "
        "a date that the Tribunal directed takes the place of the limit.",
    )


def _divided(figures: Figures, duty: str, title: str, heading: str, basis: str) -> Table:
    split = figures.division(MEASURES[f"stages.{duty}.done"])
    rows = [row(key, named, _cells(figures, duty, basis, key)) for key, named in split.categories]
    rows.append(row("total", "All", _cells(figures, duty, basis), total=True))
    return Table(
        f"stages.{duty}.{basis}",
        f"{title}, {PERIODS[basis]}",
        (Column("heading", heading, Kind.TEXT), *_COLUMNS),
        tuple(rows),
        header(figures, _measures((duty,)), in_periods(figures, (basis,)), exceptions=_EXCEPTIONS),
        f"Each request for advice has {_limit(figures, 'advice')}, from the day on which the adviser received it.",
    )


def _draft(figures: Figures) -> Table:
    rows = (row_of(figures, "draft", DRAFT.title, DRAFT.id, BASES),)
    return Table(
        "stages.draft",
        "From the request to the first draft",
        period_columns(figures, "Median", BASES, Kind.DAYS),
        rows,
        header(figures, (DRAFT.id,), in_periods(figures, BASES)),
        "The law sets no date for the draft, so there is no share in time.",
    )


def _advice_recorded(figures: Figures) -> Table:
    return Table(
        "stages.advice_recorded",
        "How many assessments have any advice recorded",
        period_columns(figures, "Measure", BASES, Kind.SHARE),
        (row_of(figures, "advice_recorded", ADVICE_RECORDED.title, ADVICE_RECORDED.id, BASES),),
        header(figures, (ADVICE_RECORDED.id,), in_periods(figures, BASES)),
        "What stands below of agencies, services and replies of settings is of what is recorded only. A nought there is not "
        "to say that nothing was asked for: advice and consultations that nobody recorded are in no return.",
    )


def _stages_chart(figures: Figures) -> Chart:
    shares = {duty: figures.figure(f"stages.{duty}.on_time", "rolling_12") for duty in DUTIES}
    told = [f"“{title_of(duty)}” {said(share)}" for duty, share in shares.items() if share.denominator]
    end = figures.month.words
    return Chart(
        "stages.chart",
        "Done by the last day, by stage, rolling 12 months",
        f"Done by the last day in the 12 months to {end}, including exceptions: {list_words(told)}."
        if told
        else f"No step was done in the 12 months to {end}.",
        "stages.rolling_12",
        ("on_time", "on_time_unexcused"),
        Drawing.BARS,
    )


def _advice_chart(figures: Figures) -> Chart:
    of = MEASURES["stages.advice.on_time"]
    by = figures.division(of)
    shares = [share for share in figures.split(of.id, "rolling_12") if share.denominator]
    told = [f"{by.words(share.category)} {said(share)}" for share in shares]
    end = figures.month.words
    return Chart(
        "stages.advice.chart",
        "Advice by the last day, by agency, rolling 12 months",
        f"Advice by the last day in the 12 months to {end}: {said(figures.figure(of.id, 'rolling_12'))}. "
        f"By agency: {list_words(told)}."
        if told
        else f"No advice was given in the 12 months to {end}.",
        "stages.advice.rolling_12",
        ("on_time", "on_time_unexcused"),
        Drawing.BARS,
    )
