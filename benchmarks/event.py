"""Firing an event in the domain: the whole question to `workflows.advance`, and beside it the bare step."""

from collections.abc import Callable, Iterator

from transitions import Machine

from benchmarks.material import DECIDES, NEXT, NOW, ROLES, TODAY, half_way
from benchmarks.measure import Benchmark, Goal, Kind, Row, interleaved, seconds
from workflows.advance import Actor, Outcome, Proposal, advance, step_refusal
from workflows.case import read_all
from workflows.machine import move
from workflows.parameters import the_law
from workflows.processes import TABLE_OF
from workflows.vocabulary import Process

NAME = "event"
FLOOR = "a raw loop of a shared transitions Machine without a model, the same table, one condition that says yes"
WHOLE = "the whole question (nine entries replayed, every guard, deadlines before and after, what moved)"
BARE = "the bare step (state, role, second person, guards, machine) on a case already read"
WHY = (
    "it replays nine entries, works out the deadlines twice to say what moved, and writes them for people; "
    "the floor moves one word. The bare step, which is what the floor does, is the next row."
)
GOAL = Goal(Kind.SHARE, 0.25)

_Work = Callable[[], None]


def rows(quick: bool) -> Iterator[Row]:
    times = 200 if quick else 3000
    ours, bare, floor = _ours(), _bare(), _floor()
    whole = interleaved(lambda _: _loop(ours, times), lambda _: _loop(floor, times), times)
    yield whole.row(NAME, WHOLE, FLOOR, GOAL, WHY)
    step = interleaved(lambda _: _loop(bare, times), lambda _: _loop(floor, times), times)
    yield step.row(f"{NAME} (bare step)", BARE, FLOOR, GOAL, WHY)


def _loop(work: _Work, times: int) -> float:
    def all_of_them() -> None:
        for _ in range(times):
            work()

    return seconds(all_of_them)


def _ours() -> _Work:
    history = half_way().entries
    actor = Actor(DECIDES, ROLES)
    event, on = NEXT

    def ask() -> None:
        outcome = advance(history, Proposal(event, on, {}), by=actor, now=NOW, today=TODAY)
        assert isinstance(outcome, Outcome)

    return ask


def _bare() -> _Work:
    view, law = read_all(half_way().entries), the_law()
    proposal, actor = Proposal(*NEXT, {}), Actor(DECIDES, ROLES)

    def step() -> None:
        assert step_refusal(view, proposal, actor, law) is None
        assert move(Process.ASSESSMENT, view.state_of(Process.ASSESSMENT), proposal.event, {}, False)

    return step


class _Cursor:
    __slots__ = ("state",)

    def __init__(self, state: str) -> None:
        self.state = state


def _floor() -> _Work:
    table = TABLE_OF[Process.ASSESSMENT]
    machine = Machine(
        model=None,
        states=[state.value for state in table.words],
        initial=table.initial.value,
        transitions=[
            {
                "trigger": step.event.value,
                "source": source.value,
                "dest": source.value if step.dest is None else step.dest.value,
                "conditions": lambda _event: True,
            }
            for step in table.steps
            for source in step.source
        ],
        auto_transitions=False,
        send_event=True,
    )
    trigger, before = machine.events[NEXT[0].value], read_all(half_way().entries).state_of(Process.ASSESSMENT)

    def fire() -> None:
        assert trigger.trigger(_Cursor(before))

    return fire


BENCHMARK = Benchmark(NAME, rows)
