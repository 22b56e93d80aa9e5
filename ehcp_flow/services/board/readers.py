"""The list of those to whom the closed month is sent."""

from ehcp_flow.db.board import Reader
from ehcp_flow.db.unit_of_work import UnitOfWork, unit_of_work
from ehcp_flow.services.board.rights import MAY_CLOSE, allowed
from ehcp_flow.services.office import Office
from notifications.channels.mail_text import is_address
from workflows.refusals import Refusal

SOURCE = "The list of the Board report"


def readers(office: Office) -> list[Reader]:
    with office.database.reading() as connection:
        return UnitOfWork(connection).board.readers(office.authority)


def add(office: Office, email: str, name: str, by: str | None) -> Reader | Refusal:
    """Puts an address on the list. The report that goes there has its small numbers held back."""
    address = email.strip().lower()
    what = f"Send the Board report to {address}"
    if not is_address(address) or "." not in address.rpartition("@")[2]:
        return Refusal(what, "it is not an e-mail address", SOURCE, "Give one such as name@example.org.")
    with unit_of_work(office.database) as uow:
        uow.alone_in(office.authority)
        actor = allowed(uow, office, by, MAY_CLOSE, what)
        if isinstance(actor, Refusal):
            return actor
        if any(each.email == address for each in uow.board.readers(office.authority)):
            return Refusal(what, "the address is on the list already", SOURCE, "Nothing needs doing.")
        reader = Reader(office.authority, address, name.strip(), office.clock.now(), actor.name)
        uow.board.add_reader(reader)
        uow.commit()
    return reader


def remove(office: Office, email: str, by: str | None) -> str | Refusal:
    """Takes an address off the list and gives it back."""
    address = email.strip().lower()
    what = f"Stop sending the Board report to {address}"
    with unit_of_work(office.database) as uow:
        actor = allowed(uow, office, by, MAY_CLOSE, what)
        if isinstance(actor, Refusal):
            return actor
        if not uow.board.remove_reader(office.authority, address):
            return Refusal(what, "the address is not on the list", SOURCE, "See it with “ehcp-flow month readers”.")
        uow.commit()
    return address
