"""A request of a SEN2 return as events of a ledger: dated where the return gives the date, and named as undated where not.

What is no event (settings, needs, placements) is kept whole as details, so that a return can be made from the ledger.
The codes are DfE's (reports/sen2/codes.py).
"""

from dataclasses import fields, replace
from datetime import date
from typing import Any

from reports.sen2.model import ActivePlan, Assessment, Header, NamedPlan, Need, Place, Request
from reports.sen2.problems import Effect, Problem
from workflows.advance import Proposal
from workflows.facts import CEASE_REASONS, NOT_IN_RETURN
from workflows.ledger import NOT_LATER_THAN
from workflows.limits import limit_of
from workflows.vocabulary import Event, Ground

REQUEST_SOURCE = {"1": "parent", "2": "school", "3": "health", "4": "social_care", "5": "other"}
REVIEW_OUTCOME = {"M": "maintain", "A": "amend", "C": "cease"}
CEASE_REASON = {str(code): reason for code, reason in enumerate(CEASE_REASONS, start=1)}
NO_REASONS = "The return does not give the reasons."


class RequestEvents:
    """The events of one request. `events()` gives them in order; `problems` says what of it was left out, and why."""

    def __init__(self, request: Request, header: Header, source: str, label: str, number: int, today: date) -> None:
        self._request = request
        self._source = source
        self._label = label
        self._number = number
        self._by = _known_by(request, header, today)
        self._last_period = date(header.year - 2, 12, 31) if header.year else None
        self._proposals: list[Proposal] = []
        self.problems: list[Problem] = []

    def events(self) -> list[Proposal]:
        """Every event, by the day on which it happened, or by which it had."""
        self._request_events()
        if self._request.exported is None:
            for assessment in sorted(self._request.assessments, key=lambda each: each.outcome_date or date.max):
                self._assessment_events(assessment)
        plan = next((each.plan for each in self._request.assessments if each.plan is not None), None)
        if plan is not None:
            self._plan_events(plan)
        if self._request.active_plan is not None:
            self._review_events(self._request.active_plan)
        self._details()
        self._say_that_reviews_are_missing()
        return sorted(self._proposals, key=lambda proposal: proposal.occurred_on)

    def _add(self, event: Event, on: date | None, **facts: Any) -> None:
        """An event on its day; without a day, by the day on which it is known to have happened."""
        given = {name: value for name, value in facts.items() if value is not None}
        if on is None:
            self._add_by(event, self._by, **given)
        else:
            self._proposals.append(Proposal(event, on, given, source=self._source))

    def _add_by(self, event: Event, by: date, **facts: Any) -> None:
        self._proposals.append(Proposal(event, by, {**facts, "dated": NOT_LATER_THAN}, source=self._source))

    def _request_events(self) -> None:
        request = self._request
        if request.received is not None:
            source = REQUEST_SOURCE.get(request.source or "", "unknown")
            self._add(Event.REQUEST_RECEIVED, request.received, source=source, rya=request.rya)
        first_outcome = min((a.outcome_date for a in request.assessments if a.outcome_date), default=None)
        match request.outcome:
            case "Y":
                self._agreed(request.outcome_date, first_outcome)
            case "N":
                self._add(Event.ASSESSMENT_REFUSED, request.outcome_date, reasons=NO_REASONS)
                if request.assessments and request.exported is None:
                    self._reversal("assessment", request.tribunal, request.mediation, first_outcome)
                    self._add_by(Event.ASSESSMENT_AGREED, first_outcome or self._by)
            case "W":
                self._add(Event.REQUEST_WITHDRAWN, None)
            case "H":
                self._decided_before()
        self._disputes("assess", request.mediation, request.tribunal)
        if request.exported is not None and request.outcome in ("Y", "A", "H"):
            self._add(Event.MOVED_AWAY, None, authority=request.exported)

    def _decided_before(self) -> None:
        """H: decided before the period. Yes, where an assessment or a plan follows; otherwise nobody can say what."""
        request = self._request
        received = request.received
        by = max(received or date.min, self._last_period or received or self._by)
        if not request.assessments and request.active_plan is None:
            if received is not None:
                self._add_by(
                    Event.CASE_CLOSED, by, reason="Decided before the period of the return, which does not say how."
                )
            return
        later = [day for day in _dates(request) if day != received and (received is None or day >= received)]
        under_way = all(each.outcome in ("A", None) for each in request.assessments)
        if received is None and under_way:
            self._add_by(
                Event.REQUEST_RECEIVED, min([by, *later]), source=REQUEST_SOURCE.get(request.source or "", "unknown")
            )
        if received is not None or under_way:
            self._add_by(Event.ASSESSMENT_AGREED, min([by, *later]))

    def _agreed(self, on: date | None, outcome: date | None) -> None:
        """A decision to assess dated after the assessment's own outcome is known only to have been made by then."""
        if on is None:
            self._add_by(Event.ASSESSMENT_AGREED, outcome or self._by)
        elif outcome is None or on <= outcome:
            self._add(Event.ASSESSMENT_AGREED, on)
        else:
            self._left_out("RequestOutcomeDate", on, "it is after the outcome of the assessment")
            self._add_by(Event.ASSESSMENT_AGREED, outcome)

    def _reversal(self, of: str, tribunal: bool | None, mediation: bool | None, by: date | None) -> None:
        ground = "tribunal_order" if tribunal else "mediation_agreement" if mediation else "conceded"
        self._add_by(Event.REFUSAL_REVERSED, by or self._by, ground=ground, of=of)

    def _disputes(self, about: str, mediation: bool | None, tribunal: bool | None) -> None:
        if mediation:
            self._add(Event.MEDIATION_HELD, None, about=about)
        if tribunal:
            self._add(Event.APPEAL_REGISTERED, None, about=about)

    def _assessment_events(self, assessment: Assessment) -> None:
        on, plan = assessment.outcome_date, assessment.plan
        if assessment.week20:
            duty = {"ground": Ground.NOT_STATED.value, "duty": "final_plan"}
            self._add_by(Event.EXCEPTION_RECORDED, on or self._by, **duty)
        match assessment.outcome:
            case "Y" if on is not None:
                self._add(Event.FINAL_PLAN_SENT, on)
            case "Y" if plan is None:
                self._add(Event.PLAN_AGREED, None)
            case "Y" | "H":
                self._plan_from_before(plan)
            case "N":
                self._add(Event.PLAN_REFUSED, on, reasons=NO_REASONS)
                if plan is not None:
                    self._plan_after_refusal(plan, assessment)
            case "W":
                self._add(Event.REQUEST_WITHDRAWN, None)
        self._disputes("plan", assessment.mediation, assessment.tribunal)
        self._disputes("other", assessment.other_mediation, assessment.other_tribunal)

    def _plan_from_before(self, plan: NamedPlan | None) -> None:
        """A plan that was made before the period, or elsewhere. Its date is that of the plan as it now is."""
        start = plan.start_date if plan else None
        active = self._request.active_plan
        if active is not None and active.transfer_la is not None:
            # It came during the period, on a day that is not given: before what was done with it here.
            done = [self._earliest_review(None), plan.cease_date if plan else None, self._by]
            made = start.isoformat() if start else None
            facts = {"authority": active.transfer_la, **({"original_made_on": made} if made else {})}
            self._add_by(Event.PLAN_TRANSFERRED_IN, min(day for day in done if day is not None), **facts)
        elif start is not None and (reviewed := self._earliest_review(start)) is not None and reviewed < start:
            self._add_by(Event.PLAN_MADE, reviewed)
            self._amended(start)
        else:
            self._add(Event.PLAN_MADE, start)

    def _plan_after_refusal(self, plan: NamedPlan, assessment: Assessment) -> None:
        """The refusal was reversed. Its plan's date is that of the plan as it now is, unless it was reviewed before."""
        start = plan.start_date
        first = self._earliest_review(start)
        amended = start is not None and first is not None and first < start
        self._reversal("plan", assessment.tribunal, assessment.mediation, first)
        if amended and first is not None:
            self._add_by(Event.FINAL_PLAN_SENT, first)
            self._amended(start)
        else:
            self._add(Event.FINAL_PLAN_SENT, start)

    def _amended(self, on: date | None) -> None:
        """The plan is of a later day than the one that it began as; after a draft amendment it followed the review."""
        active = self._request.active_plan
        draft = active.review_draft if active is not None else None
        after_review = on is not None and draft is not None and draft <= on
        self._add(Event.PLAN_AMENDED, on, cause="review" if after_review else "not_stated")

    def _earliest_review(self, start: date | None) -> date | None:
        active, plan_start = self._request.active_plan, start
        days = (active.review_meeting, active.last_review, active.review_draft) if active else ()
        return min((day for day in (*days, plan_start) if day is not None), default=None)

    def _plan_events(self, plan: NamedPlan) -> None:
        issued = next((p.occurred_on for p in self._proposals if p.event is Event.FINAL_PLAN_SENT), None)
        amended = any(proposal.event is Event.PLAN_AMENDED for proposal in self._proposals)
        if issued is not None and plan.start_date is not None and plan.start_date > issued and not amended:
            self._amended(plan.start_date)
        if plan.personal_budget or plan.organised_arrangements or plan.direct_payments:
            self._add_by(
                Event.PERSONAL_BUDGET_SET, min(self._by, plan.cease_date or self._by), arrangement=_budget(plan)
            )
        if plan.cease_date is not None or plan.cease_reason is not None:
            if plan.cease_reason == "5":
                self._add(Event.PLAN_TRANSFERRED_OUT, plan.cease_date)
            else:
                reason = CEASE_REASON.get(plan.cease_reason or "", "other")
                self._add(Event.PLAN_CEASED, plan.cease_date, reason=reason)

    def _review_events(self, active: ActivePlan) -> None:
        begins = min((p.occurred_on for p in self._proposals if p.event in _BEGINS_A_PLAN), default=None)
        outcome = REVIEW_OUTCOME.get(active.review_outcome or "", "not_stated")
        for field, event, on, facts in (
            ("ReviewMeeting", Event.REVIEW_MET, active.review_meeting, {"report": NOT_IN_RETURN}),
            ("LastReview", Event.REVIEW_DECIDED, active.last_review, {"outcome": outcome, "amended": NOT_IN_RETURN}),
            ("ReviewDraft", Event.AMENDMENT_NOTICE_SENT, active.review_draft, {"amended": NOT_IN_RETURN}),
        ):
            if on is None:
                continue
            if begins is None or on < begins:
                self._left_out(field, on, "there was no plan to review on that day")
            else:
                self._add(event, on, **facts)

    def _say_that_reviews_are_missing(self) -> None:
        """A return has the last review only: where an earlier one had fallen due, nobody can say that it was late."""
        active = self._request.active_plan
        reviewed = [day for day in (active.review_meeting, active.last_review) if day is not None] if active else []
        if active is None:  # a plan that has ceased comes without its reviews
            reviewed = [each.occurred_on for each in self._proposals if each.event in _ENDS_A_PLAN]
        for position, proposal in enumerate(self._proposals):
            if reviewed and proposal.event in (Event.FINAL_PLAN_SENT, Event.PLAN_MADE):
                first = limit_of("review", proposal.event, proposal.occurred_on)
                if first is not None and max(reviewed) > first:
                    facts = {**proposal.facts, "earlier_reviews": NOT_IN_RETURN}
                    self._proposals[position] = replace(proposal, facts=facts)

    def _details(self) -> None:
        details = _as_json(self._request)
        last = max((proposal.occurred_on for proposal in self._proposals), default=self._by)
        self._add_by(Event.DETAILS_RECORDED, max(self._by, last), of="return", details=details)

    def _left_out(self, field: str, value: date, why: str) -> None:
        self.problems.append(
            Problem(
                person=self._label,
                request=self._number,
                field=field,
                value=value.isoformat(),
                rule="ledger",
                effect=Effect.VALUE_LEFT_OUT,
                words=f"The date was not used: {why}.",
                do="Check the date in the source system.",
            )
        )


_ENDS_A_PLAN = frozenset({Event.PLAN_CEASED, Event.PLAN_TRANSFERRED_OUT})
_BEGINS_A_PLAN = frozenset({Event.FINAL_PLAN_SENT, Event.PLAN_MADE, Event.PLAN_TRANSFERRED_IN})


def _known_by(request: Request, header: Header, today: date) -> date:
    """The earliest day by which an undated fact of the return is known to be true: year end, census, file, or today."""
    latest = max(_dates(request), default=date.min)
    year_end = date(header.year - 1, 12, 31) if header.year else None
    made = header.made_at.date() if header.made_at else None
    for day in (year_end, header.reference_date, made):
        if day is not None and latest <= day <= today:
            return day
    return max(latest, min(today, made or header.reference_date or today))


def _dates(request: Request) -> list[date]:
    days = [request.received, request.outcome_date]
    for assessment in request.assessments:
        days.append(assessment.outcome_date)
        if assessment.plan is not None:
            days += [assessment.plan.start_date, assessment.plan.cease_date]
    if (active := request.active_plan) is not None:
        days += [active.review_meeting, active.last_review, active.review_draft]
    return [day for day in days if day is not None]


def _budget(plan: NamedPlan) -> str:
    ways = []
    if plan.organised_arrangements:
        ways.append("organised arrangements")
    if plan.direct_payments:
        ways.append(f"direct payments ({plan.direct_payments})")
    return " and ".join(ways) or "not stated"


def _as_json(value: Any) -> Any:
    """A record as JSON, without what the return left out and without its line in the file."""
    if isinstance(value, tuple):
        return [_as_json(each) for each in value]
    if isinstance(value, date):
        return value.isoformat()
    names = _ITEMS.get(type(value))
    if names is None:
        return value
    return {name: _as_json(given) for name in names if (given := getattr(value, name)) is not None and given != ()}


_ITEMS: dict[type, tuple[str, ...]] = {
    record: tuple(field.name for field in fields(record) if field.name != "line")
    for record in (Request, Assessment, NamedPlan, ActivePlan, Place, Need)
}
