"""The JSON form: one fixed way to write a report, from which an equal report is read back."""

import json

import pytest

from reports.board.model import Report, as_json
from reports.forms import json_file
from tests.reports.forms.sample import EXACT, HELD_BACK, NOT_CLOSED

REPORTS = pytest.mark.parametrize("report", [EXACT, HELD_BACK, NOT_CLOSED], ids=["exact", "held back", "not closed"])


@REPORTS
def test_a_report_reads_back_equal(report: Report) -> None:
    assert json_file.read(json_file.write(report)) == report


@REPORTS
def test_writing_what_was_read_gives_the_same_bytes(report: Report) -> None:
    written = json_file.write(report)
    assert json_file.write(json_file.read(written)) == written


def test_the_keys_are_in_order_and_the_form_is_named() -> None:
    text = json_file.write(EXACT).decode("utf-8")
    assert text.startswith('{\n  "form": 1,\n  "report": {\n    "as_at": "2026-10-31",\n    "authority": "998",')
    assert text.endswith("}\n")
    assert not text.endswith("\n\n")
    assert "–" in text or "’" in text, "letters stand as they are, not as escapes"
    assert json.loads(text)["report"] == as_json(EXACT)


@pytest.mark.parametrize("data", [b'{"form": 2, "report": {}}', b'{"report": {}}', b"[]"])
def test_a_file_of_another_form_is_refused(data: bytes) -> None:
    with pytest.raises(ValueError, match="form"):
        json_file.read(data)


def test_a_report_with_something_missing_is_refused() -> None:
    written = json.loads(json_file.write(EXACT))
    del written["report"]["known_at"]
    with pytest.raises(ValueError, match="known_at"):
        json_file.read(json.dumps(written).encode())
