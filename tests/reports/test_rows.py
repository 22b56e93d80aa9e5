"""Rows say what the first outcome of an assessment was, and are counted by month."""

from datetime import date, timedelta

import pytest

from reports.periods import month, year
from reports.rows.assessments import TWENTY_WEEKS, AssessmentRow, Kind, OutcomeCount, count_outcomes

RECEIVED = date(2024, 1, 8)


def issued(days: int, received: date | None = RECEIVED) -> AssessmentRow:
    return AssessmentRow("case", received, None, RECEIVED + timedelta(days))


def test_a_plan_on_the_140th_day_is_on_time_and_on_the_next_is_late() -> None:
    assert timedelta(weeks=20) == TWENTY_WEEKS
    assert issued(140).on_time
    assert not issued(141).on_time


def test_a_plan_without_a_date_received_is_never_on_time() -> None:
    assert not issued(10, received=None).on_time


def test_a_plan_dated_before_its_request_does_not_show_that_the_limit_was_kept() -> None:
    assert not issued(-1).on_time
    assert issued(0).on_time


def test_an_assessment_is_refused_or_issued_but_never_both() -> None:
    with pytest.raises(ValueError, match="first outcome"):
        AssessmentRow("case", RECEIVED, date(2024, 4, 1), date(2024, 9, 1))


def test_an_open_assessment_is_counted_nowhere() -> None:
    assert count_outcomes([AssessmentRow("case", RECEIVED, None, None)], year(2024)) == []


def test_rows_that_ended_alike_in_one_month_become_one_count() -> None:
    rows = [
        issued(30),
        issued(31),
        issued(160),
        AssessmentRow("n", RECEIVED, date(2024, 2, 7), None, mediation_or_tribunal=True),
    ]
    assert count_outcomes(rows, year(2024)) == [
        OutcomeCount(2024, 2, Kind.ISSUED, True, False, False, 2),
        OutcomeCount(2024, 2, Kind.NOT_ISSUED, False, False, True, 1),
        OutcomeCount(2024, 6, Kind.ISSUED, False, False, False, 1),
    ]


def test_the_date_of_the_outcome_places_an_assessment_in_a_period() -> None:
    first, last = date(2024, 3, 1), date(2024, 3, 31)
    rows = [AssessmentRow("n", RECEIVED, on, None) for on in (first - timedelta(1), first, last, last + timedelta(1))]
    assert sum(counted.count for counted in count_outcomes(rows, month(2024, 3))) == 2
