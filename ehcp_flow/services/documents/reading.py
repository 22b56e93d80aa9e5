"""Reading the documents of a case: the list of them, and the content of one, which is looked at before it is given out."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO
from uuid import uuid4

from ehcp_flow.db.document_shares import DocumentShare, DocumentShares
from ehcp_flow.db.documents import Document
from ehcp_flow.db.readings import Reading, Readings
from ehcp_flow.db.unit_of_work import UnitOfWork, unit_of_work
from ehcp_flow.db.users import User
from ehcp_flow.services.case_files import seen_case
from ehcp_flow.services.documents import store
from ehcp_flow.services.documents.filing import SOURCE
from ehcp_flow.services.health.asking import put_on_list
from ehcp_flow.services.notes import advice_asked
from ehcp_flow.services.office import Office
from workflows.refusals import Refusal


@dataclass(frozen=True, slots=True)
class Versions:
    """A document with all its versions, the latest first, and with whom each was shared (by its number)."""

    versions: tuple[Document, ...]
    shares: Mapping[int, tuple[DocumentShare, ...]]

    @property
    def latest(self) -> Document:
        return self.versions[0]


@dataclass(frozen=True, slots=True)
class CaseDocuments:
    """The documents of a case, and the advice that was asked for, which one of them may answer."""

    documents: tuple[Versions, ...]
    advice: tuple[str, ...]

    def of(self, document_id: int) -> tuple[Versions, Document] | None:
        """A version by its number, with the document that it is of."""
        return next(
            ((own, each) for own in self.documents for each in own.versions if each.document_id == document_id), None
        )


@dataclass(frozen=True, slots=True)
class Content:
    """A file that is as it was kept, open at its beginning. Whoever takes it closes it."""

    document: Document
    file: BinaryIO


def documents_of_case(office: Office, user: User, reference: str) -> CaseDocuments | Refusal:
    """The documents of a case, the last that came first, for whoever may see the case."""
    with office.database.reading() as connection:
        uow = UnitOfWork(connection)
        stored = seen_case(uow, office, user, reference)
        if isinstance(stored, Refusal):
            return stored
        documents = uow.documents.of_case(office.authority, stored.case_id)
        shares = DocumentShares(connection).of_case(office.authority, stored.case_id)
    series: dict[int, list[Document]] = {}
    for each in reversed(documents):
        series.setdefault(each.series, []).append(each)
    shared: dict[int, list[DocumentShare]] = {}
    for share in shares:
        shared.setdefault(share.document_id, []).append(share)
    listed = tuple(
        Versions(
            tuple(own),
            {each.document_id: tuple(shared.get(each.document_id, ())) for each in own},
        )
        for own in series.values()
    )
    return CaseDocuments(listed, tuple(advice_asked(stored)))


def take_document(office: Office, user: User, reference: str, document_id: int, folder: Path) -> Content | Refusal:
    """The content of a document, and writes down that it was read.

    A file that is gone, or is not what was kept, is given to nobody: a task on the work list says so.
    """
    what = f"Open document {document_id} of {reference}"
    with unit_of_work(office.database) as uow:
        stored = seen_case(uow, office, user, reference)
        if isinstance(stored, Refusal):
            return stored
        held = uow.documents.of_case(office.authority, stored.case_id)
        document = next((each for each in held if each.document_id == document_id), None)
        if document is None or not document.sha256:
            why = "there is no such document on this case" if document is None else "it is a link, and no file is kept"
            return Refusal(what, why, SOURCE, "Choose it from the documents of the case.")
        Readings(uow.connection).add(
            Reading(
                office.authority,
                uuid4().hex,
                stored.case_id,
                office.clock.now(),
                user.email,
                f"document {document_id}, version {document.version}",
            )
        )
        uow.commit()
    try:
        return Content(document, store.take(folder, document.sha256))
    except store.NotAsKept as fault:
        return _told(office, stored.case_id, document, what, str(fault))


def _told(office: Office, case_id: int, document: Document, what: str, why: str) -> Refusal:
    with unit_of_work(office.database) as uow:
        put_on_list(
            uow,
            office.authority,
            "document_changed",
            str(document.document_id),
            f"Document {document.document_id} cannot be opened: {why}",
            "Have the file of this digest put back from a copy of the folder of documents, and find out who changed it.",
            office.clock.now(),
            case_id,
        )
        uow.commit()
    do = "Nobody is given it. It is on the work list, for whoever looks after this service to put it back from a copy."
    return Refusal(what, why, SOURCE, do)
