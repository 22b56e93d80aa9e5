"""The search of the pages: what was typed decides what is looked in, and the answer says what that was."""

import re
from dataclasses import dataclass
from datetime import date

from ehcp_flow.db.search import FoundCase, Searches
from ehcp_flow.db.users import User
from ehcp_flow.services.access.scope import READERS, scope_of
from ehcp_flow.services.day_text import read_day
from ehcp_flow.services.office import Office
from workflows.words import day_words, list_words

MOST = 200
SHORTEST = 2
LONGEST_NUMBER = 8
"""No reference has a number with more figures: what is longer is a UPN, a ULN or an NHS number."""

_REFERENCE = re.compile(r"EHC-?[\d-]*|\d{4}-\d+")
_NUMBER = re.compile(r"[A-Z]?\d+[A-Z]?")


@dataclass(frozen=True, slots=True)
class FoundPerson:
    """A person with those of their cases that were found."""

    name: str
    born: date | None
    setting: str
    cases: tuple[FoundCase, ...]


@dataclass(frozen=True, slots=True)
class Found:
    """What a search found. `looked_in` says in words what was searched; `more`: there are more than are shown.

    `wrong` says why nothing was searched at all; "" where something was.
    """

    typed: str
    people: tuple[FoundPerson, ...] = ()
    cases: int = 0
    looked_in: str = ""
    more: bool = False
    wrong: str = ""


def find(office: Office, user: User, typed: str) -> Found:
    """Cases by name, date of birth, reference, UPN, ULN, NHS number or setting: those that this user may see."""
    text = " ".join(typed.split())[:200]
    if not text or not user.roles & READERS:
        return Found(text)
    if len(text) < SHORTEST:
        return Found(text, wrong="Enter at least 2 letters or numbers.")
    with office.database.reading() as connection:
        searches = Searches(connection, office.authority, scope_of(user), MOST + 1)
        numbers, words = _looked(searches, text)
        rows = searches.cases(numbers)
    people: dict[int, list[FoundCase]] = {}
    for row in rows[:MOST]:
        people.setdefault(row.person_id, []).append(row)
    return Found(
        text,
        tuple(_person(held) for held in people.values()),
        cases=min(len(rows), MOST),
        looked_in=list_words(words),
        more=len(rows) > MOST,
    )


def _person(held: list[FoundCase]) -> FoundPerson:
    first = held[0]
    return FoundPerson(f"{first.forename} {first.surname}".strip(), first.born, first.setting, tuple(held))


def _looked(searches: Searches, text: str) -> tuple[list[int], list[str]]:
    """The numbers of the cases that were found, and in words what was searched."""
    try:
        born = read_day(text)
    except ValueError:
        pass
    else:
        return searches.by_birthday(born), [f"dates of birth for {day_words(born)}"]
    joined = text.replace(" ", "").upper()
    if _REFERENCE.fullmatch(joined):
        return searches.by_reference(joined), ["references"]
    if _NUMBER.fullmatch(joined):
        found = searches.by_number(joined) + searches.by_setting(joined)
        words = ["UPNs", "ULNs", "NHS numbers", "settings by URN and name"]
        if len(joined) > LONGEST_NUMBER:
            return found, words
        return searches.by_reference(joined) + found, ["references", *words]
    return searches.by_name(text) + searches.by_setting(text), ["names", "settings"]
