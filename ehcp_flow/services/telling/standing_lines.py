"""What still stands of a perishable message just before it is sent: nothing is said of what was settled or moved since.

Sending (services/sending/delivery.py) calls `still_standing(office, message)` for each message of a perishable kind, after it
has claimed the message and before it makes the text. None: the message is cancelled.
"""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from ehcp_flow.db.outbox import StoredMessage
from ehcp_flow.db.unit_of_work import UnitOfWork
from ehcp_flow.services.office import Office
from notifications.catalogue import CATALOGUE
from notifications.digest import without

LineKey = tuple[str, str, str, date]
"""Case, duty, subject and date due: the parts of a line's `key`."""


def still_standing(office: Office, message: StoredMessage) -> Mapping[str, Any] | None:
    """The facts of a message with only the lines that stand now; None where there is nothing left to say."""
    kind = CATALOGUE.get(message.kind)
    if kind is None or not kind.perishable:
        return message.facts
    with office.database.reading() as connection:
        return lines_still_standing(UnitOfWork(connection), message.authority, message.kind, message.facts)


def lines_still_standing(
    uow: UnitOfWork, authority: str, kind: str, facts: Mapping[str, Any]
) -> Mapping[str, Any] | None:
    """The facts less the lines whose deadline is met, excused, stood down, corrected or moved. One question in all."""
    keys = {key: key_of(key) for key in _keys(facts)}
    if not keys:
        return facts
    standing = uow.sweeps.still_open(authority, (parts[0] for parts in keys.values()))
    gone = [key for key, parts in keys.items() if parts not in standing]
    return without(kind, facts, gone) if gone else facts


def key_of(key: str) -> LineKey:
    """The parts of “CASE|duty|subject|2026-11-20”. A subject may hold any sign, so the outer ones are taken first."""
    case, duty, rest = key.split("|", 2)
    subject, day = rest.rsplit("|", 1)
    return case, duty, subject, date.fromisoformat(day)


def _keys(facts: Mapping[str, Any]) -> list[str]:
    groups: Sequence[Mapping[str, Any]] = facts.get("groups", ())
    lines = [*facts.get("lines", ()), *(line for group in groups for line in group["lines"])]
    return [str(line["key"]) for line in lines]
