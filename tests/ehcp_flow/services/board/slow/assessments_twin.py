"""Plans within 20 weeks, decisions and how long plans took (KP8a, KP8b, B6), from the ledgers."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date

from tests.ehcp_flow.services.board.slow import paper
from tests.ehcp_flow.services.board.slow.desk import Desk, Listing, Twin
from tests.ehcp_flow.services.board.slow.paper import Case, Line
from workflows.clocks import deadlines
from workflows.ledger import Entry
from workflows.vocabulary import Event

OWED_BY_THE_AUTHORITY = (
    "assess_decision",
    "plan_refusal",
    "final_plan",
    "order_assess_notice",
    "order_plan_refusal",
    "order_final_plan",
    "order_draft",
    "order_plan",
    "order_reconsider",
)
"""The duties of an assessment that an exception may excuse (SEN2 item 3.7)."""


def first_outcome(case: Case) -> tuple[str, date] | None:
    """issued or refused, with its day; None where there is none of a known day."""
    days = []
    if (refused := case.known_day(Event.PLAN_REFUSED)) is not None:
        days.append((refused, "refused"))
    if (issued := case.known_day(Event.FINAL_PLAN_SENT)) is not None:
        days.append((issued, "issued"))
    if not days:
        return None
    earliest = min(day for day, _ in days)
    return next((how, day) for day, how in days if day == earliest)


def first_was_refusal(case: Case) -> bool:
    """The first outcome was not to issue, whether or not its day is known."""
    outcomes = case.of(Event.PLAN_REFUSED, Event.FINAL_PLAN_SENT)
    return bool(outcomes) and outcomes[0].event is Event.PLAN_REFUSED


def has_exception(case: Case) -> bool:
    for entry in case.of(Event.EXCEPTION_RECORDED):
        if entry.fact("ground") == "not_stated":
            return True
    if not case.of(Event.EXCEPTION_RECORDED):
        return False
    return any(each.excused_by for each in case.deadlines if each.duty in OWED_BY_THE_AUTHORITY)


def excused_by(case: Case, exception: Entry) -> set[str]:
    """The duties that one exception excuses: the ledger without the others, and what ended it written on it."""
    alone = []
    for entry in case.entries:
        if entry.number == exception.number:
            alone.append(replace(entry, facts={**entry.facts, **_ended(case, exception)}))
        elif entry.event not in (Event.EXCEPTION_RECORDED, Event.EXCEPTION_ENDED, Event.APPOINTMENT_MISSED):
            alone.append(entry)
    return {each.duty for each in deadlines(alone) if each.excused_by}


def _ended(case: Case, exception: Entry) -> dict[str, str]:
    """An end is of the last exception of its ground that has none."""
    ends: dict[int, str] = {}
    so_far: list[Entry] = []
    for entry in case.entries:
        if entry.event is Event.EXCEPTION_RECORDED:
            so_far.append(entry)
        if entry.event is Event.EXCEPTION_ENDED:
            for earlier in reversed(so_far):
                has_end = earlier.number in ends or earlier.fact("to")
                if (earlier.fact("ground") or "not_stated") == entry.fact("ground") and not has_end:
                    ends[earlier.number] = entry.occurred_on.isoformat()
                    break
    return {"to": ends[exception.number]} if exception.number in ends else {}


def has_evidenced_exception(case: Case) -> bool:
    if not has_exception(case):
        return False
    for entry in case.of(Event.EXCEPTION_RECORDED):
        flagged = entry.fact("ground") == "not_stated"
        if entry.fact("evidence") and (flagged or excused_by(case, entry) & set(OWED_BY_THE_AUTHORITY)):
            return True
    return False


def in_dispute(case: Case) -> bool:
    """A mediation or tribunal indicator of any kind; a refusal that the authority reversed by itself is none."""
    if case.of(Event.MEDIATION_HELD, Event.MEDIATION_AGREED, Event.APPEAL_REGISTERED, Event.ORDER_MADE):
        return True
    by_dispute = ("mediation_agreement", "tribunal_order", "consent_order", "unopposed_appeal")
    return any(entry.fact("ground") in by_dispute for entry in case.of(Event.REFUSAL_REVERSED))


def days_taken(case: Case, issued_on: date) -> int | None:
    if case.received_on is None or case.received_on > issued_on:
        return None
    return (issued_on - case.received_on).days


def completed(*kinds: str) -> Listing:
    def lines(desk: Desk) -> Iterator[Line]:
        for case in desk.cases:
            outcome = first_outcome(case)
            if outcome is not None and outcome[0] in kinds and desk.in_period(outcome[1]):
                yield Line(case.case)

    return lines


def plans(which: str, published: bool, excluding: str) -> Listing:
    """`which`: on_time, to_a_year, over_a_year (ticks) or weeks (amounts). `excluding`: "", exceptions or evidenced."""

    def lines(desk: Desk) -> Iterator[Line]:
        for case in desk.cases:
            outcome = first_outcome(case)
            if outcome is None or outcome[0] != "issued" or not desk.in_period(outcome[1]):
                continue
            if published and in_dispute(case):
                continue
            if excluding == "exceptions" and has_exception(case):
                continue
            if excluding == "evidenced" and (has_evidenced_exception(case) or first_was_refusal(case)):
                continue
            days = days_taken(case, outcome[1])
            if which == "weeks" and days is None:
                continue
            yield Line(case.case, _band(days) == which, days, _CATEGORY[_band(days)])

    return lines


_CATEGORY = {
    "on_time": "plans_issued_within_20_weeks",
    "to_a_year": "plans_issued_gt20weeks_ltyear",
    "over_a_year": "plans_issued_gt_1_year",
    "undated": "undated",
}


def _band(days: int | None) -> str:
    if days is None:
        return "undated"
    if days <= paper.WITHIN_20_WEEKS:
        return "on_time"
    return "to_a_year" if days <= paper.WITHIN_A_YEAR else "over_a_year"


TWINS: dict[str, Twin] = {
    "kp8a.total": (completed("issued", "refused"), paper.count),
    "kp8a.issued": (completed("issued"), paper.count),
    "kp8a.not_issued": (completed("refused"), paper.count),
}
for _basis in ("all_plans", "published"):
    _published = _basis == "published"
    TWINS[f"exceptions.kp8b.{_basis}"] = (plans("on_time", _published, "evidenced"), paper.share)
    for _scope, _excluding in (("including", ""), ("excluding", "exceptions")):
        TWINS |= {
            f"kp8b.{_basis}.{_scope}": (plans("on_time", _published, _excluding), paper.share),
            f"issued.plans.{_basis}.{_scope}": (plans("any", _published, _excluding), paper.count),
            f"issued.to_a_year.{_basis}.{_scope}": (plans("to_a_year", _published, _excluding), paper.share),
            f"issued.over_a_year.{_basis}.{_scope}": (plans("over_a_year", _published, _excluding), paper.share),
            f"issued.mean_weeks.{_basis}.{_scope}": (plans("weeks", _published, _excluding), paper.mean_weeks),
            f"issued.median_weeks.{_basis}.{_scope}": (plans("weeks", _published, _excluding), paper.median_weeks),
        }
