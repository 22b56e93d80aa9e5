"""The command line as a test types it: on a database of each engine, with the clock at one day."""

import os
from datetime import date
from pathlib import Path

import pytest

from ehcp_flow.demo.clock import FixedDay
from tests.ehcp_flow.cli.at_the_line import Line

TODAY = date(2026, 3, 3)


@pytest.fixture(autouse=True)
def at_work(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """A working folder of its own, no settings from outside, and a day that stands still: Tuesday 3 March 2026."""
    for name in [name for name in os.environ if name.startswith("EHCP_FLOW_") and "TEST" not in name]:
        monkeypatch.delenv(name)
    folder = tmp_path / "at-work"
    folder.mkdir()
    monkeypatch.chdir(folder)
    monkeypatch.setattr("ehcp_flow.bootstrap.SystemClock", lambda: FixedDay(TODAY))
    return folder


@pytest.fixture
def line(database_url: str) -> Line:
    """The command line on an empty database."""
    return Line(database_url)


@pytest.fixture
def office(migrated_url: str) -> Line:
    """The command line on a database that is set up, with the authority 997."""
    typed = Line(migrated_url)
    typed.does("init", "--authority", "997", "--name", "Madeupshire")
    return typed


@pytest.fixture
def case(office: Line) -> str:
    """A case whose request was received on Monday 5 January 2026."""
    return str(office.new("Jamie Example")["case"])
