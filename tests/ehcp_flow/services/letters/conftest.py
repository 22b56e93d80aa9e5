"""A case at work, on each engine and on SQLite alone."""

from collections.abc import Iterator
from pathlib import Path
from shutil import copy

import pytest

from ehcp_flow.db.engine import connect
from tests.ehcp_flow.services.at_work import Desk, SetClock
from tests.ehcp_flow.services.letters.a_case import CaseAtWork


@pytest.fixture
def each(desk: Desk) -> CaseAtWork:
    """On each engine."""
    return CaseAtWork(desk)


@pytest.fixture
def small(_migrated_file: Path, tmp_path: Path) -> Iterator[CaseAtWork]:
    """On SQLite alone, for what does not ask the database much."""
    database = connect(str(copy(_migrated_file, tmp_path / "case.db")))
    yield CaseAtWork(Desk(database, SetClock(), tmp_path))
    database.close()
