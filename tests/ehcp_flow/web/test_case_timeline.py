"""The picture of the 20 weeks: where the stages and today stand, and the same in words."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

from ehcp_flow.web.timeline import LEFT, RIGHT, Picture, picture
from workflows.case import read_all
from workflows.clocks import deadlines
from workflows.days import ENGLAND
from workflows.ledger import Entry
from workflows.vocabulary import Event

RECEIVED = date(2026, 1, 5)
NOW = datetime(2026, 1, 5, tzinfo=UTC)


def drawn(
    today: date, *steps: tuple[Event, date, dict[str, Any]], under_way: bool = True, then: bool = False
) -> Picture:
    told = ((Event.REQUEST_RECEIVED, RECEIVED, {}), *steps)
    entries = [Entry(n, event, day, NOW, "pat", facts) for n, (event, day, facts) in enumerate(told, start=1)]
    found = picture(deadlines(read_all(entries).entries), today, ENGLAND, under_way, then)
    assert found is not None
    return found


def states(found: Picture) -> list[tuple[int, str]]:
    return [(each.week, each.state) for each in found.stages]


AGREED: tuple[Event, date, dict[str, Any]] = (Event.ASSESSMENT_AGREED, date(2026, 1, 20), {})
ASKED = (Event.ADVICE_REQUESTED, date(2026, 1, 21), {"body": "health"})
CAME = (Event.ADVICE_RECEIVED, date(2026, 2, 20), {"body": "health"})


def test_on_the_first_day_the_first_decision_is_next() -> None:
    found = drawn(RECEIVED)
    assert states(found) == [(6, "next"), (12, "coming"), (16, "coming"), (20, "coming")]
    assert found.today_at == LEFT
    assert found.words == "Today, 5 January 2026, is the day of the request."


def test_the_last_day_of_week_20_is_the_end_of_the_line_and_the_day_after_is_beyond_it() -> None:
    end = RECEIVED + timedelta(weeks=20)
    assert drawn(end).today_at == RIGHT
    after = drawn(end + timedelta(days=1))
    assert after.today_at is not None
    assert after.today_at > RIGHT
    assert after.words.endswith("1 day beyond 20 weeks.")
    assert [each.state for each in after.stages] == ["late", "not_held", "late", "late"]


def test_what_was_done_is_done_and_what_follows_is_next() -> None:
    assert states(drawn(date(2026, 2, 10), AGREED, ASKED)) == [
        (6, "done"), (12, "next"), (16, "coming"), (20, "coming"),
    ]  # fmt: skip
    assert states(drawn(date(2026, 2, 21), AGREED, ASKED, CAME)) == [
        (6, "done"), (12, "done"), (16, "next"), (20, "coming"),
    ]  # fmt: skip


def test_advice_that_is_still_out_after_week_12_is_waited_for() -> None:
    found = drawn(date(2026, 4, 1), AGREED, ASKED)
    stage = found.stages[1]
    assert stage.state == "waiting"
    assert stage.words.endswith("1 of 1 still to come")


def test_a_decision_that_came_late_stays_late() -> None:
    found = drawn(date(2026, 3, 1), (Event.ASSESSMENT_AGREED, date(2026, 2, 17), {}))
    assert found.stages[0].state == "late"
    assert "met 1 day late" in found.stages[0].words


def test_after_the_end_today_is_not_on_the_way() -> None:
    found = drawn(date(2026, 3, 1), (Event.ASSESSMENT_REFUSED, date(2026, 2, 1), {}), under_way=False)
    assert found.today_at is None
    assert found.words == "The assessment has ended."


def test_another_day_is_called_by_its_date() -> None:
    found = drawn(date(2026, 1, 15), then=True)
    assert found.today_is == "15/1"
    assert found.words == "15 January 2026 was 1 week and 3 days after the request."


def test_the_description_tells_all_that_is_drawn() -> None:
    found = drawn(date(2026, 1, 15))
    for stage in found.stages:
        assert f"Week {stage.week}: " in found.description
    assert found.description.endswith(found.words)


def test_without_a_dated_request_there_is_no_picture() -> None:
    entries = [Entry(1, Event.PLAN_MADE, date(2025, 1, 5), NOW, "pat", {})]
    assert picture(deadlines(entries), RECEIVED, ENGLAND, under_way=False) is None
