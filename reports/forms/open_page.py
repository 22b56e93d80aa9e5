"""The open performance page: a month's main figures for everyone, in plain words, from a report that holds small numbers back."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta

from reports.board.model import Cell, Kind, Report, Table, Why
from reports.board.months import back, period_of
from reports.forms.html import TEMPLATES
from reports.forms.open_questions import QUESTIONS, Line, Pick, Question
from reports.forms.words import issue_words, moment_words, number_words
from reports.periods import Period, month
from reports.rows.assessments import TWENTY_WEEKS
from workflows.words import day_words

TITLE = "Plans for children and young people with special educational needs"
HELD_BACK = "this number is held back: it is small, or a small number could be worked out from it."
_SAID = {Why.HELD_BACK: HELD_BACK, Why.NOTHING: "there were none to count."}


@dataclass(frozen=True, slots=True)
class ShownLine:
    """`number` stands out; it is "" where `words` say why there is none."""

    number: str
    words: str


@dataclass(frozen=True, slots=True)
class ShownQuestion:
    id: str
    title: str
    lines: tuple[ShownLine, ...]
    means: str
    counted: str


def open_page(report: Report, contact: str = "") -> str:
    """The page, one HTML file that needs nothing else. `contact`: whom to ask, an address of mail or words; "" says nothing.

    A question of which the report has no figure is listed as one that cannot be answered yet. Raises ValueError for a
    report whose small numbers are not held back: that one may not leave the service.
    """
    if report.exact:
        raise ValueError("The open page is made only of a report whose small numbers are held back.")
    reported = month(*map(int, report.month.split("-")))
    names = _names(report, reported)
    shown = {question.id: _shown(report, question, names) for question in QUESTIONS}
    return TEMPLATES.get_template("open_page.html").render(
        report=report,
        title=TITLE,
        questions=[each for each in shown.values() if each.lines],
        unanswered=[each.title for each in shown.values() if not each.lines],
        issue=issue_words(report),
        known=moment_words(report.known_at),
        day=names["day"],
        next_period=back(reported, -1).words,
        contact=contact,
        mail="@" in contact and " " not in contact,
    )


def _names(report: Report, reported: Period) -> Mapping[str, str]:
    return {
        "period": report.period,
        "since": day_words(period_of("year_to_date", reported).first),
        "day": day_words(report.as_at),
        "weeks": str(TWENTY_WEEKS // timedelta(weeks=1)),
    }


def _shown(report: Report, question: Question, names: Mapping[str, str]) -> ShownQuestion:
    lines = tuple(shown for line in question.lines if (shown := _line(report, line, names)))
    return ShownQuestion(
        question.id,
        question.title.format(**names),
        lines,
        question.means.format(**names),
        question.counted.format(**names),
    )


def _line(report: Report, line: Line, names: Mapping[str, str]) -> ShownLine | None:
    found = _picked(report, line.pick)
    if found is None:
        return None
    column, cell = found
    if cell.value is None:
        said = _SAID.get(cell.why) if cell.why else None
        return (
            None
            if said is None or line.beside
            else ShownLine("", f"{(line.without or line.words).format(**names)}: {said}")
        )
    parts = "" if cell.denominator is None else f"{cell.numerator or 0:,} of {cell.denominator:,}"
    return ShownLine(_number(cell), line.words.format(**names, year=column.partition(".")[0], parts=parts))


def _number(cell: Cell) -> str:
    return f"{cell.value}%" if cell.kind in {Kind.SHARE, Kind.PERCENT} else number_words(cell.value or "")


def _picked(report: Report, pick: Pick) -> tuple[str, Cell] | None:
    """The id of the column and the cell of a place in the report, None where it has no such place."""
    tables = (table for block in report.blocks if block.id == pick.block for table in block.tables)
    table = next((table for table in tables if table.id == pick.table), None)
    column = _column(table, pick.column) if table else None
    row = next((row for row in table.rows if row.id == pick.row), None) if table else None
    if table is None or column is None or row is None:
        return None
    return column, row.cells[[each.id for each in table.columns].index(column)]


def _column(table: Table, wanted: str) -> str | None:
    ids = [each.id for each in table.columns]
    if wanted.startswith("*"):
        return max((each for each in ids if each.endswith(wanted[1:])), default=None)
    return wanted if wanted in ids else None
