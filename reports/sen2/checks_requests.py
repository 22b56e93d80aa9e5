"""The checks of modules 2 and 3, request and assessment: rules S03 to S12."""

from collections.abc import Iterator
from datetime import date

from reports.sen2.context import Breach, Context
from reports.sen2.model import Person, Request
from reports.sen2.problems import Effect
from workflows.words import day_words

_MAY_LIE_AHEAD = frozenset({"PhaseTransferDueDate"})


def outcomes_given(request: Request, person: Person, context: Context) -> Iterator[Breach]:
    """S03: a request, and a dated assessment, without an outcome cannot be placed in any figure."""
    if request.outcome is None:
        yield Breach("RequestOutcome", "", "The outcome of the request is missing.", Effect.SET_ASIDE)
    for assessment in request.assessments:
        if assessment.outcome is None:
            effect = Effect.SET_ASIDE if assessment.outcome_date else Effect.NOTED
            yield Breach("AssessmentOutcome", "", "The outcome of the assessment is missing.", effect)


def dates_possible(request: Request, person: Person, context: Context) -> Iterator[Breach]:
    """S04. A date that the ledger needs and that cannot be sets the record aside; any other is noted."""
    born, made_on = person.born, context.made_on
    for field, on, essential in _dates(request):
        if on is None:
            continue
        effect = Effect.SET_ASIDE if essential else None
        if on < born:
            yield Breach(field, on.isoformat(), f"{field} is before the birth date, {day_words(born)}.", effect)
        elif made_on is not None and on > made_on and field not in _MAY_LIE_AHEAD:
            words = f"{field} is after the return was made, {day_words(made_on)}."
            yield Breach(field, on.isoformat(), words, effect)


def _dates(request: Request) -> Iterator[tuple[str, date | None, bool]]:
    """Every date of a request: element name, date, whether the ledger needs it."""
    yield "ReceivedDate", request.received, True
    yield "RequestOutcomeDate", request.outcome_date, True
    for assessment in request.assessments:
        yield "AssessmentOutcomeDate", assessment.outcome_date, True
        if (plan := assessment.plan) is not None:
            yield "StartDate", plan.start_date, True
            yield "CeaseDate", plan.cease_date, True
    if (active := request.active_plan) is not None:
        for placement in active.placements:
            yield "EntryDate", placement.entry_date, False
            yield "LeavingDate", placement.leaving_date, False
        yield "ReviewMeeting", active.review_meeting, False
        yield "ReviewDraft", active.review_draft, False
        yield "PhaseTransferDueDate", active.phase_transfer_due, False
        yield "PhaseTransferFinalDate", active.phase_transfer_final, False
        yield "LastReview", active.last_review, False


def received_given(request: Request, person: Person, context: Context) -> Iterator[Breach]:
    """S05."""
    if request.received is None and request.outcome != "H":
        yield Breach("ReceivedDate", "", "The date received is missing.")


def decision_dated(request: Request, person: Person, context: Context) -> Iterator[Breach]:
    """S06."""
    on = request.outcome_date
    if on is None:
        if request.outcome in ("Y", "N"):
            yield Breach("RequestOutcomeDate", "", "The date of the decision on the request is missing.")
        return
    if request.outcome in ("A", "W", "H"):
        yield Breach(
            "RequestOutcomeDate", on.isoformat(), f"A request with outcome {request.outcome} has no such date."
        )
    if request.received is not None and on < request.received:
        words = f"The decision is before the request was received, {day_words(request.received)}."
        yield Breach("RequestOutcomeDate", on.isoformat(), words, Effect.SET_ASIDE)


def no_assessment_needed(request: Request, person: Person, context: Context) -> Iterator[Breach]:
    """S07: warns and drops nothing, since sample files exist with an open assessment there."""
    if not request.assessments:
        return
    if len(request.assessments) > 1:
        words = "The request has more than one assessment; its first decision is the one that is counted."
        yield Breach("Assessment", str(len(request.assessments)), words)
    if request.exported is not None:
        yield Breach("Assessment", "", "The child moved away (Exported): an assessment here is counted in no figure.")
    elif request.outcome in ("A", "W"):
        yield Breach("Assessment", "", f"A request with outcome {request.outcome} has an assessment.")


def refusal_reversed(request: Request, person: Person, context: Context) -> Iterator[Breach]:
    """S08."""
    if request.outcome == "N" and request.assessments and not (request.mediation or request.tribunal):
        yield Breach("RequestOutcome", "N", "An assessment followed a refusal, with no mediation and no tribunal.")


def outcome_dated(request: Request, person: Person, context: Context) -> Iterator[Breach]:
    """S09."""
    for assessment in request.assessments:
        on, outcome = assessment.outcome_date, assessment.outcome
        if on is None:
            if outcome == "N" or (outcome == "Y" and assessment.plan is not None):
                yield Breach("AssessmentOutcomeDate", "", f"The date of the outcome ({outcome}) is missing.")
            continue
        value = on.isoformat()
        if outcome in ("A", "W", "H"):
            yield Breach("AssessmentOutcomeDate", value, f"An assessment with outcome {outcome} has no such date.")
        if request.received is not None and on < request.received:
            words = f"The outcome is before the request was received, {day_words(request.received)}."
            yield Breach("AssessmentOutcomeDate", value, words, Effect.SET_ASIDE)
        elif request.outcome_date is not None and on < request.outcome_date:
            words = f"The outcome is before the decision to assess, {day_words(request.outcome_date)}."
            yield Breach("AssessmentOutcomeDate", value, words)


def no_plan_needed(request: Request, person: Person, context: Context) -> Iterator[Breach]:
    """S10."""
    for assessment in request.assessments:
        if assessment.outcome in ("A", "W") and (assessment.plan is not None or request.active_plan is not None):
            yield Breach("NamedPlan", "", f"An assessment with outcome {assessment.outcome} has a plan.")


def decision_reversed(request: Request, person: Person, context: Context) -> Iterator[Breach]:
    """S11."""
    for assessment in request.assessments:
        if assessment.outcome == "N" and assessment.plan and not (assessment.mediation or assessment.tribunal):
            words = "A plan followed a decision not to issue one, with no mediation and no tribunal."
            yield Breach("AssessmentOutcome", "N", words)


def exceptions_stated(request: Request, person: Person, context: Context) -> Iterator[Breach]:
    """S12."""
    for assessment in request.assessments:
        if assessment.outcome == "Y" and assessment.outcome_date and assessment.week20 is None:
            yield Breach("Week20", "", "It is not said whether an exception to the 20 weeks applies.")
