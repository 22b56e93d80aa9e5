"""The packs of closed months: what was closed since the last meeting of the Board, and the last three months."""

from collections.abc import Sequence
from datetime import date

from ehcp_flow.clock import london_date
from ehcp_flow.services.board.closing import Frozen, frozen, issues
from ehcp_flow.services.board.monthly import SOURCE, read_month
from ehcp_flow.services.board.restated import Restatement, in_words, restated
from ehcp_flow.services.board.rights import SEE_SMALL_NUMBERS, may_see_exact
from ehcp_flow.services.office import Office
from reports.board.model import Cell, Column, Header, Kind, Paragraph, Report, Row, Table
from reports.board.months import back, month_name
from reports.board.pack import pack
from reports.periods import Period
from workflows.refusals import Refusal
from workflows.words import day_words

QUARTER = 3
_RESTATED_NOTE = (
    "As printed: the figure when the month was closed. As known now: the same figure as at the same last day, counted "
    "again with what was recorded since. Cases: how many count now and did not, and how many did and do not."
)


def since_last_meeting(office: Office, meeting: date, exact: bool, *, by: str | None) -> Report | Refusal:
    """The months of which an issue was made on the day of the last meeting or since, with what was restated since.

    `by` is whoever asks, None the operator of the command line. Refuses the exact edition to those who may not see it.
    """
    if exact and isinstance(asked := may_see_exact(office, by, SEE_SMALL_NUMBERS), Refusal):
        return asked
    names = sorted({each.month for each in issues(office) if london_date(each.known_at) >= meeting})
    if not names:
        return Refusal(
            f"Make the pack since {day_words(meeting)}",
            "no month was closed since then",
            SOURCE,
            "See what is closed with “ehcp-flow month list”, or give the day of an earlier meeting.",
        )
    return _pack(office, names, f"Since the last meeting, on {day_words(meeting)}", exact)


def three_months(office: Office, last: Period, exact: bool, *, by: str | None) -> Report | Refusal:
    """The three months up to and with this one, for the children's board. Refuses where one of them is not closed.

    `by` is whoever asks, None the operator of the command line. Refuses the exact edition to those who may not see it.
    """
    if exact and isinstance(asked := may_see_exact(office, by, SEE_SMALL_NUMBERS), Refusal):
        return asked
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
        said += _said(now, each.edition(exact).period, exact)
    intro = (
        "Each figure is the one that was printed when its month was closed. Nothing here was counted again; what later "
        "recording has changed is listed after it."
    )
    return pack([each.edition(exact) for each in kept], title, intro, said)


def _said(now: Restatement, period: str, exact: bool) -> list[Paragraph | Table]:
    """What was restated of one month. For release only how many figures: their old and new values would show small ones."""
    sentences = []
    if now.figures:
        many = "1 figure" if len(now.figures) == 1 else f"{len(now.figures):,} figures"
        sentences.append(f"{many} would be different if counted today.")
    if now.gone:
        many = "1 figure is" if len(now.gone) == 1 else f"{len(now.gone):,} figures are"
        sentences.append(f"{many} not counted any more.")
    if now.rules_changed:
        sentences.append("The rules that figures are counted by were changed since.")
    if not sentences:
        return []
    said: list[Paragraph | Table] = [Paragraph(f"{period}, issue {now.issue}: {' '.join(sentences)}")]
    return [*said, restated_table(now, period)] if exact and now.figures else said


def restated_table(now: Restatement, period: str) -> Table:
    """Every restated figure of a month, as it was closed and as it is counted now, from the cases of both."""
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
    header = Header(
        period=period,
        basis=f"each figure as it was closed in issue {now.issue}, beside it as counted now from the cases",
        denominator="as each figure says",
        exceptions="as each figure says",
        faults=now.faults,
    )
    title = f"Restated since {period} was closed"
    return Table(f"restated.{now.month}", title, columns, rows, header, _RESTATED_NOTE)
