"""A health contact, an override of who is told on a case, and what choosing between them comes to."""

from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from notifications.health.kinds import NoticeKind


class ContactRole(StrEnum):
    """What a health contact is to a child."""

    GP = "gp"
    HEALTH_VISITOR = "health_visitor"
    SCHOOL_NURSE = "school_nurse"
    ADVICE_GIVER = "advice_giver"
    PROVIDER = "provider"
    DCO = "dco"
    ICB = "icb"

    @property
    def words(self) -> str:
        return _ROLE_WORDS[self]


_ROLE_WORDS = {
    ContactRole.GP: "registered GP practice",
    ContactRole.HEALTH_VISITOR: "health visitor",
    ContactRole.SCHOOL_NURSE: "school nurse",
    ContactRole.ADVICE_GIVER: "health adviser on the case",
    ContactRole.PROVIDER: "records mailbox of the health provider",
    ContactRole.DCO: "designated clinical or medical officer",
    ContactRole.ICB: "integrated care board",
}


@dataclass(frozen=True, slots=True)
class Contact:
    """Somebody at a health provider, or a mailbox of one (`role_mailbox`).

    `provider` and `service` are the council's own short names; `address` is of the `channel` (an e-mail address, a folder,
    a MESH mailbox). `left_on` is the first day on which a professional is no longer there.
    """

    id: int
    role: ContactRole
    name: str
    organisation: str
    provider: str
    service: str = ""
    address: str = ""
    channel: str = "file"
    role_mailbox: bool = False
    active: bool = True
    left_on: date | None = None

    def there_on(self, day: date) -> bool:
        """Whether a notice may be addressed to it on a day."""
        return self.active and bool(self.address) and (self.left_on is None or day < self.left_on)


@dataclass(frozen=True, slots=True)
class Override:
    """One contact left out or added on one case, and why. Raises ValueError without a reason."""

    contact: int
    leave_out: bool
    reason: str
    by: str
    on: date
    kinds: tuple[NoticeKind, ...] = ()

    def __post_init__(self) -> None:
        if not self.reason.strip():
            raise ValueError(f"the override of contact {self.contact} has no reason. Say why.")


@dataclass(frozen=True, slots=True)
class Recipient:
    """A contact and the kinds of notice that it gets. `why` are the rules and reasons, for people."""

    contact: Contact
    kinds: frozenset[NoticeKind]
    why: tuple[str, ...] = ()
    instead_of: str = ""


def how_to_record(role: ContactRole, provider: str = "", service: str = "") -> str:
    """The command by which a contact of a role is recorded, with what is not known in capitals."""
    known = f" --provider “{provider or 'PROVIDER'}”" + (f" --service “{service}”" if service else "")
    mailbox = " --role-mailbox" if role in (ContactRole.GP, ContactRole.PROVIDER) else ""
    return f"ehcp-flow notices contact add --role {role.value} --name NAME --address WHERE{known}{mailbox}"


@dataclass(frozen=True, slots=True)
class Gap:
    """A recipient that the rules ask for and that nobody has named. A person must fill it."""

    role: ContactRole
    why: str
    do: str
    provider: str = ""
    service: str = ""

    @property
    def key(self) -> str:
        """The same each time that the same gap is found."""
        return f"gap:{self.role.value}:{self.provider}:{self.service}"


@dataclass(frozen=True, slots=True)
class Chosen:
    """Who is told, in a stable order and each address once; who was left out and why; and what is missing."""

    recipients: tuple[Recipient, ...] = ()
    gaps: tuple[Gap, ...] = ()
    left_out: tuple[tuple[Contact, str], ...] = field(default=())
