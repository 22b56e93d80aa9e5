"""What holds of a forecast from whatever cases."""

from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reports.forecast.ahead import forecast
from reports.forecast.chances import of_cases, of_new, range_of, range_of_share, together
from reports.forecast.life_table import Ahead, life_table
from reports.rows.cases import CaseRow, End, Ending, Spell, Stage
from tests.reports.board.test_forecast import AS_AT, truncated


@st.composite
def histories(draw: st.DrawFn) -> CaseRow:
    """A case that goes through some stages, with gaps between them as after a decision turned round, and some end."""
    day = received = date(2025, 6, 1) + timedelta(draw(st.integers(0, 600)))
    spells, ends = [], []
    issued = None
    for stage in draw(st.lists(st.sampled_from(list(Stage)), min_size=1, max_size=4)):
        until = day + timedelta(draw(st.integers(0, 120)))
        spells.append(Spell(stage, day, until))
        day = until
        if draw(st.integers(0, 4)) == 0:
            ends.append(End(draw(st.sampled_from([Ending.NOT_ISSUED, Ending.NOT_ASSESSED])), day))
            day += timedelta(draw(st.integers(1, 60)))
    if draw(st.booleans()):
        issued = spells[-1].until
    return CaseRow("C", received, spells=tuple(spells), ends=tuple(ends), issued_on=issued)


@settings(max_examples=60)
@given(st.lists(histories(), max_size=30))
def test_a_forecast_never_sees_what_happened_after_its_day(cases: list[CaseRow]) -> None:
    assert forecast(cases, AS_AT) == forecast([truncated(case, AS_AT) for case in cases], AS_AT)


@settings(max_examples=60)
@given(st.lists(histories(), max_size=30), st.integers(1, 60))
def test_chances_add_up_to_one_and_no_case_has_more_than_one_plan(cases: list[CaseRow], least: int) -> None:
    table = life_table(cases, AS_AT, least)
    ahead = Ahead(table, 23)
    for stage, bands in table.bands.items():
        for band in bands:
            assert sum(band.chances.values()) == pytest.approx(1)
            assert band.exposed >= least or len(bands) == 1
        assert 0 <= sum(ahead.plan(stage, 5)) <= 1 + 1e-9


@settings(max_examples=60)
@given(st.lists(histories(), max_size=30))
def test_every_range_has_its_mean_in_it(cases: list[CaseRow]) -> None:
    for month in forecast(cases, AS_AT).months:
        assert month.plans in month.plans_range
        assert month.on_time <= month.plans + 1e-9
        assert (month.rate is None) == (month.plans == 0)
        if month.rate is not None and month.rate_range is not None:
            assert month.rate in month.rate_range


@given(st.lists(st.floats(0, 1), max_size=40), st.floats(0, 60))
def test_a_distribution_has_the_sum_one_and_the_mean_of_its_parts(chances: list[float], new: float) -> None:
    found = together(of_cases(chances), of_new(new))
    mean = sum(chances) + new
    assert sum(found) == pytest.approx(1)
    assert sum(number * chance for number, chance in enumerate(found)) == pytest.approx(mean, abs=1e-6)
    spread = range_of(found, mean)
    assert sum(chance for number, chance in enumerate(found) if number in spread) >= 0.8 - 1e-9
    share = range_of_share(of_cases(chances), of_new(new), 0.5)
    assert 0 <= share.low <= 0.5 <= share.high <= 1
