"""Asks a channel that can tell what became of the messages it took: delivered, or not after all."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from ehcp_flow.db.addresses import Addresses
from ehcp_flow.db.outbox import StoredMessage
from ehcp_flow.db.outbox_desk import OutboxDesk
from ehcp_flow.db.unit_of_work import UnitOfWork, unit_of_work
from ehcp_flow.services.sending.not_sent import tell_not_sent
from ehcp_flow.services.sending.post import ASK_AFTER, FOLLOWED
from notifications.channels.base import Channel, DeliveryError
from notifications.channels.notify import Fate, Notify

if TYPE_CHECKING:
    from ehcp_flow.bootstrap import Installation

ASK_UNTIL = timedelta(days=3)
"""GOV.UK Notify itself tries for three days."""

LOOK_BACK = timedelta(days=10)
"""Messages decided before then are not looked through: they may be millions."""


def follow_fates(
    installation: "Installation", channel_named: Callable[[str], Channel], authority: str, now: datetime
) -> int:
    """Asks about the messages whose time to ask has come, and gives how many turned out not to have arrived."""
    if not installation.settings.notify_api_key.get_secret_value():
        return 0
    since = now - LOOK_BACK
    with installation.database.reading() as connection:
        asked = [
            each
            for name in FOLLOWED
            for each in UnitOfWork(connection).outbox.to_ask_about(authority, name, now, since)
        ]
    if not asked:
        return 0
    lost = 0
    channel = channel_named(asked[0].channel)
    try:
        for message in asked:
            if not isinstance(channel, Notify):
                break
            try:
                fate, status = channel.fate_of(message.message_id)
            except DeliveryError:
                break  # it cannot be asked just now
            lost += _note(installation, message, fate, status, now)
    finally:
        channel.close()
    return lost


def _note(installation: "Installation", message: StoredMessage, fate: Fate, status: str, now: datetime) -> int:
    with unit_of_work(installation.database) as uow:
        desk = OutboxDesk(uow.connection)
        why = f"GOV.UK Notify could not deliver it ({status})."
        lost = False
        match fate:
            case Fate.DELIVERED:
                desk.arrived(message)
            case Fate.BOUNCED:
                lost = desk.came_back(message, why)
                if lost and not installation.settings.redirect_all_to:
                    Addresses(uow.connection).doubt(message.authority, message.recipient, why, now)
            case Fate.FAILED:
                lost = desk.not_delivered(message, why)
            case Fate.WAITING:
                taken = now - (message.sent_at or now)
                desk.ask_later(message, None if taken > ASK_UNTIL else now + max(ASK_AFTER, taken))
        if lost:
            state = "bounced" if fate is Fate.BOUNCED else "failed"
            tell_not_sent(uow, message, state, why, installation.settings.office_email, now)
        uow.commit()
    return int(lost)
