"""A case is stored with its ledger and index, and whoever acts on what has since changed is refused."""

import threading
from collections.abc import Iterator
from datetime import date, timedelta

import pytest
from sqlalchemy import event as listen
from sqlalchemy import func, select, text

from ehcp_flow.db import ledger
from ehcp_flow.db.cases import Cases, StaleCase
from ehcp_flow.db.engine import Database
from ehcp_flow.db.index import CaseIndex
from ehcp_flow.db.outbox import Message
from ehcp_flow.db.people import Person
from ehcp_flow.db.tables import metadata
from ehcp_flow.db.unit_of_work import UnitOfWork, unit_of_work
from tests.ehcp_flow.db import made_up
from tests.ehcp_flow.db.made_up import HERE, NOW, RECEIVED, THERE
from workflows import ledger as chain
from workflows.ledger import Broken
from workflows.standing import Outcome
from workflows.vocabulary import Event, Ground

REFERENCE = "EHC-2026-00001"


def counts(database: Database) -> dict[str, int]:
    with database.reading() as connection:
        return {
            table.name: connection.execute(select(func.count()).select_from(table)).scalar_one()
            for table in metadata.sorted_tables
        }


@pytest.fixture
def settled(database: Database) -> Database:
    made_up.settle(database)
    return database


def test_a_case_comes_back_as_it_was_stored(settled: Database) -> None:
    stored = made_up.open_case(settled)
    with unit_of_work(settled) as uow:
        assert uow.cases.load(HERE, REFERENCE) == stored
        assert uow.cases.load_for_change(HERE, REFERENCE, seen_version=1) == stored
        assert uow.cases.load(HERE, "EHC-2026-99999") is None
    assert stored.version == 1
    assert stored.entries[0] == made_up.entry(1, source="parent")
    assert chain.verify(HERE, REFERENCE, stored.person_id, zip(stored.entries, stored.hashes, strict=True)) is None


def test_the_chain_that_comes_back_breaks_if_an_entry_is_another(settled: Database) -> None:
    stored = made_up.open_case(settled)
    forged = [made_up.entry(1, source="school")]
    assert isinstance(chain.verify(HERE, REFERENCE, stored.person_id, zip(forged, stored.hashes, strict=True)), Broken)


def test_the_version_is_the_number_of_entries(settled: Database) -> None:
    stored = made_up.record(settled, made_up.open_case(settled), Event.VIEWS_SOUGHT)
    assert stored.version == len(stored.entries) == 2
    assert stored.state == "assessing"


def test_a_screen_that_is_out_of_date_is_refused_with_what_changed(settled: Database) -> None:
    stored = made_up.record(settled, made_up.open_case(settled), Event.VIEWS_SOUGHT)
    with unit_of_work(settled) as uow, pytest.raises(StaleCase) as refused:
        uow.cases.load_for_change(HERE, REFERENCE, seen_version=1)
    assert refused.value.reference == REFERENCE
    assert refused.value.entries_since == stored.entries[1:]


def test_the_second_of_two_who_act_on_one_stale_case_is_refused_with_what_changed(settled: Database) -> None:
    seen = made_up.open_case(settled)
    first = made_up.record(settled, seen, Event.ASSESSMENT_AGREED)
    with pytest.raises(StaleCase) as refused:
        made_up.record(settled, seen, Event.ASSESSMENT_REFUSED)
    assert refused.value.entries_since == first.entries[1:]
    with unit_of_work(settled) as uow:
        assert uow.cases.load(HERE, REFERENCE) == first


def test_an_index_made_from_an_old_ledger_is_refused(settled: Database) -> None:
    seen = made_up.open_case(settled)
    first = made_up.record(settled, seen, Event.ASSESSMENT_AGREED)
    with unit_of_work(settled) as uow, pytest.raises(StaleCase) as refused:
        uow.cases.save_index(seen, CaseIndex("requested"), ())
    assert refused.value.entries_since == first.entries[1:]


def test_no_update_is_lost_between_threads_that_lock(settled: Database) -> None:
    made_up.open_case(settled)
    together = threading.Barrier(4)
    faults: list[BaseException] = []

    def act() -> None:
        try:
            together.wait(timeout=10)
            for _ in range(5):
                with unit_of_work(settled) as uow:
                    stored = uow.cases.load_for_change(HERE, REFERENCE)
                    assert stored is not None
                    more = [made_up.entry(len(stored.entries) + 1, Event.ADVICE_CHASED)]
                    hashes = made_up.sealed(HERE, REFERENCE, more, stored.last_hash)
                    uow.cases.save_index(uow.cases.append(stored, more, hashes), CaseIndex("assessing"), ())
                    uow.commit()
        except BaseException as fault:
            faults.append(fault)

    threads = [threading.Thread(target=act) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=30)
    assert faults == []
    with unit_of_work(settled) as uow:
        stored = uow.cases.load(HERE, REFERENCE)
    assert stored is not None
    assert stored.version == 21
    assert chain.verify(HERE, REFERENCE, stored.person_id, zip(stored.entries, stored.hashes, strict=True)) is None


def test_of_two_threads_that_saw_the_same_case_one_is_refused(settled: Database) -> None:
    seen = made_up.open_case(settled)
    together = threading.Barrier(2)
    outcomes: list[str] = []

    def act(event: Event) -> None:
        together.wait(timeout=10)
        try:
            made_up.record(settled, seen, event)
            outcomes.append("recorded")
        except StaleCase:
            outcomes.append("refused")

    threads = [threading.Thread(target=act, args=(e,)) for e in (Event.ASSESSMENT_AGREED, Event.ASSESSMENT_REFUSED)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=30)
    assert sorted(outcomes) == ["recorded", "refused"]


class PowerCutError(Exception):
    """Stands for anything that goes wrong half-way."""


def test_an_exception_half_way_leaves_nothing(settled: Database) -> None:
    before = counts(settled)

    def half() -> None:
        with unit_of_work(settled) as uow:
            change(uow)
            raise PowerCutError

    def change(uow: UnitOfWork) -> None:
        person = uow.people.add(Person(HERE, 0, "Wren", "Fernsby", NOW))
        stored = uow.cases.add(HERE, person.person_id, REFERENCE, NOW)
        first = [made_up.entry(1)]
        stored = uow.cases.append(stored, first, made_up.sealed(HERE, REFERENCE, first))
        uow.cases.save_index(stored, CaseIndex("requested"), [made_up.deadline()])
        uow.outbox.add(Message(HERE, "warning", "pat@example.test", "one", {}, NOW, stored.case_id))

    with pytest.raises(PowerCutError):
        half()
    assert counts(settled) == before


def test_a_unit_that_was_not_committed_leaves_nothing(settled: Database) -> None:
    before = counts(settled)
    with unit_of_work(settled) as uow:
        uow.people.add(Person(HERE, 0, "Wren", "Fernsby", NOW))
    assert counts(settled) == before


def test_what_is_asked_after_the_commit_is_refused_and_not_lost(settled: Database) -> None:
    with unit_of_work(settled) as uow:
        uow.commit()
        with pytest.raises(Exception, match="closed"):
            uow.people.add(Person(HERE, 0, "Wren", "Fernsby", NOW))


# --- The index of deadlines ------------------------------------------------------------------------------------------


@pytest.fixture
def written(settled: Database) -> Iterator[list[str]]:
    """The statements that change rows of deadlines, with how many rows each was given."""
    seen: list[str] = []

    def note(
        _connection: object, _cursor: object, statement: str, parameters: list[object], _c: object, many: bool
    ) -> None:
        if " deadline" in statement and not statement.startswith("SELECT"):
            seen.append(f"{statement.split()[0]} {len(parameters) if many else 1}")

    listen.listen(settled.writer, "before_cursor_execute", note)
    yield seen
    listen.remove(settled.writer, "before_cursor_execute", note)


def test_only_the_deadlines_that_differ_are_written(settled: Database, written: list[str]) -> None:
    before = [
        made_up.deadline("final_plan"),
        made_up.deadline("advice", "health"),
        made_up.deadline("advice", "education"),
    ]
    stored = made_up.open_case(settled, deadlines=before)
    assert written == ["INSERT 3"]
    written.clear()
    met = made_up.deadline("advice", "health", outcome=Outcome.MET)
    after = [met, made_up.deadline("final_plan"), made_up.deadline("assess_decision", due=date(2026, 2, 16))]
    with unit_of_work(settled) as uow:
        stored = uow.cases.save_index(stored, CaseIndex("requested"), after)
        uow.commit()
    assert written == ["DELETE 1", "INSERT 2"]
    with unit_of_work(settled) as uow:
        assert sorted(uow.cases.deadlines(stored), key=lambda each: each.key) == sorted(
            after, key=lambda each: each.key
        )
        written.clear()
        uow.cases.save_index(stored, CaseIndex("requested"), reversed(after))
    assert written == []


def test_a_deadline_comes_back_equal_to_the_one_that_was_worked_out(settled: Database) -> None:
    excused = made_up.deadline(
        outcome=Outcome.EXCUSED, excused_by=(Ground.SCHOOL_CLOSED, Ground.ABSENT_4_WEEKS), floor=True
    )
    stored = made_up.open_case(settled, deadlines=[excused])
    with unit_of_work(settled) as uow:
        assert uow.cases.deadlines(stored) == [excused]


# --- Many at once ----------------------------------------------------------------------------------------------------


def test_cases_stored_in_bulk_are_like_cases_stored_one_by_one(settled: Database) -> None:
    new = [
        made_up.whole_case(n, CaseIndex("requested", received_on=RECEIVED), deadlines=[made_up.deadline()])
        for n in (1, 2, 3)
    ]
    with unit_of_work(settled) as uow:
        assert uow.authorities.next_number(HERE, "person", 3) == 1
        assert uow.authorities.next_number(HERE, "case", 3) == 1
        uow.cases.bulk_add([made_up.whole_person(n) for n in (1, 2, 3)], new)
        uow.commit()
    with unit_of_work(settled) as uow:
        stored = uow.cases.load(HERE, "EHC-2026-00002")
        assert stored is not None
        assert (stored.version, stored.state, stored.entries) == (2, "requested", tuple(new[1].entries))
        assert uow.cases.deadlines(stored) == [made_up.deadline()]
        assert uow.cases.of_people(HERE, [2, 9]) == {2: [stored]}
        more = [made_up.entry(3, Event.ASSESSMENT_AGREED)]
        hashes = made_up.sealed(HERE, stored.reference, more, stored.last_hash, person=stored.person_id)
        stored = uow.cases.append(stored, more, hashes)
        assert (
            chain.verify(HERE, stored.reference, stored.person_id, zip(stored.entries, stored.hashes, strict=True))
            is None
        )


def test_a_bulk_that_is_not_committed_leaves_nothing_and_one_that_is_stays(settled: Database) -> None:
    before = counts(settled)
    for commit, more in ((False, 0), (True, 1)):
        with unit_of_work(settled) as uow:
            uow.cases.bulk_add([made_up.whole_person(1)], [made_up.whole_case(1, CaseIndex("requested"))])
            if commit:
                uow.commit()
        after = counts(settled)
        assert (after["person"], after["ehc_case"], after["event"]) == (more, more, 2 * more)
    assert before["event"] == 0


def test_every_ledger_is_read_in_turn(settled: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ledger, "_CASES_AT_ONCE", 2)
    wanted = [made_up.open_case(settled, f"EHC-2026-{n:05d}") for n in range(1, 6)]
    wanted[2] = made_up.record(settled, wanted[2], Event.VIEWS_SOUGHT)
    with settled.reading() as connection:
        assert list(ledger.stream(connection, HERE)) == wanted
        assert list(ledger.stream(connection, THERE)) == []


def test_a_reader_sees_one_unchanging_view(settled: Database) -> None:
    stored = made_up.open_case(settled)
    with settled.reading() as connection:
        assert Cases(connection).load(HERE, REFERENCE) == stored
        made_up.record(settled, stored, Event.VIEWS_SOUGHT)
        assert Cases(connection).load(HERE, REFERENCE) == stored


def test_two_authorities_do_not_mix(database: Database) -> None:
    made_up.settle(database, HERE, THERE)
    here = made_up.open_case(database, authority=HERE, surname="Fernsby")
    there = made_up.open_case(database, authority=THERE, surname="Oakley")
    made_up.record(database, here, Event.VIEWS_SOUGHT)
    assert (here.case_id, here.person_id) == (there.case_id, there.person_id) == (1, 1)
    assert here.last_hash != there.last_hash
    with unit_of_work(database) as uow:
        assert uow.cases.load(THERE, REFERENCE) == there
        theirs = uow.people.get(THERE, 1)
        assert theirs is not None
        assert theirs.surname == "Oakley"
    with database.reading() as connection:
        assert [case.version for case in ledger.stream(connection, THERE)] == [1]


def test_a_long_ledger_comes_back_in_order(settled: Database) -> None:
    stored = made_up.open_case(settled)
    for day in range(12):
        stored = made_up.record(settled, stored, Event.ADVICE_CHASED, on=(RECEIVED + timedelta(days=day)).isoformat())
    with unit_of_work(settled) as uow:
        back = uow.cases.load(HERE, REFERENCE)
    assert back is not None
    assert [each.number for each in back.entries] == list(range(1, 14))


@pytest.mark.parametrize("engine_name", ["postgresql"])
def test_an_import_into_an_empty_database_takes_statistics(settled: Database) -> None:
    """Without them PostgreSQL keeps a plan for its foreign key checks that reads every row for each."""
    with unit_of_work(settled) as uow:
        numbers = range(1, 31)
        people, cases = (
            [made_up.whole_person(n) for n in numbers],
            [made_up.whole_case(n, CaseIndex("requested")) for n in numbers],
        )
        uow.cases.bulk_add(people, cases)
        uow.commit()
    with settled.reading() as connection:
        known = select(text("reltuples")).select_from(text("pg_class")).where(text("relname = 'ehc_case'"))
        assert connection.execute(known).scalar_one() == 30
