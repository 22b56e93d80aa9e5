"""A request of the return from the JSON in which a ledger keeps it. What cannot be read is left out: nothing is guessed."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from reports.sen2.model import Request
from reports.sen2.shape import REQUESTS, Block, Kind, Part


def request_from(details: Any) -> Request:
    """The request with what the details give. Names are those of the model, dates ISO text, yes and no true and false."""
    found = _values(REQUESTS, details) if isinstance(details, Mapping) else {}
    return Request(**found)


def _values(block: Block, given: Mapping[str, Any]) -> dict[str, Any]:
    values: dict[str, Any] = {}
    for entry in block.entries:
        value = given.get(entry.attribute)
        if value is None or entry.attribute in values:
            continue
        read = _part(entry, value) if isinstance(entry, Part) else _item(entry.kind, value)
        if read is not None:
            values[entry.attribute] = read
    return values


def _part(part: Part, value: Any) -> Any:
    if not part.many:
        return _record(part.block, value)
    records = [_record(part.block, each) for each in value] if isinstance(value, list | tuple) else []
    return tuple(record for record in records if record is not None)


def _record(block: Block, value: Any) -> Any:
    found = _values(block, value) if isinstance(value, Mapping) else {}
    try:
        return block.record(**found) if found else None
    except TypeError:  # a need without its type
        return None


def _item(kind: Kind, value: Any) -> Any:
    if kind is Kind.DATE:
        try:
            return date.fromisoformat(value)
        except (TypeError, ValueError):
            return None
    if kind is Kind.YES_NO:
        return value if isinstance(value, bool) else None
    return str(value) if isinstance(value, str | int) and not isinstance(value, bool) else None
