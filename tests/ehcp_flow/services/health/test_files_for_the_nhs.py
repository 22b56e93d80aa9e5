"""What a file for the NHS says of the authority and of the day on which a flag ends: from the settings to the file."""

from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest
from pydantic import ValidationError

from ehcp_flow.bootstrap import Installation
from ehcp_flow.config import Settings
from ehcp_flow.db.outbox_desk import OutboxDesk
from ehcp_flow.db.unit_of_work import UnitOfWork
from ehcp_flow.services.health.payload import Sender, attached_by, attachments
from ehcp_flow.services.sending.delivery import deliver
from notifications.channels.base import DeliveryError
from notifications.health.fhir import Bundle, Flag
from tests.ehcp_flow.services.at_work import HERE, Desk
from tests.ehcp_flow.services.health.health_desk import (
    NUMBER,
    REQUEST_TO_AGREED,
    SURNAME,
    TO_AMENDED,
    TO_DRAFT,
    TO_END,
    TO_FINAL,
    HealthDesk,
)

OURS: dict[str, Any] = {
    "fhir_base": "https://send.council.example/fhir/",
    "ods_code": "X99",
    "snomed_code": "123456789",
    "mesh_from": "X26OT001",
    "mesh_workflow": "EHC_FLAG",
    "mesh_to": {"High Street Surgery": "A81001"},
}


@pytest.fixture
def health(desk: Desk) -> HealthDesk:
    """A child with a final plan, of which health is told by file."""
    health = HealthDesk(desk.of(HERE))
    contacts = health.contacts()
    health.child()
    health.known(contacts)
    health.happens(*REQUEST_TO_AGREED, *TO_DRAFT, *TO_FINAL)
    return health


def put_down(health: HealthDesk, **given: Any) -> list[Path]:
    """The files that an installation with these settings puts down."""
    folder = health.desk.folder / "out"
    settings = Settings(mail_folder=str(folder), **given)
    installed = Installation(settings, health.desk.database, health.desk.clock)
    deliver(installed, health.desk.clock.now(), attach=attached_by(settings))
    return sorted(each for each in folder.rglob("*") if each.is_file())


def flags(files: list[Path]) -> list[Flag]:
    return [Bundle.from_json(each.read_bytes()).entry[0].resource for each in files if each.name.endswith(".fhir.json")]


def test_what_is_set_reaches_the_fhir_file(health: HealthDesk) -> None:
    for flag in flags(put_down(health, **OURS)):
        assert flag.author.identifier is not None
        assert flag.author.identifier.value == "X99"
        assert flag.identifier[0].system == "https://send.council.example/fhir/Id/ehc-case"
        codes = {each.system: each.code for each in flag.code.coding}
        assert codes["https://send.council.example/fhir/CodeSystem/ehc-plan-flag"] == "has-ehc-plan"
        assert codes["http://snomed.info/sct"] == "123456789"


def test_as_shipped_no_code_is_made_up_and_the_author_has_words(health: HealthDesk) -> None:
    made = flags(put_down(health))
    assert made
    for flag in made:
        assert flag.author.identifier is None
        assert flag.author.display == f"Local authority {HERE}"
        assert [each.code for each in flag.code.coding] == ["has-ehc-plan"]


def test_a_provider_with_a_mailbox_gets_the_pair_and_no_other_does(health: HealthDesk) -> None:
    files = put_down(health, **OURS)
    controls = [ElementTree.fromstring(each.read_bytes()) for each in files if each.name.endswith(".ctl")]
    assert controls
    for root in controls:
        told = [root.findtext(name) for name in ("From_DTS", "To_DTS", "WorkflowId")]
        assert told == ["X26OT001", "A81001", "EHC_FLAG"]
    assert len(controls) == len([each for each in files if each.name.endswith(".dat")]) < len(flags(files))


def test_without_the_settings_there_is_no_pair(health: HealthDesk) -> None:
    assert not [each for each in put_down(health) if each.suffix in (".ctl", ".dat")]


def test_a_mailbox_that_cannot_be_one_is_said_once_and_names_nobody(health: HealthDesk) -> None:
    wrong = Sender(mesh_from="no mailbox", mesh_workflow="EHC_FLAG", mesh_to={"High Street Surgery": "A81001"})
    with health.desk.database.reading() as connection:
        messages = [each.message for each in OutboxDesk(connection).listed(HERE)]
        surgery, *_later = [each for each in messages if each.kind == "health_set" and "high.street" in each.recipient]
        with pytest.raises(DeliveryError) as raised:
            attachments(UnitOfWork(connection), surgery, datetime(2026, 5, 2, tzinfo=UTC), wrong)
    assert raised.value.permanent
    assert not [hidden for hidden in (SURNAME, NUMBER) if hidden in f"{raised.value} {raised.value.__cause__}"]


@pytest.mark.parametrize(
    "given, words",
    [
        ({"fhir_base": "http://send.council.example"}, "https"),
        ({"mesh_from": "X26OT001"}, "mesh_workflow"),
        ({"mesh_to": {"Surgery": "A81001"}}, "mesh_from"),
        ({"mesh_to": {"Surgery": "a mailbox"}, "mesh_from": "X26OT001", "mesh_workflow": "W"}, "mesh_to"),
        ({"ods_code": "x 9"}, "ods_code"),
        ({"snomed_code": "plan"}, "snomed_code"),
        ({"own_domains": "council.example, nowhere"}, "own_domains"),
    ],
)
def test_a_setting_that_cannot_be_right_is_refused_by_its_name(given: dict[str, Any], words: str) -> None:
    with pytest.raises(ValidationError, match=words):
        Settings(**given)


# --- The day on which a flag ends ---


def test_the_text_the_narrative_and_the_period_of_a_clear_say_the_day_on_which_the_flag_ends(
    health: HealthDesk,
) -> None:
    put_down(health)
    health.happens(*TO_AMENDED, *TO_END)
    health.on(date(2027, 9, 7))
    cleared = [each for each in put_down(health) if ".HN-" in each.name and "health_clear" in each.name]
    texts = [each.read_text(encoding="utf-8") for each in cleared if each.suffix == ".txt"]
    ended = flags(cleared)
    assert len(texts) == len(ended) >= 3
    for text in texts:
        assert "Effective date:      1 September 2027" in " ".join(text.split(" "))
        assert "Date of this notice: 7 September 2027" in text
        assert "May 2026" not in text
    for flag in ended:
        assert flag.period is not None
        assert flag.period.start == date(2026, 5, 1)
        assert flag.period.end == date(2027, 9, 1)
        assert "Effective date: 1 September 2027" in flag.text.div


def test_a_clear_says_its_day_even_where_the_day_on_which_the_plan_began_is_not_known(health: HealthDesk) -> None:
    put_down(health)
    health.happens(*TO_AMENDED, *TO_END)
    facts = [row.facts for row in health.messages("health_clear")]
    assert {each["effective"] for each in facts} == {"Wednesday 1 September 2027"}
