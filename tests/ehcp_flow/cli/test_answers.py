"""How the command line answers: help, exit codes, refusals in words, and never a traceback."""

import json
import os
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import create_engine, text

from ehcp_flow.cli.app import ORDER, app
from tests.ehcp_flow.cli.at_the_line import Line, typed

PROGRAM = Path(sys.executable).parent / "ehcp-flow"


def commands() -> Iterator[tuple[str, ...]]:
    """Every command, as the help lists them."""
    import typer

    yield from _within(typer.main.get_command(app))


def _within(group: Any, *words: str) -> Iterator[tuple[str, ...]]:
    for name, inner in group.commands.items():
        if getattr(inner, "commands", {}):
            yield from _within(inner, *words, name)
        else:
            yield (*words, name)


def change(url: str, statement: str) -> None:
    """What no command would do."""
    engine = create_engine(url)
    with engine.begin() as connection:
        connection.execute(text(statement))
    engine.dispose()


def run(*words: str, folder: Path, **environment: str) -> "subprocess.CompletedProcess[str]":
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("EHCP_FLOW_", "NO_COLOR"))}
    return subprocess.run(
        [str(PROGRAM), *words],
        cwd=folder, env=kept | environment, capture_output=True, text=True, timeout=60, check=False, stdin=subprocess.DEVNULL,
    )  # fmt: skip


def test_the_help_groups_the_commands_and_gives_the_exit_codes() -> None:
    shown = typed("--help").stdout
    headings = ["Start", "Cases", "What is due", "Telling people", "Figures", "Upkeep"]
    places = [shown.index(f"─ {heading} ─") for heading in headings]
    assert places == sorted(places)
    assert "Exit codes: 0 done" in shown
    assert {name for name, *_ in commands()} == set(ORDER)


@pytest.mark.parametrize("words", list(commands()), ids=" ".join)
def test_every_command_has_an_example_and_no_word_of_the_engine_room(words: tuple[str, ...]) -> None:
    result = typed(*words, "--help")
    assert result.exit_code == 0
    assert "Example: ehcp-flow" in result.stdout
    for word in ("transition", "entity", "SLA", "breach", "ticket"):
        assert word not in result.stdout


@pytest.mark.parametrize("words", [each for each in commands() if each != ("serve",)], ids=" ".join)
def test_every_command_that_answers_has_json(words: tuple[str, ...]) -> None:
    assert "--json" in typed(*words, "--help").stdout


@pytest.mark.parametrize(
    "words",
    [
        ("due",), ("kpi",), ("case", "list"), ("case", "show", "EHC-2026-00001"), ("person", "find", "x"), ("user", "list"),
        ("doctor",),
    ],
    ids=" ".join,
)  # fmt: skip
def test_reading_an_empty_database_says_what_to_do(line: Line, words: tuple[str, ...]) -> None:
    assert "ehcp-flow init" in line.fails(*words, code=4)["do"]


def test_reading_makes_no_database_file(at_work: Path) -> None:
    assert typed("due").exit_code == 4
    assert list(at_work.iterdir()) == []


def test_writing_to_an_empty_database_sets_it_up_and_says_so(line: Line) -> None:
    who = ("--name", "Sam Example", "--born", "1/2/2018", "--received", "5/1/2026", "--source", "school")
    result = line.run("case", "new", *who, "--json")
    assert "Set up a new database" in result.stderr
    assert json.loads(result.stdout)["case"] == "EHC-2026-00001"


def test_a_refusal_in_words_is_on_stderr(office: Line, case: str) -> None:
    result = office.run("case", "record", case, "final_plan_sent", "--on", "2026-02-02")
    assert result.exit_code == 3
    assert result.stdout == ""
    for words in ("Not done: Record “Final plan sent”", "Why:", "What to do:"):
        assert words in result.stderr


@pytest.mark.parametrize(
    "words",
    [
        ("case", "record", "EHC-2026-00001", "assessment_agreed", "--on", "31/31/2026"),
        ("case", "record", "EHC-2026-00001", "assessment_agred", "--on", "1/3/2026"),
        ("case", "record", "EHC-2026-00001", "assessment_agreed", "--on", "1/3/2026", "--fact", "x"),
        ("case", "record", "EHC-2026-00001", "correction", "--on", "1/3/2026"),
        ("case", "except", "EHC-2026-00001", "--ground", "holiday", "--from", "1/1/2026", "--to", "1/2/2026"),
        ("case", "correct", "EHC-2026-00001", "1", "--reason", "x", "--never-happened", "--on", "1/1/2026"),
        ("case", "list", "--state", "asessing"),
        ("case", "list", "brown", "--state", "assessing"),
        ("kpi", "--year", "2024", "--from", "1/1/2024"),
        ("kpi", "--from", "2/1/2024", "--to", "1/1/2024"),
        ("kpi", "--cases", "kp9"),
        ("kpi", "--by", "week"),
        ("import", "sen2", "there-is-no-such-file.xml"),
        ("init", "--authority", "Derby"),
        ("init", "--name", "Derby"),
        ("person", "show", "nobody"),
    ],
    ids=" ".join,
)
def test_input_that_cannot_be_used_ends_with_2_and_words(migrated_url: str, words: tuple[str, ...]) -> None:
    result = Line(migrated_url).run(*words)
    assert result.exit_code == 2
    assert result.stdout == ""
    assert len(result.stderr) > 20
    assert "Traceback" not in result.stderr

    answered = Line(migrated_url).run(*words, "--json")
    error = json.loads(answered.stdout)["error"]
    assert answered.exit_code == 2
    assert set(error) == {"what", "why", "do"}
    assert error["why"] in answered.stderr


def test_a_fault_of_the_program_is_told_in_a_sentence(office: Line, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: object, **__: object) -> None:
        raise RuntimeError("something is missing")

    monkeypatch.setattr("ehcp_flow.services.lookups.due", broken)
    result = office.run("due")
    assert result.exit_code == 1
    assert "Please report it" in result.stderr
    assert "Traceback" not in result.stderr
    monkeypatch.setenv("EHCP_FLOW_TRACEBACK", "1")
    assert "Traceback" in office.run("due").stderr


@pytest.mark.parametrize(
    "address, words",
    [
        ("postgresql://postgres@127.0.0.1:1/none", "cannot be reached"),
        ("mysql://host/name", "is not a kind of database"),
        ("not-a-database.txt", "is not a database of EHCP Flow"),
    ],
)
def test_a_database_that_cannot_be_used_ends_with_4(at_work: Path, address: str, words: str) -> None:
    (at_work / "not-a-database.txt").write_text("This is a letter, and a long one.\n" * 40)
    assert words in Line(address).fails("due", code=4)["why"]


@pytest.mark.parametrize("content, words", [("nonsense = 1", "no setting of this name"), ("x x", "is not TOML")])
def test_settings_that_cannot_be_used_are_told_in_words(at_work: Path, content: str, words: str) -> None:
    (at_work / "ehcp-flow.toml").write_text(content)
    result = typed("due")
    assert result.exit_code == 2
    assert words in result.stderr


def test_the_database_may_be_named_before_or_after_the_command(migrated_url: str) -> None:
    typed("init", "--authority", "997", "--database", migrated_url)
    assert typed("due", "--json", "--database", migrated_url).stdout == "[]\n"
    assert typed("--database", migrated_url, "due", "--json").stdout == "[]\n"


def test_config_show_says_where_each_setting_comes_from(at_work: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (at_work / "ehcp-flow.toml").write_text("operator_decides = false\n")
    monkeypatch.setenv("EHCP_FLOW_AUTHORITY", "997")
    result = typed("--database", "postgresql://me:secret@host/name", "config", "show", "--json")
    rows = {row["name"]: (row["value"], row["from"]) for row in json.loads(result.stdout)}
    assert rows["database_url"] == ("postgresql://me:***@host/name", "the command line")
    assert rows["authority"] == ("997", "the environment (EHCP_FLOW_AUTHORITY)")
    assert rows["operator_decides"] == (False, "ehcp-flow.toml")


def test_migrate_says_from_where_to_where(line: Line) -> None:
    first = line.asks("migrate")
    assert first["from"] is None
    assert line.asks("migrate")["from"] == first["to"]


def test_a_database_of_another_version_is_left_alone(office: Line, case: str) -> None:
    change(office.database, "UPDATE alembic_version SET version_num = 'of-old'")
    assert "ehcp-flow migrate" in office.fails("due", code=4)["do"]
    office.fails("case", "record", case, "assessment_agreed", "--on", "2026-02-03", code=4)


def test_doctor_says_what_differs_and_mends_it(office: Line, case: str) -> None:
    change(office.database, "UPDATE ehc_case SET state = 'assessing'")
    looked = office.run("doctor", "--check")
    assert looked.exit_code == 4
    assert f"{case}: state is assessing, should be requested" in looked.stdout
    assert "1 mended" in office.does("doctor")
    assert office.asks("doctor", "--check")["sound"] is True


def test_a_database_that_holds_several_authorities_asks_which(office: Line) -> None:
    office.does("init", "--authority", "998", "--name", "Elsewhere")
    assert "--authority" in office.refused("due")["do"]
    assert office.does("due", "--authority", "998", "--json") == "[]\n"
    assert office.run("--authority", "998", "due", "--json").stdout == "[]\n"
    office.refused("due", "--authority", "999")


def test_what_typer_cannot_read_is_json_too(line: Line) -> None:
    assert "--within" in line.fails("due", "--within", "soon", code=2)["why"]
    assert "CASE" in line.fails("case", "show", code=2)["why"]
    assert line.fails("due", "--as-at", "soon", code=2)["do"].endswith("due --help”.")


def test_work_that_was_begun_under_no_name_stays_there(line: Line) -> None:
    who = ("--name", "Sam Example", "--born", "1/2/2018", "--received", "5/1/2026", "--source", "school")
    begun = line.run("case", "new", *who)
    assert "kept under 000 for good" in begun.stderr
    refused = line.refused("init", "--authority", "831")
    assert "a ledger cannot change its authority" in refused["why"]
    assert "--database" in refused["do"]
    assert [each["code"] for each in line.asks("init", "--authority", "000")["authorities"]] == ["000"]
    assert len(line.asks("case", "list")) == 1
    assert "--database" in line.refused("due", "--authority", "831")["do"]


def test_a_database_that_may_only_be_read_is_told_in_words(office: Line, monkeypatch: pytest.MonkeyPatch) -> None:
    def forbidden(*_: object) -> None:
        raise sqlite3.OperationalError("attempt to write a readonly database")

    monkeypatch.setattr("ehcp_flow.db.cases.Cases.add", forbidden)
    who = ("--name", "Sam Example", "--born", "1/2/2018", "--received", "5/1/2026", "--source", "school")
    assert "may only be read" in office.fails("case", "new", *who, code=4)["why"]


# --- The program itself ------------------------------------------------------------------------------------------------


def test_the_program_runs_from_setting_up_to_showing_a_case(at_work: Path) -> None:
    assert run("due", folder=at_work).returncode == 4
    who = ("--name", "Zoë Example", "--born", "3/5/2018", "--received", "5/1/2026", "--source", "parent")
    assert run("case", "new", *who, folder=at_work).returncode == 0
    shown = run("case", "show", "EHC-2026-00001", folder=at_work)
    assert "Zoë Example" in shown.stdout
    assert "Why this date?" in shown.stdout
    assert run("case", "record", "EHC-2026-00001", "plan_made", "--on", "6/1/2026", folder=at_work).returncode == 3
    assert run("case", "record", "EHC-2026-00001", "nothing", "--on", "6/1/2026", folder=at_work).returncode == 2


def test_piped_text_has_no_colour_and_nothing_is_cut(at_work: Path) -> None:
    name = "Wilhelmina Featherstonehaugh-Cholmondeley Example"
    who = ("--name", name, "--born", "3/5/2018", "--received", "5/1/2026", "--source", "parent")
    run("case", "new", *who, folder=at_work, COLUMNS="40")
    for variables in ({}, {"NO_COLOR": "1", "COLUMNS": "40"}):
        printed = run("due", folder=at_work, **variables).stdout
        assert "\x1b" not in printed
        assert "…" not in printed
        assert name in printed


@pytest.mark.parametrize("words", [("case", "events"), ("case", "events", "--json"), ("config", "show")], ids=" ".join)
def test_a_reader_who_has_seen_enough_is_no_fault(at_work: Path, words: tuple[str, ...]) -> None:
    """`ehcp-flow … | head -1`: the reader closes the pipe before everything is written."""
    reader, writer = os.pipe()
    os.close(reader)
    result = subprocess.run([str(PROGRAM), *words], cwd=at_work, stdout=writer, stderr=subprocess.PIPE, timeout=60)
    os.close(writer)
    assert (result.returncode, result.stderr) == (0, b"")


def test_a_terminal_of_an_old_code_page_gets_an_answer(at_work: Path) -> None:
    result = run("due", folder=at_work, PYTHONIOENCODING="ascii")
    assert result.returncode == 4
    assert "Traceback" not in result.stderr


def test_the_module_is_the_same_program(at_work: Path) -> None:
    command = [sys.executable, "-m", "ehcp_flow", "--version"]
    printed = subprocess.run(command, cwd=at_work, capture_output=True, text=True, timeout=60, check=True)
    assert printed.stdout.startswith("ehcp-flow ")


def test_the_help_loads_nothing_heavy(at_work: Path) -> None:
    """Half a second is what somebody who only looks for a command will wait; the engine takes longer to load."""
    command = [sys.executable, "-X", "importtime", "-m", "ehcp_flow", "--help"]
    told = subprocess.run(command, cwd=at_work, capture_output=True, text=True, timeout=60, check=True).stderr
    loaded = {line.rsplit("|", 1)[-1].strip() for line in told.splitlines()}
    assert not loaded & {"sqlalchemy", "pydantic", "holidays", "lxml", "transitions", "workflows"}
