"""The search: what it finds by each thing that can be typed, what it says that it looked in, and what it never shows."""

from datetime import date

import pytest

from ehcp_flow.db.access_tables import restriction
from ehcp_flow.db.tables import attendance, person, setting
from ehcp_flow.services.access.scope import READERS
from ehcp_flow.services.cases import assign
from tests.ehcp_flow.web.a_site import ROLES, Town, words
from workflows.refusals import Refusal
from workflows.vocabulary import Role


@pytest.fixture
def case(town: Town) -> str:
    """Jamie Brown, born on 1 May 2017, who goes to Ash Lane Primary; and somebody else."""
    made = town.open("Jamie", "Brown", "2026-01-05")
    town.open("Ana", "Kay", "2026-01-06")
    authority = town.desk.authority
    with town.desk.database.writing() as connection:
        place = {
            "authority": authority,
            "setting_id": 1,
            "name": "Ash Lane Primary",
            "kind": "school",
            "urn": "990001",
            "ukprn": "",
        }
        connection.execute(setting.insert(), place)
        connection.execute(
            attendance.insert(), {"authority": authority, "person_id": 1, "setting_id": 1, "since": None}
        )
        numbers = {"upn": "K831200014001", "uln": "9990000001", "nhs_number": "9990000018"}
        connection.execute(person.update().where(person.c.person_id == 1).values(numbers))
        connection.execute(person.update().where(person.c.person_id == 2).values(born=date(2016, 3, 12)))
    return made


LONG = "UPNs, ULNs, NHS numbers and settings by URN and name"
NUMBERS = f"references, {LONG}"
WAYS = {
    "jamie brown": "names and settings",
    "BROWN jam": "names and settings",
    "1/5/2017": "dates of birth for 1 May 2017",
    "2017-05-01": "dates of birth for 1 May 2017",
    "1 May 2017": "dates of birth for 1 May 2017",
    "ehc-2026-00001": "references",
    "2026-00001": "references",
    "00001": NUMBERS,
    "k831200014001": LONG,
    "9990000001": LONG,
    "999 000 0018": LONG,
    "ash lane": "names and settings",
    "990001": NUMBERS,
}


def test_a_case_is_found_by_whatever_is_known_of_it(town: Town, case: str) -> None:
    visitor = town.as_(Role.CASEWORKER)
    row = f"Jamie Brown Ash Lane Primary 1 May 2017 {case} Deciding whether to assess Monday 16 February 2026 Nobody"
    for typed, looked_in in WAYS.items():
        said = words(visitor.get(f"/search?q={typed.replace(' ', '+')}"))
        assert f"1 person, 1 case Searched {looked_in} for “{typed}”, among the cases that you may see." in said, typed
        assert row in said, typed
        assert "Kay" not in said, typed


def test_a_person_with_several_cases_has_them_together(town: Town, case: str) -> None:
    with town.desk.database.writing() as connection:
        from ehcp_flow.db.tables import ehc_case

        connection.execute(ehc_case.update().where(ehc_case.c.case_id == 2).values(person_id=1))
    answer = town.as_(Role.CASEWORKER).get("/search?q=brown")
    assert "1 person, 2 cases" in words(answer)
    assert answer.text.count("Jamie Brown") == 1
    assert 'rowspan="2"' in answer.text


def test_nothing_found_says_what_was_searched_and_what_to_try(town: Town, case: str) -> None:
    said = words(town.as_(Role.CASEWORKER).get("/search?q=nobody"))
    assert "Nothing found Searched names and settings for “nobody”" in said
    assert "part of the surname alone, or another spelling" in said


def test_signs_that_a_database_reads_are_letters_like_any_other(town: Town, case: str) -> None:
    for typed in ("%25%25", "__", "b%25n", "'; DROP"):
        assert "Nothing found" in words(town.as_(Role.CASEWORKER).get(f"/search?q={typed}")), typed


def test_one_letter_is_too_little_and_nothing_typed_is_no_search(small_town: Town) -> None:
    visitor = small_town.as_(Role.CASEWORKER)
    assert "Enter at least 2 letters or numbers." in words(visitor.get("/search?q=b"))
    assert "Searched" not in words(visitor.get("/search"))


def test_what_one_may_not_see_is_not_found(town: Town, case: str) -> None:
    north = town.user("North One", Role.CASEWORKER, team="North")
    south = town.user("South One", Role.CASEWORKER, team="South")
    assigned = assign(town.desk.office, case, north.email)
    assert not isinstance(assigned, Refusal)
    every = ("brown", "1/5/2017", case, "990001", "k831200014001", "9990000018", "ash")
    for typed in every:
        assert case in town.as_(north).get(f"/search?q={typed}").text
        assert "Nothing found" in words(town.as_(south).get(f"/search?q={typed}")), typed
    values = {"authority": town.desk.authority, "person_id": 1, "kind": "protected_address", "reason": "Protected"}
    with town.desk.database.writing() as connection:
        days = {"since": date(2026, 1, 1), "review_on": date(2027, 1, 1), "set_by": "x"}
        connection.execute(restriction.insert(), values | days)
    for typed in every:
        assert "Nothing found" in words(town.as_(north).get(f"/search?q={typed}")), typed


def test_only_those_who_read_cases_may_search(small_town: Town) -> None:
    for role in ROLES:
        wanted = 200 if role in READERS else 403
        assert small_town.as_(role).get("/search?q=brown").status_code == wanted, role
