"""Writing down with whom a document was shared. Nothing is sent by it."""

from collections.abc import Mapping
from datetime import date

from ehcp_flow.db.document_shares import DocumentShare, DocumentShares
from ehcp_flow.db.unit_of_work import unit_of_work
from ehcp_flow.db.users import User
from ehcp_flow.services.case_files import case_to_write
from ehcp_flow.services.documents.filing import SOURCE
from ehcp_flow.services.office import Office
from workflows.refusals import Refusal
from workflows.words import day_words

HOW: Mapping[str, str] = {
    "secure_email": "By secure e-mail",
    "email": "By e-mail",
    "portal": "In a portal",
    "post": "By post",
    "by_hand": "Handed over",
    "other": "In another way",
}


def share_document(
    office: Office, user: User, reference: str, document_id: int, with_whom: str, how: str, on: date
) -> DocumentShare | Refusal:
    """Writes down that a version of a document was shared with somebody on a day."""
    what = f"Record that document {document_id} of {reference} was shared"
    with unit_of_work(office.database) as uow:
        stored = case_to_write(uow, office, user, reference, what)
        if isinstance(stored, Refusal):
            return stored
        held = uow.documents.of_case(office.authority, stored.case_id)
        document = next((each for each in held if each.document_id == document_id), None)
        why = do = ""
        if document is None:
            why, do = "there is no such document on this case", "Choose it from the documents of the case."
        elif not with_whom.strip():
            why, do = "it does not say with whom", "Give the name of the person or organisation."
        elif how not in HOW:
            why, do = f"“{how}” is not a way of sharing", "Choose one of the ways."
        elif on > office.clock.today():
            why, do = f"{day_words(on)} has not come yet", "Give today or an earlier day."
        elif document.received_on is not None and on < document.received_on:
            why = f"the document came on {day_words(document.received_on)}, and {day_words(on)} is before that"
            do = "Check the day, and the version."
        if why:
            return Refusal(what, why, SOURCE, do)
        made = DocumentShares(uow.connection).add(
            DocumentShare(
                authority=office.authority,
                share_id=0,
                document_id=document_id,
                with_whom=with_whom.strip(),
                how=how,
                shared_on=on,
                recorded_at=office.clock.now(),
                recorded_by=user.email,
            )
        )
        uow.commit()
        return made
