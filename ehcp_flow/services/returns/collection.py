"""One collection: the calendar year that it tells of, and the census day on which it counts the plans."""

from dataclasses import dataclass
from datetime import date

from reports.sen2.checks_people import CENSUS_DATES
from workflows.refusals import Refusal
from workflows.words import list_words


@dataclass(frozen=True, slots=True)
class Collection:
    """A collection year. `first` and `last`: the calendar year before it, whose requests and decisions it tells of."""

    year: int
    census: date

    @property
    def first(self) -> date:
        return date(self.year - 1, 1, 1)

    @property
    def last(self) -> date:
        return date(self.year - 1, 12, 31)


def collection_of(year: int) -> Collection | Refusal:
    """The collection of a year whose census day is known."""
    if year in CENSUS_DATES:
        return Collection(year, CENSUS_DATES[year])
    return Refusal(
        f"Make the return of {year}",
        "its census day is not known here",
        "DfE's guide to the SEN2 survey",
        f"Census days are known for {list_words([str(each) for each in CENSUS_DATES])}.",
    )
