"""What may this person do, and why: the answer is that of the tables which decide."""

import pytest

from ehcp_flow.services import leaving
from ehcp_flow.services.access.rights import MEANING, Page, Rights, rights_of
from ehcp_flow.services.office import Office
from tests.ehcp_flow.services.access.quick import a_user
from workflows.refusals import Refusal
from workflows.vocabulary import Role

PAGES = (
    Page("/team", "team", frozenset({Role.MANAGER})),
    Page("/work", "work", frozenset({Role.CASEWORKER, Role.MANAGER})),
    Page("/law", "law", frozenset()),
)


def rights(office: Office, role: str, team: str = "") -> Rights:
    user = a_user(office, "Some Body", role, password="", team=team)
    found = rights_of(office, user.email, PAGES)
    assert isinstance(found, Rights)
    return found


def may(found: Rights) -> set[str]:
    return {step.title for each in found.steps for step in each.may}


def may_not(found: Rights) -> set[str]:
    return {step.title for each in found.steps for step in each.may_not}


def test_a_caseworker_records_and_does_not_decide(office: Office) -> None:
    found = rights(office, "caseworker")
    assert "Request received" in may(found)
    assert "Agreed to assess" in may_not(found)
    decide = [s for each in found.steps for s in each.may_not if s.title == "Agreed to assess"]
    assert decide[0].by == (Role.MANAGER, Role.DECISION_MAKER)


def test_a_step_is_either_permitted_or_not_and_each_says_by_which_role(office: Office) -> None:
    found = rights(office, "manager")
    for each in found.steps:
        assert not {step.title for step in each.may} & {step.title for step in each.may_not}
        assert all(step.by == (Role.MANAGER,) for step in each.may)
    assert {"Agreed to assess", "Case closed"} <= may(found)


@pytest.mark.parametrize("role", ["analyst", "admin", "health", "head_of_service"])
def test_those_who_record_nothing_have_no_step(office: Office, role: str) -> None:
    assert may(rights(office, role)) == set()


def test_the_pages_are_those_of_the_roles_and_those_of_everybody(office: Office) -> None:
    assert [page.path for page in rights(office, "caseworker").pages] == ["/work", "/law"]


def test_which_cases_and_why_those(office: Office) -> None:
    assert rights(office, "caseworker", "East").cases[0].startswith("The cases of team East and those of no team")


def test_an_administrator_sees_no_case_and_is_told_why(office: Office) -> None:
    assert rights(office, "admin").cases == (
        "No cases: it takes the role of analyst, caseworker, decision maker, manager or panel clerk.",
    )


def test_whoever_left_may_do_nothing(office: Office) -> None:
    user = a_user(office, password="")
    leaving.deactivate(office, user.email)
    found = rights_of(office, user.email, PAGES)
    assert isinstance(found, Rights)
    assert (found.steps, found.pages) == ((), ())
    assert "no longer work here" in found.cases[0]


def test_an_address_that_nobody_has_is_refused(office: Office) -> None:
    assert isinstance(rights_of(office, "nobody@example.gov.uk"), Refusal)


def test_every_role_that_people_hold_has_its_meaning() -> None:
    assert set(MEANING) == set(Role) - {Role.IMPORTER}
