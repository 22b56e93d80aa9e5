"""The doctor finds an index that is not what its ledger gives and mends it; a broken chain it reports and never touches."""

from datetime import date

import pytest
from sqlalchemy import delete, text, update

from ehcp_flow.db.tables import deadline as deadlines
from ehcp_flow.db.tables import ehc_case as cases
from ehcp_flow.db.tables import event as events
from ehcp_flow.db.unit_of_work import unit_of_work
from ehcp_flow.demo import AUTHORITY, made_up_authority, made_up_header
from ehcp_flow.services.doctor import Report, examine
from ehcp_flow.services.figures import figures
from reports.periods import Period
from reports.sen2.writer import write_return
from tests.ehcp_flow.services.at_work import NOW, Desk


@pytest.fixture
def imported(desk: Desk) -> Desk:
    desk = Desk(desk.database, desk.clock, desk.folder, AUTHORITY)
    path = desk.folder / "made-up.xml"
    write_return(path, made_up_header(NOW.date()), made_up_authority(5, NOW.date(), 40))
    desk.read_file(path)
    return desk


def spoil(desk: Desk, *statements: object) -> None:
    with unit_of_work(desk.database) as uow:
        for statement in statements:
            uow.connection.execute(statement)  # type: ignore[call-overload]
        uow.commit()


def found(desk: Desk, *, repair: bool = False) -> Report:
    return examine(desk.office, repair=repair)


def test_after_an_import_nothing_differs_and_every_chain_holds(imported: Desk) -> None:
    report = found(imported)
    assert report.sound
    assert (report.broken, report.differing, report.foreign_keys) == ([], [], [])
    assert report.cases == len(imported.cases())
    assert report.entries == sum(len(case.entries) for case in imported.cases()) > report.cases


def test_a_spoilt_index_is_found_and_mended(imported: Desk) -> None:
    before = imported.contents()
    first, second, third = [case.case_id for case in imported.cases() if has_deadlines(imported, case.case_id)][:3]
    spoil(
        imported,
        update(cases).where(cases.c.case_id == first).values(state="requested", issued_on=None, exception=True),
        delete(deadlines).where(deadlines.c.case_id == second),
        update(deadlines).where(deadlines.c.case_id == third).values(due=NOW.date()),
    )
    report = found(imported)
    assert {difference.case for difference in report.differing} == {
        case.reference for case in imported.cases() if case.case_id in (first, second, third)
    }
    assert not report.sound
    assert imported.contents() != before
    mended = found(imported, repair=True)
    assert (mended.repaired, mended.sound) == (3, True)
    assert imported.contents() == before
    assert found(imported).differing == []


def has_deadlines(desk: Desk, case_id: int) -> bool:
    """Whether a case has deadlines at all."""
    with desk.database.reading() as connection:
        return connection.execute(deadlines.select().where(deadlines.c.case_id == case_id)).first() is not None


def test_a_broken_chain_is_reported_and_never_mended(imported: Desk, engine_name: str) -> None:
    case = imported.cases()[0]
    with unit_of_work(imported.database) as uow:
        drop_guards(uow.connection, engine_name)  # type: ignore[arg-type]
        line = (events.c.authority == AUTHORITY, events.c.case_id == case.case_id, events.c.number == 1)
        uow.connection.execute(update(events).where(*line).values(recorded_by="somebody@example.test"))
        uow.connection.execute(update(cases).where(cases.c.case_id == case.case_id).values(state="spoilt"))
        uow.commit()
    before = imported.contents()
    report = found(imported, repair=True)
    assert [broken.case for broken in report.broken] == [case.reference]
    assert report.broken[0].what.startswith("entry 1: ")
    assert not report.sound
    assert report.repaired == 0
    assert imported.contents() == before


def drop_guards(connection: object, engine_name: str) -> None:
    """Take away what keeps the ledger from being changed, as someone with the file in hand could."""
    execute = connection.execute  # type: ignore[attr-defined]
    if engine_name == "sqlite":
        names = execute(text("SELECT name FROM sqlite_master WHERE type = 'trigger' AND tbl_name = 'event'")).scalars()
        for name in list(names):
            execute(text(f'DROP TRIGGER "{name}"'))
    else:
        execute(text("ALTER TABLE event DISABLE TRIGGER USER"))


def test_a_ledger_that_lost_its_last_entry_is_broken(imported: Desk, engine_name: str) -> None:
    case = max(imported.cases(), key=lambda each: len(each.entries))
    with unit_of_work(imported.database) as uow:
        drop_guards(uow.connection, engine_name)  # type: ignore[arg-type]
        last = (events.c.authority == AUTHORITY, events.c.case_id == case.case_id, events.c.number == len(case.entries))
        uow.connection.execute(delete(events).where(*last))
        uow.commit()
    report = found(imported)
    assert [broken.case for broken in report.broken] == [case.reference]
    assert "its ledger holds" in report.broken[0].what


def test_a_lowered_version_hides_no_entry_and_is_broken(imported: Desk) -> None:
    case = max(imported.cases(), key=lambda each: len(each.entries))
    of_2025 = Period(date(2025, 1, 1), date(2025, 12, 31))
    before = figures(imported.office, of_2025, as_at=date(2026, 1, 31))
    row = cases.c.case_id == case.case_id
    spoil(imported, update(cases).where(row).values(version=1, last_hash=case.hashes[0]))
    spoilt = imported.contents()
    report = found(imported, repair=True)
    assert [broken.case for broken in report.broken] == [case.reference]
    assert report.broken[0].what == f"the case notes 1 entries and its ledger holds {len(case.entries)}"
    assert (report.sound, report.repaired, imported.contents()) == (False, 0, spoilt)
    assert figures(imported.office, of_2025, as_at=date(2026, 1, 31)) == before


def test_a_case_given_to_another_person_is_broken(imported: Desk) -> None:
    first, *rest = imported.cases()
    another = next(case.person_id for case in rest if case.person_id != first.person_id)
    spoil(imported, update(cases).where(cases.c.case_id == first.case_id).values(person_id=another))
    report = found(imported)
    assert [broken.case for broken in report.broken] == [first.reference]
    assert "whose case it is" in report.broken[0].what


@pytest.mark.parametrize("number", [1, 2])
def test_a_changed_note_of_the_hash_before_is_broken(imported: Desk, engine_name: str, number: int) -> None:
    case = max(imported.cases(), key=lambda each: len(each.entries))
    with unit_of_work(imported.database) as uow:
        drop_guards(uow.connection, engine_name)  # type: ignore[arg-type]
        line = (events.c.authority == AUTHORITY, events.c.case_id == case.case_id, events.c.number == number)
        uow.connection.execute(update(events).where(*line).values(previous_hash="f" * 64))
        uow.commit()
    (broken,) = found(imported).broken
    assert (broken.case, broken.what) == (
        case.reference,
        f"entry {number}: it notes another hash before it than is there",
    )
