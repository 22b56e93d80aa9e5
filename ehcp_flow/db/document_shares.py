"""With whom a document was shared, how and when."""

from dataclasses import asdict, dataclass, fields, replace
from datetime import date, datetime

from sqlalchemy import Connection, bindparam, insert, select

from ehcp_flow.db.authorities import next_number
from ehcp_flow.db.file_tables import document_share as shares
from ehcp_flow.db.tables import document as documents


@dataclass(frozen=True, slots=True)
class DocumentShare:
    """One sharing of one version of a document. `share_id` is 0 until numbered."""

    authority: str
    share_id: int
    document_id: int
    with_whom: str
    how: str
    shared_on: date
    recorded_at: datetime
    recorded_by: str


_OF_CASE = (
    select(*(shares.c[field.name] for field in fields(DocumentShare)))
    .join(
        documents,
        (documents.c.authority == shares.c.authority) & (documents.c.document_id == shares.c.document_id),
    )
    .where(shares.c.authority == bindparam("of"), documents.c.case_id == bindparam("case"))
    .order_by(shares.c.shared_on, shares.c.share_id)
)


class DocumentShares:
    """The sharings of this database, inside one transaction."""

    __slots__ = ("_connection",)

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def add(self, share: DocumentShare) -> DocumentShare:
        share = replace(share, share_id=next_number(self._connection, share.authority, "document_share"))
        self._connection.execute(insert(shares), asdict(share))
        return share

    def of_case(self, authority: str, case_id: int) -> list[DocumentShare]:
        """Every sharing of every document of a case, the earliest first."""
        rows = self._connection.execute(_OF_CASE, {"of": authority, "case": case_id})
        return [DocumentShare(*row) for row in rows]
