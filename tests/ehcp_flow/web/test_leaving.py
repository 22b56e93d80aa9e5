"""Absence and leavers on the pages."""

import pytest

from ehcp_flow.services.cases import Done, assign
from tests.ehcp_flow.services.restricting import restrict
from tests.ehcp_flow.web.a_site import ROLES, Town, words
from workflows.vocabulary import Role

WHO = "/team/people/caseworker@example.gov.uk"
HEIR = "manager@example.gov.uk"
BACK = {"back_on-day": "17", "back_on-month": "2", "back_on-year": "2026"}
TODAY = {"away_from-day": "", "away_from-month": "", "away_from-year": ""}


def given(town: Town) -> str:
    case = town.open()
    assert isinstance(assign(town.desk.office, case, "caseworker@example.gov.uk"), Done)
    return case


def test_somebody_is_away_with_a_stand_in_and_back_again(town: Town) -> None:
    manager = town.as_(Role.MANAGER)
    after = words(manager.follow(manager.post(f"{WHO}/away", stand_in=HEIR, **TODAY, **BACK)))
    assert "Caseworker is away from 10 February 2026, and back on 17 February 2026" in after
    assert "Back on 17 February 2026. Manager stands in" in after
    assert "Back on 17 February 2026. Manager stands in." in words(manager.get("/team"))
    assert "Caseworker is back" in words(manager.follow(manager.post(f"{WHO}/back")))
    assert "is not away" in words(manager.get(WHO))


@pytest.mark.parametrize(
    ("fields", "error"),
    [
        ({"back_on-day": ""}, "The date must include a day"),
        ({"back_on-day": "", "back_on-month": "", "back_on-year": ""}, "Give the first day back"),
        ({"back_on-day": "10"}, "The first day back must be after today"),
        ({"away_from-day": "20", "away_from-month": "2", "away_from-year": "2026"}, "after the first day away"),
    ],
)
def test_days_that_cannot_be_are_said_and_kept(small_town: Town, fields: dict[str, str], error: str) -> None:
    answer = small_town.as_(Role.MANAGER).post(f"{WHO}/away", **{**TODAY, **BACK, **fields})
    assert answer.status_code == 422
    assert error in words(answer)
    assert small_town.desk.contents()["absence"] == []


def test_nobody_stands_in_for_themselves(small_town: Town) -> None:
    answer = small_town.as_(Role.MANAGER).post(f"{WHO}/away", stand_in="caseworker@example.gov.uk", **TODAY, **BACK)
    assert answer.status_code == 409
    assert "nobody stands in for themselves" in words(answer).lower()


def test_a_leaver_s_cases_go_to_an_officer_and_they_are_offered_no_more(town: Town) -> None:
    given(town)
    manager = town.as_(Role.MANAGER)
    assert "Where do their 1 open case go?" in words(manager.get(WHO))
    left = manager.post(f"{WHO}/leave", goes=f"officer:{HEIR}", reason="Moved to another council")
    assert "Caseworker no longer works here. 1 case went to Manager" in words(manager.follow(left))
    assert town.desk.case().owner_id == town.users[Role.MANAGER].user_id
    assert "Caseworker" not in words(manager.get("/team/allocate"))
    assert "Caseworker" not in words(manager.get("/team"))
    assert "No longer work here" in words(manager.get("/team/people"))
    again = words(manager.follow(manager.post(f"{WHO}/return")))
    assert "Caseworker works here again" in again


def test_the_cases_can_go_back_to_the_team(small_town: Town) -> None:
    given(small_town)
    small_town.user("Nora North", Role.MANAGER, team="North")
    manager = small_town.as_(Role.MANAGER)
    left = manager.post(f"{WHO}/leave", goes="team:North", reason="Retired")
    assert "1 case went to Nora North" in words(manager.follow(left))
    (given_to,) = [each.fact("to") for each in small_town.desk.case().entries if each.fact("reason") == "Retired"]
    assert given_to == "nora.north@example.gov.uk"


@pytest.mark.parametrize(
    ("fields", "error"),
    [
        ({"goes": "", "reason": "Retired"}, "Say where their open cases go"),
        ({"goes": f"officer:{HEIR}", "reason": ""}, "Give the reason"),
    ],
)
def test_nobody_leaves_before_it_is_said_where_their_cases_go(
    small_town: Town, fields: dict[str, str], error: str
) -> None:
    case = given(small_town)
    answer = small_town.as_(Role.MANAGER).post(f"{WHO}/leave", **fields)
    assert answer.status_code == 422
    assert error in words(answer)
    assert small_town.desk.case().owner_id == small_town.users[Role.CASEWORKER].user_id
    refused = small_town.as_(Role.MANAGER).post(f"{WHO}/leave", goes="nonsense", reason="Retired")
    assert refused.status_code == 409
    assert case in words(refused)


def test_cases_that_one_may_not_see_keep_somebody_here_and_are_not_named(small_town: Town) -> None:
    hidden = given(small_town)
    restrict(small_town.desk, hidden)
    manager = small_town.as_(Role.MANAGER)
    page = manager.get(WHO)
    assert "1 of their open cases is of another team, or only named people may open them" in words(page)
    refused = manager.post(f"{WHO}/leave", goes=f"officer:{HEIR}", reason="Retired")
    assert refused.status_code == 409
    assert hidden not in refused.text


@pytest.mark.parametrize("role", [role for role in ROLES if role is not Role.MANAGER])
def test_nobody_else_says_who_works_here(small_town: Town, role: Role) -> None:
    visitor = small_town.as_(role)
    assert visitor.get("/team/people").status_code == 403
    assert visitor.get(WHO).status_code == 403
    for path in ("away", "back", "leave", "return"):
        assert visitor.post(f"{WHO}/{path}").status_code == 403


def test_there_is_nobody_of_that_address(small_town: Town) -> None:
    manager = small_town.as_(Role.MANAGER)
    assert manager.get("/team/people/nobody@example.gov.uk").status_code == 404
    assert manager.post("/team/people/nobody@example.gov.uk/leave", reason="x").status_code == 404
