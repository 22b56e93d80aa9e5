"""What may be recorded whatever the state: exceptions, assignment, details. None of it moves a process."""

from workflows.guards import ground_can_stand
from workflows.steps import RECORD, Step
from workflows.vocabulary import Event

ANY_TIME: dict[Event, Step] = {
    step.event: step
    for step in (
        Step(
            Event.EXCEPTION_RECORDED,
            (),
            None,
            RECORD,
            needs=(ground_can_stand,),
            law="Regs 5(4), 8(2), 10(4), 13(3), 44(3)",
        ),
        Step(Event.EXCEPTION_ENDED, (), None, RECORD, law="Regs 5(4), 8(2), 10(4), 13(3), 44(3)"),
        Step(Event.CASE_ASSIGNED, (), None, RECORD, law="The authority's own practice"),
        Step(Event.DETAILS_RECORDED, (), None, RECORD, law="SEN2 modules 4 and 5"),
        Step(Event.CORRECTION, (), None, RECORD, law="The authority's own practice"),
    )
}
