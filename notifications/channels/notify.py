"""GOV.UK Notify: one template with the placeholders subject and body; our message's id is its reference there."""

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from enum import StrEnum
from importlib import import_module
from typing import Any

from notifications.channels.base import DeliveryError, Outgoing, refuse_line_breaks, without_numbers
from notifications.channels.mail_text import address_of

BASE_URL = "https://api.notifications.service.gov.uk"
TIMEOUT = 30
_UUID = "[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}"
_KEY = re.compile(rf"(.*-)?{_UUID}-{_UUID}", re.IGNORECASE)
NO_FILES = (
    "GOV.UK Notify carries no attached files, so a message that has some does not go by it. "
    "Set mail_by to smtp to send it, or give its files to the reader by hand."
)
MISSING = "GOV.UK Notify is not installed here. Install it with: pip install “ehcp-flow[notify]”."


class Fate(StrEnum):
    """What became of a message that was taken."""

    WAITING = "waiting"
    DELIVERED = "delivered"
    BOUNCED = "bounced"
    FAILED = "failed"


FATES = {
    "delivered": Fate.DELIVERED,
    "permanent-failure": Fate.BOUNCED,
    "temporary-failure": Fate.FAILED,
    "technical-failure": Fate.FAILED,
    "validation-failed": Fate.FAILED,
}
NOT_GONE = frozenset({"permanent-failure", "temporary-failure", "technical-failure", "validation-failed"})


def client_of(api_key: str, base_url: str) -> Any:
    """Notify's own client. Raises DeliveryError where it is not installed, or the key cannot be one."""
    try:
        library = import_module("notifications_python_client.notifications")
    except ImportError as error:
        raise DeliveryError(MISSING, unreachable=True) from error
    if not _KEY.fullmatch(api_key):
        raise DeliveryError("The key for GOV.UK Notify (notify_api_key) is not one.", unreachable=True)
    return library.NotificationsAPIClient(api_key, base_url=base_url or BASE_URL, timeout=TIMEOUT)


@dataclass(slots=True)
class Notify:
    """GOV.UK Notify. It can be asked by reference, so a message whose fate is unknown is looked up, not sent again."""

    api_key: str = field(repr=False)
    template_id: str
    base_url: str = BASE_URL
    make_client: Callable[[str, str], Any] = client_of
    name: str = "notify"
    repeatable: bool = False
    carries_personal_data: bool = False
    _client: Any = field(default=None, init=False, repr=False)

    def send(self, outgoing: Outgoing) -> str:
        """Gives it to Notify and gives Notify's id for it. Raises DeliveryError, permanent for a message with files."""
        refuse_line_breaks(outgoing)
        if outgoing.attachments:
            raise DeliveryError(NO_FILES, permanent=True)
        words = {"subject": outgoing.subject, "body": outgoing.text}
        taken = self._ask(
            lambda client: client.send_email_notification(
                address_of(outgoing.recipient), self.template_id, personalisation=words, reference=outgoing.message_id
            ),
            sending=True,
        )
        return str(taken.get("id", ""))

    def was_sent(self, message_id: str) -> bool | None:
        """Whether Notify has taken it, and has not given up on it since."""
        return any(each.get("status") not in NOT_GONE for each in self._of(message_id))

    def fate_of(self, message_id: str) -> tuple[Fate, str]:
        """What became of it, and what Notify calls that. Of several tries the newest counts. Raises DeliveryError."""
        found = self._of(message_id)
        status = str(max(found, key=lambda each: str(each.get("created_at", ""))).get("status")) if found else ""
        return FATES.get(status, Fate.WAITING), status

    def close(self) -> None:
        client, self._client = self._client, None
        if client is not None:
            client.request_session.close()

    def _of(self, message_id: str) -> list[dict[str, Any]]:
        answer = self._ask(lambda client: client.get_all_notifications(reference=message_id))
        return list(answer.get("notifications", ()))

    def _ask(self, call: Callable[[Any], Any], *, sending: bool = False) -> dict[str, Any]:
        if self._client is None:
            self._client = self.make_client(self.api_key, self.base_url)
        try:
            return dict(call(self._client) or {})
        except import_module("notifications_python_client.errors").APIError as error:
            raise _judged(error, sending) from None  # its own words repeat what was sent


def _judged(error: Any, sending: bool) -> DeliveryError:
    """What an answer of Notify means. One that did not come, or came as 5xx, leaves open whether it took the message."""
    answered = getattr(error, "response", None) is not None
    status = int(error.status_code)
    if not answered:
        return DeliveryError("GOV.UK Notify did not answer.", uncertain=sending)
    if status >= 500 or 200 <= status < 300:
        return DeliveryError(f"GOV.UK Notify is in difficulties ({status}).", uncertain=sending)
    if status == 401 or (
        status == 403 and _said(error).lower().startswith(("invalid token", "error: your system clock"))
    ):
        # The key's fault, or the clock's, and so the same for every message: nothing is given up because of it.
        return DeliveryError(f"GOV.UK Notify did not let us in: {_said(error)}.", unreachable=True)
    if status in (408, 429):
        return DeliveryError("GOV.UK Notify asks us to slow down.", unreachable=True)
    return DeliveryError(f"GOV.UK Notify refused the message ({status}): {_said(error)}.", permanent=True)


def _said(error: Any) -> str:
    message = error.message
    if isinstance(message, list):
        message = "; ".join(str(each.get("message", "")) for each in message if isinstance(each, dict))
    return without_numbers(str(message)).rstrip(".")
