"""A closed month is kept as it was, prints the same bytes, and is put right only by a new issue with a reason."""

from dataclasses import replace
from datetime import date

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DatabaseError

from ehcp_flow.db.unit_of_work import unit_of_work
from ehcp_flow.services.board import readers
from ehcp_flow.services.board.at_month_end import close_last_month
from ehcp_flow.services.board.cases_behind import Opened, open_figure
from ehcp_flow.services.board.closing import Frozen, close, frozen, issues
from ehcp_flow.services.board.messages import attachments
from ehcp_flow.services.board.printing import Printed, printed
from ehcp_flow.services.board.restated import Restatement, restated
from notifications.channels.base import DeliveryError
from reports.board.model import Why
from reports.forms.json_file import read
from reports.forms.registry import FORMS
from tests.ehcp_flow.services.at_work import Desk
from tests.ehcp_flow.services.board.months_at_work import (
    FEBRUARY,
    JANUARY,
    ON_TIME,
    closed,
    journey,
    refused,
)

pytestmark = pytest.mark.usefixtures("two_forms")


def test_the_figures_their_cases_the_rules_and_a_seal_are_kept(year: Desk) -> None:
    made = closed(year)
    kept = frozen(year.office, JANUARY)
    assert isinstance(kept, Frozen)
    assert kept == made
    (figure,) = [each for each in kept.figures if each.figure == f"{ON_TIME}@month"]
    assert (figure.numerator, figure.denominator, figure.value) == (1, 2, "50.0")
    assert len(figure.cases) == 2
    assert len(figure.meeting) == 1
    assert kept.sound
    assert len(kept.issue.rules) == 12
    assert kept.edition(exact=True).as_at == date(2026, 1, 31)
    assert kept.edition(exact=True).exact


def test_printing_again_gives_the_same_bytes_though_more_was_recorded_since(year: Desk) -> None:
    closed(year)
    before = printed(year.office, JANUARY, year.clock.now(), False, None, ["html", "json"], by=None)
    year.clock.set_to(date(2026, 3, 9))
    journey(year, "Cy", received=date(2025, 10, 1), sent=date(2026, 1, 30))
    after = printed(year.office, JANUARY, year.clock.now(), False, None, ["html", "json"], by=None)
    assert isinstance(before, Printed)
    assert isinstance(after, Printed)
    assert before.files == after.files
    assert before.files
    assert before.report == after.report
    assert not before.report.exact


def test_what_is_recorded_later_shows_as_restated_with_the_case_behind_it(year: Desk) -> None:
    kept = closed(year)
    nothing = restated(year.office, kept)
    assert isinstance(nothing, Restatement)
    assert nothing.figures == ()
    year.clock.set_to(date(2026, 3, 9))
    journey(year, "Cy", received=date(2025, 10, 1), sent=date(2026, 1, 30))
    now = restated(year.office, kept)
    assert isinstance(now, Restatement)
    (moved,) = [each for each in now.figures if each.figure == f"{ON_TIME}@month"]
    assert (moved.parts_was, moved.parts_now) == ((1, 2), (2, 3))
    assert (moved.was, moved.now) == ("50.0", "66.7")
    new = year.cases()[-1].reference
    assert moved.entered == (new,)
    assert moved.left == ()
    assert not now.rules_changed


def test_a_correction_is_the_next_issue_with_its_reason_and_the_first_stays(year: Desk) -> None:
    first = closed(year)
    year.clock.set_to(date(2026, 3, 9))
    journey(year, "Cy", received=date(2025, 10, 1), sent=date(2026, 1, 30))
    second = closed(year, reason="A plan of 30 January was recorded late")
    assert [(each.month, each.issue) for each in issues(year.office)] == [("2026-01", 1), ("2026-01", 2)]
    assert second.edition(exact=False).reason == "A plan of 30 January was recorded late"
    assert frozen(year.office, JANUARY, 1) == first
    assert frozen(year.office, JANUARY) == second
    assert first.contents.files != second.contents.files


def test_a_closed_month_is_not_closed_again_without_a_reason(year: Desk) -> None:
    closed(year)
    refusal = refused(close(year.office, JANUARY, None, year.clock.now()))
    assert "closed already" in refusal.why
    assert "--reason" in refusal.do
    assert len(issues(year.office)) == 1


def test_a_month_that_is_not_over_is_not_closed(year: Desk) -> None:
    refusal = refused(close(year.office, FEBRUARY, None, year.clock.now()))
    assert refusal.why == "the month is not over"
    assert issues(year.office) == []


def test_a_reason_needs_an_issue_to_correct(year: Desk) -> None:
    assert "nothing to correct" in refused(close(year.office, JANUARY, None, year.clock.now(), "Wrong")).why


@pytest.mark.parametrize("table", ["board_issue", "board_figure", "board_file"])
@pytest.mark.parametrize("change", ["UPDATE {} SET month = '2020-01'", "DELETE FROM {}"])
def test_the_database_itself_refuses_to_change_a_closed_month(year: Desk, table: str, change: str) -> None:
    kept = closed(year)
    with pytest.raises(DatabaseError, match="append-only"), year.database.writing() as connection:
        connection.execute(text(change.format(table)))
    assert frozen(year.office, JANUARY) == kept


def test_what_is_no_longer_what_was_sealed_is_not_printed(year: Desk) -> None:
    kept = closed(year)
    figures = [replace(kept.figures[0], numerator=99), *kept.figures[1:]]
    assert kept.sound
    assert not replace(kept, contents=replace(kept.contents, figures=figures)).sound
    files = dict.fromkeys(kept.contents.files, "0" * 64)
    assert not replace(kept, contents=replace(kept.contents, files=files)).sound


@pytest.mark.parametrize("engine_name", ["sqlite"])
def test_a_kept_file_that_was_changed_is_neither_printed_nor_sent(year: Desk) -> None:
    readers.add(year.office, "board@example.org", "", None)
    closed(year)
    with year.database.writing() as connection:
        connection.execute(text("DROP TRIGGER board_file_no_update"))
        connection.execute(text("UPDATE board_file SET content = CAST('other' AS BLOB)"))
        connection.commit()
    refusal = refused(printed(year.office, JANUARY, year.clock.now(), False, None, ["html"], by=None))
    assert "not what was sealed" in refusal.why
    with unit_of_work(year.database) as uow:
        (told,) = uow.outbox.claim(5, year.clock.now(), year.clock.now())
        with pytest.raises(DeliveryError, match="not there as they were made"):
            attachments(uow, told, year.clock.now())


def test_the_report_of_a_closed_month_is_the_one_that_was_kept_with_the_same_numbers_held_back(year: Desk) -> None:
    kept = closed(year)
    again = printed(year.office, JANUARY, year.clock.now(), False, None, ["json"], by=None)
    assert isinstance(again, Printed)
    (file,) = again.files.values()
    assert read(file) == again.report == kept.edition(exact=False)
    held = [
        cell for table in again.report.tables() for row in table.rows for cell in row.cells if cell.why is Why.HELD_BACK
    ]
    assert held


def test_a_reason_that_names_a_case_is_refused(year: Desk) -> None:
    closed(year)
    refusal = refused(close(year.office, JANUARY, None, year.clock.now(), "EHC-2026-00046 was recorded late"))
    assert "names a case" in refusal.why


def test_months_that_were_missed_are_closed_too(year: Desk) -> None:
    closed(year)
    year.clock.set_to(date(2026, 4, 1))
    assert close_last_month(year.office, "2026-04", year.clock.now()) == {"months_closed": 2}
    assert [each.month for each in issues(year.office)] == ["2026-01", "2026-02", "2026-03"]


def test_a_kept_number_opens_to_its_cases_as_they_were(year: Desk) -> None:
    closed(year)
    journey(year, "Cy", received=date(2025, 10, 1), sent=date(2026, 1, 30))
    opened = open_figure(year.office, JANUARY, ON_TIME, None)
    assert isinstance(opened, Opened)
    assert opened.issue == 1
    assert len(opened.figure.cases) == 2


def test_the_scheduler_closes_the_month_before_once(year: Desk) -> None:
    assert close_last_month(year.office, "2026-02", year.clock.now()) == {"months_closed": 1}
    assert close_last_month(year.office, "2026-02", year.clock.now()) == {"months_closed": 0}
    assert [each.month for each in issues(year.office)] == ["2026-01"]


def test_every_form_of_both_editions_is_kept_and_the_list_gets_the_one_for_release(
    year: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("ehcp_flow.services.board.closing.FORMS", FORMS)
    readers.add(year.office, "Board@Example.org", "SEND Board", None)
    kept = closed(year)
    names = sorted(kept.contents.files)
    assert names == sorted(
        [
            *(f"send-board-2026-01{end}" for form in FORMS.values() for end in form.ends),
            *(f"send-board-2026-01-exact{end}" for form in FORMS.values() for end in form.ends if not form.released),
        ]
    )
    with unit_of_work(year.database) as uow:
        (told,) = uow.outbox.claim(5, year.clock.now(), year.clock.now())
        assert (told.recipient, told.kind) == ("board@example.org", "board_report")
        files = attachments(uow, told, year.clock.now())
    assert [each.name for each in files] == [f"send-board-2026-01.{end}" for end in ("pdf", "html", "xlsx")]
