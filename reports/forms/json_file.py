"""The report as one JSON file, which reads back to an equal report."""

import json
from typing import Any

from reports.board.model import Report, as_json, read_json

FORM = 1
"""The version of the file's shape. It goes up when a program that reads the file would have to change."""


def write(report: Report) -> bytes:
    """UTF-8 in one fixed form (keys in order, two spaces, a newline at the end): equal reports give equal bytes."""
    written = {"form": FORM, "report": as_json(report)}
    return (json.dumps(written, ensure_ascii=False, sort_keys=True, indent=2, allow_nan=False) + "\n").encode()


def read(data: bytes) -> Report:
    """The report that `write` wrote.

    Raises ValueError for a file of another form, or that is not one of these (pydantic's ValidationError is one too).
    """
    written: Any = json.loads(data)
    form = written.get("form") if isinstance(written, dict) else None
    if not isinstance(written, dict) or form != FORM:
        raise ValueError(f"This reads reports of form {FORM}; the file is of form {form}.")
    return read_json(written["report"])
