"""An office whose January 2026 is over, for the tests of closed months."""

from datetime import UTC, date, datetime

import pytest

from reports.forms.registry import FORMS
from tests.ehcp_flow.services.at_work import Desk
from tests.ehcp_flow.services.board.months_at_work import CLOSED_ON, journey


@pytest.fixture
def two_forms(monkeypatch: pytest.MonkeyPatch) -> None:
    """Two of the forms, which are made at once: how all are kept is one test of its own."""
    few = {name: FORMS[name] for name in ("html", "json")}
    monkeypatch.setattr("ehcp_flow.services.board.closing.FORMS", few)


@pytest.fixture
def year(desk: Desk) -> Desk:
    """Two plans sent in January 2026, one of them within 20 weeks; the clock at a working day of February."""
    desk.clock.moment = datetime(2026, 2, 4, 8, tzinfo=UTC)
    desk.installation.add_authority(desk.authority, "Madeupshire")
    journey(desk, "Ada", received=date(2025, 9, 1), sent=date(2026, 1, 12))
    journey(desk, "Ben", received=date(2025, 7, 1), sent=date(2026, 1, 13))
    desk.clock.set_to(CLOSED_ON)
    return desk
