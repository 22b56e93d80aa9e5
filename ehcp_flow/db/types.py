"""Column types that mean the same on both databases: days, moments, flags and canonical JSON.

SQLite has only text, whole numbers and blobs in its strict tables, and its driver forgets offsets (an aware 12:00+01:00
comes back as a bare 12:00). So each type says here what it is on SQLite and what on PostgreSQL, and refuses what would
be stored wrongly.
"""

import json
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, date, datetime
from typing import Any

from sqlalchemy import Boolean, Date, DateTime, Dialect, Integer, Text
from sqlalchemy.types import TypeDecorator, TypeEngine

Processor = Callable[[Any], Any] | None


def _refuse_moment(value: date | None) -> date | None:
    if isinstance(value, datetime):
        raise TypeError(f"a day was expected, not a moment: {value!r}")
    return value


def _day_to_text(value: date | None) -> str | None:
    if value is None:
        return None
    if isinstance(value, datetime):
        _refuse_moment(value)
    return value.isoformat()


def _text_to_day(value: str | None) -> date | None:
    return None if value is None else date.fromisoformat(value)


def _to_utc(value: datetime | None) -> datetime | None:
    if value is None:
        return None
    if value.tzinfo is None:
        raise ValueError(f"a moment without a time zone cannot be stored: {value!r}")
    return value.astimezone(UTC)


def _utc_to_text(value: datetime | None) -> str | None:
    moment = _to_utc(value)
    return (
        None if moment is None else moment.isoformat(timespec="microseconds")
    )  # one width, so text sorts as time does


def _text_to_utc(value: str | None) -> datetime | None:
    return None if value is None else datetime.fromisoformat(value)


def _flag_to_int(value: bool | None) -> int | None:
    return None if value is None else int(value)


def _int_to_flag(value: int | None) -> bool | None:
    return None if value is None else bool(value)


_write_json = json.JSONEncoder(sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False).encode


def canonical_json(value: Mapping[str, Any] | Sequence[Any]) -> str:
    """The one spelling of a JSON value: keys sorted, no spaces, so that equal values are equal text on every database."""
    return "{}" if value == {} else _write_json(value)


class Day(TypeDecorator[date]):
    """A London date. DATE on PostgreSQL; ISO text on SQLite, which sorts and compares as dates do."""

    impl = Date
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[Any]:
        return dialect.type_descriptor(Text() if dialect.name == "sqlite" else Date())

    def bind_processor(self, dialect: Dialect) -> Processor:
        return _day_to_text if dialect.name == "sqlite" else _refuse_moment

    def result_processor(self, dialect: Dialect, coltype: object) -> Processor:
        return _text_to_day if dialect.name == "sqlite" else None


class UtcDateTime(TypeDecorator[datetime]):
    """A moment: aware going in (ValueError otherwise), stored in UTC, aware UTC coming out."""

    impl = DateTime
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[Any]:
        return dialect.type_descriptor(Text() if dialect.name == "sqlite" else DateTime(timezone=True))

    def bind_processor(self, dialect: Dialect) -> Processor:
        return _utc_to_text if dialect.name == "sqlite" else _to_utc

    def result_processor(self, dialect: Dialect, coltype: object) -> Processor:
        return _text_to_utc if dialect.name == "sqlite" else _to_utc


class Flag(TypeDecorator[bool]):
    """Yes or no. BOOLEAN on PostgreSQL; 1 or 0 on SQLite."""

    impl = Boolean
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[Any]:
        return dialect.type_descriptor(Integer() if dialect.name == "sqlite" else Boolean())

    def bind_processor(self, dialect: Dialect) -> Processor:
        return _flag_to_int if dialect.name == "sqlite" else None

    def result_processor(self, dialect: Dialect, coltype: object) -> Processor:
        return _int_to_flag if dialect.name == "sqlite" else None


class Json(TypeDecorator[Any]):
    """A JSON value as canonical text on both databases: what was hashed is, byte for byte, what is stored."""

    impl = Text
    cache_ok = True

    def bind_processor(self, dialect: Dialect) -> Processor:
        return canonical_json

    def result_processor(self, dialect: Dialect, coltype: object) -> Processor:
        return json.loads
