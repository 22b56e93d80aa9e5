"""What an authority has set of its warnings, written as TOML again, so that it can be changed where it stands."""

import json
import re
from collections.abc import Iterator, Mapping
from typing import Any

_BARE = re.compile(r"[A-Za-z0-9_-]+")


def as_toml(own: Mapping[str, Any]) -> str:
    """The text that reads back to the same; "" for nothing. What was typed as a comment is not kept."""
    return "\n".join(_table((), own)).strip() + ("\n" if own else "")


def _table(path: tuple[str, ...], table: Mapping[str, Any]) -> Iterator[str]:
    plain = {name: value for name, value in table.items() if not isinstance(value, Mapping) and not _rows(value)}
    if path and (plain or not table):
        yield f"\n[{'.'.join(map(_key, path))}]"
    for name, value in plain.items():
        yield f"{_key(name)} = {_value(value)}"
    for name, value in table.items():
        if isinstance(value, Mapping):
            yield from _table((*path, name), value)
        elif _rows(value):
            for row in value:
                yield f"\n[[{'.'.join(map(_key, (*path, name)))}]]"
                yield from (f"{_key(each)} = {_value(held)}" for each, held in row.items())


def _rows(value: Any) -> bool:
    return isinstance(value, list) and bool(value) and all(isinstance(each, Mapping) for each in value)


def _key(name: str) -> str:
    return name if _BARE.fullmatch(name) else json.dumps(name, ensure_ascii=False)


def _value(value: Any) -> str:
    if isinstance(value, Mapping):
        return "{ " + ", ".join(f"{_key(name)} = {_value(each)}" for name, each in value.items()) + " }"
    if isinstance(value, list):
        return "[" + ", ".join(map(_value, value)) + "]"
    return json.dumps(value, ensure_ascii=False)
