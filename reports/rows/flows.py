"""Comings and goings of the open work, so that each can be counted in the month in which it was."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from itertools import zip_longest

from reports.rows.cases import CaseRow


@dataclass(frozen=True, slots=True)
class FlowRow:
    """One case that joined the open work on a day, or left it. `how` it left: a word of `Ending`, "" where it joined.

    `again`: it had been open before, and a decision was turned round.
    """

    case: str
    on: date
    joined: bool
    how: str = ""
    again: bool = False


def flows_of(cases: Iterable[CaseRow]) -> tuple[FlowRow, ...]:
    """The flows of these cases, in order of case and day.

    They come from the spells and not from the ends, so that the cases open at the end of a day are always those that had
    joined less those that had left. An end on a day on which the case was open again by the evening is no flow.
    """
    return tuple(flow for case in cases for flow in _of(case))


def _of(case: CaseRow) -> list[FlowRow]:
    flows = [FlowRow(case.case, on, joined=True, again=place > 0) for place, on in enumerate(case.opened_on)]
    following = [spell.since for spell in case.spells[1:]]
    for spell, after in zip_longest(case.spells, following):
        if spell.until is not None and spell.until != after:
            ends = [end.how for end in case.ends if end.on == spell.until]
            flows.append(FlowRow(case.case, spell.until, joined=False, how=ends[-1] if ends else "other"))
    return sorted(flows, key=lambda flow: (flow.on, not flow.joined))
