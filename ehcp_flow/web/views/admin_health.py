"""Health contacts: who there is to tell, and who has left."""

from typing import Annotated, ClassVar

from fastapi import Path
from fastapi.responses import Response
from pydantic import StringConstraints

from ehcp_flow.phrases import how_many
from ehcp_flow.services.health import people
from ehcp_flow.services.health.contacts import CHANNELS, list_contacts
from ehcp_flow.web.forms import EMPTY, FormModel, TypedDay, fill, with_error
from ehcp_flow.web.pages import Pages
from ehcp_flow.web.views.admin import ADMINS
from ehcp_flow.web.visit import V, Visit
from notifications.health.contacts import ContactRole
from workflows.refusals import Refusal

pages = Pages()
LIST = "/admin/health"
Text = Annotated[str, StringConstraints(max_length=200)]


class Contact(FormModel):
    """A contact as it is typed. What is wrong with it beyond that the service says."""

    role: Annotated[str, StringConstraints(min_length=1)]
    name: Annotated[str, StringConstraints(min_length=1, max_length=200)]
    provider: Text = ""
    service: Text = ""
    channel: Annotated[str, StringConstraints(min_length=1)]
    address: Annotated[str, StringConstraints(min_length=1, max_length=500)]
    role_mailbox: str = ""

    asks: ClassVar = {
        "role": "Choose what they are to a child",
        "name": "Give the name of the person or of the mailbox",
        "channel": "Choose how they are told",
        "address": "Give the address",
    }


class Left(FormModel):
    """From which day on they are no longer there."""

    left_on: TypedDay

    asks: ClassVar = {"left_on": "Give the first day on which they are no longer there"}


@pages.page(LIST, ADMINS, "admin_health")
def contacts(visit: V) -> Response:
    """Every contact, those who have left among them."""
    return visit.show("admin/health.html", contacts=list_contacts(visit.office), roles=_roles())


def _roles() -> dict[str, str]:
    return {role.value: role.words for role in ContactRole}


@pages.page(f"{LIST}/add", ADMINS, "admin_health_add", methods=("GET", "POST"))
def add(visit: V) -> Response:
    """A new contact; notices that waited for one are raised at once."""
    form = fill(Contact, visit.typed) if visit.request.method == "POST" else EMPTY
    if form.read is not None:
        read = form.read
        done = people.new_contact(
            visit.office, read.role, read.name, read.address, read.channel, provider=read.provider,
            service=read.service, role_mailbox=read.role_mailbox == "yes", as_user=visit.who.email,
        )  # fmt: skip
        if not isinstance(done, Refusal):
            return visit.go(LIST, f"{done[0].name} was added. {_moved(done[1])}")
        form = with_error(form, _field(done), f"{done.why[:1].upper()}{done.why[1:]}. {done.do}")
    status = 422 if form.errors else 200
    return visit.show("admin/health_form.html", status, form=form, roles=_roles(), channels=CHANNELS)


def _field(refusal: Refusal) -> str:
    """To which field the words of a refusal belong."""
    words = refusal.why
    if "role mailbox" in words:
        return "role_mailbox"
    return "provider" if "whose records" in words else "address"


def _moved(notices: int) -> str:
    return f"{how_many(notices, 'notice')} moved because of it." if notices else "No notice waited for this."


@pages.page(f"{LIST}/{{number}}/left", ADMINS, "admin_health_left", methods=("GET", "POST"))
def left(visit: V, number: Annotated[int, Path(ge=1, le=2**31)]) -> Response:
    """Somebody is no longer there."""
    held = next((each for each in list_contacts(visit.office) if each.contact_id == number), None)
    if held is None:
        return visit.not_found()
    form = fill(Left, visit.typed) if visit.request.method == "POST" else EMPTY
    if form.read is None:
        return visit.show("admin/health_left.html", 422 if form.errors else 200, form=form, held=held)
    return _left(visit, number, form.read)


def _left(visit: Visit, number: int, read: Left) -> Response:
    done = people.contact_left(visit.office, number, read.left_on, visit.who.email)
    if isinstance(done, Refusal):
        return visit.refused(done, back=LIST)
    return visit.go(LIST, f"{done[0].name} has left. {_moved(done[1])}")
