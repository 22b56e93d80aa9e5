"""Giving many cases to an officer: looked at first, each by the same door as one, under one number, and undone as one.

Nothing here knows another way to change a case than `services/cases.py`: who may not give one case may not give many, and
a case that was changed since it was looked at is left out and named.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from ehcp_flow.db.batches import Batch, Batches
from ehcp_flow.db.ledger import StoredCase
from ehcp_flow.db.team_rows import TeamCase
from ehcp_flow.db.unit_of_work import UnitOfWork, unit_of_work
from ehcp_flow.db.users import User
from ehcp_flow.services.board.rights import allowed
from ehcp_flow.services.cases import Done, assign, correct
from ehcp_flow.services.office import OFFICER_ROLES, Office
from ehcp_flow.services.team import seen
from workflows.ledger import Entry, effective
from workflows.refusals import Refusal
from workflows.vocabulary import Event, Role

SOURCE = "Giving cases to officers (casework.md 1.5)"
MAY = (Role.MANAGER,)
MOST = 250
"""Cases that can be given at once: each is an entry of its own on its ledger."""


@dataclass(frozen=True, slots=True)
class Picked:
    """A case that was picked, with the version that was seen then."""

    case: str
    version: int


@dataclass(frozen=True, slots=True)
class Line:
    """What becomes of one case. `why` says why it does not change, "" where it does. `row` is None for one not seen."""

    case: str
    version: int
    row: TeamCase | None
    why: str = ""

    @property
    def changes(self) -> bool:
        return not self.why


@dataclass(frozen=True, slots=True)
class Look:
    """What would follow if these cases were given to an officer. Nothing is saved."""

    to: User
    reason: str
    lines: tuple[Line, ...]

    @property
    def will(self) -> list[Line]:
        return [line for line in self.lines if line.changes]

    @property
    def will_not(self) -> list[Line]:
        return [line for line in self.lines if not line.changes]


@dataclass(frozen=True, slots=True)
class Given:
    """What was done with a batch: how many cases changed, and which did not and why."""

    batch: int
    done: tuple[str, ...]
    left_out: tuple[Line, ...]


@dataclass(frozen=True, slots=True)
class BatchLine:
    """A case of a batch as it stands now. `entry` is None where it was not given; `undone`: that entry does not count.

    `given_on`: another officer, who has it since.
    """

    case: str
    row: TeamCase
    entry: Entry | None
    undone: bool = False
    given_on: str = ""

    @property
    def stands(self) -> bool:
        """Whether undoing the batch would change this case."""
        return self.entry is not None and not self.undone and not self.given_on


@dataclass(frozen=True, slots=True)
class Opened:
    """A batch with its cases. `hidden`: how many of them whoever looks may not see."""

    batch: Batch
    lines: tuple[BatchLine, ...]
    hidden: int = 0

    @property
    def standing(self) -> list[BatchLine]:
        return [line for line in self.lines if line.stands]


def look(office: Office, user: User, to: str, reason: str, picked: Sequence[Picked]) -> Look | Refusal:
    """Who would change and who would not, and why: each case asked as when it is given. Saves nothing."""
    heir = _may_give(office, user, to, reason, picked)
    if isinstance(heir, Refusal):
        return heir
    rows = seen(office, user, [each.case for each in picked])
    lines = []
    for each in picked:
        row = rows.get(each.case)
        asked = _why_not(row, heir) or _asked(office, user, heir, reason, each)
        lines.append(Line(each.case, each.version, row, asked))
    return Look(heir, reason.strip(), tuple(lines))


def allocate(office: Office, user: User, to: str, reason: str, picked: Sequence[Picked]) -> Given | Refusal:
    """Gives the cases to the officer, one entry on each ledger, all with one number. What cannot be given is named.

    The batch is written down before its first case, so that whatever interrupts it, what was done can be found.
    """
    heir = _may_give(office, user, to, reason, picked)
    if isinstance(heir, Refusal):
        return heir
    rows = seen(office, user, [each.case for each in picked])
    with unit_of_work(office.database) as uow:
        batches = Batches(uow.connection)
        number = batches.next_number(office.authority)
        references = [each.case for each in picked]
        batches.add(
            Batch(office.authority, number, heir.email, reason.strip(), references, office.clock.now(), user.email)
        )
        uow.commit()
    done, left_out = [], []
    for each in picked:
        why = _why_not(rows.get(each.case), heir) or _asked(office, user, heir, reason, each, number)
        if why:
            left_out.append(Line(each.case, each.version, rows.get(each.case), why))
        else:
            done.append(each.case)
    return Given(number, tuple(done), tuple(left_out))


def opened(office: Office, user: User, number: int) -> Opened | Refusal:
    """A batch, with those of its cases that this user may see."""
    with office.database.reading() as connection:
        uow = UnitOfWork(connection)
        actor = allowed(uow, office, user.email, MAY, f"Open batch {number}", SOURCE)
        batch = Batches(connection).get(office.authority, number)
        if isinstance(actor, Refusal):
            return actor
        if batch is None:
            return Refusal(
                f"Open batch {number}", "there is none of this number", SOURCE, "Choose one of those listed."
            )
        rows = seen(office, user, batch.cases)
        loaded = [uow.cases.load(office.authority, case) for case in batch.cases if case in rows]
    lines = tuple(_batch_line(case, number, rows[case.reference]) for case in loaded if case is not None)
    return Opened(batch, lines, len(batch.cases) - len(lines))


def undo(office: Office, user: User, number: int, reason: str) -> Given | Refusal:
    """Takes the entries of a batch back, each by a correction. A case that was given to another since stays there."""
    what = f"Undo batch {number}"
    if not reason.strip():
        return Refusal(what, "it is not said why", SOURCE, "Give the reason: it stays on each ledger.")
    found = opened(office, user, number)
    if isinstance(found, Refusal):
        return found
    if not found.standing:
        why = "none of its cases that you may see is still where it put them"
        return Refusal(what, why, SOURCE, "Give the cases one by one, if they are wrong where they are.")
    done, left_out = [], []
    for line in found.standing:
        why = _undone(office, user, line, f"Batch {number} undone: {reason.strip()}")
        if why:
            left_out.append(Line(line.case, 0, line.row, why))
        else:
            done.append(line.case)
    return Given(number, tuple(done), tuple(left_out))


def _may_give(office: Office, user: User, to: str, reason: str, picked: Sequence[Picked]) -> User | Refusal:
    """The officer to whom the cases go, if they may be given by this user."""
    what = "Give cases to an officer"
    with office.database.reading() as connection:
        uow = UnitOfWork(connection)
        actor = allowed(uow, office, user.email, MAY, what, SOURCE)
        if isinstance(actor, Refusal):
            return actor
        heir = uow.users.by_email(office.authority, to)
    if heir is None or not heir.active or not heir.roles & OFFICER_ROLES:
        return Refusal(what, "no officer who works here was chosen", SOURCE, "Choose one of those listed.")
    if not reason.strip():
        return Refusal(what, "it is not said why", SOURCE, "Give the reason: it stays on each ledger.")
    if not picked:
        return Refusal(what, "no case was picked", SOURCE, "Tick a case, or choose all that are listed.")
    if len(picked) > MOST:
        why = f"{len(picked):,} cases were picked, and {MOST} can be given at once"
        return Refusal(what, why, SOURCE, "Narrow the list, and give them in parts.")
    return heir


def _why_not(row: TeamCase | None, heir: User) -> str:
    if row is None:
        return "there is no case of this reference"
    return f"{heir.name} has it already" if row.owner_id == heir.user_id else ""


def _asked(office: Office, user: User, heir: User, reason: str, each: Picked, batch: int | None = None) -> str:
    """Gives the case, or with no batch only looks; why it cannot be given, "" where it can."""
    found = assign(
        office, each.case, heir.email, user.email, reason.strip(),
        batch=batch, seen_version=each.version, only_look=batch is None,
    )  # fmt: skip
    return found.why if isinstance(found, Refusal) else ""


def _batch_line(case: StoredCase, number: int, row: TeamCase) -> BatchLine:
    given = [each for each in case.entries if each.event is Event.CASE_ASSIGNED and each.fact("batch") == str(number)]
    if not given:
        return BatchLine(case.reference, row, None)
    counted = [each for each in effective(case.entries) if each.event is Event.CASE_ASSIGNED]
    last = max(counted, key=lambda each: (each.occurred_on, each.number), default=None)
    stands = any(each.number == given[-1].number for each in counted)
    since = last is not None and stands and last.number != given[-1].number
    return BatchLine(case.reference, row, given[-1], not stands, row.officer or "nobody" if since else "")


def _undone(office: Office, user: User, line: BatchLine, reason: str) -> str:
    """Takes back one entry of a batch; why it cannot be, "" where it was."""
    entry = line.entry
    if entry is None:
        return "it was not given"
    seen_version = line.row.version
    asked = correct(
        office, line.case, entry.number, reason,
        never_happened=True, as_user=user.email, seen_version=seen_version, only_look=True,
    )  # fmt: skip
    if isinstance(asked, Refusal):
        return asked.why
    if gone := _inactive_again(office, asked):
        return f"{gone}, who had it before, no longer works here"
    done = correct(
        office, line.case, entry.number, reason,
        never_happened=True, as_user=user.email, seen_version=seen_version,
    )  # fmt: skip
    return done.why if isinstance(done, Refusal) else ""


def _inactive_again(office: Office, asked: Done) -> str:
    """The name of the officer who would have the case again and no longer works here; "" where there is none."""
    before = asked.outcome.view.latest.get(Event.CASE_ASSIGNED)
    if before is None:
        return ""
    with office.database.reading() as connection:
        user = UnitOfWork(connection).users.by_email(office.authority, before.fact("to"))
    return user.name if user is not None and not user.active else ""
