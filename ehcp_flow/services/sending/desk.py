"""What people do with messages: look at them, send one again, say what became of one, let out what is held."""

from dataclasses import dataclass
from datetime import datetime

from ehcp_flow.db.addresses import Addresses, Doubtful
from ehcp_flow.db.outbox import StoredMessage
from ehcp_flow.db.outbox_desk import ListedMessage, OutboxDesk
from ehcp_flow.db.unit_of_work import UnitOfWork, unit_of_work
from ehcp_flow.services.office import Office
from ehcp_flow.services.sending.delivery import RELEASE, released_at
from ehcp_flow.services.sending.not_sent import SHORT, subject_of
from ehcp_flow.services.sending.outgoing import text_of
from notifications.channels.base import DeliveryError
from notifications.render import Text
from workflows.refusals import Refusal
from workflows.words import day_words

STATES = ("ready", "sending", "sent", "delivered", "failed", "bounced", "uncertain", "cancelled")
AGAIN = ("failed", "bounced", "uncertain")
LONGEST_ID = 32
_RULE = "Messages of this authority"


@dataclass(frozen=True, slots=True)
class ShownMessage:
    """A message in a list, with its subject."""

    listed: ListedMessage
    subject: str

    @property
    def message(self) -> StoredMessage:
        return self.listed.message


@dataclass(frozen=True, slots=True)
class OpenedMessage:
    """A message with its text; None where it cannot be made, and then `fault` says why."""

    listed: ListedMessage
    text: Text | None
    fault: str

    @property
    def message(self) -> StoredMessage:
        return self.listed.message


def list_messages(
    office: Office, *, state: str = "", kind: str = "", case: str = "", limit: int | None = None
) -> list[ShownMessage]:
    """The messages that fit, the newest first."""
    with office.database.reading() as connection:
        found = OutboxDesk(connection).listed(office.authority, state=state, kind=kind, case=case, limit=limit)
    return [ShownMessage(each, subject_of(each.message)) for each in found]


def show_message(office: Office, typed: str) -> OpenedMessage | Refusal:
    """A message with the text that it was, or will be, sent with. `typed`: its id, or how it begins."""
    with office.database.reading() as connection:
        listed = _found(OutboxDesk(connection), office, typed, "Show message")
    if isinstance(listed, Refusal):
        return listed
    try:
        return OpenedMessage(listed, text_of(listed.message.kind, listed.message.facts), "")
    except DeliveryError as error:
        return OpenedMessage(listed, None, error.words)


def retry_message(office: Office, typed: str, as_user: str | None = None) -> StoredMessage | Refusal:
    """Send a message again that failed, came back, or of which nobody knows whether it arrived."""
    what = "Send again message"
    with unit_of_work(office.database) as uow:
        desk = OutboxDesk(uow.connection)
        actor, listed = office.actor(uow, as_user), _found(desk, office, typed, what)
        if isinstance(actor, Refusal):
            return actor
        if isinstance(listed, Refusal):
            return listed
        refusal = _why_not_again(uow, listed.message)
        if refusal is not None:
            return refusal
        desk.send_again(listed.message)
        uow.commit()
        return listed.message


def retry_all_failed(office: Office, as_user: str | None = None) -> tuple[int, int] | Refusal:
    """Send every failed message again that may be. Gives how many will be, and how many may not."""
    with unit_of_work(office.database) as uow:
        desk = OutboxDesk(uow.connection)
        actor = office.actor(uow, as_user)
        if isinstance(actor, Refusal):
            return actor
        again = left = 0
        for each in desk.listed(office.authority, state="failed"):
            if _why_not_again(uow, each.message) is None and desk.send_again(each.message):
                again += 1
            else:
                left += 1
        uow.commit()
        return again, left


def settle_message(
    office: Office, typed: str, *, sent: bool, reason: str, as_user: str | None = None
) -> StoredMessage | Refusal:
    """Say of an uncertain message whether it arrived, and how that is known."""
    what = "Settle message"
    if not reason.strip():
        return Refusal(what, "it is not said how that is known", _RULE, "Say it with --reason WORDS.")
    with unit_of_work(office.database) as uow:
        desk = OutboxDesk(uow.connection)
        actor, listed = office.actor(uow, as_user), _found(desk, office, typed, what)
        if isinstance(actor, Refusal):
            return actor
        if isinstance(listed, Refusal):
            return listed
        message, now = listed.message, office.clock.now()
        why = f"{actor.name} said on {day_words(office.clock.today())} that it {_went(sent)}: {reason.strip()}"
        if not desk.settle(message, (message.handed_at or now) if sent else None, why):
            return Refusal(
                f"{what} {message.message_id[:SHORT]}",
                f"it is {message.state}, and only an uncertain one is settled",
                _RULE,
                f"Look at it with “ehcp-flow outbox show {message.message_id[:SHORT]}”.",
            )
        uow.commit()
        return message


def release_held(office: Office, reason: str, as_user: str | None = None) -> int | Refusal:
    """Let out what waits now, however much it is. Who, when, why and how many are kept. Gives how many."""
    what = "Let out the messages that are held"
    if not reason.strip():
        return Refusal(what, "it is not said why so many are right", _RULE, "Say it with --reason WORDS.")
    with unit_of_work(office.database) as uow:
        actor = office.actor(uow, as_user)
        if isinstance(actor, Refusal):
            return actor
        now = office.clock.now()
        waiting = uow.outbox.waiting(office.authority, released_at(uow, office.authority))
        if not waiting:
            return Refusal(what, "no message waits", _RULE, "There is nothing to do.")
        value = {"decided_by": now.isoformat(), "how_many": waiting}
        uow.preferences.put(office.authority, RELEASE, value, reason.strip(), actor.name, now)
        uow.commit()
        return waiting


def trust_address(office: Office, address: str, reason: str, as_user: str | None = None) -> Doubtful | Refusal:
    """Say that an address in doubt is right: messages go there again."""
    what = f"Trust {address.strip()}"
    if not reason.strip():
        return Refusal(what, "it is not said how that is known", _RULE, "Say it with --reason WORDS.")
    with unit_of_work(office.database) as uow:
        actor = office.actor(uow, as_user)
        if isinstance(actor, Refusal):
            return actor
        addresses = Addresses(uow.connection)
        doubt = addresses.get(office.authority, address)
        if doubt is None:
            held = ", ".join(each.address for each in addresses.all(office.authority)[:5])
            return Refusal(
                what,
                "it is not in doubt",
                _RULE,
                f"In doubt are: {held}." if held else "No address is in doubt. There is nothing to do.",
            )
        addresses.trust(office.authority, address)
        value = {"address": doubt.address, "was": doubt.why}
        uow.preferences.put(office.authority, "trusted_address", value, reason.strip(), actor.name, office.clock.now())
        uow.commit()
        return doubt


def _found(desk: OutboxDesk, office: Office, typed: str, what: str) -> ListedMessage | Refusal:
    """The only message whose id begins so."""
    begun = typed.strip().lower()
    if not begun or len(begun) > LONGEST_ID or not set(begun) <= set("0123456789abcdef"):
        why = "that is not the id of a message: they are made of the digits 0 to 9 and a to f"
        return Refusal(f"{what} “{typed.strip()[:LONGEST_ID]}”", why, _RULE, "Look at “ehcp-flow outbox list”.")
    found = desk.beginning(office.authority, begun)
    if not found:
        return Refusal(
            f"{what} {begun}", "there is no message whose id begins so", _RULE, "See “ehcp-flow outbox list”."
        )
    if len(found) > 1:
        ids = ", ".join(each.message.message_id[:SHORT] for each in found)
        return Refusal(f"{what} {begun}", "several messages' ids begin so", _RULE, f"Give more of it: {ids}.")
    return found[0]


def _why_not_again(uow: UnitOfWork, message: StoredMessage) -> Refusal | None:
    what, short = f"Send again message {message.message_id[:SHORT]}", message.message_id[:SHORT]
    if message.state not in AGAIN:
        why = {"ready": "it waits to be sent", "sending": "it is being sent", "cancelled": "it was no longer true"}
        said = why.get(message.state, f"it was sent on {_on(message.sent_at)}")
        return Refusal(what, said, _RULE, f"Look at it with “ehcp-flow outbox show {short}”.")
    doubt = Addresses(uow.connection).get(message.authority, message.recipient)
    if doubt is not None:
        do = f"If it is right: ehcp-flow outbox trust {doubt.address} --reason WHY. Then send it again."
        return Refusal(what, f"its address is in doubt: {doubt.why}", _RULE, do)
    if OutboxDesk(uow.connection).later_gone(message):
        why_not = "a later one of the same kind of news has gone, and this one would contradict it"
        return Refusal(what, why_not, _RULE, "Tell whoever it was for in another way, if it still matters.")
    return None


def _on(moment: datetime | None) -> str:
    from ehcp_flow.clock import london_date

    return day_words(london_date(moment)) if moment else "a day that is not known"


def _went(sent: bool) -> str:
    return "arrived" if sent else "did not arrive"
