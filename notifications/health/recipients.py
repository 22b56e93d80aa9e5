"""Who is told of a child: the rules of `recipients.toml` applied to the contacts of a case (HF-04)."""

import tomllib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cache
from importlib.resources import files
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

from notifications.health.contacts import Chosen, Contact, ContactRole, Gap, Override, Recipient, how_to_record
from notifications.health.kinds import NoticeKind
from workflows.case import CaseView
from workflows.vocabulary import Event

HEALTH = "health"
"""The body whose advice makes its service a recipient."""


class Rule(BaseModel):
    """One rule of the file. Ages are whole years on the day."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    role: ContactRole
    named: Literal["child", "case", "providers", "authority"]
    kinds: frozenset[NoticeKind]
    why: str
    from_age: int = Field(0, ge=0)
    under_age: int | None = Field(None, ge=1)

    @property
    def by_age(self) -> bool:
        return self.from_age > 0 or self.under_age is not None

    def for_age(self, age: int) -> bool:
        return self.from_age <= age and (self.under_age is None or age < self.under_age)


class Rules(BaseModel):
    """The whole file."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    source: str
    rule: dict[str, Rule]


@cache
def the_rules() -> Rules:
    """The rules that come with the package, read once."""
    return read_rules((files("notifications.health") / "recipients.toml").read_text(encoding="utf-8"))


def read_rules(text: str) -> Rules:
    """Rules from TOML. Raises tomllib.TOMLDecodeError and pydantic.ValidationError."""
    return Rules.model_validate(tomllib.loads(text))


def age_on(born: date, day: date) -> int:
    """Whole years. Who was born on 29 February is a year older on 1 March of a year without one."""
    return day.year - born.year - ((day.month, day.day) < (born.month, born.day))


def advising_services(view: CaseView) -> tuple[str, ...]:
    """The health services whose advice was asked for on the case, in alphabetical order; "" where none is named."""
    asked = (entry for entry in view.entries if entry.event is Event.ADVICE_REQUESTED and entry.fact("body") == HEALTH)
    return tuple(sorted({entry.fact("service") for entry in asked}))


@dataclass(slots=True)
class _Choice:
    """What has been chosen so far. Recipients are kept by address, so that each is written to once."""

    day: date
    directory: Sequence[Contact]
    rules: Rules
    left_out: dict[int, Override]
    by_address: dict[tuple[str, str], Recipient] = field(default_factory=dict)
    gaps: list[Gap] = field(default_factory=list)
    providers: set[str] = field(default_factory=set)
    not_told: list[tuple[Contact, str]] = field(default_factory=list)

    def ask(self, found: Sequence[Contact], rule: Rule, gap: Gap) -> None:
        """Choose every contact that was found for a rule; the gap where there is none."""
        if not found:
            self.gaps.append(gap)
        for contact in sorted(found, key=lambda each: each.id):
            self._choose(contact, rule)

    def _choose(self, contact: Contact, rule: Rule) -> None:
        if rule.named in ("child", "case") and rule.role is not ContactRole.GP and contact.provider:
            self.providers.add(contact.provider)
        if contact.id in self.left_out:
            self.not_told.append((contact, self.left_out[contact.id].reason))
            return
        if contact.there_on(self.day):
            self.add(Recipient(contact, rule.kinds, (rule.why,)))
            return
        mailbox = self.mailbox_for(contact)
        if mailbox is None:
            self.gaps.append(_nobody_instead(contact))
        elif mailbox.id in self.left_out:
            self.not_told.append((mailbox, self.left_out[mailbox.id].reason))
        else:
            self.add(Recipient(mailbox, rule.kinds, (rule.why,), instead_of=contact.name))

    def mailbox_for(self, contact: Contact) -> Contact | None:
        """The role mailbox of the same provider and role; of the same service where there is one."""
        found = [
            each
            for each in self.directory
            if each.role_mailbox and each.there_on(self.day)
            if (each.provider, each.role) == (contact.provider, contact.role) and each.service in (contact.service, "")
        ]
        return min(found, key=lambda each: (each.service != contact.service, each.id), default=None)

    def add(self, new: Recipient) -> None:
        place = (new.contact.channel, new.contact.address.casefold())
        old = self.by_address.get(place)
        self.by_address[place] = (
            new
            if old is None
            else replace(
                old, kinds=old.kinds | new.kinds, why=(*old.why, *(each for each in new.why if each not in old.why))
            )
        )


def recipients(
    services: Iterable[str],
    born: date | None,
    on: date,
    of_child: Sequence[Contact],
    directory: Sequence[Contact],
    overrides: Sequence[Override] = (),
    rules: Rules | None = None,
) -> Chosen:
    """Who is told on a day, and what is missing.

    `services` are those that advise on the case (`advising_services`); `of_child` the contacts recorded for the child;
    `directory` every contact of the area. The last override of a contact counts. Raises nothing.
    """
    asked = tuple(services)
    last = {override.contact: override for override in overrides}
    choice = _Choice(
        on, directory, rules or the_rules(), {number: each for number, each in last.items() if each.leave_out}
    )
    for rule in choice.rules.rule.values():
        for found, gap in _found(rule, choice, asked, of_child):
            if not rule.by_age:
                choice.ask(found, rule, gap)
            elif born is None:
                choice.gaps.append(replace(gap, why="the date of birth is not known", do="Record the date of birth."))
            elif rule.for_age(age_on(born, on)):
                choice.ask(found, rule, gap)
    for override in last.values():
        if not override.leave_out:
            _add(choice, override, (*of_child, *directory))
    return Chosen(
        tuple(sorted(choice.by_address.values(), key=lambda each: (each.contact.role.value, each.contact.id))),
        tuple(dict.fromkeys(choice.gaps)),
        tuple(dict.fromkeys(choice.not_told)),
    )


def _found(
    rule: Rule, choice: _Choice, services: Sequence[str], of_child: Sequence[Contact]
) -> Iterator[tuple[list[Contact], Gap]]:
    """What a rule finds, once for each thing that it looks for, and the gap where that is nothing."""
    known = [each for each in choice.directory if each.role is rule.role]
    match rule.named:
        case "child":
            found = [each for each in of_child if each.role is rule.role]
            yield _preferred(found, choice.day), _gap(rule, "none is recorded for the child")
        case "authority":
            yield _preferred(known, choice.day), _gap(rule, "none is recorded for the area")
        case "case":
            for service in services:
                found = [each for each in known if each.service == service]
                words = f"advice was asked of “{service or 'health'}”, and no contact of it is recorded"
                yield _preferred(found, choice.day), _gap(rule, words, service=service)
        case "providers":
            for provider in sorted(choice.providers):
                found = [each for each in known if each.provider == provider]
                words = f"“{provider}” cares for the child, and no records mailbox of it is recorded"
                yield _preferred(found, choice.day), _gap(rule, words, provider)


def _preferred(found: Sequence[Contact], day: date) -> list[Contact]:
    """Those who are there; failing them those who have left, so that their role mailbox is looked for."""
    return [each for each in found if each.there_on(day)] or list(found)


def _gap(rule: Rule, why: str, provider: str = "", service: str = "") -> Gap:
    return Gap(rule.role, why, f"{how_to_record(rule.role, provider, service)}.", provider, service)


def _nobody_instead(contact: Contact) -> Gap:
    return Gap(
        contact.role,
        f"{contact.name} is no longer there, and {contact.organisation} has no role mailbox for a {contact.role.words}",
        f"Record who took over, or the role mailbox: {how_to_record(contact.role, contact.provider, contact.service)}.",
        contact.provider,
        contact.service,
    )


def _add(choice: _Choice, override: Override, known: Sequence[Contact]) -> None:
    contact = next((each for each in known if each.id == override.contact), None)
    if contact is None or not contact.there_on(choice.day):
        role = ContactRole.PROVIDER if contact is None else contact.role
        why = f"contact {override.contact} was added on this case and is not there"
        choice.gaps.append(Gap(role, why, "Choose another contact, or take the addition back."))
        return
    kinds = frozenset(override.kinds) or next(
        (rule.kinds for rule in choice.rules.rule.values() if rule.role is contact.role), frozenset(NoticeKind)
    )
    choice.add(Recipient(contact, kinds, (f"Added on this case: {override.reason}",)))
