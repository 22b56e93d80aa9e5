"""The steps of an assessment (B5), what was late before a late plan (B1), and moves between phases (B12), from deadlines."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from tests.ehcp_flow.services.board.slow import paper
from tests.ehcp_flow.services.board.slow.assessments_twin import days_taken, first_outcome
from tests.ehcp_flow.services.board.slow.desk import Desk, Listing, Twin
from tests.ehcp_flow.services.board.slow.paper import Case, Line
from workflows.case import read_all
from workflows.clocks import Deadline
from workflows.facts import BODIES, TRANSFER_KINDS
from workflows.ledger import effective
from workflows.standing import Outcome
from workflows.vocabulary import Event, Process


def _category(duty: str, each: Deadline) -> str:
    words = each.subject.split(" ")
    if duty == "advice":
        return words[0] if words[0] in BODIES else "other"
    if duty == "advice_health":
        return " ".join(words[1:]) or "unknown"
    return ""


def _steps(desk: Desk, duty: str) -> Iterator[tuple[Case, Deadline]]:
    for case in desk.cases:
        for each in case.deadlines:
            if duty == "advice_health":
                if each.duty == "advice" and each.subject.split(" ")[0] == "health":
                    yield case, each
            elif each.duty == duty:
                yield case, each


def done(duty: str, unexcused: bool = False) -> Listing:
    """Ticked where it was done by the last day; the amount is the days that it took."""

    def lines(desk: Desk) -> Iterator[Line]:
        for case, each in _steps(desk, duty):
            if each.met_on is None or not desk.in_period(each.met_on) or (unexcused and each.excused_by):
                continue
            took = (each.met_on - each.started_on).days
            yield Line(case.case, each.met_on <= each.due, took, _category(duty, each))

    return lines


def undone(each: "Deadline | Told", day: date) -> bool:
    """Still to be done at the end of a day, as far as anybody knows."""
    if each.met_on is not None:
        return each.met_on > day
    return each.closed_by is None


def overdue(duty: str) -> Listing:
    def lines(desk: Desk) -> Iterator[Line]:
        for case, each in _steps(desk, duty):
            if each.due < desk.last and undone(each, desk.last) and not each.excused_by:
                yield Line(case.case, category=_category(duty, each))

    return lines


def first_drafts(desk: Desk) -> Iterator[Line]:
    for case in desk.cases:
        for place, entry in enumerate(case.entries):
            if read_all(case.entries[: place + 1]).state_of(Process.ASSESSMENT) != "draft_with_family":
                continue
            received = case.received_on
            if desk.in_period(entry.occurred_on) and received is not None and received <= entry.occurred_on:
                yield Line(case.case, amount=(entry.occurred_on - received).days)
            break


def advice_recorded(desk: Desk) -> Iterator[Line]:
    """Every assessment agreed to, ticked where any advice has a clock."""
    for case in desk.cases:
        answers = case.of(Event.ASSESSMENT_AGREED, Event.ASSESSMENT_REFUSED)
        if not answers or answers[0].event is not Event.ASSESSMENT_AGREED or not answers[0].dated:
            continue
        if desk.in_period(answers[0].occurred_on):
            yield Line(case.case, any(each.duty == "advice" for each in case.deadlines))


def _late_plans(desk: Desk) -> Iterator[tuple[Case, date]]:
    for case in desk.cases:
        outcome = first_outcome(case)
        if outcome is None or outcome[0] != "issued" or not desk.in_period(outcome[1]):
            continue
        days = days_taken(case, outcome[1])
        if days is None or days > paper.WITHIN_20_WEEKS:
            yield case, outcome[1]


def sent_late(desk: Desk) -> Iterator[Line]:
    for case, _ in _late_plans(desk):
        received = case.received_on
        over = received is not None and received + timedelta(days=paper.WITHIN_20_WEEKS) < desk.first
        yield Line(case.case, over)


def late_before(duty: str, body: str = "") -> Listing:
    def lines(desk: Desk) -> Iterator[Line]:
        for case, sent in _late_plans(desk):
            tick = False
            for each in case.deadlines:
                if each.duty != duty or (body and _category("advice", each) != body):
                    continue
                if each.started_on > sent or (case.received_on is not None and each.started_on < case.received_on):
                    continue
                if each.met_on is not None:
                    tick = tick or each.met_on > each.due
                elif each.outcome is not Outcome.MET:
                    tick = tick or each.due < sent
            yield Line(case.case, tick)

    return lines


@dataclass(frozen=True)
class Told:
    """A move of which only a return tells: its own two dates."""

    started_on: date
    due: date
    met_on: date | None
    closed_by: None = None


def _told_by_returns(case: Case) -> Iterator[Told]:
    planned = [each.due.year for each in case.deadlines if each.duty == "phase_transfer"]
    last: dict[int, Told] = {}
    for entry in effective(case.recorded):
        details: Any = entry.facts.get("details") or {}
        active = details.get("active_plan", {})
        if entry.event is Event.DETAILS_RECORDED and active.get("phase_transfer_due"):
            due = date.fromisoformat(active["phase_transfer_due"])
            final = active.get("phase_transfer_final") or "9999-12-31"
            sent = date.fromisoformat(final) if final <= case.as_at.isoformat() else None
            if due.year not in planned:
                last[due.year] = Told(min(entry.occurred_on, case.as_at, due), due, sent)
    for told in last.values():
        ended = case.view_on(told.due).state_of(Process.PLAN) in ("ceased", "transferred_out")
        if told.met_on is not None or not ended:
            yield told


def _moves(desk: Desk) -> Iterator[tuple[Case, Deadline | Told, str]]:
    for case, each in _steps(desk, "phase_transfer"):
        if each.outcome is not Outcome.NOT_REQUIRED:
            yield case, each, each.subject if each.subject in TRANSFER_KINDS else "other"
    for case in desk.cases:
        for told in _told_by_returns(case):
            yield case, told, "not_stated"


def _stands(each: Deadline | Told, day: date) -> str:
    if undone(each, day):
        return "outstanding"
    if each.met_on is None:
        return "undated"
    return "in_time" if each.met_on <= each.due else "late"


def moves(which: str) -> Listing:
    def lines(desk: Desk) -> Iterator[Line]:
        for case, each, kind in _moves(desk):
            stands = _stands(each, desk.last)
            if which == "to_come":
                if each.started_on <= desk.last < each.due and stands == "outstanding":
                    yield Line(case.case, category=kind)
                continue
            if not desk.in_period(each.due):
                continue
            if which == "outstanding" and stands != "outstanding":
                continue
            if which == "in_time" and stands == "undated":
                continue
            yield Line(case.case, stands == "in_time", category=stands if which == "standing" else kind)

    return lines


DUTIES = (
    "assess_decision",
    "advice",
    "plan_refusal",
    "setting_reply",
    "final_plan",
    "advice_health",
    "order_assess_notice",
    "order_plan_refusal",
    "order_final_plan",
    "order_draft",
    "order_plan",
    "order_reconsider",
    "order_amend",
    "order_name_setting",
)
TWINS: dict[str, Twin] = {
    "stages.advice_recorded": (advice_recorded, paper.share),
    "stages.draft.days": (first_drafts, paper.median),
    "summary.sent_late": (sent_late, paper.share),
    "summary.late.assess_decision": (late_before("assess_decision"), paper.share),
    "summary.late.setting_reply": (late_before("setting_reply"), paper.share),
    **{f"summary.late.advice_{body}": (late_before("advice", body), paper.share) for body in BODIES},
    **{f"stages.{duty}.done": (done(duty), paper.count) for duty in DUTIES},
    **{f"stages.{duty}.on_time": (done(duty), paper.share) for duty in DUTIES},
    **{f"stages.{duty}.on_time_unexcused": (done(duty, unexcused=True), paper.share) for duty in DUTIES},
    **{f"stages.{duty}.days": (done(duty), paper.median) for duty in DUTIES},
    **{f"stages.{duty}.overdue": (overdue(duty), paper.count) for duty in DUTIES},
    "transfers.due": (moves("due"), paper.count),
    "transfers.standing": (moves("standing"), paper.count),
    "transfers.in_time": (moves("in_time"), paper.share),
    "transfers.outstanding": (moves("outstanding"), paper.count),
    "transfers.to_come": (moves("to_come"), paper.count),
}
