"""The monthly comparison: the list that goes out, the answer that comes back, and how the two differ."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from notifications.health.answers import read_answer, safe, write_csv
from notifications.health.kinds import Status
from notifications.health.reconcile import DifferenceKind, Flagged, compare, expected

ONE, TWO, THREE, STRANGER = "9990000018", "9990000026", "9990000034", "9990000042"
D = DifferenceKind


def flagged(person: int, number: str, name: str = "Jo Bloggs") -> Flagged:
    return Flagged(person, f"EHC-{person}", number, name, date(2017, 5, 4), Status.PLAN, date(2025, 5, 12))


OURS = (flagged(1, ONE), flagged(2, TWO, "Al Dent"), flagged(3, THREE, "=Bo Peep"))


def found(answer: str) -> list[tuple[str, int | None, int | None]]:
    rows, faults = read_answer(answer)
    assert faults == []
    differences = compare(OURS, rows)
    for each in differences:
        assert not [number for number in (ONE, TWO, THREE, STRANGER) if number in f"{each!r}{each.words}{each.key}"]
    return [(each.kind.value, each.person, each.line) for each in differences]


def test_the_list_has_a_line_a_person_by_name_and_is_safe_to_open() -> None:
    assert write_csv(expected(OURS)) == (
        "NHS number,Name,Date of birth,Status,Since,Flagged (yes or no),Flagged since\r\n"
        "9990000034,'=Bo Peep,2017-05-04,Has an EHC plan,2025-05-12,,\r\n"
        "9990000026,Al Dent,2017-05-04,Has an EHC plan,2025-05-12,,\r\n"
        "9990000018,Jo Bloggs,2017-05-04,Has an EHC plan,2025-05-12,,\r\n"
    )


def test_our_own_list_answered_yes_differs_in_nothing() -> None:
    lines = expected(OURS)
    answered = [lines[0], *((*line[:5], "yes", line[4]) for line in lines[1:])]
    assert found(write_csv(answered)) == []


def test_each_difference_is_found_and_says_where() -> None:
    answer = (
        "NHS number,Flagged,Date,Name,Date of birth\n"
        "999 000 0018,Yes,13/05/2025,BLOGGS Jo,2017-05-05\n"
        "9990000026,no,,Al Dent,\n"
        "9990000042,y,2024-01-01,Some Body,\n"
    )
    assert found(answer) == [
        (D.DATE_DIFFERS, 1, 2),
        (D.BORN_DIFFERS, 1, 2),
        (D.MISSING_THERE, 2, 3),
        (D.MISSING_THERE, 3, None),
        (D.NOT_OURS, None, 4),
    ]
    assert found("NHS number,Flagged,Name\n9990000018,yes,Jo Other\n9990000026,yes,\n9990000034,yes,\n") == [
        (D.NAME_DIFFERS, 1, 2)
    ]


def test_who_is_not_flagged_there_and_not_ours_is_no_difference() -> None:
    rows, _ = read_answer(f"NHS number,Flagged\n{STRANGER},no\n")
    assert compare((), rows) == []


def test_who_has_no_number_cannot_be_compared() -> None:
    (difference,) = compare([flagged(9, "")], [])
    assert (difference.kind, difference.person, difference.key) == (D.NO_NUMBER, 9, "no_number:9")


def test_bad_lines_are_listed_with_line_column_why_and_what_to_do_and_the_good_ones_are_read() -> None:
    rows, faults = read_answer(
        "\ufeffNHS Number,flagged,Date\r\n"
        "9990000019,yes,\r\n"
        f"{ONE},perhaps,31/02/2025\r\n"
        "\r\n"
        f"{TWO},no\r\n"
        f"{TWO},yes,\r\n"
        ",yes,\r\n"
    )
    assert [(row.line, row.flagged) for row in rows] == [(5, False)]
    assert [(fault.line, fault.column, fault.why) for fault in faults] == [
        (2, "nhs number", "its check digit is wrong"),
        (3, "flagged (yes or no)", "it is not yes or no"),
        (3, "flagged since", "it is not a date"),
        (6, "nhs number", "the same NHS number is in line 5"),
        (7, "nhs number", "there is none"),
    ]
    assert all(fault.do for fault in faults)
    assert not [n for n in (ONE, TWO, "9990000019") if n in f"{faults!r}{rows!r}"]


@pytest.mark.parametrize("text", ["", "Name,Date\nx,y\n", "\ufeff", "NHS number\n9990000018\n"])
def test_an_answer_without_the_columns_says_which_are_missing(text: str) -> None:
    rows, faults = read_answer(text)
    assert rows == []
    assert {fault.why for fault in faults} == {"there is no such column"}


@given(st.text())
def test_any_text_is_read_without_a_fault_of_ours(text: str) -> None:
    read_answer(text)
    read_answer(f"NHS number,Flagged\n{text}")


@pytest.mark.parametrize("cell", ["=1+1", "+44 1632 960000", "-1", "@name", "\tx", "\rx", "  =x"])
def test_what_a_spreadsheet_would_run_gets_an_apostrophe(cell: str) -> None:
    assert safe(cell) == f"'{cell}"
    assert safe("Jo Bloggs") == "Jo Bloggs"
