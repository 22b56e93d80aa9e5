"""Somebody who has left is not written to: what waited goes to the role mailbox, else a person is asked."""

from datetime import date

import pytest

from ehcp_flow.db.outbox_desk import OutboxDesk
from ehcp_flow.db.unit_of_work import unit_of_work
from ehcp_flow.services.health.at_sending import still_may_go
from ehcp_flow.services.health.follow_up import follow_up
from ehcp_flow.services.health.people import contact_left
from tests.ehcp_flow.services.at_work import HERE, Desk
from tests.ehcp_flow.services.health.health_desk import REQUEST_TO_AGREED, TRUST, HealthDesk
from workflows.refusals import Refusal

AGREED, NEXT = date(2026, 2, 4), date(2026, 2, 5)


@pytest.fixture
def health(desk: Desk) -> HealthDesk:
    return HealthDesk(desk.of(HERE))


def with_nurse(health: HealthDesk, mailbox: bool) -> int:
    """A school nurse with an address of her own, with or without a mailbox of all of them beside it."""
    contacts = health.contacts()
    left = contact_left(health.office, contacts["nurse"], date(2025, 1, 1))
    assert not isinstance(left, Refusal)
    nurse = health.contact("school_nurse", "Ada Fenn", provider=TRUST)
    health.child()
    health.known(contacts)
    health.happens(*REQUEST_TO_AGREED)
    if mailbox:
        health.contact("school_nurse", "All nurses", provider=TRUST, role_mailbox=True)
    return nurse


def waiting_for(health: HealthDesk, contact: int) -> list[str]:
    return [each.stands for each in health.notices() if each.contact_id == contact]


def leaves(health: HealthDesk, nurse: int, on: date) -> None:
    assert not isinstance(contact_left(health.office, nurse, on), Refusal)


def test_what_waited_for_somebody_who_left_goes_to_the_mailbox(health: HealthDesk) -> None:
    nurse = with_nurse(health, mailbox=True)
    assert waiting_for(health, nurse) == ["queued"]
    leaves(health, nurse, AGREED)
    assert waiting_for(health, nurse) == ["cancelled"]
    assert waiting_for(health, nurse + 1) == ["queued"]


def test_what_waited_for_somebody_who_left_without_a_mailbox_is_a_task(health: HealthDesk) -> None:
    nurse = with_nurse(health, mailbox=False)
    leaves(health, nurse, AGREED)
    assert waiting_for(health, nurse) == ["cancelled"]
    assert any("school nurse" in each.task.what for each in health.tasks("health_gap"))


def test_a_held_notice_of_somebody_who_left_is_not_let_go_to_them(health: HealthDesk) -> None:
    nurse = with_nurse(health, mailbox=True)
    health.sent("failed")
    leaves(health, nurse, AGREED)
    assert waiting_for(health, nurse) == ["cancelled"]


@pytest.mark.parametrize("mailbox", [True, False])
def test_on_the_day_on_which_somebody_leaves_what_waits_goes_to_another(health: HealthDesk, mailbox: bool) -> None:
    nurse = with_nurse(health, mailbox)
    leaves(health, nurse, NEXT)
    assert waiting_for(health, nurse) == ["cancelled" if mailbox else "queued"]
    health.on(NEXT)
    follow_up(health.office, health.desk.clock.now())
    assert waiting_for(health, nurse) == ["cancelled"]
    assert waiting_for(health, nurse + 1) == (["queued"] if mailbox else [])
    if not mailbox:
        assert any("school nurse" in each.task.what for each in health.tasks("health_gap"))


def test_a_message_to_somebody_who_has_left_is_stopped_as_it_leaves(health: HealthDesk) -> None:
    nurse = with_nurse(health, mailbox=False)
    leaves(health, nurse, NEXT)
    health.on(NEXT)
    (notice,) = [each for each in health.notices() if each.contact_id == nurse]
    with health.desk.database.reading() as connection:
        (message,) = [
            each.message for each in OutboxDesk(connection).listed(HERE) if each.message.message_id == notice.message_id
        ]
    with unit_of_work(health.desk.database) as uow:
        why = still_may_go(uow, message, health.desk.clock.now())
        uow.commit()
    assert why == "Whom it is for has left."
    assert waiting_for(health, nurse) == ["held"]
    assert any("has left" in each.task.what for each in health.tasks("health_held"))
