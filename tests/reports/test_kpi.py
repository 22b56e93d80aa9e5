"""KP8a and KP8b agree with a slow, obvious count, and each figure opens into its cases."""

import json
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reports.kpi import FIGURE_IDS, cases_behind, kpi
from reports.percentages import percent
from reports.periods import Period, year
from reports.registry import MEASURES, UnknownFigure
from reports.rows.assessments import AssessmentRow, count_outcomes

YEAR = year(2024)
DAY = timedelta(1)


def row(case: str, received: str | None, issued: str = "", refused: str = "", **flags: bool) -> AssessmentRow:
    def day(text: str | None) -> date | None:
        return date.fromisoformat(text) if text else None

    return AssessmentRow(case, day(received), day(refused), day(issued), **flags)


ROWS = [
    row("on time", "2024-01-08", "2024-05-27"),
    row("late", "2024-01-08", "2024-05-28"),
    row("on time, exception", "2024-03-04", "2024-06-03", exception=True),
    row("late, exception, disputed", "2023-09-04", "2024-06-03", exception=True, mediation_or_tribunal=True),
    row("undated", None, "2024-07-01"),
    row("not issued", "2024-01-08", refused="2024-04-08", mediation_or_tribunal=True),
    row("year before", "2023-03-06", "2023-12-31"),
    row("open", "2024-11-04"),
]


def figures_of(rows: list[AssessmentRow], period: Period = YEAR) -> dict[str, Any]:
    return kpi(count_outcomes(rows, period), period)


def test_the_figures_are_those_that_a_hand_counts() -> None:
    figures = figures_of(ROWS)
    assert figures["kp8a"] == {"total": 6, "issued": 5, "not_issued": 1}
    assert figures["kp8b"] == {
        "all_plans": {
            "including": {"numerator": 2, "denominator": 5, "percent": "40.0"},
            "excluding": {"numerator": 1, "denominator": 3, "percent": "33.3"},
        },
        "published": {
            "including": {"numerator": 2, "denominator": 4, "percent": "50.0"},
            "excluding": {"numerator": 1, "denominator": 3, "percent": "33.3"},
        },
    }


def test_the_document_has_the_agreed_keys_and_is_json() -> None:
    known_at = datetime(2025, 1, 5, 12, tzinfo=UTC)
    figures = kpi(count_outcomes(ROWS, YEAR), YEAR, as_at=date(2025, 1, 4), known_at=known_at)
    assert list(figures) == ["period", "as_at", "known_at", "kp8a", "kp8b", "months"]
    assert figures["period"] == {"from": "2024-01-01", "to": "2024-12-31"}
    assert (figures["as_at"], figures["known_at"]) == ("2025-01-04", "2025-01-05T12:00:00+00:00")
    assert list(figures["months"][0]) == ["month", "kp8a", "kp8b"]
    assert [each["month"] for each in figures["months"]] == [f"2024-{number:02}" for number in range(1, 13)]
    assert json.loads(json.dumps(figures)) == figures


def test_a_share_of_no_plans_has_no_percentage() -> None:
    assert figures_of([])["kp8b"]["published"]["excluding"] == {"numerator": 0, "denominator": 0, "percent": None}


def test_a_figure_opens_into_the_cases_of_its_denominator_by_date() -> None:
    behind = cases_behind(ROWS, "kp8b.all_plans.including", YEAR)
    assert [(case.case, case.days, case.mark) for case in behind] == [
        ("on time", 140, "on time"),
        ("late", 141, "late"),
        ("late, exception, disputed", 273, "late"),
        ("on time, exception", 91, "on time"),
        ("undated", None, "no date received"),
    ]
    assert [case.mark for case in cases_behind(ROWS, "kp8a.not_issued", YEAR)] == [""]


def test_an_unknown_figure_is_answered_with_the_known_ones() -> None:
    with pytest.raises(UnknownFigure, match=r"kp9.*kp8a\.total, kp8a\.issued, .*kp8b\.published\.excluding"):
        cases_behind(ROWS, "kp9", YEAR)


def test_each_measure_has_its_words() -> None:
    for measure in MEASURES.values():
        for words in (measure.title, measure.definition, measure.numerator, measure.basis, measure.polarity):
            assert words, measure.id
        assert measure.exclusions, measure.id
        assert measure.source, measure.id
        assert measure.owner, measure.id
        if measure.meets is not None:
            assert measure.denominator, measure.id


dates = st.dates(date(2023, 10, 1), date(2025, 3, 1))


@st.composite
def rows(draw: st.DrawFn) -> AssessmentRow:
    received = draw(st.none() | dates)
    decided = draw(st.none() | dates) if received is None else received + draw(st.integers(0, 400)) * DAY
    kind = draw(st.sampled_from(["issued", "refused", "open"]))
    return AssessmentRow(
        str(draw(st.integers(1, 9))),
        received,
        decided if kind == "refused" else None,
        decided if kind == "issued" else None,
        draw(st.booleans()),
        draw(st.booleans()),
    )


def slowly(of_rows: list[AssessmentRow], first: date, last: date) -> dict[str, Any]:
    """The same figures from the definition in words, one case at a time."""
    issued = [each for each in of_rows if each.issued_on and first <= each.issued_on <= last]
    refused = [each for each in of_rows if each.refused_on and first <= each.refused_on <= last]
    shares: dict[str, Any] = {}
    for basis in ("all_plans", "published"):
        shares[basis] = {}
        for treatment in ("including", "excluding"):
            plans = issued
            if basis == "published":
                plans = [each for each in plans if not each.mediation_or_tribunal]
            if treatment == "excluding":
                plans = [each for each in plans if not each.exception]
            in_time = [each for each in plans if each.received_on and (each.issued_on - each.received_on).days <= 140]  # type: ignore[operator]
            shares[basis][treatment] = {
                "numerator": len(in_time),
                "denominator": len(plans),
                "percent": percent(len(in_time), len(plans)),
            }
    total = len(issued) + len(refused)
    return {"kp8a": {"total": total, "issued": len(issued), "not_issued": len(refused)}, "kp8b": shares}


@given(st.lists(rows(), max_size=40), dates, st.integers(0, 300))
def test_a_slow_and_obvious_count_agrees(of_rows: list[AssessmentRow], first: date, length: int) -> None:
    period = Period(first, first + length * DAY)
    figures = figures_of(of_rows, period)
    expected = slowly(of_rows, period.first, period.last)
    assert {name: figures[name] for name in expected} == expected
    for month, within in zip(figures["months"], period.months(), strict=True):
        expected = slowly(of_rows, within.first, within.last)
        assert {name: month[name] for name in expected} == expected


@given(st.lists(rows(), max_size=40), st.sampled_from(FIGURE_IDS))
def test_the_cases_behind_a_figure_are_as_many_as_it_says(of_rows: list[AssessmentRow], figure_id: str) -> None:
    value: Any = figures_of(of_rows)
    for name in figure_id.split("."):
        value = value[name]
    behind = cases_behind(of_rows, figure_id, YEAR)
    if isinstance(value, int):
        assert len(behind) == value
    else:
        assert len(behind) == value["denominator"]
        assert sum(case.mark == "on time" for case in behind) == value["numerator"]
