"""A channel into a list, for tests."""

from dataclasses import dataclass, field

from notifications.channels.base import Outgoing


@dataclass(slots=True)
class Memory:
    """Keeps what it is given. `repeatable` and `tells` can be set, to stand for other channels."""

    sent: list[Outgoing] = field(default_factory=list)
    repeatable: bool = False
    tells: bool = False
    carries_personal_data: bool = False
    name: str = "memory"

    def send(self, outgoing: Outgoing) -> str:
        self.sent.append(outgoing)
        return f"memory {len(self.sent)}"

    def was_sent(self, message_id: str) -> bool | None:
        return any(each.message_id == message_id for each in self.sent) if self.tells else None

    def close(self) -> None:
        """There is nothing to let go of."""
