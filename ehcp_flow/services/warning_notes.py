"""Warnings at the top of a case: written by a person with a day of review, or known from the ledger and the restriction."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from ehcp_flow.db.case_warnings import CaseWarning, CaseWarnings
from ehcp_flow.db.restrictions import Restriction, Restrictions
from ehcp_flow.db.unit_of_work import UnitOfWork, unit_of_work
from ehcp_flow.db.users import User
from ehcp_flow.services.case_files import case_to_write
from ehcp_flow.services.office import Office
from workflows.case import CaseView
from workflows.processes.dispute import Dispute
from workflows.refusals import Refusal
from workflows.vocabulary import Event, Process
from workflows.words import day_words

PROTECTED_ADDRESS = "protected_address"
KINDS: Mapping[str, str] = {
    PROTECTED_ADDRESS: "Protected address",
    "looked_after": "Looked after",
    "adopted": "Adopted",
    "child_protection": "Child protection",
    "interpreter": "Interpreter needed",
    "do_not_contact": "Do not contact somebody",
    "staff_safety": "Safety of staff",
    "other": "Other",
}
LONGEST = 500
"""Characters of a warning."""

_RESTRICTED: Mapping[str, str] = {"other": "Restricted"}
_SOURCE = "Warnings of a case (docs/case-file.md)"


@dataclass(frozen=True, slots=True)
class ShownWarning:
    """A warning as it stands at the top. `warning_id` is None where it is derived, and so ends by itself."""

    title: str
    words: str
    since: date
    review_on: date | None = None
    warning_id: int | None = None

    def to_review(self, today: date) -> bool:
        """Whether it should have been looked at again by now."""
        return self.review_on is not None and self.review_on <= today


def warnings_of(uow: UnitOfWork, authority: str, person_id: int, view: CaseView) -> tuple[ShownWarning, ...]:
    """The warnings that stand: the restriction of the file, a live appeal, then those that people wrote."""
    held = CaseWarnings(uow.connection)
    written = [each for each in held.of_person(authority, person_id) if each.ended_on is None]
    return (
        *_restricted(Restrictions(uow.connection).get(authority, person_id)),
        *_appeal(view),
        *(ShownWarning(KINDS[each.kind], each.words, each.since, each.review_on, each.warning_id) for each in written),
    )


def protects_address(warnings: tuple[ShownWarning, ...]) -> bool:
    """Whether one of the warnings says that the address is protected."""
    return any(each.title == KINDS[PROTECTED_ADDRESS] for each in warnings)


def add_warning(
    office: Office, user: User, reference: str, kind: str, words: str, review_on: date
) -> CaseWarning | Refusal:
    """Warns everybody who opens a case of this child, until it is ended."""
    what = f"Add a warning to {reference}"
    with unit_of_work(office.database) as uow:
        stored = case_to_write(uow, office, user, reference, what)
        if isinstance(stored, Refusal):
            return stored
        today = office.clock.today()
        if (refusal := _fault(kind, words, review_on, today, what)) is not None:
            return refusal
        added = CaseWarnings(uow.connection).add(
            CaseWarning(
                authority=office.authority,
                warning_id=0,
                person_id=stored.person_id,
                kind=kind,
                words=words.strip(),
                since=today,
                review_on=review_on,
                written_at=office.clock.now(),
                written_by=user.email,
            )
        )
        uow.commit()
        return added


def end_warning(office: Office, user: User, reference: str, warning_id: int) -> CaseWarning | Refusal:
    """Ends a warning from today. Refused where there is none that stands."""
    what = f"End a warning of {reference}"
    with unit_of_work(office.database) as uow:
        stored = case_to_write(uow, office, user, reference, what)
        if isinstance(stored, Refusal):
            return stored
        held = CaseWarnings(uow.connection)
        found = next(
            (each for each in held.of_person(office.authority, stored.person_id) if each.warning_id == warning_id), None
        )
        if found is None or not held.end(found, office.clock.today()):
            return Refusal(what, "there is no such warning, or it was ended before", _SOURCE, "Look at the case again.")
        uow.commit()
        return found


def _fault(kind: str, words: str, review_on: date, today: date, what: str) -> Refusal | None:
    why = do = ""
    if kind not in KINDS:
        why, do = f"“{kind}” is not a kind of warning", "Choose one of the kinds."
    elif not words.strip():
        why, do = "it does not say what to do", "Write what whoever opens the case has to know."
    elif len(words) > LONGEST:
        why, do = f"it is longer than {LONGEST} characters", "Write less, and put the rest in a note."
    elif review_on <= today:
        why, do = f"{day_words(review_on)} is not a day to come", "Give the day on which it is looked at again."
    return Refusal(what, why, _SOURCE, do) if why else None


def _restricted(restriction: Restriction | None) -> tuple[ShownWarning, ...]:
    if restriction is None:
        return ()
    title = _RESTRICTED.get(restriction.kind) or KINDS[restriction.kind]
    words = f"Only people who are named for this child may open this case. {restriction.reason}".strip()
    return (ShownWarning(title, words, restriction.since, restriction.review_on),)


def _appeal(view: CaseView) -> tuple[ShownWarning, ...]:
    """From the ledger: an appeal was registered, and neither decided, withdrawn nor given way to."""
    if view.state_of(Process.DISPUTE) != Dispute.APPEAL_LIVE.value:
        return ()
    registered = view.latest[Event.APPEAL_REGISTERED]
    about = registered.fact("about").replace("_", " ")
    words = f"An appeal{f' about: {about}' if about else ''} was registered and is not decided. Everything said to the family may be read by the Tribunal."
    return (ShownWarning("Appeal live", words, registered.occurred_on),)
