"""The kinds of letters and the fixed blocks, read from their files: one file a kind, one file for the blocks."""

import tomllib
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

from notifications.letters.markup import Part, names_in, read
from workflows.vocabulary import Event

Source = Literal["event", "event_day", "asked", "asked_day", "date", "last_day_of", "late", "limit"]
"""Where the words of a placeholder come from: a fact or the day of the event that the letter tells of; what is asked of
whoever writes it; a deadline of the case; the last day of another event; that it was late; the deadline it is about."""


class _Row(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Law(_Row):
    """A law on which a letter rests, with the confidence mark of the reference (P read, S second-hand, M from memory)."""

    law: str
    href: str
    confidence: Literal["P", "S", "M"]


class Mandatory(Law):
    """A fixed block that a letter must have, and the law that demands it. `practice`: our own rule, and no law's."""

    block: str
    basis: Literal["statute", "guidance", "practice"] = "statute"
    unverified: str = ""


class Placeholder(_Row):
    """What a template may put between braces. `sample` stands in previews.

    One that is `optional` may be empty, and its paragraph is then left out. Every one must be used, but for an optional
    one without `must_use`. `long`: it may be several paragraphs. `duties` in order of preference; `fact` of the event.
    """

    words: str
    source: Source = Field(alias="from")
    sample: str
    fact: str = ""
    event: Event | None = None
    duties: tuple[str, ...] = ()
    optional: bool = False
    must_use: bool = False
    long: bool = False
    hint: str = ""

    @property
    def needed(self) -> bool:
        return self.must_use or not self.optional


class TellsOf(_Row):
    """An event of which a letter tells, with the facts by which it is that one."""

    event: Event
    outcome: str = ""
    body: str = ""

    @property
    def facts(self) -> dict[str, str]:
        given = {"outcome": self.outcome, "body": self.body}
        return {name: value for name, value in given.items() if value}


class LetterKind(_Row):
    """A kind of letter. `to` are the kinds of contact that it goes to, the likeliest first; `words` the shipped template.

    `answers`: it answers the event of which it tells, and is not itself the sending that the event is. `while_in`: the
    states of the assessment in which its event is a likely next step; none named: whenever it may be recorded.
    """

    name: str
    title: str
    audience: Literal["family", "adviser", "setting"]
    to: tuple[str, ...]
    when: str
    tells_of: tuple[TellsOf, ...]
    law: tuple[Law, ...]
    mandatory: tuple[Mandatory, ...]
    words: str
    appeal_about: str = ""
    answers: bool = False
    while_in: tuple[str, ...] = ()
    placeholders: Mapping[str, Placeholder]

    def tells(self, event: Event, facts: Mapping[str, object]) -> bool:
        """Whether a letter of this kind tells of an event with these facts."""
        return any(
            each.event is event and all(facts.get(name) == value for name, value in each.facts.items())
            for each in self.tells_of
        )


class FixedBlock(_Row):
    """A block whose words are the program's own."""

    title: str
    words: str

    @property
    def parts(self) -> tuple[Part, ...]:
        return read(self.words).parts

    @property
    def placeholders(self) -> frozenset[str]:
        return frozenset(names_in(self.words))


class Common(_Row):
    """A placeholder that every letter may use and none must."""

    words: str
    sample: str


COMMON: Mapping[str, Common] = {
    "child": Common(words="the full name of the child or young person", sample="Ada Marrow"),
    "born": Common(words="the birth date of the child or young person", sample="1 May 2017"),
    "who": Common(words="the forename; “you” in a letter to the young person", sample="Ada"),
    "whose": Common(words="the forename with ’s; “your” in a letter to the young person", sample="Ada’s"),
    "case": Common(words="our reference", sample="EHC-2026-00001"),
    "officer": Common(words="whoever signs the letter", sample="Priya Nair"),
    "authority": Common(words="the name of the authority", sample="Madeupshire"),
    "dated": Common(words="the date of the letter", sample="17 February 2026"),
    "mediation_contact": Common(words="the mediation adviser", sample="Fair Hearing Mediation, 01632 960 001"),
    "disagreement_contact": Common(words="the disagreement resolution service", sample="Fair Hearing, 01632 960 001"),
    "advice_contact": Common(words="the information, advice and support service", sample="SENDIASS, 01632 960 002"),
    "appeal_about": Common(words="what may be appealed", sample="our decision"),
    "appeal_by": Common(words="the last day to appeal, from the date of the letter", sample="17 April 2026"),
    "mediation_by": Common(words="the last day to contact the mediation adviser", sample="17 April 2026"),
}
CONTACTS = ("mediation_contact", "disagreement_contact", "advice_contact")
COUNTED = {
    "appeal_by": "the last day to appeal, counted from the date of the letter",
    "mediation_by": "the last day to contact the mediation adviser, counted from the date of the letter",
}
"""The days that are counted from the date of the letter itself."""


@cache
def kinds() -> Mapping[str, LetterKind]:
    """Every kind by its name, in the order in which a case comes to them."""
    folder = files("notifications.letters") / "catalogue"
    found = {}
    for file in folder.iterdir():
        if file.name.endswith(".toml"):
            name = file.name.removesuffix(".toml")
            found[name] = LetterKind(name=name, **tomllib.loads(file.read_text(encoding="utf-8")))
    return {name: found[name] for name in sorted(found, key=_place)}


ORDER = (
    "request_acknowledged", "assessment_agreed", "assessment_refused", "advice_education", "advice_health",
    "advice_educational_psychology", "advice_social_care", "plan_refused", "draft_plan", "setting_consultation",
    "final_plan", "review_keep", "review_amend", "review_cease", "amendment_notice", "amended_plan",
    "amendment_dropped", "running_late",
)  # fmt: skip


def _place(name: str) -> int:
    return ORDER.index(name) if name in ORDER else len(ORDER)


@cache
def blocks() -> Mapping[str, FixedBlock]:
    """The fixed blocks by name."""
    text = (files("notifications.letters") / "blocks.toml").read_text(encoding="utf-8")
    return {name: FixedBlock(**table) for name, table in tomllib.loads(text).items()}


@cache
def owed_words() -> Mapping[str, str]:
    """What the authority owes a family, by duty, in words to them."""
    return tomllib.loads((files("notifications.letters") / "duties.toml").read_text(encoding="utf-8"))
