"""Putting a document on a case: a file, or a link to where it is kept; new, or a later version of one that is there."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import BinaryIO
from urllib.parse import urlsplit

from ehcp_flow.db.documents import Document
from ehcp_flow.db.ledger import StoredCase
from ehcp_flow.db.unit_of_work import UnitOfWork, unit_of_work
from ehcp_flow.db.users import User
from ehcp_flow.services.case_files import case_to_write
from ehcp_flow.services.documents import store
from ehcp_flow.services.documents.file_kinds import kind_of
from ehcp_flow.services.documents.names import clean_name
from ehcp_flow.services.notes import advice_asked
from ehcp_flow.services.office import Office
from workflows.refusals import Refusal
from workflows.words import day_words

KINDS: Mapping[str, str] = {
    "request": "Request",
    "advice": "Advice or report",
    "family": "Views of the family",
    "draft_plan": "Draft plan",
    "final_plan": "Final plan",
    "review": "Annual review",
    "letter": "Letter",
    "evidence": "Evidence",
    "other": "Other",
}
LARGEST = 25_000_000
"""Bytes of one file."""
LONGEST_LINK = 2_000
SOURCE = "Documents of a case (docs/case-file.md)"


@dataclass(frozen=True, slots=True)
class Filing:
    """What is said about a document when it comes. `series`: the first version of the one that it is a later version of."""

    kind: str
    received_on: date
    from_whom: str
    answers: str = ""
    series: int = 0


def file_upload(
    office: Office, user: User, reference: str, folder: Path, filing: Filing, name: str, content: BinaryIO, size: int
) -> Document | Refusal:
    """Keeps a file and puts it on the case. The file is safely in its folder before a row of the database names it."""
    what = f"Add a document to {reference}"
    own = clean_name(name)
    if not own:
        return Refusal(what, "No file was chosen", SOURCE, "Choose the file on your computer.")
    if size > LARGEST:
        return _too_large(what)
    if isinstance(refusal := _before(office, user, reference, filing, what), Refusal):
        return refusal
    kind = kind_of(content, own)
    if isinstance(kind, str):
        return Refusal(what, kind, SOURCE, "Save it as one of the kinds that are kept, such as PDF, and add that.")
    content.seek(0)
    try:
        kept = store.put(folder, content, LARGEST)
    except store.TooLarge:
        return _too_large(what)
    except OSError as fault:
        do = "Tell whoever looks after this service. Nothing was saved."
        return Refusal(what, f"The folder for documents cannot be written to ({fault.strerror})", SOURCE, do)
    place = store.path_of(folder, kept.sha256).relative_to(folder).as_posix()
    return _add(office, user, reference, filing, what, own, kept.sha256, place, kept.size, kind.media_type)


def file_link(
    office: Office, user: User, reference: str, filing: Filing, name: str, address: str
) -> Document | Refusal:
    """Puts a link on the case instead of a file, such as to the council's own document store."""
    what = f"Add a link to {reference}"
    if not name.strip():
        return Refusal(what, "The document has no name", SOURCE, "Give the name by which people know it.")
    if why := link_fault(address):
        return Refusal(what, why, SOURCE, "Copy the whole address from the browser. It begins with https://.")
    if isinstance(refusal := _before(office, user, reference, filing, what), Refusal):
        return refusal
    return _add(office, user, reference, filing, what, clean_name(name), "", address.strip(), 0, "")


def link_fault(address: str) -> str:
    """Why an address cannot be kept as a link; "" where it can."""
    text = address.strip()
    if len(text) > LONGEST_LINK or len(text.split()) != 1 or not text.isprintable():
        return "The link is not one whole address"
    try:
        parts = urlsplit(text)
        host, user = parts.hostname, parts.username
    except ValueError:
        return "The link is not one whole address"
    if parts.scheme != "https" or not host:
        return "The link must begin with https://"
    return "The link must not hold a user name or a password" if user is not None or parts.password else ""


def _too_large(what: str) -> Refusal:
    most = LARGEST // 1_000_000
    do = (
        f"Save the pictures in it smaller, add it in parts, or keep it elsewhere and add a link. {most} MB is the most."
    )
    return Refusal(what, f"The file is larger than {most} MB", SOURCE, do)


def _before(office: Office, user: User, reference: str, filing: Filing, what: str) -> StoredCase | Refusal:
    """All that can be refused before a file is kept."""
    with office.database.reading() as connection:
        uow = UnitOfWork(connection)
        stored = case_to_write(uow, office, user, reference, what)
        if isinstance(stored, Refusal):
            return stored
        return _fault(uow, stored, filing, office.clock.today(), what) or stored


def _fault(uow: UnitOfWork, stored: StoredCase, filing: Filing, today: date, what: str) -> Refusal | None:
    why = do = ""
    if filing.kind not in KINDS:
        why, do = f"“{filing.kind}” is not a kind of document", "Choose one of the kinds."
    elif filing.received_on > today:
        why, do = f"{day_words(filing.received_on)} has not come yet", "Give today or an earlier day."
    elif filing.answers and filing.answers not in [f"advice {each}" for each in advice_asked(stored)]:
        why, do = "no such advice was asked for on this case", "Choose the request that it answers from the list."
    elif filing.series and filing.series not in first_versions(uow, stored):
        why, do = "the document of which it is a later version is not of this case", "Choose it from the list."
    return Refusal(what, why, SOURCE, do) if why else None


def first_versions(uow: UnitOfWork, stored: StoredCase) -> set[int]:
    """The numbers of the documents of a case by which their versions hang together."""
    return {each.series for each in uow.documents.of_case(stored.authority, stored.case_id)}


def _add(
    office: Office,
    user: User,
    reference: str,
    filing: Filing,
    what: str,
    name: str,
    sha256: str,
    place: str,
    size: int,
    media_type: str,
) -> Document | Refusal:
    with unit_of_work(office.database) as uow:
        stored = case_to_write(uow, office, user, reference, what)
        if isinstance(stored, Refusal):
            return stored
        document = Document(
            authority=office.authority,
            document_id=0,
            case_id=stored.case_id,
            name=name,
            kind=filing.kind,
            version=1,
            sha256=sha256,
            recorded_at=office.clock.now(),
            received_on=filing.received_on,
            from_whom=filing.from_whom.strip(),
            place=place,
            series=filing.series,
            size=size,
            media_type=media_type,
            answers=filing.answers,
            recorded_by=user.email,
        )
        added = uow.documents.add_version(document) if filing.series else uow.documents.add(document)
        if added is None:
            return Refusal(what, "the document of which it is a later version is not of this case", SOURCE,
                           "Choose it from the list.")  # fmt: skip
        uow.commit()
        return added
