"""An authority to sign in to."""

from dataclasses import replace

import pytest

from ehcp_flow.services.office import Office
from tests.ehcp_flow.services.access.quick import SECRET
from tests.ehcp_flow.services.access.quick import quick_hashes as quick_hashes
from tests.ehcp_flow.services.at_work import Desk


@pytest.fixture
def office(desk: Desk, quick_hashes: object) -> Office:
    desk.installation.add_authority(desk.authority, "Madeupshire")
    return replace(desk.office, secret_key=SECRET)
