"""A channel onto the screen: what would be sent is written out."""

from collections.abc import Callable
from dataclasses import dataclass

from notifications.channels.base import Outgoing


@dataclass(frozen=True, slots=True)
class Console:
    """Writes each message with `write`, one call a message."""

    write: Callable[[str], object]
    name: str = "console"
    repeatable: bool = True  # a second copy on a screen misleads nobody
    carries_personal_data: bool = False

    def send(self, outgoing: Outgoing) -> str:
        self.write(f"To: {outgoing.recipient}\nSubject: {outgoing.subject}\n\n{outgoing.text}")
        return ""

    def was_sent(self, message_id: str) -> bool | None:
        return None

    def close(self) -> None:
        """There is nothing to let go of."""
