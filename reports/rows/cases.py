"""A request as the figures need it: who asked, through which stages it went and when, and how it ended."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum


class Stage(StrEnum):
    """Where an open assessment is. The values are those of the assessment's own states."""

    REQUESTED = "requested"
    ASSESSING = "assessing"
    DRAFTING = "drafting"
    DRAFT_WITH_FAMILY = "draft_with_family"


class Ending(StrEnum):
    """How an assessment left the open work. A refusal that is reversed later makes it open again."""

    NOT_ASSESSED = "not_assessed"
    NOT_ISSUED = "not_issued"
    ISSUED = "issued"
    WITHDRAWN = "withdrawn"
    MOVED_AWAY = "moved_away"
    CLOSED = "closed"


class Decision(StrEnum):
    """The first answer to a request."""

    ASSESS = "assess"
    NOT_ASSESS = "not_assess"


@dataclass(frozen=True, slots=True)
class Spell:
    """Time in one stage: from the day on which it began, up to and not including the day on which it ended.

    `until` is None while it lasts. A spell that began and ended on one day is kept, and is on no day's list.
    """

    stage: Stage
    since: date
    until: date | None = None

    def on(self, day: date) -> bool:
        return self.since <= day and (self.until is None or day < self.until)


@dataclass(frozen=True, slots=True)
class End:
    """A day on which an assessment ended, and how. One that a return tells of by its end alone was never open here."""

    how: Ending
    on: date


@dataclass(frozen=True, slots=True)
class CaseRow:
    """One case: its request with its assessment, as it stood on the day for which the rows were read.

    A case that has a plan and no request here has a row too, without spells.

    `received_on`: None where no day is known. `source`: who asked (workflows/facts.py, REQUEST_SOURCES), "" unknown.
    `decision`, `decided_on`: the first answer and the day the family was told; the day is None where it is not known.
    What can only follow a yes (a decision about a plan) is a yes of an unknown day where no answer is recorded.
    `mediation`, `tribunal`: about the decision whether to assess (SEN2 items 2.6, 2.7).
    `spells` are in order and do not overlap; `ends` in order of day. What has no known day counts from the day by which it
    had happened. `week_20`: the last day in time for the first plan (the duty final_plan), whatever came of it; None where
    no clock began. `area`: the first part of the postcode. `need`: SEN2's code of the
    main need. `exception`: one stands (SEN2 item 3.7); `evidenced`: and evidence for it is recorded.
    `issued_on`: the day of the first final plan of this request. `officer`: the address of who has it, "" nobody.
    """

    case: str
    received_on: date | None = None
    source: str = ""
    born: date | None = None
    area: str = ""
    need: str = ""
    decision: Decision | None = None
    decided_on: date | None = None
    mediation: bool = False
    tribunal: bool = False
    spells: tuple[Spell, ...] = ()
    ends: tuple[End, ...] = ()
    week_20: date | None = None
    exception: bool = False
    evidenced: bool = False
    disputed: bool = False
    issued_on: date | None = None
    officer: str = ""
    officers: int = 0
    """How many officers have had it, one after the other: changes and one more. One who has it again counts again."""

    def stage_on(self, day: date) -> Stage | None:
        """The stage in which it was at the end of a day; None where it was not open."""
        return next((spell.stage for spell in self.spells if spell.on(day)), None)

    def open_on(self, day: date) -> bool:
        return self.stage_on(day) is not None

    @property
    def opened_on(self) -> tuple[date, ...]:
        """The days on which it joined the open work: the first, and each on which a refusal was turned round."""
        days = []
        until = None
        for spell in self.spells:
            if spell.since != until:
                days.append(spell.since)
            until = spell.until
        return tuple(days)

    def age_on(self, day: date) -> int | None:
        """The person's age in completed years; None where no date of birth is known."""
        return None if self.born is None else age(self.born, day)


def age(born: date, on: date) -> int:
    """Completed years. Someone born on 29 February is a year older on 1 March of a year without one."""
    return on.year - born.year - ((on.month, on.day) < (born.month, born.day))
