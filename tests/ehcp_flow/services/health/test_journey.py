"""Health is told of a child from the assessment to the end of the plan: who, what, in which order, and nothing twice."""

from datetime import date

import pytest

from ehcp_flow.services import cases
from ehcp_flow.services.cases import Done
from tests.ehcp_flow.services.at_work import HERE, Desk
from tests.ehcp_flow.services.health.health_desk import (
    CASE,
    REQUEST_TO_AGREED,
    TO_AMENDED,
    TO_DRAFT,
    TO_END,
    TO_FINAL,
    HealthDesk,
)
from workflows.vocabulary import Event


@pytest.fixture
def health(desk: Desk) -> HealthDesk:
    return HealthDesk(desk.of(HERE))


def test_an_authority_without_health_contacts_sees_nothing_of_it(health: HealthDesk) -> None:
    health.child()
    health.happens(*REQUEST_TO_AGREED, *TO_DRAFT)
    assert health.notices() == []
    assert health.tasks() == []
    assert health.messages() == []


def test_a_case_without_a_contact_raises_nothing_but_one_task(health: HealthDesk) -> None:
    health.contact("dco", "DCO", provider="ICB", role_mailbox=True)
    health.contact("icb", "ICB", provider="ICB", role_mailbox=True)
    health.child()
    health.happens(*REQUEST_TO_AGREED[:1])
    assert health.notices() == []
    (task,) = health.tasks()
    assert (task.task.kind, task.case) == ("health_gap", CASE)
    health.happens((date(2026, 2, 10), Event.SETTING_CONSULTED, {"setting": "Made-up School"}))
    assert len(health.tasks()) == 1


def test_from_request_to_cease_each_is_told_what_is_theirs(health: HealthDesk) -> None:
    contacts = health.contacts()
    health.child()
    assert health.notices() == []
    health.known(contacts)
    health.happens(*REQUEST_TO_AGREED)
    assert health.told() == [(role, "set", "queued") for role in ("gp", "provider", "school_nurse")]
    health.sent()
    assert {state for _, _, state in health.told()} == {"delivered"}

    health.happens(*TO_DRAFT)
    assert health.told("queued") == [("advice_giver", "share_draft", "queued"), ("dco", "share_draft", "queued")]
    (draft, _) = [each for each in health.notices() if each.kind == "share_draft"]
    assert draft.comment_until is not None
    assert draft.comment_until < date(2026, 4, 28)
    health.sent()

    health.happens(*TO_FINAL)
    told = health.told("queued")
    assert [each for each in told if each[1] == "update"] == [
        (role, "update", "queued") for role in ("gp", "provider", "school_nurse")
    ]
    finals = {role for role, kind, _ in told if kind == "share_final"}
    assert finals == {"advice_giver", "dco", "icb", "school_nurse"}
    updated = next(each for each in health.notices() if each.kind == "update")
    assert (updated.status, updated.effective_on) == ("plan", date(2026, 5, 1))
    assert updated.next_review_on is not None
    health.sent()

    health.happens(*TO_AMENDED[:1])
    assert {role for role, kind, _ in health.told("queued") if kind == "invite"} == {
        "advice_giver",
        "dco",
        "school_nurse",
    }
    health.sent()
    health.happens(*TO_AMENDED[1:])
    assert {kind for _, kind, _ in health.told("queued")} == {"update"}
    health.sent()

    health.happens(*TO_END)
    assert health.told("queued") == [(role, "clear", "queued") for role in ("gp", "provider", "school_nurse")]
    cleared = health.notices()[-1]
    assert (cleared.reason, cleared.effective_on) == ("needs_met", date(2027, 9, 1))
    message = health.messages("health_clear")[0]
    assert message.facts["reason"] == "the needs are met without a plan"
    assert (message.statutory, message.channel) == (True, "file")
    health.sent()
    before = len(health.notices())
    health.happens((date(2027, 9, 2), Event.DETAILS_RECORDED, {"details": {"note": "closed"}}))
    assert len(health.notices()) == before


def test_the_order_of_a_childs_messages_to_a_contact_is_kept(health: HealthDesk) -> None:
    contacts = health.contacts()
    health.child()
    health.known(contacts)
    health.happens(*REQUEST_TO_AGREED)
    health.sent()
    health.happens(*TO_DRAFT, *TO_FINAL)
    ordered: dict[str, list[int]] = {}
    for row in health.messages():
        if row.order_key:
            ordered.setdefault(row.order_key, []).append(row.order_number)
    assert all(key.startswith("health 1 ") for key in ordered)
    assert all(numbers == sorted(numbers) for numbers in ordered.values())
    assert {row.order_number for row in health.messages() if row.order_key} == {
        each.notice_id for each in health.notices() if each.message_id
    }


def test_the_same_event_twice_is_told_once(health: HealthDesk) -> None:
    contacts = health.contacts()
    health.child()
    health.known(contacts)
    health.happens(*REQUEST_TO_AGREED)
    before = len(health.messages("health_set"))
    assert before == 3
    health.happens((date(2026, 2, 4), Event.ADVICE_REQUESTED, {"body": "education"}))
    health.happens((date(2026, 2, 4), Event.SETTING_CONSULTED, {"setting": "Made-up School"}))
    assert len(health.messages("health_set")) == before
    assert len(health.notices()) == before


def test_a_later_event_takes_the_place_of_one_that_was_not_sent(health: HealthDesk) -> None:
    contacts = health.contacts()
    health.child()
    health.known(contacts)
    health.happens(*REQUEST_TO_AGREED, *TO_DRAFT, *TO_FINAL)
    assert len(health.told("superseded")) == 3
    assert [each for each in health.told("queued") if each[1] == "set"] == [
        (role, "set", "queued") for role in ("gp", "provider", "school_nurse")
    ]
    assert all(each.status == "plan" for each in health.notices() if each.kind == "set" and each.stands == "queued")
    assert len(health.told("cancelled")) == 2  # the drafts that were never sent
    states = [row.state for row in health.messages("health_set")]
    assert (states.count("cancelled"), states.count("ready")) == (3, 3)


def test_what_never_happened_is_taken_back_before_it_left_and_cleared_after(health: HealthDesk) -> None:
    contacts = health.contacts()
    health.child()
    health.known(contacts)
    health.happens(*REQUEST_TO_AGREED[:1])
    number = health.desk.case().entries[-1].number
    done = cases.correct(health.office, CASE, number, "another child", never_happened=True, confirmed=True)
    assert isinstance(done, Done)
    assert {state for _, _, state in health.told()} == {"cancelled"}
    health.happens(*REQUEST_TO_AGREED[:1])
    health.sent()
    number = health.desk.case().entries[-1].number
    done = cases.correct(health.office, CASE, number, "another child", never_happened=True, confirmed=True)
    assert isinstance(done, Done)
    cleared = [each for each in health.notices() if each.kind == "clear"]
    assert len(cleared) == len([each for each in health.told() if each[1] == "set" and each[2] == "delivered"])
    assert {each.reason for each in cleared} == {"recorded_in_error"}


def test_nothing_takes_the_place_of_a_message_that_is_just_leaving(health: HealthDesk) -> None:
    contacts = health.contacts()
    health.child()
    health.known(contacts)
    health.happens(*REQUEST_TO_AGREED)
    health.sent("uncertain")
    health.happens(*TO_DRAFT, *TO_FINAL)
    assert health.told("superseded") == []
    assert len([each for each in health.told("queued") if each[1] == "update"]) == 3


def test_after_a_death_nothing_is_sent_and_a_person_is_asked(health: HealthDesk) -> None:
    contacts = health.contacts()
    health.child()
    health.known(contacts)
    health.happens(*REQUEST_TO_AGREED, *TO_DRAFT, *TO_FINAL)
    health.happens((date(2026, 6, 1), Event.PLAN_CEASED, {"reason": "deceased"}))
    assert health.told("queued", "held") == []
    assert not [row for row in health.messages() if row.order_key and row.state == "ready"]
    (task,) = [each for each in health.tasks("health_check") if "died" in each.task.what]
    assert task.case == CASE


def test_a_return_that_is_read_in_raises_nothing(health: HealthDesk) -> None:
    from tests.ehcp_flow.services.at_work import agreed, child, issued

    health.contacts()
    received, decided, out = date(2025, 1, 6), date(2025, 2, 10), date(2025, 5, 20)
    health.desk.read_in(child(agreed(received, decided, issued(out))))
    assert health.notices() == []
    assert health.messages() == []
    assert health.tasks() == []
