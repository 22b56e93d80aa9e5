"""The monthly comparison with each health provider: our list out, its answer in, the differences on the work list (HF-10)."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from ehcp_flow.clock import london_date
from ehcp_flow.db.engine import DatabaseUnavailable
from ehcp_flow.db.health import HealthContact
from ehcp_flow.db.notice_links import Reconciliation
from ehcp_flow.db.notices import Notice
from ehcp_flow.db.outbox import Message
from ehcp_flow.db.unit_of_work import UnitOfWork, unit_of_work
from ehcp_flow.services.faults import SetAside, Unfinished, fault_words
from ehcp_flow.services.health.asking import put_on_list
from ehcp_flow.services.health.facts import contact_words
from ehcp_flow.services.health.payload import month_words
from ehcp_flow.services.health.provider_lists import flagged, list_as_csv, should_be_flagged
from ehcp_flow.services.office import Office
from notifications.catalogue import RECONCILIATION_READY, checked
from notifications.health.answers import Unreadable, read_answer
from notifications.health.contacts import ContactRole
from notifications.health.kinds import AWAITING, FLAG_KINDS, NoticeKind, NoticeState
from notifications.health.reconcile import Difference, Flagged, compare
from workflows.refusals import Refusal
from workflows.words import list_words

SOURCE = "Requirement HF-10: the monthly comparison with each provider"
MONTH = re.compile(r"\d{4}-(0[1-9]|1[0-2])")


@dataclass(frozen=True, slots=True)
class MadeList:
    """A provider's list of a month. `new`: made now. `left_out` are those whom a person must look at first."""

    made: Reconciliation
    new: bool
    left_out: int = 0
    file: Path | None = None


class ListsSetAside(Unfinished):
    """The lists of some providers could not be made; those of the others were. `faults` say which, naming no child."""

    def __init__(self, faults: Sequence[SetAside]) -> None:
        aside = [{"what": each.what, "why": each.why} for each in faults]
        words = "; ".join(f"{each.what}: {each.why}" for each in faults)
        super().__init__(words, {"set_aside": len(aside), "aside": aside})
        self.faults = tuple(faults)


@dataclass(frozen=True, slots=True)
class Answered:
    """What a provider's answer came to. `confirmed` are the notices that it confirms."""

    month: str
    provider: str
    expected: int
    agreed: int
    differences: tuple[Difference, ...]
    confirmed: int


def reconcile(office: Office, month: str, now: datetime) -> list[MadeList]:
    """Makes the list of a month for every provider that has none yet, and has it sent to the provider's mailbox.

    Raises ListsSetAside once the rest are made, so that the run is done again, and DatabaseUnavailable.
    """
    made, faults = _make_each(office, month, now)
    if faults:
        raise ListsSetAside(faults)
    return made


def make_lists(office: Office, month: str, folder: Path | None = None) -> list[MadeList] | Refusal:
    """The same by hand; with a folder, the lists are written there too. They hold names and NHS numbers."""
    if not MONTH.fullmatch(month):
        return Refusal("Make the lists", f"“{month}” is not a month", SOURCE, "Write it as 2026-11.")
    made, faults = _make_each(office, month, office.clock.now())
    if not made and not faults:
        return Refusal(
            "Make the lists",
            "no health provider is set up",
            SOURCE,
            "Add its records mailbox: ehcp-flow notices contact add --role provider --provider NAME --role-mailbox …",
        )
    if folder is not None:
        folder.mkdir(parents=True, exist_ok=True)
        with office.database.reading() as connection:
            uow = UnitOfWork(connection)
            made = [_written(uow, each, folder) for each in made]
    if faults:
        why = "; ".join(f"{each.what}: {each.why}" for each in faults)
        do = f"{len(made)} others are made. Give these words to whoever runs EHCP Flow, then make the lists again."
        return Refusal("Make all of the lists", why, SOURCE, do)
    return made


def read_back(
    office: Office, file: Path, provider: str, month: str = "", as_user: str | None = None
) -> Answered | Refusal:
    """Reads a provider's answer: figures are kept, differences go on the work list, what it confirms is confirmed."""
    what = f"Read the answer of {provider}"
    rows, faults = read_answer(_text(file))
    if faults:
        return _unreadable(what, faults)
    with unit_of_work(office.database) as uow:
        actor = office.actor(uow, as_user)
        if isinstance(actor, Refusal):
            return actor
        made = (
            uow.reconciliations.get(office.authority, month, provider)
            if month
            else uow.reconciliations.latest(office.authority, provider)
        )
        if made is None:
            known = list_words(uow.health.providers(office.authority)) or "none"
            do = f"Make the list first: ehcp-flow notices reconcile --month MONTH. Providers: {known}."
            return Refusal(what, "no list was made for this provider and month", SOURCE, do)
        now = office.clock.now()
        people = flagged(uow, office.authority, made.lines)
        differences = compare(people, rows)
        agreed = len(people) - len({each.person for each in differences if each.person is not None})
        _hold(uow, made, people, differences)
        uow.reconciliations.answered(made, now, agreed, len(differences))
        confirmed = _confirm(uow, made, people, differences, now)
        _list_differences(uow, made, differences, now)
        uow.commit()
    return Answered(made.month, provider, len(people), agreed, tuple(differences), confirmed)


def _make_each(office: Office, month: str, now: datetime) -> tuple[list[MadeList], list[SetAside]]:
    """The lists, and the providers whose list could not be made: one does not stop the others."""
    with office.database.reading() as connection:
        providers = UnitOfWork(connection).health.providers(office.authority)
    made: list[MadeList] = []
    faults: list[SetAside] = []
    for provider in providers:
        try:
            made.append(_make(office, month, provider, now))
        except DatabaseUnavailable:
            raise
        except Exception as fault:
            faults.append(SetAside(f"list of {provider}", fault_words(fault)))
    return made, faults


def _make(office: Office, month: str, provider: str, now: datetime) -> MadeList:
    with unit_of_work(office.database) as uow:
        there = uow.reconciliations.get(office.authority, month, provider)
        if there is not None:
            return MadeList(there, new=False)
        lines, left_out = should_be_flagged(uow, office, provider, london_date(now))
        made = Reconciliation(office.authority, month, provider, len(lines), now, None, None, None, lines)
        if not uow.reconciliations.add(made):
            return MadeList(made, new=False)
        _send(uow, office, made, now)
        uow.commit()
    return MadeList(made, new=True, left_out=left_out)


def _send(uow: UnitOfWork, office: Office, made: Reconciliation, now: datetime) -> None:
    """A message to the provider's mailbox (by file, the list goes with it), and a task for whoever keeps the lists.

    A list of nobody is kept and not sent.
    """
    if not made.expected:
        return  # there is nothing to compare, and nobody to fill it in for
    words = month_words(made.month)
    by_file = False
    for contact in _mailboxes(uow, office, made.provider):
        by_file = by_file or contact.channel == "file"
        do = (
            "Fill in the last two columns of the list that comes with this, and send it back"
            if contact.channel == "file"
            else "The list holds names and comes to you by a secure way. Fill in its last two columns and send it back"
        )
        facts = {
            "provider": made.provider,
            "month": words,
            "people": f"{made.expected:,}",
            "do": f"{do}. Who to ask: {contact_words(uow, office, None)}",
        }
        uow.outbox.add(
            Message(
                authority=office.authority,
                kind=RECONCILIATION_READY.name,
                recipient=contact.address,
                dedupe_key=f"{RECONCILIATION_READY.name} {made.month} {made.provider} {contact.contact_id}",
                facts=checked(RECONCILIATION_READY, facts),
                created_at=now,
                channel=contact.channel,
            )
        )
    send = "" if by_file else f"Make the file with “ehcp-flow notices reconcile --month {made.month} --out FOLDER”. "
    put_on_list(
        uow,
        office.authority,
        "health_list",
        f"{made.month} {made.provider}",
        f"{words}: list of {made.expected:,} for {made.provider}",
        f"{send}When the answer comes: ehcp-flow notices reconcile --answer FILE --provider “{made.provider}”",
        now,
    )


def _mailboxes(uow: UnitOfWork, office: Office, provider: str) -> list[HealthContact]:
    found = [each for each in uow.health.contacts(office.authority) if each.provider == provider and each.active]
    return [each for each in found if each.role == ContactRole.PROVIDER and each.role_mailbox]


def _written(uow: UnitOfWork, each: MadeList, folder: Path) -> MadeList:
    name = re.sub(r"[^A-Za-z0-9]+", "-", each.made.provider).strip("-").lower()
    file = folder / f"flags-{each.made.month}-{name}.csv"
    file.write_text(list_as_csv(uow, each.made), encoding="utf-8-sig", newline="")
    return MadeList(each.made, each.new, each.left_out, file)


def _text(file: Path) -> str:
    """The file as text. Spreadsheets write UTF-8 with a mark, or the code page of Windows."""
    content = file.read_bytes()
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return content.decode("cp1252", errors="replace")


def _unreadable(what: str, faults: Sequence[Unreadable]) -> Refusal:
    few = [f"line {each.line}{f', {each.column}' if each.column else ''}: {each.why}" for each in faults[:5]]
    more = f"; and {len(faults) - 5} more" if len(faults) > 5 else ""
    do = f"{' '.join(dict.fromkeys(each.do for each in faults[:5]))} Nothing was read: put these right and read it again."
    return Refusal(what, "; ".join(few) + more, SOURCE, do)


def _list_differences(uow: UnitOfWork, made: Reconciliation, differences: Sequence[Difference], now: datetime) -> None:
    """A task for each; one of a person's differences that is still open from an earlier month is not listed twice."""
    cases = {line["case"]: line["person"] for line in made.lines}
    open_before = {each.task.dedupe_key.split(" | ")[-1] for each in uow.tasks.listed(made.authority, kinds=[_TASK])}
    for each in differences:
        same = f"{made.provider} {each.key}"
        if each.person is not None and same in open_before:
            continue
        stored = uow.cases.load(made.authority, each.case) if each.case else None
        put_on_list(
            uow,
            made.authority,
            _TASK,
            f"{made.month} | {same}",
            f"{made.provider}, {month_words(made.month)}: {each.words}",
            each.do,
            now,
            stored.case_id if stored else None,
            cases.get(each.case),
        )


_TASK = "health_difference"


def _confirm(
    uow: UnitOfWork,
    made: Reconciliation,
    people: Sequence[Flagged],
    differences: Sequence[Difference],
    now: datetime,
) -> int:
    """A provider whose list has the child as we say it has confirmed the notices that were still unanswered."""
    done = 0
    for notice in _unanswered(uow, made, people, differences):
        by = f"the list of {month_words(made.month)}"
        first = {} if notice.acknowledged_at else {"acknowledged_at": now, "acknowledged_by": by}
        uow.notices.change(
            notice, state=NoticeState.CONFIRMED.value, confirmed_at=now, confirmed_by=by, chase_on=None, **first
        )
        done += 1
    return done


def _unanswered(
    uow: UnitOfWork, made: Reconciliation, people: Sequence[Flagged], differences: Sequence[Difference]
) -> list[Notice]:
    """The notices to this provider that its list confirms."""
    doubtful = {each.person for each in differences}
    agreed = {each.person for each in people if each.person not in doubtful}
    return [
        notice
        for notice in uow.notices.to_provider(made.authority, made.provider)
        if notice.person_id in agreed
        if NoticeKind(notice.kind) in FLAG_KINDS and notice.kind != NoticeKind.CLEAR
        if NoticeState(notice.stands) in AWAITING
    ]


def _hold(uow: UnitOfWork, made: Reconciliation, people: Sequence[Flagged], differences: Sequence[Difference]) -> None:
    """Nobody else answers for, or takes a step on, the cases that the answer is about. They are read again after this."""
    spoken_of = [uow.cases.load(made.authority, each.case) for each in differences if each.case]
    found = {each.case_id for each in spoken_of if each is not None}
    found |= {each.case_id for each in _unanswered(uow, made, people, differences)}
    uow.notices.hold_cases(made.authority, found)
