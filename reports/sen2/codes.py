"""The code sets of the SEN2 return: code to meaning, by element and collection year.

`codesets.csv` restates the codes of DfE's guides for 2023 to 2026 as public implementations carry them (ethnicity is
the Common Basic Data Set's extended list). Its last column is the first and last collection of a code: "2025-", "2023".
"""

import csv
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from types import MappingProxyType


@dataclass(frozen=True, slots=True)
class Code:
    """One code of one element; `until` is None while it is in use."""

    code: str
    meaning: str
    since: int
    until: int | None

    def in_use(self, year: int) -> bool:
        """Whether the collection of that year knows this code."""
        return self.since <= year and (self.until is None or year <= self.until)


@cache
def code_set(element: str) -> Mapping[str, Code]:
    """Every code of that element in any collection, by code. Raises KeyError for an element without codes."""
    return _all()[element]


@cache
def meanings(element: str, year: int) -> Mapping[str, str]:
    """Code to meaning as the collection of that year has it. Raises KeyError for an element without codes."""
    return MappingProxyType({code.code: code.meaning for code in code_set(element).values() if code.in_use(year)})


def elements() -> list[str]:
    """The elements that have a code set."""
    return sorted(_all())


@cache
def _all() -> Mapping[str, Mapping[str, Code]]:
    sets: dict[str, dict[str, Code]] = {}
    with files(__package__).joinpath("codesets.csv").open(encoding="utf-8") as table:
        for row in csv.DictReader(table):
            since, _, until = row["collections"].partition("-")
            last = None if row["collections"].endswith("-") else int(until or since)
            for element in row["element"].split():
                codes = sets.setdefault(element, {})
                codes[row["code"]] = Code(row["code"], row["meaning"], int(since), last)
    return MappingProxyType({element: MappingProxyType(codes) for element, codes in sets.items()})
