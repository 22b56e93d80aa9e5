"""Health contacts, decisions, notices, links, lists and tasks: stored and found again, and a notice stands as its message does."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from sqlalchemy import update

from ehcp_flow.db.engine import Database
from ehcp_flow.db.health import HealthContact, HealthOverride, PersonHealth, SharingDecision
from ehcp_flow.db.notice_links import NoticeLink, Reconciliation
from ehcp_flow.db.notices import Notice
from ehcp_flow.db.outbox import Message
from ehcp_flow.db.tasks import Task
from ehcp_flow.db.telling_tables import outbox
from ehcp_flow.db.unit_of_work import UnitOfWork, unit_of_work
from tests.ehcp_flow.db import made_up
from tests.ehcp_flow.db.made_up import HERE, NOW, THERE

TODAY = date(2026, 3, 3)
MAILBOX = HealthContact(
    HERE, 0, "provider", "Flag mailbox", "Made-up Trust", "Made-up Trust", "", "flags@trust.example", "file", True, True,
    None, NOW,
)  # fmt: skip


@pytest.fixture
def settled(database: Database) -> Database:
    made_up.settle(database, HERE, THERE)
    made_up.open_case(database)
    return database


def a_notice(uow: UnitOfWork, contact: HealthContact, **other: object) -> Notice:
    values: dict[str, object] = {
        "authority": HERE, "notice_id": uow.notices.next_id(HERE), "case_id": 1, "person_id": 1,
        "contact_id": contact.contact_id, "kind": "set", "stream": "flag", "status": "plan", "reason": "", "key": "set",
        "details": {"status": "plan"}, "effective_on": TODAY, "next_review_on": None, "comment_until": None,
        "basis": "", "state": "queued", "why": "", "created_at": NOW,
    }  # fmt: skip
    notice = Notice(**(values | other))  # type: ignore[arg-type]
    uow.notices.add(notice)
    return notice


def stands(database: Database, notice_id: int) -> str:
    with database.reading() as connection:
        found = UnitOfWork(connection).notices.get(HERE, notice_id)
    assert found is not None
    return found.stands


def test_an_authority_uses_this_part_from_its_first_contact_on(settled: Database) -> None:
    with unit_of_work(settled) as uow:
        assert not uow.health.in_use(HERE)
        added = uow.health.add_contact(MAILBOX)
        assert (uow.health.in_use(HERE), uow.health.in_use(THERE)) == (True, False)
        assert uow.health.contact(HERE, added.contact_id) == added
        left = replace(added, active=False, left_on=TODAY)
        uow.health.save_contact(left)
        assert uow.health.contacts(HERE) == [left]


def test_what_is_known_of_a_person_is_kept_and_the_last_counts(settled: Database) -> None:
    with unit_of_work(settled) as uow:
        assert uow.health.person(HERE, 1) is None
        uow.health.save_person(PersonHealth(HERE, 1, provider="Made-up Trust"))
        known = PersonHealth(HERE, 1, None, "Made-up Trust", "verified", "pat@example.org", TODAY)
        uow.health.save_person(known)
        assert uow.health.person(HERE, 1) == known


def test_decisions_and_overrides_are_numbered_and_none_is_lost(settled: Database) -> None:
    with unit_of_work(settled) as uow:
        contact = uow.health.add_contact(MAILBOX)
        first = SharingDecision(HERE, 1, 0, "basis", "Section 26", "Pat", TODAY, None, "pat@example.org", NOW)
        second = replace(first, kind="objection", words="Not to be shared")
        assert [uow.health.add_decision(each).number for each in (first, second)] == [1, 2]
        assert [each.kind for each in uow.health.decisions(HERE, 1)] == ["basis", "objection"]
        override = HealthOverride(HERE, 1, 0, contact.contact_id, False, "Not her GP", "pat@example.org", NOW)
        uow.health.add_override(override)
        uow.health.add_override(replace(override, include=True))
        assert [(each.number, each.include) for each in uow.health.overrides(HERE, 1)] == [(1, False), (2, True)]


@pytest.mark.parametrize(
    ("message", "channel", "told"),
    [
        ("ready", "email", "queued"),
        ("sending", "email", "queued"),
        ("sent", "email", "sent"),
        ("sent", "file", "delivered"),
        ("delivered", "email", "delivered"),
        ("uncertain", "email", "sent"),
        ("failed", "email", "held"),
        ("bounced", "email", "held"),
        ("cancelled", "email", "cancelled"),
    ],
)
def test_a_queued_notice_stands_as_its_message_does(settled: Database, message: str, channel: str, told: str) -> None:
    with unit_of_work(settled) as uow:
        contact = uow.health.add_contact(MAILBOX)
        sending = Message(HERE, "health_set", contact.address, "a key", {}, NOW, 1)
        uow.outbox.add(sending)
        notice = a_notice(uow, contact, message_id=sending.message_id)
        answered = a_notice(uow, contact, message_id=sending.message_id, state="acknowledged")
        uow.connection.execute(update(outbox).values(state=message, channel=channel))
        uow.commit()
    assert stands(settled, notice.notice_id) == told
    assert stands(settled, answered.notice_id) == "acknowledged"


def test_a_message_that_has_left_cannot_be_taken_back(settled: Database) -> None:
    with unit_of_work(settled) as uow:
        contact = uow.health.add_contact(MAILBOX)
        sending = Message(HERE, "health_set", contact.address, "a key", {}, NOW, 1)
        uow.outbox.add(sending)
        notice = a_notice(uow, contact, message_id=sending.message_id)
        uow.connection.execute(update(outbox).values(state="sending"))
        assert not uow.notices.take_back(notice)
        uow.connection.execute(update(outbox).values(state="ready"))
        assert [each.notice_id for each in uow.notices.of_case_for_change(HERE, 1)] == [notice.notice_id]
        assert uow.notices.take_back(notice)
        assert uow.notices.take_back(notice), "it is taken back already"
        uow.connection.execute(update(outbox).values(state="sent"))
        assert not uow.notices.take_back(notice)


def test_notices_are_found_by_case_state_message_provider_and_what_is_due(settled: Database) -> None:
    with unit_of_work(settled) as uow:
        contact = uow.health.add_contact(MAILBOX)
        late = a_notice(uow, contact, state="sent", chase_on=TODAY)
        later = a_notice(uow, contact, state="held", chase_on=TODAY + timedelta(days=1))
        never = a_notice(uow, contact, state="confirmed")
        assert uow.notices.to_chase(HERE, TODAY) == [late.notice_id]
        assert [each.notice_id for each in uow.notices.listed(HERE, ["held"])] == [later.notice_id]
        assert [each.notice_id for each in uow.notices.listed(HERE, limit=2)] == [never.notice_id, later.notice_id]
        assert [each.notice_id for each in uow.notices.listed(HERE, case_id=2)] == []
        assert len(uow.notices.to_provider(HERE, "Made-up Trust")) == 3
        assert uow.notices.to_provider(HERE, "Another Trust") == []
        assert uow.notices.of_message(HERE, "") is None
        assert uow.notices.cases_where(HERE, ["request_received"], TODAY, TODAY) == []
        assert uow.notices.unsent_to(HERE, contact.contact_id) == ["EHC-2026-00001"]
        uow.notices.change(late, chase_on=None)
        assert uow.notices.to_chase(HERE, TODAY) == []


def test_a_link_is_used_once(settled: Database) -> None:
    with unit_of_work(settled) as uow:
        notice = a_notice(uow, uow.health.add_contact(MAILBOX))
        link = NoticeLink(HERE, "d" * 64, notice.notice_id, "answer", NOW, NOW + timedelta(days=1))
        uow.notice_links.add(link)
        assert uow.notice_links.get(HERE, link.digest) == link
        assert uow.notice_links.use(link, NOW)
        assert not uow.notice_links.use(link, NOW)
        assert uow.notice_links.get(THERE, link.digest) is None


def test_a_months_list_is_made_once_and_its_answer_kept(settled: Database) -> None:
    made = Reconciliation(HERE, "2026-02", "Made-up Trust", 3, NOW, None, None, None, ["EHC-2026-00001"])
    with unit_of_work(settled) as uow:
        assert uow.reconciliations.add(made)
        assert not uow.reconciliations.add(replace(made, expected=4))
        uow.reconciliations.answered(made, NOW, 2, 1)
        found = uow.reconciliations.get(HERE, "2026-02", "Made-up Trust")
        assert found == replace(made, answered_at=NOW, agreed=2, differences=1)
        assert uow.reconciliations.latest(HERE, "Made-up Trust") == found
        assert uow.reconciliations.all(HERE, "2026-01") == []


def test_a_task_is_listed_once_and_done_once(settled: Database) -> None:
    task = Task(HERE, 0, "health_gap", 1, 1, "No health contact", "Add one", "health_gap 1", NOW)
    with unit_of_work(settled) as uow:
        assert uow.tasks.add(task)
        assert not uow.tasks.add(task)
        assert uow.tasks.add(replace(task, dedupe_key="health_gap 2", case_id=None, due_on=TODAY))
        assert [each.task.task_id for each in uow.tasks.listed(HERE)] == [2, 1]
        assert [each.case for each in uow.tasks.listed(HERE)] == ["", "EHC-2026-00001"]
        assert uow.tasks.finish(HERE, 1, NOW, "pat@example.org", "added")
        assert not uow.tasks.finish(HERE, 1, NOW, "pat@example.org", "added")
        assert not uow.tasks.add(task)
        assert uow.tasks.finish_key(HERE, "health_gap 2", NOW, "pat@example.org", "added")
        assert [each.task.task_id for each in uow.tasks.listed(HERE, everything=True, kinds=["health_gap"])] == [2, 1]
        assert uow.tasks.listed(HERE, case_id=1) == []
