"""Cases in a manager's lists: what a row says, how a list is asked for in an address, and its pages."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from urllib.parse import urlencode

from ehcp_flow.db.team_rows import TeamCase
from ehcp_flow.phrases import age, time_left
from ehcp_flow.services.lookups import calendar_of
from ehcp_flow.web.visit import Visit
from ehcp_flow.web.words import TAGS
from workflows.case import headline_words
from workflows.days import Calendar
from workflows.vocabulary import Standing

A_PAGE = 50
FURTHEST = 10_000
"""The highest number of a page that is read from an address."""


@dataclass(frozen=True, slots=True)
class CaseRow:
    """One case as a list shows it. `left`: how long is left, with the colour of its tag; "" where nothing is to be done."""

    of: TeamCase
    who: str
    stage: str
    duty: str
    left: str
    colour: str


def rows_of(visit: Visit, found: Iterable[TeamCase]) -> list[CaseRow]:
    """The rows of cases, in the same order."""
    today, calendar = visit.office.clock.today(), calendar_of(visit.office)
    return [_row(visit, each, today, calendar) for each in found]


def _row(visit: Visit, each: TeamCase, today: date, calendar: Calendar) -> CaseRow:
    who = f"{each.initials}, {age(each.born, today)}" if each.born else each.initials
    duty = visit.office.law.duties.get(each.next_duty)
    left, colour = "", ""
    if each.next_due is not None:
        how = _standing(each, today)
        words = "excused" if how is Standing.EXCUSED else time_left(each.next_due, how, today, calendar)
        left, colour = words[:1].upper() + words[1:], TAGS[how]
    return CaseRow(each, who, headline_words(each.state), duty.title if duty else "", left, colour)


def _standing(each: TeamCase, today: date) -> Standing:
    """How the next date of a case stands; one that is not the next open date is excused."""
    if each.next_due != each.open_due:
        return Standing.EXCUSED
    if each.next_due is not None and each.next_due <= today:
        return Standing.OVERDUE if each.next_due < today else Standing.DUE_TODAY
    return Standing.UPCOMING


def page_asked(visit: Visit) -> int:
    """The page of a list, from 1."""
    typed = visit.asked("page")
    return int(typed) if typed.isascii() and typed.isdecimal() and 1 <= int(typed[:6]) <= FURTHEST else 1


def pages_of(path: str, asked: dict[str, str], page: int, total: int) -> dict[str, object] | None:
    """The pages of a list, as the design system's pagination takes them; None where there is but one."""
    last = -(-total // A_PAGE)
    if last <= 1:
        return None

    def href(number: int) -> str:
        return f"{path}?{urlencode({**{name: value for name, value in asked.items() if value}, 'page': number})}"

    shown = sorted({1, last, *(n for n in (page - 1, page, page + 1) if 1 <= n <= last)})
    items: list[dict[str, object]] = []
    for place, number in enumerate(shown):
        if place and number > shown[place - 1] + 1:
            items.append({"ellipsis": True})
        items.append({"number": number, "href": href(number), "current": number == page})
    made: dict[str, object] = {"items": items}
    if page > 1:
        made["previous"] = {"href": href(page - 1)}
    if page < last:
        made["next"] = {"href": href(page + 1)}
    return made
