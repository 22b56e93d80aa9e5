"""The facts that events carry: their kinds, the values that they may have, and how what was typed is read."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any

from workflows.ledger import NOT_LATER_THAN
from workflows.refusals import Refusal
from workflows.words import list_words


class FactKind(StrEnum):
    TEXT = "text"
    DATE = "date"
    CHOICE = "choice"
    YES_NO = "yes or no"
    DATA = "data"


@dataclass(frozen=True, slots=True)
class Fact:
    """A fact that an event carries. `values` are the allowed choices; `needed` facts must be given when recording."""

    name: str
    words: str
    kind: FactKind = FactKind.TEXT
    values: tuple[str, ...] = ()
    needed: bool = False


def choice(name: str, words: str, values: Iterable[str], needed: bool = False) -> Fact:
    return Fact(name, words, FactKind.CHOICE, tuple(values), needed)


def date_of(name: str, words: str, needed: bool = False) -> Fact:
    return Fact(name, words, FactKind.DATE, (), needed)


def yes_no(name: str, words: str) -> Fact:
    return Fact(name, words, FactKind.YES_NO)


NOT_IN_RETURN = "not_in_return"
"""A return gives the last review only. Where earlier ones had fallen due, their dates are nowhere, and no clock judges them."""

REQUEST_SOURCES = ("parent", "young_person", "school", "health", "social_care", "other", "unknown")
BODIES = ("education", "health", "educational_psychology", "social_care", "sensory", "parent", "other")
REVERSAL_GROUNDS = ("mediation_agreement", "tribunal_order", "consent_order", "unopposed_appeal", "conceded")
REVIEW_OUTCOMES = ("maintain", "amend", "cease")
AMENDMENT_CAUSES = ("review", "order", "mediation", "reg_28", "not_stated")
TRANSFER_KINDS = (
    "early_years_to_school",
    "infant_to_junior",
    "primary_to_secondary",
    "primary_to_middle",
    "middle_to_secondary",
    "secondary_to_post16",
    "post16_to_post16",
)
DISPUTE_SUBJECTS = ("assess", "plan", "content", "placement", "cease", "reassess", "health", "social_care", "other")
ORDER_KINDS = (
    "assess",
    "make_plan",
    "reconsider",
    "amend",
    "name_setting",
    "continue",
    "continue_and_amend",
    "dismiss",
)
CEASE_REASONS = (
    "maximum_age",
    "needs_met",
    "higher_education",
    "paid_employment",
    "transferred",
    "no_longer_engaging",
    "moved_outside_england",
    "deceased",
    "other",
)
"""In the order of the return's codes 1 to 9."""

REASONS = Fact("reasons", "the reasons given to the family", needed=True)
EARLIER_REVIEWS = choice("earlier_reviews", "reviews that had fallen due and are not in the return", (NOT_IN_RETURN,))
REPORT = choice("report", "whether the report of the meeting is known to be missing", (NOT_IN_RETURN,))
AMENDED = choice("amended", "whether the amended plan is known to be missing", (NOT_IN_RETURN,))
VERSION = Fact("version", "which version of the plan")
EARLY = Fact("early_because", "why it was sent before the family's 15 days were over")
SETTING = Fact("setting", "the school, college or other setting")
DECISION = (
    Fact("recommended_by", "the e-mail address of the officer who recommended it"),
    Fact("decided_by", "who took the decision"),
    Fact("decided_under", "on what authority they took it: the panel, a delegated power"),
)
BATCH = Fact("batch", "the number of the batch, where many cases were given together")
ASKED_BY = Fact("asked_by", "the e-mail address of whoever asked for it, where a second person agreed")
LEGAL_TEST = (
    yes_no("may_have_sen", "the child or young person has or may have special educational needs"),
    yes_no("plan_may_be_needed", "it may be necessary for provision to be made by an EHC plan"),
)
PLAN_TEST = yes_no("plan_is_needed", "it is necessary for provision to be made in accordance with an EHC plan")
ABOUT = choice("about", "what the dispute is about", DISPUTE_SUBJECTS, needed=True)
BODY = (
    choice("body", "who advises", BODIES, needed=True),
    Fact("service", "which service, where a body has several"),
)
DIRECTED = tuple(
    date_of(duty, "the date that the Tribunal directed for this duty")
    for duty in (
        "order_assess_notice",
        "order_plan_refusal",
        "order_final_plan",
        "order_draft",
        "order_plan",
        "order_reconsider",
        "order_amend",
        "order_name_setting",
    )
)

COMMON = (
    Fact("note", "a note"),
    choice("dated", "whether the day is known, or only a day by which it had happened", (NOT_LATER_THAN,)),
)
"""Facts that any event may carry."""

_YES = ("yes", "true", "1")
_NO = ("no", "false", "0")


def read_given(
    title: str, carried: Sequence[Fact], given: Mapping[str, Any], check_needed: bool = True
) -> dict[str, Any] | Refusal:
    """The facts given for an event of this title, which carries these facts and those that any event may carry.

    They come back checked and in the ledger's form (dates as ISO text, yes and no as bool). Text from a form or a command
    line is accepted for each kind. Unknown names, impossible values and, unless `check_needed` is off, missing facts are
    refused.
    """
    known = {fact.name: fact for fact in (*carried, *COMMON)}
    facts: dict[str, Any] = {}
    for name, value in given.items():
        fact = known.get(name)
        if fact is None:
            return _refuse(
                title, f"“{name}” is not a fact of this event", f"Use one of: {list_words(sorted(known), 'or')}."
            )
        read = _read(fact, value)
        if read is None:
            return _refuse(title, f"“{value}” is not {_expected(fact)}", f"Give {name} as {_expected(fact)}.")
        facts[name] = read
    missing = [fact.name for fact in carried if fact.needed and fact.name not in facts] if check_needed else []
    if missing:
        return _refuse(
            title,
            f"{list_words(missing)} must be given ({known[missing[0]].words})",
            f"Add {list_words(f'{name}=…' for name in missing)}.",
        )
    return facts


def _refuse(title: str, why: str, do: str) -> Refusal:
    return Refusal(f"Record “{title}”", why, "How events are recorded (workflows/events.py)", do)


def _expected(fact: Fact) -> str:
    match fact.kind:
        case FactKind.CHOICE:
            return f"one of {list_words(fact.values, 'or')}"
        case FactKind.DATE:
            return "a date written as 2026-03-31"
        case FactKind.YES_NO:
            return "yes or no"
        case _:
            return "text"


def _read(fact: Fact, value: Any) -> Any:
    """The value in the ledger's form, or None where it is not of the fact's kind."""
    text = str(value).strip()
    match fact.kind:
        case FactKind.DATA:
            return value
        case FactKind.CHOICE:
            return text if text in fact.values else None
        case FactKind.DATE:
            return _iso(text)
        case FactKind.YES_NO:
            lower = text.lower()
            return True if lower in _YES else False if lower in _NO else None
        case _:
            return text or None


def _iso(text: str) -> str | None:
    try:
        return date.fromisoformat(text).isoformat() if len(text) == 10 else None
    except ValueError:
        return None
