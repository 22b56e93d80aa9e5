"""An installation that sends mail to a server of the test, and messages for it."""

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from ehcp_flow.bootstrap import Installation
from ehcp_flow.config import Settings
from ehcp_flow.db.outbox import Message, StoredMessage
from ehcp_flow.db.outbox_desk import OutboxDesk
from ehcp_flow.db.unit_of_work import unit_of_work
from ehcp_flow.services.office import Office
from ehcp_flow.services.sending.delivery import Delivered, deliver
from ehcp_flow.services.users import add_user
from notifications.catalogue import CATALOGUE
from tests.ehcp_flow.services.at_work import HERE, Desk
from tests.mail_server import MailServer

NOW = datetime(2026, 3, 3, 9, 30, tzinfo=UTC)


def by_smtp(server: MailServer, **changed: Any) -> Settings:
    given: dict[str, Any] = {
        "mail_by": "smtp", "smtp_host": server.host, "smtp_port": server.port, "smtp_starttls": "off",
        "mail_from": "flow@council.example", "production": True, "office_email": "office@council.example",
    }  # fmt: skip
    return Settings(**(given | changed))


def message(key: str, **changed: Any) -> Message:
    """A message of a kind that there is, with its made-up facts."""
    kind = str(changed.get("kind", "case_moved_on"))
    given: dict[str, Any] = {
        "authority": HERE, "kind": kind, "recipient": "priya@council.example", "dedupe_key": key,
        "facts": CATALOGUE[kind].facts, "created_at": NOW, "statutory": CATALOGUE[kind].statutory,
    }  # fmt: skip
    return Message(**(given | changed))


@dataclass(frozen=True)
class Sender:
    """An authority's outbox, and what sends it."""

    desk: Desk
    settings: Settings

    @property
    def installation(self) -> Installation:
        return Installation(self.settings, self.desk.database, self.desk.clock)

    @property
    def office(self) -> Office:
        return self.desk.office

    def put(self, *messages: Message) -> list[str]:
        """Puts messages in and gives their ids."""
        self.installation.add_authority(HERE, "Madeupshire")
        with unit_of_work(self.desk.database) as uow:
            uow.outbox.add(*messages)
            uow.commit()
        return [each.message_id for each in messages]

    def user(self, name: str, role: str = "manager", team: str = "") -> str:
        self.installation.add_authority(HERE, "Madeupshire")
        email = f"{name}@council.example"
        add_user(self.office, name, email, [role], team)
        return email

    def deliver(self, now: datetime = NOW, **how: Any) -> Delivered:
        return deliver(self.installation, now, stopwatch=lambda: 0.0, **how)

    def get(self, message_id: str) -> StoredMessage:
        with self.desk.database.reading() as connection:
            found = OutboxDesk(connection).get(HERE, message_id)
        assert found is not None
        return found.message

    def told(self, kind: str = "message_not_sent") -> list[StoredMessage]:
        with self.desk.database.reading() as connection:
            return [each.message for each in OutboxDesk(connection).listed(HERE, kind=kind)]
