"""Which letters fit: an event that is going to be recorded, or a case as it stands; and a look at one before the time."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from ehcp_flow.db.letters import Letters
from ehcp_flow.db.unit_of_work import UnitOfWork
from ehcp_flow.services.letters.making import drafted
from ehcp_flow.services.letters.material import told_of
from ehcp_flow.services.letters.parts import Told, Writing
from ehcp_flow.services.lookups import ShownCase, show_case
from ehcp_flow.services.no_such import no_such_case
from ehcp_flow.services.office import Office
from notifications.letters.kinds import LetterKind, kinds, owed_words
from notifications.letters.model import LetterWords
from workflows.ledger import Entry
from workflows.refusals import Refusal
from workflows.vocabulary import Event, Process, Standing
from workflows.words import day_words

LATE = "running_late"


@dataclass(frozen=True, slots=True)
class Choice:
    """A kind of letter that could be written for a case, and why it fits now; "" where it does not."""

    kind: LetterKind
    why: str


def fitting(event: Event, facts: Mapping[str, object] | None = None) -> tuple[LetterKind, ...]:
    """The kinds of letters that tell of an event with these facts."""
    return tuple(kind for kind in kinds().values() if kind.tells(event, facts or {}))


def preview(
    office: Office,
    reference: str,
    kind: str,
    event: Event,
    on: date,
    facts: Mapping[str, object] | None = None,
    as_user: str | None = None,
    given: Mapping[str, str] | None = None,
) -> LetterWords | Refusal:
    """The letter that would tell of an event which is not recorded yet. What is not known yet stands in brackets."""
    told = Told(event, on, facts or {}, None)
    with office.database.reading() as connection:
        writing = Writing(kind, dated=on, given=given or {})
        made = drafted(UnitOfWork(connection), office, reference, writing, as_user, told, gaps=True)
    return made if isinstance(made, Refusal) else made.words


def choices(office: Office, reference: str, as_user: str | None = None) -> list[Choice] | Refusal:
    """Every kind of letter, those that fit the case as it stands first."""
    shown = show_case(office, reference, as_user=as_user)
    if isinstance(shown, Refusal):
        return shown
    with office.database.reading() as connection:
        uow = UnitOfWork(connection)
        stored = uow.cases.load(office.authority, reference)
        if stored is None:
            return no_such_case(reference)
        written = {(each.kind, each.entry) for each in Letters(connection).of_case(office.authority, stored.case_id)}
    found = [Choice(kind, _why(kind, shown, written)) for kind in kinds().values()]
    return sorted(found, key=lambda each: not each.why)


def _why(kind: LetterKind, case: ShownCase, written: set[tuple[str, int | None]]) -> str:
    """Why a kind fits now: what it tells of has happened and no letter says so yet, may come next, or a date is late."""
    if kind.name == LATE:
        late = [
            each
            for each in case.deadlines
            if each.live
            and each.binding
            and each.duty in owed_words()
            and each.standing(case.as_at) is Standing.OVERDUE
        ]
        return f"“{late[0].title}” was due on {day_words(late[0].due)}" if late else ""
    entry = told_of(case.view, kind)
    if entry is not None and entry is case.view.latest.get(entry.event) and (kind.name, entry.number) not in written:
        if entry.source or (kind.answers and _told_since(case, entry)):
            return ""
        return f"recorded on {day_words(entry.occurred_on)}, and no letter tells of it yet"
    if kind.while_in and case.view.state_of(Process.ASSESSMENT) not in kind.while_in:
        return ""
    may = {each.event for each in case.options if each.refusal is None}
    events = {each.event for each in kind.tells_of}
    return "this step may come next" if events & may and entry is None else ""


def _told_since(case: ShownCase, entry: Entry) -> bool:
    """Whether the family was told something after this entry, so that an answer to it comes too late to be of use."""
    later = [each for each in case.view.entries if each.occurred_on >= entry.occurred_on and each is not entry]
    return any(kind.audience == "family" for each in later for kind in fitting(each.event, each.facts))
