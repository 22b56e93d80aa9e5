"""The case: where it stands, its advice, what happened, every date, who read it, and the same on paper."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from urllib.parse import urlencode

from fastapi.responses import Response

from ehcp_flow.documents import change, paired, undated_words
from ehcp_flow.fact_words import facts_words
from ehcp_flow.phrases import due_sentence, full_day, standing_words, what
from ehcp_flow.services.access.scope import READERS
from ehcp_flow.services.case_effects import effects
from ehcp_flow.services.case_readings import readings_of_case
from ehcp_flow.services.contacts import KINDS as CONTACT_KINDS
from ehcp_flow.services.contacts import contacts_of_case
from ehcp_flow.services.lookups import ShownCase
from ehcp_flow.web.case_page import CasePage, opened
from ehcp_flow.web.forms import EMPTY
from ehcp_flow.web.navigation import MANAGERS
from ehcp_flow.web.pages import Pages
from ehcp_flow.web.timeline import Picture, picture
from ehcp_flow.web.visit import V, Visit
from workflows.advance import Moved
from workflows.case import CaseView
from workflows.clocks import Deadline
from workflows.days import Calendar
from workflows.events import EVENTS
from workflows.explain import explain
from workflows.ledger import Entry
from workflows.processes import ANY_TIME, TABLE_OF
from workflows.processes.assessment import OPEN, Assessment
from workflows.refusals import Refusal
from workflows.vocabulary import Event, Process
from workflows.words import day_words

pages = Pages()

COUNTERPART = {
    Event.ASSESSMENT_REFUSED: Event.ASSESSMENT_AGREED,
    Event.PLAN_REFUSED: Event.PLAN_AGREED,
    Event.REASSESSMENT_REFUSED: Event.REASSESSMENT_AGREED,
}
"""A decision has two sides: where a refusal stands first, so does the other."""


@dataclass(frozen=True, slots=True)
class Line:
    """One entry of the ledger as the page shows it. `did` is what it did to the dates, a phrase each."""

    entry: Entry
    title: str
    happened: str
    details: str
    law: str
    did: tuple[str, ...]
    corrected_by: int | None
    counts: bool
    later: bool


@dataclass(frozen=True, slots=True)
class Advice:
    """One request for advice: who was asked and when, when they were chased, and when the advice came."""

    subject: str
    body: str
    service: str
    asked: Entry
    chased: tuple[Entry, ...]
    missed: tuple[Entry, ...]
    received: Entry | None
    deadline: Deadline | None

    @property
    def query(self) -> str:
        """By which a page that records something about it knows which one is meant."""
        return urlencode({name: value for name, value in (("body", self.body), ("service", self.service)) if value})


@pages.page("/cases/{reference}", READERS, "case")
def overview(visit: V, reference: str) -> Response:
    """Where the case stands, what is next and why then, and what may be done."""
    page = opened(visit, reference, "", "overview")
    if isinstance(page, Response):
        return page
    return visit.show("case/overview.html", page=page, **_where_it_stands(visit, page))


@pages.page("/cases/{reference}/print", READERS, "case_print")
def on_paper(visit: V, reference: str) -> Response:
    """The case on paper: the head, the next date, contacts, every date and what happened."""
    page = opened(visit, reference, "", "summary to print")
    if isinstance(page, Response):
        return page
    contacts = contacts_of_case(visit.office, visit.who, reference)
    if isinstance(contacts, Refusal):
        return visit.not_found(contacts)
    return visit.show(
        "case/print.html",
        page=page,
        contacts=contacts.current,
        kinds=CONTACT_KINDS,
        lines=_lines(page, {}),
        stands=_stands,
        rows=[(each, what(each), full_day(each.due)) for each in page.shown.deadlines],
        printed_at=visit.office.clock.now(),
        **_where_it_stands(visit, page),
    )


@pages.page("/cases/{reference}/advice", READERS, "case_advice")
def advice(visit: V, reference: str) -> Response:
    """Each request for advice with its own clock."""
    page = opened(visit, reference, "advice", "advice")
    if isinstance(page, Response):
        return page
    asked = _advice(page.shown.view, page.shown.deadlines)
    return visit.show("case/advice.html", page=page, asked=asked, explain=explain, due_sentence=due_sentence)


@pages.page("/cases/{reference}/history", READERS, "case_history")
def history(visit: V, reference: str) -> Response:
    """The ledger as a timeline, the newest entry first unless the oldest is asked for."""
    page = opened(visit, reference, "history", "what happened")
    if isinstance(page, Response):
        return page
    lines = _lines(page, effects(visit.office, page.shown.entries))
    oldest = visit.asked("order") == "oldest"
    return visit.show(
        "case/history.html", page=page, lines=lines if oldest else lines[::-1], oldest=oldest, empty=EMPTY
    )


@pages.page("/cases/{reference}/dates", READERS, "case_dates")
def dates(visit: V, reference: str) -> Response:
    """Every deadline that the case ever had, with its explanation."""
    page = opened(visit, reference, "dates", "every date")
    if isinstance(page, Response):
        return page
    return visit.show(
        "case/dates.html", page=page, what=what, stands=_stands, explain=explain, undated_words=undated_words
    )


@pages.page("/cases/{reference}/readings", MANAGERS, "case_readings")
def readings(visit: V, reference: str) -> Response:
    """Who has read this case, when, and which page of it."""
    page = opened(visit, reference, "readings", "who has read this")
    if isinstance(page, Response):
        return page
    found = readings_of_case(visit.office, visit.who, reference)
    if isinstance(found, Refusal):
        return visit.not_found(found)
    return visit.show("case/readings.html", page=page, found=found)


def _at_hand(shown: ShownCase, event: Event) -> bool:
    """Whether an event is of something that is under way on this case; the others are possible too, and seldom happen."""
    under_way = {
        process for (process, _), state in shown.view.states.items() if state != TABLE_OF[process].initial.value
    }
    if shown.view.state_of(Process.ASSESSMENT) == Assessment.ASSESSING:
        under_way.add(Process.ADVICE)
    return EVENTS[event].process in under_way


def _where_it_stands(visit: Visit, page: CasePage) -> dict[str, Any]:
    shown, calendar = page.shown, page.around.calendar
    owed = [each for each in shown.deadlines if each.live and each.binding and not each.floor]
    following = owed[0] if owed else None
    may = [each for each in shown.options if each.refusal is None]
    meets = {pattern.event for pattern in visit.office.law.duties[following.duty].met_by} if following else set()
    meets |= {COUNTERPART[event] for event in meets if event in COUNTERPART}
    return {
        "following": following,
        "due": due_sentence(following, shown.as_at, calendar) if following else "",
        "why": explain(following) if following else "",
        "what": what,
        "others": owed[1:],
        "windows": [each for each in shown.deadlines if each.live and each.floor and each.due >= shown.as_at],
        "due_sentence": due_sentence,
        "picture": _picture(page),
        "first": [each for each in may if each.event in meets],
        "may_else": [each for each in may if each.event not in meets and _at_hand(shown, each.event)],
        "may_beside": [each for each in may if each.event not in meets and not _at_hand(shown, each.event)],
        "blocked": [each for each in shown.options if each.refusal is not None and each.event in meets],
        "may_not": [each for each in shown.options if each.refusal is not None],
        "undated_words": undated_words,
        "misfits": shown.view.misfits,
        "empty": EMPTY,
    }


def _stands(deadline: Deadline, on: date, calendar: Calendar) -> str:
    """How a deadline stands, with a capital letter, for a tag."""
    words = standing_words(deadline, on, calendar)
    return words[:1].upper() + words[1:]


def _picture(page: CasePage) -> Picture | None:
    view = page.shown.view
    under_way = view.state_of(Process.ASSESSMENT) in {state.value for state in OPEN}
    return picture(page.shown.deadlines, page.shown.as_at, page.around.calendar, under_way, page.then)


def _lines(page: CasePage, done: dict[int, tuple[Moved, ...]]) -> list[Line]:
    shown = page.shown
    counting = {each.number for each in shown.view.entries}
    return [
        Line(
            entry=each,
            title=EVENTS[each.event].title,
            happened=full_day(each.occurred_on) if each.dated else f"by {day_words(each.occurred_on)}",
            details=facts_words(each.facts),
            law=_law_of(each),
            did=tuple(_did(done.get(each.number, ()))),
            corrected_by=shown.corrected_by.get(each.number),
            counts=each.number in counting or each.event is Event.CORRECTION,
            later=each.occurred_on > shown.as_at,
        )
        for each in shown.entries
    ]


def _law_of(entry: Entry) -> str:
    """The source in law of a kind of step."""
    if entry.event in ANY_TIME:
        return ANY_TIME[entry.event].law
    table = TABLE_OF.get(EVENTS[entry.event].process)
    steps = table.steps if table else ()
    fitting = [step for step in steps if step.event is entry.event and not step.follows and step.fits(entry.facts)]
    return next((step.law for step in fitting if step.law), "")


def _did(moved: Sequence[Moved]) -> list[str]:
    """What an entry did to the dates, a phrase each: Send the finalised EHC plan: starts, due Friday 12 June 2026."""
    said = []
    for each in paired(moved):
        shown = each.now or each.was
        if shown is None:
            continue
        words = f"{what(shown)}: {change(each)}"
        if each.was is not None and each.now is not None and each.was.due != each.now.due:
            words += f" from {full_day(each.was.due)} to {full_day(each.now.due)}"
        elif each.was is None:
            words += f", due {full_day(shown.due)}"
        said.append(words)
    return said


def _advice(view: CaseView, deadlines: Sequence[Deadline]) -> list[Advice]:
    """The requests in the order in which they were made. A second request to the same adviser is another one."""
    table = TABLE_OF[Process.ADVICE]
    own = [each for each in view.entries if EVENTS[each.event].process is Process.ADVICE]
    found: list[Advice] = []
    for position, asked in enumerate(own):
        if asked.event is not Event.ADVICE_REQUESTED:
            continue
        subject = table.subject(asked.facts)
        later = [each for each in own[position + 1 :] if table.subject(each.facts) == subject]
        until = next((n for n, each in enumerate(later) if each.event is Event.ADVICE_REQUESTED), len(later))
        later = later[:until]
        found.append(
            Advice(
                subject=subject,
                body=asked.fact("body"),
                service=asked.fact("service"),
                asked=asked,
                chased=tuple(each for each in later if each.event is Event.ADVICE_CHASED),
                missed=tuple(each for each in later if each.event is Event.APPOINTMENT_MISSED),
                received=next((each for each in later if each.event is Event.ADVICE_RECEIVED), None),
                deadline=_clock(deadlines, subject, asked.occurred_on),
            )
        )
    return found


def _clock(deadlines: Sequence[Deadline], subject: str, on: date) -> Deadline | None:
    return next(
        (each for each in deadlines if (each.duty, each.subject, each.started_on) == ("advice", subject, on)), None
    )
