"""Nobody is reminded of a notice after a death, nor once a later notice has taken its place."""

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

import pytest

from ehcp_flow.cli.notice_words import notice_rows
from ehcp_flow.db.unit_of_work import UnitOfWork, unit_of_work
from ehcp_flow.services.cases import correct
from ehcp_flow.services.health.follow_up import follow_up
from ehcp_flow.services.health.lookups import ShownNotices, list_notices
from tests.ehcp_flow.services.at_work import HERE, Desk
from tests.ehcp_flow.services.health.health_desk import BORN, CASE, REQUEST_TO_AGREED, TO_DRAFT, TO_FINAL, HealthDesk
from workflows.refusals import Refusal
from workflows.vocabulary import Event

REMINDERS = ("health_chaser", "health_escalation")


@pytest.fixture
def health(desk: Desk) -> HealthDesk:
    here = HealthDesk(desk.of(HERE))
    contacts = here.contacts()
    here.child()
    here.known(contacts)
    return here


def followed(health: HealthDesk, first: date, days: int) -> None:
    for each in range(days):
        health.on(first + timedelta(days=each))
        follow_up(health.office, health.desk.clock.now())


def reminders(health: HealthDesk, *states: str) -> list[Any]:
    found = [row for kind in REMINDERS for row in health.messages(kind)]
    return [row for row in found if not states or row.state in states]


def withdrawn(day: date) -> tuple[date, Event, Mapping[str, Any]]:
    return (day, Event.REQUEST_WITHDRAWN, {"reason": "The child has died"})


def test_after_a_death_nobody_is_reminded_and_what_waits_is_cancelled(health: HealthDesk) -> None:
    health.happens(*REQUEST_TO_AGREED)
    health.sent()
    followed(health, date(2026, 2, 11), 1)
    assert len(reminders(health, "ready")) == 3
    health.happens(withdrawn(date(2026, 2, 12)))
    assert reminders(health, "ready") == []
    assert {row.state for row in reminders(health)} == {"cancelled"}
    assert {each.chase_on for each in health.notices()} == {None}
    followed(health, date(2026, 2, 13), 80)
    assert len(reminders(health)) == 3


def test_a_birthday_that_does_not_come_is_no_task(health: HealthDesk) -> None:
    health.happens(*REQUEST_TO_AGREED)
    health.happens(withdrawn(date(2026, 2, 11)))
    followed(health, BORN.replace(year=BORN.year + 18) + timedelta(days=1), 2)
    assert health.tasks("health_birthday") == []


def test_what_was_no_death_is_followed_again(health: HealthDesk) -> None:
    health.happens(*REQUEST_TO_AGREED)
    health.sent()
    health.happens(withdrawn(date(2026, 2, 5)))
    with health.desk.database.reading() as connection:
        stored = UnitOfWork(connection).cases.load(HERE, CASE)
    assert stored is not None
    number = next(each.number for each in stored.entries if each.event == Event.REQUEST_WITHDRAWN)
    done = correct(health.office, CASE, number, "another child", never_happened=True, confirmed=True)
    assert not isinstance(done, Refusal), done
    assert None not in {each.chase_on for each in health.notices() if each.kind == "set"}


def test_a_notice_that_was_to_be_followed_before_this_is_let_be_after_a_death(health: HealthDesk) -> None:
    health.happens(*REQUEST_TO_AGREED)
    health.sent()
    health.happens(withdrawn(date(2026, 2, 5)))
    with unit_of_work(health.desk.database) as uow:  # as an earlier release left it
        for each in health.notices():
            uow.notices.change(each, chase_on=date(2026, 2, 10))
        uow.commit()
    followed(health, date(2026, 2, 10), 40)
    assert reminders(health) == []
    assert {each.chase_on for each in health.notices()} == {None}


def test_a_flag_is_not_chased_after_the_notice_to_clear_it_has_left(health: HealthDesk) -> None:
    health.happens(*REQUEST_TO_AGREED)
    health.sent()
    health.happens((date(2026, 2, 5), Event.REQUEST_WITHDRAWN, {"reason": "The family moved abroad"}))
    health.sent()
    followed(health, date(2026, 2, 6), 60)
    assert {row.facts["what"] for row in reminders(health)} == {"Please clear the flag"}
    found = list_notices(health.office, case=CASE)
    assert isinstance(found, ShownNotices)
    states = {(row[2], row[4]) for row in notice_rows(found.notices)}
    assert ("Please set the flag", "Delivered; overtaken by a later notice") in states


def test_a_draft_is_not_chased_after_the_final_plan_has_left(health: HealthDesk) -> None:
    health.happens(*REQUEST_TO_AGREED, *TO_DRAFT)
    health.sent()
    health.happens((date(2026, 4, 16), Event.FINAL_PLAN_SENT, {"version": "2", "early_because": "The family agreed"}))
    health.sent()
    followed(health, date(2026, 4, 17), 60)
    assert "Draft plan to comment on" not in {row.facts["what"] for row in reminders(health)}
    drafts = [each for each in health.notices() if each.kind == "share_draft"]
    assert {each.comment for each in drafts} == {""}, "health was not silent until a day that came after the final plan"


def test_a_later_notice_that_has_not_left_overtakes_nothing(health: HealthDesk) -> None:
    health.happens(*REQUEST_TO_AGREED)
    health.sent()
    health.happens((date(2026, 2, 5), Event.REQUEST_WITHDRAWN, {"reason": "The family moved abroad"}))
    followed(health, date(2026, 2, 11), 1)
    assert {row.facts["what"] for row in reminders(health)} == {"Please set the flag"}


def test_the_plan_of_an_earlier_day_is_followed_while_a_later_draft_is_out(health: HealthDesk) -> None:
    health.happens(*REQUEST_TO_AGREED, *TO_DRAFT, *TO_FINAL)
    health.sent()
    finals = [each for each in health.notices() if each.kind == "share_final"]
    assert {each.overtaken_by for each in finals} == {None}
