"""Changing the contacts of a person (`people.py` adds and lists them), and where a child goes."""

from dataclasses import asdict

from sqlalchemy import Connection, bindparam, select, update

from ehcp_flow.db.people import Contact
from ehcp_flow.db.tables import attendance, setting
from ehcp_flow.db.tables import contact as contacts

_SETTING = (
    select(setting.c.name)
    .join(
        attendance,
        (attendance.c.authority == setting.c.authority) & (attendance.c.setting_id == setting.c.setting_id),
    )
    .where(attendance.c.authority == bindparam("of"), attendance.c.person_id == bindparam("person"))
)


class Contacts:
    """The contacts of this database, inside one transaction."""

    __slots__ = ("_connection",)

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def save(self, contact: Contact) -> None:
        """Stores changed details of a contact that is there."""
        values = {name: value for name, value in asdict(contact).items() if name not in ("authority", "contact_id")}
        this = (contacts.c.authority == contact.authority, contacts.c.contact_id == contact.contact_id)
        self._connection.execute(update(contacts).where(*this).values(values))

    def setting_of(self, authority: str, person_id: int) -> str:
        """The name of the setting where a child goes now; "" where it is not held."""
        found = self._connection.execute(_SETTING, {"of": authority, "person": person_id}).scalar_one_or_none()
        return found or ""
