"""Filters of a list as they stand in its address: what is on, as chips, and the address with one more or one fewer."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from urllib.parse import urlencode

from ehcp_flow.db.work_rows import ORDERS
from workflows.case import headline_words
from workflows.processes import TABLE_OF
from workflows.vocabulary import Process

WHEN: Mapping[str, str] = {
    "overdue": "Overdue",
    "week": "Due this week",
    "fortnight": "Due in 14 days",
    "late_before_late": "Late before late",
    "later": "Due later",
    "no_date": "No legal date",
}
AGES: Mapping[str, tuple[str, int, int]] = {
    "0-4": ("Under 5", 0, 4),
    "5-10": ("5 to 10", 5, 10),
    "11-15": ("11 to 15", 11, 15),
    "16-25": ("16 to 25", 16, 25),
}
"""Bands of age: words, and the first and the last age in whole years."""

STATES: Mapping[str, str] = {
    **{state.value: words for state, words in TABLE_OF[Process.ASSESSMENT].words.items() if state.value != "none"},
    **{
        f"plan_{state.value}": headline_words(f"plan_{state.value}")
        for state in TABLE_OF[Process.PLAN].words
        if state.value != "none"
    },
}
"""Every state that a case can be listed under, with its words."""

NOT_FILTERS = ("whose", "sort", "page")


@dataclass(frozen=True, slots=True)
class Chip:
    """One filter that is on: its words, and the address without it."""

    words: str
    without: str


@dataclass(frozen=True, slots=True)
class Filters:
    """What an address asks of the list at `path`. What it asks and there is not, is passed over.

    `whose`: mine, team, unallocated, all, or an officer's e-mail address. `sort` is a key of ORDERS, with a minus sign
    before it for backwards; "" is the list's own order. `page` counts from 1.
    """

    path: str
    whose: str
    team: str = ""
    stage: str = ""
    when: str = ""
    age: str = ""
    q: str = ""
    sort: str = ""
    page: int = 1
    usual: str = "mine"

    def address(self, **changes: str | int) -> str:
        """The address of this list with other filters; the first page of it, unless a page is given."""
        now = replace(self, **{"page": 1, **changes})  # type: ignore[arg-type]
        given = {
            "whose": now.whose if now.whose != now.usual else "", "team": now.team, "stage": now.stage,
            "when": now.when, "age": now.age, "q": now.q, "sort": now.sort, "page": str(now.page) if now.page > 1 else "",
        }  # fmt: skip
        asked = urlencode({name: value for name, value in given.items() if value})
        return f"{self.path}?{asked}" if asked else self.path

    @property
    def here(self) -> str:
        """The address of this very page."""
        return self.address(page=self.page)

    @property
    def cleared(self) -> str:
        """The address without any filter; whose cases and the order stay."""
        return self.address(team="", stage="", when="", age="", q="")

    @property
    def chips(self) -> tuple[Chip, ...]:
        on = {
            "team": f"Team: {self.team}",
            "stage": f"State: {STATES.get(self.stage, self.stage)}",
            "when": WHEN.get(self.when, ""),
            "age": f"Age: {AGES[self.age][0]}" if self.age else "",
            "q": f"Text: {self.q}",
        }
        return tuple(Chip(words, self.address(**{name: ""})) for name, words in on.items() if getattr(self, name))

    def order(self, own: str) -> tuple[str, bool]:
        """The key of ORDERS, and whether backwards."""
        return (self.sort.removeprefix("-"), self.sort.startswith("-")) if self.sort else (own, False)

    def sorted_by(self, name: str, own: str) -> str:
        """As aria-sort says it of the column of this order: ascending, descending or none."""
        key, backwards = self.order(own)
        return "none" if key != name else "descending" if backwards else "ascending"

    def sort_address(self, name: str, own: str) -> str:
        """The address by which a column's heading sorts, or turns the order round."""
        return self.address(sort=f"-{name}" if self.sorted_by(name, own) == "ascending" else name)


def read(path: str, asked: Mapping[str, str], usual: str = "mine") -> Filters:
    """The filters of an address. A word that is not known asks nothing, so that an old link still opens."""

    def known(name: str, among: Mapping[str, object]) -> str:
        value = asked.get(name, "").strip()
        return value if value in among else ""

    sort, page = asked.get("sort", ""), asked.get("page", "1")
    return Filters(
        path,
        whose=asked.get("whose", "").strip().lower() or usual,
        team=asked.get("team", "").strip(),
        stage=known("stage", STATES),
        when=known("when", WHEN),
        age=known("age", AGES),
        q=" ".join(asked.get("q", "").split())[:100],
        sort=sort if sort.removeprefix("-") in ORDERS else "",
        page=max(1, int(page)) if page.isascii() and page.isdigit() and len(page) < 6 else 1,
        usual=usual,
    )


def born_between(band: str, today: date) -> tuple[date | None, date | None] | None:
    """The first and the last birthday of whoever is of this band of age today; None without a band."""
    if band not in AGES:
        return None
    _, first, last = AGES[band]
    after = _years_before(today, last + 1)
    return date.fromordinal(after.toordinal() + 1), _years_before(today, first)


def _years_before(day: date, years: int) -> date:
    """The last birthday by which one is so many years old on a day (born on 29 February: on 1 March)."""
    if (day.month, day.day) == (2, 29):
        try:
            return day.replace(year=day.year - years)
        except ValueError:
            return date(day.year - years, 2, 28)
    return day.replace(year=day.year - years)
