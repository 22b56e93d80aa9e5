"""A request of the return from the JSON in which a ledger keeps it. What cannot be read is left out: nothing is guessed."""

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

from reports.sen2.model import Request
from reports.sen2.shape import REQUESTS, Block, Kind, Part

Read = Callable[[Any], Any]
"""Reads one value of the JSON; None where it cannot be read."""


def request_from(details: Any) -> Request:
    """The request with what the details give. Names are those of the model, dates ISO text, yes and no true and false."""
    found: Request | None = _REQUEST(details)
    return Request() if found is None else found


def _record(block: Block) -> Read:
    """Reads a record of that block; None where nothing in it can be read."""
    reads = {
        entry.attribute: _part(entry) if isinstance(entry, Part) else _KINDS.get(entry.kind, _text)
        for entry in block.entries
    }

    def read(given: Any) -> Any:
        if not isinstance(given, Mapping):
            return None
        values = {}
        for name, value in given.items():
            if name in reads and (found := reads[name](value)) is not None:
                values[name] = found
        try:
            return block.record(**values) if values else None
        except TypeError:  # a need without its type
            return None

    return read


def _part(part: Part) -> Read:
    one = _record(part.block)

    def all_of(value: Any) -> Any:
        records = map(one, value) if isinstance(value, list | tuple) else ()
        return tuple([record for record in records if record is not None])

    return all_of if part.many else one


def _date(value: Any) -> date | None:
    try:
        return date.fromisoformat(value)
    except (TypeError, ValueError):
        return None


def _yes_no(value: Any) -> bool | None:
    return value if isinstance(value, bool) else None


def _text(value: Any) -> str | None:
    return str(value) if isinstance(value, str | int) and not isinstance(value, bool) else None


_KINDS: dict[Kind, Read] = {Kind.DATE: _date, Kind.YES_NO: _yes_no}
_REQUEST = _record(REQUESTS)
