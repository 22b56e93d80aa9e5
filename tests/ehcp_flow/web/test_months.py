"""Closed months on the pages: closing, what was restated since, a new issue, and who is sent the report."""

from datetime import date

import pytest

from reports.forms.registry import FORMS
from tests.ehcp_flow.services.board.months_at_work import journey
from tests.ehcp_flow.services.restricting import restrict
from tests.ehcp_flow.web.a_site import ROLES, Town, words
from tests.ehcp_flow.web.test_figures import references, two_plans
from workflows.vocabulary import Role

CLOSES = {Role.MANAGER, Role.ANALYST, Role.HEAD_OF_SERVICE}
OPENS = {Role.MANAGER, Role.ANALYST, Role.DECISION_MAKER}
RESTATED = "/figures/months/2026-01/restated"


@pytest.fixture
def january(small_town: Town, monkeypatch: pytest.MonkeyPatch) -> Town:
    """Two plans in January, and closing makes two of the forms, which are made at once."""
    monkeypatch.setattr("ehcp_flow.services.board.closing.FORMS", {name: FORMS[name] for name in ("html", "json")})
    return two_plans(small_town)


def close(town: Town, role: Role = Role.MANAGER) -> str:
    """What is said after closing January."""
    visitor = town.as_(role)
    return words(visitor.follow(visitor.post("/figures/months/close", month="2026-01")))


def test_a_month_is_closed_and_then_offered_no_more(january: Town) -> None:
    manager = january.as_(Role.MANAGER)
    assert "No month is closed yet" in words(manager.get("/figures/months"))
    assert '<option value="2026-01">' in manager.get("/figures/months").text
    assert '<option value="2026-02">' not in manager.get("/figures/months").text
    assert "January 2026 is closed: issue 1. It goes to 0 readers." in close(january)
    after = manager.get("/figures/months")
    assert '<option value="2026-01">' not in after.text
    assert "January 2026, issue 1" in words(after)
    again = manager.post("/figures/months/close", month="2026-01")
    assert again.status_code == 409
    assert "it is closed already" in words(again).lower()


def test_what_cannot_be_closed_is_said(january: Town) -> None:
    manager = january.as_(Role.MANAGER)
    missing = manager.post("/figures/months/close", month="")
    assert missing.status_code == 422
    assert "Choose the month to close" in words(missing)
    assert manager.post("/figures/months/close", month="2026-02").status_code == 409
    assert manager.post("/figures/months/close", month="nonsense").status_code == 409
    assert manager.get(RESTATED).status_code == 404


def test_what_was_recorded_since_is_shown_with_its_cases_and_makes_a_new_issue(january: Town) -> None:
    close(january)
    manager = january.as_(Role.MANAGER)
    assert "Every figure is still the same" in words(manager.get(RESTATED))
    journey(january.desk, "Cleo", received=date(2025, 9, 1), sent=date(2026, 1, 14))
    case = references(january)["Cleo"]
    answer = manager.get(f"{RESTATED}?count=again")
    assert "Plans issued within 20 weeks, including exceptions in the month 1 of 2, 50.0% 2 of 3, 66.7%" in words(
        answer
    )
    assert f"Came in: {case}" in words(answer)
    assert f'href="/cases/{case}"' in answer.text
    missing = manager.post("/figures/months/2026-01/reissue", month="2026-01", reason="")
    assert missing.status_code == 422
    assert "Say why there is a new issue" in words(missing)
    named = manager.post("/figures/months/2026-01/reissue", month="2026-01", reason=f"{case} was late")
    assert named.status_code == 409
    done = manager.post("/figures/months/2026-01/reissue", month="2026-01", reason="A plan was recorded late")
    after = words(manager.follow(done))
    assert "January 2026 is closed: issue 2" in after
    assert "A plan was recorded late" in after
    assert "Replaced" in after
    assert "1 of 2, 50.0%" in words(manager.get("/figures/board/2026-01/B2?issue=1"))
    assert "2 of 3, 66.7%" in words(manager.get("/figures/board/2026-01/B2"))


def test_a_case_that_one_may_not_see_is_not_named_among_what_was_restated(january: Town) -> None:
    close(january)
    journey(january.desk, "Cleo", received=date(2025, 9, 1), sent=date(2026, 1, 14))
    case = references(january)["Cleo"]
    restrict(january.desk, case)
    answer = january.as_(Role.MANAGER).get(RESTATED)
    assert "2 of 3, 66.7%" in words(answer)
    assert case not in answer.text
    assert "1 case not listed" in words(answer)


def test_readers_are_put_on_the_list_and_taken_off(small_town: Town) -> None:
    manager = small_town.as_(Role.MANAGER)
    added = manager.post("/figures/months/readers", email="Board@example.org", name="SEND Board")
    page = words(manager.follow(added))
    assert "board@example.org is sent the report from the next month that is closed" in page
    assert "board@example.org SEND Board Stop sending" in page
    twice = manager.post("/figures/months/readers", email="board@example.org", name="")
    assert twice.status_code == 409
    assert manager.post("/figures/months/readers", email="nonsense", name="").status_code == 409
    missing = manager.post("/figures/months/readers", email="", name="")
    assert missing.status_code == 422
    assert "Give the e-mail address" in words(missing)
    gone = manager.post("/figures/months/readers/remove", email="board@example.org")
    assert "Nobody is on the list" in words(manager.follow(gone))
    assert manager.post("/figures/months/readers/remove", email="board@example.org").status_code == 409


@pytest.mark.parametrize("role", ROLES)
def test_who_may_close_months_and_see_what_was_restated(small_town: Town, role: Role) -> None:
    visitor = small_town.as_(role)
    may = role in CLOSES
    for path in ("close", "readers", "readers/remove"):
        status = visitor.post(f"/figures/months/{path}", month="", email="").status_code
        assert status in ((422, 409) if may else (403,)), path
    assert visitor.get(RESTATED).status_code == (404 if role in OPENS else 403)
    reissued = visitor.post("/figures/months/2026-01/reissue", month="2026-01", reason="late").status_code
    assert reissued == (409 if role in CLOSES & OPENS else 403)
    if not may:
        assert "Close a month" not in words(visitor.get("/figures/months"))
