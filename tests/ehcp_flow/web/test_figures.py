"""Figures on the pages: the indicators, the cases behind each number, the Board report of a month, the SEN2 list."""

import re
from datetime import date

import pytest
from playwright.sync_api import Browser

from ehcp_flow.services.board.closing import Frozen, close
from reports.board.months import month_name
from reports.forms.registry import FORMS
from tests.ehcp_flow.services.board.months_at_work import JANUARY, journey
from tests.ehcp_flow.services.restricting import restrict
from tests.ehcp_flow.web.a_site import ROLES, Town, words
from tests.ehcp_flow.web.looked_at import faults_of
from workflows.vocabulary import Role

SEES = {Role.MANAGER, Role.ANALYST, Role.HEAD_OF_SERVICE, Role.DECISION_MAKER}
OPENS = SEES - {Role.HEAD_OF_SERVICE}
MENDS = {Role.MANAGER, Role.ANALYST}
BOARD = f"/figures/board/{month_name(JANUARY)}"
KP8B = "/figures/cases?figure=kp8b.all_plans.including@month&month=2026-01"


def two_plans(town: Town) -> Town:
    """Two plans sent in January 2026, one of them within 20 weeks."""
    journey(town.desk, "Ada", received=date(2025, 9, 1), sent=date(2026, 1, 12))
    journey(town.desk, "Ben", received=date(2025, 7, 1), sent=date(2026, 1, 13))
    return town


def references(town: Town) -> dict[str, str]:
    """The case of each child, by forename."""
    people = {person.person_id: person.forename for person in town.desk.people()}
    return {people[case.person_id]: case.reference for case in town.desk.cases()}


def closed(town: Town, monkeypatch: pytest.MonkeyPatch) -> None:
    """January, closed with two of the forms, which are made at once."""
    monkeypatch.setattr("ehcp_flow.services.board.closing.FORMS", {name: FORMS[name] for name in ("html", "json")})
    found = close(town.desk.office, JANUARY, None, town.desk.clock.now())
    assert isinstance(found, Frozen), found


def test_the_indicators_stand_with_their_parts_on_three_bases_and_against_the_trajectory(town: Town) -> None:
    two_plans(town)
    page = words(town.as_(Role.MANAGER).get("/figures?month=2026-01"))
    assert "Figures, January 2026" in page
    assert "Assessments completed All assessments, by the date of the outcome. 2 2 2" in page
    assert page.count("1 of 2, 50.0% 1 of 2, 50.0% 1 of 2, 50.0%") == 4
    assert "1 April 2025 to 31 January 2026" in page
    assert "KP8b (i), including exceptions 1 of 2, 50.0%" in page
    assert "No rating: no target of this authority is held" in page or "percentage points" in page


def test_without_a_month_it_is_this_one_and_a_coming_one_is_not_shown(small_town: Town) -> None:
    manager = small_town.as_(Role.MANAGER)
    assert "Figures, February 2026" in words(manager.get("/figures"))
    assert "Figures, February 2026" in words(manager.get("/figures?month=2027-01"))
    assert manager.get("/figures?month=nonsense").status_code == 404


def test_an_indicator_opens_to_its_cases_each_with_how_it_counts(small_town: Town) -> None:
    cases = references(two_plans(small_town))
    page = words(small_town.as_(Role.ANALYST).get(f"{KP8B}&known=now"))
    assert "1 of 2, 50.0% , in the month (1 January 2026 to 31 January 2026), as known now" in page
    assert re.search(rf"{cases['Ada']} AA, \d+ On time, 133 days", page)
    assert re.search(rf"{cases['Ben']} BB, \d+ Late, 196 days", page)


def test_a_figure_of_the_report_opens_to_its_cases_and_says_which_are_in_the_numerator(small_town: Town) -> None:
    cases = references(two_plans(small_town))
    page = words(small_town.as_(Role.MANAGER).get(KP8B))
    assert "as known when the report was counted" in page
    assert re.search(rf"{cases['Ada']} AA, \d+ Yes", page)
    assert re.search(rf"{cases['Ben']} BB, \d+ No", page)


@pytest.mark.parametrize("known", ["", "&known=now"])
def test_a_case_that_one_may_not_see_is_counted_and_not_listed(small_town: Town, known: str) -> None:
    hidden = references(two_plans(small_town))["Ben"]
    restrict(small_town.desk, hidden)
    answer = small_town.as_(Role.MANAGER).get(KP8B + known)
    assert "1 of 2, 50.0%" in words(answer)
    assert "1 of them is not listed" in words(answer)
    assert hidden not in answer.text


@pytest.mark.parametrize("figure", ["nonsense", "kp8b.all_plans.including@nonsense", "kp8a.total:nonsense"])
@pytest.mark.parametrize("known", ["", "&known=now"])
def test_a_figure_that_there_is_not_is_not_found(small_town: Town, figure: str, known: str) -> None:
    answer = small_town.as_(Role.MANAGER).get(f"/figures/cases?figure={figure}&month=2026-01{known}")
    assert answer.status_code == 404


def test_the_report_of_an_open_month_says_as_known_at_and_is_not_counted_twice(
    small_town: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    two_plans(small_town)
    manager = small_town.as_(Role.MANAGER)
    page = words(manager.get(BOARD))
    assert "This month is not closed: figures may still change. As known at 09:30." in page
    assert "For use inside the service only" in page
    assert "recorded since" not in page

    def again(*_given: object) -> None:
        raise AssertionError("counted again")

    monkeypatch.setattr("ehcp_flow.services.board.shown.make", again)
    journey(small_town.desk, "Cleo", received=date(2025, 9, 1), sent=date(2026, 1, 14))
    assert "Something has been recorded since: count again" in words(manager.get(f"{BOARD}/B2"))
    monkeypatch.undo()
    assert "recorded since" not in words(manager.get(f"{BOARD}?count=again"))
    assert "2 of 3, 66.7%" in words(manager.get(f"{BOARD}/B2"))


def test_what_was_counted_is_counted_again_after_ten_minutes(small_town: Town) -> None:
    two_plans(small_town)
    manager = small_town.as_(Role.MANAGER)
    assert "As known at 09:30" in words(manager.get(BOARD))
    small_town.desk.clock.moment = small_town.desk.clock.moment.replace(minute=39)
    assert "As known at 09:30" in words(manager.get(BOARD))
    small_town.desk.clock.moment = small_town.desk.clock.moment.replace(minute=40)
    assert "As known at 09:40" in words(manager.get(BOARD))


def test_every_block_has_a_page_whose_numbers_open_to_cases(small_town: Town) -> None:
    two_plans(small_town)
    manager = small_town.as_(Role.MANAGER)
    blocks = re.findall(rf'href="({BOARD}/B\d+)"', manager.get(BOARD).text)
    assert len(blocks) > 10
    for path in blocks:
        answer = manager.get(path)
        assert answer.status_code == 200
        assert len(answer.content) < 100_000
        assert " style=" not in answer.text
    page = manager.get(f"{BOARD}/B2")
    assert "/figures/cases?month=2026-01&amp;figure=kp8b.all_plans.including%40month" in page.text
    assert "The definitions of 4 measures" in words(page)
    assert manager.get(f"{BOARD}/B99").status_code == 404
    assert manager.get("/figures/board/2026-13").status_code == 404
    assert manager.get("/figures/board/2027-01").status_code == 404


def test_with_small_numbers_held_back_nothing_opens_to_a_case(small_town: Town) -> None:
    two_plans(small_town)
    manager = small_town.as_(Role.MANAGER)
    exact, released = manager.get(f"{BOARD}/B2"), manager.get(f"{BOARD}/B2?edition=released")
    assert "1 of 2, 50.0%" in words(exact)
    assert "1 of 2, 50.0%" not in words(released)
    assert "held back" in words(released)
    assert "/figures/cases" not in released.text


def test_the_head_of_service_sees_exact_numbers_that_do_not_open(small_town: Town) -> None:
    two_plans(small_town)
    answer = small_town.as_(Role.HEAD_OF_SERVICE).get(f"{BOARD}/B2")
    assert "1 of 2, 50.0%" in words(answer)
    assert "/figures/cases" not in answer.text


@pytest.mark.parametrize("form", ["html", "xlsx", "csv", "json"])
def test_each_form_comes_as_a_file(small_town: Town, form: str) -> None:
    two_plans(small_town)
    answer = small_town.as_(Role.MANAGER).get(f"{BOARD}/files/{form}?edition=released")
    assert answer.status_code == 200
    assert f"attachment; filename*=UTF-8''send-board-2026-01-not-closed.{form}" == answer.headers["content-disposition"]
    assert answer.headers["content-type"].startswith(FORMS[form].media_type.partition(";")[0])


def test_the_page_for_the_public_is_only_of_the_edition_that_may_leave(small_town: Town) -> None:
    two_plans(small_town)
    manager = small_town.as_(Role.MANAGER)
    assert manager.get(f"{BOARD}/files/page").status_code == 404
    assert manager.get(f"{BOARD}/files/page?edition=released").status_code == 200
    assert manager.get(f"{BOARD}/files/nonsense").status_code == 404


def test_a_closed_month_is_shown_and_given_as_it_was_kept(small_town: Town, monkeypatch: pytest.MonkeyPatch) -> None:
    cases = references(two_plans(small_town))
    closed(small_town, monkeypatch)
    journey(small_town.desk, "Cleo", received=date(2025, 9, 1), sent=date(2026, 1, 14))
    manager = small_town.as_(Role.MANAGER)
    assert "Issue 1 of this month" in words(manager.get(BOARD))
    assert "1 of 2, 50.0%" in words(manager.get(f"{BOARD}/B2"))
    behind = words(manager.get(KP8B))
    assert "as closed, issue 1" in behind
    assert all(case in behind for case in cases.values())
    first, second = manager.get(f"{BOARD}/files/json"), manager.get(f"{BOARD}/files/json")
    assert first.content == second.content
    assert first.headers["content-disposition"].endswith("send-board-2026-01-exact.json")
    assert manager.get(f"{BOARD}?issue=2").status_code == 404


def test_each_measure_has_its_definition(small_town: Town) -> None:
    answer = small_town.as_(Role.HEAD_OF_SERVICE).get("/figures/definitions?block=B2")
    assert 'id="kp8b.published.including"' in answer.text
    assert "Of the final plans sent in the period, those sent within 20 weeks" in words(answer)


def test_the_sen2_list_says_case_by_case_what_is_wrong_and_what_to_do(small_town: Town) -> None:
    case = small_town.open()
    analyst = small_town.as_(Role.ANALYST)
    answer = analyst.get("/figures/sen2?year=2027")
    page = words(answer)
    assert f'href="/cases/{case}"' in answer.text
    assert f"ehcp-flow sen2 person {case}" in page
    rules = re.findall(r"rule=(\w+)", answer.text)
    assert "S02" in rules
    only = words(analyst.get("/figures/sen2?year=2027&rule=S02"))
    assert "1 finding on 1 case by rule S02" in only
    assert analyst.get("/figures/sen2?year=1999").status_code == 404
    restrict(small_town.desk, case)
    hidden = analyst.get("/figures/sen2?year=2027")
    assert case not in hidden.text
    assert "not listed: of another team, or only named people may open the case" in words(hidden)


@pytest.mark.parametrize("role", ROLES)
def test_who_may_open_figures_and_the_cases_behind_them(small_town: Town, role: Role) -> None:
    visitor = small_town.as_(role)
    for path in ("/figures", "/figures/definitions", "/figures/months"):
        assert visitor.get(path).status_code == (200 if role in SEES else 403), path
    assert visitor.get("/figures/board").status_code == (303 if role in SEES else 403)
    if role not in SEES:
        assert visitor.get(BOARD).status_code == 403
        assert visitor.get(f"{BOARD}/B2").status_code == 403
        assert visitor.get(f"{BOARD}/files/json").status_code == 403
    assert visitor.get(f"{KP8B}&known=now").status_code == (200 if role in OPENS else 403)
    assert visitor.get("/figures/sen2?year=2026").status_code == (200 if role in MENDS else 403)


def test_the_pages_of_figures_are_sound(small_town: Town, chromium: Browser) -> None:
    two_plans(small_town)
    paths = ["/figures?month=2026-01", KP8B, BOARD, f"{BOARD}/B2", "/figures/sen2?year=2026", "/figures/months"]
    assert faults_of(chromium, small_town, Role.MANAGER, paths) == []
