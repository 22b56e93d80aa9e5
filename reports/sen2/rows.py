"""Assessment rows straight from a return, with no ledger between: what an imported ledger's figures are held against."""

from datetime import date

from reports.rows.assessments import AssessmentRow
from reports.sen2.model import Assessment, Person, Request


def assessment_rows(person: Person, reference: str) -> list[AssessmentRow]:
    """One row for each assessed request of the person; `reference` names the case, "/2" its second request.

    The plan is paired with its own request. Where the request has more than one Assessment, its first decision counts:
    a later one reverses or repeats it. Open, withdrawn and historical assessments give a row without an outcome, and an
    exported request gives none, since the child left before the assessment finished.
    """
    return [
        _row(f"{reference}/{number}", request)
        for number, request in enumerate(person.requests, start=1)
        if request.assessments and request.exported is None
    ]


def _row(case: str, request: Request) -> AssessmentRow:
    outcome, on = _first_decision(request.assessments)
    return AssessmentRow(
        case=case,
        received_on=request.received,
        refused_on=on if outcome == "N" else None,
        issued_on=on if outcome == "Y" else None,
        exception=any(assessment.week20 for assessment in request.assessments),
        mediation_or_tribunal=bool(request.mediation or request.tribunal) or any(map(_disputed, request.assessments)),
    )


def _first_decision(assessments: tuple[Assessment, ...]) -> tuple[str, date | None]:
    """The earliest dated decision; of two on one day, the decision not to issue."""
    decided = [
        (assessment.outcome_date, assessment.outcome)
        for assessment in assessments
        if assessment.outcome in ("Y", "N") and assessment.outcome_date is not None
    ]
    on, outcome = min(decided, default=(None, ""))
    return outcome or "", on


def _disputed(assessment: Assessment) -> bool:
    return bool(assessment.mediation or assessment.tribunal or assessment.other_mediation or assessment.other_tribunal)
