"""Assessment rows straight from a return, with no ledger between: what an imported ledger's figures are held against."""

from reports.rows import AssessmentRow
from reports.sen2.model import Assessment, Person, Request


def assessment_rows(person: Person, reference: str) -> list[AssessmentRow]:
    """One row for each assessment of the person; `reference` names the case, "/2" its second request.

    The plan is paired with its own request. Assessments that are open, withdrawn or historical give a row without an
    outcome; those of an exported request give none, since the child left before the assessment finished.
    """
    return [
        _row(f"{reference}/{number}", request, assessment)
        for number, request in enumerate(person.requests, start=1)
        if request.exported is None
        for assessment in request.assessments
    ]


def _row(case: str, request: Request, assessment: Assessment) -> AssessmentRow:
    on = assessment.outcome_date
    return AssessmentRow(
        case=case,
        received_on=request.received,
        refused_on=on if assessment.outcome == "N" else None,
        issued_on=on if assessment.outcome == "Y" else None,
        exception=assessment.week20 is True,
        mediation_or_tribunal=any(
            (
                request.mediation,
                request.tribunal,
                assessment.mediation,
                assessment.tribunal,
                assessment.other_mediation,
                assessment.other_tribunal,
            )
        ),
    )
