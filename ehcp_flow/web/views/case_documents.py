"""The documents of a case: listed, added, given back, and shared."""

from collections.abc import Iterator
from pathlib import Path, PurePath
from typing import Annotated, BinaryIO, ClassVar, Literal

from fastapi.responses import Response, StreamingResponse
from pydantic import StringConstraints

from ehcp_flow.services.access.scope import READERS
from ehcp_flow.services.documents import filing, sharing
from ehcp_flow.services.documents.file_kinds import ENDINGS, KEPT
from ehcp_flow.services.documents.filing import LARGEST, Filing, file_link, file_upload
from ehcp_flow.services.documents.names import disposition
from ehcp_flow.services.documents.reading import CaseDocuments, documents_of_case, take_document
from ehcp_flow.services.documents.sharing import share_document
from ehcp_flow.web.case_page import CasePage, opened
from ehcp_flow.web.forms import EMPTY, Filled, FormModel, TypedDay, fill, with_error
from ehcp_flow.web.navigation import OFFICERS
from ehcp_flow.web.pages import Pages
from ehcp_flow.web.visit import V, Visit
from workflows.refusals import Refusal
from workflows.words import sentence

pages = Pages()

_AT_ONCE = 1 << 18
_GIVEN = {"content-security-policy": "sandbox; default-src 'none'", "x-content-type-options": "nosniff"}
"""With every file: whatever it is, it runs nothing here."""


class DocumentForm(FormModel):
    """A document that is added: a file, or a link. `series`: of which it is a later version."""

    kind: Literal[tuple(filing.KINDS)]  # type: ignore[valid-type]
    link: Annotated[str, StringConstraints(max_length=filing.LONGEST_LINK)] = ""
    name: Annotated[str, StringConstraints(max_length=120)] = ""
    received_on: TypedDay
    from_whom: Annotated[str, StringConstraints(min_length=1, max_length=200)]
    answers: str = ""
    series: Annotated[str, StringConstraints(pattern=r"^[0-9]{0,9}$")] = ""

    asks: ClassVar = {
        "kind": "Choose what kind of document it is",
        "link": "The link must be 2,000 characters or less",
        "name": "The name must be 120 characters or less",
        "received_on": "Enter the day on which it came, or was made",
        "from_whom": "Enter from whom it came, in at most 200 characters",
        "series": "Choose the document of which it is a later version from the list",
    }

    def name_of(self, file: str) -> str:
        """The name under which a file is kept: its own, or the one that was typed, with the file's ending."""
        ending = PurePath(file).suffix
        return file if not self.name else self.name if PurePath(self.name).suffix == ending else self.name + ending


class ShareForm(FormModel):
    """With whom a document was shared."""

    with_whom: Annotated[str, StringConstraints(min_length=1, max_length=200)]
    how: Literal[tuple(sharing.HOW)]  # type: ignore[valid-type]
    shared_on: TypedDay

    asks: ClassVar = {
        "with_whom": "Enter with whom it was shared, in at most 200 characters",
        "how": "Choose how it was shared",
        "shared_on": "Enter the day on which it was shared",
    }


@pages.page("/cases/{reference}/documents", READERS, "case_documents")
def all_documents(visit: V, reference: str) -> Response:
    """Every document with its versions and with whom they were shared."""
    page = opened(visit, reference, "documents", "documents")
    if isinstance(page, Response):
        return page
    found = documents_of_case(visit.office, visit.who, reference)
    if isinstance(found, Refusal):
        return visit.not_found(found)
    return visit.show(
        "case/documents.html", page=page, found=found, kinds=filing.KINDS, how=sharing.HOW, size=size_words
    )


@pages.page("/cases/{reference}/documents/add", OFFICERS, "case_document_add")
def new_document(visit: V, reference: str) -> Response:
    page = opened(visit, reference, "documents", "form for a document")
    return page if isinstance(page, Response) else _form(visit, page, EMPTY)


@pages.page("/cases/{reference}/documents/add", OFFICERS, "case_document_save", methods=("POST",))
def save_document(visit: V, reference: str) -> Response:
    """Keeps the file or the link, or shows the form again with what is wrong. A file has to be chosen again then."""
    page = opened(visit, reference, "documents", "", noted=False)
    if isinstance(page, Response):
        return page
    form = fill(DocumentForm, visit.typed)
    file = next((each for each in visit.typed.files.get("file", ()) if each.filename), None)
    link = visit.typed.one("link").strip()
    if file is None and not link:
        form = with_error(form, "file", "Choose a file, or give a link instead")
    elif file is not None and link:
        form = with_error(form, "file", "Choose a file or give a link, not both")
    elif file is None and not visit.typed.one("name").strip():
        form = with_error(form, "name", "Enter the name of the document that the link leads to")
    if form.errors or form.read is None:
        return _form(visit, page, form)
    given = form.read
    told = Filing(given.kind, given.received_on, given.from_whom, given.answers, int(given.series or 0))
    if file is not None:
        folder = _folder(visit)
        done = file_upload(
            visit.office, visit.who, reference, folder, told, given.name_of(file.filename), file.file, file.size or 0
        )
    else:
        done = file_link(visit.office, visit.who, reference, told, given.name, given.link)
    if isinstance(done, Refusal):
        words = f"{sentence(done.why)} {sentence(done.do)}"
        return _form(visit, page, with_error(form, "file" if file is not None else "link", words))
    version = f", version {done.version}" if done.version > 1 else ""
    return visit.go(f"{page.path}/documents#document-{done.series}", f"“{done.name}”{version} is added.")


@pages.page("/cases/{reference}/documents/{number:int}/download", READERS, "case_document_file")
def download(visit: V, reference: str, number: int) -> Response:
    """The file, to be saved and never shown within a page. What is not as it was kept is refused."""
    taken = take_document(visit.office, visit.who, reference, number, _folder(visit))
    if isinstance(taken, Refusal):
        found = documents_of_case(visit.office, visit.who, reference)
        if isinstance(found, Refusal) or found.of(number) is None:
            return visit.not_found(found if isinstance(found, Refusal) else None)
        return visit.refused(taken, back=f"/cases/{reference}/documents")
    headers = {
        **_GIVEN,
        "content-disposition": disposition(taken.document.name),
        "content-length": str(taken.document.size),
    }
    media_type = taken.document.media_type or "application/octet-stream"
    return StreamingResponse(_parts(taken.file), headers=headers, media_type=media_type)


@pages.page("/cases/{reference}/documents/{number:int}/share", OFFICERS, "case_document_share")
def sharing_form(visit: V, reference: str, number: int) -> Response:
    page = opened(visit, reference, "documents", "form to share a document")
    return page if isinstance(page, Response) else _share_form(visit, page, number, EMPTY)


@pages.page("/cases/{reference}/documents/{number:int}/share", OFFICERS, "case_document_shared", methods=("POST",))
def save_share(visit: V, reference: str, number: int) -> Response:
    page = opened(visit, reference, "documents", "", noted=False)
    if isinstance(page, Response):
        return page
    form = fill(ShareForm, visit.typed)
    if form.read is None:
        return _share_form(visit, page, number, form)
    given = form.read
    done = share_document(visit.office, visit.who, reference, number, given.with_whom, given.how, given.shared_on)
    if isinstance(done, Refusal):
        return _share_form(visit, page, number, with_error(form, "shared_on", sentence(done.why)))
    return visit.go(f"{page.path}/documents", f"It is written down that it was shared with {done.with_whom}.")


def size_words(size: int) -> str:
    """12 KB, 3.4 MB, as people are told sizes of files."""
    if size < 1_000_000:
        return f"{max(1, round(size / 1000)):,} KB"
    return f"{size / 1_000_000:.1f} MB"


def _folder(visit: Visit) -> Path:
    return Path(visit.site.installation.settings.documents_folder)


def _parts(file: BinaryIO) -> Iterator[bytes]:
    with file:
        while part := file.read(_AT_ONCE):
            yield part


def _form(visit: Visit, page: CasePage, form: Filled[DocumentForm]) -> Response:
    found = documents_of_case(visit.office, visit.who, page.shown.reference)
    if isinstance(found, Refusal):
        return visit.not_found(found)
    return visit.show(
        "case/document_form.html",
        422 if form.errors else 200,
        page=page,
        form=form,
        kinds=filing.KINDS,
        advice=[("", "No request for advice")] + [(f"advice {each}", each.replace("_", " ")) for each in found.advice],
        series=_series(found),
        later=visit.asked("series"),
        answered=visit.asked("answers"),
        accept=",".join(f".{each}" for each in ENDINGS),
        kept=KEPT,
        most=LARGEST // 1_000_000,
    )


def _series(found: CaseDocuments) -> list[tuple[str, str]]:
    return [("", "A new document")] + [
        (str(each.latest.series), f"{each.latest.name}, version {each.latest.version}") for each in found.documents
    ]


def _share_form(visit: Visit, page: CasePage, number: int, form: Filled[ShareForm]) -> Response:
    found = documents_of_case(visit.office, visit.who, page.shown.reference)
    held = None if isinstance(found, Refusal) else found.of(number)
    if held is None:
        return visit.not_found()
    return visit.show(
        "case/share_form.html", 422 if form.errors else 200, page=page, form=form, document=held[1], how=sharing.HOW,
        today_day=visit.office.clock.today(),
    )  # fmt: skip
