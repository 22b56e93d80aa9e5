"""The folders are what they say: one place of import, no file too long, no address that does not belong."""

import ast
import importlib
import re
from pathlib import Path

import pytest

from tests.house import reading

MOST_LINES = 450

# Addresses are put together here, so that this file does not hold what it looks for.
REGISTRY_HOSTS = [
    "py" + "pi.org", "py" + "pi.python.org", "python" + "hosted.org", "npm" + "js.org", "npm" + "js.com", "yarn" + "pkg.com",
    "deb.deb" + "ian.org", "proxy.gol" + "ang.org", "crat" + "es.io", "conda." + "anaconda.org",
]  # fmt: skip
OF_ONE_MACHINE = re.compile(
    "file"
    + r":///|(?<![\w.])/(?:"
    + "opt/py"
    + r"pi|"
    + "opt/whe"
    + r"els|"
    + "root/|"
    + "home/[a-z]+/|"
    + "work/(?:main|shared|[.])"
    + ")"
)


def test_the_four_packages_come_from_one_place() -> None:
    places = {Path(str(importlib.import_module(name).__file__)).resolve().parent.parent for name in reading.PACKAGES}
    assert len(places) == 1, f"Other distributions have packages of these names: {places}"


def test_every_module_can_be_imported(import_faults: dict[str, str]) -> None:
    assert not import_faults


def test_the_tests_do_not_hide_the_packages() -> None:
    for name in reading.PACKAGES:
        assert (reading.ROOT / "tests") not in Path(str(importlib.import_module(name).__file__)).resolve().parents


def test_every_folder_of_python_is_a_package() -> None:
    folders = {Path(name).parent for name in reading.project_files() if name.endswith(".py")}
    missing = [str(folder) for folder in folders if not (reading.ROOT / folder / "__init__.py").exists()]
    allowed = [name for name in missing if "migrations" in Path(name).parts]
    assert sorted(set(missing) - set(allowed)) == [], (
        "each needs an __init__.py (pytest would import it by a wrong name)"
    )


def test_no_file_is_too_long_to_read() -> None:
    python = [name for name in reading.project_files() if name.endswith(".py")]
    lengths = {name: len((reading.text_of(name) or "").splitlines()) for name in python}
    long = {name: lines for name, lines in lengths.items() if lines > MOST_LINES}
    assert not long, f"Over {MOST_LINES} lines: {long}"


def test_no_file_names_a_package_registry() -> None:
    found = [
        f"{name}: {host}"
        for name in reading.project_files()
        for host in REGISTRY_HOSTS
        if host in (reading.text_of(name) or "")
    ]
    assert not found


def test_no_file_holds_a_path_of_one_machine() -> None:
    found = [
        f"{name}: {match.group()}"
        for name in reading.project_files()
        if (match := OF_ONE_MACHINE.search(reading.text_of(name) or ""))
    ]
    assert not found


@pytest.mark.parametrize("lock", ["requirements.lock", "requirements-dev.lock"])
def test_every_locked_package_has_a_hash_and_no_address(lock: str) -> None:
    text = (reading.ROOT / lock).read_text(encoding="utf-8")
    for entry in re.split(r"\n(?=[a-z0-9])", text):
        if re.match(r"[a-z0-9]", entry):
            assert "--hash=sha256:" in entry, entry.splitlines()[0]
    assert "://" not in text
    assert "--index" not in text


def test_what_runs_is_the_same_in_both_locks() -> None:
    def pins(lock: str) -> set[str]:
        return set(
            re.findall(r"^([a-z0-9][\w.-]*==\S+)", (reading.ROOT / lock).read_text(encoding="utf-8"), re.MULTILINE)
        )

    assert pins("requirements.lock") <= pins("requirements-dev.lock")


def test_no_module_is_named_for_nothing() -> None:
    vague = re.compile(r"(manager|handler|helper|util)s?(\.py)?$")
    assert not [name for name in reading.code_files() if any(vague.search(part) for part in Path(name).parts)]


def test_every_module_opens_with_a_sentence_that_says_what_it_is() -> None:
    silent = []
    for name in reading.code_files():
        tree = reading.tree_of(name)
        if tree.body and not ast.get_docstring(tree) and "migrations/versions" not in name:
            silent.append(name)
    assert not silent
