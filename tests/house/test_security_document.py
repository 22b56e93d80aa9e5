"""docs/security.md names only tests that there are."""

import ast
import re

from tests.house import reading

TEXT = (reading.ROOT / "docs" / "security.md").read_text(encoding="utf-8")
NAMED = sorted(set(re.findall(r"`([\w/]+\.py)::(\w+)`", TEXT)))


def names_in(file: str) -> set[str]:
    path = reading.ROOT / "tests" / file
    tree = ast.parse(path.read_text(encoding="utf-8")) if path.exists() else ast.Module([], [])
    return {node.name for node in tree.body if isinstance(node, ast.FunctionDef)}


def test_every_test_that_the_document_names_exists() -> None:
    assert len(NAMED) > 40
    assert [f"{file}::{name}" for file, name in NAMED if name not in names_in(file)] == []


def test_every_row_says_how_it_stands() -> None:
    states = re.findall(r"^\| [^|]*\d[^|]* \| ([^|]*) \|", TEXT.split("## V1 ")[1], re.MULTILINE)
    assert states
    assert set(states) <= {"met", "in part", "not met", "none", "operator", "elsewhere"}


def test_every_chapter_is_there() -> None:
    chapters = set(re.findall(r"V(\d+)", " ".join(re.findall(r"^## (.*)$", TEXT, re.MULTILINE))))
    assert chapters == {str(number) for number in range(1, 15)}
