"""No name, birth date or NHS number leaves but in a file, and none is in a message's facts, a text, a log or an error."""

import logging
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from ehcp_flow.db.outbox_desk import OutboxDesk
from ehcp_flow.db.unit_of_work import UnitOfWork, unit_of_work
from ehcp_flow.services.health.follow_up import follow_up
from ehcp_flow.services.health.payload import KINDS, attachments
from ehcp_flow.services.health.reconciliation import reconcile
from notifications.channels.base import Attachment, DeliveryError
from notifications.health.fhir import Bundle
from notifications.render import render
from tests.ehcp_flow.services.at_work import HERE, Desk
from tests.ehcp_flow.services.health.health_desk import (
    BORN,
    FORENAME,
    NUMBER,
    REQUEST_TO_AGREED,
    SURNAME,
    TO_AMENDED,
    TO_DRAFT,
    TO_END,
    TO_FINAL,
    HealthDesk,
)

SECRET = (SURNAME, FORENAME, NUMBER, "943 476 5919", BORN.isoformat(), "1 June 2018")
NOW = datetime(2027, 9, 2, 9, tzinfo=UTC)


def told_everything(desk: Desk, channel: str = "file") -> HealthDesk:
    """The whole journey, with reminders and lists."""
    health = HealthDesk(desk.of(HERE))
    contacts = health.contacts(channel)
    health.child()
    health.known(contacts)
    for steps in (REQUEST_TO_AGREED, TO_DRAFT, TO_FINAL, TO_AMENDED, TO_END):
        health.happens(*steps)
        reconcile(health.office, f"{health.desk.clock.today():%Y-%m}", health.desk.clock.now())
        health.sent()
        follow_up(health.office, health.desk.clock.now())
    health.on(health.desk.clock.today() + timedelta(days=14))
    follow_up(health.office, health.desk.clock.now())
    return health


def carried(health: HealthDesk, prefix: str) -> list[tuple[Attachment, ...]]:
    """What goes with each message of these kinds."""
    with health.desk.database.reading() as connection:
        uow = UnitOfWork(connection)
        found = [each.message for each in OutboxDesk(connection).listed(HERE) if each.message.kind.startswith(prefix)]
        return [attachments(uow, message, NOW) for message in found]


@pytest.mark.parametrize("channel", ["file", "email"])
def test_no_fact_text_task_or_log_names_the_child(
    desk: Desk, channel: str, caplog: pytest.LogCaptureFixture, capsys: pytest.CaptureFixture[str]
) -> None:
    caplog.set_level(logging.DEBUG)
    health = told_everything(desk, channel)
    messages = [row for row in health.messages("") if row.kind.startswith(("health_", "reconciliation"))]
    assert {row.kind for row in messages} >= {
        "health_set", "health_update", "health_clear", "health_share_draft", "health_share_final", "health_invite",
        "health_chaser", "reconciliation_ready",
    }  # fmt: skip
    for row in messages:
        text = render(row.kind, row.facts)
        for hidden in SECRET:
            assert hidden not in f"{row.facts} {row.dedupe_key} {row.order_key} {row.error}", row.kind
            assert hidden not in f"{text.subject} {text.body} {text.html}", row.kind
        assert "paediatrics" not in str(row.facts)
    contents = health.desk.contents()
    for table in ("task", "health_notice", "notice_link", "reconciliation", "outbox"):
        assert not any(hidden in str(contents[table]) for hidden in SECRET), table
    printed = caplog.text + "".join(capsys.readouterr())
    assert not any(hidden in printed for hidden in SECRET)


def test_a_file_carries_the_minimum_and_a_fhir_flag(desk: Desk) -> None:
    health = told_everything(desk)
    for text, fhir in carried(health, "health_set"):
        said = text.content.decode()
        assert "943 476 5919" in said
        assert f"{FORENAME} {SURNAME}" in said
        assert "1 June 2018" in said
        assert "Made-up School" not in said
        assert (fhir.media_type, fhir.name) == ("application/fhir+json", text.name.replace(".txt", ".fhir.json"))
        flag = Bundle.from_json(fhir.content).entry[0].resource
        assert flag.status == "active"
    assert all(len(files) == 1 for files in carried(health, "health_share_draft"))
    cleared = [Bundle.from_json(files[1].content).entry[0].resource.status for files in carried(health, "health_clear")]
    assert set(cleared) == {"inactive"}
    assert carried(health, "health_chaser") == [()] * len(carried(health, "health_chaser"))
    lists = [files for files in carried(health, "reconciliation") if files]
    assert any(NUMBER.encode() in files[0].content for files in lists)


def test_email_and_webhook_carry_nothing(desk: Desk) -> None:
    health = told_everything(desk, "email")
    for kind in KINDS:
        assert not any(carried(health, kind)), kind


def test_without_a_birth_date_it_is_not_sent_and_the_error_names_nobody(desk: Desk) -> None:
    health = HealthDesk(desk.of(HERE))
    contacts = health.contacts()
    health.child()
    health.known(contacts)
    health.happens(*REQUEST_TO_AGREED)
    with unit_of_work(health.desk.database) as uow:
        person = uow.people.get(HERE, 1)
        assert person is not None
        uow.people.save(replace(person, born=None))
        uow.commit()
    with pytest.raises(DeliveryError) as raised:
        carried(health, "health_set")
    assert raised.value.permanent
    assert SURNAME not in str(raised.value)


def test_what_is_shown_of_a_notice_names_nobody(desk: Desk) -> None:
    health = told_everything(desk)
    assert not any(hidden in repr(health.notices()) for hidden in SECRET)
