"""When a recipient is chased, when the DCO hears, when it is given up; and how long health may comment on a draft."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from pydantic import ValidationError

from notifications.health.chasing import (
    StepKind,
    Wait,
    Waiting,
    Window,
    comment_window,
    next_step,
    next_step_on,
    silence,
    the_policy,
)
from notifications.health.kinds import NoticeKind, NoticeState
from workflows.days import ENGLAND, beginning_with

SENT = date(2026, 3, 3)  # a Tuesday
NOTICE = Waiting(1, NoticeKind.SET, NoticeState.SENT, SENT)
POLICY = the_policy()


def after(n: int) -> date:
    return ENGLAND.add_working_days(SENT, n)


def walk(notice: Waiting, days: int = 80) -> list[tuple[str, date]]:
    """Every step as it is taken, asked once a day."""
    taken = []
    for day in (SENT + timedelta(days=n) for n in range(days)):
        step = next_step(notice, POLICY, day, ENGLAND)
        if step is not None:
            taken.append((step.kind.value, day))
            notice = replace(notice, done=step.number, done_on=day)
    return taken


def test_silence_is_chased_twice_then_escalated_then_given_up() -> None:
    assert walk(NOTICE) == [
        ("chase", after(5)),
        ("chase", after(10)),
        ("escalate", after(15)),
        ("expire", after(30)),
    ]


@pytest.mark.parametrize("kind", NoticeKind)
def test_an_acknowledgement_begins_a_wait_for_confirmation_of_a_flag_that_is_set_or_cleared(kind: NoticeKind) -> None:
    acknowledged = replace(NOTICE, kind=kind, state=NoticeState.ACKNOWLEDGED, acknowledged_on=after(3))
    steps = walk(acknowledged)
    assert bool(steps) == (kind in (NoticeKind.SET, NoticeKind.CLEAR))
    if steps:
        assert steps[0] == ("chase", after(8))


@pytest.mark.parametrize(
    "state",
    [
        state
        for state in NoticeState
        if state not in (NoticeState.SENT, NoticeState.DELIVERED, NoticeState.ACKNOWLEDGED)
    ],
)
def test_nothing_is_asked_where_nothing_is_awaited(state: NoticeState) -> None:
    assert walk(replace(NOTICE, state=state)) == []
    assert next_step_on(replace(NOTICE, state=state), POLICY, ENGLAND) is None


def test_a_machine_that_slept_chases_once_and_never_gives_up_before_the_dco_knows() -> None:
    late = next_step(NOTICE, POLICY, after(12), ENGLAND)
    assert late is not None
    assert (late.kind, late.number) == (StepKind.CHASE, 2)
    much = next_step(NOTICE, POLICY, after(60), ENGLAND)
    assert much is not None
    assert much.kind is StepKind.ESCALATE
    told = replace(NOTICE, done=much.number, done_on=after(60))
    assert next_step(told, POLICY, after(60), ENGLAND) is None
    last = next_step(told, POLICY, after(61), ENGLAND)
    assert last is not None
    assert last.kind is StepKind.EXPIRE


def test_the_day_of_the_next_step_is_known_ahead() -> None:
    assert next_step_on(NOTICE, POLICY, ENGLAND) == after(5)
    assert next_step_on(replace(NOTICE, done=2), POLICY, ENGLAND) == after(15)
    assert next_step_on(replace(NOTICE, done=4), POLICY, ENGLAND) is None


def test_a_policy_whose_days_do_not_rise_is_refused() -> None:
    for days in ({"chase": (5, 5), "escalate": 9, "expire": 10}, {"chase": (5,), "escalate": 10, "expire": 9}):
        with pytest.raises(ValidationError):
            Wait.model_validate(days)


FAMILY = beginning_with(date(2026, 3, 9), 15)  # 23 March 2026, a Monday


def test_health_comments_inside_the_family_s_time() -> None:
    window = comment_window(date(2026, 3, 9), FAMILY, POLICY, ENGLAND)
    assert window == Window(date(2026, 3, 9), date(2026, 3, 19))
    assert window.until < FAMILY


def test_a_draft_that_leaves_late_has_what_is_left() -> None:
    assert comment_window(date(2026, 3, 20), FAMILY, POLICY, ENGLAND).until == FAMILY
    gone = comment_window(date(2026, 3, 25), FAMILY, POLICY, ENGLAND)
    assert gone.until == date(2026, 3, 25)
    assert "after the family's time" in gone.note


def test_silence_is_recorded_as_silence_after_the_last_day() -> None:
    window = Window(date(2026, 3, 9), date(2026, 3, 19))
    assert silence(window, None, date(2026, 3, 19)) is None
    assert silence(window, date(2026, 3, 18), date(2026, 3, 20)) is None
    told = silence(window, None, date(2026, 3, 20))
    assert told is not None
    assert told.words.endswith("That is silence, and no agreement.")
