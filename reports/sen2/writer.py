"""Writes a SEN2 return as a stream, in the element order of its collection year, leaving out what has no value."""

from collections.abc import Iterable
from datetime import date, datetime
from pathlib import Path
from typing import Any, BinaryIO

from lxml import etree

from reports.sen2.model import Header, Person
from reports.sen2.shape import COLLECTION_DETAILS, PERSON, SOURCE, Block, Item, Part

_AS_SEX = {"1": "M", "2": "F"}
_AS_GENDER = {"M": "1", "F": "2"}


def write_return(target: Path | str | BinaryIO, header: Header, persons: Iterable[Person]) -> None:
    """Writes the return of the header's year. Items that this collection does not have are left out.

    Raises ValueError without a collection year of 2023 or later, and for text that XML cannot hold.
    """
    if header.year is None or header.year < 2023:
        raise ValueError(f"A return is written for a collection year from 2023, not for {header.year}.")
    destination = str(target) if isinstance(target, Path) else target
    with etree.xmlfile(destination, encoding="utf-8") as file:
        file.write_declaration()
        with file.element("Message"):
            file.write("\n")
            file.write(_header(header, header.year), pretty_print=True)
            with file.element("Persons"):
                file.write("\n")
                for person in persons:
                    file.write(person_element(person, header.year), pretty_print=True)


def person_element(person: Person, year: int) -> etree._Element:
    """The Person element of a collection year. Raises ValueError for text that XML cannot hold."""
    return _element("Person", person, PERSON, year)


def _header(header: Header, year: int) -> etree._Element:
    element = etree.Element("Header")
    element.append(_element("CollectionDetails", header, COLLECTION_DETAILS, year))
    element.append(_element("Source", header, SOURCE, year))
    return element


def _element(tag: str, record: Any, block: Block, year: int) -> etree._Element:
    element = etree.Element(tag)
    for entry in block.entries:
        value = getattr(record, entry.attribute)
        if value is None:
            continue
        if isinstance(entry, Part):
            for inner in value if entry.many else (value,):
                element.append(_element(entry.element, inner, entry.block, year))
        elif entry.in_year(year):
            text = text_of(entry, value)
            if text:
                etree.SubElement(element, entry.element).text = text
    return element


def text_of(item: Item, value: Any) -> str:
    """A value as the return has it; "" where this collection has no code for it."""
    if value is True or value is False:
        return "1" if value else "0"
    if isinstance(value, datetime):
        return value.replace(microsecond=0, tzinfo=None).isoformat()
    if isinstance(value, date):
        return value.isoformat()
    if item.element == "Sex":  # a person first returned in 2023 has GenderCurrent's codes; 0 and 9 have no counterpart
        return _AS_SEX.get(value, value if value in _AS_GENDER else "")
    if item.element == "GenderCurrent":
        return str(_AS_GENDER.get(value, value))
    return str(value)
