"""A desk with a case, an officer and a folder for documents, for the tests of documents."""

from pathlib import Path

import pytest

from ehcp_flow.db.users import User
from ehcp_flow.services.users import add_user
from tests.ehcp_flow.services.at_work import Desk


@pytest.fixture
def officer(desk: Desk) -> User:
    desk.installation.add_authority(desk.authority, "Madeupshire")
    added = add_user(desk.office, "Pat Osier", "pat@example.gov.uk", ["caseworker"], "East")
    assert isinstance(added, User)
    return added


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "documents"
