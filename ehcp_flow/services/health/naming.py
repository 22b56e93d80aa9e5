"""Whether words that may go out in a message name a child, by any part of either name, or hold what may be a number."""

import re
import unicodedata
from collections.abc import Iterator

from ehcp_flow.db.people import Person

SHORT = 4
"""A part of a name no longer than this counts only with a capital: “May” is a child, and “it may be shared” is not."""

_LONG_NUMBER = re.compile(r"\d(?:[ -]?\d){8,}")


def names_child(words: str, person: Person) -> bool:
    """Whether words hold a forename or a surname of the child as a whole word, or digits that may be an NHS number."""
    said = set(_words(words))
    in_any_case = {each.casefold() for each in said}
    with_capital = {each.casefold() for each in said if each[0].isupper()}
    names = {each.casefold() for each in _words(f"{person.forename} {person.surname}") if len(each) > 1}
    named = any(each in (with_capital if len(each) <= SHORT else in_any_case) for each in names)
    return named or _LONG_NUMBER.search(words) is not None


def _words(text: str) -> Iterator[str]:
    """The words of a text without accents: “José” is also written “Jose”."""
    plain = "".join(each for each in unicodedata.normalize("NFKD", text) if not unicodedata.combining(each))
    yield from re.findall(r"[^\W\d_]+", plain)
