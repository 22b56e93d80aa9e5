"""A long return passes through in memory that does not grow, and says how far it is."""

from pathlib import Path

from reports.sen2.reader import read_return
from reports.sen2.stream import elements

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
