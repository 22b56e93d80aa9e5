"""What still stands of a perishable message just before it is sent: nothing is said of what was settled or moved since.

Sending (services/sending/outgoing.py) asks after it has claimed a message and before it makes the text.
"""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from ehcp_flow.db.outbox import StoredMessage
from ehcp_flow.db.unit_of_work import UnitOfWork
from notifications.catalogue import CATALOGUE
from notifications.digest import without

LineKey = tuple[str, str, str, date]
"""Case, duty, subject and date due: the parts of a line's `key`."""


def still_standing(uow: UnitOfWork, message: StoredMessage) -> Mapping[str, Any] | None:
    """The facts of a message less the lines whose deadline is met, excused, stood down, corrected or moved.

    None where there is nothing left to say: the message is cancelled. One question in all.
    """
    kind, facts = CATALOGUE.get(message.kind), message.facts
    keys = {key: key_of(key) for key in _keys(facts)} if kind is not None and kind.perishable else {}
    if not keys:
        return facts
    standing = uow.sweeps.still_open(message.authority, (parts[0] for parts in keys.values()))
    gone = [key for key, parts in keys.items() if parts not in standing]
    return without(message.kind, facts, gone) if gone else facts


def key_of(key: str) -> LineKey:
    """The parts of “CASE|duty|subject|2026-11-20”. A subject may hold any sign, so the outer ones are taken first."""
    case, duty, rest = key.split("|", 2)
    subject, day = rest.rsplit("|", 1)
    return case, duty, subject, date.fromisoformat(day)


def _keys(facts: Mapping[str, Any]) -> list[str]:
    groups: Sequence[Mapping[str, Any]] = facts.get("groups", ())
    lines = [*facts.get("lines", ()), *(line for group in groups for line in group["lines"])]
    return [str(line["key"]) for line in lines]
