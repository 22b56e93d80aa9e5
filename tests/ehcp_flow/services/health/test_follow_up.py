"""What becomes of silence: reminders over a bank holiday, escalation, the end, the time to comment, birthdays."""

from datetime import date, timedelta
from typing import Any

import pytest

from ehcp_flow.services.health import follow_up as health_follow_up
from ehcp_flow.services.health.answers import acknowledge, comment, confirm
from ehcp_flow.services.health.follow_up import Followed, follow_up
from ehcp_flow.services.health.people import contact_left
from tests.ehcp_flow.services.at_work import HERE, Desk
from tests.ehcp_flow.services.health.health_desk import BORN, REQUEST_TO_AGREED, TO_DRAFT, HealthDesk
from workflows.vocabulary import Event

IDA = "Ida Penn, records team"
BEFORE_EASTER = date(2026, 3, 31)
"""A Tuesday; Good Friday is 3 April and Easter Monday 6 April."""


@pytest.fixture
def health(desk: Desk) -> HealthDesk:
    here = HealthDesk(desk.of(HERE))
    contacts = here.contacts()
    here.child()
    here.known(contacts)
    return here


def told_before_easter(health: HealthDesk) -> None:
    health.happens((BEFORE_EASTER, Event.ASSESSMENT_AGREED, {}))
    health.sent()


def followed(health: HealthDesk, day: date) -> Followed:
    health.on(day)
    return follow_up(health.office, health.desk.clock.now())


def kinds(health: HealthDesk, prefix: str) -> list[str]:
    return [row.recipient for row in health.messages(prefix)]


def test_a_reminder_counts_working_days_over_a_bank_holiday(health: HealthDesk) -> None:
    told_before_easter(health)
    for day in (date(2026, 4, 7), date(2026, 4, 8)):
        assert followed(health, day) == Followed()
    dry = date(2026, 4, 9)
    health.on(dry)
    assert follow_up(health.office, health.desk.clock.now(), dry_run=True) == Followed(notices=3)
    assert followed(health, dry) == Followed(notices=3)
    assert len(kinds(health, "health_chaser")) == 3
    (row, *_) = health.messages("health_chaser")
    assert (row.facts["days"], row.facts["sent"]) == ("5", "Tuesday 31 March 2026")
    assert followed(health, dry) == Followed()
    assert len(kinds(health, "health_chaser")) == 3


def test_silence_is_escalated_and_then_given_up_and_a_person_asked(health: HealthDesk) -> None:
    told_before_easter(health)
    acknowledge(health.office, 1, IDA)
    confirm(health.office, 1, IDA)
    day = BEFORE_EASTER
    while day < date(2026, 7, 1):
        day += timedelta(days=1)
        followed(health, day)
    assert len(kinds(health, "health_chaser")) == 4
    assert kinds(health, "health_escalation") == ["dco@health.example"] * 2
    assert [each.stands for each in health.notices()] == ["confirmed", "expired", "expired"]
    assert len(health.tasks("health_silence")) == 3, "two that were given up, and the escalation of both"
    assert {each.chase_on for each in health.notices()} == {None}


def test_an_acknowledged_flag_is_chased_until_it_is_confirmed(health: HealthDesk) -> None:
    told_before_easter(health)
    for number in (1, 2, 3):
        health.on(date(2026, 4, 8))
        acknowledge(health.office, number, IDA)
    assert followed(health, date(2026, 4, 14)) == Followed()
    assert followed(health, date(2026, 4, 15)) == Followed(notices=3)
    assert len(kinds(health, "health_chaser")) == 3
    confirm(health.office, 1, IDA)
    assert followed(health, date(2026, 4, 22)).notices == 2


def test_a_late_answer_is_an_answer(health: HealthDesk) -> None:
    told_before_easter(health)
    for weeks in range(1, 12):
        followed(health, BEFORE_EASTER + timedelta(weeks=weeks))
    assert {each.stands for each in health.notices()} == {"expired"}
    confirm(health.office, 1, IDA)
    assert health.notices()[0].stands == "confirmed"


def test_what_has_not_left_is_not_chased(health: HealthDesk) -> None:
    health.happens(*REQUEST_TO_AGREED)
    assert followed(health, date(2026, 3, 2)) == Followed()
    assert kinds(health, "health_chaser") == []
    health.sent()
    assert followed(health, date(2026, 3, 6)) == Followed()
    assert followed(health, date(2026, 3, 9)).notices == 3


def test_a_reminder_goes_to_the_mailbox_of_somebody_who_has_left(health: HealthDesk) -> None:
    told_before_easter(health)
    gp = health.notices()[0].contact_id
    contact_left(health.office, gp, date(2026, 4, 1))
    followed(health, date(2026, 4, 9))
    assert len(kinds(health, "health_chaser")) == 2
    assert [each.task.kind for each in health.tasks("health_silence")] == ["health_silence"]


def test_silence_on_a_draft_is_recorded_as_silence(health: HealthDesk) -> None:
    health.happens(*REQUEST_TO_AGREED, *TO_DRAFT)
    health.sent()
    first, second = (each for each in health.notices() if each.kind == "share_draft")
    assert first.comment_until is not None
    comment(health.office, first.notice_id, "Section G names no service", "Dr Penn")
    acknowledge(health.office, second.notice_id, IDA)
    followed(health, first.comment_until)
    assert health.notices()[second.notice_id - 1].comment == ""
    followed(health, first.comment_until + timedelta(days=1))
    silent = health.notices()[second.notice_id - 1]
    assert silent.comment.startswith("Health did not comment between 13 April 2026 and")
    assert silent.commented_at is None
    assert health.notices()[first.notice_id - 1].comment.startswith("Dr Penn:")


@pytest.mark.parametrize("age", [18, 25])
def test_a_birthday_is_a_task_once(health: HealthDesk, age: int) -> None:
    health.happens(*REQUEST_TO_AGREED)
    birthday = BORN.replace(year=BORN.year + age)
    followed(health, birthday - timedelta(days=1))
    assert health.tasks("health_birthday") == []
    for days in (2, 3, 5):
        followed(health, birthday + timedelta(days=days))
    (task,) = health.tasks("health_birthday")
    assert f"Turned {age}" in task.task.what


def test_a_case_is_opened_for_a_birthday_once(health: HealthDesk, monkeypatch: pytest.MonkeyPatch) -> None:
    health.happens(*REQUEST_TO_AGREED)
    opened: list[int] = []
    whole = health_follow_up._birthday

    def counted(office: Any, person_id: int, age: int, now: Any) -> int:
        opened.append(person_id)
        return whole(office, person_id, age, now)

    monkeypatch.setattr(health_follow_up, "_birthday", counted)
    for days in (0, 0, 1, 7):
        followed(health, BORN.replace(year=BORN.year + 18) + timedelta(days=days))
    assert opened == [1]
    assert len(health.tasks("health_birthday")) == 1


def test_one_notice_that_fails_is_set_aside_and_the_rest_go_on(
    health: HealthDesk, monkeypatch: pytest.MonkeyPatch
) -> None:
    told_before_easter(health)
    whole = health_follow_up._one

    def broken(office: object, notice_id: int, now: object) -> int:
        if notice_id == 2:
            raise RuntimeError("broken")
        return whole(office, notice_id, now)  # type: ignore[arg-type]

    monkeypatch.setattr(health_follow_up, "_one", broken)
    found = followed(health, date(2026, 4, 9))
    assert (found.notices, found.set_aside) == (2, 1)
    (fault,) = found.faults
    assert fault.what == "health notice 2"
    assert "broken" not in fault.why, "the words of an exception may hold a name"
    assert followed(health, date(2026, 4, 9)) == Followed(), "tried again tomorrow, not each minute"
    assert followed(health, date(2026, 4, 10)).set_aside == 1


def test_an_authority_without_contacts_is_left_alone(desk: Desk) -> None:
    assert follow_up(desk.of(HERE).office, desk.clock.now()) == Followed()
