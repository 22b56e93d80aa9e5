"""A made-up message, ready to go."""

from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

from notifications.channels.base import Outgoing

NOW = datetime(2026, 3, 3, 9, 30, tzinfo=UTC)
ID = "0123456789abcdef0123456789abcdef"


def outgoing(**changed: Any) -> Outgoing:
    made = Outgoing(
        message_id=ID,
        kind="case_assigned",
        recipient="priya@council.example",
        subject="Case EHC-2026-00412 (JB) is yours",
        text="Hello.\n\n.A line that begins with a dot.\nThe next step: “decide”.\n",
        html="<html><body><p>Hello.</p></body></html>",
        reference="EHC-2026-00412",
        made_at=NOW,
        sent_at=NOW,
    )
    return replace(made, **changed)
