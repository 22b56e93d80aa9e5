"""What is known about documents: name, kind, version, digest and place. The files themselves are kept elsewhere."""

from dataclasses import asdict, dataclass, fields, replace
from datetime import date, datetime

from sqlalchemy import Connection, bindparam, insert, select

from ehcp_flow.db.authorities import next_number
from ehcp_flow.db.tables import document as documents


@dataclass(frozen=True, slots=True)
class Document:
    """One version of a document of a case. `sha256` is hex; `place` is a path or a link. `document_id` is 0 until numbered."""

    authority: str
    document_id: int
    case_id: int
    name: str
    kind: str
    version: int
    sha256: str
    recorded_at: datetime
    received_on: date | None = None
    from_whom: str = ""
    place: str = ""


_OF_CASE = (
    select(*(documents.c[field.name] for field in fields(Document)))
    .where(documents.c.authority == bindparam("of"), documents.c.case_id == bindparam("case"))
    .order_by(documents.c.document_id)
)


class Documents:
    """The documents of this database, inside one transaction."""

    __slots__ = ("_connection",)

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def add(self, document: Document) -> Document:
        """Stores what is known about a document and gives it back with its number."""
        document = replace(document, document_id=next_number(self._connection, document.authority, "document"))
        self._connection.execute(insert(documents), asdict(document))
        return document

    def of_case(self, authority: str, case_id: int) -> list[Document]:
        return [Document(*row) for row in self._connection.execute(_OF_CASE, {"of": authority, "case": case_id})]
