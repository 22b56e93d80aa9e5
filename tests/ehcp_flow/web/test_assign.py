"""Giving one case to an officer from its page."""

from ehcp_flow.services.access.restrictions import restrict
from ehcp_flow.services.cases import assign
from ehcp_flow.services.lookups import show_case
from tests.ehcp_flow.web.a_site import Town, words
from workflows.refusals import Refusal
from workflows.vocabulary import Role


def owner(town: Town, case: str) -> tuple[str, str]:
    shown = show_case(town.desk.office, case)
    assert not isinstance(shown, Refusal)
    last = shown.entries[-1]
    return shown.owner, last.fact("team")


def test_an_officer_takes_a_case_that_nobody_has(town: Town) -> None:
    case, caseworker = town.open(), town.as_(Role.CASEWORKER)
    page = caseworker.get(f"/cases/{case}/assign")
    assert "Who has the case from now on?" in words(page)
    assert "Caseworker (you) 0 open cases, 0 overdue" in words(page)
    me = town.users[Role.CASEWORKER].email
    answer = caseworker.post(f"/cases/{case}/assign", to=me, reason="Next on the list", seen_version="1")
    assert "The case was given to Caseworker" in words(caseworker.follow(answer))
    assert owner(town, case)[0] == me


def test_the_page_of_the_case_leads_to_it(small_town: Town) -> None:
    case = small_town.open()
    assert f"/cases/{case}/assign" in small_town.as_(Role.CASEWORKER).get(f"/cases/{case}").text


def test_somebody_must_be_chosen_and_an_older_page_gives_nothing_away(small_town: Town) -> None:
    case, manager = small_town.open(), small_town.as_(Role.MANAGER)
    nobody = manager.post(f"/cases/{case}/assign", seen_version="1")
    assert nobody.status_code == 422
    assert "Choose who has the case" in words(nobody)
    assign(small_town.desk.office, case, small_town.users[Role.CASEWORKER].email)
    late = manager.post(f"/cases/{case}/assign", to=small_town.users[Role.MANAGER].email, seen_version="1")
    assert late.status_code == 409
    assert "It was changed in the meantime" in words(late)


def test_with_an_officer_of_no_team_a_case_stays_with_the_team_that_has_it(town: Town) -> None:
    case, west = town.open(), town.user("Tom West", Role.CASEWORKER, team="West")
    assign(town.desk.office, case, west.email)
    assign(town.desk.office, case, town.users[Role.DECISION_MAKER].email)
    assert owner(town, case) == (town.users[Role.DECISION_MAKER].email, "West")
    east = town.user("Pat East", Role.CASEWORKER, team="East")
    assert town.as_(east).get(f"/cases/{case}").status_code == 404


def test_whoever_may_not_see_the_case_may_not_give_it(small_town: Town) -> None:
    case = small_town.open()
    named = small_town.users[Role.MANAGER].email
    from datetime import date

    done = restrict(small_town.desk.office, case, "adopted", "The family asked", date(2026, 8, 1), [named], named)
    assert not isinstance(done, Refusal), done
    stranger = small_town.as_(Role.CASEWORKER)
    assert stranger.get(f"/cases/{case}/assign").status_code == 404
    answer = stranger.post(f"/cases/{case}/assign", to=named, seen_version="1")
    assert answer.status_code in (404, 409)
    assert "Marrow" not in answer.text
