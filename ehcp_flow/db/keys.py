"""Keys for a question that asks for many rows: so many at a time as either database takes."""

from collections.abc import Iterable, Iterator
from typing import TypeVar

AT_ONCE = 500

Key = TypeVar("Key", int, str)


def in_parts(keys: Iterable[Key]) -> Iterator[list[Key]]:
    """The keys, each once and in order, in lists that are not too long."""
    wanted = sorted(set(keys))
    for start in range(0, len(wanted), AT_ONCE):
        yield wanted[start : start + AT_ONCE]
