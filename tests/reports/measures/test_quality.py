"""Faults are counted by kind and day; a case with several is one case."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from reports.measures.quality import KINDS, MEASURES
from reports.rows.cases import CaseRow, Spell, Stage
from reports.rows.quality import Fault, FaultRow
from tests.reports.board.by_hand import figures_of, open_case

FIRST, LAST = date(2026, 10, 1), date(2026, 10, 31)
DAY = timedelta(days=1)

FAULTS = (
    FaultRow("a", Fault.BACKDATED, FIRST, "final plan sent", 20),
    FaultRow("a", Fault.BACKDATED, LAST, "draft sent", 31),
    FaultRow("a", Fault.UNDATED, FIRST - DAY, "request received"),
    FaultRow("b", Fault.BLOCKS_RETURN, LAST, "item 2.1"),
    FaultRow("c", Fault.REOPENED, LAST + DAY, "refusal reversed"),
)


def test_a_fault_counts_in_the_month_of_its_day_and_from_then_on_so_far() -> None:
    figures = figures_of(2026, 10, faults=FAULTS)
    of_month = {each.category: each.numerator for each in figures.split("quality.faults_in_period") if each.cases}
    assert of_month == {"backdated": 2, "blocks_return": 1}
    so_far = {each.category: each.numerator for each in figures.split("quality.faults") if each.cases}
    assert so_far == {"undated": 1, "backdated": 2, "blocks_return": 1}
    assert figures.figure("quality.faults").numerator == 4


def test_a_case_with_three_faults_is_one_case() -> None:
    figure = figures_of(2026, 10, faults=FAULTS).figure("quality.cases_with_fault")
    assert (figure.value, figure.numerator, figure.cases) == ("2", 2, ("a", "b"))


def test_what_counts_once_has_no_categories_because_they_would_not_add_up() -> None:
    once = next(each for each in MEASURES if each.id == "quality.cases_with_fault")
    by_kind = next(each for each in MEASURES if each.id == "quality.faults").split
    with pytest.raises(ValueError, match="would not add up"):
        replace(once, split=by_kind)


def test_the_median_is_of_the_days_of_backdated_steps_only() -> None:
    figure = figures_of(2026, 10, faults=FAULTS).figure("quality.backdated_days")
    assert (figure.value, figure.denominator) == ("25.5", 2)


def test_an_open_assessment_without_a_day_of_receipt_counts_and_one_that_has_ended_does_not() -> None:
    cases = (
        open_case("known", FIRST),
        CaseRow("unknown", spells=(Spell(Stage.ASSESSING, FIRST),)),
        CaseRow("ended", spells=(Spell(Stage.ASSESSING, FIRST, LAST),)),
    )
    share = figures_of(2026, 10, cases=cases).figure("quality.no_date_received")
    assert (share.meeting, share.denominator, share.value) == (("unknown",), 2, "50.0")


def test_every_kind_of_fault_has_words() -> None:
    assert {key for key, _ in KINDS} == {fault.value for fault in Fault}
