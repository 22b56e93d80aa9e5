"""README, Makefile and the decisions say what is there."""

import re
from pathlib import Path

import pytest

from scripts import documents
from tests.house import reading

README = (reading.ROOT / "README.md").read_text(encoding="utf-8")
MAKEFILE = (reading.ROOT / "Makefile").read_text(encoding="utf-8")
DECISIONS = reading.ROOT / "docs" / "decisions"


def make_targets() -> set[str]:
    """The targets that `make help` lists."""
    return set(re.findall(r"^([a-z]+):.*?## ", MAKEFILE, re.MULTILINE))


def test_every_make_command_of_the_readme_exists() -> None:
    named = set(re.findall(r"`make ([a-z]+)", README)) | set(re.findall(r"^make ([a-z]+)", README, re.MULTILINE))
    assert named
    assert named <= make_targets()


def test_the_readme_lists_every_make_command() -> None:
    listed = set(re.findall(r"^\| `make ([a-z]+)`", README, re.MULTILINE))
    assert listed == make_targets()


def test_what_the_readme_says_a_command_does_is_what_make_help_says() -> None:
    said = dict(re.findall(r"^\| `make ([a-z]+)` \| (.*?) \|$", README, re.MULTILINE))
    assert said == dict(re.findall(r"^([a-z]+):.*?## (.*)$", MAKEFILE, re.MULTILINE))


def test_every_place_that_the_readme_names_exists() -> None:
    section = README.split("## Where does … live?")[1].split("\n## ")[0]
    places = re.findall(r"`([\w./*<>-]+/[\w./*<>-]*)`", section)
    assert places
    missing = [place for place in places if not list(reading.ROOT.glob(place.replace("<name>", "*").rstrip("/")))]
    assert not missing


def test_every_link_of_the_readme_to_a_file_leads_somewhere() -> None:
    links = [link for link in re.findall(r"\]\(([^)]+)\)", README) if not re.match(r"https?:|#", link)]
    assert not [link for link in links if not (reading.ROOT / link.split("#")[0]).exists()]


def test_decisions_are_numbered_without_a_gap() -> None:
    numbers = [int(file.name[:4]) for file in sorted(DECISIONS.glob("*.md"))]
    assert numbers
    assert numbers == list(range(1, len(numbers) + 1))


@pytest.mark.parametrize("file", sorted(DECISIONS.glob("*.md")), ids=lambda file: file.name[:4])
def test_a_decision_is_short_and_says_what_else_was_possible(file: Path) -> None:
    text = file.read_text(encoding="utf-8")
    assert text.startswith(f"# {file.name[:4]} ")
    assert re.findall(r"^## (.*)$", text, re.MULTILINE) == ["Context", "Decision", "Alternatives", "Consequences"]
    assert len(text.splitlines()) < 60


def test_ci_runs_the_command_of_the_readme() -> None:
    assert "make test" in (reading.ROOT / ".ci" / "run").read_text(encoding="utf-8")


def test_the_made_parts_of_the_documents_are_fresh() -> None:
    assert sorted(documents.stale()) == [], "run `make docs`"


def test_a_made_part_is_replaced_and_the_rest_stays() -> None:
    part = "<!-- begin -->\nnew\n<!-- end -->\n"
    assert documents.renewed("# Title\n\n<!-- begin -->\nold\n<!-- end -->\nby hand\n", part) == (
        "# Title\n\n<!-- begin -->\nnew\n<!-- end -->\nby hand\n"
    )
    assert documents.renewed("# Title\n", part) == "# Title\n\n<!-- begin -->\nnew\n<!-- end -->\n"


def test_every_package_with_code_says_what_it_is_in_a_readme() -> None:
    with_code = {Path(name).parts[0] for name in reading.code_files() if Path(name).name != "__init__.py"}
    assert not [name for name in sorted(with_code) if not (reading.ROOT / name / "README.md").exists()]
