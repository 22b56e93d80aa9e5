"""The checks of module 0 (header) and module 1 (person): rules S01, S02, S04 for birth, S24."""

from collections.abc import Iterator
from datetime import date

from reports.sen2.context import Breach, Context
from reports.sen2.identifiers import authority_well_formed, upn_letter_right
from reports.sen2.model import Header, Person
from reports.sen2.problems import Effect
from workflows.words import day_words

CENSUS_DATES = {
    2023: date(2023, 1, 19),
    2024: date(2024, 1, 18),
    2025: date(2025, 1, 16),
    2026: date(2026, 1, 15),
    2027: date(2027, 1, 21),
}
"""The January census date of each collection (DfE's guide to submitting data)."""


def census_date(header: Header) -> date | None:
    """The reference date of the return: its own, else that of its collection year."""
    return header.reference_date or CENSUS_DATES.get(header.year or 0)


def basics_present(person: Person, context: Context) -> Iterator[Breach]:
    """S01. The birth date is checked while reading: without it there is no record."""
    sex = "GenderCurrent" if context.year == 2023 else "Sex"
    for field, value in (
        ("Surname", person.surname),
        ("Forename", person.forename),
        (sex, person.sex),
        ("Ethnicity", person.ethnicity),
    ):
        if value is None:
            yield Breach(field, "", f"{field} is missing.")


def identifier_present(person: Person, context: Context) -> Iterator[Breach]:
    """S02, except for the form, which is checked while reading."""
    if person.upn is None and person.uln is None and person.upn_unknown is None:
        yield Breach("UPN", "", "There is no UPN, no unique learner number, and no reason why not.")
    elif person.upn is not None and not upn_letter_right(person.upn):
        yield Breach("UPN", person.upn, "The check letter does not fit the digits of this UPN.")


def born_before_file(person: Person, context: Context) -> Iterator[Breach]:
    """S04 for the birth date."""
    if context.made_on is not None and person.born > context.made_on:
        made_on = day_words(context.made_on)
        words = f"The person was born after the return was made on {made_on}."
        yield Breach("PersonBirthDate", person.born.isoformat(), words, Effect.SET_ASIDE)


def header_fits(header: Header, authority: str | None) -> Iterator[Breach]:
    """S24."""
    if header.collection is None or header.collection.upper() != "SEN2":
        yield Breach("Collection", header.collection or "", "The collection should be SEN2.")
    if header.source_level != "L":
        yield Breach("SourceLevel", header.source_level or "", "The level of the source should be L, local authority.")
    if header.authority is None:
        yield Breach("LEA", "", "The authority's number is missing.")
    elif authority is not None and header.authority != authority:
        yield Breach("LEA", header.authority, f"The return is of another authority than {authority}.")
    elif not authority_well_formed(header.authority):
        yield Breach("LEA", header.authority, "An authority's number has three digits.")
    yield from _collection_known(header)


def _collection_known(header: Header) -> Iterator[Breach]:
    if header.year is None:
        yield Breach("Year", "", "The collection year is missing; codes of the newest collection are used.")
    elif header.year not in CENSUS_DATES:
        words = f"The collection of {header.year} is not known yet; it is read like the newest one."
        yield Breach("Year", str(header.year), words)
    elif header.reference_date != CENSUS_DATES[header.year]:
        value = header.reference_date.isoformat() if header.reference_date else ""
        words = f"The census date of {header.year} is {day_words(CENSUS_DATES[header.year])}."
        yield Breach("ReferenceDate", value, words)
