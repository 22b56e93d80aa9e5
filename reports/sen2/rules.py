"""The local rules S01 to S24: what a return must keep, what a breach does, how to mend it.

DfE's own numbered validation rules were not at hand: these ids are ours and must never be taken for DfE's.
A check is total: it gives findings for any record that could be built, and never raises.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date

from reports.sen2 import checks_people, checks_plans, checks_requests
from reports.sen2.context import Breach, Context
from reports.sen2.model import Header, Person, Request
from reports.sen2.problems import Effect, Finding, Problem

PersonCheck = Callable[[Person, Context], Iterable[Breach]]
RequestCheck = Callable[[Request, Person, Context], Iterable[Breach]]

NOTED = Effect.NOTED


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule. `effect` is the usual one; a breach may carry a stronger. A rule without checks is kept while reading."""

    id: str
    words: str
    effect: Effect
    mend: str
    of_person: PersonCheck | None = None
    of_request: RequestCheck | None = None


RULES: tuple[Rule, ...] = (
    Rule(
        "S01",
        "Surname, forename, birth date, sex and ethnicity are present.",
        NOTED,
        "Add what is missing in the source system.",
        of_person=checks_people.basics_present,
    ),
    Rule(
        "S02",
        "There is a UPN, a ULN or a reason why not, each well formed.",
        NOTED,
        "Look the number up, or give the reason in UPNunknown.",
        of_person=checks_people.identifier_present,
    ),
    Rule(
        "S03",
        "Every code is in its code set for the collection year, and the outcome of a request is given.",
        Effect.VALUE_LEFT_OUT,
        "Choose a code of the collection's guide.",
        of_request=checks_requests.outcomes_given,
    ),
    Rule(
        "S04",
        "Dates are dates, none is after the file was made, and birth comes first.",
        NOTED,
        "Correct the date.",
        of_person=checks_people.born_before_file,
        of_request=checks_requests.dates_possible,
    ),
    Rule(
        "S05",
        "The date received is present unless the request is historical.",
        NOTED,
        "Add the date on which the request was received: without it no plan counts as on time.",
        of_request=checks_requests.received_given,
    ),
    Rule(
        "S06",
        "The date of the decision to assess is present for Y and N only, and not before the request.",
        NOTED,
        "Correct the date or the outcome.",
        of_request=checks_requests.decision_dated,
    ),
    Rule(
        "S07",
        "A request has one assessment at most, and none while it is open or once it was withdrawn or exported.",
        NOTED,
        "Check the outcome of the request, and return a new assessment with a request of its own.",
        of_request=checks_requests.no_assessment_needed,
    ),
    Rule(
        "S08",
        "An assessment after a refusal to assess follows mediation or a tribunal.",
        NOTED,
        "Set RequestMediation or RequestTribunal, or check the outcome.",
        of_request=checks_requests.refusal_reversed,
    ),
    Rule(
        "S09",
        "The date of the assessment's outcome is present for N and for an issued plan only, after the decision to assess.",
        NOTED,
        "Correct the date or the outcome: an outcome without a date is counted in no year.",
        of_request=checks_requests.outcome_dated,
    ),
    Rule(
        "S10",
        "An assessment that is open or withdrawn has no plan.",
        NOTED,
        "Check the outcome of the assessment.",
        of_request=checks_requests.no_plan_needed,
    ),
    Rule(
        "S11",
        "A plan after a decision not to issue one follows mediation or a tribunal.",
        NOTED,
        "Set AssessmentMediation or AssessmentTribunal, or check the outcome.",
        of_request=checks_requests.decision_reversed,
    ),
    Rule(
        "S12",
        "Week20 is present for an issued plan.",
        NOTED,
        "Say whether an exception applies; until then none is counted.",
        of_request=checks_requests.exceptions_stated,
    ),
    Rule(
        "S13",
        "A place has exactly one of URN, UKPRN and SENSetting, and a rank.",
        NOTED,
        "Keep one of the three and rank the place.",
        of_request=checks_plans.one_place_number,
    ),
    Rule(
        "S14",
        "A setting OTH (plan) or NIEO (placement) is explained in SENSettingOther.",
        NOTED,
        "Explain the setting.",
        of_request=checks_plans.other_setting_explained,
    ),
    Rule(
        "S15",
        "NEET, NIEC and NIEO are placements, never named in a plan; NEET is for ages 16 to 25.",
        NOTED,
        "Choose another setting.",
        of_request=checks_plans.settings_fit,
    ),
    Rule(
        "S16",
        "A plan names at most two places, of different rank, one of rank 1.",
        NOTED,
        "Rank the places 1 and 2.",
        of_request=checks_plans.places_ranked,
    ),
    Rule(
        "S17",
        "There are one or two needs of different types, one of rank 1.",
        NOTED,
        "Give the main need rank 1, and at most one other.",
        of_request=checks_plans.needs_ranked,
    ),
    Rule(
        "S18",
        "CeaseDate and CeaseReason go together, and a plan does not end before it starts.",
        NOTED,
        "Give both or neither; correct the dates.",
        of_request=checks_plans.ceasing_whole,
    ),
    Rule(
        "S19",
        "A plan that is open on the census date has a current placement and a need.",
        NOTED,
        "Add ActivePlans with the placement and the need.",
        of_request=checks_plans.open_plan_complete,
    ),
    Rule(
        "S20",
        "A plan transferred in is historical, and comes from another authority.",
        NOTED,
        "Set AssessmentOutcome H, and TransferLA to the authority that it came from.",
        of_request=checks_plans.transfer_historical,
    ),
    Rule(
        "S21",
        "Nobody leaves a placement before entering it.",
        NOTED,
        "Correct EntryDate or LeavingDate.",
        of_request=checks_plans.placement_in_order,
    ),
    Rule(
        "S22",
        "The decision after a review comes after the meeting and says what was decided.",
        NOTED,
        "Correct the dates, or add ReviewOutcome.",
        of_request=checks_plans.review_in_order,
    ),
    Rule(
        "S23",
        "A person, by UPN, is in the return once.",
        Effect.SET_ASIDE,
        "Merge the two records of this UPN: one Person, several Requests.",
    ),
    Rule(
        "S24",
        "The header says which authority, which collection and which census date.",
        NOTED,
        "Correct the header.",
    ),
)

BY_ID: dict[str, Rule] = {rule.id: rule for rule in RULES}


def examine(person: Person, context: Context) -> list[Finding]:
    """Every breach of every rule in one person's record, in the order of the rules and requests."""
    findings = []
    for rule, check in _OF_PERSON:
        for breach in check(person, context):
            findings.append(_finding(rule, None, breach))  # noqa: PERF401 - the hot loop of the reader
    for number, request in enumerate(person.requests, start=1):
        for rule, check_request in _OF_REQUEST:
            for breach in check_request(request, person, context):
                findings.append(_finding(rule, number, breach))  # noqa: PERF401
    return findings


def second_of(upn: str) -> Finding:
    """The finding on a record whose UPN an earlier record had (S23)."""
    rule = BY_ID["S23"]
    return _finding(rule, None, Breach("UPN", upn, "An earlier record of this file has the same UPN."))


def examine_header(header: Header, authority: str | None) -> list[Problem]:
    """Breaches of S24. `authority` is our own number where it is known."""
    rule = BY_ID["S24"]
    return [_finding(rule, None, breach).of("Header") for breach in checks_people.header_fits(header, authority)]


def context_of(header: Header) -> Context:
    """What the checks must know of the file."""
    made_on: date | None = header.made_at.date() if header.made_at else None
    return Context(header.year, checks_people.census_date(header), made_on, header.authority)


_OF_PERSON = tuple((rule, rule.of_person) for rule in RULES if rule.of_person)
_OF_REQUEST = tuple((rule, rule.of_request) for rule in RULES if rule.of_request)


def _finding(rule: Rule, request: int | None, breach: Breach) -> Finding:
    effect = breach.effect or rule.effect
    return Finding(request, breach.field, breach.value, rule.id, effect, breach.words, rule.mend)
