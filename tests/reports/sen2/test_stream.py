"""A long return passes through in memory that does not grow, and says how far it is."""

from pathlib import Path
from typing import Any

import pytest

from reports.sen2.problems import ReturnUnreadable
from reports.sen2.reader import read_return
from reports.sen2.stream import elements, name_of

HEADER = "<Header><CollectionDetails><Collection>SEN2</Collection><Year>2026</Year></CollectionDetails></Header>"
PERSON = "<Person>\n<Surname>Marrow</Surname>\n<PersonBirthDate>2012-05-11</PersonBirthDate>\n</Person>\n"


def long_return(tmp_path: Path, people: int) -> Path:
    path = tmp_path / "long.xml"
    path.write_text(f"<Message>{HEADER}<Persons>{PERSON * people}</Persons></Message>", encoding="utf-8")
    return path


def test_what_was_read_is_forgotten(tmp_path: Path) -> None:
    most = 0
    for element in elements(long_return(tmp_path, 5000), None):
        parent = element.getparent()
        assert parent is not None
        position = parent.index(element)
        most = max(most, position)
    assert most <= 1


def test_progress_goes_from_little_to_all(tmp_path: Path) -> None:
    path = long_return(tmp_path, 5000)
    seen: list[tuple[int, int]] = []
    of_file = read_return(path, on_progress=lambda position, total: seen.append((position, total)))
    assert len(list(of_file.records)) == 5000
    assert seen == sorted(seen)
    assert len(seen) > 5
    assert seen[-1] == (path.stat().st_size, path.stat().st_size)


JUNK = '<Extra a="1"><Deep>what a system adds of its own</Deep></Extra>'


def junk_return(tmp_path: Path, before: str, after: str, junk: str, size: int) -> Path:
    path = tmp_path / "junk.xml"
    path.write_text(f"<Message>{HEADER}{before}{junk * (size // len(junk))}{after}</Message>", encoding="utf-8")
    return path


@pytest.mark.parametrize(
    "before, after",
    [
        ("", "<Persons>" + PERSON + "</Persons>"),
        ("<Persons>", PERSON + "</Persons>"),
        ("<Persons>" + PERSON, "</Persons>"),
        ("<Other><Within>", "</Within></Other><Persons>" + PERSON + "</Persons>"),
    ],
    ids=["under the root", "before the people", "after them", "nested"],
)
def test_what_a_system_adds_of_its_own_is_forgotten_too(tmp_path: Path, before: str, after: str) -> None:
    path = junk_return(tmp_path, before, after, JUNK, 1 << 20)
    held: list[int] = []
    roots: list[Any] = []

    def count(_position: int, _total: int) -> None:
        held.extend(sum(1 for _ in root.iter()) for root in roots)

    names = []
    for element in elements(path, count):
        names.append(name_of(element))
        roots[:] = [element.getroottree().getroot()]
    assert names == ["header", "person"]
    assert len(held) > 10
    assert max(held) < 50


def test_a_record_without_an_end_is_refused_and_not_held(tmp_path: Path) -> None:
    path = junk_return(tmp_path, "<Persons><Person>", "</Person></Persons>", JUNK, 12 << 20)
    with pytest.raises(ReturnUnreadable, match="The Person that begins at line 1 goes on for more than 8 MB"):
        list(read_return(path).records)


def test_a_root_that_comes_late_is_found(tmp_path: Path) -> None:
    path = tmp_path / "late.xml"
    text = f"<!--{'x' * 200_000}--><MESSAGE>{HEADER}<Persons>{PERSON}</Persons></MESSAGE>"
    path.write_text(text, encoding="utf-8")
    assert len(list(read_return(path).records)) == 1
    path.write_text(text.replace("MESSAGE", "Letter"), encoding="utf-8")
    with pytest.raises(ReturnUnreadable, match="begins with “Letter”"):
        read_return(path)
