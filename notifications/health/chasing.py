"""When a recipient is asked again, when the DCO hears of it, when it is given up, and how long health may comment.

HF-07 and HF-09. Every figure is in `chasing.toml` or an argument; the wait for an acknowledgement and the wait for the
flag to be confirmed are two waits, one after the other.
"""

import tomllib
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from functools import cache
from importlib.resources import files
from typing import Self

from pydantic import BaseModel, ConfigDict, Field, model_validator

from notifications.health.kinds import KIND_WORDS, TO_CONFIRM, NoticeKind, NoticeState
from workflows.days import Calendar
from workflows.words import day_words


class Wait(BaseModel):
    """One wait, in working days after it began: chased, escalated, given up, in this order."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    chase: tuple[int, ...]
    escalate: int = Field(ge=1)
    expire: int = Field(ge=1)

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        days = [*self.chase, self.escalate, self.expire]
        if days != sorted(set(days)) or days[0] < 1:
            raise ValueError("the days must rise: chase, chase again, escalate, expire")
        return self


class CommentRule(BaseModel):
    """How many working days before the family's last day health is asked to have commented."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    before_family: int = Field(ge=0)


class ChasingPolicy(BaseModel):
    """The whole file."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    policy: str
    acknowledge: Wait
    confirm: Wait
    comment: CommentRule


@cache
def the_policy() -> ChasingPolicy:
    """The policy that comes with the package, read once."""
    return read_policy((files("notifications.health") / "chasing.toml").read_text(encoding="utf-8"))


def read_policy(text: str) -> ChasingPolicy:
    """A policy from TOML. Raises tomllib.TOMLDecodeError and pydantic.ValidationError."""
    return ChasingPolicy.model_validate(tomllib.loads(text))


class StepKind(StrEnum):
    """What is done about a recipient that is silent."""

    CHASE = "chase"
    ESCALATE = "escalate"
    EXPIRE = "expire"


@dataclass(frozen=True, slots=True)
class Waiting:
    """A notice that left, as far as chasing needs it. `done` and `done_on` are of the present wait: its last step.

    Days are London dates. `acknowledged_on` begins the wait for a confirmation, with `done` at 0 again.
    """

    id: int
    kind: NoticeKind
    state: NoticeState
    sent_on: date
    acknowledged_on: date | None = None
    done: int = 0
    done_on: date | None = None


@dataclass(frozen=True, slots=True)
class Step:
    """A step that is due. `number` is its place in the wait, from 1: what `done` becomes."""

    kind: StepKind
    number: int
    due_on: date
    why: str


def next_step(notice: Waiting, policy: ChasingPolicy, today: date, calendar: Calendar) -> Step | None:
    """The one step to take today, or None. Steps that a sleeping machine missed are taken as one, the last of them.

    It is never given up before the DCO was told, nor on the same day.
    """
    reached = [step for step in _steps(notice, policy, calendar) if step.number > notice.done and step.due_on <= today]
    if not reached or (notice.done_on is not None and today <= notice.done_on):
        return None
    escalation = next((step for step in reached if step.kind is StepKind.ESCALATE), None)
    return escalation or reached[-1]


def next_step_on(notice: Waiting, policy: ChasingPolicy, calendar: Calendar) -> date | None:
    """The day of the next step, past or to come: what an index of the work to do is made of. None where there is none."""
    ahead = [step.due_on for step in _steps(notice, policy, calendar) if step.number > notice.done]
    return min(ahead, default=None)


def awaits(kind: NoticeKind, state: NoticeState) -> str:
    """What is awaited of the recipient: "acknowledge", "confirm" or ""."""
    if state in (NoticeState.SENT, NoticeState.DELIVERED):
        return "acknowledge"
    return "confirm" if state is NoticeState.ACKNOWLEDGED and kind in TO_CONFIRM else ""


def _steps(notice: Waiting, policy: ChasingPolicy, calendar: Calendar) -> list[Step]:
    awaited = awaits(notice.kind, notice.state)
    if not awaited:
        return []
    confirming = awaited == "confirm"
    wait = policy.confirm if confirming else policy.acknowledge
    since = (notice.acknowledged_on or notice.sent_on) if confirming else notice.sent_on
    what = "confirmed that the flag was changed" if confirming else "acknowledged"
    days = [
        *((StepKind.CHASE, days) for days in wait.chase),
        (StepKind.ESCALATE, wait.escalate),
        (StepKind.EXPIRE, wait.expire),
    ]
    words = f"“{KIND_WORDS[notice.kind]}” of {day_words(notice.sent_on)} is not {what}"
    return [
        Step(kind, number, calendar.add_working_days(since, after), f"{words} after {after} working days")
        for number, (kind, after) in enumerate(days, start=1)
    ]


# ---------------------------------------------------------------------------------------------------------------------
# Comments on a draft (HF-09)


@dataclass(frozen=True, slots=True)
class Window:
    """The time that health has to comment on a draft. `until` is its last day; `note` says what is unusual about it."""

    opens_on: date
    until: date
    note: str = ""


def comment_window(sent_on: date, family_until: date, policy: ChasingPolicy, calendar: Calendar) -> Window:
    """The window for a draft sent on a day, inside the family's time, whose last day is `family_until`.

    `family_until` is the due date of the duty `draft_representations`. A draft that leaves too late for the days kept
    back has the family's last day; one that leaves after it has no time of its own, and only that day itself.
    """
    early = calendar.add_working_days(family_until, -policy.comment.before_family)
    if sent_on < early:
        return Window(sent_on, early)
    if sent_on <= family_until:
        return Window(sent_on, family_until, "It was sent late: health has until the family's last day.")
    return Window(sent_on, sent_on, "It was sent after the family's time was over. A comment is still read.")


@dataclass(frozen=True, slots=True)
class Silence:
    """Recorded where a window closed without a word: health said nothing, which is not the same as content."""

    since: date
    until: date

    @property
    def words(self) -> str:
        return f"Health did not comment between {day_words(self.since)} and {day_words(self.until)}. That is silence, and no agreement."


def silence(window: Window, commented_on: date | None, today: date) -> Silence | None:
    """The silence to record, once the window's last day is over; None where a comment came, or may still come."""
    return None if commented_on is not None or today <= window.until else Silence(window.opens_on, window.until)
