"""The lines that measures draw, read from `measures/boundaries.toml`: each with its source and how sure it is."""

import tomllib
from dataclasses import dataclass
from datetime import timedelta
from functools import cache
from importlib.resources import files


@dataclass(frozen=True, slots=True)
class Boundary:
    """The longest time that is still inside. `confidence` as in docs/law.md; `unverified` says what to check."""

    name: str
    longest: timedelta
    counted: str
    source: str
    confidence: str
    unverified: str


@cache
def boundary(name: str) -> Boundary:
    """One boundary. Raises KeyError for a name that the file does not have."""
    text = (files("reports") / "measures" / "boundaries.toml").read_text(encoding="utf-8")
    table = tomllib.loads(text)[name]
    return Boundary(
        name=name,
        longest=timedelta(days=table["days"]),
        counted=table["counted"],
        source=table["source"],
        confidence=table["confidence"],
        unverified=table["unverified"],
    )
