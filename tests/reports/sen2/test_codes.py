"""Codes belong to an element and to collection years; numbers have a form and a check letter."""

import pytest

from reports.sen2.codes import code_set, elements, meanings
from reports.sen2.identifiers import (
    authority_well_formed,
    ukprn_well_formed,
    uln_well_formed,
    upn_letter_right,
    upn_well_formed,
    urn_well_formed,
)
from reports.sen2.shape import HEADER, PERSON, Block, Item, Kind, Part


def test_a_code_that_came_later_is_not_in_an_earlier_collection() -> None:
    assert "DS" not in meanings("SENtype", 2024)
    assert meanings("SENtype", 2025)["DS"] == "Down syndrome"
    assert meanings("Sex", 2023) == {}
    assert set(meanings("GenderCurrent", 2023)) == {"0", "1", "2", "9"}
    assert meanings("GenderCurrent", 2024) == {}


def test_a_row_that_names_several_elements_gives_each_its_codes() -> None:
    assert set(code_set("Res")) == set(code_set("PlanRes")) == {"A", "B"}
    assert set(meanings("DSCO", 2026)) == {"Y", "N", "R"}
    assert len(code_set("Ethnicity")) == 108


def test_every_coded_element_of_the_shape_has_a_code_set() -> None:
    def coded(block: Block) -> set[str]:
        found = {entry.element for entry in block.entries if isinstance(entry, Item) and entry.kind is Kind.CODE}
        for entry in block.entries:
            if isinstance(entry, Part):
                found |= coded(entry.block)
        return found

    assert coded(PERSON) | coded(HEADER) <= set(elements())


@pytest.mark.parametrize("upn", ["K831200014001", "H801200001001", "A12345678901B"])
def test_a_upn_with_its_letter_and_a_temporary_one_are_right(upn: str) -> None:
    assert upn_well_formed(upn)
    assert upn_letter_right(upn)


@pytest.mark.parametrize(
    "upn", ["831200014001K", "K83120001400", "k831200014001", "K8312000140012", "K８31200014001", ""]
)
def test_anything_else_is_no_upn(upn: str) -> None:
    assert not upn_well_formed(upn)


def test_a_slip_of_one_digit_is_seen_in_the_check_letter() -> None:
    for position in range(1, 13):
        digit = "K831200014001"[position]
        slipped = "K831200014001"[:position] + str((int(digit) + 1) % 10) + "K831200014001"[position + 1 :]
        assert not upn_letter_right(slipped)


def test_other_numbers_have_their_forms() -> None:
    assert uln_well_formed("1234567890")
    assert not uln_well_formed("12345678")
    assert urn_well_formed("1")
    assert not urn_well_formed("1234567")
    assert ukprn_well_formed("10000001")
    assert not ukprn_well_formed("1000000")
    assert authority_well_formed("XXX")
    assert not authority_well_formed("E06000015")
