"""Health notices as they arrive: files to open, in order, once; and as e-mail with no more than initials."""

import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from pathlib import Path

import pytest

from ehcp_flow.bootstrap import Installation
from ehcp_flow.config import Settings
from ehcp_flow.services.health.people import decide, set_person
from ehcp_flow.services.health.release import release
from ehcp_flow.services.running.run_due import run_due
from ehcp_flow.services.sending.delivery import deliver
from notifications.health.fhir import Bundle
from tests.ehcp_flow.services.at_work import HERE, Desk
from tests.ehcp_flow.services.health.health_desk import (
    CASE,
    FORENAME,
    NUMBER,
    REQUEST_TO_AGREED,
    SURNAME,
    TO_AMENDED,
    TO_DRAFT,
    TO_END,
    TO_FINAL,
    TRUST,
    HealthDesk,
)


@pytest.fixture
def health(desk: Desk) -> HealthDesk:
    return HealthDesk(desk.of(HERE))


def installed(health: HealthDesk) -> Installation:
    settings = Settings(mail_folder=str(health.desk.folder / "out"))
    return Installation(settings, health.desk.database, health.desk.clock)


def delivered(health: HealthDesk) -> int:
    return deliver(installed(health), health.desk.clock.now()).sent


def files(health: HealthDesk, ending: str) -> list[Path]:
    """What lies in the folders of the recipients."""
    return sorted((health.desk.folder / "out").glob(f"[!.]*/*{ending}"))


def test_a_notice_by_file_arrives_with_what_the_provider_needs(health: HealthDesk) -> None:
    contacts = health.contacts()
    health.child()
    health.known(contacts)
    health.happens(*REQUEST_TO_AGREED)
    assert delivered(health) >= 3
    assert [each.stands for each in health.notices()] == ["delivered"] * 3
    assert all(each.left_at is not None for each in health.notices())
    flags = [Bundle.from_json(file.read_bytes()) for file in files(health, ".fhir.json")]
    assert len(flags) == 3
    texts = [file.read_text(encoding="utf-8") for file in files(health, ".txt") if "health_set" in file.name]
    carrying = [text for text in texts if "943 476 5919" in text]
    covers = [text for text in texts if text.startswith("To: ")]
    assert (len(carrying), len(covers)) == (3, 3)
    for text in covers:
        assert not any(hidden in text for hidden in (NUMBER, "943 476", SURNAME, FORENAME))
        assert "HN-2026-0000" in text
    assert not any(SURNAME in file.name or NUMBER in file.name for file in files(health, ""))
    assert delivered(health) == 0


def test_a_notice_by_email_carries_initials_even_where_mail_is_written_to_files(health: HealthDesk) -> None:
    contacts = health.contacts("email")
    health.child()
    health.known(contacts)
    health.happens(*REQUEST_TO_AGREED, *TO_DRAFT, *TO_FINAL)
    delivered(health)
    assert files(health, ".fhir.json") == []
    for file in files(health, ""):
        text = file.read_text(encoding="utf-8")
        assert not any(hidden in text for hidden in (NUMBER, "943 476", SURNAME, FORENAME)), file.name


def test_what_is_held_does_not_stop_the_rest_and_goes_when_it_is_let_go(health: HealthDesk) -> None:
    contacts = health.contacts()
    health.child()
    health.known(contacts)
    health.happens(*REQUEST_TO_AGREED)
    delivered(health)
    decide(health.office, CASE, "objection", "No plan to health", "her mother")
    health.happens(*TO_DRAFT)
    delivered(health)
    assert {each.stands for each in health.notices() if each.kind == "share_draft"} == {"held"}
    health.happens(*TO_FINAL)
    delivered(health)
    update = next(each for each in health.notices() if each.kind == "update")
    assert update.stands == "held"
    release(health.office, update.notice_id, reason="Her mother was heard")
    delivered(health)
    assert {each.notice_id: each.stands for each in health.notices()}[update.notice_id] == "delivered"


def test_a_plan_whose_basis_ran_out_while_it_waited_does_not_leave_and_a_person_is_asked(health: HealthDesk) -> None:
    contacts = health.contacts()
    health.child()
    set_person(health.office, CASE, contacts["gp"], TRUST, verified_by="Pat Osier")
    decide(health.office, CASE, "consent", "Consent", "her mother", expires_on=date(2026, 4, 13))
    health.happens(*REQUEST_TO_AGREED, *TO_DRAFT)
    health.on(date(2026, 5, 20))
    delivered(health)
    assert {each.stands for each in health.notices()} == {"held"}
    assert files(health, ".fhir.json") == []
    assert len(health.tasks("health_held")) == len(health.notices())
    decide(health.office, CASE, "consent", "Consent again", "her mother")
    delivered(health)
    assert {each.stands for each in health.notices()} == {"delivered"}


def test_the_run_of_each_minute_does_all_of_it(health: HealthDesk) -> None:
    contacts = health.contacts()
    health.child()
    health.known(contacts)
    health.happens((date(2026, 3, 31), REQUEST_TO_AGREED[0][1], {}))
    run_due(installed(health), health.desk.clock.now())
    health.on(date(2026, 4, 9))
    done = run_due(installed(health), health.desk.clock.now())
    assert done.notices >= 3
    assert not done.faults
    assert [row.state for row in health.messages("health_chaser")] == ["sent"] * 3
    run_due(installed(health), health.desk.clock.now())
    assert len(health.messages("health_chaser")) == 3
    lists = [file for file in files(health, ".csv") if "flags" in file.name]
    assert any(NUMBER in file.read_text(encoding="utf-8-sig") for file in lists)
    assert not isinstance(set_person(health.office, CASE, provider=TRUST), str)


def test_while_messages_leave_and_the_case_moves_on_nothing_is_lost_or_told_twice(health: HealthDesk) -> None:
    contacts = health.contacts()
    health.child()
    health.known(contacts)
    over = threading.Event()

    def send() -> None:
        while not over.is_set():
            delivered(health)

    with ThreadPoolExecutor(2) as senders:
        sending = [senders.submit(send) for _ in range(2)]
        try:
            for steps in (REQUEST_TO_AGREED, TO_DRAFT, TO_FINAL, TO_AMENDED, TO_END):
                health.happens(*steps)
        finally:
            over.set()
        for each in sending:
            each.result(timeout=60)
    delivered(health)
    left = [each for each in health.notices() if each.left_at is not None]
    assert {each.stands for each in health.notices()} <= {"delivered", "superseded", "cancelled"}
    covers = [file for file in files(health, ".txt") if "_health_" in file.name and ".HN-" not in file.name]
    assert len([file for file in covers if "health_review" not in file.name]) == len(left)
    for role in ("gp", "records", "nurse"):
        kinds = [each.kind for each in left if each.contact_id == contacts[role] and each.stream == "flag"]
        assert kinds == [] or (kinds[0], kinds[-1]) == ("set", "clear")
        assert not set(kinds[1:-1]) - {"update"}
