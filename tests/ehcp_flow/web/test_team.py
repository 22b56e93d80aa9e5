"""The team at a glance: what it says, that it sorts, and that each number opens the list of its cases."""

import re

import pytest
from playwright.sync_api import Browser

from ehcp_flow.services.cases import Done, assign
from tests.ehcp_flow.services.restricting import restrict
from tests.ehcp_flow.web.a_site import ROLES, Town, words
from tests.ehcp_flow.web.looked_at import faults_of
from workflows.vocabulary import Role

CASEWORKER = "caseworker@example.gov.uk"
SEES = {Role.MANAGER, Role.HEAD_OF_SERVICE}


def given(town: Town, case: str, to: str = CASEWORKER) -> str:
    assert isinstance(assign(town.desk.office, case, to), Done)
    return case


def test_the_table_says_what_each_officer_carries(town: Town) -> None:
    given(town, town.open("Ada", "Marrow", "2025-12-20"))
    given(town, town.open("Ben", "Marrow", "2026-01-05"))
    town.open("Cleo", "Marrow", "2026-01-06")
    answer = town.as_(Role.MANAGER).get("/team")
    assert answer.status_code == 200
    row = re.search(r"<tr[^>]*>\s*<th scope=\"row\"[^>]*>Caseworker.*?</tr>", answer.text, re.DOTALL)
    assert row is not None
    assert re.findall(r"figure=(\w+)&amp;officer=[^\"]*\">(\d+)<", row[0]) == [("open", "2"), ("overdue", "1")]
    assert "worst 10 days" in row[0]
    assert "/team/cases?figure=open&amp;officer=nobody" in answer.text
    assert "Deciding whether to assess" in words(answer)


def test_each_number_opens_the_list_of_its_cases(town: Town) -> None:
    late = given(town, town.open("Ada", "Marrow", "2025-12-20"))
    soon = given(town, town.open("Ben", "Marrow", "2026-01-05"))
    manager = town.as_(Role.MANAGER)
    overdue = words(manager.get(f"/team/cases?figure=overdue&officer={CASEWORKER}"))
    assert late in overdue
    assert soon not in overdue
    assert "AM, 8 Deciding whether to assess" in overdue
    assert "Saturday 31 January 2026 Overdue by 10 days" in overdue
    assert "Officer: Caseworker" in overdue
    everyone = words(manager.get("/team/cases?figure=open"))
    assert late in everyone
    assert soon in everyone
    aged = words(manager.get("/team/cases?stage=requested&band=1"))
    assert late in aged
    assert soon not in aged


def test_an_empty_list_says_what_would_be_in_it(small_town: Town) -> None:
    said = words(small_town.as_(Role.MANAGER).get("/team/cases?figure=waiting"))
    assert "No case that you may see is counted here just now" in said
    assert "Somebody outside the authority owes something" in said


def test_the_table_sorts_by_links_and_says_by_what(small_town: Town) -> None:
    given(small_town, small_town.open())
    manager = small_town.as_(Role.MANAGER)
    answer = manager.get("/team?sort=open&order=down")
    heads = re.findall(r'aria-sort="(\w+)"><a[^>]*href="([^"]+)"', answer.text)
    assert [sort for sort, _ in heads] == ["none", "descending", "none", "none", "none", "none", "none"]
    assert heads[1][1] == "/team?sort=open&amp;order=up"
    assert _names(answer.text)[0] == "Caseworker"
    assert _names(manager.get("/team?sort=open&order=up").text)[-3] == "Caseworker"
    assert _names(manager.get("/team?sort=nonsense").text) == _names(manager.get("/team").text)


def _names(html: str) -> list[str]:
    return re.findall(r'<th scope="row" class="govuk-table__header">([A-Z]\w+)', html.split("How old")[0])


def test_the_cases_of_restricted_children_are_not_in_it(small_town: Town) -> None:
    hidden = given(small_town, small_town.open("Hidden", "Child"))
    restrict(small_town.desk, hidden)
    manager = small_town.as_(Role.MANAGER)
    assert "figure=open&amp;officer=caseworker" not in manager.get("/team").text
    assert hidden not in manager.get("/team/cases?figure=open").text
    assert hidden not in manager.get("/team/allocate").text


@pytest.mark.parametrize("role", ROLES)
def test_who_may_open_the_team(small_town: Town, role: Role) -> None:
    visitor = small_town.as_(role)
    assert visitor.get("/team").status_code == (200 if role in SEES else 403)
    assert visitor.get("/team/cases").status_code == (200 if role is Role.MANAGER else 403)


def test_the_head_of_service_sees_numbers_and_no_way_to_the_cases(small_town: Town) -> None:
    given(small_town, small_town.open())
    answer = small_town.as_(Role.HEAD_OF_SERVICE).get("/team")
    assert "Caseworker 1 0 0" in words(answer)
    assert "/team/cases" not in answer.text


@pytest.mark.parametrize("asked", ["officer=nobody@else.test", "stage=nonsense"])
def test_what_there_is_not_is_not_found(small_town: Town, asked: str) -> None:
    assert small_town.as_(Role.MANAGER).get(f"/team/cases?{asked}").status_code == 404


def test_the_pages_of_the_team_are_sound(small_town: Town, chromium: Browser) -> None:
    given(small_town, small_town.open())
    paths = ["/team", "/team/cases?figure=open", "/team/cases?figure=waiting", "/team/people"]
    paths += [f"/team/people/{CASEWORKER}", "/team/allocate", "/team/batches"]
    assert faults_of(chromium, small_town, Role.MANAGER, paths) == []
