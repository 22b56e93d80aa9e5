"""Who belongs to a case: the family's contacts, and what health was told and answered."""

from typing import Annotated, ClassVar, Literal

from fastapi.responses import Response
from pydantic import AfterValidator, StringConstraints

from ehcp_flow.services import contacts
from ehcp_flow.services.access.scope import READERS
from ehcp_flow.services.contacts import ContactDetails, add_contact, change_contact, contacts_of_case, end_contact
from ehcp_flow.services.health.answers import make_link
from ehcp_flow.services.health.facts import notice_number
from ehcp_flow.services.health.lookups import ShownNotice, list_notices, show_person_health
from ehcp_flow.services.health.stopping import overtaken
from ehcp_flow.services.warning_notes import protects_address
from ehcp_flow.web.case_page import CasePage, opened
from ehcp_flow.web.forms import EMPTY, Filled, FormModel, Typed, TypedDay, fill, with_error
from ehcp_flow.web.navigation import OFFICERS
from ehcp_flow.web.pages import Pages
from ehcp_flow.web.visit import V, Visit
from ehcp_flow.web.words import moment_words
from notifications.health.contacts import ContactRole
from notifications.health.kinds import AWAITING, KIND_WORDS, STATE_WORDS, NoticeKind, NoticeState
from notifications.health.payload import reason_words
from workflows.refusals import Refusal
from workflows.words import day_words, sentence

pages = Pages()

Line = Annotated[str, StringConstraints(max_length=200)]


def _address(text: str) -> str:
    if text and not contacts.may_be_an_address(text):
        raise ValueError("Enter an e-mail address in the correct format, like name@example.com")
    return text


class ContactForm(FormModel):
    """A contact, new or changed."""

    kind: Literal[tuple(contacts.KINDS)]  # type: ignore[valid-type]
    name: Annotated[str, StringConstraints(min_length=1, max_length=200)]
    email: Annotated[Line, AfterValidator(_address)] = ""
    phone: Line = ""
    postal: Annotated[str, StringConstraints(max_length=500)] = ""
    language: Line = ""
    note: Annotated[str, StringConstraints(max_length=1000)] = ""
    writes_to: str = ""

    asks: ClassVar = {
        "kind": "Choose who it is",
        "name": "Enter the name, in at most 200 characters",
        "email": "The e-mail address must be 200 characters or less",
        "phone": "The telephone number must be 200 characters or less",
        "postal": "The address must be 500 characters or less",
        "language": "The language must be 200 characters or less",
        "note": "The note must be 1,000 characters or less",
    }


class EndForm(FormModel):
    """From when somebody is a contact no longer."""

    ended_on: TypedDay

    asks: ClassVar = {"ended_on": "Enter the last day on which they were a contact"}


@pages.page("/cases/{reference}/contacts", READERS, "case_contacts")
def all_contacts(visit: V, reference: str) -> Response:
    """Those who are contacts, and those who were."""
    page = opened(visit, reference, "contacts", "contacts")
    if isinstance(page, Response):
        return page
    found = contacts_of_case(visit.office, visit.who, reference)
    if isinstance(found, Refusal):
        return visit.not_found(found)
    return visit.show(
        "case/contacts.html", page=page, found=found, kinds=contacts.KINDS,
        protected=protects_address(page.around.warnings),
    )  # fmt: skip


@pages.page("/cases/{reference}/contacts/add", OFFICERS, "case_contact_add")
def new_contact(visit: V, reference: str) -> Response:
    page = opened(visit, reference, "contacts", "form for a contact")
    return page if isinstance(page, Response) else _form(visit, page, EMPTY, "Add a contact")


@pages.page("/cases/{reference}/contacts/add", OFFICERS, "case_contact_save", methods=("POST",))
def save_contact(visit: V, reference: str) -> Response:
    page = opened(visit, reference, "contacts", "", noted=False)
    if isinstance(page, Response):
        return page
    form = _read(visit.typed)
    if form.errors or form.read is None:
        return _form(visit, page, form, "Add a contact")
    done = add_contact(visit.office, visit.who, reference, _details(form.read))
    if isinstance(done, Refusal):
        return _form(visit, page, with_error(form, "name", sentence(done.why)), "Add a contact")
    return visit.go(f"{page.path}/contacts", f"{done.name} is added.")


@pages.page("/cases/{reference}/contacts/{number:int}", OFFICERS, "case_contact")
def one_contact(visit: V, reference: str, number: int) -> Response:
    """The form to change a contact."""
    page = opened(visit, reference, "contacts", "form for a contact")
    if isinstance(page, Response):
        return page
    found = contacts_of_case(visit.office, visit.who, reference)
    held = None
    if not isinstance(found, Refusal):
        held = next((each for each in found.current if each.contact_id == number), None)
    if held is None:
        return visit.not_found()
    given = {name: [str(getattr(held, name))] for name in ContactForm.model_fields if name != "writes_to"}
    typed = Typed({**given, "writes_to": ["yes" if held.writes_to else ""]})
    return _form(visit, page, Filled(typed), f"Change {held.name}", number)


@pages.page("/cases/{reference}/contacts/{number:int}", OFFICERS, "case_contact_change", methods=("POST",))
def save_change(visit: V, reference: str, number: int) -> Response:
    page = opened(visit, reference, "contacts", "", noted=False)
    if isinstance(page, Response):
        return page
    form = _read(visit.typed)
    if form.errors or form.read is None:
        return _form(visit, page, form, "Change a contact", number)
    done = change_contact(visit.office, visit.who, reference, number, _details(form.read))
    if isinstance(done, Refusal):
        return visit.refused(done, back=f"{page.path}/contacts")
    return visit.go(f"{page.path}/contacts", f"{done.name} is changed.")


@pages.page("/cases/{reference}/contacts/{number:int}/end", OFFICERS, "case_contact_end", methods=("POST",))
def finish_contact(visit: V, reference: str, number: int) -> Response:
    """From a day on they are a contact no longer."""
    page = opened(visit, reference, "contacts", "", noted=False)
    if isinstance(page, Response):
        return page
    form = fill(EndForm, visit.typed)
    if form.read is None:
        return _form(visit, page, EMPTY, "Change a contact", number, end=form)
    done = end_contact(visit.office, visit.who, reference, number, form.read.ended_on)
    if isinstance(done, Refusal):
        return visit.refused(done, back=f"{page.path}/contacts")
    return visit.go(f"{page.path}/contacts", f"{done.name} is a contact no longer.")


@pages.page("/cases/{reference}/health", READERS, "case_health")
def health(visit: V, reference: str) -> Response:
    """The notices to health of this case, and what is recorded for them."""
    page = opened(visit, reference, "health", "health")
    if isinstance(page, Response):
        return page
    told = list_notices(visit.office, case=reference)
    held = show_person_health(visit.office, reference)
    if isinstance(told, Refusal) or isinstance(held, Refusal):
        return visit.not_found()
    return visit.show(
        "case/health.html", page=page, told=[_shown(each) for each in told.notices], in_use=told.in_use, held=held,
        links=bool(visit.office.secret_key), today_words=day_words(visit.office.clock.today()),
    )  # fmt: skip


@pages.page("/cases/{reference}/health/{number:int}/link", OFFICERS, "case_health_link", methods=("POST",))
def notice_link(visit: V, reference: str, number: int) -> Response:
    """Makes a link by which the recipient answers a notice of this case. It is shown on this page and never again."""
    page = opened(visit, reference, "health", "", noted=False)
    if isinstance(page, Response):
        return page
    told = list_notices(visit.office, case=reference)
    own = [] if isinstance(told, Refusal) else [each.notice.notice_id for each in told.notices]
    if number not in own:
        return visit.not_found()
    made = make_link(visit.office, number, visit.office.secret_key)
    if isinstance(made, Refusal):
        return visit.refused(made, back=f"{page.path}/health")
    address = made.address or str(visit.request.url_for("notice_answer", token=made.token))
    return visit.show("case/health_link.html", page=page, made=made, address=address)


def _read(typed: Typed) -> Filled[ContactForm]:
    form = fill(ContactForm, typed)
    if form.read and form.read.writes_to and not (form.read.email or form.read.postal):
        words = "Letters are to go there: enter an e-mail or a postal address, or untick it"
        return with_error(form, "writes_to", words)
    return form


def _details(given: ContactForm) -> ContactDetails:
    told = given.model_dump(exclude={"writes_to"})
    return ContactDetails(**told, writes_to=bool(given.writes_to))


def _form(
    visit: Visit,
    page: CasePage,
    form: Filled[ContactForm],
    title: str,
    number: int | None = None,
    end: Filled[EndForm] = EMPTY,
) -> Response:
    wrong = form if form.errors else end
    return visit.show(
        "case/contact_form.html",
        422 if wrong.errors else 200,
        page=page,
        form=wrong if wrong.errors else form,
        given=form,
        end=end,
        title=title,
        number=number,
        kinds=contacts.KINDS,
        today_day=visit.office.clock.today(),
    )


def _shown(each: ShownNotice) -> dict[str, object]:
    """A notice in words: to whom, what it asks, how far it has come, and everything that happened to it."""
    notice, kind, state = each.notice, NoticeKind(each.notice.kind), NoticeState(each.notice.stands)
    stands = STATE_WORDS[state]
    if notice.message_state == "uncertain" and state is NoticeState.SENT:
        stands = "Nobody knows whether it went"
    history = [("Raised", notice.created_at, "")]
    for words, at, who in (
        ("Left", notice.left_at, ""),
        ("Acknowledged", notice.acknowledged_at, notice.acknowledged_by),
        ("Confirmed", notice.confirmed_at, notice.confirmed_by),
        ("Rejected", notice.rejected_at, notice.rejected_because),
        ("Commented", notice.commented_at, notice.comment),
        ("Escalated", notice.escalated_at, ""),
    ):
        if at is not None:
            history.append((words, at, who))
    held = notice.stands == "held" and notice.state == "queued"
    return {
        "id": notice.notice_id,
        "number": notice_number(notice),
        "kind": KIND_WORDS[kind],
        "to": f"{each.contact.name} ({ContactRole(each.contact.role).words})",
        "state": f"{stands}; overtaken by a later notice" if overtaken(notice) else stands,
        "why": notice.message_error if held else notice.why,
        "reason": reason_words(kind, notice.reason),
        "effective": notice.effective_on,
        "comment_until": notice.comment_until,
        "chase_on": notice.chase_on,
        "chases": notice.chases,
        "waits": state in AWAITING or state is NoticeState.EXPIRED,
        "history": [(words, moment_words(at), who) for words, at, who in sorted(history, key=lambda each: each[1])],
    }
