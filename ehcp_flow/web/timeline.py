"""The way from a request to a plan, 0 to 20 weeks: its stages in words, and where they and today stand in the picture."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from ehcp_flow.phrases import full_day, standing_words
from workflows.clocks import Deadline
from workflows.days import Calendar
from workflows.parameters import the_law
from workflows.vocabulary import Standing
from workflows.words import amount_words, day_words, sentence

LEFT, RIGHT = 60, 700
"""Where the line begins and ends in the picture, which is 760 wide."""
_BEYOND = 40
"""How far beyond the end of the line today may stand."""


def _weeks(duty: str) -> int:
    """The weeks that the law of today gives for a duty, in general."""
    rule = max((each for each in the_law().duties[duty].rules if not each.when), key=lambda each: each.since)
    return rule.limits[0].amount


_STAGES = (
    (_weeks("assess_decision"), "assess_decision", "decide", "Tell the family whether there will be an assessment"),
    (_weeks("assess_decision") + _weeks("advice"), "", "advice", "Have the advice of everybody who was asked"),
    (_weeks("plan_refusal"), "plan_refusal", "decide on plan", "Tell the family if no plan will be issued"),
    (_weeks("final_plan"), "final_plan", "final plan", "Send the final plan"),
)
"""Week, duty ("" for practice: advice that is asked for when the assessment is agreed), the short word, the words of the list."""

WEEKS = _weeks("final_plan")

_DONE = (Standing.MET, Standing.MET_LATE, Standing.EXCUSED)


@dataclass(frozen=True, slots=True)
class Stage:
    """One stage. `at` is where it stands in the picture; `state` is done, late, waiting, next, coming, not_required or not_held."""

    week: int
    label: str
    title: str
    due: date
    words: str
    state: str
    at: int


@dataclass(frozen=True, slots=True)
class Picture:
    """The way, as far as it has gone. `today_at` is None where the way is over; `today_is` is its word in the picture."""

    received: date
    stages: tuple[Stage, ...]
    today: date
    today_at: int | None
    today_is: str
    words: str

    @property
    def description(self) -> str:
        """The whole picture in words."""
        said = [f"Week 0: the request was received on {day_words(self.received)}."]
        said += [f"Week {each.week}: {sentence(f'{each.title}, {each.words}')}" for each in self.stages]
        return " ".join([*said, self.words])


def picture(
    deadlines: Sequence[Deadline], today: date, calendar: Calendar, under_way: bool, then: bool = False
) -> Picture | None:
    """The picture of the way; None where no request is dated. `under_way`: the assessment has not ended. `then`: `today` is
    the day on which the case is looked at, and not today.

    A request that came again after a refusal has a way of its own: the last one is drawn.
    """
    final = _latest(deadlines, "final_plan")
    if final is None:
        return None
    received = final.started_on
    own = {each.duty: each for each in deadlines if each.started_on == received}
    asked = [each for each in deadlines if each.duty == "advice" and each.started_on >= received]
    stages = tuple(_stages(own, asked, received, today, calendar))
    return Picture(
        received=received,
        stages=stages,
        today=today,
        today_at=_at((today - received).days / 7) if under_way else None,
        today_is=f"{today.day}/{today.month}" if then else "today",
        words=_where(received, today, under_way, then),
    )


def _latest(deadlines: Iterable[Deadline], duty: str) -> Deadline | None:
    return max((each for each in deadlines if each.duty == duty), key=lambda each: each.started_on, default=None)


def _stages(
    own: Mapping[str, Deadline], asked: Sequence[Deadline], received: date, today: date, calendar: Calendar
) -> Iterable[Stage]:
    following = True
    for week, duty, label, title in _STAGES:
        deadline = own.get(duty)
        if deadline is not None:
            due = deadline.due
            words, state = _stands(deadline, today, calendar)
        elif duty:
            continue
        else:
            due = received + timedelta(weeks=week)
            words, state = _advice_stands(asked, due, today)
        if following and state in ("coming", "late") and (deadline is None or deadline.live):
            state, following = ("next" if state == "coming" else state), False
        yield Stage(week, label, title, due, words, state, _at(week))


def _advice_stands(asked: Sequence[Deadline], due: date, today: date) -> tuple[str, str]:
    """Where the advice of everybody who was asked is. Week 12 is practice: the law gives each adviser six weeks."""
    waiting = sum(each.live for each in asked)
    if asked and not waiting:
        return "all that was asked for has come", "done"
    words = f"by {full_day(due)} if the rest is to go well (practice, not law)"
    if today <= due:
        return words, "coming"
    return (f"{words}: {waiting} of {len(asked)} still to come", "waiting") if asked else (words, "not_held")


def _stands(deadline: Deadline, today: date, calendar: Calendar) -> tuple[str, str]:
    standing = deadline.standing(today)
    how = standing_words(deadline, today, calendar)
    words = f"due {full_day(deadline.due)}: {how}"
    if standing is Standing.NOT_REQUIRED:
        return how, "not_required"
    if standing in (Standing.OVERDUE, Standing.MET_LATE):
        return words, "late"
    done = standing in _DONE and not deadline.live
    return words, "done" if done else "coming"


def _at(week: float) -> int:
    place = LEFT + (RIGHT - LEFT) * min(max(week, 0), WEEKS) / WEEKS
    return round(place + (_BEYOND if week > WEEKS else 0))


def _where(received: date, today: date, under_way: bool, then: bool) -> str:
    if not under_way:
        return "The assessment has ended."
    days = (today - received).days
    if days < 0:
        return f"On {day_words(today)} the request had not come yet."
    weeks, over = divmod(days, 7)
    gone = " and ".join(
        each for each in (weeks and amount_words(weeks, "weeks"), over and amount_words(over, "days")) if each
    )
    since = f"{gone} after the request" if gone else "the day of the request"
    beyond = f", {amount_words(days - WEEKS * 7, 'days')} beyond 20 weeks" if days > WEEKS * 7 else ""
    return f"{day_words(today)} was {since}{beyond}." if then else f"Today, {day_words(today)}, is {since}{beyond}."
