"""What each entry of a ledger did to the dates when it was recorded: the ledger read again, one entry after the other."""

from collections.abc import Iterable, Sequence

from ehcp_flow.db.unit_of_work import UnitOfWork
from ehcp_flow.services.office import Office
from ehcp_flow.services.telling.ladders import law_here
from workflows.advance import Moved
from workflows.case import CaseView, read_all
from workflows.clocks import Clocks, Deadline
from workflows.days import Calendar
from workflows.ledger import Entry, effective
from workflows.parameters import Law
from workflows.vocabulary import Event


def effects(office: Office, entries: Sequence[Entry]) -> dict[int, tuple[Moved, ...]]:
    """By the number of an entry, the deadlines that it started, moved or closed. By the law as it counts here today."""
    with office.database.reading() as connection:
        uow = UnitOfWork(connection)
        law, calendar = law_here(office, uow), office.calendar(uow)
    return effects_of(entries, law, calendar)


def effects_of(entries: Sequence[Entry], law: Law, calendar: Calendar) -> dict[int, tuple[Moved, ...]]:
    """The same, pure. `entries` are a whole ledger in order of recording."""
    told: dict[int, tuple[Moved, ...]] = {}
    view, clocks = CaseView(), Clocks((), law, calendar)
    before: list[Deadline] = []
    last = None
    for position, entry in enumerate(entries, start=1):
        if entry.event is Event.CORRECTION or (last is not None and entry.occurred_on < last):
            # It happened before others, or puts one right: all is read anew.
            view = read_all(effective(entries[:position]))
            clocks = Clocks(view.entries, law, calendar)
            last = max((each.occurred_on for each in view.entries), default=None)
        elif view.read(entry):
            clocks.read(entry)
            last = entry.occurred_on
        after = clocks.deadlines()
        told[entry.number] = tuple(_changes(before, after))
        before = after
    return told


def _changes(before: Iterable[Deadline], after: Iterable[Deadline]) -> list[Moved]:
    was, now = {each.key: each for each in before}, {each.key: each for each in after}
    changed = [Moved(was.get(key), each) for key, each in now.items() if was.get(key) != each]
    return changed + [Moved(each, None) for key, each in was.items() if key not in now]
