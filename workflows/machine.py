"""One shared state machine a process, built from its step table and never bound to anything but a throw-away cursor.

The only module that imports `transitions`. It answers one question: from this state, with these facts, where does this
event lead? Guards with words run before it (`advance.py`); its own conditions are a second lock.
"""

from collections.abc import Mapping
from functools import lru_cache
from typing import Any

from transitions import EventData, Machine, MachineError

from workflows.processes import PROCESSES
from workflows.steps import IMPORT, ProcessTable, Step
from workflows.vocabulary import Event, Process


class _Cursor:
    """The state, for the length of one call."""

    __slots__ = ("state",)

    def __init__(self, state: str) -> None:
        self.state = state


def _condition(step: Step) -> Any:
    def fits(event: EventData) -> bool:
        if step.by == IMPORT and not event.kwargs["imported"]:
            return False
        return step.fits(event.kwargs["facts"])

    return fits


def _machine(table: ProcessTable) -> Machine:
    return Machine(
        model=None,
        states=[state.value for state in table.words],
        initial=table.initial.value,
        transitions=[
            {
                "trigger": step.event.value,
                "source": source.value,
                "dest": source.value if step.dest is None else step.dest.value,
                "conditions": _condition(step),
            }
            for step in table.steps
            for source in step.source
        ],
        auto_transitions=False,
        send_event=True,
    )


_MACHINES: dict[Process, Machine] = {table.process: _machine(table) for table in PROCESSES}


def move(process: Process, state: str, event: Event, facts: Mapping[str, Any], imported: bool) -> str | None:
    """The state that the event leads to; None where the process has no such step from this state."""
    deciding = _DECIDING.get((process, event), ())
    return _move(process, state, event, tuple((name, str(facts.get(name, ""))) for name in deciding), imported)


_DECIDING: dict[tuple[Process, Event], tuple[str, ...]] = {
    (table.process, step.event): tuple(
        dict.fromkeys(name for each in table.steps if each.event is step.event for name, _ in each.when)
    )
    for table in PROCESSES
    for step in table.steps
}
"""The facts that pick between the rows of an event. No other fact can change where it leads."""


@lru_cache(maxsize=4096)
def _move(process: Process, state: str, event: Event, facts: tuple[tuple[str, str], ...], imported: bool) -> str | None:
    # The answer depends on these arguments alone, so a ledger is replayed at the speed of a look-up.
    trigger = _MACHINES[process].events.get(event.value)
    if trigger is None:
        return None
    cursor = _Cursor(state)
    try:
        moved = trigger.trigger(cursor, facts=dict(facts), imported=imported)
    except MachineError:
        return None
    return cursor.state if moved else None
