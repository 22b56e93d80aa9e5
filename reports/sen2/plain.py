"""Which records a reader of the written return gets back just as they are, so that nobody need write them to know.

It errs on one side only: a record that is not plain may still come back unchanged, and is written and read to see.
"""

from collections.abc import Callable
from datetime import date
from operator import attrgetter
from typing import Any

from reports.sen2.codes import meanings
from reports.sen2.parse import NEWEST
from reports.sen2.shape import Block, Item, Kind, Part
from reports.sen2.writer import text_of

Test = Callable[[Any], bool]


class Plain:
    """The plain records of one block in the return of one collection year."""

    def __init__(self, block: Block, year: int) -> None:
        items = [entry for entry in block.entries if isinstance(entry, Item)]
        tests = {item.attribute: _left_out for item in items} | {
            item.attribute: _test(item, year) for item in items if item.in_year(year)
        }
        self._values = attrgetter(*tests)
        self._tests = tuple(tests.values())
        self._parts = tuple(
            (part.attribute, part.many, Plain(part.block, year)) for part in block.entries if isinstance(part, Part)
        )

    def holds(self, record: Any) -> bool:
        """Whether every value of the record comes back as it is. A record without any value does not come back at all."""
        given = False
        for test, value in zip(self._tests, self._values(record), strict=True):
            if value is not None:
                if not test(value):
                    return False
                given = True
        for attribute, many, inner in self._parts:
            value = getattr(record, attribute)
            if value is not None:
                for each in value if many else (value,):
                    if not inner.holds(each):
                        return False
                    given = True
        return given


def _test(item: Item, year: int) -> Test:
    if item.kind is Kind.CODE:
        codes = meanings(item.element, min(year, NEWEST))
        return frozenset(code for code in codes if text_of(item, code).strip() == code).__contains__
    return _TESTS.get(item.kind, _left_out)


def _left_out(_value: Any) -> bool:
    """Of an item that this collection does not have, or whose kind is not told of here."""
    return False


def _is_text(value: Any) -> bool:
    """All that Python prints, XML holds."""
    return type(value) is str and value.isprintable() and value.strip() == value != ""


def _is_date(value: Any) -> bool:
    return type(value) is date


def _is_yes_or_no(value: Any) -> bool:
    return value is True or value is False


_TESTS: dict[Kind, Test] = {Kind.TEXT: _is_text, Kind.DATE: _is_date, Kind.YES_NO: _is_yes_or_no}
