"""A new issue of a closed month corrects something, and a closed month is of the very moment that it is stamped with."""

from datetime import date, timedelta

import pytest
from sqlalchemy import text

from ehcp_flow.db.unit_of_work import unit_of_work
from ehcp_flow.services.board import readers
from ehcp_flow.services.board.closing import Frozen, close, issues
from ehcp_flow.services.board.restated import Restatement, since_closed
from reports.board.about import About
from tests.ehcp_flow.services.at_work import Desk
from tests.ehcp_flow.services.board.months_at_work import JANUARY, ON_TIME, closed, journey, refused
from workflows.refusals import Refusal

pytestmark = pytest.mark.usefixtures("two_forms")

MONTHLY = "ehcp_flow.services.board.monthly"
TYPED = "A word was wrong"


def again(desk: Desk, reason: str = TYPED) -> Frozen | Refusal:
    """A new issue, asked for the day after."""
    desk.clock.moment += timedelta(days=1)
    return close(desk.office, JANUARY, None, desk.clock.now(), reason)


def numbers(desk: Desk) -> list[int]:
    return [each.issue for each in issues(desk.office)]


def test_a_month_in_which_nothing_changed_has_nothing_to_correct_and_nobody_is_told(year: Desk) -> None:
    readers.add(year.office, "board@example.org", "", None)
    closed(year)
    refusal = refused(again(year))
    assert refusal.what == "Make a new issue of January 2026"
    assert refusal.why.startswith("there is nothing to correct")
    assert "those of issue 1" in refusal.why
    assert "month restated 2026-01" in refusal.do
    assert numbers(year) == [1]
    with unit_of_work(year.database) as uow:
        assert len(uow.outbox.claim(5, year.clock.now(), year.clock.now())) == 1


def test_a_figure_that_moved_is_corrected_once(year: Desk) -> None:
    closed(year)
    journey(year, "Cy", received=date(2025, 10, 1), sent=date(2026, 1, 30))
    assert isinstance(again(year), Frozen)
    assert "those of issue 2" in refused(again(year)).why
    assert numbers(year) == [1, 2]


def test_other_rules_are_a_reason_though_no_figure_moved(year: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    closed(year)
    monkeypatch.setattr(f"{MONTHLY}.rules_version", lambda: "f" * 12)
    second = again(year)
    assert isinstance(second, Frozen)
    assert second.issue.rules == "f" * 12


def test_numbers_that_were_wrongly_shown_can_be_held_back_by_a_new_issue(
    year: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(f"{MONTHLY}.the_limit", lambda: 2)
    first = closed(year)
    monkeypatch.undo()
    second = again(year)
    assert isinstance(second, Frozen)
    assert second.figures == first.figures
    assert second.contents.released != first.contents.released


def test_a_word_of_the_report_can_be_corrected(year: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    closed(year)
    monkeypatch.setattr(f"{MONTHLY}.about", lambda _office: About("831", "Madeupton"))
    second = again(year)
    assert isinstance(second, Frozen)
    assert second.edition(exact=True).name == "Madeupton"


def test_a_reason_that_was_printed_can_be_corrected_and_the_same_one_is_not_given_twice(year: Desk) -> None:
    closed(year)
    journey(year, "Cy", received=date(2025, 10, 1), sent=date(2026, 1, 30))
    assert isinstance(again(year, "A plan of 29 January was recorded late"), Frozen)
    assert "nothing to correct" in refused(again(year, " A plan of 29 January was recorded late ")).why
    assert isinstance(again(year, "A plan of 30 January was recorded late"), Frozen)
    assert numbers(year) == [1, 2, 3]


@pytest.mark.parametrize("engine_name", ["sqlite"])
@pytest.mark.parametrize(
    ("table", "change"),
    [("board_file", "content = CAST('other' AS BLOB)"), ("board_figure", "numerator = 99")],
)
def test_an_issue_that_is_no_longer_what_was_sealed_can_be_made_again(year: Desk, table: str, change: str) -> None:
    closed(year)
    with year.database.writing() as connection:
        connection.execute(text(f"DROP TRIGGER {table}_no_update"))
        connection.execute(text(f"UPDATE {table} SET {change}"))
        connection.commit()
    second = again(year)
    assert isinstance(second, Frozen), second
    assert second.sound


@pytest.mark.parametrize(("later", "plans"), [(timedelta(0), 3), (timedelta(microseconds=1), 2)])
def test_what_was_recorded_by_the_moment_of_the_stamp_is_counted_and_what_came_after_is_not(
    year: Desk, later: timedelta, plans: int
) -> None:
    stamped = year.clock.now()
    year.clock.moment = stamped + later
    journey(year, "Cy", received=date(2025, 10, 1), sent=date(2026, 1, 30))
    kept = close(year.office, JANUARY, None, stamped)
    assert isinstance(kept, Frozen)
    assert kept.issue.known_at == stamped == kept.edition(exact=True).known_at
    (figure,) = [each for each in kept.figures if each.figure == f"{ON_TIME}@month"]
    assert figure.denominator == plans
    now = since_closed(year.office, JANUARY, None)
    assert isinstance(now, Restatement)
    new = year.cases()[-1].reference
    assert (new in now.cases) is (plans == 2)
