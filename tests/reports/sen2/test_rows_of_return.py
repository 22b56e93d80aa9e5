"""A return gives its assessment rows without a ledger: each plan with its own request, each first decision once."""

from datetime import date

from reports.rows.assessments import AssessmentRow
from reports.sen2.model import Assessment, NamedPlan, Person, Request
from reports.sen2.rows import assessment_rows

RECEIVED, DECIDED = date(2025, 1, 6), date(2025, 5, 26)
ISSUED = Assessment("Y", DECIDED, week20=False, plan=NamedPlan(DECIDED))


def rows(*requests: Request) -> list[AssessmentRow]:
    return assessment_rows(Person("Marrow", "Ada", date(2012, 5, 11), requests=requests), "case")


def test_each_request_keeps_its_own_plan() -> None:
    first = Request(date(2022, 1, 3), outcome="Y", assessments=(Assessment("Y", date(2022, 5, 2), week20=True),))
    second = Request(RECEIVED, outcome="Y", assessments=(ISSUED,))
    assert rows(first, second) == [
        AssessmentRow("case/1", date(2022, 1, 3), None, date(2022, 5, 2), exception=True),
        AssessmentRow("case/2", RECEIVED, None, DECIDED),
    ]


def test_a_reversed_decision_keeps_its_first_outcome() -> None:
    reversed_later = Assessment("N", DECIDED, tribunal=True, plan=NamedPlan(date(2025, 11, 3)))
    assert rows(Request(RECEIVED, outcome="Y", assessments=(reversed_later,))) == [
        AssessmentRow("case/1", RECEIVED, DECIDED, None, mediation_or_tribunal=True)
    ]


def test_of_two_assessments_of_one_request_the_first_decision_counts() -> None:
    refused = Assessment("N", date(2025, 4, 14), tribunal=True)
    for order in ((refused, ISSUED), (ISSUED, refused)):
        (row,) = rows(Request(RECEIVED, outcome="Y", assessments=order))
        assert (row.refused_on, row.issued_on, row.mediation_or_tribunal) == (date(2025, 4, 14), None, True)


def test_any_mediation_or_tribunal_makes_a_case_disputed() -> None:
    flagged = [
        Request(RECEIVED, outcome="Y", mediation=True, assessments=(ISSUED,)),
        Request(RECEIVED, outcome="N", tribunal=True, assessments=(ISSUED,)),
        *(
            Request(RECEIVED, outcome="Y", assessments=(assessment,))
            for assessment in (
                Assessment("Y", DECIDED, mediation=True),
                Assessment("Y", DECIDED, tribunal=True),
                Assessment("Y", DECIDED, other_mediation=True),
                Assessment("Y", DECIDED, other_tribunal=True),
            )
        ),
    ]
    assert [row.mediation_or_tribunal for row in rows(*flagged)] == [True] * 6


def test_open_withdrawn_and_historical_assessments_have_no_outcome() -> None:
    for outcome in ("A", "W", "H"):
        (row,) = rows(Request(RECEIVED, outcome="Y", assessments=(Assessment(outcome, DECIDED),)))
        assert row.kind is None
    (not_out,) = rows(Request(RECEIVED, outcome="Y", assessments=(Assessment("Y"),)))
    assert not_out.kind is None


def test_requests_without_an_assessment_and_exported_ones_give_no_row() -> None:
    assert (
        rows(Request(RECEIVED, outcome="N"), Request(RECEIVED, outcome="Y", exported="830", assessments=(ISSUED,)))
        == []
    )
