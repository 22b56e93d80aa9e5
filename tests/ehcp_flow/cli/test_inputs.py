"""What people type for dates, events and facts."""

from datetime import date

import pytest

from ehcp_flow.cli.inputs import read_event, read_pairs
from ehcp_flow.cli.output import WrongInput
from ehcp_flow.cli.upkeep import without_passwords
from ehcp_flow.services.day_text import read_day
from workflows.vocabulary import Event


@pytest.mark.parametrize(
    "text",
    [
        "2026-03-31", "31/3/2026", "31/03/2026", "31.3.2026", "31-3-2026", "31 March 2026", "31 mar 2026", "31st March 2026",
        "Tuesday 31 March 2026", " 31  MARCH  2026 ",
    ],
)  # fmt: skip
def test_a_date_may_be_typed_in_the_ways_people_do(text: str) -> None:
    assert read_day(text) == date(2026, 3, 31)


def test_the_day_comes_before_the_month() -> None:
    assert read_day("3/4/2026") == date(2026, 4, 3)


@pytest.mark.parametrize(
    "text", ["", "31/3/26", "3/31/2026", "31 Ma 2026", "31 Marchember 2026", "2026", "30 February 2026", "tomorrow"]
)
def test_what_is_no_date_is_refused_with_words(text: str) -> None:
    with pytest.raises(ValueError, match="is not a date"):
        read_day(text)


def test_a_weekday_that_does_not_fit_the_date_is_noticed() -> None:
    with pytest.raises(ValueError, match="that day is a Tuesday"):
        read_day("Monday 31 March 2026")


@pytest.mark.parametrize("text", ["assessment_agreed", "assessment-agreed", "Agreed to assess", "agreed-to-assess"])
def test_an_event_may_be_typed_by_name_or_by_title(text: str) -> None:
    assert read_event(text) is Event.ASSESSMENT_AGREED


@pytest.mark.parametrize("text, meant", [("assesment_agreed", "assessment_agreed"), ("final_plan", "final_plan_sent")])
def test_an_unknown_event_names_those_that_are_near(text: str, meant: str) -> None:
    with pytest.raises(WrongInput, match=meant):
        read_event(text)


def test_a_fact_that_is_a_date_may_be_typed_as_people_do() -> None:
    assert read_pairs(Event.REVIEW_INVITED, ["meeting_on=31/3/2026"]) == {"meeting_on": "2026-03-31"}


def test_a_value_may_hold_an_equals_sign() -> None:
    assert read_pairs(Event.ASSESSMENT_REFUSED, ["reasons=a = b"]) == {"reasons": "a = b"}


@pytest.mark.parametrize("pairs", [["parent"], ["=parent"], ["source=parent", "source=school"]])
def test_what_is_no_fact_is_refused(pairs: list[str]) -> None:
    with pytest.raises(WrongInput):
        read_pairs(Event.REQUEST_RECEIVED, pairs)


@pytest.mark.parametrize(
    "address",
    [
        "postgresql://me:secret@host/name", "postgresql://me:sec@secret@host/name", "postgresql://host/name?password=secret",
        "postgresql://host/name?user=me&password=secret&sslmode=require",
    ],
)  # fmt: skip
def test_no_password_of_an_address_is_shown(address: str) -> None:
    assert "secret" not in without_passwords(address)
    assert "host" in without_passwords(address)
