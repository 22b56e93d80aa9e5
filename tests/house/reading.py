"""Reading the project's own files: which there are, and what the Python in them refers to."""

import ast
import subprocess
from collections.abc import Iterator
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PACKAGES = ("workflows", "notifications", "reports", "ehcp_flow")
NOT_OURS = {".git", ".venv", "demo", "dist", "build", "__pycache__"}


@cache
def project_files() -> tuple[str, ...]:
    """Every file that is, or would be, in the repository; from git where there is git, else by looking."""
    try:
        listed = subprocess.run(
            ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
            cwd=ROOT, check=True, capture_output=True, text=True,
        ).stdout.split("\0")  # fmt: skip
    except (OSError, subprocess.CalledProcessError):
        listed = [path.relative_to(ROOT).as_posix() for path in ROOT.rglob("*")]
    kept = (name for name in listed if name and (ROOT / name).is_file())
    return tuple(sorted(name for name in kept if Path(name).parts[0] not in NOT_OURS and ".egg-info" not in name))


def code_files() -> list[str]:
    """The Python files of the four packages."""
    return [name for name in project_files() if name.endswith(".py") and Path(name).parts[0] in PACKAGES]


def text_of(name: str) -> str | None:
    """The text of a file, or None for one that is not text."""
    try:
        return (ROOT / name).read_text(encoding="utf-8")
    except UnicodeDecodeError:
        return None


def tree_of(name: str) -> ast.Module:
    return ast.parse((ROOT / name).read_text(encoding="utf-8"), filename=name)


def imported_names(tree: ast.Module) -> dict[str, str]:
    """What each imported name stands for in full: `from datetime import date as d` gives `d` -> `datetime.date`."""
    names = {}
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            for alias in node.names:
                names[alias.asname or alias.name.split(".")[0]] = (
                    alias.name if alias.asname else alias.name.split(".")[0]
                )
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            for alias in node.names:
                names[alias.asname or alias.name] = f"{node.module}.{alias.name}"
    return names


def references(tree: ast.Module) -> Iterator[tuple[int, str]]:
    """Each dotted name that the code refers to, written out in full by its imports, with its line."""
    names = imported_names(tree)
    for node in ast.walk(tree):
        dotted = _dotted(node)
        if dotted:
            first, *rest = dotted.split(".")
            if first in names:
                yield node.lineno, ".".join([names[first], *rest])  # type: ignore[attr-defined]


def _dotted(node: ast.AST) -> str:
    if isinstance(node, ast.Name):
        return node.id
    if isinstance(node, ast.Attribute):
        before = _dotted(node.value)
        return f"{before}.{node.attr}" if before else ""
    return ""


def strings(tree: ast.Module) -> Iterator[tuple[int, str]]:
    """Each piece of text in the code that is not a docstring, with its line."""
    docstrings = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant):
            docstrings.add(id(node.value))
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in docstrings:
            yield node.lineno, node.value
