"""The search of the pages: what was typed decides what is looked in, and the answer says what that was."""

import re
from dataclasses import dataclass
from datetime import date

from ehcp_flow.db import search
from ehcp_flow.db.search import FoundCase
from ehcp_flow.db.users import User
from ehcp_flow.services.access.scope import READERS, scope_of
from ehcp_flow.services.day_text import read_day
from ehcp_flow.services.office import Office
from workflows.words import day_words, list_words

MOST = 200
SHORTEST = 2
_NUMBER = re.compile(r"[A-Z0-9]*\d[A-Z0-9]*")


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
    ways, words = _ways(office.authority, text)
    with office.database.reading() as connection:
        rows = search.found(connection, office.authority, scope_of(user), ways, MOST + 1)
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


def _ways(authority: str, text: str) -> tuple[list[search.Way], list[str]]:
    """The conditions that the text is looked for by, with the words for each."""
    try:
        born = read_day(text)
    except ValueError:
        pass
    else:
        return [search.by_birthday(authority, born)], [f"dates of birth for {day_words(born)}"]
    joined = text.replace(" ", "").upper()
    if joined.startswith("EHC-") or ("-" in joined and joined.replace("-", "").isdigit()):
        return [search.by_reference(joined)], ["references"]
    if _NUMBER.fullmatch(joined):
        return (
            [search.by_reference(joined), search.by_number(authority, joined), search.by_setting(authority, text)],
            ["references", "UPNs", "ULNs", "NHS numbers", "settings by name or URN"],
        )
    return [search.by_name(authority, text), search.by_setting(authority, text)], ["names", "settings"]
