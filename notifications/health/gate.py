"""May a notice go? The NHS number, the lawful basis, an objection and a restricted address decide, and say in words why not.

HF-05, HF-06 and HF-11. The engine decides no lawful basis: it asks that a person did, and that it has not run out.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

import nhs_number as numbers

from notifications.health.kinds import STREAM_OF, NoticeKind, NoticeState, Stream
from workflows.words import day_words

TEST_RANGE = "999"
"""NHS numbers that begin so (999 000 0000 to 999 999 9999) are for tests and belong to nobody."""

OTHERS_NEEDED = 3
"""Other identifiers by which a person must have confirmed who is meant (HF-05)."""


class Identifier(StrEnum):
    """The kinds of other identifiers by which a person may confirm who is meant. What they are is never kept."""

    NAME = "name"
    BIRTH_DATE = "birth date"
    ADDRESS = "address"
    POSTCODE = "postcode"
    PARENT = "parent's name"
    SCHOOL = "school"
    GP = "GP"
    UPN = "UPN"


_ALSO_CALLED = {
    "date of birth": Identifier.BIRTH_DATE,
    "dob": Identifier.BIRTH_DATE,
    "parent": Identifier.PARENT,
    "gp practice": Identifier.GP,
    "practice": Identifier.GP,
    "setting": Identifier.SCHOOL,
}


def identifier(words: str) -> Identifier | None:
    """The kind that is meant, however it is capitalised; None for anything else, a child's real name among it."""
    said = " ".join(words.replace("’", "'").split()).casefold()
    return next((each for each in Identifier if each.value.casefold() == said), _ALSO_CALLED.get(said))


class NhsStatus(StrEnum):
    """Verification of an NHS number: traced, there but not traced, or not there."""

    VERIFIED = "verified"
    NOT_VERIFIED = "not_verified"
    MISSING = "missing"


@dataclass(frozen=True, slots=True)
class Confirmation:
    """A person confirmed who is meant by other identifiers, of which the kinds alone are kept."""

    by: str
    on: date
    identifiers: tuple[Identifier, ...]

    @property
    def enough(self) -> bool:
        return bool(self.by) and len(set(self.identifiers)) >= OTHERS_NEEDED


@dataclass(frozen=True, slots=True)
class Basis:
    """A lawful basis that a person decided for some streams of notices. `expires_on` is the last day on which it holds."""

    words: str
    decided_by: str
    decided_on: date
    streams: frozenset[Stream]
    expires_on: date | None = None


@dataclass(frozen=True, slots=True)
class Objection:
    """An objection to sharing with health, by the family or the young person; it stands until it is withdrawn."""

    made_on: date
    made_by: str
    recorded_by: str
    withdrawn_on: date | None = None

    def stands_on(self, day: date) -> bool:
        return self.made_on <= day and (self.withdrawn_on is None or day < self.withdrawn_on)


@dataclass(frozen=True, slots=True)
class Subject:
    """What the gate must know of a person. `person` is its number in this system, the only one that words may name."""

    person: int
    nhs_number: str = field(repr=False)
    nhs_status: NhsStatus = NhsStatus.MISSING
    confirmation: Confirmation | None = None
    bases: tuple[Basis, ...] = ()
    objection: Objection | None = None
    restricted_address: bool = False


class Answer(StrEnum):
    """Go; held until a person decides; suppressed as long as its cause lasts."""

    GO = "go"
    HELD = "held"
    SUPPRESSED = "suppressed"


@dataclass(frozen=True, slots=True)
class Verdict:
    """Whether a notice may go, why not, and what a person can do. `basis` is the one by which it goes.

    In the commands that `do` names, CASE and NOTICE stand for the reference and the number.
    """

    answer: Answer
    why: str = ""
    do: str = ""
    basis: str = ""

    @property
    def state(self) -> NoticeState:
        """The state of the notice. One that is suppressed is kept as held: cancelled, it would be raised anew for ever."""
        return NoticeState.QUEUED if self.answer is Answer.GO else NoticeState.HELD


def may_go(subject: Subject, kind: NoticeKind, on: date, *, production: bool, released: bool = False) -> Verdict:
    """Whether a notice of a kind may go on a day.

    `production`: numbers of the test range are refused. `released`: a person looked at this very notice and let it go,
    which answers a restricted address and an objection to a flag; never the number, the basis, or an objection to a share.
    """
    stream = STREAM_OF[kind]
    objects = subject.objection is not None and subject.objection.stands_on(on)
    if objects and stream is Stream.SHARE:
        return _objection(subject, "A plan is not shared against an objection", Answer.SUPPRESSED)
    verdict = _number(subject, production) or _basis(subject, stream, on)
    if verdict.answer is not Answer.GO or released:
        return verdict
    if subject.restricted_address:
        return Verdict(
            Answer.HELD,
            f"The address is restricted. What goes to a provider may reach somebody who must not know "
            f"(person {subject.person})",
            "Check with the social worker who may be told, then let this notice go or cancel it.",
        )
    if objects and kind is not NoticeKind.CLEAR:  # a flag is cleared for whoever objects to it
        return _objection(subject, "There is an objection", Answer.HELD)
    return verdict


def _objection(subject: Subject, words: str, answer: Answer) -> Verdict:
    made = f" of {day_words(subject.objection.made_on)}" if subject.objection else ""
    do = (
        "Talk to the family. It can go once the objection is recorded as withdrawn."
        if answer is Answer.SUPPRESSED
        else "Decide whether the flag is set all the same, and let this notice go or cancel it with the reason."
    )
    return Verdict(answer, f"{words}: see the objection{made} (person {subject.person})", do)


# ---------------------------------------------------------------------------------------------------------------------
# The NHS number (HF-05)


def number_fault(number: str, *, production: bool) -> str:
    """What is wrong with an NHS number, in words without the number; "" where nothing is, or where there is none."""
    if not number.strip():
        return ""
    plain = numbers.standardise_format(number)
    if not plain:
        return "it does not have 10 digits"
    if not numbers.is_valid(plain):
        return "its check digit is wrong"
    if not production:
        return ""
    if plain.startswith(TEST_RANGE):
        return "it is of the range that is kept for tests"
    if not numbers.is_valid(plain, for_region=numbers.REGION_ENGLAND):
        return "it is of a range that is not given out in England, Wales or the Isle of Man"
    return ""


def plain_number(number: str) -> str:
    """The 10 digits of a number without spaces; "" where it is not a valid one."""
    plain: str = numbers.standardise_format(number)
    return plain if plain and numbers.is_valid(plain) else ""


def _number(subject: Subject, production: bool) -> Verdict | None:
    fault = number_fault(subject.nhs_number, production=production)
    if fault:
        return Verdict(
            Answer.HELD,
            f"The NHS number of person {subject.person} cannot be right: {fault}",
            "Correct the number or take it out. A wrong number may be another child's, so no confirmation helps.",
        )
    missing = not subject.nhs_number.strip() or subject.nhs_status is NhsStatus.MISSING
    if not missing and subject.nhs_status is NhsStatus.VERIFIED:
        return None
    if subject.confirmation is not None and subject.confirmation.enough:
        return None
    what = "is missing" if missing else "is not verified"
    return Verdict(
        Answer.HELD,
        f"The NHS number of person {subject.person} {what}",
        "Have it traced, and record who did: ehcp-flow notices person CASE --verified-by WHO. Or confirm who is meant by "
        f"{OTHERS_NEEDED} other identifiers: ehcp-flow notices release NOTICE --identified-by “name, birth date, address”.",
    )


# ---------------------------------------------------------------------------------------------------------------------
# The lawful basis (HF-06)


def basis_in_force(bases: Sequence[Basis], stream: Stream, on: date) -> Basis | None:
    """The newest basis that holds for a stream on a day; None where there is none."""
    holds = [each for each in _decided(bases, stream, on) if each.expires_on is None or on <= each.expires_on]
    return max(holds, key=lambda each: each.decided_on, default=None)


def _decided(bases: Sequence[Basis], stream: Stream, on: date) -> list[Basis]:
    return [each for each in bases if stream in each.streams and each.decided_by and each.decided_on <= on]


def _basis(subject: Subject, stream: Stream, on: date) -> Verdict:
    basis = basis_in_force(subject.bases, stream, on)
    if basis is not None:
        decided = f"{basis.words} (decided by {basis.decided_by} on {day_words(basis.decided_on)})"
        return Verdict(Answer.GO, basis=decided)
    ends = [each.expires_on for each in _decided(subject.bases, stream, on) if each.expires_on is not None]
    what = f"ran out on {day_words(max(ends))}" if ends else "is not recorded"
    return Verdict(
        Answer.HELD,
        f"The lawful basis for {_STREAM_WORDS[stream]} {what} (person {subject.person})",
        "Have it decided, and record the basis, who decided it and until when.",
    )


_STREAM_WORDS = {Stream.FLAG: "a flag", Stream.SHARE: "sharing a plan", Stream.INVITE: "an invitation"}
