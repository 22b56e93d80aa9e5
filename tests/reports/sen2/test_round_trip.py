"""A written return of any year reads back as the same records, in the element order of its year."""

from dataclasses import replace
from datetime import date, datetime
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from lxml import etree

from reports.sen2.codes import meanings
from reports.sen2.identifiers import upn_check_letter
from reports.sen2.model import Header, Person, Request
from reports.sen2.reader import read_return
from reports.sen2.shape import HEADER, PERSON, Block, Item, Kind
from reports.sen2.writer import write_return

DATA = Path(__file__).parents[2] / "data" / "sen2"
YEARS = [2023, 2024, 2025, 2026]
MADE_AT = datetime(2026, 2, 3, 9)  # noqa: DTZ001 - the return has no zone

words = (
    st.text(st.characters(codec="utf-8", exclude_categories=("Cs", "Cc", "Cn")), min_size=1, max_size=12)
    .map(str.strip)
    .filter(bool)
)


def values(item: Item, year: int) -> st.SearchStrategy[Any]:
    """Values that the guide allows in that item; text may be anything that XML can hold."""
    if item.attribute == "upn":
        return st.from_regex(r"[0-9]{12}", fullmatch=True).map(lambda digits: upn_check_letter(digits) + digits)
    if item.attribute == "uln":
        return st.from_regex(r"[0-9]{10}", fullmatch=True)
    if item.kind is Kind.DATE:
        return st.dates(date(2013, 1, 1), date(2022, 12, 31))
    if item.kind is Kind.YES_NO:
        return st.booleans()
    if item.kind is Kind.CODE:
        return st.sampled_from(sorted(meanings(item.element, year)))
    return words


def records(block: Block, year: int) -> st.SearchStrategy[Any]:
    """Any record of the block with the items of that year, never an empty one."""
    parts: dict[str, st.SearchStrategy[Any]] = {}
    must: set[str] = {"born", "type"}
    for entry in block.entries:
        if isinstance(entry, Item):
            if entry.since <= year and (entry.until is None or year <= entry.until):
                given_values = values(entry, year)
                parts[entry.attribute] = given_values if entry.attribute in must else st.none() | given_values
        elif entry.many:
            parts[entry.attribute] = st.lists(records(entry.block, year), max_size=2).map(tuple)
        else:
            parts[entry.attribute] = st.none() | records(entry.block, year)
    return st.builds(block.record, **parts).filter(lambda record: record != _empty(block))


def _empty(block: Block) -> Any:
    return block.record() if block.record.__name__ not in ("Person", "Need") else None


def in_order(person: Person, number: int) -> Person:
    """The same person so that the record can be used: born first, outcomes given, dates in order, a UPN of its own."""
    digits = f"{number:012}"
    requests = tuple(_request_in_order(request) for request in person.requests)
    upn = upn_check_letter(digits) + digits if person.upn else None
    return replace(person, born=date(2012, 12, 31), upn=upn, requests=requests)


def _request_in_order(request: Request) -> Request:
    later = date(2022, 12, 31)
    assessments = tuple(
        replace(
            assessment,
            outcome=assessment.outcome or "A",
            outcome_date=assessment.outcome_date and later,
            plan=assessment.plan and replace(assessment.plan, cease_date=assessment.plan.cease_date and later),
        )
        for assessment in request.assessments
    )
    outcome_date = request.outcome_date and later
    return replace(request, outcome=request.outcome or "A", outcome_date=outcome_date, assessments=assessments)


def without_lines(person: Person) -> Person:
    return replace(person, line=0, requests=tuple(replace(request, line=0) for request in person.requests))


def read_back(path: Path) -> list[Person]:
    found = []
    for record in read_return(path).records:
        assert record.person is not None, record.problems
        found.append(without_lines(record.person))
    return found


@pytest.mark.parametrize("year", YEARS)
@settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))
@given(data=st.data())
def test_a_written_return_reads_back_as_the_same_records(
    year: int, data: st.DataObject, tmp_path_factory: pytest.TempPathFactory
) -> None:
    people = data.draw(st.lists(records(PERSON, year), max_size=3))
    people = [in_order(person, number) for number, person in enumerate(people)]
    header = replace(
        data.draw(records(HEADER, year).filter(lambda header: header is not None)),
        year=year,
        collection="SEN2",
        made_at=MADE_AT,
    )
    path = tmp_path_factory.mktemp("return") / "written.xml"
    write_return(path, header, people)
    assert read_back(path) == people
    assert read_return(path).header == header


@pytest.mark.parametrize("year", YEARS)
def test_a_file_written_by_hand_is_written_the_same_element_for_element(year: int) -> None:
    path = DATA / f"return_{year}.xml"
    of_file = read_return(path)
    target = BytesIO()
    write_return(target, of_file.header, [record.person for record in of_file.records if record.person])

    def flat(root: etree._Element) -> list[tuple[str, str]]:
        return [(str(element.tag), (element.text or "").strip()) for element in root.iter(etree.Element)]

    assert flat(etree.fromstring(target.getvalue())) == flat(etree.parse(path).getroot())


def test_what_xml_would_misread_is_escaped(tmp_path: Path) -> None:
    person = Person('<O\'Fennel & "Söns">', "]]>", date(2012, 5, 11))
    write_return(tmp_path / "w.xml", Header(year=2026), [person])
    assert read_back(tmp_path / "w.xml") == [person]


def test_a_sex_of_2023_is_written_in_the_codes_of_later_years_and_back(tmp_path: Path) -> None:
    for year, sex, written in (
        (2026, "2", "F"),
        (2026, "M", "M"),
        (2026, "9", None),
        (2023, "F", "2"),
        (2023, "9", "9"),
    ):
        write_return(tmp_path / "w.xml", Header(year=year), [Person("Marrow", "Ada", date(2012, 5, 11), sex=sex)])
        assert [person.sex for person in read_back(tmp_path / "w.xml")] == [written]


def test_items_of_another_year_are_left_out() -> None:
    target = BytesIO()
    request = Request(received=date(2022, 2, 1), source="1", outcome="W")
    write_return(target, Header(year=2023, dsco="Y"), [Person("Marrow", "Ada", date(2012, 5, 11), requests=(request,))])
    assert b"RequestSource" not in target.getvalue()
    assert b"DSCO" not in target.getvalue()


@pytest.mark.parametrize("year", [None, 2022])
def test_a_return_needs_a_collection_year(year: int | None) -> None:
    with pytest.raises(ValueError, match="collection year"):
        write_return(BytesIO(), Header(year=year), [])


def test_text_that_xml_cannot_hold_is_refused() -> None:
    with pytest.raises(ValueError, match="XML"):
        write_return(BytesIO(), Header(year=2026), [Person("Mar\x00row", "Ada", date(2012, 5, 11))])
