"""The words of a cell, of a table's header and of an issue, the same in every form that people read."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

from reports.board.model import Cell, Header, Kind, Printed, Report, Table, Why
from workflows.words import day_words, list_words

LONDON = ZoneInfo("Europe/London")
NOON = 12
SHORT_VERSION = 8
"""So many characters of a rule-set version are enough to tell two apart beside a table. The first page gives it whole."""

NOT_CLOSED = "This month is not closed: figures may still change."


def cell_words(cell: Cell) -> str:
    """What is printed in the cell. Raises ValueError for one that has no value and does not say why.

    A share is given with its parts ("12 of 31, 38.7%"), and a mean or a middle with how many it is of.
    """
    if cell.value is None:
        if cell.why is None:
            raise ValueError("A cell without a value must say why there is none.")
        return str(cell.why)
    said = _value_words(cell, cell.value)
    return f"{said} ({cell.why})" if cell.why is Why.INTERPOLATED else said


def _value_words(cell: Cell, value: str) -> str:
    match cell.kind:
        case Kind.TEXT:
            return value
        case Kind.DATE:
            return _date_words(value)
        case Kind.PERCENT:
            return f"{value}%"
        case Kind.SHARE:
            parts = f"{cell.numerator:,} of {cell.denominator:,}, " if cell.denominator is not None else ""
            return f"{parts}{value}%"
    unit = {Kind.DAYS: "day", Kind.WEEKS: "week"}.get(cell.kind, "")
    number = number_words(value)
    said = f"{number} {unit if value == '1' else f'{unit}s'}" if unit else number
    return said if cell.denominator is None else f"{said} ({cell.denominator:,} counted)"


def number_words(value: str) -> str:
    """The number with commas between its thousands: "72,983"."""
    whole, point, rest = value.partition(".")
    return f"{int(whole):,}{point}{rest}" if whole.lstrip("-").isdigit() else value


def _date_words(value: str) -> str:
    """A date as people write it, from 2026-03-03 or from what is already in words."""
    try:
        return day_words(date.fromisoformat(value))
    except ValueError:
        return value


def moment_words(moment: datetime) -> str:
    """8:15am on 2 November 2026, London time. Raises ValueError for a moment without a time zone."""
    if moment.tzinfo is None:
        raise ValueError("A moment needs a time zone before London's time can be told.")
    there = moment.astimezone(LONDON)
    hour = there.hour % NOON or NOON
    time = f"{hour}:{there.minute:02}{'am' if there.hour < NOON else 'pm'}"
    if there.minute == 0 and hour == NOON:
        time = "midday" if there.hour else "midnight"
    return f"{time} on {day_words(there.date())}"


def issue_words(report: Report) -> str:
    """Which issue of the month this is, and why there is a later one than the first; of a pack, what it is made of."""
    if report.printed:
        return f"Made of {list_words([f'issue {each.issue} of {each.period}' for each in report.printed])}."
    if report.issue == 0:
        return NOT_CLOSED
    if report.issue == 1:
        return "Issue 1 of this month."
    replaced = f"Issue {report.issue} of this month. It replaces issue {report.issue - 1}."
    return f"{replaced} Why: {report.reason}" if report.reason else replaced


def report_facts(report: Report) -> list[tuple[str, str]]:
    """What the whole report says of itself, as term and words."""
    if report.printed:
        return [
            ("Period", report.period),
            ("Made of", "; ".join(f"{each.period}: {_printed_words(each)}" for each in report.printed)),
            ("Small numbers", report.small_numbers),
            ("Rules", _rules_words(report.printed)),
        ]
    return [
        ("Period", report.period),
        ("As at", f"the end of {day_words(report.as_at)}"),
        ("Known by", moment_words(report.known_at)),
        ("Issue", issue_words(report)),
        ("Small numbers", report.small_numbers),
        ("Rules", f"version {report.rules}"),
    ]


def table_facts(report: Report, table: Table) -> list[tuple[str, str]]:
    """What stands at every table and chart of it, so that it can be read alone: term and words.

    Of the rule on small numbers it is the first sentence; the first page has it whole.
    """
    header = table.header
    return [
        ("Period", header.period),
        ("As at", _as_at_words(report, header)),
        ("Basis", header.basis),
        ("Out of", header.denominator),
        ("Exceptions", header.exceptions),
        ("Small numbers", report.small_numbers.partition(". ")[0].rstrip(".")),
        ("Faults in records", fault_words(header)),
        ("Rules", _rules_words(header.printed, SHORT_VERSION) or f"version {report.rules[:SHORT_VERSION]}"),
    ]


def _as_at_words(report: Report, header: Header) -> str:
    match header.printed:
        case ():
            return f"{day_words(report.as_at)}, known by {moment_words(report.known_at)}"
        case (only,):
            return _printed_words(only)
    return "; ".join(f"{each.period}: {_printed_words(each)}" for each in header.printed)


def _printed_words(printed: Printed) -> str:
    return f"{day_words(printed.as_at)}, known by {moment_words(printed.known_at)}, issue {printed.issue}"


def _rules_words(printed: tuple[Printed, ...], length: int | None = None) -> str:
    """By which rules these issues were counted: each month's where they are not the same; "" of none."""
    versions = {each.rules for each in printed}
    if len(versions) > 1:
        return "; ".join(f"{each.period}: version {each.rules[:length]}" for each in printed)
    return "".join(f"version {version[:length]}" for version in versions)


def fault_words(header: Header) -> str:
    """How many of the cases behind a table have a fault in their record."""
    if len(header.printed) > 1:
        return "each month’s own table tells them"
    if header.faults_held_back:
        return "some in the cases behind these figures; how many is held back"
    match header.faults:
        case None:
            return "nothing here is counted from cases"
        case 0:
            return "none in the cases behind these figures"
        case 1:
            return "1 case behind these figures has a fault that may change them"
    return f"{header.faults:,} cases behind these figures have a fault that may change them"


def rag_colour(column_id: str, cell: Cell) -> str:
    """green, amber or red, the first word of a cell in a column named rating; "" for any other. The words stay first."""
    first = (cell.value or "").partition(":")[0].partition(" ")[0].lower()
    return first if column_id == "rating" and first in {"green", "amber", "red"} else ""
