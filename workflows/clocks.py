"""The statutory clocks: from a ledger to every deadline it has started, and what has become of each.

A duty is data (`workflows/law/*.toml`). A start event opens an instance of it, unless one is open for the same subject;
an event that meets it, or that takes another path, closes it; nothing that is closed as met opens again. Where two
clocks run to one aim (a conceded refusal has two) both are worked out and the binding one is named.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date

from workflows.days import ENGLAND, Calendar
from workflows.exceptions import Exceptions, excusing, is_advice_of_a_setting
from workflows.ledger import Entry
from workflows.limits import last_day
from workflows.parameters import Duty, Interest, Law, Limit, Pattern, Rule, the_law
from workflows.slack import first_missing
from workflows.standing import Outcome, standing
from workflows.vocabulary import Event, Ground, Standing


@dataclass(frozen=True, slots=True)
class Deadline:
    """One deadline of one case. `due` is the last day in time (legal); `due_cautious` is what reminders run to.

    For a floor, `due` is the last day of a window that must be given. `fit_by` is the last day on which `fit_step`, a
    step that has not happened, would still let the deadline be kept; None where none is missing. `rule`, `start`,
    `not_excused` and `anchors` (the day that each limit of the rule ran from) carry what the explanation needs and do
    not make two deadlines differ.
    """

    duty: str
    subject: str
    title: str
    owed_by: str
    starts: Event
    started_on: date
    due: date
    due_cautious: date
    warn_on: date
    floor: bool
    binding: bool
    basis: str
    outcome: Outcome
    excused_by: tuple[Ground, ...] = ()
    met_on: date | None = None
    stood_down_on: date | None = None
    aim: str = ""
    fit_by: date | None = None
    fit_step: str = ""
    rule: Rule | None = field(default=None, compare=False, repr=False)
    start: Entry | None = field(default=None, compare=False, repr=False)
    closed_by: Entry | None = field(default=None, compare=False, repr=False)
    not_excused: tuple[tuple[Ground, str], ...] = field(default=(), compare=False, repr=False)
    anchors: tuple[date | None, ...] = field(default=(), compare=False, repr=False)

    @property
    def live(self) -> bool:
        """Whether something is still to be done."""
        return self.met_on is None and self.stood_down_on is None and self.closed_by is None

    def standing(self, on: date) -> Standing:
        """How it stands on a day."""
        return standing(self.outcome, floor=self.floor, due=self.due, warn_on=self.warn_on, on=on)

    @property
    def key(self) -> tuple[str, str, date]:
        """What tells one deadline of a case from another."""
        return self.duty, self.subject, self.started_on


@dataclass(slots=True, eq=False)
class _Instance:
    """A duty that has started, while the ledger is read on. `made` is its deadline until something changes it."""

    duty: Duty
    subject: str
    start: Entry
    rule: Rule
    anchors: dict[Event, Entry]
    certificate: date | None = None
    steps: set[Event] = field(default_factory=set)
    closed_by: Entry | None = None
    met: bool = False
    made: Deadline | None = None

    def close(self, interest: Interest, entry: Entry) -> None:
        """Met, or stood down, where the entry says so."""
        if _any(interest.meets, entry):
            self.closed_by, self.met, self.made = entry, True, None
        elif _any(interest.stands_down, entry):
            self.closed_by, self.made = entry, None

    def reopens(self, interest: Interest, entry: Entry) -> bool:
        """A duty that stood down is owed again where the law revives it, or a path taken instead is turned back."""
        if self.met:
            return False
        if _any(interest.revives, entry):
            return True
        aside = self.closed_by is not None and _any(self.duty.set_aside_by, self.closed_by)
        return aside and _any(interest.meets, entry)


def _any(patterns: Sequence[Pattern], entry: Entry) -> bool:
    for pattern in patterns:  # noqa: SIM110 - twice as fast as any() with a generator, and asked for every entry
        if pattern.matches(entry):
            return True
    return False


def deadlines(entries: Iterable[Entry], law: Law | None = None, calendar: Calendar = ENGLAND) -> list[Deadline]:
    """Every deadline that the entries start, by date due. `entries` are those that count (`ledger.effective`)."""
    return Clocks(entries, law or the_law(), calendar).deadlines()


@dataclass(frozen=True, slots=True)
class Undated:
    """A duty that has begun on a day which nobody knows, so that no date can be worked out. `start` is what began it."""

    duty: str
    title: str
    start: Entry


def undated(entries: Sequence[Entry], law: Law | None = None) -> list[Undated]:
    """The duties that an undated event began and that no later event has met, stood down or dated."""
    law = law or the_law()
    waiting: dict[str, Undated] = {}
    for entry in entries:
        for interest in law.interested.get(entry.event, ()):
            duty = interest.duty
            if _any(interest.meets, entry) or _any(interest.stands_down, entry):
                waiting.pop(duty.id, None)
            if _any(interest.starts, entry) and not duty.met_at_start:
                if entry.dated:
                    waiting.pop(duty.id, None)
                elif not duty.floor:
                    waiting[duty.id] = Undated(duty.id, duty.title, entry)
    return list(waiting.values())


class Clocks:
    """The clocks of one case: reads entries in order, and gives the deadlines after what it has read."""

    def __init__(self, entries: Iterable[Entry], law: Law, calendar: Calendar) -> None:
        self._law = law
        self._calendar = calendar
        self._instances: list[_Instance] = []
        self._by_duty: dict[str, list[_Instance]] = {}
        self._anchors: dict[str, dict[Event, list[Entry]]] = {}
        self._exceptions = Exceptions()
        self._advice_asked: list[date] = []
        for entry in entries:
            self.read(entry)

    def read(self, entry: Entry) -> None:
        """Read one more entry, which is not earlier than those before it."""
        if self._exceptions.read(entry):
            self._forget()
        if is_advice_of_a_setting(entry):
            self._advice_asked.append(entry.occurred_on)
            self._forget()
        if entry.event is Event.MEDIATION_CERTIFICATE_ISSUED and entry.dated:
            for instance in self._instances:
                if instance.closed_by is None:
                    instance.certificate, instance.made = entry.occurred_on, None
        for interest in self._law.interested.get(entry.event, ()):
            self._read_for(interest, entry)
        for duty in self._law.policy.awaited.get(entry.event, ()):
            for instance in self._by_duty.get(duty, ()):
                if instance.closed_by is None:
                    instance.steps.add(entry.event)
                    instance.made = None

    def _forget(self) -> None:
        if self._exceptions.all:
            for instance in self._instances:
                instance.made = None

    def _read_for(self, interest: Interest, entry: Entry) -> None:
        duty = interest.duty
        own = self._by_duty.get(duty.id, ())
        subject = duty.subject_of(entry) if duty.per else ""
        if interest.anchors:
            self._anchor(interest, entry, own)
        for instance in own:
            if subject and instance.subject != subject:
                continue
            if instance.closed_by is None:
                instance.close(interest, entry)
            elif instance.reopens(interest, entry):
                instance.closed_by = instance.made = None
                instance.close(interest, entry)
        if interest.starts and entry.dated and _any(interest.starts, entry):
            self._open(interest, subject, entry, own)

    def _anchor(self, interest: Interest, entry: Entry, own: Sequence[_Instance]) -> None:
        """Limits may run from an event other than the start: the first since the last cycle ended, or the first after."""
        seen = self._anchors.setdefault(interest.duty.id, {})
        for limit in (limit for rule in interest.duty.rules for limit in rule.limits if limit.from_event):
            event = limit.from_event
            if event is entry.event and entry.dated:
                if entry not in seen.setdefault(event, []):
                    seen[event].append(entry)
                for instance in own:
                    if instance.closed_by is None:
                        instance.anchors.setdefault(event, entry)
                        instance.made = None
            elif event is not None and _any(limit.unless, entry):
                seen[event] = self._of_the_next_cycle(interest, entry, seen.get(event, []), own)

    @staticmethod
    def _of_the_next_cycle(
        interest: Interest, entry: Entry, anchors: Sequence[Entry], own: Sequence[_Instance]
    ) -> list[Entry]:
        """What ends a cycle ends its anchors. One after the start of what it closes belongs to a cycle that has begun."""
        closes = _any(interest.meets, entry) or _any(interest.stands_down, entry)
        started = [instance.start.occurred_on for instance in own if instance.closed_by is None]
        if not closes or not started:
            return []
        return [anchor for anchor in anchors if anchor.occurred_on > max(started)]

    def _open(self, interest: Interest, subject: str, entry: Entry, own: Iterable[_Instance]) -> None:
        duty = interest.duty
        same_day = None
        for instance in own:
            if instance.subject == subject:
                if duty.once or instance.closed_by is None:
                    return
                if instance.start.occurred_on == entry.occurred_on:
                    same_day = instance
        rule = duty.rule_for(entry)
        if rule is None:
            return
        anchors = {event: seen[0] for event, seen in self._anchors.get(duty.id, {}).items() if seen}
        instance = _Instance(duty, subject, entry, rule, anchors)
        if duty.met_at_start:
            instance.close(interest, entry)
        if same_day is not None:  # duty, subject and day tell deadlines apart: what was started again takes its place
            self._instances.remove(same_day)
            self._by_duty[duty.id].remove(same_day)
        self._instances.append(instance)
        self._by_duty.setdefault(duty.id, []).append(instance)

    def deadlines(self) -> list[Deadline]:
        """Every deadline so far, by date due. One whose anchoring fact was not recorded is left out."""
        found = []
        for instance in self._instances:
            if instance.made is None:
                instance.made = self._deadline(instance)
            if instance.made is not None:
                found.append(instance.made)
        found.sort(key=lambda each: (each.due, each.duty, each.subject))
        return _with_binding(found)

    def _deadline(self, instance: _Instance) -> Deadline | None:
        duty, rule, start = instance.duty, instance.rule, instance.start
        anchors = tuple([_anchor_of(limit, instance) for limit in rule.limits])
        when = _due(instance, anchors, self._calendar)
        if when is None:
            return None
        due, cautious = when
        excused_by: tuple[Ground, ...] = ()
        not_excused: tuple[tuple[Ground, str], ...] = ()
        if self._exceptions.all:
            excused_by, not_excused = excusing(
                self._exceptions.all,
                duty,
                instance.subject,
                start.occurred_on,
                due,
                self._law.grounds,
                self._advice_asked,
            )
        closing = instance.closed_by
        met_on = closing.occurred_on if closing and instance.met and closing.dated else None
        outcome = _outcome(instance, due, met_on, bool(excused_by))
        fit_by, fit_step = None, ""
        if outcome is Outcome.OPEN and (fits := self._law.policy.fits.get(duty.id)):
            fit_by, fit_step = first_missing(fits, instance.steps, due, self._law, self._calendar)
        return Deadline(
            duty=duty.id,
            subject=instance.subject,
            title=duty.title,
            owed_by=duty.owed_by,
            starts=start.event,
            started_on=start.occurred_on,
            due=due,
            due_cautious=cautious,
            warn_on=self._calendar.add_working_days(cautious, -self._law.policy.warning_days(duty.id)),
            floor=duty.floor,
            binding=True,
            basis=rule.basis,
            outcome=outcome,
            excused_by=excused_by,
            met_on=met_on,
            stood_down_on=closing.occurred_on if closing and not instance.met else None,
            aim=duty.aim,
            fit_by=fit_by,
            fit_step=fit_step,
            rule=rule,
            start=start,
            closed_by=closing,
            not_excused=not_excused,
            anchors=anchors,
        )


def _outcome(instance: _Instance, due: date, met_on: date | None, excused: bool) -> Outcome:
    if instance.closed_by is None:
        return Outcome.EXCUSED if excused else Outcome.OPEN
    if not instance.met:
        return Outcome.NOT_REQUIRED
    if met_on is None:
        return Outcome.MET  # done by a day that the source does not give: nobody can say that it was late
    late = met_on <= due if instance.duty.floor else met_on > due
    if not late:
        return Outcome.MET
    return Outcome.EXCUSED if excused else Outcome.MET_LATE


def _due(instance: _Instance, anchors: Sequence[date | None], calendar: Calendar) -> tuple[date, date] | None:
    """The last day in time and the cautious day, from the limits of the rule or from the Tribunal's own date."""
    if instance.duty.direction and (directed := instance.start.date_fact(instance.duty.id)):
        return directed, directed
    days = [
        last_day(limit, anchor, calendar, instance.certificate)
        for limit, anchor in zip(instance.rule.limits, anchors, strict=True)
        if anchor is not None
    ]
    if not days:
        return None
    return min(days) if instance.rule.combine == "earliest" else max(days)


def _anchor_of(limit: Limit, instance: _Instance) -> date | None:
    if limit.from_facts:
        return next((day for name in limit.from_facts if (day := instance.start.date_fact(name))), None)
    if limit.from_event is None or limit.from_event is instance.start.event:
        return instance.start.occurred_on
    anchor = instance.anchors.get(limit.from_event)
    return anchor.occurred_on if anchor else None


def _precedence(deadline: Deadline) -> tuple[bool, date, bool]:
    """Law before practice, the earlier before the later, and of two on one day the duty that is the aim itself."""
    return deadline.basis != "statute", deadline.due, deadline.duty != deadline.aim


def _with_binding(found: list[Deadline]) -> list[Deadline]:
    """Of live deadlines that run to one aim, one binds."""
    aims: dict[tuple[str, str], list[Deadline]] = {}
    for deadline in found:
        if deadline.live and not deadline.floor:
            aims.setdefault((deadline.aim, deadline.subject), []).append(deadline)
    beaten = {other.key for rivals in aims.values() if len(rivals) > 1 for other in sorted(rivals, key=_precedence)[1:]}
    return [replace(each, binding=False) if each.key in beaten else each for each in found] if beaten else found
