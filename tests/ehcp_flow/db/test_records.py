"""People, users, settings, documents, runs and messages: stored, found again, and each only once where that matters."""

import threading
from datetime import date, timedelta

import pytest

from ehcp_flow.db.documents import Document
from ehcp_flow.db.engine import Database
from ehcp_flow.db.outbox import Message, StoredMessage
from ehcp_flow.db.outbox_desk import OutboxDesk
from ehcp_flow.db.people import Contact, Person
from ehcp_flow.db.settings import Setting, SettingClosure
from ehcp_flow.db.unit_of_work import unit_of_work
from ehcp_flow.db.users import EmailTaken, User
from tests.ehcp_flow.db import made_up
from tests.ehcp_flow.db.made_up import HERE, NOW, THERE
from workflows.vocabulary import Role

LATER = NOW + timedelta(minutes=5)


@pytest.fixture
def settled(database: Database) -> Database:
    made_up.settle(database, HERE, THERE)
    return database


def test_authorities_come_back(settled: Database) -> None:
    with unit_of_work(settled) as uow:
        assert [each.code for each in uow.authorities.all()] == [THERE, HERE]
        found = uow.authorities.get(HERE)
        assert found is not None
        assert (found.name, found.created_at) == ("Authority 999", NOW)
        assert uow.authorities.get("000") is None


def test_numbers_follow_each_other_for_each_authority_and_name(settled: Database) -> None:
    with unit_of_work(settled) as uow:
        take = uow.authorities.next_number
        assert [
            take(HERE, "case-2026"),
            take(HERE, "case-2026"),
            take(HERE, "case-2026", 10),
            take(HERE, "case-2026"),
        ] == [1, 2, 3, 13]
        assert (take(HERE, "case-2027"), take(THERE, "case-2026")) == (1, 1)


def test_numbers_taken_at_once_differ(settled: Database) -> None:
    taken: list[int] = []

    def take() -> None:
        for _ in range(10):
            with unit_of_work(settled) as uow:
                number = uow.authorities.next_number(HERE, "case-2026")
                uow.commit()
            taken.append(number)

    threads = [threading.Thread(target=take) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=30)
    assert sorted(taken) == list(range(1, 31))


def test_people_are_found_by_what_is_known_of_them(settled: Database) -> None:
    with unit_of_work(settled) as uow:
        wren = uow.people.add(
            Person(HERE, 0, "Wren", "Ó Dálaigh", NOW, born=date(2015, 6, 1), upn="A123", source_key="k1")
        )
        other = uow.people.add(Person(HERE, 0, "Robin", "Oakley", NOW, upn="A123", source_key="k1"))
        uow.commit()
    with unit_of_work(settled) as uow:
        assert uow.people.get(HERE, wren.person_id) == wren
        assert uow.people.matching(HERE, upn="A123") == [wren, other]
        assert uow.people.matching(HERE, upn="A123", name="ó  DÁLAIGH wren") == [wren]
        assert uow.people.matching(HERE, born=date(2015, 6, 1)) == [wren]
        assert uow.people.matching(HERE) == []
        assert uow.people.matching(THERE, upn="A123") == []
        assert uow.people.by_source_keys(HERE, ["k1", "k2", "k1"]) == {"k1": [wren, other]}
        assert uow.people.by_source_keys(HERE, [f"k{n}" for n in range(3, 1500)]) == {}


def test_changed_details_are_kept_and_the_new_name_is_found(settled: Database) -> None:
    with unit_of_work(settled) as uow:
        person = uow.people.add(Person(HERE, 0, "Wren", "Fernsby", NOW))
        changed = Person(HERE, person.person_id, "Wren", "Oakley", NOW, nhs_number="9990000018")
        uow.people.save(changed)
        assert uow.people.matching(HERE, name="Oakley Wren", nhs_number="9990000018") == [changed]
        assert uow.people.matching(HERE, name="Fernsby Wren") == []


def test_contacts_belong_to_a_person(settled: Database) -> None:
    with unit_of_work(settled) as uow:
        person = uow.people.add(Person(HERE, 0, "Wren", "Fernsby", NOW))
        mother = uow.people.add_contact(Contact(HERE, 0, person.person_id, "parent", "Jo Fernsby", language="Polish"))
        assert uow.people.contacts(HERE, person.person_id) == [mother]


def test_users_are_known_by_e_mail_whatever_its_case(settled: Database) -> None:
    roles = frozenset({Role.MANAGER, Role.CASEWORKER})
    with unit_of_work(settled) as uow:
        pat = uow.users.add(User(HERE, 0, "Pat Marlow", " Pat@Example.Test ", roles, NOW))
        assert pat.email == "pat@example.test"
        assert uow.users.by_email(HERE, "PAT@example.test") == pat
        assert uow.users.get(HERE, pat.user_id) == pat
        with pytest.raises(EmailTaken):
            uow.users.add(User(HERE, 0, "Someone else", "pat@example.test", roles, NOW))
        uow.users.add(User(THERE, 0, "Pat Marlow", "pat@example.test", roles, NOW))
        gone = User(HERE, pat.user_id, "Pat Marlow", pat.email, frozenset({Role.ANALYST}), NOW, "North", active=False)
        uow.users.save(gone)
        assert uow.users.all(HERE) == [gone]


def test_closures_of_every_setting_count_for_each(settled: Database) -> None:
    with unit_of_work(settled) as uow:
        hill = uow.settings.add(Setting(HERE, 0, "Hill School", "school", urn="100001"))
        dale = uow.settings.add(Setting(HERE, 0, "Dale School", "school", urn="100002"))
        summer = uow.settings.add_closure(SettingClosure(HERE, 0, None, "Summer", date(2026, 7, 22), date(2026, 9, 2)))
        flood = uow.settings.add_closure(
            SettingClosure(HERE, 0, hill.setting_id, "Flood", date(2026, 2, 2), date(2026, 2, 9))
        )
        assert uow.settings.closures(HERE, hill.setting_id) == [flood, summer]
        assert uow.settings.closures(HERE, dale.setting_id) == [summer]
        assert uow.settings.closures(HERE) == [summer]
        assert uow.settings.by_urn(HERE, "100002") == dale
        assert uow.settings.by_urn(HERE, "") is None
        assert uow.settings.all(HERE) == [dale, hill]


def test_a_holiday_that_is_named_again_is_renamed(settled: Database) -> None:
    with unit_of_work(settled) as uow:
        uow.settings.save_holidays(HERE, [(date(2026, 5, 8), "One-off"), (date(2026, 6, 1), "Another")])
        uow.settings.save_holidays(HERE, [(date(2026, 5, 8), "Made-up jubilee")])
        assert uow.settings.holidays(HERE) == [(date(2026, 5, 8), "Made-up jubilee"), (date(2026, 6, 1), "Another")]
        assert uow.settings.holidays(THERE) == []


def test_what_is_known_of_a_document_comes_back(settled: Database) -> None:
    case = made_up.open_case(settled)
    with unit_of_work(settled) as uow:
        paper = Document(
            HERE, 0, case.case_id, "Advice.pdf", "advice", 1, "ab" * 32, NOW, date(2026, 2, 1), "NHS trust", "a/b"
        )
        stored = uow.documents.add(paper)
        assert uow.documents.of_case(HERE, case.case_id) == [stored]


def test_a_run_is_started_once_a_period(settled: Database) -> None:
    with unit_of_work(settled) as uow:
        assert uow.runs.start("digest", "2026-03-03", NOW)
        assert not uow.runs.start("digest", "2026-03-03", LATER)
        assert uow.runs.start("digest", "2026-03-03", NOW, authority=HERE)
        assert uow.runs.start("digest", "2026-03-04", LATER)
        uow.runs.finish("digest", "2026-03-03", LATER, {"sent": 3}, failed=True)
        run = uow.runs.get("digest", "2026-03-03")
        assert run is not None
        assert (run.started_at, run.finished_at, run.outcome, run.detail) == (NOW, LATER, "failed", {"sent": 3})
        last = uow.runs.last("digest")
        assert last is not None
        assert last.period == "2026-03-04"


def test_of_threads_that_start_one_run_one_may(settled: Database) -> None:
    together = threading.Barrier(3)
    answers: list[bool] = []

    def start() -> None:
        together.wait(timeout=10)
        with unit_of_work(settled) as uow:
            answer = uow.runs.start("nightly", "2026-03-03", NOW)
            uow.commit()
        answers.append(answer)

    threads = [threading.Thread(target=start) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=30)
    assert sorted(answers) == [False, False, True]


def message(key: str, authority: str = HERE) -> Message:
    return Message(authority, "due_soon", "pat@example.test", key, {"case": "EHC-2026-00001"}, NOW)


def test_a_message_is_put_in_once(settled: Database) -> None:
    with unit_of_work(settled) as uow:
        assert uow.outbox.add(message("a"), message("b"), message("a")) == 2
        assert uow.outbox.add(message("a")) == 0
        assert uow.outbox.add(message("a", THERE)) == 1
        assert uow.outbox.counts(HERE) == {"ready": 2}


def test_a_claimed_message_is_nobody_elses_until_its_lease_ends(settled: Database) -> None:
    with unit_of_work(settled) as uow:
        uow.outbox.add(message("a"), message("b"))
        first = uow.outbox.claim(1, NOW, LATER)
        second = uow.outbox.claim(5, NOW, LATER)
        assert [len(first), len(second), len(uow.outbox.claim(5, NOW, LATER))] == [1, 1, 0]
        moment = LATER + timedelta(seconds=1)
        (one,), (other,) = (uow.outbox.claim(5, moment, LATER + timedelta(minutes=5)) for _ in range(2))
        again = sorted((one, other), key=lambda each: each.message_id != first[0].message_id)
        assert {each.message_id for each in again} == {message("a").message_id, message("b").message_id}
        assert [each.attempts for each in again] == [1, 1]
        assert not uow.outbox.mark_sent(first[0], LATER)
        assert uow.outbox.mark_sent(again[0], LATER)


def test_what_became_of_a_message_is_kept(settled: Database) -> None:
    with unit_of_work(settled) as uow:
        uow.outbox.add(*(message(key) for key in "abcd"))
        sent, failed, waiting, uncertain = uow.outbox.claim(4, NOW, LATER)
        assert uow.outbox.mark_sent(sent, LATER)
        assert uow.outbox.mark_failed(failed, "no such address")
        assert uow.outbox.mark_waiting(waiting, "try later")
        assert uow.outbox.mark_uncertain(uncertain, "the line was cut")
        assert uow.outbox.counts(HERE) == {"sent": 1, "failed": 1, "ready": 1, "uncertain": 1}
        found = [OutboxDesk(uow.connection).listed(HERE, state=state) for state in ("failed", "uncertain")]
        assert [each.message.error for (each,) in found] == ["no such address", "the line was cut"]
        assert [each.message_id for each in uow.outbox.claim(9, NOW, LATER)] == [waiting.message_id]


def test_no_message_is_claimed_twice_by_workers_at_once(settled: Database) -> None:
    with unit_of_work(settled) as uow:
        uow.outbox.add(*(message(str(number)) for number in range(60)))
        uow.commit()
    claimed: list[StoredMessage] = []

    def work() -> None:
        while True:
            with unit_of_work(settled) as uow:
                some = uow.outbox.claim(5, NOW, LATER)
                uow.commit()
            if not some:
                return
            claimed.extend(some)

    threads = [threading.Thread(target=work) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=30)
    assert len(claimed) == len({each.message_id for each in claimed}) == 60
