"""The lines that measures draw, read from `measures/boundaries.toml`: each with its source and how sure it is."""

import tomllib
from dataclasses import dataclass
from datetime import timedelta
from functools import cache
from importlib.resources import files
from typing import Any


@dataclass(frozen=True, slots=True)
class Boundary:
    """The longest time that is still inside. `confidence` as in docs/law.md; `unverified` says what to check."""

    name: str
    longest: timedelta
    counted: str
    source: str
    confidence: str
    unverified: str


@dataclass(frozen=True, slots=True)
class Bands:
    """The edges of a row of bands, in order; `counted` says on which side of an edge it lies."""

    name: str
    edges: tuple[int, ...]
    unit: str
    counted: str
    source: str


@cache
def boundary(name: str) -> Boundary:
    """One boundary. Raises KeyError for a name that the file does not have."""
    table = _tables()[name]
    return Boundary(
        name=name,
        longest=timedelta(days=table["days"]),
        counted=table["counted"],
        source=table["source"],
        confidence=table["confidence"],
        unverified=table["unverified"],
    )


@cache
def bands(name: str) -> Bands:
    """One row of bands. Raises KeyError for a name that the file does not have."""
    table = _tables()["bands"][name]
    return Bands(name, tuple(table["edges"]), table["unit"], table["counted"], table["source"])


@cache
def _tables() -> dict[str, Any]:
    return tomllib.loads((files("reports") / "measures" / "boundaries.toml").read_text(encoding="utf-8"))
