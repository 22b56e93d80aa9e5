"""Mail by SMTP: MAIL, RCPT and DATA one by one, so that it is known whether a failure came before the handing over."""

import smtplib
import ssl
from collections.abc import Callable
from dataclasses import dataclass, field

from notifications.channels.base import DeliveryError, Outgoing, refuse_line_breaks, without_numbers
from notifications.channels.mail_text import address_of, mail_of

TIMEOUT = 30.0
"""Seconds that any one answer of the server may take. smtplib on its own waits for ever."""

GO_AHEAD = 354
CLOSING = 421
NOBODY_THERE = frozenset({550, 551, 553})
LOST = (OSError, smtplib.SMTPServerDisconnected)


@dataclass(slots=True)
class Smtp:
    """A mail server. One connection is kept until `close`.

    `starttls` is "required" or "off"; off is for tests on this machine, and nobody logs in without it.
    """

    host: str
    port: int
    sender: str
    user: str = ""
    password: str = field(default="", repr=False)
    starttls: str = "required"
    timeout: float = TIMEOUT
    context: Callable[[], ssl.SSLContext] = ssl.create_default_context
    name: str = "smtp"
    repeatable: bool = False
    carries_personal_data: bool = False
    _server: smtplib.SMTP | None = field(default=None, init=False, repr=False)
    _used: bool = field(default=False, init=False, repr=False)  # for a message that it did not take: it must be reset

    def send(self, outgoing: Outgoing) -> str:
        """Hands the message to the server and gives its answer. Raises DeliveryError."""
        refuse_line_breaks(outgoing)
        recipient = address_of(outgoing.recipient)
        mail = mail_of(outgoing, self.sender)
        server = self._ready_for_mail()
        try:
            self._expect(server.rcpt(recipient), "the recipient", about_address=True)
            code, reply = server.docmd("DATA")
            if code != GO_AHEAD:
                self._expect((code, reply), "the message")
        except LOST as error:
            self.close()
            raise DeliveryError("The mail server broke off before it had the message.", lost=True) from error
        return self._hand_over(server, mail)

    def was_sent(self, message_id: str) -> bool | None:
        """A mail server cannot be asked."""
        return None

    def close(self) -> None:
        server, self._server, self._used = self._server, None, False
        if server is None:
            return
        try:
            server.quit()
        except (OSError, smtplib.SMTPException):
            server.close()

    def _ready_for_mail(self) -> smtplib.SMTP:
        """A server that has taken MAIL FROM. A kept connection that has died meanwhile is made anew, once."""
        for kept in (self._server is not None, False):
            server = self._server or self._connected()
            try:
                if self._used:
                    server.rset()
                self._used = True
                self._expect(server.mail(address_of(self.sender)), "the sender", for_every_message=True)
                return server
            except LOST as error:
                self.close()
                if not kept:
                    raise DeliveryError("The mail server broke off.", unreachable=True) from error
            except DeliveryError:
                if self._server is not None or not kept:
                    raise  # a kept connection was told that the server closes: it is made anew
        raise DeliveryError("The mail server broke off.", unreachable=True)

    def _connected(self) -> smtplib.SMTP:
        """A server greeted, encrypted and logged in to. Raises DeliveryError: unreachable, whatever the reason."""
        if self.user and self.starttls != "required":
            raise DeliveryError("Nobody logs in to a mail server over plain text: set smtp_starttls.", unreachable=True)
        try:
            server = smtplib.SMTP(self.host, self.port, timeout=self.timeout)
        except (OSError, smtplib.SMTPException) as error:
            raise DeliveryError(f"The mail server cannot be reached ({_kind(error)}).", unreachable=True) from error
        try:
            server.ehlo_or_helo_if_needed()
            if self.starttls == "required":
                server.starttls(context=self.context())
                server.ehlo()
            if self.user:
                server.login(self.user, self.password)
        except ssl.SSLError as error:
            server.close()
            words = "The mail server's certificate is not to be trusted, so nothing was sent to it."
            raise DeliveryError(words, unreachable=True) from error
        except smtplib.SMTPAuthenticationError as error:
            server.close()
            raise DeliveryError("The mail server did not accept the user or the password.", unreachable=True) from error
        except smtplib.SMTPNotSupportedError as error:
            server.close()
            words = "The mail server offers no encryption (STARTTLS) or no log-in over it, so nothing was sent to it."
            raise DeliveryError(words, unreachable=True) from error
        except (OSError, smtplib.SMTPException) as error:
            server.close()
            raise DeliveryError(f"The mail server did not let us in ({_kind(error)}).", unreachable=True) from error
        self._server = server
        return server

    def _hand_over(self, server: smtplib.SMTP, mail: bytes) -> str:
        """Sends the text. From here on a lost connection leaves it unknown whether the message went."""
        try:
            server.send(mail)
            code, reply = server.getreply()
        except LOST as error:
            self._server, self._used = None, False
            server.close()
            words = "The mail server was given the message and broke off before it answered."
            raise DeliveryError(words, uncertain=True) from error
        self._expect((code, reply), "the message")
        self._used = False  # the server has let go of the message itself
        return _words(reply)

    def _expect(
        self, answer: tuple[int, bytes], what: str, *, about_address: bool = False, for_every_message: bool = False
    ) -> None:
        """Raises DeliveryError unless the answer is yes. 4xx may pass; 5xx is for good, unless it is not the message's."""
        code, reply = answer
        if 200 <= code < 300:
            return
        if code == CLOSING:
            self.close()
        words = f"The mail server refused {what}: {code} {_words(reply)}".rstrip()
        bad = about_address and code in NOBODY_THERE and _about_the_address(reply)
        stop = 500 <= code < 600
        raise DeliveryError(
            words, permanent=stop and not for_every_message, bad_address=bad, unreachable=stop and for_every_message
        )


def _about_the_address(reply: bytes) -> bool:
    """Whether a refused recipient is the address's fault. 5.7.1 and the like are the server's rules, not the address."""
    words = reply.split()
    enhanced = words[0].decode("ascii", "replace") if words else ""
    return not enhanced.startswith(("5.", "4.")) or enhanced.startswith("5.1.")


def _words(reply: bytes) -> str:
    return without_numbers(reply.decode("utf-8", "replace"))


def _kind(error: Exception) -> str:
    """What went wrong, without what the server said: an answer to a log-in may repeat it."""
    code = getattr(error, "smtp_code", None)
    return f"it answered {code}" if isinstance(code, int) else type(error).__name__
