"""Requests are counted by the day on which they were received, and by what had become of them at the period's end."""

from datetime import date, timedelta

import pytest

from reports.figures import opened
from reports.measure import At
from reports.measures.demand import (
    ASSESS,
    BY_AGE,
    BY_NEED,
    NOT_ASSESS,
    OUTSTANDING,
    OVER,
    WITHDRAWN,
    WITHIN,
    outcome,
    timing,
)
from reports.periods import month
from reports.rows.cases import CaseRow, Decision, End, Ending
from tests.reports.board.by_hand import figures_of

RECEIVED = date(2026, 3, 2)
MARCH = At(month(2026, 3))
MAY = At(month(2026, 5))


def decided(days: int, what: Decision = Decision.ASSESS) -> CaseRow:
    return CaseRow("c", RECEIVED, decision=what, decided_on=RECEIVED + timedelta(days))


def test_a_decision_on_the_last_day_of_six_weeks_is_inside_and_on_the_next_is_over() -> None:
    assert timing(decided(42), MAY) == WITHIN
    assert timing(decided(43), MAY) == OVER


def test_a_decision_dated_before_its_request_does_not_show_that_the_limit_was_kept() -> None:
    assert timing(decided(-1), MAY) == "undated"
    assert timing(CaseRow("c", RECEIVED, decision=Decision.ASSESS), MAY) == "undated"


def test_a_request_decided_after_the_period_was_outstanding_at_its_end() -> None:
    row = decided(40, Decision.NOT_ASSESS)
    assert outcome(row, MARCH) == OUTSTANDING
    assert outcome(row, MAY) == NOT_ASSESS


def test_a_decision_of_which_no_day_is_known_counts_as_made() -> None:
    assert outcome(CaseRow("c", RECEIVED, decision=Decision.ASSESS), MARCH) == ASSESS


@pytest.mark.parametrize(
    "how, what",
    [
        (Ending.WITHDRAWN, WITHDRAWN),
        (Ending.MOVED_AWAY, "other"),
        (Ending.CLOSED, "other"),
        (Ending.ISSUED, ASSESS),
        (Ending.NOT_ISSUED, ASSESS),
        (Ending.NOT_ASSESSED, NOT_ASSESS),
    ],
)
def test_how_a_request_without_a_recorded_decision_ended_says_what_became_of_it(how: Ending, what: str) -> None:
    row = CaseRow("c", RECEIVED, ends=(End(how, date(2026, 4, 7)),))
    assert outcome(row, MAY) == what
    assert outcome(row, MARCH) == OUTSTANDING


def test_a_request_that_was_withdrawn_after_the_decision_to_assess_was_decided() -> None:
    row = CaseRow(
        "c",
        RECEIVED,
        decision=Decision.ASSESS,
        decided_on=date(2026, 3, 20),
        ends=(End(Ending.WITHDRAWN, date(2026, 4, 7)),),
    )
    assert outcome(row, MAY) == ASSESS


@pytest.mark.parametrize(
    "born, key",
    [
        (date(2021, 3, 3), "0"),  # 4, and 5 on the next day
        (date(2021, 3, 2), "5"),
        (date(2015, 3, 3), "5"),  # 10
        (date(2015, 3, 2), "11"),
        (date(2010, 3, 2), "16"),
        (date(2006, 3, 2), "20"),
        (date(2000, 3, 3), "20"),  # 25
        (date(2000, 3, 2), "26"),
        (date(2026, 3, 3), "unknown"),  # not yet born
        (None, "unknown"),
    ],
)
def test_the_age_is_that_on_the_day_of_receipt(born: date | None, key: str) -> None:
    assert BY_AGE.key(CaseRow("c", RECEIVED, born=born), MARCH) == key
    assert key in dict(BY_AGE.categories)


def test_a_need_that_the_return_does_not_know_is_under_other_and_none_is_unknown() -> None:
    keys = [BY_NEED.key(CaseRow("c", RECEIVED, need=need), MARCH) for need in ("ASD", "XYZ", "")]
    assert keys == ["ASD", "other", "unknown"]


def test_the_share_in_time_leaves_out_what_is_not_decided_or_not_dated() -> None:
    rows = (
        decided(10),
        decided(42, Decision.NOT_ASSESS),
        decided(43),
        CaseRow("undated", RECEIVED, decision=Decision.ASSESS),
        CaseRow("outstanding", RECEIVED),
        CaseRow("no day of receipt", None, decision=Decision.ASSESS, decided_on=date(2026, 3, 9)),
    )
    figures = figures_of(2026, 5, cases=rows)
    share = figures.figure("requests.decided_in_time", "2026-03")
    assert (share.numerator, share.denominator) == (1, 1)  # by 31 March only the first was decided
    share = figures.figure("requests.decided_in_time", "rolling_12")
    assert (share.numerator, share.denominator, share.value) == (2, 3, "66.7")
    by = {figure.category: figure.value for figure in figures.split("requests.decided", "rolling_12")}
    assert by == {WITHIN: "2", OVER: "1", "undated": "1"}


def test_an_area_opens_to_its_cases_by_its_name_and_another_is_refused() -> None:
    rows = (CaseRow("a", RECEIVED, area="DE22"), CaseRow("b", RECEIVED, area="DE1"), CaseRow("c", RECEIVED))
    figures = figures_of(2026, 3, cases=rows)
    assert opened(figures, "requests.by_area:DE22@month").cases == ("a",)
    assert opened(figures, "requests.by_area:unknown").cases == ("c",)
    with pytest.raises(ValueError, match="DE1, DE22, other, unknown"):
        opened(figures, "requests.by_area:DE3")


def test_mediation_and_tribunal_are_counted_apart_and_together() -> None:
    rows = (
        CaseRow("a", RECEIVED, mediation=True),
        CaseRow("b", RECEIVED, tribunal=True),
        CaseRow("c", RECEIVED, mediation=True, tribunal=True),
        CaseRow("d", RECEIVED),
    )
    figures = figures_of(2026, 3, cases=rows)
    names = ("mediation", "tribunal", "mediation_and_tribunal")
    assert [figures.figure(f"requests.{name}").cases for name in names] == [("a", "c"), ("b", "c"), ("c",)]
