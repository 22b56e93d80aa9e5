"""`ehcp-flow kpi`: KP8a and KP8b with their parts, beside what was published, and the cases behind each figure."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict
from datetime import date
from typing import TYPE_CHECKING, Annotated, Any

import typer

from ehcp_flow.cli import options
from ehcp_flow.cli.opening import to_read
from ehcp_flow.cli.output import WrongInput, print_json

if TYPE_CHECKING:
    from ehcp_flow.services.office import Office
    from reports.kpi import CaseBehind
    from reports.periods import Period
    from reports.published import PublishedLine

BESIDE = ("Derby", "England")
KP8A = (
    ("total", "Assessments completed"),
    ("issued", "  with a plan"),
    ("not_issued", "  with a decision not to issue"),
)
KP8B = tuple(
    (basis, treatment, f"{words}, {treatment} exceptions")
    for basis, words in (("all_plans", "All plans"), ("published", "Published basis"))
    for treatment in ("including", "excluding")
)


def kpi(
    ctx: typer.Context,
    of_year: Annotated[
        int | None,
        typer.Option(
            "--year", min=1900, max=9998, metavar="YEAR", help="A calendar year. Without a period: this year."
        ),
    ] = None,
    first: Annotated[
        date | None,
        typer.Option("--from", parser=options.typed_day, metavar="DATE", help="The first day of the period."),
    ] = None,
    last: Annotated[
        date | None, typer.Option("--to", parser=options.typed_day, metavar="DATE", help="The last day of the period.")
    ] = None,
    by: Annotated[str, typer.Option("--by", metavar="month", help="Month by month too.", show_default=False)] = "",
    cases: Annotated[
        str, typer.Option("--cases", metavar="FIGURE", help="The cases behind a figure: kp8b.all_plans.including.")
    ] = "",
    as_at: options.AsAt = None,
    known_at: options.KnownAt = None,
    as_json: options.Json = False,
    database: options.Database = None,
    authority: options.Authority = None,
) -> None:
    """Print KP8a and KP8b: plans issued within 20 weeks, with and without exceptions, on both bases.

    Example: ehcp-flow kpi --year 2025 --by month
    """
    from ehcp_flow.clock import end_of_day
    from ehcp_flow.services import figures
    from reports.registry import KP8, measure

    if by not in ("", "month"):
        raise WrongInput(f"“{by}” is not a way to divide the figures. Give --by month.")
    if cases:
        measure(cases, KP8)
    office = to_read(ctx, database, authority)
    period = _period(office, of_year, first, last)
    moment = end_of_day(known_at) if known_at else None
    if cases:
        _cases(figures.behind(office, cases, period, as_at, moment), cases, period, as_json)
        return
    document = figures.figures(office, period, as_at, moment)
    if as_json:
        print_json(document)
        return
    figures_page(document, period, published(period.first.year) if _is_year(period) else [])
    if by:
        _months(document["months"])


def _period(office: "Office", of_year: int | None, first: date | None, last: date | None) -> "Period":
    from reports.periods import Period, year

    if first is None and last is None:
        return year(of_year or office.clock.today().year)
    if of_year is not None or first is None or last is None:
        raise WrongInput("Give either --year, or both --from and --to.")
    try:
        return Period(first, last)
    except ValueError as error:
        raise WrongInput(str(error)) from None


def _is_year(period: "Period") -> bool:
    from reports.periods import year

    return period == year(period.first.year)


def published(year: int) -> list["PublishedLine"]:
    """Derby's and England's published lines of a year; none where nothing was published."""
    from reports.published import published_lines

    return [line for line in published_lines(year) if line.area in BESIDE]


def latest_published(year: int) -> list["PublishedLine"]:
    """Derby's and England's published lines of the latest year up to this one that has any."""
    for each in range(year, 2018, -1):
        if lines := published(each):
            return lines
    return []


def figures_page(document: Mapping[str, Any], period: "Period", beside: "Sequence[PublishedLine]") -> None:
    """The figures of a period with numerators and denominators, beside published lines."""
    from ehcp_flow.cli.show import line, table
    from ehcp_flow.clock import london_date
    from ehcp_flow.phrases import full_day

    known = document["known_at"]
    as_known = f", as known at the end of {full_day(london_date(_moment(known)))}" if known else ""
    line(f"Education, health and care plans, {period.words}", "bold")
    line(f"As at {full_day(date.fromisoformat(document['as_at']))}{as_known}.")
    headings = ["KP8a: assessments completed", "Here", *(f"{each.area}, published {each.year}" for each in beside)]
    rows = []
    for key, words in KP8A:
        name = {"total": "kp8a", "issued": "issued", "not_issued": "not_issued"}[key]
        rows.append((words, f"{document['kp8a'][key]:,}", *(f"{getattr(each, name):,}" for each in beside)))
    table(headings, rows, right=headings[1:])
    headings[0] = "KP8b: plans issued within 20 weeks"
    rows = []
    for basis, treatment, words in KP8B:
        here = share_words(document["kp8b"][basis][treatment])
        rows.append((words, here, *_published_cells(basis, treatment, beside)))
    table(headings, rows, right=headings[1:])
    line("Published basis: without every plan that has a mediation or tribunal indicator of any kind.")
    line("Excluding exceptions: cases with a recorded exception leave both the top and the bottom of the fraction.")
    if beside:
        line("Published lines: Department for Education, Education, health and care plans.")


def _moment(text: str) -> Any:
    from datetime import datetime

    return datetime.fromisoformat(text)


def _published_cells(basis: str, treatment: str, beside: "Sequence[PublishedLine]") -> Iterator[str]:
    for each in beside:
        share = each.kp8b_i if treatment == "including" else each.kp8b_ii
        yield share_words(asdict(share)) if basis == "published" else "–"


def share_words(share: Mapping[str, Any]) -> str:
    """62 of 442, 14.0%; “no plans” where there is nothing to divide by."""
    if share["percent"] is None:
        return "no plans"
    return f"{share['numerator']:,} of {share['denominator']:,}, {share['percent']}%"


def _months(months: Sequence[Mapping[str, Any]]) -> None:
    from ehcp_flow.cli.show import line, table

    line()
    line("By month", "bold")
    headings = ["Month", "Completed", "With a plan", *(words for _, _, words in KP8B)]
    rows = [
        (
            month["month"],
            f"{month['kp8a']['total']:,}",
            f"{month['kp8a']['issued']:,}",
            *(share_words(month["kp8b"][basis][treatment]) for basis, treatment, _ in KP8B),
        )
        for month in months
    ]
    table(headings, rows, right=headings[1:])


def _cases(behind: "Sequence[CaseBehind]", figure: str, period: "Period", as_json: bool) -> None:
    if as_json:
        print_json([asdict(each) for each in behind])
        return
    from ehcp_flow.cli.show import line, table
    from ehcp_flow.phrases import full_day, how_many
    from reports.registry import KP8

    measure = KP8[figure]
    line(f"{measure.title}, {period.words}: {how_many(len(behind), 'case')} ({measure.basis})", "bold")
    line(f"Left out: {measure.exclusions}")
    if not behind:
        line("No case has an outcome in this period that this figure counts.")
        return
    rows = []
    for each in behind:
        marks = [each.mark or "not issued"]
        marks += ["exception"] * each.exception + ["mediation or tribunal"] * each.mediation_or_tribunal
        received = full_day(each.received_on) if each.received_on else "not known"
        days = "" if each.days is None else f"{each.days:,}"
        rows.append((each.case, received, full_day(each.decided_on), days, ", ".join(marks)))
    table(("Case", "Received", "Outcome", "Days", "How it counts"), rows, right=("Days",))
