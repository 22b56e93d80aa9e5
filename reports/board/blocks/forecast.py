"""B10: plans due and plans to be expected in the months to come, how far such a forecast was out, and what it rests on."""

from collections.abc import Iterable, Sequence
from datetime import date

from reports.board.about import About
from reports.board.cells import cell, header, percent_of, row
from reports.board.model import Block, Cell, Chart, Column, Drawing, Header, Kind, Paragraph, Part, Row, Table, Why
from reports.board.months import back, month_name
from reports.figures import Figure, Figures
from reports.forecast.ahead import MONTHS, Forecast, MonthAhead, forecast
from reports.forecast.backtest import BACK, NAIVE_MONTHS, Tried, backtest
from reports.forecast.chances import INSIDE
from reports.forecast.life_table import LEAST, WEEKS_BACK
from reports.measures.forecast import DUE
from reports.percentages import percent
from reports.periods import Period
from workflows.words import amount_words, day_words

ISSUED = "issued.plans.all_plans.including"
PAST = "backlog.past_week_20"
FLOW_MONTHS = 3
LONGEST = 120
"""Months: nothing is said of a day further off than that."""
ESTIMATE = "an estimate, not counted from cases"


def build(figures: Figures, _about: About) -> Block:
    """Due, expected with its range, clear-by date, backtest and assumptions."""
    found = forecast(figures.rows.cases, figures.month.last)
    parts: list[Part] = [_due(figures)]
    if found.possible:
        parts += [_expected(figures, found), _chart(found)]
    else:
        parts.append(Paragraph("No assessment was at a stage for a week before this day, so no plan can be forecast."))
    parts.append(_clear_by(figures))
    if found.possible:
        parts += _backtest(figures)
        parts += [Paragraph(text) for text in assumptions(found)]
    return Block("B10", "Forecast", tuple(parts))


def _due(figures: Figures) -> Table:
    rows = [
        row(figure.category, back(figures.month, -int(figure.category)).words, [cell(figure)])
        for figure in figures.split(DUE)
    ]
    whole = row("total", f"All {MONTHS} months", [cell(figures.figure(DUE))], total=True)
    return Table(
        "forecast.due",
        "Plans due in the months to come",
        (Column("month", "Month in which week 20 falls", Kind.TEXT), Column("due", "Open assessments")),
        (*rows, whole),
        header(figures, [DUE], exceptions="including exceptions"),
        "Counted from the cases open now. Requests still to come add to the last of these months.",
    )


def _estimates(figures: Figures, period: str) -> Header:
    return Header(period, "assessments that are open now and requests still to come", ESTIMATE, "including exceptions")


def _expected(figures: Figures, found: Forecast) -> Table:
    months = found.months
    return Table(
        "forecast.expected",
        "Plans to be expected if the work goes on as it did",
        (
            Column("month", "Month", Kind.TEXT),
            Column("plans", "Plans expected", Kind.NUMBER),
            Column("low", "Range, from", Kind.NUMBER),
            Column("high", "Range, to", Kind.NUMBER),
            Column("from_new", "Of them, of requests still to come", Kind.NUMBER),
            Column("on_time", "Of them, within 20 weeks", Kind.NUMBER),
            Column("rate", "KP8b expected, all plans", Kind.PERCENT),
            Column("rate_low", "Its range, from", Kind.PERCENT),
            Column("rate_high", "Its range, to", Kind.PERCENT),
        ),
        tuple(_month_row(month) for month in months),
        _estimates(figures, f"{months[0].month.words} to {months[-1].month.words}"),
        f"A range holds at least {INSIDE}% of what chance alone may bring. It does not hold a change in how the work is done.",
    )


def _month_row(month: MonthAhead) -> Row:
    spread = month.rate_range
    plans = (month.plans, month.plans_range.low, month.plans_range.high, month.from_new, month.on_time)
    rates = (month.rate, spread.low if spread else None, spread.high if spread else None)
    cells = [*(number(each) for each in plans), *(_rate(each) for each in rates)]
    return row(month_name(month.month), month.month.words, cells)


def number(value: float, rests_on: Iterable[str] = ()) -> Cell:
    """An estimate with one decimal place; a bound of a range, which is whole, without."""
    text = str(value) if isinstance(value, int) else f"{value:.1f}"
    return Cell(text, Kind.NUMBER, rests_on=tuple(rests_on))


def _rate(share: float | None) -> Cell:
    if share is None:
        return percent_of(None, Why.NOTHING)
    whole = 1_000_000
    return percent_of(percent(round(share * whole), whole))


def _chart(found: Forecast) -> Chart:
    first, last = found.months[0], found.months[-1]
    return Chart(
        "forecast.chart",
        "Plans to be expected, with their range",
        f"{first.plans:.1f} plans are expected in {first.month.words}, in a range from {first.plans_range.low} to "
        f"{first.plans_range.high}, and {last.plans:.1f} in {last.month.words}, in a range from {last.plans_range.low} to "
        f"{last.plans_range.high}.",
        "forecast.expected",
        ("plans", "low", "high"),
        Drawing.LINES,
    )


def _clear_by(figures: Figures) -> Table:
    before = back(figures.month, FLOW_MONTHS)
    now, then = figures.figure(PAST), figures.figure(PAST, month_name(before))
    both = (now.id, then.id)
    change = (now.denominator - then.denominator) / FLOW_MONTHS
    cells = (
        cell(then),
        cell(now),
        Cell(f"{change:+.1f}", Kind.NUMBER, rests_on=both),
        Cell(clear_by(now, then, figures.month), rests_on=both),
    )
    return Table(
        "forecast.clear_by",
        "When none would be open past week 20",
        (
            Column("what", "Assessments", Kind.TEXT),
            Column("then", day_words(before.last)),
            Column("now", day_words(figures.month.last)),
            Column("change", "Change in a month, the mean of the three", Kind.NUMBER),
            Column("clear_by", "None left by, at this flow", Kind.TEXT),
        ),
        (row("past_week_20", "Open past week 20", cells),),
        header(
            figures,
            [PAST],
            f"{day_words(before.last)} to {day_words(figures.month.last)}",
            exceptions="including exceptions",
        ),
        "The flow is what these cases became fewer or more by in the last three months. It takes no account of why.",
    )


def clear_by(now: Figure, then: Figure, reported: Period) -> str:
    """The end of the month by which none is left, or why there is none."""
    fewer = then.denominator - now.denominator
    if now.denominator == 0:
        return "none is open past week 20 now"
    if fewer <= 0:
        return "not at this flow: they do not become fewer"
    months = -(-now.denominator * FLOW_MONTHS // fewer)
    if months > LONGEST:
        return f"not within {amount_words(LONGEST // 12, 'years')} at this flow"
    return day_words(back(reported, -months).last)


def _backtest(figures: Figures) -> list[Part]:
    def actual(month: Period) -> int:
        return figures.figure(ISSUED, month_name(month)).denominator

    tried = backtest(figures.rows.cases, figures.month, actual)
    if not tried:
        return [Paragraph("No forecast could have been made at the end of any month before, so none is tried here.")]
    return [_one_month_ahead(figures, tried), _how_far_out(figures, tried), _verdict(figures, tried)]


def _one_month_ahead(figures: Figures, tried: Sequence[Tried]) -> Table:
    rows = []
    for each in (each for each in tried if each.ahead == 1):
        month = each.forecast.month
        sent = figures.figure(ISSUED, month_name(month))
        naive = number(each.naive, _months_before(figures, each))
        plans = each.forecast.plans_range
        inside = Cell("inside" if each.inside else "outside", rests_on=(sent.id,))
        cells = [number(each.forecast.plans), number(plans.low), number(plans.high), cell(sent), inside, naive]
        rows.append(row(month_name(month), month.words, cells))
    return Table(
        "forecast.backtest",
        "The forecast as it would have been made a month before, and what came of it",
        (
            Column("month", "Month", Kind.TEXT),
            Column("expected", "Plans expected", Kind.NUMBER),
            Column("low", "Range, from", Kind.NUMBER),
            Column("high", "Range, to", Kind.NUMBER),
            Column("actual", "Plans sent"),
            Column("inside", "In the range", Kind.TEXT),
            Column("naive", f"Mean of the {NAIVE_MONTHS} months before", Kind.NUMBER),
        ),
        tuple(rows),
        header(figures, [ISSUED], _tested(tried), exceptions="including exceptions"),
        "Made from what had happened by the end of the month before, as it is recorded now: what was recorded late is in it.",
    )


def _how_far_out(figures: Figures, tried: Sequence[Tried]) -> Table:
    rows = []
    for ahead in sorted({each.ahead for each in tried}):
        some = [each for each in tried if each.ahead == ahead]
        on = _behind(figures, some)
        inside = f"{sum(each.inside for each in some)} of {len(some)}"
        cells = [number(_mean_missed(some), on), number(_mean_naive(some), on), Cell(inside, rests_on=on)]
        rows.append(row(str(ahead), f"{ahead} {'month' if ahead == 1 else 'months'} ahead", cells))
    return Table(
        "forecast.missed",
        "How far the forecast was out, in plans",
        (
            Column("ahead", "Forecast", Kind.TEXT),
            Column("forecast", "Mean distance of the forecast", Kind.NUMBER),
            Column("naive", f"Of the mean of {NAIVE_MONTHS} months", Kind.NUMBER),
            Column("inside", "Months inside the range", Kind.TEXT),
        ),
        tuple(rows),
        Header(_tested(tried), "plans sent against plans expected", "months tried", "including exceptions"),
        f"Of forecasts made at the end of each of the {BACK} months before. The fewer months were tried, the less this says.",
    )


def _verdict(figures: Figures, tried: Sequence[Tried]) -> Paragraph:
    next_month = [each for each in tried if each.ahead == 1]
    own, naive = f"{_mean_missed(next_month):.1f}", f"{_mean_naive(next_month):.1f}"
    better = (
        {True: "nearer than", False: "further out than"}[float(own) < float(naive)]
        if own != naive
        else "no nearer than"
    )
    return Paragraph(
        f"One month ahead the forecast was {own} plans out in the mean, and the mean of the {NAIVE_MONTHS} months before "
        f"{naive}: the forecast was {better} a forecast that nothing changes.",
        "backtest",
        _behind(figures, next_month),
    )


def _mean_missed(tried: Sequence[Tried]) -> float:
    return sum(each.missed for each in tried) / len(tried)


def _mean_naive(tried: Sequence[Tried]) -> float:
    return sum(each.naive_missed for each in tried) / len(tried)


def _tested(tried: Sequence[Tried]) -> str:
    months = sorted({each.forecast.month.first for each in tried})
    first, last = (_words(months[place]) for place in (0, -1))
    return first if first == last else f"{first} to {last}"


def _words(first: date) -> str:
    return back(Period(first, first), 0).words


def _months_before(figures: Figures, each: Tried) -> tuple[str, ...]:
    months = (back(each.made, number) for number in range(NAIVE_MONTHS))
    return tuple(figures.figure(ISSUED, month_name(month)).id for month in months)


def _behind(figures: Figures, tried: Sequence[Tried]) -> tuple[str, ...]:
    sent = (figures.figure(ISSUED, month_name(each.forecast.month)).id for each in tried)
    return tuple(dict.fromkeys([*sent, *(one for each in tried for one in _months_before(figures, each))]))


def assumptions(found: Forecast) -> list[str]:
    """All that the forecast takes for granted, a sentence or two each."""
    table = found.table
    unseen = found.open_cases and not all(table.bands.values())
    said = [
        "What is assumed. Cases go on as they went in the "
        f"{table.weeks} weeks up to {day_words(found.as_at)}: from each stage, and the completed weeks spent in it, the same "
        "part of them moves on, gets a plan or ends otherwise in a week. Open cases count as much as those that have ended.",
        f"Weeks of a stage are pooled, from the first on, until at least {LEAST} weeks of cases are behind each chance; longer "
        "times than any seen are taken as the longest.",
        "Nothing but the stage and the time in it tells cases apart: not the need, the officer or the days left to week 20. "
        "No staff joining or leaving, no holidays.",
        f"New work goes on coming at the mean of those weeks, {sum(table.entries.values()):.1f} cases a week, each taken as "
        "received in the week in which it came.",
        "A plan is as likely on each day of a week, and on time where it is sent within 20 weeks of the request, as KP8b counts. "
        "A plan after a decision not to issue is not in it, as it is not in KP8b.",
    ]
    if table.weeks < WEEKS_BACK:
        said.append("That is less than a year, so a time of the year that is not in it is not in the forecast.")
    if unseen:
        said.append("At a stage at which no case was seen in that time, none is expected to move.")
    return said
