"""The health contacts of an authority: who there is to tell, and who has left."""

import re
from dataclasses import replace
from datetime import date
from ipaddress import IPv6Address, ip_address
from urllib.parse import urlsplit

from ehcp_flow.db.health import HealthContact
from ehcp_flow.db.unit_of_work import UnitOfWork, unit_of_work
from ehcp_flow.services.access.changes import ADMINS, allowed, noted
from ehcp_flow.services.office import Office
from notifications.channels.mail_text import is_address
from notifications.health.contacts import Contact, ContactRole
from workflows.refusals import Refusal
from workflows.words import day_words

CHANNELS = ("file", "email", "webhook")
"""The ways to a health contact. Only a file carries personal data (docs/decisions/0016)."""

SOURCE = "Health contacts of this authority"


def contact_of(row: HealthContact) -> Contact:
    """A contact as the rules of recipients read it."""
    return Contact(
        row.contact_id, ContactRole(row.role), row.name, row.organisation, row.provider, row.service, row.address,
        row.channel, row.role_mailbox, row.active, row.left_on,
    )  # fmt: skip


def add_contact(
    office: Office,
    role: str,
    name: str,
    address: str,
    channel: str = "file",
    organisation: str = "",
    provider: str = "",
    service: str = "",
    role_mailbox: bool = False,
    as_user: str | None = None,
) -> HealthContact | Refusal:
    """A new contact, by an administrator or the operator. From the first one on, notices are raised for this authority."""
    new = HealthContact(
        authority=office.authority,
        contact_id=0,
        role=role,
        name=" ".join(name.split()),
        organisation=" ".join((organisation or provider).split()),
        provider=" ".join(provider.split()),
        service=" ".join(service.split()),
        address=address.strip(),
        channel=channel,
        role_mailbox=role_mailbox,
        active=True,
        left_on=None,
        created_at=office.clock.now(),
    )
    refusal = _refusal(new)
    if refusal is not None:
        return refusal
    with unit_of_work(office.database) as uow:
        uow.alone_in(office.authority)
        actor = allowed(uow, office, as_user, f"Add the health contact {new.name}", ADMINS)
        if isinstance(actor, Refusal):
            return actor
        for each in uow.health.contacts(office.authority):
            if (each.role, each.provider, each.address) == (new.role, new.provider, new.address):
                return _twice(new, each)
        added = uow.health.add_contact(new)
        became = {each: getattr(added, each) for each in _KEPT}
        noted(uow, office, actor.name, "health contact added", f"health contact {added.contact_id}", became=became)
        uow.commit()
    return added


def list_contacts(office: Office) -> list[HealthContact]:
    """Every contact, those who have left among them."""
    with office.database.reading() as connection:
        return UnitOfWork(connection).health.contacts(office.authority)


_KEPT = ("role", "name", "organisation", "provider", "service", "channel", "address", "role_mailbox")
"""What the record of changes keeps of a contact."""


def contact_left(office: Office, contact_id: int, left_on: date, as_user: str | None = None) -> HealthContact | Refusal:
    """Somebody is no longer there from a day on: what would have gone to them goes to their role mailbox."""
    with unit_of_work(office.database) as uow:
        actor = allowed(uow, office, as_user, f"Record that contact {contact_id} has left", ADMINS)
        if isinstance(actor, Refusal):
            return actor
        contact = uow.health.contact(office.authority, contact_id)
        if contact is None:
            return no_such_contact(contact_id)
        if contact.left_on is not None:
            return Refusal(
                f"Record that contact {contact_id} has left",
                f"it is recorded already, from {day_words(contact.left_on)}",
                SOURCE,
                "Add whoever took over with “ehcp-flow notices contact add”.",
            )
        left = replace(contact, left_on=left_on, active=left_on > office.clock.today())
        uow.health.save_contact(left)
        became = {"left_on": left_on.isoformat()}
        noted(uow, office, actor.name, "health contact left", f"health contact {contact_id}", became=became)
        uow.commit()
    return left


def no_such_contact(contact_id: int) -> Refusal:
    return Refusal(
        f"Use health contact {contact_id}",
        "there is no contact of this number",
        SOURCE,
        "Look at “ehcp-flow notices contact list”.",
    )


def _refusal(new: HealthContact) -> Refusal | None:
    what = f"Add the health contact {new.name or new.address}"
    roles = ", ".join(role.value for role in ContactRole)
    if new.role not in [role.value for role in ContactRole]:
        return Refusal(what, f"“{new.role}” is not a role of a health contact", SOURCE, f"Give one of: {roles}.")
    if not new.name:
        return Refusal(what, "there is no name", SOURCE, "Give the name of the person or of the mailbox.")
    if new.channel not in CHANNELS:
        return Refusal(
            what, f"“{new.channel}” is not a way to health", SOURCE, f"Give --by with one of: {', '.join(CHANNELS)}."
        )
    if not new.address:
        return Refusal(
            what, "there is no address", SOURCE, "Give --address, for files the name of the provider's folder."
        )
    if new.channel == "email" and not is_address(new.address):
        return Refusal(what, f"“{new.address}” is not an e-mail address", SOURCE, "Give --address NAME@PROVIDER.")
    if new.channel == "webhook" and (fault := web_fault(new.address)):
        return Refusal(what, fault, SOURCE, "Give the provider's web address: https://NAME.")
    if new.role == ContactRole.PROVIDER and not new.provider:
        return Refusal(
            what, "it is not said whose records it serves", SOURCE, "Give --provider with the name of the provider."
        )
    if new.role in (ContactRole.GP, ContactRole.PROVIDER) and not new.role_mailbox:
        return _needs_mailbox(what)
    return None


def web_fault(address: str) -> str:
    """Why no web system of a provider can be at an address, in words; "" where one can.

    Only https, and by a name or a number of the open internet: a message must not be a way into the council's own network.
    """
    try:
        parts = urlsplit(address)
        host, _port = parts.hostname or "", parts.port
    except ValueError:
        return f"“{address}” is not a web address"
    if parts.scheme != "https":
        return f"“{address}” does not begin with https://"
    if not host or len(address.split()) != 1:
        return f"“{address}” is not a web address"
    if host.rstrip(".") == "localhost" or host.rstrip(".").endswith(".localhost"):
        return f"“{host}” is this machine, or one of the council's own network"
    try:
        number = ip_address(host.partition("%")[0])
    except ValueError:
        # 2130706433, 0x7f.1 and 127.1 are numbers too, to those who look them up
        is_number = re.fullmatch(r"(0x[0-9a-f]*|\d+)", host.rstrip(".").rpartition(".")[2])
        return f"“{host}” is not the name of a machine" if is_number else ""
    within = number.ipv4_mapped if isinstance(number, IPv6Address) and number.ipv4_mapped else number
    return (
        "" if within.is_global and not within.is_multicast else f"“{host}” is an address of a private or local network"
    )


def _needs_mailbox(what: str) -> Refusal:
    return Refusal(
        what,
        "a practice and a provider's records are written to at a role mailbox, not at a person's own address",
        "Requirement HF-04: role mailboxes",
        "Give --role-mailbox and the address that whoever is on duty reads.",
    )


def _twice(new: HealthContact, there: HealthContact) -> Refusal:
    left = there.left_on is not None
    return Refusal(
        f"Add the health contact {new.name}",
        f"contact {there.contact_id} has this role, provider and address{', and has left' if left else ''}",
        SOURCE,
        f"Use contact {there.contact_id}, or give another address.",
    )
