"""Requests and what became of them (B4), exceptions (B9) and faults in records (B19), from the ledgers."""

from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any

from reports.board.about import the_choices
from tests.ehcp_flow.services.board.slow import paper
from tests.ehcp_flow.services.board.slow.assessments_twin import excused_by
from tests.ehcp_flow.services.board.slow.desk import Desk, Listing, Twin
from tests.ehcp_flow.services.board.slow.paper import OPEN_STATES, SIX_WEEKS, Case, Line
from workflows.facts import REQUEST_SOURCES
from workflows.ledger import Entry
from workflows.vocabulary import Event, Process

Key = Callable[[Case, Desk], str]
NEEDS = ("SPLD", "MLD", "SLD", "PMLD", "SEMH", "SLCN", "HI", "VI", "MSI", "PD", "ASD", "DS", "OTH")


def _requests(desk: Desk) -> list[Case]:
    return [case for case in desk.cases if desk.in_period(case.received_on)]


def requests(key: Key) -> Listing:
    def lines(desk: Desk) -> Iterator[Line]:
        for case in _requests(desk):
            yield Line(case.case, category=key(case, desk))

    return lines


def who_asked(case: Case, _desk: Desk) -> str:
    entry = case.first(Event.REQUEST_RECEIVED)
    source = entry.fact("source") if entry else ""
    return source if source in REQUEST_SOURCES else "unknown"


def age(case: Case, _desk: Desk) -> str:
    received = case.received_on
    if case.born is None or received is None or case.born > received:
        return "unknown"
    years = paper.completed_years(case.born, received)
    found = "0"
    for begins in (5, 11, 16, 20, 26):
        if years >= begins:
            found = str(begins)
    return found


def main_need(case: Case, _desk: Desk) -> str:
    last = ""
    for entry in case.of(Event.DETAILS_RECORDED):
        details: Any = entry.facts.get("details") or {}
        for need in details.get("active_plan", {}).get("needs", []):
            if need["rank"] == "1" and need["type"]:
                last = need["type"]
    if not last:
        return "unknown"
    return last if last in NEEDS else "other"


def area(case: Case, _desk: Desk) -> str:
    letters = case.postcode.upper().replace(" ", "")
    return letters[:-3] if letters else "unknown"


def answer(case: Case, desk: Desk) -> tuple[str, Entry | None]:
    """The first answer given by the last day of the period; one of which no day is known counts as given.

    It was yes, on a day that nobody knows, where only what follows it is recorded.
    """
    first = next(iter(case.of(Event.ASSESSMENT_AGREED, Event.ASSESSMENT_REFUSED)), None)
    if first is not None and (not first.dated or first.occurred_on <= desk.last):
        return ("yes" if first.event is Event.ASSESSMENT_AGREED else "no"), first
    if first is None and case.of(Event.PLAN_AGREED, Event.PLAN_REFUSED, Event.FINAL_PLAN_SENT):
        return "yes", None
    if case.view_on(desk.last).state_of(Process.ASSESSMENT) in ("plan_issued", "plan_refused"):
        return "yes", None
    return "", None


def what_became(case: Case, desk: Desk) -> str:
    given, _ = answer(case, desk)
    if given:
        return "requests_decided_to_assess" if given == "yes" else "requests_decided_not_to_assess"
    state = case.view_on(desk.last).state_of(Process.ASSESSMENT)
    if state == "withdrawn":
        return "requests_withdrawn"
    return "requests_decision_not_made" if state in OPEN_STATES else "other"


def decided(undated_too: bool) -> Listing:
    def lines(desk: Desk) -> Iterator[Line]:
        for case in _requests(desk):
            given, entry = answer(case, desk)
            if not given:
                continue
            if entry is None or not entry.dated or case.received_on is None or entry.occurred_on < case.received_on:
                if undated_too:
                    yield Line(case.case, category="undated")
                continue
            in_time = entry.occurred_on <= case.received_on + timedelta(days=SIX_WEEKS)
            told = "request_outcome_six_weeks" if in_time else "request_outcome_over_6_weeks"
            yield Line(case.case, in_time, category=told)

    return lines


def _mediated(case: Case) -> bool:
    held = [entry for entry in case.of(Event.MEDIATION_HELD, Event.MEDIATION_AGREED) if entry.fact("about") == "assess"]
    return bool(held) or _reversed(case, "mediation_agreement")


def _appealed(case: Case) -> bool:
    registered = [entry for entry in case.of(Event.APPEAL_REGISTERED) if entry.fact("about") == "assess"]
    ordered = [entry for entry in case.of(Event.ORDER_MADE) if entry.fact("kind") == "assess"]
    return bool(registered or ordered) or _reversed(case, "tribunal_order", "consent_order", "unopposed_appeal")


def _reversed(case: Case, *grounds: str) -> bool:
    turned = [entry for entry in case.of(Event.REFUSAL_REVERSED) if entry.fact("of") == "assessment"]
    return any(entry.fact("ground") in grounds for entry in turned)


def disputed(mediation: bool, tribunal: bool) -> Listing:
    def lines(desk: Desk) -> Iterator[Line]:
        for case in _requests(desk):
            if (not mediation or _mediated(case)) and (not tribunal or _appealed(case)):
                yield Line(case.case)

    return lines


def exceptions(ticked: str, by: str) -> Listing:
    def lines(desk: Desk) -> Iterator[Line]:
        for case in desk.cases:
            for entry in case.of(Event.EXCEPTION_RECORDED):
                if not desk.in_period(entry.occurred_on):
                    continue
                ground = entry.fact("ground") or "not_stated"
                tick = True
                if ticked == "evidence":
                    tick = entry.fact("evidence") != ""
                elif ticked == "stands":
                    tick = entry.fact("ground") == "not_stated" or bool(excused_by(case, entry))
                stage = "return" if ground == "not_stated" else case.stage_on(entry.occurred_on) or "none"
                yield Line(case.case, tick, category=ground if by == "ground" else stage)

    return lines


def blocking(desk: Desk) -> Iterator[Line]:
    for row in desk.rows.faults:
        if row.fault.value == "blocks_return" and row.on <= desk.last:
            yield Line(row.case)


def faults(period_only: bool) -> Listing:
    def lines(desk: Desk) -> Iterator[Line]:
        for case in desk.cases:
            for fault, on, days in _faults(case):
                if on <= desk.last and (not period_only or desk.in_period(on)):
                    yield Line(case.case, amount=days, category=fault)
        for row in desk.rows.faults:
            if (
                row.fault.value == "blocks_return"
                and row.on <= desk.last
                and (not period_only or desk.in_period(row.on))
            ):
                yield Line(row.case, category="blocks_return")

    return lines


def backdated(desk: Desk) -> list[Line]:
    return [line for line in faults(True)(desk) if line.category == "backdated"]


BESIDES = (Event.CORRECTION, Event.CASE_ASSIGNED, Event.DETAILS_RECORDED)
AT_ANY_TIME = (*BESIDES, Event.EXCEPTION_RECORDED, Event.EXCEPTION_ENDED)


def _faults(case: Case) -> Iterator[tuple[str, Any, int | None]]:
    without_day: list[Event] = []
    for entry in case.entries:
        if not entry.dated and entry.event not in AT_ANY_TIME and entry.event not in without_day:
            without_day.append(entry.event)
            yield "undated", entry.occurred_on, None
        if entry.source == "" and entry.dated and entry.event not in BESIDES:
            recorded = paper.in_london(entry.recorded_at)
            days = (recorded - entry.occurred_on).days
            if days > the_choices().backdated_after and recorded <= case.as_at:
                yield "backdated", recorded, days
    for misfit in case.view.misfits:
        yield "out_of_order", misfit.entry.occurred_on, None
    for entry in case.recorded:
        if entry.event is Event.CORRECTION and paper.in_london(entry.recorded_at) <= case.as_at:
            yield "corrected", paper.in_london(entry.recorded_at), None
    state = "none"
    for place, entry in enumerate(case.entries):
        now = _state_after(case, place)
        if now in OPEN_STATES and state not in (*OPEN_STATES, "none"):
            yield "reopened", entry.occurred_on, None
        state = now


def _state_after(case: Case, place: int) -> str:
    from workflows.case import read_all

    return read_all(case.entries[: place + 1]).state_of(Process.ASSESSMENT)


def undated_open(desk: Desk) -> Iterator[Line]:
    for case in desk.cases:
        if case.stage_on(desk.last):
            yield Line(case.case, case.received_on is None)


TWINS: dict[str, Twin] = {
    "requests.received": (requests(who_asked), paper.count),
    "requests.by_age": (requests(age), paper.count),
    "requests.by_need": (requests(main_need), paper.count),
    "requests.by_area": (requests(area), paper.count),
    "requests.by_outcome": (requests(what_became), paper.count),
    "requests.decided": (decided(undated_too=True), paper.count),
    "requests.decided_in_time": (decided(undated_too=False), paper.share),
    "requests.mediation": (disputed(True, False), paper.count),
    "requests.tribunal": (disputed(False, True), paper.count),
    "requests.mediation_and_tribunal": (disputed(True, True), paper.count),
    "exceptions.recorded": (exceptions("", "ground"), paper.count),
    "exceptions.by_stage": (exceptions("", "stage"), paper.count),
    "exceptions.evidenced": (exceptions("evidence", "ground"), paper.share),
    "exceptions.evidenced_by_stage": (exceptions("evidence", "stage"), paper.share),
    "exceptions.standing": (exceptions("stands", "ground"), paper.share),
    "quality.faults_in_period": (faults(True), paper.count),
    "quality.faults": (faults(False), paper.count),
    "quality.blocking_cases": (blocking, paper.each_case_once),
    "quality.cases_with_fault": (faults(False), paper.each_case_once),
    "quality.backdated_days": (backdated, paper.median),
    "quality.no_date_received": (undated_open, paper.share),
}
