"""The minimum that a provider needs to find a child and set a flag, and nothing more, as text for people (HF-03).

Never a diagnosis, never the text of a plan, never the setting: a plan goes by a share, with a basis of its own.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from notifications.health.kinds import (
    FLAG_KINDS,
    KIND_WORDS,
    REASON_WORDS,
    SHARE_KINDS,
    STATUS_WORDS,
    ClearReason,
    NoticeKind,
    Status,
)
from notifications.health.notices import status_of
from workflows.words import day_words, list_words, sentence

NOT_ASSURED = "Not assured by NHS England"
"""The label of every structured payload."""


@dataclass(frozen=True, slots=True)
class Child:
    """Who is meant. `person` is the number in our system; nothing else of it is ever shown in a repr or a log."""

    person: int
    nhs_number: str = field(repr=False)
    name: str = field(repr=False)
    born: date = field(repr=False)
    sex: str = field(default="", repr=False)


@dataclass(frozen=True, slots=True)
class NoticeFacts:
    """What a notice is made from. `notice` and `case` are our references; `authority_code` an ODS code, or "".

    `details` and `reason` are those of the notice (`notices.DETAILS`, `NewNotice.reason`). `written_on` is a London date.
    `effective_on` is the day from which what the notice says is so; of a CLEAR, the day on which the flag ends, while its
    details tell of the flag that ends.
    """

    notice: str
    case: str
    kind: NoticeKind
    child: Child
    details: Mapping[str, str]
    authority: str
    contact: str
    written_on: date
    authority_code: str = ""
    reason: str = ""
    basis: str = ""
    comment_until: date | None = None
    effective_on: date | None = None

    @property
    def ends_on(self) -> date | None:
        """The day on which a flag ends; None for what ends none. Where it is not said, the day of the notice."""
        return (self.effective_on or self.written_on) if self.kind is NoticeKind.CLEAR else None

    @property
    def status(self) -> Status | None:
        return status_of(self.kind, self.details)

    def day(self, name: str) -> date | None:
        """A day of the details, or None where it is not known."""
        text = self.details.get(name)
        return date.fromisoformat(text) if text else None


CHANGE_WORDS: Mapping[str, str] = {
    "status": "the status",
    "effective_on": "the effective date",
    "effective_by": "the effective date",
    "amended_on": "the plan was amended",
    "reviewed_on": "the review was decided",
    "next_review_on": "the date of the next review",
    "setting": "the placement",
    "placed_on": "the placement",
}
"""What changed, in words without its value: the setting and the plan itself are not told."""


def reason_words(kind: NoticeKind, reason: str) -> str:
    """The reason of a notice for people: why a flag is cleared, or what an update changes; "" where there is none."""
    if not reason:
        return ""
    if kind is NoticeKind.CLEAR:
        return REASON_WORDS[ClearReason(reason)]
    return list_words(dict.fromkeys(CHANGE_WORDS.get(name, name) for name in reason.split(",")))


def effective_words(facts: NoticeFacts) -> str:
    """The effective date as far as it is known."""
    if facts.ends_on is not None:
        return day_words(facts.ends_on)
    exact, by = facts.day("effective_on"), facts.day("effective_by")
    if exact is not None:
        return day_words(exact)
    return f"by {day_words(by)} (the exact day is not known)" if by is not None else ""


def spaced(nhs_number: str) -> str:
    """An NHS number as it is printed, 3 3 4."""
    plain = nhs_number.replace(" ", "").replace("-", "")
    return f"{plain[:3]} {plain[3:6]} {plain[6:]}" if len(plain) == 10 else plain


def lines(facts: NoticeFacts) -> list[tuple[str, str]]:
    """Label and value, in the order in which they are printed; what is not known is left out."""
    child, shared = facts.child, facts.day("shared_on")
    told: list[tuple[str, str]] = [
        ("NHS number", spaced(child.nhs_number)),
        ("Name", child.name),
        ("Date of birth", day_words(child.born)),
        ("Sex", child.sex),
    ]
    if facts.kind in FLAG_KINDS:
        told += _of_flag(facts)
    elif facts.kind in SHARE_KINDS:
        told += [
            ("Plan of", day_words(shared) if shared else ""),
            ("Version", facts.details.get("version", "")),
            ("Comment until", day_words(facts.comment_until) if facts.comment_until else ""),
        ]
    else:
        meeting = facts.day("meeting_on")
        told.append(("Review meeting", day_words(meeting) if meeting else ""))
    told += [
        ("Local authority", facts.authority),
        ("Contact", facts.contact),
        ("Lawful basis", facts.basis),
        ("Our reference", f"{facts.case}, notice {facts.notice}"),
        ("Date of this notice", day_words(facts.written_on)),
    ]
    return [(label, value) for label, value in told if value]


def _of_flag(facts: NoticeFacts) -> list[tuple[str, str]]:
    review = facts.day("next_review_on")
    status, clear = facts.status, facts.kind is NoticeKind.CLEAR
    return [
        ("Status that ends" if clear else "Status", STATUS_WORDS[status] if status else ""),
        ("Status code", status.value if status else ""),
        ("Effective date", effective_words(facts)),
        ("Next review by", "" if clear or review is None else day_words(review)),
        ("Reason" if clear else "What changed", reason_words(facts.kind, facts.reason)),
    ]


def as_text(facts: NoticeFacts) -> str:
    """The notice as plain text for a file that a person opens. Ends with a line feed."""
    told = lines(facts)
    width = max(len(label) for label, _ in told)
    body = "\n".join(f"{label + ':':<{width + 2}}{value}" for label, value in told)
    return f"{KIND_WORDS[facts.kind]}\n\n{body}\n\n{sentence(_ask(facts.kind))}\n"


def _ask(kind: NoticeKind) -> str:
    match kind:
        case NoticeKind.SET:
            return "set the flag in your own record, and confirm that it is set"
        case NoticeKind.UPDATE:
            return "bring the flag in your own record up to date"
        case NoticeKind.CLEAR:
            return "clear the flag in your own record, and confirm that it is cleared"
        case NoticeKind.SHARE_DRAFT:
            return "the draft plan comes separately. Read its health parts and send your comments"
        case NoticeKind.SHARE_FINAL:
            return "the final plan comes separately"
        case NoticeKind.INVITE:
            return "tell us whether you or a colleague will be there"
