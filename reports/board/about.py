"""Whose report it is and what the council chose about it, as every block is told."""

import tomllib
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files


@dataclass(frozen=True, slots=True)
class Choices:
    """The values of `choices.toml`; what each means is written there."""

    small_numbers_under: int
    differences_too: bool
    rag_basis: str
    rag_scope: str
    backdated_after: int
    stuck_after: int
    kept_longest: tuple[str, ...] = ()


@cache
def the_choices() -> Choices:
    """The choices as shipped. Raises TypeError for a key that is missing or unknown."""
    text = (files("reports") / "board" / "choices.toml").read_text(encoding="utf-8")
    given = tomllib.loads(text)
    return Choices(**given | {"kept_longest": tuple(given["kept_longest"])})


@dataclass(frozen=True, slots=True)
class About:
    """`authority` is DfE's three-digit number, `name` the authority's name for people."""

    authority: str
    name: str
    choices: Choices = field(default_factory=the_choices)
