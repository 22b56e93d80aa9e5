"""A ledger read one entry after the other: through which stages the assessment went, and when a plan began and ended."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date

from reports.rows.cases import End, Ending, Spell, Stage
from workflows.case import CaseView
from workflows.ledger import Entry
from workflows.processes.assessment import Assessment
from workflows.processes.plan import KEPT_UP, Plan
from workflows.vocabulary import Process

_STAGES = {stage.value: stage for stage in Stage}
_ENDINGS = {
    Assessment.ASSESSMENT_REFUSED.value: Ending.NOT_ASSESSED,
    Assessment.PLAN_REFUSED.value: Ending.NOT_ISSUED,
    Assessment.PLAN_ISSUED.value: Ending.ISSUED,
    Assessment.WITHDRAWN.value: Ending.WITHDRAWN,
    Assessment.MOVED_AWAY.value: Ending.MOVED_AWAY,
    Assessment.CLOSED.value: Ending.CLOSED,
}
_IN_FORCE = {state.value for state in KEPT_UP}
_NO_PLAN = Plan.NONE.value


@dataclass(slots=True)
class Replay:
    """What a case went through. `view` is the case as it stands at the end.

    `reopened_by`: the entries by which an assessment that had ended was open again. An entry whose day is not known
    counts from the day by which it had happened.
    """

    view: CaseView = field(default_factory=CaseView)
    spells: list[Spell] = field(default_factory=list)
    ends: list[End] = field(default_factory=list)
    reopened_by: list[Entry] = field(default_factory=list)
    plan_began: Entry | None = None
    plan_ended: Entry | None = None
    _stage: Stage | None = None
    _since: date = date.min

    def read(self, entry: Entry) -> None:
        """Read one more entry that counts, which is not earlier than those before it."""
        assessment, plan = self.view.state_of(Process.ASSESSMENT), self.view.state_of(Process.PLAN)
        if not self.view.read(entry):
            return
        now = self.view.state_of(Process.ASSESSMENT)
        if now != assessment:
            self._assessment_moved(now, entry)
        now = self.view.state_of(Process.PLAN)
        if now != plan:
            self._plan_moved(plan, now, entry)

    def _assessment_moved(self, now: str, entry: Entry) -> None:
        on, was, stage = entry.occurred_on, self._stage, _STAGES.get(now)
        if was is not None:
            self.spells.append(Spell(was, self._since, on))
        if stage is not None and was is None and self.ends:
            self.reopened_by.append(entry)
        if stage is None and (was is not None or not self.ends):
            self.ends.append(End(_ENDINGS[now], on))
        self._stage, self._since = stage, on

    def _plan_moved(self, was: str, now: str, entry: Entry) -> None:
        if was == _NO_PLAN:
            self.plan_began = entry
        elif now not in _IN_FORCE:
            self.plan_ended = entry

    def stages(self) -> tuple[Spell, ...]:
        """Every spell, the one that lasts still among them."""
        lasting = () if self._stage is None else (Spell(self._stage, self._since),)
        return (*self.spells, *lasting)


def replay(entries: Iterable[Entry]) -> Replay:
    """The case after entries that count, in order."""
    read = Replay()
    for entry in entries:
        read.read(entry)
    return read
