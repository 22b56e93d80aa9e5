"""The packs of closed months: what was closed since the last meeting of the Board, and the last three months."""

from collections.abc import Sequence
from datetime import date

from ehcp_flow.clock import london_date
from ehcp_flow.services.board.closing import Frozen, frozen, issues
from ehcp_flow.services.board.monthly import SOURCE, read_month, the_limit
from ehcp_flow.services.board.restated import Restatement, in_words, restated
from ehcp_flow.services.office import Office
from reports.board.held_back import hold_back
from reports.board.model import Cell, Column, Header, Kind, Paragraph, Report, Row, Table
from reports.board.months import back, month_name
from reports.board.pack import pack
from reports.figures import Figure
from reports.periods import Period
from workflows.refusals import Refusal
from workflows.words import day_words

QUARTER = 3


def since_last_meeting(office: Office, meeting: date, exact: bool) -> Report | Refusal:
    """The months of which an issue was made after the day of the last meeting, with what was restated since."""
    names = sorted({each.month for each in issues(office) if london_date(each.known_at) > meeting})
    if not names:
        return Refusal(
            f"Make the pack since {day_words(meeting)}",
            "no month was closed since then",
            SOURCE,
            "See what is closed with “ehcp-flow month list”, or give the day of an earlier meeting.",
        )
    return _pack(office, names, f"Since the last meeting, on {day_words(meeting)}", exact)


def three_months(office: Office, last: Period, exact: bool) -> Report | Refusal:
    """The three months up to and with this one, for the children's board. Refuses where one of them is not closed."""
    names = [month_name(back(last, ago)) for ago in reversed(range(QUARTER))]
    return _pack(office, names, "Three-monthly report", exact)


def _pack(office: Office, names: Sequence[str], title: str, exact: bool) -> Report | Refusal:
    kept: list[Frozen] = []
    for name in names:
        of = read_month(name)
        found = of if isinstance(of, Refusal) else frozen(office, of)
        if isinstance(found, Refusal):
            return found
        if found is None:
            words = of.words if isinstance(of, Period) else name
            return Refusal(
                "Make the pack", f"{words} is not closed", SOURCE, f"Close it first: ehcp-flow month close {name}"
            )
        kept.append(found)
    said: list[Paragraph | Table] = []
    for each in kept:
        now = restated(office, each)
        if isinstance(now, Refusal):
            return now
        said += _said(now, each.report.period, exact)
    intro = (
        "Each figure is the one that was printed when its month was closed. Nothing here was counted again; what later "
        "recording has changed is listed after it."
    )
    return pack([edition(each, exact) for each in kept], title, intro, said)


def edition(kept: Frozen, exact: bool) -> Report:
    """The report as it was closed; for release, with the small numbers of its own figures held back."""
    return kept.report if exact else hold_back(kept.report, figures_kept(kept), the_limit())


def figures_kept(kept: Frozen) -> list[Figure]:
    """The figures of an issue as the engine has them."""
    found = []
    of = read_month(kept.issue.month)
    assert isinstance(of, Period)  # noqa: S101 - it was written by us when the month was closed
    for each in kept.figures:
        named, _, basis = each.figure.partition("@")
        measure_id, _, category = named.partition(":")
        found.append(
            Figure(
                id=each.figure,
                measure=measure_id,
                category=category,
                basis=basis,
                first=of.first,
                last=of.last,
                numerator=each.numerator,
                denominator=each.denominator,
                value=each.value,
                cases=tuple(each.cases),
                meeting=tuple(each.meeting),
            )
        )
    return found


def _said(now: Restatement, period: str, exact: bool) -> list[Paragraph | Table]:
    """What was restated of one month. For release only how many figures: their old and new values would show small ones."""
    if not now.figures:
        return []
    many = "1 figure" if len(now.figures) == 1 else f"{len(now.figures):,} figures"
    rules = " The rules were changed too." if now.rules_changed else ""
    said: list[Paragraph | Table] = [
        Paragraph(f"{period}, issue {now.issue}: {many} would be different if counted today.{rules}")
    ]
    return [*said, restated_table(now, period)] if exact else said


def restated_table(now: Restatement, period: str) -> Table:
    """Every restated figure of a month, as it was and as it is."""
    rows = tuple(
        Row(
            each.figure,
            (
                Cell(each.title),
                Cell(each.figure.partition("@")[2]),
                Cell(in_words(each.was, each.parts_was, each.figure.partition("@")[0].partition(":")[0])),
                Cell(in_words(each.now, each.parts_now, each.figure.partition("@")[0].partition(":")[0])),
                Cell(f"{len(each.entered)} in, {len(each.left)} out"),
            ),
        )
        for each in now.figures
    )
    columns = (
        Column("figure", "Figure", Kind.TEXT),
        Column("basis", "Period", Kind.TEXT),
        Column("was", "As printed", Kind.TEXT),
        Column("now", "As known now", Kind.TEXT),
        Column("cases", "Cases", Kind.TEXT),
    )
    header = Header(period, "counted again as at the same day", "as each figure says", "as each figure says")
    return Table(f"restated.{now.month}", f"Restated since {period} was closed", columns, rows, header)
