"""All forms together: their names, the same bytes each time, and files that appear whole or not at all."""

import hashlib
import json
import os
import subprocess
import sys
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path

import pytest

from reports.board.model import Block, Column, Report, Table
from reports.forms import registry
from reports.forms.registry import FORMS, NAME, UnknownForm, made_files, names_of, stem, write_files
from tests.house import reading
from tests.reports.forms.sample import COUNTED, EXACT, HELD_BACK, NOT_CLOSED

DIGESTS = """
import hashlib, json
from reports.forms.registry import made_files
from tests.reports.forms.sample import EXACT, HELD_BACK
made = made_files(EXACT) | made_files(HELD_BACK)
print(json.dumps({name: hashlib.sha256(data).hexdigest() for name, data in made.items()}))
"""


def write(report: Report, folder: Path, forms: Iterable[str] = tuple(FORMS), name: str = NAME) -> list[Path]:
    """As the command line has it: every form is made before any file is written."""
    return write_files(made_files(report, forms, name), folder)


def digests(seed: str, zone: str) -> dict[str, str]:
    environment = {**os.environ, "PYTHONHASHSEED": seed, "TZ": zone}
    done = subprocess.run(
        [sys.executable, "-c", DIGESTS], env=environment, cwd=reading.ROOT, check=True, capture_output=True, timeout=120
    )
    found: dict[str, str] = json.loads(done.stdout)
    return found


def test_two_runs_give_the_same_bytes_in_every_form_whatever_the_machines_time_zone() -> None:
    first = digests("1", "Europe/London")
    assert len(first) == 2 * len(FORMS) - 1, "the public page is not made of the exact copy"
    assert digests("2", "Pacific/Auckland") == first


@pytest.mark.parametrize(
    "report, expected",
    [
        (HELD_BACK, "send-board-2026-10"),
        (replace(HELD_BACK, issue=2), "send-board-2026-10-issue-2"),
        (replace(EXACT, issue=1), "send-board-2026-10-exact"),
        (EXACT, "send-board-2026-10-exact-issue-2"),
        (NOT_CLOSED, "send-board-2026-10-exact-not-closed"),
    ],
)
def test_a_files_name_says_which_copy_it_is(report: Report, expected: str) -> None:
    assert stem(report) == expected


def test_every_form_is_written_whole_and_nothing_else_is_left_in_the_folder(tmp_path: Path) -> None:
    folder = tmp_path / "reports"
    files = write(HELD_BACK, folder)
    assert [file.name for file in files] == [f"send-board-2026-10{form.suffix}" for form in FORMS.values()]
    assert sorted(folder.iterdir()) == sorted(files)
    starts = {".html": b"<!DOCTYPE html>", ".pdf": b"%PDF-", ".xlsx": b"PK", ".csv": b"\xef\xbb\xbf", ".json": b"{"}
    for file in files:
        assert file.read_bytes()[:15].lower().startswith(starts[file.suffix].lower())


def test_only_the_forms_that_are_asked_for_are_written_each_once(tmp_path: Path) -> None:
    files = write(EXACT, tmp_path, ["json", "csv", "json"], name="send-board-pack-quarter")
    assert [file.name for file in files] == [
        "send-board-pack-quarter-2026-10-exact-issue-2.json",
        "send-board-pack-quarter-2026-10-exact-issue-2.csv",
    ]


def test_a_form_for_the_public_is_left_out_of_an_exact_report(tmp_path: Path) -> None:
    assert not [file.name for file in write(EXACT, tmp_path) if "public" in file.name]
    assert [file.name for file in write(HELD_BACK, tmp_path, ["page"])] == ["send-board-2026-10-for-the-public.html"]


def test_the_names_of_a_forms_files_are_known_before_they_are_made() -> None:
    assert names_of(HELD_BACK, "csv") == ("send-board-2026-10.csv", "send-board-2026-10-dfe-columns.csv")
    assert names_of(EXACT, "pdf") == ("send-board-2026-10-exact-issue-2.pdf",)


def test_a_file_of_the_same_name_is_replaced(tmp_path: Path) -> None:
    (file,) = write(EXACT, tmp_path, ["json"])
    before = hashlib.sha256(file.read_bytes()).hexdigest()
    write(replace(EXACT, rules="another"), tmp_path, ["json"])
    assert hashlib.sha256(file.read_bytes()).hexdigest() != before
    assert list(tmp_path.iterdir()) == [file]


def test_a_report_with_the_departments_figures_has_a_file_of_their_columns(tmp_path: Path) -> None:
    with_one = replace(EXACT.block("B2").tables[0].rows[0].cells[2], figure="kp8b.published.including@calendar_year")
    table = Table(
        "t", "T", (Column("a", "A"),), (replace(EXACT.block("B2").tables[0].rows[0], cells=(with_one,)),), COUNTED
    )
    report = replace(HELD_BACK, blocks=(Block("B6", "Issued", (table,)),))
    assert [file.name for file in write(report, tmp_path, ["csv"])] == [
        "send-board-2026-10.csv",
        "send-board-2026-10-dfe-columns.csv",
    ]


def test_where_one_form_fails_no_file_appears(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def fails(_: Report) -> dict[str, bytes]:
        raise RuntimeError("no paper")

    monkeypatch.setitem(registry.FORMS, "pdf", replace(FORMS["pdf"], make=fails))
    with pytest.raises(RuntimeError, match="no paper"):
        write(EXACT, tmp_path / "reports", ["json", "pdf"])
    assert not (tmp_path / "reports").exists()


def test_where_writing_fails_nothing_half_done_is_left(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(_: Path, __: bytes) -> int:
        raise OSError("no space left")

    monkeypatch.setattr(Path, "write_bytes", full)
    with pytest.raises(OSError, match="no space left"):
        write(EXACT, tmp_path, ["json", "csv"])
    assert list(tmp_path.iterdir()) == []


def test_a_form_that_there_is_not_is_refused_with_those_that_there_are(tmp_path: Path) -> None:
    with pytest.raises(UnknownForm, match=r"“docx”\. The forms are: html, pdf, xlsx, csv, json"):
        write(EXACT, tmp_path, ["json", "docx"])
    assert list(tmp_path.iterdir()) == []
