"""What was typed into a form, what is wrong with it, and both together on the page that is shown again.

A form is a pydantic model. Its class variable `asks` gives the words for a field that is missing or that cannot be read;
a validator that raises ValueError, or PydanticCustomError, gives its own. A day is typed in three parts (NAME-day,
NAME-month, NAME-year) and arrives as one field of type `TypedDay`.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Annotated, Any, ClassVar, Generic, TypeVar

from pydantic import BaseModel, BeforeValidator, ConfigDict, ValidationError

from workflows.words import MONTHS, list_words

PARTS = ("day", "month", "year")


class FormModel(BaseModel):
    """What a form asks. Text loses the space around it; what the form does not ask is passed over."""

    model_config = ConfigDict(extra="ignore", frozen=True, str_strip_whitespace=True)

    asks: ClassVar[Mapping[str, str]] = {}


Model = TypeVar("Model", bound=FormModel)


@dataclass(frozen=True, slots=True)
class Typed:
    """What was typed: every value of every field, in order. Files are kept apart."""

    values: Mapping[str, Sequence[str]] = field(default_factory=dict)
    files: Mapping[str, Sequence[Any]] = field(default_factory=dict)

    def one(self, name: str) -> str:
        """The last value of a field, "" where there is none."""
        given = self.values.get(name) or ("",)
        return given[-1]

    def several(self, name: str) -> list[str]:
        return [each for each in self.values.get(name, ()) if each]


@dataclass(frozen=True, slots=True)
class Filled(Generic[Model]):
    """A form as it is shown: what was typed, and what is wrong, by field. `read` is None where anything is wrong."""

    typed: Typed
    errors: Mapping[str, str] = field(default_factory=dict)
    read: Model | None = None

    def value(self, name: str, otherwise: str = "") -> str:
        return self.typed.one(name) if name in self.typed.values else otherwise

    def error(self, name: str) -> dict[str, str] | None:
        """As the macros of the design system take it."""
        return {"text": self.errors[name]} if name in self.errors else None

    @property
    def summary(self) -> list[dict[str, str]]:
        """The list at the top of the page: each error with a link to its field."""
        days = {name for name in self.errors if f"{name}-day" in self.typed.values}
        return [
            {"text": words, "href": f"#{name}-day" if name in days else f"#{name}"}
            for name, words in self.errors.items()
        ]


EMPTY: Filled[Any] = Filled(Typed())


def fill(model: type[Model], typed: Typed) -> Filled[Model]:
    """Reads what was typed. Every error is found at once, in the order of the fields."""
    given: dict[str, Any] = {}
    for name, about in model.model_fields.items():
        if all(f"{name}-{part}" in typed.values for part in PARTS):
            given[name] = tuple(typed.one(f"{name}-{part}").strip() for part in PARTS)
        elif name in typed.values:
            many = getattr(about.annotation, "__origin__", about.annotation) in (list, tuple, set, frozenset)
            given[name] = typed.several(name) if many else typed.one(name)
    try:
        return Filled(typed, {}, model.model_validate(given))
    except ValidationError as problems:
        return Filled(typed, _errors(model, problems))


def with_error(filled: Filled[Model], name: str, words: str) -> Filled[Model]:
    """The same form with one more error, found after it was read."""
    return Filled(filled.typed, {**filled.errors, name: words})


def _errors(model: type[FormModel], problems: ValidationError) -> dict[str, str]:
    found: dict[str, str] = {}
    for each in problems.errors():
        name = str(each["loc"][0]) if each["loc"] else ""
        own = str(each["ctx"]["error"]) if "error" in each.get("ctx", {}) else ""
        ours = each["msg"] if each["type"].startswith("typed_") else ""
        found.setdefault(name, own or ours or model.asks.get(name) or each["msg"])
    order = list(model.model_fields)
    return dict(sorted(found.items(), key=lambda item: order.index(item[0]) if item[0] in order else len(order)))


def day_of(parts: Any) -> Any:
    """The day that was typed in three parts; None where all are empty. Raises ValueError with the words of the error."""
    if not isinstance(parts, tuple):
        return parts
    missing = [name for name, part in zip(PARTS, parts, strict=True) if not part]
    if len(missing) == len(PARTS):
        return None
    if missing:
        raise ValueError(f"The date must include a {list_words(missing)}")
    day, month, year = parts
    if not (day.isdecimal() and year.isdecimal() and (number := _month(month))):
        raise ValueError("The date must be a real date, such as 3 March 2026")
    if len(year) != 4:
        raise ValueError("The year must have 4 numbers, such as 2026")
    try:
        return date(int(year), number, int(day))
    except ValueError:
        raise ValueError("The date must be a real date: there is no such day") from None


def _month(typed: str) -> int:
    """1 to 12 for a number, or for a name of which three letters or more are given; 0 for anything else."""
    if typed.isdecimal():
        return int(typed) if len(typed) <= 2 and 1 <= int(typed) <= 12 else 0
    fits = [
        n for n, name in enumerate(MONTHS, start=1) if len(typed) >= 3 and name.casefold().startswith(typed.casefold())
    ]
    return fits[0] if len(fits) == 1 else 0


TypedDay = Annotated[date, BeforeValidator(day_of)]
TypedDayOrNone = Annotated[date | None, BeforeValidator(day_of)]
