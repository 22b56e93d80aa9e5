"""The tables and diagrams of the README are made from the steps and the law, and are those of today."""

from pathlib import Path
from typing import get_args

import pytest
from pydantic import BaseModel

from tests.workflows.cases import due, the
from workflows.__main__ import main
from workflows.documents import BEGIN, END, document, renewed
from workflows.law_files import (
    UNITS,
    Counted,
    DutyTable,
    FileHead,
    GroundTable,
    LimitTable,
    RuleTable,
    WindowTable,
)
from workflows.parameters import the_law
from workflows.processes import ANY_TIME, PROCESSES
from workflows.steps import IMPORT
from workflows.words import day_words

README = Path(__file__).parents[2] / "workflows" / "README.md"


def test_the_readme_of_the_package_is_as_it_would_be_made_now() -> None:
    assert main(["document", "--check", str(README)]) == 0, "run `make docs`"


def test_every_process_has_a_diagram_and_a_table() -> None:
    made = document()
    assert made.count("```mermaid") == len(PROCESSES)
    for table in PROCESSES:
        part = made.split(f"(`{table.process}`)")[1].split("\n### ")[0]
        for step in table.steps:
            assert f"| `{step.event}`" in part
        for state, words in table.words.items():
            assert f"    {state}: " in part
            assert part.count(words) > 1, "in the diagram and in the table"


def test_a_diagram_has_every_way_from_one_state_to_another() -> None:
    for table in PROCESSES:
        part = document().split(f"(`{table.process}`)")[1].split("```")[1]
        for step in table.steps:
            for source in step.source:
                if step.dest not in (None, source) and step.by != IMPORT:
                    (line,) = [each for each in part.splitlines() if each.startswith(f"    {source} --> {step.dest}: ")]
                    assert str(step.event) in line


def test_what_may_be_recorded_at_any_time_and_every_duty_are_listed() -> None:
    made = document()
    for event in ANY_TIME:
        assert f"| `{event}` | any | stays |" in made
    for duty in the_law().duties.values():
        assert made.split("### Duties")[1].count(f"\n| `{duty.id}` |") == len(duty.rules)


def test_a_table_row_has_as_many_cells_as_its_head() -> None:
    width = 0
    for line in document().splitlines():
        if line.startswith(("| Event", "| Duty")):
            width = line.count("|")
        elif line.startswith("|"):
            assert line.count("|") == width, line


def test_what_is_written_by_hand_stays() -> None:
    text = f"# Title\n\n{BEGIN}\nold\n{END}\n\nby hand\n"
    assert renewed(text) == f"# Title\n\n{document().strip()}\n\nby hand\n"
    assert renewed("# Title\n") == f"# Title\n\n{document().strip()}\n"
    assert renewed(renewed(text)) == renewed(text)


def test_a_file_is_written_and_then_is_current(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "README.md"
    file.write_text("# Title\n", encoding="utf-8")
    assert main(["document", "--check", str(file)]) == 1
    assert "--write" in capsys.readouterr().err
    assert main(["document", "--write", str(file)]) == 0
    assert main(["document", "--check", str(file)]) == 0
    assert file.read_text(encoding="utf-8").startswith("# Title\n\n<!-- made by")


def test_a_file_that_is_not_there_is_wrong_input(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["document", "--check", str(tmp_path / "none.md")]) == 2
    assert "cannot be used" in capsys.readouterr().err


def test_without_a_file_the_part_is_printed(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["document"]) == 0
    assert capsys.readouterr().out == document()


# --- docs/law.md -----------------------------------------------------------------------------------------------------

LAW_PAGE = (Path(__file__).parents[2] / "docs" / "law.md").read_text(encoding="utf-8")


def test_the_page_about_the_law_explains_every_key_that_a_law_file_may_have() -> None:
    tables: tuple[type[BaseModel], ...] = (FileHead, DutyTable, RuleTable, LimitTable, WindowTable, GroundTable)
    keys = {field.alias or name for table in tables for name, field in table.model_fields.items()} - {
        *UNITS,
        "in_force",
    }
    assert not [key for key in sorted(keys) if f"`{key}`" not in LAW_PAGE and f"`{key} = " not in LAW_PAGE]


def test_the_page_about_the_law_names_every_way_of_counting_and_every_file() -> None:
    assert not [counted for counted in get_args(Counted) if f"`{counted}`" not in LAW_PAGE]
    for file in (README.parent / "law").glob("*.toml"):
        assert f"`{file.name}`" in LAW_PAGE


def test_the_worked_case_of_the_readme_has_the_dates_that_the_clocks_give() -> None:
    events = (
        "request_received=2025-01-06", "assessment_agreed=2025-02-10", "advice_requested=2025-02-12,body=health",
        "advice_requested=2025-02-12,body=education", "appointment_missed=2025-03-03,body=health",
        "plan_agreed=2025-04-01", "draft_sent=2025-04-14", "final_plan_sent=2025-05-12",
    )  # fmt: skip
    found = due(*events)
    text = README.read_text(encoding="utf-8").split("## A worked case")[1].split("\n## ")[0]
    for duty, subject in (
        ("assess_decision", ""), ("plan_refusal", ""), ("final_plan", ""), ("advice", "health"), ("advice", "education"),
        ("draft_representations", ""), ("review", ""),
    ):  # fmt: skip
        day = the(found, duty, subject).due
        assert day_words(day).removesuffix(" 2025") in text, duty
    assert the(found, "advice", "health").excused_by
    assert not the(found, "advice", "education").excused_by
    assert not the(found, "final_plan").excused_by
    moved = due("request_received=2025-01-03", *events[1:])
    assert (the(found, "final_plan").due - the(moved, "final_plan").due).days == 3
