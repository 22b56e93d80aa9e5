"""What a kind of message is, and how the facts given for one are checked against its example.

A message carries the case's reference and initials, never a full name, a diagnosis or an NHS number.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeAlias

# Text, yes or no, or a list of things with facts of their own.
Fact: TypeAlias = "str | bool | Sequence[Mapping[str, Fact]]"
Facts: TypeAlias = Mapping[str, Fact]

AT_ONCE = "e-mail, at once"
DAILY = "e-mail, once a working day"
TO_HEALTH = "secure e-mail or the provider's own way in, at once"


@dataclass(frozen=True, slots=True)
class MessageKind:
    """One kind. `facts` are the names that the texts use, each with a made-up value to preview and to check it with.

    A list in `facts` says by its first item what an item has. `way` is how and how soon it leaves, in words.
    A `statutory` one is never sent twice: where nobody knows whether it went, a person looks. A `perishable` one is
    checked again just before it leaves, and what no longer stands is left out (`notifications.digest.without`).
    """

    name: str
    audience: str
    when: str
    way: str
    facts: Facts
    statutory: bool = False
    perishable: bool = False


class WrongFacts(ValueError):
    """A message was given other facts than its kind has: a fault in the program, found before anything is saved."""


def checked(kind: MessageKind, facts: Mapping[str, Any]) -> dict[str, Any]:
    """The facts as JSON can hold them, exactly those of the kind. Text is put on one line; whole numbers become text.

    Raises WrongFacts, with the name of the fact, for one that is missing, surplus or of another shape.
    """
    return _mapping(kind.facts, facts, kind.name)


def _mapping(example: Mapping[str, Any], given: object, place: str) -> dict[str, Any]:
    if not isinstance(given, Mapping):
        raise WrongFacts(f"{place}: facts by name are needed, not {type(given).__name__}")
    missing, surplus = example.keys() - given.keys(), given.keys() - example.keys()
    if missing or surplus:
        raise WrongFacts(f"{place}: missing {sorted(missing) or 'nothing'}, not used {sorted(surplus) or 'nothing'}")
    return {name: _value(example[name], given[name], f"{place}.{name}") for name in example}


def _value(example: Any, given: object, place: str) -> Any:
    if isinstance(example, bool):
        if not isinstance(given, bool):
            raise WrongFacts(f"{place}: yes or no (a bool) is needed, not {type(given).__name__}")
        return given
    if isinstance(example, str):
        if isinstance(given, bool) or not isinstance(given, str | int):
            raise WrongFacts(f"{place}: text is needed, not {type(given).__name__}")
        # Spaces within are kept: a key must come back as it was given.
        return " ".join(part.strip() for part in str(given).splitlines()).strip()
    if isinstance(given, str | Mapping) or not isinstance(given, Sequence):
        raise WrongFacts(f"{place}: a list is needed, not {type(given).__name__}")
    return [_mapping(example[0], item, f"{place}[{number}]") for number, item in enumerate(given)]
