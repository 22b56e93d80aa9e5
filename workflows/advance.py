"""The one way to add to a ledger: ask, and get the outcome or a refusal with words. Every door of the product uses it."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from workflows.case import CaseView, Misfit, read_all, state_words
from workflows.clocks import Clocks, Deadline, deadlines
from workflows.corrections import corrected_step_refusal, correction_refusal
from workflows.days import ENGLAND, Calendar, Closure
from workflows.events import EVENTS, read_facts
from workflows.ledger import Entry, effective
from workflows.parameters import Law, the_law
from workflows.processes import ANY_TIME, TABLE_OF
from workflows.refusals import Refusal
from workflows.steps import IMPORT, Actor, Moment, ProcessTable, Proposal, Step
from workflows.vocabulary import Event, Process, Role
from workflows.words import day_words, list_words

_PRACTICE = "How the ledger works (workflows/README.md)"


IMPORTER = Actor("import", frozenset({Role.IMPORTER}), person=False, may_decide_alone=True)


@dataclass(frozen=True, slots=True)
class Moved:
    """A deadline that the step started, moved or closed. `was` is None where it is new, `now` where it is gone."""

    was: Deadline | None
    now: Deadline | None


@dataclass(frozen=True, slots=True)
class Outcome:
    """What follows if it is saved: the entry, the case after it, its deadlines, and what changed."""

    entry: Entry
    view: CaseView
    deadlines: list[Deadline]
    moved: tuple[Moved, ...]
    no_longer_stand: tuple[Misfit, ...] = ()


__all__ = [
    "IMPORTER",
    "Actor",
    "Begun",
    "Moved",
    "Outcome",
    "Proposal",
    "advance",
    "begin",
    "permitted",
    "step_refusal",
]


def advance(
    history: Sequence[Entry],
    proposal: Proposal,
    *,
    by: Actor,
    now: datetime,
    today: date,
    law: Law | None = None,
    calendar: Calendar = ENGLAND,
    closures: Sequence[Closure] = (),
    accept_misfits: bool = False,
) -> Outcome | Refusal:
    """Add one event to a case, or say why not. Nothing is saved here.

    `history` is the whole ledger in order of recording. `accept_misfits` confirms a correction after which later
    entries no longer stand. Raises nothing for what a person can get wrong.
    """
    law = law or the_law()
    facts = read_facts(proposal.event, proposal.facts)
    if isinstance(facts, Refusal):
        return facts
    proposal = Proposal(proposal.event, proposal.occurred_on, facts, proposal.corrects, proposal.source)
    counted = effective(history)
    view = read_all(entry for entry in counted if entry.occurred_on <= proposal.occurred_on)
    if proposal.event is Event.CORRECTION:
        refusal = _not_yet(proposal, today) or correction_refusal(history, proposal, by)
    else:
        refusal = (
            _date_refusal(counted, proposal, today)
            or _before_the_law(proposal, law)
            or _unknown_process(proposal)
            or step_refusal(view, proposal, by, law, closures, calendar)
        )
    if refusal is not None:
        return refusal
    entry = Entry(
        number=len(history) + 1,
        event=proposal.event,
        occurred_on=proposal.occurred_on,
        recorded_at=now,
        recorded_by=by.name,
        facts=facts,
        source=proposal.source,
        corrects=proposal.corrects,
    )
    if proposal.event is Event.CORRECTION:

        def judge(then: CaseView, asked: Proposal, actor: Actor) -> Refusal | None:
            return (
                _not_yet(asked, today)
                or _unknown_process(asked)
                or step_refusal(then, asked, actor, law, closures, calendar)
            )

        if (refusal := corrected_step_refusal(history, entry, by, judge)) is not None:
            return refusal
    last = len(view.entries) + len(view.misfits) == len(counted)
    clocks = Clocks(view.entries if last else read_all(counted).entries, law, calendar)
    before = clocks.deadlines()
    if proposal.event is not Event.CORRECTION and last:
        view.read(entry)
        clocks.read(entry)
        return Outcome(entry, view, after := clocks.deadlines(), _moved(before, after))
    return _replayed(history, counted, proposal, entry, before, law, calendar, accept_misfits)


def _replayed(
    history: Sequence[Entry],
    counted: Sequence[Entry],
    proposal: Proposal,
    entry: Entry,
    before: list[Deadline],
    law: Law,
    calendar: Calendar,
    accept_misfits: bool,
) -> Outcome | Refusal:
    """A correction, or an entry that happened before others: what came later is checked again."""
    view = read_all(effective((*history, entry)))
    misfits_before = {misfit.entry.number for misfit in read_all(counted).misfits} if view.misfits else set()
    fallen = tuple(misfit for misfit in view.misfits if misfit.entry.number not in misfits_before)
    if fallen and not accept_misfits:
        return _later_entries_fall(proposal, fallen)
    after = deadlines(view.entries, law, calendar)
    return Outcome(entry, view, after, _moved(before, after), fallen)


@dataclass(frozen=True, slots=True)
class Begun:
    """A whole ledger made at once, with the case and the deadlines that it gives."""

    entries: tuple[Entry, ...]
    view: CaseView
    deadlines: list[Deadline]


def begin(
    proposals: Iterable[Proposal],
    *,
    by: Actor,
    now: datetime,
    today: date,
    law: Law | None = None,
    calendar: Calendar = ENGLAND,
) -> Begun | Refusal:
    """A new ledger from events in order of happening, each asked as `advance` asks; the first refusal refuses all."""
    law = law or the_law()
    view = CaseView()
    entries: list[Entry] = []
    for proposal in proposals:
        facts = read_facts(proposal.event, proposal.facts)
        if isinstance(facts, Refusal):
            return facts
        asked = Proposal(proposal.event, proposal.occurred_on, facts, source=proposal.source)
        refusal = (
            _date_refusal(entries, asked, today)
            or _unknown_process(asked)
            or step_refusal(view, asked, by, law, calendar=calendar)
        )
        if refusal is not None:
            return refusal
        entry = Entry(len(entries) + 1, asked.event, asked.occurred_on, now, by.name, facts, asked.source)
        view.read(entry)
        entries.append(entry)
    return Begun(tuple(entries), view, deadlines(view.entries, law, calendar))


def step_refusal(
    view: CaseView,
    proposal: Proposal,
    by: Actor,
    law: Law,
    closures: Sequence[Closure] = (),
    calendar: Calendar = ENGLAND,
) -> Refusal | None:
    """Why the step may not be taken from this view by this actor: state, role, guards, second person, in that order.

    What a whole process needs is asked first of all, because without it the state found is not the one meant.
    """
    imported = _imported(proposal, by)
    moment = Moment(view, proposal.event, proposal.occurred_on, proposal.facts, law, closures, imported, calendar)
    process = EVENTS[proposal.event].process
    for guard in TABLE_OF[process].needs if process in TABLE_OF else ():
        if (refusal := guard(moment)) is not None:
            return refusal
    step = _step(view, proposal, by)
    if isinstance(step, Refusal):
        return step
    if not step.by & by.roles:
        return _role_refusal(step, by)
    for guard in step.needs:
        refusal = guard(moment)
        if refusal is not None:
            return refusal
    return _second_person_refusal(step, view, proposal, by)


def _step(view: CaseView, proposal: Proposal, by: Actor) -> Step | Refusal:
    """The row of the step table that applies; a row that only a return may use is passed over for anyone else."""
    if proposal.event in ANY_TIME:
        return ANY_TIME[proposal.event]
    table = TABLE_OF[EVENTS[proposal.event].process]
    state = view.state_of(table.process, table.subject(proposal.facts))
    rows = [
        step
        for step in table.steps
        if step.event is proposal.event and not step.follows and (step.by != IMPORT or _imported(proposal, by))
    ]
    for step in rows:
        if state in step.source and step.fits(proposal.facts):
            return step
    return _state_refusal(table.process, state, proposal, rows)


def _imported(proposal: Proposal, by: Actor) -> bool:
    """Whether a return is being read in: what it gives may pass over steps, and is marked with the name of its file."""
    return Role.IMPORTER in by.roles and proposal.source != ""


def _state_refusal(process: Process, state: str, proposal: Proposal, rows: Sequence[Step]) -> Refusal:
    words = state_words(process, state)
    sources = [source.value for step in rows if step.fits(proposal.facts) for source in step.source]
    places = list_words((f"“{state_words(process, each)}”" for each in dict.fromkeys(sources)), "or")
    conditions = [
        f"{name} is {list_words(values, 'or')}" for step in rows for name, values in step.when if state in step.source
    ]
    return Refusal(
        f"Record “{EVENTS[proposal.event].title}”",
        f"on {day_words(proposal.occurred_on)} the case stood at “{words}”"
        + (f", where this needs that {list_words(conditions, 'or')}" if conditions else ""),
        rows[0].law if rows else _PRACTICE,
        f"It follows {places}. Record what is missing first, or check the date." if places else "Check the event.",
    )


def _date_refusal(counted: Sequence[Entry], proposal: Proposal, today: date) -> Refusal | None:
    what = f"Record “{EVENTS[proposal.event].title}”"
    if (refusal := _not_yet(proposal, today)) is not None:
        return refusal
    if counted and proposal.occurred_on < counted[0].occurred_on and not _may_begin(proposal.event):
        first = counted[0]
        return Refusal(
            what,
            f"on {day_words(first.occurred_on)} {EVENTS[first.event].happened}, "
            f"and {day_words(proposal.occurred_on)} is before that",
            _PRACTICE,
            "Check the date. If the first date is wrong, put that right first.",
        )
    return None


def _not_yet(proposal: Proposal, today: date) -> Refusal | None:
    day = proposal.occurred_on
    if day <= today:
        return None
    return Refusal(
        f"Record “{EVENTS[proposal.event].title}”",
        f"{day_words(day)} has not come yet",
        _PRACTICE,
        f"Give the day on which it happened, {day_words(today)} or earlier.",
    )


def _before_the_law(proposal: Proposal, law: Law) -> Refusal | None:
    """No clock can run before the law began. A file may tell of such days all the same: it is read as it is."""
    began = min(rule.since for duty in law.duties.values() for rule in duty.rules)
    if proposal.source or proposal.occurred_on >= began:
        return None
    return Refusal(
        f"Record “{EVENTS[proposal.event].title}”",
        f"{day_words(proposal.occurred_on)} is before the law on EHC plans began, {day_words(began)}",
        "Children and Families Act 2014, Part 3",
        "Check the year. If the day is right, it was not a step of an EHC case.",
    )


def _may_begin(event: Event) -> bool:
    return event in (Event.REQUEST_RECEIVED, Event.BECAME_RESPONSIBLE, Event.CASE_ASSIGNED, Event.DETAILS_RECORDED)


def _unknown_process(proposal: Proposal) -> Refusal | None:
    process = EVENTS[proposal.event].process
    if process is Process.ANY or process in TABLE_OF:
        return None
    return Refusal(
        f"Record “{EVENTS[proposal.event].title}”",
        f"the engine does not run the process “{process.value}” yet",
        _PRACTICE,
        "Keep it where you keep it now.",
    )


def _role_refusal(step: Step, by: Actor) -> Refusal:
    may = list_words(sorted(role.value.replace("_", " ") for role in step.by if role is not Role.IMPORTER), "or")
    have = list_words(sorted(role.value.replace("_", " ") for role in by.roles)) or "no role"
    return Refusal(
        f"Record “{EVENTS[step.event].title}”",
        f"it takes the role of {may}; {by.name} has {have}",
        "Who may do what (workflows/README.md)",
        f"Ask a {may} to record it.",
    )


def _second_person_refusal(step: Step, view: CaseView, proposal: Proposal, by: Actor) -> Refusal | None:
    """Whoever made what is being decided may not decide it, whatever their roles."""
    if not step.second_person or by.may_decide_alone:
        return None
    what, source = f"Record “{EVENTS[step.event].title}”", "Who may do what (workflows/README.md)"
    if not by.person:
        return Refusal(
            what,
            "it takes a second person, and the command line without --as is nobody in particular",
            source,
            "Say who decides with --as.",
        )
    made = [
        EVENTS[entry.event].title
        for entry in view.entries
        if entry.event in step.second_person and _same_person(entry.recorded_by, by.name)
    ]
    if made or _same_person(str(proposal.facts.get("recommended_by", "")), by.name):
        return Refusal(
            what,
            f"it takes a second person, and {by.name} made what is being decided "
            f"({list_words(dict.fromkeys(f'“{title}”' for title in made)) or 'the recommendation'})",
            source,
            "Ask another manager or decision maker to record it.",
        )
    return None


def _same_person(one: str, other: str) -> bool:
    """E-mail addresses are one whatever their capitals."""
    return one.strip().lower() == other.strip().lower()


def _later_entries_fall(proposal: Proposal, fallen: Sequence[Misfit]) -> Refusal:
    return Refusal(
        f"Record “{EVENTS[proposal.event].title}” on {day_words(proposal.occurred_on)}",
        f"entries that would then no longer stand: {list_words(f'{m.entry.number} ({m.why})' for m in fallen)}",
        _PRACTICE,
        "Put those right first, or confirm a correction knowing that they no longer stand.",
    )


def _moved(before: Iterable[Deadline], after: Iterable[Deadline]) -> tuple[Moved, ...]:
    was = {deadline.key: deadline for deadline in before}
    now = {deadline.key: deadline for deadline in after}
    changed = [Moved(was.get(key), deadline) for key, deadline in now.items() if was.get(key) != deadline]
    changed += [Moved(deadline, None) for key, deadline in was.items() if key not in now]
    return tuple(changed)


def permitted(view: CaseView, by: Actor) -> Iterator[tuple[Step, dict[str, Any]]]:
    """Every step of the tables from where the case stands, with the facts that name the instance that it is for.

    Steps that only a return may take are left out for anyone else. `step_refusal` asks for roles and guards.
    """
    for table in TABLE_OF.values():
        for subject, facts in _subjects(view, table).items():
            state = view.state_of(table.process, subject)
            for step in table.steps:
                only_a_return = step.by == IMPORT and Role.IMPORTER not in by.roles
                if not (step.follows or only_a_return) and any(source.value == state for source in step.source):
                    yield step, facts


def _subjects(view: CaseView, table: ProcessTable) -> dict[str, dict[str, Any]]:
    """The instances of a process on this case (and one that has not begun), each with the facts that name it."""
    found: dict[str, dict[str, Any]] = {"": {}}
    for entry in view.entries:
        if table.per and EVENTS[entry.event].process is table.process:
            facts = {name: entry.facts[name] for name in table.per if entry.facts.get(name)}
            found[table.subject(facts)] = facts
    return found
