"""What returns and officers have said of a case in details: all that is no event, and how the return itself put the rest."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from ehcp_flow.services.returns.collection import Collection
from ehcp_flow.services.returns.ledger_plans import year_of_return
from reports.sen2.checks_people import CENSUS_DATES
from reports.sen2.from_json import request_from
from reports.sen2.model import Request
from workflows.ledger import Entry
from workflows.vocabulary import Event


@dataclass(frozen=True, slots=True)
class Said:
    """A request as it was said. `year`: of the return that said it; None where none did. `source`: that file."""

    details: Mapping[str, Any]
    year: int | None = None
    source: str = ""

    def request(self) -> Request:
        """What can be read in the details."""
        return request_from(self.details)


def said_of(counted: Sequence[Entry], collection: Collection) -> Said:
    """The details of the return of this year, else of the one before it, with what was recorded in details since.

    A return tells everything of a request, so one takes the place of the one before; what an officer records adds to it
    item by item, and is of this collection until the next census day comes. `counted`: the entries that count.
    """
    told = sorted((each for each in counted if each.event is Event.DETAILS_RECORDED), key=lambda each: each.number)
    returns = [each for each in told if each.fact("of") == "return" and each.source]
    base = _return_for(returns, collection.year)
    details: dict[str, Any] = dict(base.facts.get("details") or {}) if base else {}
    following = CENSUS_DATES.get(collection.year + 1, date.max)
    for entry in told:
        if entry not in returns and entry.occurred_on < following and (base is None or entry.number > base.number):
            details = overlaid(details, entry.facts.get("details"))
    return Said(details, year_of_return(base.source), base.source) if base else Said(details)


def _return_for(returns: Sequence[Entry], year: int) -> Entry | None:
    """The return of that year that was read in last; else the newest of an earlier year; else the last one read in."""
    dated = [(of, each.number, each) for each in returns if (of := year_of_return(each.source)) and of <= year]
    return max(dated, default=(0, 0, returns[-1] if returns else None), key=lambda each: each[:2])[2]


def overlaid(details: Mapping[str, Any], newer: Any) -> dict[str, Any]:
    """The details with what the newer ones give. Assessments go by their place; every other list is taken whole."""
    if not isinstance(newer, Mapping):
        return dict(details)
    merged = dict(details)
    for name, value in newer.items():
        held = merged.get(name)
        if isinstance(value, Mapping):
            merged[name] = overlaid(held if isinstance(held, Mapping) else {}, value)
        elif name == "assessments" and isinstance(value, list):
            old = held if isinstance(held, list) else []
            longest = max(len(old), len(value))
            merged[name] = [
                overlaid(old[n] if n < len(old) else {}, value[n] if n < len(value) else {}) for n in range(longest)
            ]
        else:
            merged[name] = value
    return merged
