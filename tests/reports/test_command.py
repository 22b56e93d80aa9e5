"""`python -m reports kpi` answers from a return alone, and never with a traceback."""

import json
from pathlib import Path

import pytest

from reports.__main__ import main

DATA = Path(__file__).parents[1] / "data" / "sen2"


def test_it_prints_the_figures_counted_by_hand(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["kpi", str(DATA / "return_2026.xml"), "--year", "2025", "--json"]) == 0
    printed = capsys.readouterr()
    figures = json.loads(printed.out)
    assert figures["kp8a"] == {"total": 7, "issued": 5, "not_issued": 2}
    assert figures["kp8b"]["all_plans"]["including"] == {"numerator": 2, "denominator": 5, "percent": "40.0"}
    assert figures["kp8b"]["all_plans"]["excluding"] == {"numerator": 1, "denominator": 3, "percent": "33.3"}
    assert figures["kp8b"]["published"]["including"] == {"numerator": 2, "denominator": 4, "percent": "50.0"}
    assert figures["kp8b"]["published"]["excluding"] == {"numerator": 1, "denominator": 3, "percent": "33.3"}
    assert [each["month"] for each in figures["months"] if each["kp8a"]["total"]] == [
        f"2025-0{number}" for number in (2, 3, 4, 5, 6)
    ]
    assert figures["as_at"] == "2026-02-03"
    assert "Read 14 people, 15 requests, 10 assessments and 7 plans. Set aside: 0." in printed.err


def test_without_a_year_it_takes_the_one_that_the_return_covers(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["kpi", str(DATA / "return_2023.xml")]) == 0
    printed = capsys.readouterr().out
    assert "Education, health and care plans, 2022" in printed
    assert "100.0%" in printed


def test_it_lists_the_cases_behind_a_figure(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["kpi", str(DATA / "return_2026.xml"), "--cases", "kp8a.not_issued"]) == 0
    printed = capsys.readouterr().out
    assert "2 cases" in printed
    assert "14 April 2025" in printed
    assert "F831200014006 (C)/1" in printed


def test_it_lists_what_is_wrong(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["kpi", str(DATA / "awkward.xml"), "--problems"]) == 0
    printed = capsys.readouterr()
    assert "ReceivedDate (S04, set aside). “06/01/2025” is not a date" in printed.out
    assert "Set aside: 11." in printed.err


def test_it_takes_any_period(capsys: pytest.CaptureFixture[str]) -> None:
    path = str(DATA / "return_2026.xml")
    assert main(["kpi", path, "--from", "2025-05-26", "--to", "2025-05-26", "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["kp8a"]["total"] == 1


@pytest.mark.parametrize(
    "arguments, words",
    [
        (["kpi", "no-such-file.xml"], "cannot be opened"),
        (["kpi", str(DATA / "README.md")], "not an XML file"),
        (["kpi", str(DATA / "return_2026.xml"), "--cases", "kp9"], "There is no figure “kp9”"),
        (["kpi", str(DATA / "return_2026.xml"), "--from", "2025-01-01"], "both --from and --to"),
        (["kpi", str(DATA / "return_2026.xml"), "--from", "2025-01-01", "--to", "1 May"], "dates like 2024-03-31"),
        (["kpi", str(DATA / "return_2026.xml"), "--year", "0"], "not a calendar year"),
    ],
)
def test_what_it_cannot_answer_is_said_with_exit_code_2(
    arguments: list[str], words: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(arguments) == 2
    printed = capsys.readouterr()
    assert printed.out == ""
    assert words in printed.err
