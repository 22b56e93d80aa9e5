"""What is known about documents: name, kind, version, digest and place. The files themselves are kept elsewhere."""

from dataclasses import asdict, dataclass, fields, replace
from datetime import date, datetime

from sqlalchemy import Connection, bindparam, func, insert, select

from ehcp_flow.db.authorities import next_number
from ehcp_flow.db.tables import document as documents


@dataclass(frozen=True, slots=True)
class Document:
    """One version of a document of a case. `document_id` is 0 until numbered.

    `sha256` is hex, `place` a path or a link, `size` in bytes, `answers` the request that it answers (advice health).
    `series` is the number of its first version; 0 makes this the first.
    """

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
    series: int = 0
    size: int = 0
    media_type: str = ""
    answers: str = ""
    recorded_by: str = ""


_OF_CASE = (
    select(*(documents.c[field.name] for field in fields(Document)))
    .where(documents.c.authority == bindparam("of"), documents.c.case_id == bindparam("case"))
    .order_by(documents.c.document_id)
)
_LATEST_VERSION = select(func.max(documents.c.version)).where(
    documents.c.authority == bindparam("of"),
    documents.c.case_id == bindparam("case"),
    documents.c.series == bindparam("first"),
)


class Documents:
    """The documents of this database, inside one transaction."""

    __slots__ = ("_connection",)

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def add(self, document: Document) -> Document:
        """Stores what is known about a document and gives it back with its number."""
        return self._store(document, next_number(self._connection, document.authority, "document"))

    def add_version(self, document: Document) -> Document | None:
        """Stores a later version of the document whose first version is `series`, under the next version number.

        None where that is no document of this case. Who takes a number has the others wait, so that no two versions are
        the third.
        """
        own = next_number(self._connection, document.authority, "document")
        this = {"of": document.authority, "case": document.case_id, "first": document.series}
        latest = self._connection.execute(_LATEST_VERSION, this).scalar_one_or_none()
        return None if latest is None else self._store(replace(document, version=latest + 1), own)

    def _store(self, document: Document, own: int) -> Document:
        document = replace(document, document_id=own, series=document.series or own)
        self._connection.execute(insert(documents), asdict(document))
        return document

    def of_case(self, authority: str, case_id: int) -> list[Document]:
        return [Document(*row) for row in self._connection.execute(_OF_CASE, {"of": authority, "case": case_id})]
