"""What every page of a case shows at its head: who, where the case stands, warnings, and the tabs."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from urllib.parse import urlencode

from fastapi.responses import Response

from ehcp_flow.clock import end_of_day, london_date
from ehcp_flow.documents import full_name
from ehcp_flow.fact_words import plain
from ehcp_flow.phrases import age, full_day
from ehcp_flow.services.access.scope import READERS, read_by
from ehcp_flow.services.family import Around, around
from ehcp_flow.services.lookups import ShownCase, show_case
from ehcp_flow.services.office import OFFICER_ROLES
from ehcp_flow.web.forms import day_of
from ehcp_flow.web.visit import Visit
from workflows.events import EVENTS
from workflows.refusals import Refusal
from workflows.vocabulary import Role
from workflows.words import day_words

TABS: tuple[tuple[str, str, frozenset[Role]], ...] = (
    ("", "Overview", READERS),
    ("advice", "Advice", READERS),
    ("documents", "Plan and documents", READERS),
    ("letters", "Letters", READERS),
    ("contacts", "Contacts", READERS),
    ("health", "Health", READERS),
    ("notes", "Notes", READERS),
    ("history", "What happened", READERS),
    ("dates", "Every date", READERS),
    ("readings", "Who has read this", frozenset({Role.MANAGER})),
)
"""The last part of the address of each tab, its words, and who has it."""

OF_THE_LEDGER = ("", "advice", "history", "dates")
"""The tabs that show the case as it stood on the day that is asked for."""


@dataclass(frozen=True, slots=True)
class CasePage:
    """A case for a page. `then`: it is shown as it stood on another day, or as it was known then, and is not worked on.

    `asked` are the days of the address, to go on with elsewhere; "" for today.
    """

    shown: ShownCase
    around: Around
    then: bool
    may_write: bool
    tabs: tuple[Mapping[str, object], ...]
    asked: str = ""

    @property
    def path(self) -> str:
        return f"/cases/{self.shown.reference}"

    @property
    def name(self) -> str:
        return full_name(self.shown.person) or "No name"

    @property
    def age(self) -> int | None:
        born = self.shown.person.born
        return None if born is None else age(born, self.shown.as_at)

    @property
    def began(self) -> str:
        """What the case began with, and when: Request received from parent, Friday 9 October 2026."""
        first = next(iter(self.shown.view.entries), None)
        if first is None:
            return ""
        source = first.fact("source")
        came = EVENTS[first.event].title + (f" from {plain(source)}" if source else "")
        day = f", {full_day(first.occurred_on)}" if first.dated else f" by {day_words(first.occurred_on)}"
        return f"{came}{day}"

    @property
    def known_on(self) -> date | None:
        """The day at whose end the case is shown as it was known; None for now."""
        return london_date(self.shown.known_at) if self.shown.known_at else None

    def by(self, email: str) -> str:
        """A user by name."""
        return self.around.names.get(email, email)


def opened(visit: Visit, reference: str, tab: str, page: str, noted: bool = True) -> CasePage | Response:
    """A case for one of its pages, and writes down that it was read; or the answer that it cannot be shown.

    `tab` is the one that the page is under. The address may ask for another day (as_at, known_at). `noted` is False for a
    form that was sent, which is no reading.
    """
    if noted and (refusal := read_by(visit.office, visit.who, reference, page)) is not None:
        return visit.not_found(refusal)
    days = asked_days(visit)
    if isinstance(days, Refusal):
        return visit.refused(days, 422, back=f"/cases/{reference}")
    as_at, known = days
    moment = end_of_day(known) if known else None
    shown = show_case(visit.office, reference, as_at, moment, as_user=visit.who.email)
    if isinstance(shown, Refusal):
        return visit.not_found(shown)
    besides = around(visit.office, visit.who, shown)
    if isinstance(besides, Refusal):
        return visit.not_found(besides)
    then = (as_at is not None and as_at != visit.office.clock.today()) or known is not None
    asked = _days_asked(shown) if then else ""
    return CasePage(
        shown,
        besides,
        then,
        may_write=not then and visit.has(*OFFICER_ROLES),
        tabs=_tabs(visit, shown.reference, tab, asked),
        asked=asked,
    )


def asked_days(visit: Visit) -> tuple[date | None, date | None] | Refusal:
    """The days of the address: as 2026-03-31, or in the three parts of a form; None where none is given."""
    found: list[date | None] = []
    for name in ("as_at", "known_at"):
        given = visit.asked(name).strip()
        parts = tuple(visit.asked(f"{name}-{part}").strip() for part in ("day", "month", "year"))
        try:
            found.append(date.fromisoformat(given) if given else day_of(parts))
        except ValueError as fault:
            return Refusal(
                "Show the case as it stood on another day",
                str(fault) if not given else f"“{given[:40]}” is not a day",
                "The address of this page",
                "Give a day such as 31 3 2026.",
            )
    if found[0] is not None and found[0] > visit.office.clock.today():
        return Refusal(
            "Show the case as it stood on another day",
            f"{day_words(found[0])} has not come yet",
            "The address of this page",
            "Give today or an earlier day.",
        )
    return found[0], found[1]


def _tabs(visit: Visit, reference: str, here: str, asked: str) -> tuple[Mapping[str, object], ...]:
    """The tabs of a user. Those that show the ledger go on with the day that is asked for."""
    return tuple(
        {
            "text": words,
            "href": f"/cases/{reference}" + (f"/{part}" if part else "") + (asked if part in OF_THE_LEDGER else ""),
            "active": part == here,
        }
        for part, words, who in TABS
        if visit.has(*who)
    )


def _days_asked(shown: ShownCase) -> str:
    """The days of the address, to go on with on another tab."""
    known = {"known_at": london_date(shown.known_at).isoformat()} if shown.known_at else {}
    return "?" + urlencode({"as_at": shown.as_at.isoformat(), **known})
