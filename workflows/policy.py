"""The authority's own policy, plainly not law: first warnings, ladders of warnings, promises, and which step must come first.

All of it is data in `workflows/law/local_policy.toml`; an authority changes any of its warnings and ladders in its
settings. Nothing here makes a deadline, moves one or excuses one.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from workflows.law_files import DutyPolicyRow, FitRow, LadderTable, LawError, OwnPolicy, PolicyFile, parse
from workflows.vocabulary import Event

LOCAL_POLICY = "local_policy.toml"


class Audience(StrEnum):
    """Who is told."""

    OWNER = "owner"
    STAND_IN = "stand_in"
    MANAGER = "manager"
    HEAD_OF_SERVICE = "head_of_service"


class Severity(StrEnum):
    """How bad it is, from the least to the worst."""

    NOTICE = "notice"
    WARNING = "warning"
    URGENT = "urgent"


class Way(StrEnum):
    """How it goes out, from the least to the most urgent. `now_if_severe` is at once for a duty marked severe."""

    DIGEST = "digest"
    NOW_IF_SEVERE = "now_if_severe"
    NOW = "now"


@dataclass(frozen=True, slots=True)
class Rung:
    """One step of a ladder. `days` are working days: before (negative) the cautious date, or after the last day in time.

    `first` stands on the day of the first warning. A `fit` rung counts from the last day on which the missing step would
    still let the deadline be kept. `every` repeats a late rung each so many working days; 0 does not.
    """

    id: str
    days: int
    tell: tuple[Audience, ...]
    severity: Severity
    way: Way
    first: bool = False
    fit: bool = False
    every: int = 0


@dataclass(frozen=True, slots=True)
class Ladder:
    """The rungs of one kind of duty, in order."""

    name: str
    rungs: tuple[Rung, ...]


NO_LADDER = Ladder("none", ())


@dataclass(frozen=True, slots=True)
class Fit:
    """One of `steps` must have happened, with the whole of `window` after it, before `duty` can be met."""

    duty: str
    steps: tuple[Event, ...]
    window: str
    words: str = ""


@dataclass(frozen=True, slots=True)
class Policy:
    """What the authority has set for itself. `by_duty` holds the rungs that each duty really has (`ladder_of`).

    `fits` says by duty which steps it needs first, and `awaited` by step which duties need it.
    """

    default_warning: int
    warnings: Mapping[str, int]
    promises: Mapping[str, str]
    promised_days: Mapping[str, int] = field(default_factory=dict)
    ladders: Mapping[str, Ladder] = field(default_factory=dict)
    by_duty: Mapping[str, Ladder] = field(default_factory=dict)
    severe_because: Mapping[str, str] = field(default_factory=dict)
    fits: Mapping[str, tuple[Fit, ...]] = field(default_factory=dict)
    awaited: Mapping[Event, tuple[str, ...]] = field(default_factory=dict)

    def warning_days(self, duty: str) -> int:
        """Working days before the cautious date from which a deadline is due soon."""
        return self.warnings.get(duty, self.default_warning)

    def ladder_of(self, duty: str) -> Ladder:
        """The ladder of a duty, without the rungs that would come before its first warning."""
        return self.by_duty.get(duty, NO_LADDER)

    def left_out_of(self, duty: str) -> tuple[Rung, ...]:
        """The rungs of a duty's ladder that it does not have: they would come before its first warning, or tell of a step
        where the duty has none that must come first."""
        kept = self.ladder_of(duty)
        whole = self.ladders.get(kept.name, kept)
        return tuple(rung for rung in whole.rungs if rung not in kept.rungs)

    def severe(self, duty: str) -> bool:
        """Whether a manager is told at once of its first day overdue."""
        return duty in self.severe_because


def read_policy(
    tables: Mapping[str, Any], duties: Collection[str], floors: Collection[str], file: str = LOCAL_POLICY
) -> Policy:
    """The policy of these TOML tables for the duties of the law. Raises LawError with file, table and key."""
    read = parse(PolicyFile, dict(tables), file, "")
    ladders = {name: _ladder(name, table) for name, table in read.ladder.items()}
    for name in read.warning.duties:
        _known(duties, name, file, f"warning.{name}")
    for name, row in read.duties.items():
        _known(duties, name, file, f"duties.{name}")
        _check_ladder(file, name, row, ladders, floor=name in floors)
    for name in duties:
        if name not in read.duties:
            raise LawError(file, "duties", name, "this duty has no ladder. Name one of the ladders of this file.")
    warnings = {name: row.working_days for name, row in read.warning.duties.items()}
    fits = _fits(file, read.fits, duties)
    return Policy(
        default_warning=read.warning.default,
        warnings=warnings,
        promises={name: row.policy for name, row in read.promise.items()},
        promised_days={name: row.days for name, row in read.promise.items() if row.days is not None},
        ladders=ladders,
        by_duty={
            name: _within(ladders[row.ladder], warnings.get(name, read.warning.default), fits=name in fits)
            for name, row in read.duties.items()
        },
        severe_because={name: row.why for name, row in read.duties.items() if row.severe},
        fits=fits,
        awaited=_awaited(fits),
    )


def merged(shipped: Mapping[str, Any], own: Mapping[str, Any], file: str) -> dict[str, Any]:
    """The shipped tables with an authority's own in their place: a ladder whole, a warning and a duty by its keys.

    Raises LawError where its own are not of the shape of `[warning]`, `[ladder.…]` and `[duties]`.
    """
    parse(OwnPolicy, dict(own), file, "")
    tables = dict(shipped)
    tables["ladder"] = {**shipped.get("ladder", {}), **own.get("ladder", {})}
    tables["duties"] = _by_key(shipped.get("duties", {}), own.get("duties", {}))
    warning = own.get("warning", {})
    tables["warning"] = {
        **shipped["warning"],
        **({"default": warning["default"]} if "default" in warning else {}),
        "duties": _by_key(shipped["warning"].get("duties", {}), warning.get("duties", {})),
    }
    return tables


def _by_key(shipped: Mapping[str, Any], own: Mapping[str, Any]) -> dict[str, Any]:
    return {**shipped, **{name: {**shipped.get(name, {}), **row} for name, row in own.items()}}


def _known(duties: Collection[str], name: str, file: str, table: str) -> None:
    if name not in duties:
        raise LawError(file, table, "", "this is not a duty of any law file.")


def _ladder(name: str, table: LadderTable) -> Ladder:
    return Ladder(
        name,
        tuple(
            Rung(
                id=row.at,
                days=row.days,
                tell=tuple(Audience(each) for each in row.tell),
                severity=Severity(row.severity),
                way=Way(row.way),
                first=row.at == "first",
                fit=row.is_fit,
                every=row.every,
            )
            for row in table.rungs
        ),
    )


def _check_ladder(file: str, duty: str, row: DutyPolicyRow, ladders: Mapping[str, Ladder], *, floor: bool) -> None:
    """A window that must be given is over and never late; what is owed can be late and is never over."""
    table = f"duties.{duty}"
    if row.ladder not in ladders:
        raise LawError(file, table, "ladder", f"there is no [ladder.{row.ladder}].")
    for rung in ladders[row.ladder].rungs:
        if floor and rung.id.startswith("late_"):
            raise LawError(file, table, "ladder", f"the duty is a window that must be given; {rung.id} cannot come.")
        if not floor and rung.id == "over":
            raise LawError(file, table, "ladder", "“over” is for windows that must be given. Use late_1.")


def _within(ladder: Ladder, warning_days: int, *, fits: bool) -> Ladder:
    """Rungs before the first warning are left out, so that none stands in the wrong order, whatever the period.

    So are those about a missing step where the duty has no such step (`fits`).
    """
    kept = tuple(
        rung
        for rung in ladder.rungs
        if (fits if rung.fit else rung.first or rung.days >= 0 or -rung.days < warning_days)
    )
    return ladder if kept == ladder.rungs else Ladder(ladder.name, kept)


def _fits(file: str, rows: Sequence[FitRow], duties: Collection[str]) -> dict[str, tuple[Fit, ...]]:
    found: dict[str, tuple[Fit, ...]] = {}
    for row in rows:
        _known(duties, row.duty, file, "fits.duty")
        _known(duties, row.window, file, "fits.window")
        fit = Fit(row.duty, tuple(_event(file, step) for step in row.step), row.window, row.policy)
        found[row.duty] = (*found.get(row.duty, ()), fit)
    return found


def _awaited(fits: Mapping[str, Sequence[Fit]]) -> dict[Event, tuple[str, ...]]:
    steps = {step for each in fits.values() for fit in each for step in fit.steps}
    return {
        step: tuple(duty for duty, each in fits.items() if any(step in fit.steps for fit in each))
        for step in sorted(steps)
    }


def _event(file: str, word: str) -> Event:
    try:
        return Event(word)
    except ValueError:
        raise LawError(file, "fits", "step", f"“{word}” is not in workflows/vocabulary.py.") from None
