"""The backlog is counted at the end of a day; what joins and leaves it explains every change of it."""

from datetime import date, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reports.measure import At
from reports.measures.backlog import BY_AGE, age_band, past_week_20
from reports.periods import Period, month
from reports.rows.cases import CaseRow, End, Ending, Spell, Stage
from reports.rows.flows import FlowRow, flows_of
from tests.reports.board.by_hand import ended_case, figures_of, open_case

LAST = date(2026, 3, 31)
AT = At(month(2026, 3))


@pytest.mark.parametrize(
    "days, band",
    [
        (0, "0_6"),
        (42, "0_6"),
        (43, "6_12"),
        (84, "6_12"),
        (112, "12_16"),
        (140, "16_20"),
        (141, "20_26"),
        (182, "20_26"),
        (273, "26_39"),
        (364, "39_52"),
        (365, "over_52"),
        (-1, "undated"),
    ],
)
def test_a_band_ends_with_its_whole_weeks_so_that_day_140_is_not_past_20(days: int, band: str) -> None:
    row = open_case("c", LAST - timedelta(days))
    assert age_band(row, AT) == band
    assert band in dict(BY_AGE.categories)


def test_a_case_is_past_week_20_from_the_day_after_its_last_day_in_time() -> None:
    received = date(2025, 10, 1)
    assert not past_week_20(open_case("c", received, week_20=LAST), AT)
    assert past_week_20(open_case("c", received, week_20=LAST - timedelta(1)), AT)
    assert not past_week_20(open_case("c", received, week_20=None), AT)
    assert not past_week_20(ended_case("c", received, Ending.ISSUED, LAST, week_20=date(2026, 2, 18)), AT)


def test_a_case_that_ends_on_the_last_day_is_not_open_at_its_end() -> None:
    rows = (
        ended_case("ends on the day", date(2026, 1, 5), Ending.ISSUED, LAST),
        ended_case("ends on the next", date(2026, 1, 5), Ending.ISSUED, LAST + timedelta(1)),
        open_case("opens on the day", LAST),
        open_case("opens on the next", LAST + timedelta(1)),
    )
    assert figures_of(2026, 3, cases=rows).figure("backlog.open").cases == ("ends on the next", "opens on the day")


def test_the_longest_open_is_in_weeks_and_needs_a_day_of_receipt() -> None:
    rows = (
        open_case("a", LAST - timedelta(70)),
        open_case("b", LAST - timedelta(75)),
        CaseRow("undated", None, spells=(Spell(Stage.REQUESTED, date(2020, 1, 1)),)),
    )
    figures = figures_of(2026, 3, cases=rows)
    assert figures.figure("backlog.longest").value == "10.7"
    assert figures.figure("backlog.undated").cases == ("undated",)
    assert figures_of(2026, 3).figure("backlog.longest").value is None


REOPENED = CaseRow(
    "r",
    date(2026, 1, 5),
    spells=(
        Spell(Stage.REQUESTED, date(2026, 1, 5), date(2026, 2, 2)),
        Spell(Stage.ASSESSING, date(2026, 3, 2), date(2026, 3, 16)),
        Spell(Stage.DRAFTING, date(2026, 3, 16)),
    ),
    ends=(End(Ending.NOT_ASSESSED, date(2026, 2, 2)),),
)


def test_a_case_that_was_opened_again_joins_twice_and_leaves_once() -> None:
    assert flows_of([REOPENED]) == (
        FlowRow("r", date(2026, 1, 5), joined=True),
        FlowRow("r", date(2026, 2, 2), joined=False, how="not_assessed"),
        FlowRow("r", date(2026, 3, 2), joined=True, again=True),
    )
    figures = figures_of(2026, 3, cases=(REOPENED,))
    assert figures.figure("backlog.joined", "rolling_12").cases == ("r", "r")
    assert figures.figure("backlog.joined_again").cases == ("r",)
    assert figures.figure("backlog.left", "2026-02", "not_assessed").value == "1"


def test_what_left_in_a_way_that_nobody_recorded_is_counted_as_such() -> None:
    row = CaseRow("c", date(2026, 1, 5), spells=(Spell(Stage.REQUESTED, date(2026, 1, 5), date(2026, 3, 9)),))
    assert figures_of(2026, 3, cases=(row,)).figure("backlog.left", "month", "other").cases == ("c",)


@st.composite
def any_case(draw: st.DrawFn) -> CaseRow:
    """A case with up to four spells, some of them one after the other without a gap, some of no length."""
    days = sorted(draw(st.lists(st.dates(date(2025, 12, 1), date(2026, 6, 30)), min_size=2, max_size=8)))
    pairs = list(pairwise(days)) if draw(st.booleans()) else list(zip(days[::2], days[1::2], strict=False))
    spells = [Spell(draw(st.sampled_from(Stage)), since, until) for since, until in pairs]
    if draw(st.booleans()):
        spells[-1] = Spell(spells[-1].stage, spells[-1].since)
    return CaseRow("c", spells=tuple(spells))


@given(st.lists(any_case(), max_size=6))
def test_open_at_the_end_is_open_before_with_what_joined_less_what_left(cases: list[CaseRow]) -> None:
    figures = figures_of(2026, 6, cases=tuple(cases))
    for before, after in pairwise(f"2026-0{number}" for number in range(1, 7)):
        was, now = (int(figures.figure("backlog.open", each).value or 0) for each in (before, after))
        joined, left = (int(figures.figure(f"backlog.{way}", after).value or 0) for way in ("joined", "left"))
        assert now == was + joined - left
        assert isinstance(figures.period(after), Period)


@given(st.lists(any_case(), max_size=6))
def test_the_stages_make_up_the_backlog_at_every_age(cases: list[CaseRow]) -> None:
    figures = figures_of(2026, 3, cases=tuple(cases))
    for band, _ in BY_AGE.categories:
        stages = sum(figures.figure(f"backlog.{stage.value}", "month", band).numerator for stage in Stage)
        assert stages == figures.figure("backlog.by_age", "month", band).numerator
