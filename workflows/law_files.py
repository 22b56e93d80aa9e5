"""The shape of the law files, checked by pydantic. What a key means for a deadline is in `parameters.py` and docs/law.md."""

import re
from datetime import date
from typing import Annotated, Any, Literal, TypeVar

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, ValidationError, field_validator, model_validator


def _as_list(value: object) -> object:
    return [value] if isinstance(value, str) else value


TextOrList = Annotated[list[str], BeforeValidator(_as_list)]
Confidence = Literal["P", "S", "M", "?"]
Basis = Literal["statute", "guidance", "practice"]
Counted = Literal[
    "of",
    "beginning_with",
    "months_starting_with",
    "corresponding_date",
    "before",
    "months_before",
    "clear_notice",
    "working_days_of",
    "working_days_beginning_with",
    "appeal_window",
]
UNITS = ("weeks", "days", "months", "working_days")


class LawError(ValueError):
    """A law file cannot be used. The message names file, table and key, and what to do."""

    def __init__(self, file: str, table: str, key: str, why: str) -> None:
        place = f"{file}, [{table}]" if table else file
        super().__init__(f"{place}{f', {key}' if key else ''}: {why}")


class Strict(BaseModel):
    """Unknown keys are an error: a misspelt rule must not be silently half read."""

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)


class FileHead(Strict):
    """The lines at the top of a law file."""

    instrument: str
    citation: str
    href: str
    basis: Basis = "statute"


class SourceTable(Strict):
    title: str
    href: str = Field(pattern=r"^https://")


class PatternTable(Strict):
    """An event, and facts with the values that they must have."""

    event: str
    where: dict[str, str | list[str]] = {}

    @model_validator(mode="before")
    @classmethod
    def _facts_apart(cls, table: Any) -> Any:
        if isinstance(table, dict) and "where" not in table:
            return {"event": table.get("event"), "where": {k: v for k, v in table.items() if k != "event"}}
        return table


class LimitTable(Strict):
    """One amount and its counting: `{ weeks = 6, counted = "of" }` or `{ before = "02-15", counted = "before" }`."""

    counted: Counted
    weeks: int | None = Field(None, ge=1)
    days: int | None = Field(None, ge=1)
    months: int | None = Field(None, ge=1)
    working_days: int | None = Field(None, ge=1)
    before: str | None = Field(None, pattern=r"^\d\d-\d\d$")
    from_: str | None = Field(None, alias="from")
    from_fact: TextOrList = []
    unless: list[str | PatternTable] = []
    certificate_months: int = 0

    @model_validator(mode="after")
    def _one_amount(self) -> "LimitTable":
        given = [name for name in (*UNITS, "before") if getattr(self, name) is not None]
        if len(given) != 1:
            raise ValueError(f"a limit has exactly one of {', '.join(UNITS)} or before; this one has {given or 'none'}")
        if (self.before is None) == (self.counted == "before"):
            raise ValueError('“before” goes with counted = "before", and with nothing else')
        return self

    @property
    def unit(self) -> str:
        return next((name for name in UNITS if getattr(self, name) is not None), "")

    @property
    def amount(self) -> int:
        return int(getattr(self, self.unit)) if self.unit else 0

    @property
    def before_day(self) -> tuple[int, int] | None:
        return (int(self.before[:2]), int(self.before[3:])) if self.before else None


class RuleTable(Strict):
    """One row of `in_force`."""

    since: date
    until: date | None = None
    limit: LimitTable | None = None
    limits: list[LimitTable] = []
    combine: Literal["earliest", "latest"] = "earliest"
    source: SourceTable
    confidence: Confidence
    unverified: str = ""
    basis: Basis | None = None
    when: dict[str, str | list[str]] = {}
    note: str = ""

    @model_validator(mode="after")
    def _some_limit(self) -> "RuleTable":
        if bool(self.limit) == bool(self.limits):
            raise ValueError("a row has either limit or limits")
        if self.until is not None and self.until < self.since:
            raise ValueError("until is before since")
        return self

    @property
    def all_limits(self) -> list[LimitTable]:
        return [self.limit] if self.limit else self.limits


class DutyTable(Strict):
    """One duty: the table that carries its name."""

    title: str
    owed_by: str
    to: str = ""
    starts: list[str | PatternTable] = Field(min_length=1)
    met_by: list[str | PatternTable] = Field(min_length=1)
    stands_down: list[str | PatternTable] = []
    set_aside_by: list[str | PatternTable] = []
    revived_by: list[str | PatternTable] = []
    exceptions: list[str] = []
    per: list[str] = []
    once: bool = False
    met_at_start: bool = False
    floor: bool = False
    aim: str = ""
    direction: bool = False
    in_force: list[RuleTable] = Field(min_length=1)


class WindowTable(Strict):
    """A dated instrument that adds a ground to duties defined elsewhere."""

    name: str
    since: date
    until: date
    adds: str
    duties: list[str] = Field(min_length=1)
    source: SourceTable
    confidence: Confidence
    unverified: str = ""


class WarningRow(Strict):
    working_days: int = Field(ge=0)
    policy: str = ""


class WarningTable(Strict):
    default: int = Field(ge=0)
    duties: dict[str, WarningRow] = {}


class PromiseRow(Strict):
    policy: str
    days: int | None = None
    weeks: int | None = None
    working_days: int | None = None


RUNG = re.compile(r"first|due|over|fit_due|no_fit|(?:before|late|fit)_[1-9]\d{0,2}")
"""How a rung is named. Its name is its id: it says the day, and it is part of the key by which nobody is told twice."""


class RungRow(Strict):
    """One rung: `{ at = "before_5", tell = ["owner"], severity = "notice", way = "digest" }`. Days are working days."""

    at: str
    tell: list[Literal["owner", "stand_in", "manager", "head_of_service"]] = Field(min_length=1)
    severity: Literal["notice", "warning", "urgent"]
    way: Literal["digest", "now_if_severe", "now"]
    every: int = Field(0, ge=0)

    @field_validator("at")
    @classmethod
    def _is_a_place(cls, at: str) -> str:
        if not RUNG.fullmatch(at):
            raise ValueError(
                f"“{at}” is no place on a ladder. Say first, before_5 (any number of working days), due, late_1, over, "
                "fit_5, fit_due or no_fit"
            )
        return at

    @model_validator(mode="after")
    def _repeats_when_late(self) -> "RungRow":
        if self.every and not self.at.startswith("late_"):
            raise ValueError("only a late rung can repeat (every)")
        return self

    @property
    def is_fit(self) -> bool:
        return "fit" in self.at

    @property
    def days(self) -> int:
        """Working days after the day that it counts from; negative before it."""
        kind, _, amount = self.at.partition("_")
        if amount.isdigit():
            return int(amount) if kind == "late" else -int(amount)
        return 1 if self.at in ("over", "no_fit") else 0

    @property
    def place(self) -> tuple[bool, bool, int]:
        """Where it stands: the first warning, then whether the rest still fits, then the deadline itself."""
        return self.at != "first", not self.is_fit, self.days


class LadderTable(Strict):
    """A named ladder, its rungs in the order in which they come."""

    policy: str = ""
    rungs: list[RungRow] = Field(min_length=1)

    @model_validator(mode="after")
    def _in_order(self) -> "LadderTable":
        for before, after in zip(self.rungs, self.rungs[1:], strict=False):
            if before.place >= after.place:
                raise ValueError(f"{after.at} cannot come after {before.at}: give each rung once, in order")
            if before.every:
                raise ValueError(f"{before.at} repeats, so no rung can come after it")
        return self


class DutyPolicyRow(Strict):
    """Which ladder a duty has, and whether a manager is told at once when it is late, with the reason."""

    ladder: str
    severe: bool = False
    why: str = ""

    @model_validator(mode="after")
    def _with_a_reason(self) -> "DutyPolicyRow":
        if self.severe and not self.why:
            raise ValueError("a duty that is severe says why")
        return self


class FitRow(Strict):
    """A step, one of several, that must be followed by the whole of a window before the duty can be met."""

    duty: str
    step: TextOrList = Field(min_length=1)
    window: str
    policy: str = ""


class PolicyFile(Strict):
    """`local_policy.toml`: the council's own targets."""

    policy: str
    warning: WarningTable
    promise: dict[str, PromiseRow] = {}
    ladder: dict[str, LadderTable]
    duties: dict[str, DutyPolicyRow]
    fits: list[FitRow] = []


class OwnWarnings(Strict):
    """The part of `[warning]` that an authority changes."""

    default: int | None = Field(None, ge=0)
    duties: dict[str, WarningRow] = {}


class OwnDuty(Strict):
    """The part of a duty's row that an authority changes."""

    ladder: str | None = None
    severe: bool | None = None
    why: str | None = None


class OwnPolicy(Strict):
    """What an authority may set in its own settings; what it does not name stays as it is shipped."""

    warning: OwnWarnings = OwnWarnings()
    ladder: dict[str, LadderTable] = {}
    duties: dict[str, OwnDuty] = {}


class LengthTable(Strict):
    """A length of time in whole weeks or days."""

    weeks: int = Field(0, ge=0)
    days: int = Field(0, ge=0)

    @property
    def in_days(self) -> int:
        return self.weeks * 7 + self.days


class GroundTable(Strict):
    """One ground of `exceptions.toml`."""

    words: str
    lasting: LengthTable = LengthTable()
    during_period: bool = False
    window_around: LengthTable = LengthTable()
    source: SourceTable
    confidence: Confidence
    unverified: str = ""


Shape = TypeVar("Shape", bound=Strict)


def parse(shape: type[Shape], value: object, file: str, table: str) -> Shape:
    """A table in its shape. Raises LawError with file, table and key."""
    try:
        return shape.model_validate(value)
    except ValidationError as error:
        first = error.errors()[0]
        key = ".".join(str(part) for part in first["loc"])
        why = {
            "extra_forbidden": "this key is not known. Check the spelling against docs/law.md.",
            "missing": "this key is missing.",
            "too_short": "it is empty, and needs at least one.",
        }.get(first["type"], f"{first['msg'].removeprefix('Value error, ')}.")
        raise LawError(file, table, key, why) from error
