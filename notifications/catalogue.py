"""Every kind of message: its name, who gets it, when, and the facts that its text is made from.

A message carries the case's reference and initials, never a full name, a diagnosis or an NHS number.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class MessageKind:
    """One kind. `facts` are the names that the template uses, each with a made-up value to preview it with."""

    name: str
    audience: str
    when: str
    facts: Mapping[str, str]


class WrongFacts(ValueError):
    """A message was given other facts than its kind has: a fault in the program, found before anything is saved."""


CASE_ASSIGNED = MessageKind(
    name="case_assigned",
    audience="the officer who is given the case",
    when="a case is assigned by somebody else",
    facts={
        "case": "EHC-2026-00412",
        "initials": "JB",
        "stage": "Deciding whether to assess",
        "next": "Decide whether to assess and tell the family: 20 November 2026",
        "by": "sam@example.org",
    },
)

CASE_MOVED_ON = MessageKind(
    name="case_moved_on",
    audience="the officer of the case",
    when="somebody else records a step on it",
    facts={
        "case": "EHC-2026-00412",
        "initials": "JB",
        "stage": "Assessing",
        "next": "Send the finalised EHC plan: 26 February 2027",
        "by": "sam@example.org",
        "step": "Agreed to assess",
        "on": "20 November 2026",
    },
)

CATALOGUE: Mapping[str, MessageKind] = {kind.name: kind for kind in (CASE_ASSIGNED, CASE_MOVED_ON)}


def checked(kind: MessageKind, facts: Mapping[str, Any]) -> dict[str, str]:
    """The facts as text, exactly those of the kind. Raises WrongFacts for a missing or a surplus one."""
    missing, surplus = kind.facts.keys() - facts.keys(), facts.keys() - kind.facts.keys()
    if missing or surplus:
        raise WrongFacts(
            f"{kind.name}: missing {sorted(missing) or 'nothing'}, not used {sorted(surplus) or 'nothing'}"
        )
    return {name: str(value) for name, value in facts.items()}
