"""Reads a SEN2 return of 2023 to 2026 as a stream: one record at a time, in memory that does not grow with the file."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import chain
from pathlib import Path
from typing import Any

from lxml import etree

from reports.sen2 import rules
from reports.sen2.context import Context
from reports.sen2.model import Header, Person
from reports.sen2.parse import ElementParser, check_identifiers
from reports.sen2.problems import Effect, Finding, PersonRecord, Problem, ReturnUnreadable, label
from reports.sen2.shape import HEADER, PERSON
from reports.sen2.stream import Progress, elements, line_of, name_of

OLDEST = 2023
"""The first compulsory person-level collection. The pilot of 2022 had another shape."""


@dataclass(frozen=True, slots=True)
class Return:
    """A return that is being read. `records` can be gone through once, and raises ReturnUnreadable where it breaks off.

    `problems` are those of the header; each record brings its own.
    """

    header: Header
    records: Iterator[PersonRecord]
    problems: tuple[Problem, ...]


def read_return(path: Path | str, authority: str | None = None, on_progress: Progress | None = None) -> Return:
    """Opens a return and reads its header; its people follow as they are asked for.

    `authority`: our own three-digit number, to be compared with the header's. Tolerant of what other systems write
    (missing header items, repeated and unknown elements, either spelling of SENSetting and PostCode, name spaces).
    Raises ReturnUnreadable for anything that is no SEN2 return; never fetches what the file points to.
    """
    found = elements(Path(path), on_progress)
    first = next(found, None)
    if first is None:
        raise ReturnUnreadable("This file has no header and no people: it is not a SEN2 return.")
    header, problems = Header(), []
    if name_of(first) == "header":
        header, findings = _header(first)
        problems = [finding.of("Header") for finding in findings]
        first = None
    _refuse_other_collections(header)
    reported = {problem.field for problem in problems}
    problems += [breach for breach in rules.examine_header(header, authority) if breach.field not in reported]
    people = found if first is None else chain([first], found)
    return Return(header, _records(people, header), tuple(problems))


def _header(element: etree._Element) -> tuple[Header, list[Finding]]:
    """Header items wherever they stand under Header: in CollectionDetails, in Source or directly."""
    parser, values, findings = ElementParser(HEADER, None), {}, []
    for container in element.iter(etree.Element):
        found, wrong = parser.take(container)
        values.update({name: value for name, value in found.items() if name not in values})
        findings += wrong
    return Header(**values), findings


def _refuse_other_collections(header: Header) -> None:
    if header.collection is not None and not header.collection.upper().startswith("SEN2"):
        raise ReturnUnreadable(f"This is a return of the collection “{header.collection[:40]}”, not of SEN2.")
    if header.year is not None and header.year < OLDEST:
        raise ReturnUnreadable(
            f"This return is for {header.year}. Person-level returns can be read from {OLDEST}; earlier ones had another shape."
        )


def _records(people: Iterator[etree._Element], header: Header) -> Iterator[PersonRecord]:
    parser, context, seen = ElementParser(PERSON, header.year), rules.context_of(header), set[str]()
    for element in people:
        if name_of(element) == "person":
            yield record_of(element, parser, context, seen)


def record_of(element: etree._Element, parser: ElementParser, context: Context, seen: set[str]) -> PersonRecord:
    """One Person element as read and examined. `seen` holds the UPNs of the file so far, and gains this one's."""
    values, findings = parser.take(element)
    return examined(values, findings, line_of(element), context, seen)


def examined(
    values: dict[str, Any], findings: list[Finding], line: int, context: Context, seen: set[str]
) -> PersonRecord:
    """The record of a person whose values were read, with what was found while reading. `values` and `findings` change."""
    check_identifiers(values, findings)
    upn = values.get("upn")
    if upn is not None:
        if upn in seen:
            findings.append(rules.second_of(upn))
        seen.add(upn)
    person = None
    if "born" in values:
        person = Person(**{"surname": None, "forename": None, **values, "line": line})
        _add_breaches(findings, rules.examine(person, context))
    elif all(finding.field != "PersonBirthDate" for finding in findings):
        findings.append(_NOT_BORN)
    if not findings:
        return PersonRecord(person, (), label(upn, line, values.get("surname")), line)
    if any(finding.effect is Effect.SET_ASIDE for finding in findings):
        person = None
    named = label(upn, line, values.get("surname"))
    return PersonRecord(person, tuple(finding.of(named) for finding in findings), named, line)


_NOT_BORN = Finding(
    None, "PersonBirthDate", "", "S01", Effect.SET_ASIDE, "The birth date is missing.", rules.BY_ID["S01"].mend
)


def _add_breaches(findings: list[Finding], breaches: list[Finding]) -> None:
    """Adds them, but does not call a value missing that is there and was reported as unreadable."""
    reported = {(finding.request, finding.field) for finding in findings}
    findings += [breach for breach in breaches if breach.value or (breach.request, breach.field) not in reported]
