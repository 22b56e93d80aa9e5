"""A health notice at the gate once more, as it leaves: what was decided since it was queued counts."""

from datetime import date
from pathlib import Path

import pytest

from ehcp_flow.bootstrap import Installation
from ehcp_flow.config import Settings
from ehcp_flow.db.outbox_desk import OutboxDesk
from ehcp_flow.services.health.people import decide, set_person
from ehcp_flow.services.sending.delivery import Delivered, deliver
from tests.ehcp_flow.services.at_work import HERE, Desk
from tests.ehcp_flow.services.health.health_desk import CASE, REQUEST_TO_AGREED, TO_DRAFT, TRUST, HealthDesk
from workflows.refusals import Refusal


@pytest.fixture
def health(desk: Desk) -> HealthDesk:
    return HealthDesk(desk.of(HERE))


def sent(health: HealthDesk) -> tuple[Delivered, list[Path]]:
    """What was done with what waits, and the files that hold a draft plan's notice."""
    outbox = health.desk.folder / "outbox"
    done = deliver(
        Installation(Settings(mail_folder=str(outbox)), health.desk.database, health.desk.clock),
        health.desk.clock.now(),
    )
    return done, list(outbox.glob("*/*health_share_draft*"))


def test_a_notice_whose_basis_ran_out_while_it_waited_does_not_leave(health: HealthDesk) -> None:
    contacts = health.contacts("file")
    health.child()
    health.on(date(2026, 1, 5))
    answers = (
        set_person(health.office, CASE, contacts["gp"], TRUST, verified_by="Pat Osier"),
        decide(health.office, CASE, "consent", "Consent to share", "Sam Rowan", expires_on=date(2026, 4, 13)),
    )
    assert not [each for each in answers if isinstance(each, Refusal)]
    health.happens(*REQUEST_TO_AGREED, *TO_DRAFT)
    health.on(date(2026, 5, 20))
    done, files = sent(health)
    assert files == []
    assert done.cancelled > 0
    with health.desk.database.reading() as connection:
        stopped = OutboxDesk(connection).listed(HERE, state="cancelled", kind="health_share_draft")
    assert stopped
    assert all(each.message.error for each in stopped)
    assert "delivered" not in {each.stands for each in health.notices() if each.kind == "share_draft"}
