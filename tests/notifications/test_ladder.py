"""The ladder: which rung a deadline has reached on a day, held at every edge to a slow implementation that walks the days."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from notifications.ladder import Reached, following, next_rung_on, reached
from tests.workflows.cases import due, the
from workflows.clocks import Deadline
from workflows.days import ENGLAND, Calendar
from workflows.parameters import the_law
from workflows.policy import Audience, Ladder, Rung, Severity, Way
from workflows.standing import Outcome
from workflows.vocabulary import Event, Ground

A_DAY = timedelta(days=1)
OWNER, STAND_IN, MANAGER, HEAD = Audience
POLICY = the_law().policy


def rung(id_: str, days: int = 0, *tell: Audience, **other: object) -> Rung:
    values = {"severity": Severity.NOTICE, "way": Way.DIGEST, "first": id_ == "first", "fit": "fit" in id_, **other}
    return Rung(id_, days, tell or (OWNER,), **values)  # type: ignore[arg-type]


LADDER = Ladder(
    "made up",
    (
        rung("first"),
        rung("fit_5", -5),
        rung("fit_due", 0, OWNER, MANAGER, way=Way.NOW_IF_SEVERE, severity=Severity.WARNING),
        rung("no_fit", 1, MANAGER, way=Way.NOW_IF_SEVERE, severity=Severity.URGENT),
        rung("before_5", -5),
        rung("before_1", -1, severity=Severity.WARNING),
        rung("due", 0, severity=Severity.URGENT),
        rung("late_1", 1, OWNER, MANAGER, severity=Severity.URGENT, way=Way.NOW_IF_SEVERE),
        rung("late_5", 5, MANAGER, HEAD, severity=Severity.URGENT, every=5),
    ),
)


def deadline(end: date = date(2026, 7, 21), **other: object) -> Deadline:
    """Made up: the last day in time is Tuesday 21 July 2026, the cautious day the Monday before it."""
    values = {
        "duty": "final_plan", "subject": "", "title": "Send the finalised EHC plan", "owed_by": "local authority",
        "starts": Event.REQUEST_RECEIVED, "started_on": end - timedelta(days=140), "due": end,
        "due_cautious": end - A_DAY, "warn_on": ENGLAND.add_working_days(end - A_DAY, -20), "floor": False,
        "binding": True, "basis": "statute", "outcome": Outcome.OPEN, "aim": "final_plan",
    }  # fmt: skip
    return Deadline(**(values | other))  # type: ignore[arg-type]


def on(day: date, since: date | None = None, of: Deadline | None = None, severe: bool = False) -> Reached | None:
    return reached(of or deadline(), LADDER, severe, since or day, day, ENGLAND)


# --- Each edge, on dates counted by hand -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "day,expected",
    [
        (date(2026, 6, 21), None),
        (date(2026, 6, 22), "first"),  # 20 working days before Monday 20 July is Monday 22 June
        (date(2026, 6, 23), None),
        (date(2026, 7, 12), None),
        (date(2026, 7, 13), "before_5"),
        (date(2026, 7, 14), None),
        (date(2026, 7, 16), None),
        (date(2026, 7, 17), "before_1"),  # the Friday before Monday 20 July
        (date(2026, 7, 20), None),
        (date(2026, 7, 21), "due"),
        (date(2026, 7, 22), "late_1"),
        (date(2026, 7, 23), None),
        (date(2026, 7, 27), None),
        (date(2026, 7, 28), "late_5"),
        (date(2026, 7, 29), None),
        (date(2026, 8, 4), "late_10"),
        (date(2026, 8, 11), "late_15"),
    ],
)
def test_a_rung_is_reached_on_its_day_and_on_no_other(day: date, expected: str | None) -> None:
    found = on(day)
    assert (found.rung if found else None) == expected


@pytest.mark.parametrize(
    "day,expected",
    [
        (date(2026, 6, 26), None),
        (date(2026, 6, 29), "fit_5"),  # Monday 6 July is the last day on which the draft still fits
        (date(2026, 7, 5), None),
        (date(2026, 7, 6), "fit_due"),
        (date(2026, 7, 7), "no_fit"),
        (date(2026, 7, 8), None),
    ],
)
def test_of_a_missing_step_it_is_said_before_on_and_after_the_last_day_that_fits(
    day: date, expected: str | None
) -> None:
    missing = deadline(fit_by=date(2026, 7, 6), fit_step="draft_sent")
    found = on(day, of=missing)
    assert (found.rung if found else None) == expected
    if expected in ("fit_5", "fit_due", "no_fit"):
        assert on(day) is None  # nothing of the kind where no step is missing


def test_a_last_day_on_a_saturday_is_said_on_the_friday() -> None:
    saturday = deadline(date(2026, 7, 25))
    assert on(date(2026, 7, 25), of=saturday) is None
    found = on(date(2026, 7, 24), of=saturday)
    assert found is not None
    assert found.rung == "due"
    late = on(date(2026, 7, 27), of=saturday)
    assert late is not None
    assert late.rung == "late_1"


def test_bank_holidays_are_not_counted() -> None:
    # Good Friday and Easter Monday 2026 are 3 and 6 April: the working day after Thursday 2 April is Tuesday the 7th.
    found = on(date(2026, 4, 7), of=deadline(date(2026, 4, 2)))
    assert found is not None
    assert found.rung == "late_1"


def test_a_one_off_holiday_of_the_authority_is_not_counted() -> None:
    calendar = Calendar([date(2026, 7, 22)])
    assert reached(deadline(), LADDER, False, date(2026, 7, 22), date(2026, 7, 22), calendar) is None
    found = reached(deadline(), LADDER, False, date(2026, 7, 23), date(2026, 7, 23), calendar)
    assert found is not None
    assert found.rung == "late_1"


def test_days_that_were_missed_are_said_as_one() -> None:
    found = on(date(2026, 7, 28), since=date(2026, 7, 17))
    assert found == Reached("late_5", (OWNER, MANAGER, HEAD), Severity.URGENT, False, date(2026, 8, 4))
    severe = on(date(2026, 7, 28), since=date(2026, 7, 17), severe=True)
    assert severe is not None
    assert severe.now


def test_what_is_at_once_only_if_severe_waits_for_the_digest_otherwise() -> None:
    for severe in (True, False):
        found = on(date(2026, 7, 22), severe=severe)
        assert found is not None
        assert found.now is severe


def test_what_is_at_once_is_at_once() -> None:
    ladder = Ladder("now", (rung("due", 0, way=Way.NOW),))
    found = reached(deadline(), ladder, False, deadline().due, deadline().due, ENGLAND)
    assert found is not None
    assert found.now


def test_at_the_end_of_a_ladder_nothing_comes() -> None:
    ladder = Ladder("short", (rung("first"), rung("due")))
    last = reached(deadline(), ladder, False, deadline().due, deadline().due, ENGLAND)
    assert last is not None
    assert last.next_on is None
    assert following(deadline(), ladder, deadline().due + A_DAY, ENGLAND) is None
    assert next_rung_on(deadline(), ladder, deadline().due + 99 * A_DAY, ENGLAND) == deadline().due
    assert next_rung_on(deadline(), Ladder("empty", ()), deadline().due, ENGLAND) is None


@pytest.mark.parametrize(
    "other",
    [
        {"outcome": Outcome.MET, "met_on": date(2026, 7, 1)},
        {"outcome": Outcome.MET_LATE, "met_on": date(2026, 7, 30)},
        {"outcome": Outcome.EXCUSED, "excused_by": (Ground.PERSONAL_CIRCUMSTANCES,)},
        {"outcome": Outcome.NOT_REQUIRED, "stood_down_on": date(2026, 7, 1)},
        {"binding": False},
    ],
    ids=["met", "met late", "excused", "stood down", "not binding"],
)
def test_nothing_is_said_of_what_no_longer_stands(other: dict[str, object]) -> None:
    ended = deadline(**other)
    for day in (date(2026, 6, 22), date(2026, 7, 21), date(2026, 7, 22), date(2027, 1, 4)):
        assert next_rung_on(ended, LADDER, day, ENGLAND) is None
        assert following(ended, LADDER, day, ENGLAND) is None
        assert on(day, since=date(2020, 1, 1), of=ended) is None


def test_a_new_deadline_is_indexed_by_its_first_warning() -> None:
    assert next_rung_on(deadline(), LADDER, date(2026, 3, 3), ENGLAND) == deadline().warn_on


def test_one_that_is_long_overdue_when_it_comes_in_is_said_once() -> None:
    day = date(2027, 1, 4)
    since = next_rung_on(deadline(), LADDER, day, ENGLAND)
    assert since is not None
    found = on(day, since=since)
    assert found is not None
    assert found.rung.startswith("late_")
    assert found.tell == (MANAGER, HEAD)
    assert found.next_on is not None
    assert found.next_on > day


def test_a_deadline_that_moves_has_its_rungs_anew() -> None:
    moved = deadline(date(2026, 9, 1))
    assert next_rung_on(moved, LADDER, date(2026, 7, 22), ENGLAND) == moved.warn_on > date(2026, 7, 22)
    assert on(date(2026, 7, 22), of=moved) is None


def test_a_window_is_over_on_the_first_working_day_after_it_and_never_late() -> None:
    window = the(due("request_received=2026-03-03", "draft_sent=2026-07-04"), "draft_representations")
    assert window.due == date(2026, 7, 18)  # a Saturday
    ladder = POLICY.ladder_of(window.duty)
    found = reached(window, ladder, False, date(2026, 7, 19), date(2026, 7, 20), ENGLAND)
    assert found is not None
    assert (found.rung, found.next_on) == ("over", None)


# --- Against a slow and obvious implementation: walk the days ----------------------------------------------------------


def walk(day: date, days: int, calendar: Calendar) -> date:
    """So many working days on from a day, or back, one day at a time."""
    step = A_DAY if days > 0 else -A_DAY
    for _ in range(abs(days)):
        day += step
        while not calendar.is_working_day(day):
            day += step
    return day


def stops(of: Deadline, ladder: Ladder, until: date, calendar: Calendar) -> list[tuple[date, int, str, Rung]]:
    """Every rung with its day, up to a day, one by one."""
    if not of.binding or of.outcome is not Outcome.OPEN:
        return []
    found = []
    for place, each in enumerate(ladder.rungs):
        if each.first:
            found.append((of.warn_on, place, each.id, each))
            continue
        base = of.fit_by if each.fit else of.due_cautious if each.days < 0 else of.due
        if base is None:
            continue
        if each.days == 0:
            while not calendar.is_working_day(base):
                base -= A_DAY
        day, days = walk(base, each.days, calendar), each.days
        found.append((day, place, each.id, each))
        while each.every and day <= until:
            days += each.every
            day = walk(base, days, calendar)
            found.append((day, place, f"late_{days}", each))
    return sorted(found, key=lambda stop: stop[:2])


ends = st.dates(date(2025, 11, 1), date(2026, 9, 30))
calendars = st.builds(Calendar, st.lists(st.dates(date(2025, 10, 1), date(2026, 12, 31)), max_size=4))
ladders = st.sampled_from([LADDER, *dict.fromkeys(POLICY.by_duty.values())])


@st.composite
def made_up(draw: st.DrawFn) -> Deadline:
    end = draw(ends)
    return deadline(
        end,
        due_cautious=end - draw(st.integers(0, 1)) * A_DAY,
        warn_on=end - draw(st.integers(0, 60)) * A_DAY,
        fit_by=draw(st.none() | st.integers(0, 30).map(lambda days: end - days * A_DAY)),
        binding=draw(st.sampled_from([True, True, True, False])),
        outcome=draw(st.sampled_from([Outcome.OPEN] * 4 + list(Outcome))),
    )


@settings(max_examples=300, deadline=None)
@given(made_up(), ladders, calendars, st.integers(-70, 70), st.integers(0, 40), st.booleans())
def test_it_agrees_with_walking_the_days(
    of: Deadline, ladder: Ladder, calendar: Calendar, offset: int, missed: int, severe: bool
) -> None:
    today = of.due + offset * A_DAY
    since = today - missed * A_DAY
    all_stops = stops(of, ladder, today, calendar)
    past, ahead = [s for s in all_stops if s[0] <= today], [s for s in all_stops if s[0] > today]
    coming = min((s[0] for s in ahead), default=None)
    assert next_rung_on(of, ladder, today, calendar) == (max(s[0] for s in past) if past else coming)
    assert following(of, ladder, today + A_DAY, calendar) == coming
    assert following(of, ladder, since, calendar) == min((s[0] for s in all_stops if s[0] >= since), default=None)

    found = reached(of, ladder, severe, since, today, calendar)
    window = [s for s in past if s[0] >= since]
    if not window:
        assert found is None
        return
    rungs = [s[3] for s in window]
    assert found == Reached(
        rung=window[-1][2],
        tell=tuple(each for each in Audience if any(each in r.tell for r in rungs)),
        severity=list(Severity)[max(list(Severity).index(r.severity) for r in rungs)],
        now=any(r.way is Way.NOW or (severe and r.way is Way.NOW_IF_SEVERE) for r in rungs),
        next_on=coming,
    )


@settings(max_examples=100, deadline=None)
@given(made_up(), ladders, st.lists(st.integers(1, 9), min_size=1, max_size=30))
def test_however_the_days_are_missed_every_rung_is_said_once_and_none_is_lost(
    of: Deadline, ladder: Ladder, gaps: list[int]
) -> None:
    """A sweep comes when it comes; what it says covers each rung's day exactly once."""
    of = replace(of, outcome=Outcome.OPEN, binding=True)
    today = of.due - 40 * A_DAY
    index = next_rung_on(of, ladder, today, ENGLAND)
    begun, said = index, []
    for gap in gaps:
        today += gap * A_DAY
        if index is None or index > today:
            continue
        found = reached(of, ladder, False, index, today, ENGLAND)
        assert found is not None
        said.append(found.rung)
        assert found.next_on is None or found.next_on > today
        index = found.next_on
    days = {s[0] for s in stops(of, ladder, today, ENGLAND) if begun is not None and begun <= s[0] <= today}
    assert len(said) <= len(days)
    assert len(set(said)) == len(said)
    if days:
        assert said[-1] == [s for s in stops(of, ladder, today, ENGLAND) if s[0] == max(days)][-1][2]
