"""A desk to work at for the tests of the services, on each engine."""

from pathlib import Path

import pytest

from ehcp_flow.db.engine import Database
from tests.ehcp_flow.services.at_work import Desk, SetClock


@pytest.fixture
def desk(database: Database, tmp_path: Path) -> Desk:
    return Desk(database, SetClock(), tmp_path)
