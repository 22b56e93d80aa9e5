"""The law is dated data with a link: every duty has a source, and no statutory number is in code (design, convention 3)."""

import ast
import re
import tomllib
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from tests.house import reading

LAW = reading.ROOT / "workflows" / "law"

# Counting conventions are named in days.py and take their amounts as arguments; the made-up authority of the demo is not law.
COUNTING = "workflows/days.py"
MADE_UP = "ehcp_flow/demo/"

STATUTORY_WEEKS = {2, 4, 5, 6, 8, 10, 11, 12, 14, 15, 16, 20}
STATUTORY_DAYS = {14, 15, 28, *(weeks * 7 for weeks in STATUTORY_WEEKS)}
UNMISTAKABLE = {42, 105, 112, 140}  # 6, 15, 16 and 20 weeks in days: no other reason to compare with or add one
LENGTH_NAME = re.compile(r"(^|_)(weeks?|days?|working_days|deadline|time_limit)(_|$)", re.IGNORECASE)


def _number(node: ast.AST | None) -> int | None:
    if isinstance(node, ast.Constant) and isinstance(node.value, int) and not isinstance(node.value, bool):
        return node.value
    return None


def statutory_numbers(tree: ast.Module) -> Iterator[str]:
    """Lines where a length of time that the law gives is written into the code."""
    for node in ast.walk(tree):
        if isinstance(node, ast.keyword):
            amount = _number(node.value)
            if (node.arg == "weeks" and amount in STATUTORY_WEEKS) or (node.arg == "days" and amount in STATUTORY_DAYS):
                yield f"{node.value.lineno}: {node.arg}={amount}"
        elif isinstance(node, ast.BinOp):
            left, right = _number(node.left), _number(node.right)
            if isinstance(node.op, ast.Mult) and 7 in (left, right) and left is not None and right is not None:
                yield f"{node.lineno}: {left} * {right}"
            elif isinstance(node.op, ast.Add | ast.Sub) and UNMISTAKABLE & {left, right}:
                yield f"{node.lineno}: {ast.unparse(node)}"
        elif isinstance(node, ast.Compare) and UNMISTAKABLE & {
            _number(side) for side in (node.left, *node.comparators)
        }:
            yield f"{node.lineno}: {ast.unparse(node)}"
        elif isinstance(node, ast.Assign | ast.AnnAssign):
            targets = node.targets if isinstance(node, ast.Assign) else [node.target]
            names = [target.id for target in targets if isinstance(target, ast.Name)]
            if _number(node.value) in STATUTORY_WEEKS | STATUTORY_DAYS and any(map(LENGTH_NAME.search, names)):
                yield f"{node.lineno}: {ast.unparse(node)}"


def test_no_statutory_number_is_in_code() -> None:
    files = [name for name in reading.code_files() if name != COUNTING and not name.startswith(MADE_UP)]
    found = [f"{name}:{use}" for name in files for use in statutory_numbers(reading.tree_of(name))]
    assert not found, "A length of time that the law gives belongs in workflows/law/*.toml:\n" + "\n".join(found)


@pytest.mark.parametrize(
    "code",
    [
        "due = received + timedelta(weeks=20)",
        "due = received + timedelta(days=15)",
        "due = within_of(received, weeks=6)",
        "late = days_taken > 140",
        "due = received.toordinal() + 112",
        "LIMIT = 20 * 7",
        "WEEKS_TO_PLAN = 20",
        "DECISION_DAYS: int = 42",
    ],
)
def test_a_statutory_number_is_found(code: str) -> None:
    assert list(statutory_numbers(ast.parse(code)))


@pytest.mark.parametrize(
    "code",
    ["due = received + timedelta(days=1)", "page_size = 20", "due = within_of(start, weeks=limit.weeks)", "x = n * 7"],
)
def test_other_numbers_are_left_alone(code: str) -> None:
    assert not list(statutory_numbers(ast.parse(code)))


# --- The law files, read with the standard library alone: this must hold whatever the loader does ---------------------


def law_files() -> list[Path]:
    return sorted(LAW.glob("*.toml"))


def duties(file: Path) -> dict[str, dict[str, Any]]:
    """The tables of a law file that are duties: those with rows in force."""
    tables = tomllib.loads(file.read_text(encoding="utf-8"))
    return {name: table for name, table in tables.items() if isinstance(table, dict) and "in_force" in table}


def sourced_rows() -> list[tuple[str, dict[str, Any]]]:
    """Every row that states law: rows in force, windows, grounds."""
    rows = []
    for file in law_files():
        tables = tomllib.loads(file.read_text(encoding="utf-8"))
        for name, duty in duties(file).items():
            rows += [(f"{file.name} [{name}] in_force {n}", row) for n, row in enumerate(duty["in_force"], 1)]
        rows += [(f"{file.name} [[window]] {n}", row) for n, row in enumerate(tables.get("window", []), 1)]
        rows += [(f"{file.name} [ground.{name}]", row) for name, row in tables.get("ground", {}).items()]
    return rows


def test_there_is_law() -> None:
    assert any(duties(file) for file in law_files())


def test_every_duty_has_a_source_that_can_be_opened() -> None:
    for place, row in sourced_rows():
        source = row.get("source", {})
        assert source.get("title"), f"{place} has no source title"
        assert str(source.get("href", "")).startswith("https://"), f"{place} has no https link to its source"


def test_every_row_says_how_sure_we_are_and_what_to_check() -> None:
    for place, row in sourced_rows():
        assert row.get("confidence") in {"P", "S", "M", "?"}, f"{place} does not say how sure we are"
        if row["confidence"] in {"M", "?"}:
            assert row.get("unverified"), f"{place} is not verified and does not say what to check"


def test_every_rule_says_from_when_it_is_in_force() -> None:
    for file in law_files():
        for name, duty in duties(file).items():
            for row in duty["in_force"]:
                assert isinstance(row.get("since"), date), f"{file.name} [{name}]: since is not a date"


def test_a_duty_is_in_one_file_only() -> None:
    seen: dict[str, str] = {}
    for file in law_files():
        for name in duties(file):
            assert name not in seen, f"{name} is in {seen[name]} and in {file.name}"
            seen[name] = file.name
