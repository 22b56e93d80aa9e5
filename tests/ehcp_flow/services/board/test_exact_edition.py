"""What holds nothing back is made only for those who may see it, whoever calls: the question is in the service."""

from collections.abc import Callable
from datetime import date

import pytest

from ehcp_flow.services.board.packs import since_last_meeting, three_months
from ehcp_flow.services.board.printing import printed
from ehcp_flow.services.board.restated import since_closed
from ehcp_flow.services.users import add_user
from tests.ehcp_flow.services.at_work import Desk
from tests.ehcp_flow.services.board.months_at_work import FEBRUARY, JANUARY, closed, refused
from workflows.refusals import Refusal

PANEL, ANALYST = "pat@example.org", "ana@example.org"
MEETING = date(2026, 1, 20)

pytestmark = pytest.mark.usefixtures("two_forms")


@pytest.fixture
def january(year: Desk) -> Desk:
    """January is closed; there is an analyst and a member of the panel."""
    closed(year)
    add_user(year.office, "Ana Lyst", ANALYST, ["analyst"])
    add_user(year.office, "Pat Panel", PANEL, ["panel_member"])
    return year


Ask = Callable[[Desk, bool, str | None], object]
EDITIONS: dict[str, Ask] = {
    "a closed month": lambda desk, exact, by: printed(desk.office, JANUARY, desk.clock.now(), exact, None, (), by=by),
    "a month as it stands": lambda desk, exact, by: printed(
        desk.office, FEBRUARY, desk.clock.now(), exact, None, ("json",), by=by
    ),
    "a pack since the meeting": lambda desk, exact, by: since_last_meeting(desk.office, MEETING, exact, by=by),
}


@pytest.mark.parametrize("ask", EDITIONS.values(), ids=EDITIONS.keys())
def test_the_exact_edition_is_refused_to_who_may_not_see_it_and_the_other_is_not(january: Desk, ask: Ask) -> None:
    refusal = refused(ask(january, True, PANEL))
    assert refusal.what == "See the report with its small numbers"
    assert refusal.why.startswith(f"{PANEL} has none of the roles that may:")
    assert "no active user" in refused(ask(january, True, "nobody@example.org")).why
    for exact, by in ((True, ANALYST), (True, None), (False, PANEL)):
        assert not isinstance(ask(january, exact, by), Refusal), (exact, by)


def test_the_exact_three_months_are_refused_before_it_is_said_which_of_them_are_closed(january: Desk) -> None:
    assert "has none of the roles" in refused(three_months(january.office, JANUARY, True, by=PANEL)).why
    assert "is not closed" in refused(three_months(january.office, JANUARY, True, by=ANALYST)).why
    assert "is not closed" in refused(three_months(january.office, JANUARY, False, by=PANEL)).why


def test_what_was_restated_is_shown_with_its_cases_to_those_who_may_see_them(january: Desk) -> None:
    assert "has none of the roles" in refused(since_closed(january.office, JANUARY, PANEL)).why
    assert not isinstance(since_closed(january.office, JANUARY, ANALYST), Refusal)
    assert refused(since_closed(january.office, FEBRUARY, ANALYST)).why == "it is not closed"
