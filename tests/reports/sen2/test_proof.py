"""The proof of a person is what a reader finds in the person as written, whether or not anything had to be written."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from reports.sen2 import rules
from reports.sen2.codes import code_set
from reports.sen2.model import ActivePlan, Assessment, Header, NamedPlan, Need, Person, Place, Request
from reports.sen2.parse import ElementParser
from reports.sen2.plain import Plain
from reports.sen2.problems import PersonRecord
from reports.sen2.proof import Proof
from reports.sen2.reader import record_of
from reports.sen2.shape import PERSON, Block, Item, Kind, Part
from reports.sen2.writer import person_element

HEADERS = {
    year: Header(year, date(year, 1, 15), "997", "SEN2", "L", made_at=datetime(year, 2, 3, 9))  # noqa: DTZ001 - as written
    for year in (2023, 2024, 2025, 2026, 2027)
}
WHOLE = Person(
    "Marrow", "Zoë-Ann", date(2012, 5, 11), "F", "WBRI", "ZZ1 1ZZ", "X997200012000",
    requests=(
        Request(
            date(2025, 1, 6), "1", False, date(2025, 2, 10), "Y", False, True,
            assessments=(
                Assessment("Y", date(2025, 5, 26), False, False, False, False, True,
                           NamedPlan(date(2025, 5, 26), (Place(urn="100001", rank="1"),), personal_budget=False)),
            ),
            active_plan=ActivePlan(
                None, (Place(urn="100001", rank="1", entry_date=date(2025, 9, 1)),), (Need("ASD", "1"),)
            ),
        ),
    ),
)  # fmt: skip
ODD_TEXT = st.sampled_from(
    [
        "",
        " ",
        " Marrow",
        "Marrow\n",
        "\u00a0Z",
        "Mar\trow",
        "Mar\u2028row",
        "x" * 70,
        "X997200012000",
        "1234567890",
        "997",
    ]
)
DATES = st.dates(date(1, 1, 1), date(9999, 12, 31)) | st.dates(date(2024, 1, 1), date(2026, 6, 1))


def read_back(person: Person, header: Header) -> PersonRecord:
    assert header.year is not None
    element = person_element(person, header.year)
    return record_of(element, ElementParser(PERSON, header.year), rules.context_of(header), set())


def odd(item: Item) -> st.SearchStrategy[Any]:
    if item.kind is Kind.DATE:
        return DATES
    if item.kind is Kind.YES_NO:
        return st.booleans()
    if item.kind is Kind.CODE:
        return st.sampled_from(sorted(code_set(item.element))) | ODD_TEXT
    return ODD_TEXT | st.text(st.characters(codec="utf-8", exclude_categories=("Cs", "Cc", "Cn")), max_size=6)


def records(block: Block) -> st.SearchStrategy[Any]:
    """Any record that the types allow, empty ones too."""
    given: dict[str, st.SearchStrategy[Any]] = {}
    for entry in block.entries:
        if isinstance(entry, Part):
            inner = records(entry.block)
            one = st.none() | inner
            given[entry.attribute] = st.lists(inner, max_size=2).map(tuple) if entry.many else one
        else:
            must = entry.attribute in ("born", "type")
            given[entry.attribute] = odd(entry) if must else st.none() | odd(entry)
    return st.builds(block.record, **given)


@settings(max_examples=150, deadline=None, suppress_health_check=list(HealthCheck))
@given(person=records(PERSON), header=st.sampled_from(list(HEADERS.values())))
def test_whatever_is_held_is_proved_as_it_is_read_back(person: Person, header: Header) -> None:
    assert Proof(header).of(person) == read_back(person, header)


def changed(record: Any, block: Block, year: int) -> Iterator[Any]:
    """The record with one item changed, each in turn: to another code, to an odd text, to nothing, at any depth."""
    for entry in block.entries:
        held = getattr(record, entry.attribute)
        if isinstance(entry, Part):
            for inner in (held if entry.many else (held,)) if held is not None else ():
                for other in changed(inner, entry.block, year):
                    yield replace(record, **{entry.attribute: (other,) if entry.many else other})
            yield replace(record, **{entry.attribute: (entry.block.record(type="ASD"),) if entry.block.record is Need
                                     else None if not entry.many else ()})  # fmt: skip
        elif entry.kind is Kind.CODE:
            yield from (replace(record, **{entry.attribute: code}) for code in (*code_set(entry.element), "", "?"))
        elif entry.kind is Kind.TEXT:
            yield from (replace(record, **{entry.attribute: text}) for text in (" a", "a\u00a0", "", "Ā", "1234567890"))
        elif entry.kind is Kind.YES_NO:
            yield from (replace(record, **{entry.attribute: value}) for value in (True, False, None))


@pytest.mark.parametrize("header", HEADERS.values(), ids=map(str, HEADERS))
def test_a_whole_person_with_one_item_changed_is_proved_as_it_is_read_back(header: Header) -> None:
    assert header.year is not None
    several = [WHOLE, *changed(WHOLE, PERSON, header.year)]
    assert len(several) > 200
    for person in several:
        assert Proof(header).of(person) == read_back(person, header)


@pytest.mark.parametrize("year", [2026, 2027])
def test_a_whole_person_is_plain_and_comes_back_as_the_same_person(year: int) -> None:
    assert Plain(PERSON, year).holds(WHOLE)
    assert Proof(HEADERS[year]).of(WHOLE).person == WHOLE


@pytest.mark.parametrize("year", [2023, 2024])
def test_a_person_with_an_item_that_a_collection_does_not_have_is_not_plain_in_it(year: int) -> None:
    assert not Plain(PERSON, year).holds(WHOLE)


def test_the_line_of_the_file_that_a_record_was_once_read_from_is_not_told() -> None:
    (request,) = WHOLE.requests
    proved = Proof(HEADERS[2026]).of(replace(WHOLE, requests=(replace(request, line=7),), line=3)).person
    assert proved == WHOLE


def test_an_item_that_the_collection_does_not_have_is_left_out() -> None:
    (request,) = WHOLE.requests
    assert request.active_plan is not None
    of_2023 = replace(request, active_plan=replace(request.active_plan, residential="1"))
    assert Proof(HEADERS[2026]).of(replace(WHOLE, requests=(of_2023,))).person == WHOLE


@pytest.mark.parametrize("text", ["\x01", "a\x0bb", "\ud800", "\ufffe", "\uffff"])
def test_a_text_that_xml_cannot_hold_is_a_breach_of_s01(text: str) -> None:
    record = Proof(HEADERS[2026]).of(replace(WHOLE, forename=text))
    assert record.person is None
    assert [(problem.rule, problem.field) for problem in record.problems] == [("S01", "Surname")]


def test_a_second_person_with_the_same_upn_is_found() -> None:
    proof = Proof(HEADERS[2026])
    assert [[problem.rule for problem in proof.of(WHOLE).problems] for _ in range(2)] == [[], ["S23"]]
