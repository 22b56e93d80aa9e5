"""The exceptions recorded on a case: what each excuses, and whether there is evidence for it."""

from collections.abc import Sequence
from dataclasses import dataclass

from ehcp_flow.services.board.told import Told
from ehcp_flow.services.indexing import ASSESSMENT_DUTIES
from reports.rows.cases import Spell
from reports.rows.exceptions import ExceptionRow
from workflows.exceptions import Exceptions, excusing, is_advice_of_a_setting
from workflows.ledger import Entry
from workflows.vocabulary import Event, Ground


@dataclass(frozen=True, slots=True)
class Excuse:
    """A recorded exception, and the duties of which it excuses a deadline.

    A return's own flag names no ground and stands for the final plan, whether or not a clock runs (SEN2 item 3.7).
    """

    entry: Entry
    duties: frozenset[str]

    @property
    def flagged(self) -> bool:
        return self.entry.fact("ground") == Ground.NOT_STATED

    @property
    def stands(self) -> bool:
        return self.flagged or bool(self.duties)

    @property
    def evidence(self) -> bool:
        return self.entry.fact("evidence") != ""


def excuses(told: Told) -> list[Excuse]:
    """Each exception recorded on the case, ended where it was ended."""
    if Event.EXCEPTION_RECORDED not in told.view.latest:
        return []
    exceptions = Exceptions()
    places: list[tuple[Entry, int]] = []
    for entry in told.entries:
        if entry.event is Event.EXCEPTION_RECORDED:
            places.append((entry, len(exceptions.all)))
        exceptions.read(entry)
    advice_asked = [entry.occurred_on for entry in told.entries if is_advice_of_a_setting(entry)]

    def excused(place: int) -> frozenset[str]:
        one = (exceptions.all[place],)
        return frozenset(
            each.duty
            for each in told.deadlines
            if excusing(
                one,
                told.law.duties[each.duty],
                each.subject,
                each.started_on,
                each.due,
                told.law.grounds,
                advice_asked,
            )[0]
        )

    return [Excuse(entry, excused(place)) for entry, place in places]


def exception_rows(told: Told, found: Sequence[Excuse]) -> list[ExceptionRow]:
    """One row an exception that somebody recorded."""
    spells = told.replay.stages()
    return [
        ExceptionRow(
            case=told.case,
            ground=each.entry.fact("ground") or Ground.NOT_STATED.value,
            recorded_for=each.entry.occurred_on,
            stage=_stage(spells, each.entry),
            evidence=each.evidence,
            stands=each.stands,
        )
        for each in found
    ]


def _stage(spells: Sequence[Spell], entry: Entry) -> str:
    return next((spell.stage.value for spell in spells if spell.on(entry.occurred_on)), "")


def evidenced(found: Sequence[Excuse]) -> bool:
    """Whether there is evidence for one that stands for the assessment (SEN2 item 3.7)."""
    return any(each.evidence and (each.flagged or each.duties & ASSESSMENT_DUTIES) for each in found)
