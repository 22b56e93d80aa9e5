"""The time to comment on a draft is that of the day on which it goes, not of the day on which it was held."""

from datetime import date, timedelta

import pytest

from ehcp_flow.db.notices import Notice
from ehcp_flow.services.health.follow_up import follow_up
from ehcp_flow.services.health.people import decide
from tests.ehcp_flow.services.at_work import HERE, Desk
from tests.ehcp_flow.services.health.health_desk import CASE, REQUEST_TO_AGREED, TO_DRAFT, HealthDesk
from workflows.refusals import Refusal
from workflows.words import day_words


@pytest.fixture
def health(desk: Desk) -> HealthDesk:
    """A draft of 13 April 2026, held by an objection. The family has until 27 April."""
    here = HealthDesk(desk.of(HERE))
    contacts = here.contacts()
    here.child()
    here.known(contacts)
    here.happens(*REQUEST_TO_AGREED)
    here.sent()
    assert not isinstance(decide(here.office, CASE, "objection", "No plan to health", "her mother"), Refusal)
    here.happens(*TO_DRAFT)
    return here


def let_go(health: HealthDesk, day: date) -> Notice:
    health.on(day)
    assert not isinstance(decide(health.office, CASE, "objection_withdrawn", "Talked", "her mother"), Refusal)
    return draft(health)


def draft(health: HealthDesk) -> Notice:
    return next(each for each in health.notices() if each.kind == "share_draft")


def test_a_draft_that_was_held_has_the_time_that_is_left_as_it_goes(health: HealthDesk) -> None:
    assert draft(health).comment_until == date(2026, 4, 23)
    assert let_go(health, date(2026, 4, 24)).comment_until == date(2026, 4, 27)
    (row, *_) = health.messages("health_share_draft")
    assert "27 April 2026" in row.facts["comment_until"]


def test_a_draft_that_goes_after_the_familys_time_asks_for_no_comment_in_the_past(health: HealthDesk) -> None:
    late = date(2026, 5, 6)
    assert let_go(health, late).comment_until == late
    health.sent()
    health.on(late + timedelta(days=1))
    follow_up(health.office, health.desk.clock.now())
    assert f"between {day_words(late)} and {day_words(late)}" in draft(health).comment


def test_silence_is_of_the_days_that_there_were(health: HealthDesk) -> None:
    let_go(health, date(2026, 4, 24))
    health.sent()
    health.on(date(2026, 4, 28))
    follow_up(health.office, health.desk.clock.now())
    assert "between 24 April 2026 and 27 April 2026" in draft(health).comment
