"""Who hears that a notice is not answered: the DCO, a manager where it went to the DCO, and the officer once a day."""

from datetime import date, timedelta

import pytest

from ehcp_flow.services.health.follow_up import follow_up
from notifications.render import render
from tests.ehcp_flow.services.at_work import HERE, Desk
from tests.ehcp_flow.services.health.health_desk import PAT, REQUEST_TO_AGREED, SAM, TO_DRAFT, TO_FINAL, HealthDesk


@pytest.fixture
def health(desk: Desk) -> HealthDesk:
    here = HealthDesk(desk.of(HERE))
    contacts = here.contacts()
    here.child()
    here.known(contacts)
    here.happens(*REQUEST_TO_AGREED, *TO_DRAFT, *TO_FINAL)
    here.sent()
    for each in range(30):
        here.on(date(2026, 5, 1) + timedelta(days=each))
        follow_up(here.office, here.desk.clock.now())
    return here


def test_nobody_is_asked_to_chase_themselves_and_a_manager_is_told(health: HealthDesk) -> None:
    dco = next(
        each.contact_id
        for each in health.notices()
        if each.kind == "share_final" and _role(health, each.contact_id) == "dco"
    )
    of_dco = {f"HN-2026-{each.notice_id:05d}" for each in health.notices() if each.contact_id == dco}
    told = [(row.recipient, row.channel, row.facts["notice"]) for row in health.messages("health_escalation")]
    assert {to for to, _, number in told if number in of_dco} == {SAM}
    assert {way for _, way, number in told if number in of_dco} == {"email"}
    assert {to for to, _, number in told if number not in of_dco} == {"dco@health.example"}


def test_the_officer_hears_of_escalations_once_a_case_and_day_and_not_that_nothing_left(health: HealthDesk) -> None:
    asked = [row for row in health.messages("health_review") if "not answered" in row.facts["what"]]
    days = {row.created_at.date() for row in health.messages("health_escalation")}
    assert [row.recipient for row in asked] == [PAT] * len(days)
    assert len(health.messages("health_escalation")) > len(asked) > 0
    for row in asked:
        text = render(row.kind, row.facts)
        assert "has not left" not in text.body + text.html
        assert "not answered" in text.body


def _role(health: HealthDesk, contact: int) -> str:
    with health.desk.database.reading() as connection:
        from ehcp_flow.db.unit_of_work import UnitOfWork

        found = UnitOfWork(connection).health.contact(HERE, contact)
    assert found is not None
    return found.role
