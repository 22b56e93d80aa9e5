"""The words of each placeholder of a letter, and the days that it prints; refused where one is not known or not set."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date

from ehcp_flow.services.letters.material import (
    Material,
    counted_dates,
    deadline_of,
    key_of,
    last_day_of,
    late_words,
    limits_of,
    printed,
)
from ehcp_flow.services.letters.parts import Writing, cannot
from ehcp_flow.services.office import Office
from notifications.letters.compose import used_by
from notifications.letters.kinds import CONTACTS, COUNTED, LetterKind, Placeholder, owed_words
from notifications.letters.model import PrintedDate
from workflows.clocks import Deadline
from workflows.refusals import Refusal
from workflows.words import day_words, list_words

SETTINGS = {
    "mediation_contact": "mediation_contact",
    "disagreement_contact": "disagreement_contact",
    "advice_contact": "appeal_help",
}
"""By which setting a contact is given."""

LONGEST = 10_000
"""Characters of what is typed for one placeholder."""


@dataclass(slots=True)
class Values:
    """The words by placeholder, and the days that are printed."""

    words: dict[str, str] = field(default_factory=dict)
    printed: list[PrintedDate] = field(default_factory=list)

    @property
    def dates(self) -> tuple[PrintedDate, ...]:
        return tuple(self.printed)


@dataclass(frozen=True, slots=True)
class Question:
    """A placeholder that whoever writes is asked for. `known` are the words that the ledger has, to be changed or not."""

    name: str
    placeholder: Placeholder

    @property
    def is_day(self) -> bool:
        return self.placeholder.source == "asked_day"


def questions(kind: LetterKind, template: str, material: Material) -> list[Question]:
    """What has to be asked: what the template uses and the ledger does not know."""
    used = used_by(template)
    return [
        Question(name, each)
        for name, each in kind.placeholders.items()
        if name in used
        and (each.source in ("asked", "asked_day") or (each.source == "event" and not _fact(each, material)))
    ]


def _fact(placeholder: Placeholder, material: Material) -> str:
    """A fact of the event that was recorded. What was given for one that is only coming is still asked again."""
    told = material.told
    return told.fact(placeholder.fact).strip() if told and told.number is not None else ""


def values_of(
    office: Office,
    kind: LetterKind,
    template: str,
    material: Material,
    writing: Writing,
    to_young_person: bool,
    what: str,
    gaps: bool = False,
) -> Values | Refusal:
    """Every value that the template uses. `gaps`: in the place of what is not known stand its words in brackets."""
    used = used_by(template)
    found = Values(_common(office, kind, material, to_young_person))
    refusal = _unset(used, found, what, gaps)
    if refusal is not None:
        return refusal
    found.printed.extend(
        PrintedDate(name, "", COUNTED[name], on, counted=True)
        for name, on in counted_dates(material).items()
        if name in used
    )
    chosen = _limit(material, writing)
    for name, placeholder in kind.placeholders.items():
        if name not in used:
            continue
        value = _value(kind, name, placeholder, material, writing, chosen)
        if isinstance(value, PrintedDate):
            found.printed.append(value)
            value = day_words(value.on)
        if len(value) > LONGEST:
            return cannot(what, f"{placeholder.words}: this is longer than {LONGEST:,} characters", "Write less.")
        if not value.strip() and not placeholder.optional:
            if not gaps:
                return cannot(what, *_missing(name, placeholder, material))
            value = f"[{placeholder.words}]"
        found.words[name] = value
    return found


def _common(office: Office, kind: LetterKind, material: Material, to_young_person: bool) -> dict[str, str]:
    person, letterhead = material.person, office.letterhead
    return {
        "child": f"{person.forename} {person.surname}".strip(),
        "born": day_words(person.born) if person.born else "on a day that we do not know",
        "who": "you" if to_young_person else person.forename,
        "whose": "your" if to_young_person else f"{person.forename}’s",
        "case": material.case,
        "officer": material.officer,
        "authority": material.authority,
        "dated": day_words(material.dated),
        "mediation_contact": letterhead.mediation,
        "disagreement_contact": letterhead.disagreement or letterhead.mediation,
        "advice_contact": letterhead.advice,
        "appeal_about": kind.appeal_about,
        **{name: day_words(on) for name, on in counted_dates(material).items()},
    }


def _unset(used: frozenset[str], found: Values, what: str, gaps: bool) -> Refusal | None:
    missing = [name for name in CONTACTS if name in used and not found.words[name]]
    if gaps:
        found.words.update({name: f"[{SETTINGS[name]} is not set]" for name in missing})
        return None
    if not missing:
        return None
    wanted = [SETTINGS[name] for name in missing]
    variables = list_words(f"EHCP_FLOW_{name.upper()}" for name in wanted)
    return cannot(
        what,
        f"it must name a service that is not set: {list_words(wanted)}",
        f"Whoever looks after EHCP Flow sets {list_words(wanted)} in ehcp-flow.toml, or {variables}.",
        "Settings (ehcp_flow/config.py)",
    )


def _limit(material: Material, writing: Writing) -> Deadline | None:
    """The deadline that was chosen; the only one where there is but one."""
    held = limits_of(material)
    if writing.limit:
        return next((each for each in held if writing.limit in (key_of(each), each.duty)), None)
    return held[0] if len(held) == 1 else None


def _value(
    kind: LetterKind,
    name: str,
    placeholder: Placeholder,
    material: Material,
    writing: Writing,
    chosen: Deadline | None,
) -> str | PrintedDate:
    match placeholder.source:
        case "event":
            return _fact(placeholder, material) or writing.given.get(name, "") or _coming(placeholder, material)
        case "asked":
            return writing.given.get(name, "")
        case "asked_day":
            return _day(writing.given.get(name, ""))
        case "event_day":
            return day_words(material.told.on) if material.told and material.told.dated else ""
        case "last_day_of":
            day = last_day_of(material, placeholder.event)
            return day_words(day) if day else ""
        case "late":
            return late_words(material, placeholder.duties)
        case "limit":
            if chosen is None:
                return ""
            words = owed_words()[chosen.duty]
            if name.endswith("_words"):
                return words
            return PrintedDate(name, chosen.duty, "the legal date", chosen.due)
        case _:
            held = deadline_of(material, placeholder.duties)
            return printed(kind, name, held, material) if held else ""


def _coming(placeholder: Placeholder, material: Material) -> str:
    return material.told.fact(placeholder.fact) if material.told else ""


def _day(text: str) -> str:
    try:
        return day_words(date.fromisoformat(text))
    except ValueError:
        return ""


def _missing(name: str, placeholder: Placeholder, material: Material) -> Iterator[str]:
    """Why there are no words for a placeholder, and what to do."""
    match placeholder.source:
        case "date":
            yield f"it must print {placeholder.words}, and no such date runs on this case"
            yield "Look at the dates of the case: what starts this one is not recorded, or not with its day."
        case "event_day" | "last_day_of":
            yield f"it must print {placeholder.words}, and that day is not on the ledger"
            yield "Record it with its day, or put it right."
        case "limit":
            yield "it does not say which of the dates of the case it is about"
            yield f"Choose one: {list_words((key_of(each) for each in limits_of(material)), 'or') or 'there is none now'}."
        case _:
            yield f"it must say {placeholder.words} ({name})"
            yield "Write it."
