"""What is no SEN2 return, or breaks off, is refused in words; nothing outside the file is ever read."""

from pathlib import Path

import pytest

from reports.sen2.problems import ReturnUnreadable
from reports.sen2.reader import read_return

DATA = Path(__file__).parents[2] / "data" / "sen2"
HEADER = "<Header><CollectionDetails><Collection>SEN2</Collection><Year>2026</Year></CollectionDetails></Header>"


def written(tmp_path: Path, content: bytes | str) -> Path:
    path = tmp_path / "file.xml"
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return path


@pytest.mark.parametrize(
    "content, words",
    [
        (b"", "empty"),
        (b" \n ", "empty"),
        (b"PK\x03\x04rest", "zip or Excel"),
        (b"\x1f\x8brest", "zip or Excel"),
        (b"surname,forename\nMarrow,Ada\n", "not an XML file"),
        (b"<html><body>Sign in</body></html>", "begins with “html”"),
        (
            b"<?xml version='1.0'?><Message><Header><CollectionDetails><Collection>School</Collection>"
            b"</CollectionDetails></Header></Message>",
            "collection “School”",
        ),
        (b"<Message/>", "not a SEN2 return"),
        (HEADER.replace("2026", "2022").join(("<Message>", "</Message>")).encode(), "from 2023"),
        (b"<Message", "breaks off or is damaged at line 1"),
    ],
)
def test_a_file_of_another_kind_is_refused_in_words(content: bytes, words: str, tmp_path: Path) -> None:
    with pytest.raises(ReturnUnreadable, match=words):
        list(read_return(written(tmp_path, content)).records)


def test_a_folder_and_a_missing_file_are_refused_in_words(tmp_path: Path) -> None:
    for path in (tmp_path, tmp_path / "none.xml"):
        with pytest.raises(ReturnUnreadable, match="cannot be opened"):
            read_return(path)


def test_damage_in_the_middle_gives_what_came_before_and_then_the_line(tmp_path: Path) -> None:
    lines = (DATA / "return_2026.xml").read_text(encoding="utf-8").splitlines(keepends=True)
    starts = [number for number, line in enumerate(lines) if "<Person>" in line]
    lines[starts[3] + 2] = "      <Surname>Mar<row</Surname>\n"
    records = read_return(written(tmp_path, "".join(lines))).records
    assert [next(records).label for _ in range(3)] == ["K831200014001 (M)", "Z831200014002 (F)", "N831200014003 (S)"]
    with pytest.raises(ReturnUnreadable, match="Make the return again") as refused:
        next(records)
    assert refused.value.line == starts[3] + 3


def test_a_file_that_stops_early_is_refused(tmp_path: Path) -> None:
    whole = (DATA / "return_2026.xml").read_bytes()
    with pytest.raises(ReturnUnreadable, match="breaks off"):
        list(read_return(written(tmp_path, whole[: whole.rindex(b"</Persons>")])).records)


def test_an_entity_that_points_to_a_file_is_not_followed(tmp_path: Path) -> None:
    (tmp_path / "secret.txt").write_text("secret")
    text = (
        f'<!DOCTYPE Message [<!ENTITY x SYSTEM "file://{tmp_path}/secret.txt">]><Message>{HEADER}<Persons><Person>'
        "<Surname>&x;</Surname><PersonBirthDate>2012-05-11</PersonBirthDate></Person></Persons></Message>"
    )
    (record,) = read_return(written(tmp_path, text)).records
    assert record.person is not None
    assert record.person.surname is None


def test_entities_within_entities_do_not_fill_the_memory(tmp_path: Path) -> None:
    entities = '<!ENTITY a "ha">' + "".join(f'<!ENTITY {chr(98 + n)} "{f"&{chr(97 + n)};" * 10}">' for n in range(12))
    text = f"<!DOCTYPE Message [{entities}]><Message>{HEADER}<Persons><Person><Surname>&m;</Surname></Person></Persons></Message>"
    with pytest.raises(ReturnUnreadable, match="amplification"):
        list(read_return(written(tmp_path, text)).records)


def test_a_return_without_people_is_read_as_none(tmp_path: Path) -> None:
    of_file = read_return(written(tmp_path, f"<Message>{HEADER}<Persons/></Message>"))
    assert list(of_file.records) == []


def test_people_without_a_header_are_read_with_a_note(tmp_path: Path) -> None:
    text = "<Message><Persons><Person><PersonBirthDate>2012-05-11</PersonBirthDate></Person></Persons></Message>"
    of_file = read_return(written(tmp_path, text))
    assert {problem.field for problem in of_file.problems} == {"Collection", "SourceLevel", "LEA", "Year"}
    assert [record.person is not None for record in of_file.records] == [True]


def test_a_file_in_another_encoding_is_read(tmp_path: Path) -> None:
    text = (DATA / "return_2023.xml").read_text(encoding="utf-8").replace("Marrow", "Märrow").replace("utf-8", "utf-16")
    (record,) = read_return(written(tmp_path, text.encode("utf-16"))).records
    assert record.person is not None
    assert record.person.surname == "Märrow"


def test_an_absurdly_long_value_is_cut_in_the_list_of_problems(tmp_path: Path) -> None:
    text = f"<Message>{HEADER}<Persons><Person><PersonBirthDate>{'9' * 5000}</PersonBirthDate></Person></Persons></Message>"
    (record,) = read_return(written(tmp_path, text)).records
    assert len(record.problems[0].value) == 60
    assert len(record.problems[0].words) < 200
