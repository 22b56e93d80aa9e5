"""The commands of the ladder: what they show, what they set, and what they refuse."""

import json
from pathlib import Path
from typing import Any

from typer.testing import CliRunner, Result

from ehcp_flow.cli import ladder
from tests.ehcp_flow.cli.at_the_line import Line


def typed(office: Line, *words: str) -> Result:
    return CliRunner().invoke(ladder.app, [*words, "--database", office.database])


def asks(office: Line, *words: str) -> Any:
    result = typed(office, *words, "--json")
    assert result.exit_code == 0, result.output
    return json.loads(result.stdout)


def test_every_duty_is_shown_with_its_rungs_in_words(office: Line) -> None:
    shown = typed(office, "show").stdout
    assert "final_plan: Send the finalised EHC plan" in shown
    assert "First warning 20 working days before (shipped); ladder “owed” (shipped)" in shown
    assert "5 working days before: tell the officer (warning, in the daily digest)" in shown
    assert "5 working days late: tell the manager and the head of service (urgent, in the daily digest); again" in shown


def test_one_duty_is_shown_as_json(office: Line) -> None:
    found = asks(office, "show", "cease_hold")
    (duty,) = found["duties"]
    assert [rung["id"] for rung in duty["rungs"]] == ["first", "before_1", "over"]
    assert duty["rungs"][-1]["words"].startswith("on the first working day after the window: tell the officer")
    assert (duty["ladder_from"], found["changed_by"]) == ("shipped", None)


def test_a_duty_that_there_is_not_is_wrong_input(office: Line) -> None:
    result = typed(office, "show", "finish_plan")
    assert result.exit_code == 2
    assert "final_plan" in result.stderr


def test_it_is_set_from_a_file_and_taken_back(office: Line, case: str, at_work: Path) -> None:
    file = at_work / "ours.toml"
    file.write_text("[warning.duties]\nfinal_plan = { working_days = 30 }\n", encoding="utf-8")
    assert asks(office, "set", str(file), "--reason", "Six weeks") == {"deadlines": 1, "left_out": []}
    found = asks(office, "show", "final_plan")
    assert (found["duties"][0]["warning_days"], found["duties"][0]["warning_from"]) == (30, "authority")
    assert (found["changed_by"], found["reason"]) == ("operator", "Six weeks")
    assert "Set by operator on 2026-03-03: Six weeks" in typed(office, "show").stdout
    back = typed(office, "reset", "--reason", "Too early")
    assert back.stdout == "Done. Deadlines that are warned of on another day from now on: 1.\n"
    assert asks(office, "show", "final_plan")["duties"][0]["warning_from"] == "shipped"


def test_a_rung_that_never_comes_is_said_with_the_reason(office: Line, case: str, at_work: Path) -> None:
    file = at_work / "ours.toml"
    rungs = "".join(
        f"{{ at = '{at}', tell = ['owner'], severity = 'notice', way = 'digest' }}, "
        for at in ("first", "fit_5", "before_30", "before_5", "late_1")
    )
    file.write_text(f"[ladder.own]\nrungs = [{rungs}]\n[duties]\nassess_decision = {{ ladder = 'own' }}\n", "utf-8")
    found = asks(office, "set", str(file), "--reason", "Ours")
    assert found["left_out"] == [
        {"duty": "assess_decision", "rung": "fit_5", "why": "no step of the law has to come first"},
        {"duty": "assess_decision", "rung": "before_30", "why": "the first warning is 10 working days before"},
    ]
    said = typed(office, "set", str(file), "--reason", "Ours").stdout
    assert "Left out: before_30 of assess_decision, because the first warning is 10 working days before." in said
    assert "[warning.duties]" in said
    with file.open("a", encoding="utf-8") as more:
        more.write("[warning.duties]\nassess_decision = { working_days = 31 }\n")
    found = asks(office, "set", str(file), "--reason", "Ours, and warned of earlier")
    assert [each["rung"] for each in found["left_out"]] == ["fit_5"]
    assert [rung["id"] for rung in asks(office, "show", "assess_decision")["duties"][0]["rungs"]] == [
        "first", "before_30", "before_5", "late_1",
    ]  # fmt: skip


def test_a_file_that_cannot_be_used_is_refused_with_table_and_key(office: Line, at_work: Path) -> None:
    file = at_work / "ours.toml"
    file.write_text("[ladder.owed]\nrungs = [{ at = 'soon' }]\n", encoding="utf-8")
    result = typed(office, "set", str(file), "--reason", "Ours")
    assert result.exit_code == 3
    assert "ladder.owed.rungs.0.at" in result.stderr
