"""Deliberate slips: what real returns get wrong, put into a small, stated share of the made-up people.

A slip of the first kind should be reported and the person kept; a person with one of the second kind cannot be
used and must be set aside whole. The rule of sen2.md section 6 that each breaks stands beside it.
"""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

from ehcp_flow.demo.dice import Dice
from ehcp_flow.demo.identity import CHECK_LETTERS
from reports.sen2.model import ActivePlan, Assessment, Need, Person, Request

SLIPS_IN_A_THOUSAND = 5  # all slips together, those to be set aside included
SET_ASIDE_IN_FIVE_THOUSAND = 4

Slip = Callable[[Dice, Person], Person | None]


def last(person: Person, changed: Request) -> Person:
    return replace(person, requests=(*person.requests[:-1], changed))


def with_assessment(person: Person, change: Callable[[Assessment], Assessment | None]) -> Person | None:
    asked = person.requests[-1]
    changed = change(asked.assessments[0]) if asked.assessments else None
    return last(person, replace(asked, assessments=(changed,))) if changed else None


def with_active_plan(person: Person, change: Callable[[ActivePlan], ActivePlan | None]) -> Person | None:
    asked = person.requests[-1]
    changed = change(asked.active_plan) if asked.active_plan else None
    return last(person, replace(asked, active_plan=changed)) if changed else None


def decision_without_date(dice: Dice, person: Person) -> Person | None:
    """S06."""
    asked = person.requests[-1]
    return last(person, replace(asked, outcome_date=None)) if asked.outcome_date else None


def unknown_ethnicity(dice: Dice, person: Person) -> Person | None:
    """S03."""
    return replace(person, ethnicity="WBRT")


def unknown_need(dice: Dice, person: Person) -> Person | None:
    """S03."""
    return with_active_plan(person, lambda plan: replace(plan, needs=(Need("ADHD", "1"), *plan.needs[1:])))


def two_numbers_for_one_place(dice: Dice, person: Person) -> Person | None:
    """S13."""

    def change(plan: ActivePlan) -> ActivePlan | None:
        place = plan.placements[-1]
        if place.urn is None:
            return None
        return replace(plan, placements=(*plan.placements[:-1], replace(place, ukprn="99000009")))

    return with_active_plan(person, change)


def wrong_check_letter(dice: Dice, person: Person) -> Person | None:
    """S02."""
    if person.upn is None:
        return None
    letter = CHECK_LETTERS[(CHECK_LETTERS.index(person.upn[0]) + 5) % 23]
    return replace(person, upn=letter + person.upn[1:])


def review_outcome_missing(dice: Dice, person: Person) -> Person | None:
    """S22."""
    return with_active_plan(person, lambda plan: replace(plan, review_outcome=None) if plan.last_review else None)


def ceased_without_reason(dice: Dice, person: Person) -> Person | None:
    """S18."""

    def change(assessment: Assessment) -> Assessment | None:
        plan = assessment.plan
        if plan is None or plan.cease_date is None:
            return None
        return replace(assessment, plan=replace(plan, cease_reason=None))

    return with_assessment(person, change)


def exception_not_answered(dice: Dice, person: Person) -> Person | None:
    """S12."""
    return with_assessment(person, lambda made: None if made.week20 is None else replace(made, week20=None))


def decided_before_received(dice: Dice, person: Person) -> Person | None:
    """S06."""
    asked = person.requests[-1]
    if asked.received is None or asked.outcome_date is None:
        return None
    return last(person, replace(asked, outcome_date=asked.received - timedelta(31)))


def issued_before_received(dice: Dice, person: Person) -> Person | None:
    """S09: the year was typed wrong."""
    received = person.requests[-1].received

    def change(assessment: Assessment) -> Assessment | None:
        on = assessment.outcome_date
        if on is None or received is None:
            return None
        return replace(assessment, outcome_date=received - timedelta(dice.number(100, 300)))

    return with_assessment(person, change)


def born_after_request(dice: Dice, person: Person) -> Person | None:
    """S04: a parent's date, or the date of the form, was typed for the child's."""
    received = person.requests[0].received
    if received is None or received >= dice.today:
        return None
    return replace(person, born=min(received + timedelta(dice.number(5, 60)), dice.today))


def ceased_before_start(dice: Dice, person: Person) -> Person | None:
    """S18."""

    def change(assessment: Assessment) -> Assessment | None:
        plan = assessment.plan
        if plan is None or plan.start_date is None or plan.cease_date is None:
            return None
        return replace(assessment, plan=replace(plan, cease_date=plan.start_date - timedelta(365)))

    return with_assessment(person, change)


REPORTED: tuple[Slip, ...] = (
    decision_without_date,
    unknown_ethnicity,
    two_numbers_for_one_place,
    unknown_need,
    wrong_check_letter,
    review_outcome_missing,
    ceased_without_reason,
    exception_not_answered,
)
SET_ASIDE: tuple[Slip, ...] = (
    decided_before_received,
    issued_before_received,
    born_after_request,
    ceased_before_start,
)


def slip_days(dice: Dice, people: int) -> dict[int, Slip]:
    """From which person on each slip is waiting for somebody whom it fits: the slips by position in the file."""
    aside = (people * SET_ASIDE_IN_FIVE_THOUSAND + 2500) // 5000
    total = max(aside, people * SLIPS_IN_A_THOUSAND // 1000)
    room = max(1, people // max(1, total))
    waiting: dict[int, Slip] = {}
    for order in range(total):
        position = order * room + dice.number(0, room // 2)
        # The few to be set aside are spread over the whole file.
        number_aside = (order + 1) * aside // total
        if number_aside > order * aside // total:
            waiting[position] = SET_ASIDE[(number_aside - 1) % len(SET_ASIDE)]
        else:
            waiting[position] = REPORTED[(order - number_aside) % len(REPORTED)]
    return waiting
