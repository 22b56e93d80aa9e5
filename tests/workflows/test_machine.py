"""What `workflows/machine.py` leans on in `transitions`, pinned: a new version that behaves otherwise fails here first."""

import pytest
from transitions import EventData, Machine, MachineError

from workflows import machine
from workflows.machine import move
from workflows.processes import PROCESSES
from workflows.vocabulary import Event, Process


class Cursor:
    def __init__(self, state: str) -> None:
        self.state = state


def answers(event: EventData) -> bool:
    return bool(event.kwargs["yes"])


def small() -> Machine:
    return Machine(
        model=None,
        states=["shut", "open"],
        initial="shut",
        transitions=[{"trigger": "unlock", "source": "shut", "dest": "open", "conditions": answers}],
        auto_transitions=False,
        send_event=True,
    )


def test_an_event_is_triggered_on_a_cursor_that_the_machine_has_never_seen() -> None:
    cursor = Cursor("shut")
    assert small().events["unlock"].trigger(cursor, yes=True) is True
    assert cursor.state == "open"


def test_a_false_condition_returns_false_and_moves_nothing() -> None:
    cursor = Cursor("shut")
    assert small().events["unlock"].trigger(cursor, yes=False) is False
    assert cursor.state == "shut"


def test_a_state_without_the_event_raises_a_machine_error() -> None:
    with pytest.raises(MachineError):
        small().events["unlock"].trigger(Cursor("open"), yes=True)


def test_the_triggers_of_a_state_are_those_of_its_steps_alone() -> None:
    assert small().get_triggers("shut") == ["unlock"]
    assert small().get_triggers("open") == []


def test_nothing_is_bound_to_a_model() -> None:
    cursor = Cursor("shut")
    trigger = small().events["unlock"]
    trigger.trigger(cursor, yes=True)
    assert set(vars(cursor)) == {"state"}
    assert not [name for name in dir(cursor) if name.startswith(("is_", "to_", "may_", "unlock"))]


@pytest.mark.parametrize("process", list(machine._MACHINES), ids=str)
def test_a_machine_of_ours_has_no_model_and_no_transition_of_its_own(process: Process) -> None:
    ours = machine._MACHINES[process]
    assert ours.models == []
    table = next(table for table in PROCESSES if table.process is process)
    assert set(ours.events) == {step.event.value for step in table.steps}


def test_an_event_leads_where_the_step_says() -> None:
    assert move(Process.ASSESSMENT, "none", Event.REQUEST_RECEIVED, {}, imported=False) == "requested"


def test_an_event_that_leaves_the_state_gives_the_same_state() -> None:
    assert move(Process.ASSESSMENT, "requested", Event.VIEWS_SOUGHT, {}, imported=False) == "requested"


def test_an_event_without_a_step_from_the_state_leads_nowhere() -> None:
    assert move(Process.ASSESSMENT, "closed", Event.DRAFT_SENT, {}, imported=False) is None


def test_an_event_of_another_process_leads_nowhere() -> None:
    assert move(Process.ASSESSMENT, "requested", Event.REVIEW_MET, {}, imported=False) is None


def test_the_facts_pick_the_step() -> None:
    assert move(Process.ANNUAL_REVIEW, "met", Event.REVIEW_DECIDED, {"outcome": "amend"}, False) == "amending"
    assert move(Process.ANNUAL_REVIEW, "met", Event.REVIEW_DECIDED, {"outcome": "maintain"}, False) == "reviewed"
    assert move(Process.ANNUAL_REVIEW, "met", Event.REVIEW_DECIDED, {"outcome": "not_stated"}, False) is None


def test_a_step_of_a_return_is_open_to_a_return_alone() -> None:
    assert move(Process.ASSESSMENT, "none", Event.FINAL_PLAN_SENT, {}, imported=True) == "plan_issued"
    assert move(Process.ASSESSMENT, "none", Event.FINAL_PLAN_SENT, {}, imported=False) is None


def test_the_answer_does_not_depend_on_what_was_asked_before() -> None:
    first = move(Process.ASSESSMENT, "requested", Event.ASSESSMENT_AGREED, {}, imported=False)
    move(Process.ASSESSMENT, "closed", Event.DRAFT_SENT, {}, imported=False)
    assert move(Process.ASSESSMENT, "requested", Event.ASSESSMENT_AGREED, {}, imported=False) == first == "assessing"
