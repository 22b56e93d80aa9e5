"""What is kept of a case beside its ledger, derived afresh each time: index row, line in the figures, day of the next rung."""

from collections.abc import Mapping, Sequence
from datetime import date

from ehcp_flow.db.index import CaseIndex, Held, NextRung
from ehcp_flow.services.work.family import family_told_on, is_of_others
from notifications.ladder import following, next_rung_on, stands
from reports.rows.assessments import AssessmentRow
from workflows.case import CaseView
from workflows.clocks import Deadline, deadlines
from workflows.days import A_DAY, ENGLAND, Calendar
from workflows.ledger import Entry
from workflows.parameters import Law
from workflows.standing import Outcome
from workflows.vocabulary import Event, Ground, Process

ASSESSMENT_DUTIES = frozenset(
    {"assess_decision", "plan_refusal", "final_plan", "order_assess_notice", "order_plan_refusal"}
    | {"order_final_plan", "order_draft", "order_plan", "order_reconsider"}
)

DISPUTED_BY = frozenset({Event.MEDIATION_HELD, Event.MEDIATION_AGREED, Event.APPEAL_REGISTERED, Event.ORDER_MADE})
REVERSED_IN_DISPUTE = frozenset({"mediation_agreement", "tribunal_order", "consent_order", "unopposed_appeal"})


def assessment_row(
    case: str,
    view: CaseView,
    due: Sequence[Deadline] | None = None,
    *,
    law: Law | None = None,
    calendar: Calendar = ENGLAND,
) -> AssessmentRow:
    """The case as one line of the figures: first outcome and its date, exception flag, any mediation or tribunal.

    `due` are the deadlines of the case, whether an exception stands for one of them; without it they are worked out by
    `law` and `calendar`, those of the office (None and England's: as shipped), where the case has an exception at all.
    A decision not to issue that is later reversed keeps its outcome and date (DfE's guide to SEN2, module 3).
    """
    received = _first_day(view, Event.REQUEST_RECEIVED, Event.BECAME_RESPONSIBLE)
    refused = _first_day(view, Event.PLAN_REFUSED)
    issued = _first_day(view, Event.FINAL_PLAN_SENT)
    if refused and issued:
        refused, issued = (refused, None) if refused <= issued else (None, issued)
    return AssessmentRow(
        case=case,
        received_on=received,
        refused_on=refused,
        issued_on=issued,
        exception=_is_excepted(view, due, law, calendar),
        mediation_or_tribunal=any(_is_dispute(entry) for entry in view.entries),
    )


def _first_day(view: CaseView, *events: Event) -> date | None:
    days = [entry.occurred_on for event in events if (entry := view.first.get(event)) is not None and entry.dated]
    return min(days, default=None)


def _is_excepted(view: CaseView, due: Sequence[Deadline] | None, law: Law | None, calendar: Calendar) -> bool:
    """SEN2 item 3.7: an exception that stands for a duty of the authority at any phase of the assessment.

    One that excuses nothing (the wrong days, an adviser's own ground, after the limit) raises no flag.
    """
    if Event.EXCEPTION_RECORDED not in view.latest:
        return False
    if any(
        entry.event is Event.EXCEPTION_RECORDED and entry.fact("ground") == Ground.NOT_STATED for entry in view.entries
    ):
        return True  # a return's own flag, which stands whether or not the return says when the request came
    if due is None:
        due = deadlines(view.entries, law, calendar)
    return any(each.excused_by for each in due if each.duty in ASSESSMENT_DUTIES)


def _is_dispute(entry: Entry) -> bool:
    return entry.event in DISPUTED_BY or (
        entry.event is Event.REFUSAL_REVERSED and entry.fact("ground") in REVERSED_IN_DISPUTE
    )


def case_index(view: CaseView, deadlines: Sequence[Deadline], users: Mapping[str, int]) -> CaseIndex:
    """The index row of a case, of its deadlines by the office's law. `users` gives the number of a user by e-mail address."""
    row = assessment_row("", view, deadlines)
    assigned = view.latest.get(Event.CASE_ASSIGNED)
    owed = [each for each in deadlines if each.live and each.binding and not each.floor]
    following = owed[0] if owed else None
    unexcused = [each for each in owed if each.outcome is Outcome.OPEN]
    return CaseIndex(
        state=view.state,
        assessment_state=view.state_of(Process.ASSESSMENT),
        plan_state=view.state_of(Process.PLAN),
        owner_id=users.get(assigned.fact("to").lower()) if assigned else None,
        team=assigned.fact("team") if assigned else "",
        received_on=row.received_on,
        issued_on=row.issued_on,
        refused_on=row.refused_on,
        exception=row.exception,
        disputed=row.disputed,
        on_time=row.on_time if row.issued_on else None,
        next_due=following.due if following else None,
        next_duty=following.duty if following else "",
        open_due=unexcused[0].due if unexcused else None,
        fit_by=min((each.fit_by for each in unexcused if each.fit_by), default=None),
        waits_until=min((each.due for each in deadlines if is_of_others(each)), default=None),
        family_told_on=family_told_on(view, deadlines),
    )


def next_rungs(law: Law, today: date, calendar: Calendar) -> NextRung:
    """By which day a deadline is indexed for the sweep of warnings, with this policy, on this day.

    One that is new, or whose dates moved, has its rungs anew: the one that it has reached by now is said. One that
    changed otherwise (the missing step came) goes on from where it was: what was said is not said again.
    """

    def next_rung(now: Deadline, held: Held | None) -> date | None:
        ladder = law.policy.ladder_of(now.duty)
        if held is None or held.next_rung_on is None or not _same_days(held.deadline, now):
            return next_rung_on(now, ladder, today, calendar)
        return following(now, ladder, min(held.next_rung_on, today + A_DAY), calendar)

    return next_rung


def _same_days(was: Deadline, now: Deadline) -> bool:
    days = (was.due, was.due_cautious, was.warn_on) == (now.due, now.due_cautious, now.warn_on)
    return days and stands(was) and stands(now)


def rung_is_right(held: Held, law: Law, today: date, calendar: Calendar) -> bool:
    """Whether the stored day is that of a rung, and not later than the first one to come.

    An earlier one waits for the sweep; the first one to come is what stays when all before it has been said.
    """
    ladder = law.policy.ladder_of(held.deadline.duty)
    coming = following(held.deadline, ladder, today + A_DAY, calendar)
    if held.next_rung_on is None or held.next_rung_on > today:
        return held.next_rung_on == coming
    return following(held.deadline, ladder, held.next_rung_on, calendar) == held.next_rung_on
