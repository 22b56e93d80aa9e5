"""The shape of the law files, checked by pydantic. What a key means for a deadline is in `parameters.py` and docs/law.md."""

from datetime import date
from typing import Annotated, Any, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, model_validator


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


class PolicyFile(Strict):
    """`local_policy.toml`: the council's own targets."""

    policy: str
    warning: WarningTable
    promise: dict[str, PromiseRow] = {}


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
