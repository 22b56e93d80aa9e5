"""The pages of a health notice for its recipient, who has no account: what it asks, and the answer, by the link alone."""

from typing import Annotated, ClassVar, Literal

from fastapi.responses import Response
from pydantic import StringConstraints

from ehcp_flow.services.access.scope import READERS
from ehcp_flow.services.health.answers import answer
from ehcp_flow.services.health.by_link import LookedAt, look
from ehcp_flow.services.health.facts import notice_id_of, notice_number
from ehcp_flow.services.health.lookups import show_notice
from ehcp_flow.services.lookups import show_case
from ehcp_flow.web.forms import EMPTY, Filled, FormModel, fill, with_error
from ehcp_flow.web.pages import Pages
from ehcp_flow.web.visit import ANYBODY, V, Visit
from notifications.health.links import Purpose
from workflows.refusals import Refusal

pages = Pages()

ANSWERS = {
    Purpose.ACKNOWLEDGE: "I have read it, and it is with the right people",
    Purpose.CONFIRM: "It is done: our own record is as the notice asks",
    Purpose.COMMENT: "I have a comment on the draft plan",
    Purpose.REJECT: "It cannot be done",
}
"""What each answer says, in the recipient's words."""


class AnswerForm(FormModel):
    """What the recipient answers, who they are, and their words where there must be some."""

    purpose: Literal["acknowledge", "confirm", "comment", "reject"]
    words: Annotated[str, StringConstraints(max_length=5000)] = ""
    by: Annotated[str, StringConstraints(min_length=1, max_length=200)]

    asks: ClassVar = {
        "purpose": "Choose your answer",
        "words": "Write at most 5,000 characters",
        "by": "Enter your name and your role, in at most 200 characters",
    }


@pages.page("/notices/answer/{token}", ANYBODY, "notice_answer")
def what_it_asks(visit: V, token: str) -> Response:
    """What the notice asks. Opening it answers nothing."""
    found = look(visit.office, token, visit.office.secret_key)
    if isinstance(found, Refusal):
        return _no_link(visit, found)
    return _form(visit, found, EMPTY)


@pages.page("/notices/answer/{token}", ANYBODY, "notice_answered", methods=("POST",))
def answered(visit: V, token: str) -> Response:
    """Keeps the answer. The link is used up by it."""
    found = look(visit.office, token, visit.office.secret_key)
    if isinstance(found, Refusal):
        return _no_link(visit, found)
    form = fill(AnswerForm, visit.typed)
    chosen = visit.typed.one("purpose")
    if chosen in (Purpose.REJECT.value, Purpose.COMMENT.value) and not visit.typed.one("words").strip():
        why = "Write why it cannot be done" if chosen == Purpose.REJECT.value else "Write your comment"
        form = with_error(form, "words", why)
    if form.errors or form.read is None:
        return _form(visit, found, form)
    given = form.read
    done = answer(
        visit.office, token, visit.office.secret_key, Purpose(given.purpose), given.words, f"{given.by} (by link)"
    )
    if isinstance(done, Refusal):
        return _no_link(visit, done)
    return visit.show("notice/thanks.html", found=found, said=ANSWERS[Purpose(given.purpose)])


@pages.page("/notices/{number}", ANYBODY, "notice")
def by_number(visit: V, number: str) -> Response:
    """The address that messages carry: leads an officer to the case, and tells everybody else how they answer.

    Whether there is such a notice is told to nobody who may not see its case.
    """
    wanted = notice_id_of(number)
    if wanted is not None and visit.user is not None and visit.user.roles & READERS:
        found = show_notice(visit.office, wanted)
        if not isinstance(found, Refusal):
            case = show_case(visit.office, found.notice.case, as_user=visit.user.email)
            if not isinstance(case, Refusal):
                return visit.go(f"/cases/{case.reference}/health#{notice_number(found.notice)}")
    return visit.show("notice/how.html")


def _form(visit: Visit, found: LookedAt, form: Filled[AnswerForm]) -> Response:
    """A link is for one answer, and to say that it cannot be done is always another."""
    may = [found.purpose] + ([Purpose.REJECT] if found.purpose is not Purpose.REJECT else [])
    return visit.show(
        "notice/answer.html", 422 if form.errors else 200, found=found, form=form,
        choices={each.value: ANSWERS[each] for each in may},
    )  # fmt: skip


def _no_link(visit: Visit, refusal: Refusal) -> Response:
    return visit.show("notice/no_link.html", 410, refusal=refusal)
