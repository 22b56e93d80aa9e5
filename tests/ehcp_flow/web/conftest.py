"""A made-up authority with its pages, on each engine; and the same on SQLite alone, for what does not ask the database much."""

from collections.abc import Iterator
from pathlib import Path
from shutil import copy

import pytest

from ehcp_flow.db.engine import Database, connect
from tests.ehcp_flow.services.at_work import Desk, SetClock
from tests.ehcp_flow.web.a_site import Town, make_town


@pytest.fixture
def town(database: Database, tmp_path: Path) -> Town:
    return make_town(Desk(database, SetClock(), tmp_path))


@pytest.fixture
def small_town(_migrated_file: Path, tmp_path: Path) -> Iterator[Town]:
    """On SQLite alone."""
    database = connect(str(copy(_migrated_file, tmp_path / "town.db")))
    yield make_town(Desk(database, SetClock(), tmp_path))
    database.close()
