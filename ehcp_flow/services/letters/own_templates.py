"""The council's own versions of the templates: held against the kind, kept with a reason, and back to as shipped."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from difflib import ndiff

from ehcp_flow.db.letters import LetterTemplates, OwnTemplate
from ehcp_flow.db.unit_of_work import UnitOfWork, unit_of_work
from ehcp_flow.services.access.changes import ADMINS, allowed, noted
from ehcp_flow.services.letters.parts import SOURCE, cannot
from ehcp_flow.services.office import Office
from notifications.letters.check import problems
from notifications.letters.compose import compose, samples
from notifications.letters.kinds import LetterKind, kinds
from notifications.letters.markup import Problem
from notifications.letters.model import LetterWords
from workflows.refusals import Refusal
from workflows.words import list_words

MADE_UP_DAY = date(2026, 2, 17)


@dataclass(frozen=True, slots=True)
class Template:
    """The template that holds: as shipped (version 0) or the council's own."""

    kind: LetterKind
    version: int
    words: str
    own: OwnTemplate | None = None

    @property
    def as_shipped(self) -> bool:
        return self.version == 0


@dataclass(frozen=True, slots=True)
class Unfit:
    """Why a template is not saved: each problem with its line."""

    problems: tuple[Problem, ...]


@dataclass(frozen=True, slots=True)
class Difference:
    """A line of two versions: kept, added or removed."""

    sort: str
    text: str


def kind_named(name: str) -> LetterKind | Refusal:
    """The kind of letter of this name."""
    return kinds().get(name) or cannot(
        f"Open the letter “{name}”", "there is no letter of this kind", "“ehcp-flow letter template” lists the kinds."
    )


def template_of(uow: UnitOfWork, authority: str, kind: LetterKind) -> Template:
    """What letters of this kind are made from now."""
    versions = LetterTemplates(uow.connection).versions(authority, kind.name)
    return _holding(kind, versions)


def _holding(kind: LetterKind, versions: Sequence[OwnTemplate]) -> Template:
    last = versions[-1] if versions else None
    if last is None or not last.words:
        return Template(kind, 0, kind.words, last)
    return Template(kind, last.version, last.words, last)


def templates(office: Office) -> list[Template]:
    """The template of every kind that holds now."""
    with office.database.reading() as connection:
        held = LetterTemplates(connection).versions(office.authority)
    return [_holding(kind, [each for each in held if each.kind == name]) for name, kind in kinds().items()]


def template(office: Office, name: str) -> Template | Refusal:
    kind = kind_named(name)
    if isinstance(kind, Refusal):
        return kind
    with office.database.reading() as connection:
        return template_of(UnitOfWork(connection), office.authority, kind)


def versions(office: Office, name: str) -> list[OwnTemplate] | Refusal:
    """Every own version of a kind, the newest first."""
    kind = kind_named(name)
    if isinstance(kind, Refusal):
        return kind
    with office.database.reading() as connection:
        return LetterTemplates(connection).versions(office.authority, name)[::-1]


def save(
    office: Office, name: str, words: str, reason: str, as_user: str | None = None, seen: int | None = None
) -> Template | Unfit | Refusal:
    """A new own version, from now on. `seen` is how many versions there were when the editing began."""
    words = "\n".join(line.rstrip() for line in words.replace("\r\n", "\n").strip().split("\n")) + "\n"
    kind = kind_named(name)
    if isinstance(kind, Refusal):
        return kind
    found = problems(kind, words)
    if found:
        return Unfit(tuple(found))
    return _add(office, kind, words, reason, as_user, seen)


def as_shipped(
    office: Office, name: str, reason: str, as_user: str | None = None, seen: int | None = None
) -> Template | Refusal:
    """From now on the template as it is shipped, with whatever later versions of the program make of it."""
    kind = kind_named(name)
    return kind if isinstance(kind, Refusal) else _add(office, kind, "", reason, as_user, seen)


def _add(
    office: Office, kind: LetterKind, words: str, reason: str, as_user: str | None, seen: int | None
) -> Template | Refusal:
    what = f"Change the letter “{kind.title}”"
    with unit_of_work(office.database) as uow:
        actor = allowed(uow, office, as_user, what, ADMINS)
        if isinstance(actor, Refusal):
            return actor
        if not reason.strip():
            return cannot(what, "there is no reason", "Say why: it stays with the version.")
        uow.alone_in(office.authority)
        held = LetterTemplates(uow.connection)
        before = held.versions(office.authority, kind.name)
        if seen is not None and seen != len(before):
            last = before[-1]
            return cannot(
                what,
                f"{last.changed_by} changed it in the meantime: {last.reason}",
                "Look at the new version, and change that one if it is still needed.",
                "One change at a time (docs/decisions/0005)",
            )
        now = _holding(kind, before)
        if (words or kind.words) == now.words and bool(words) != now.as_shipped:
            return cannot(what, "nothing in it would change", "Change the words, or leave it as it is.")
        held.add(
            OwnTemplate(
                office.authority, kind.name, len(before) + 1, words, reason.strip(), office.clock.now(), actor.name
            )
        )
        was, became = {"version": now.version}, {"version": len(before) + 1 if words else 0}
        noted(uow, office, actor.name, "letter template changed", kind.name, was, became, reason)
        uow.commit()
        return Template(kind, len(before) + 1 if words else 0, words or kind.words)


def differences(old: str, new: str) -> list[Difference]:
    """Two versions, line by line."""
    sorts = {"  ": "kept", "+ ": "added", "- ": "removed"}
    return [
        Difference(sorts[line[:2]], line[2:]) for line in ndiff(old.splitlines(), new.splitlines()) if line[:2] in sorts
    ]


def made_up(office: Office, kind: LetterKind, words: str) -> LetterWords | Refusal:
    """A letter of a made-up case from these words. Refused where they do not fit the kind."""
    found = problems(kind, words)
    if found:
        said = list_words(f"line {each.line}: {each.what}" for each in found)
        return cannot(f"Show the letter “{kind.title}”", said, "Put the words right first.", SOURCE)
    with office.database.reading() as connection:
        held = UnitOfWork(connection).authorities.get(office.authority)
    name = held.name if held and held.name else office.authority
    values = samples(kind) | {"authority": name}
    letterhead = office.letterhead
    own = {
        "mediation_contact": letterhead.mediation,
        "disagreement_contact": letterhead.disagreement,
        "advice_contact": letterhead.advice,
    }
    title, blocks = compose(kind, words, values | {each: said for each, said in own.items() if said})
    return LetterWords(
        kind=kind.name,
        title=title,
        head=(name, *letterhead.lines),
        to=("Ms Rosa Marrow", "2 Ash Lane", "Madeup", "ZZ9 9ZZ"),
        written_on=MADE_UP_DAY,
        facts=(("Our reference", "EHC-2026-00001"), ("About", "Ada Marrow, born 1 May 2017")),
        greeting="Dear Ms Rosa Marrow,",
        blocks=blocks,
        closing=("Yours sincerely,", "Priya Nair", name),
    )
