"""The rules of sen2.md section 6 that can be seen on one made-up person, written plainly for these tests."""

from collections.abc import Iterator
from datetime import date

from ehcp_flow.demo import AUTHORITY, made_up_header
from ehcp_flow.demo.case_mix import case_mix
from ehcp_flow.demo.dice import age
from ehcp_flow.demo.identity import check_letter
from reports.sen2.model import ActivePlan, Assessment, NamedPlan, Person, Place, Request


def broken_rules(person: Person, today: date) -> set[str]:
    """Local ids of the rules that the person's record breaks."""
    found = set(person_rules(person, today))
    for request in person.requests:
        found |= set(request_rules(request))
        for assessment in request.assessments:
            found |= set(assessment_rules(request, assessment))
            if assessment.plan:
                found |= set(plan_rules(assessment.plan, request.active_plan, today))
        if request.active_plan:
            found |= set(active_plan_rules(person, request.active_plan, today))
    return found


def person_rules(person: Person, today: date) -> Iterator[str]:
    if not all((person.surname, person.forename, person.sex, person.ethnicity)):
        yield "S01"
    if [person.upn, person.uln, person.upn_unknown].count(None) != 2:
        yield "S02"
    if person.upn and (len(person.upn) != 13 or check_letter(person.upn[1:]) != person.upn[0]):
        yield "S02"
    if person.ethnicity not in case_mix().draw["ethnicity"].codes:
        yield "S03"
    if any(day > today or day < person.born for day in dates(person)):
        yield "S04"


def dates(person: Person) -> list[date]:
    """Every date of the record but the birth."""
    found: list[date | None] = []
    for request in person.requests:
        found += [request.received, request.outcome_date]
        for assessment in request.assessments:
            found.append(assessment.outcome_date)
            if plan := assessment.plan:
                found += [plan.start_date, plan.cease_date]
        if active := request.active_plan:
            found += [active.review_meeting, active.review_draft, active.last_review]
            found += [active.phase_transfer_due, active.phase_transfer_final]
            for place in active.placements:
                found += [place.entry_date, place.leaving_date]
    return [day for day in found if day]


def request_rules(request: Request) -> Iterator[str]:
    told = request.outcome in ("Y", "N")
    if (request.received is None) != (request.outcome == "H"):
        yield "S05"
    if told != (request.outcome_date is not None) or told != (request.mediation is not None):
        yield "S06"
    if request.received and request.outcome_date and request.outcome_date < request.received:
        yield "S06"
    if (request.outcome in ("A", "W") or request.exported) and request.assessments:
        yield "S07"
    if request.outcome == "Y" and not request.exported and not request.assessments:
        yield "S07"
    if request.outcome == "N" and request.assessments and not (request.mediation or request.tribunal):
        yield "S08"


def assessment_rules(request: Request, assessment: Assessment) -> Iterator[str]:
    on = assessment.outcome_date
    if on and (assessment.outcome not in ("Y", "N") or (request.outcome_date and on < request.outcome_date)):
        yield "S09"
    if (assessment.outcome == "N" and not on) or (
        assessment.outcome == "Y" and (on is None) != (assessment.plan is None)
    ):
        yield "S09"
    if assessment.outcome in ("A", "W") and (assessment.plan or request.active_plan):
        yield "S10"
    if assessment.outcome == "N" and assessment.plan and not (assessment.mediation or assessment.tribunal):
        yield "S11"
    if (assessment.outcome == "Y" and on is not None) != (assessment.week20 is not None):
        yield "S12"
    if request.active_plan and request.active_plan.transfer_la and assessment.outcome != "H":
        yield "S20"


def plan_rules(plan: NamedPlan, active: ActivePlan | None, today: date) -> Iterator[str]:
    yield from place_rules(plan.places, "OTH")
    if any(place.setting in ("NEET", "NIEC", "NIEO") for place in plan.places):
        yield "S15"
    if [place.rank for place in plan.places] not in (["1"], ["1", "2"]):
        yield "S16"
    if (plan.cease_date is None) != (plan.cease_reason is None):
        yield "S18"
    if plan.start_date is None or (plan.cease_date and plan.cease_date < plan.start_date):
        yield "S18"
    if active is None and (plan.cease_date is None or _open(plan, census_of(today))):
        yield "S19"
    if active is not None and plan.cease_date is not None and not _open(plan, census_of(today)):
        yield "S19"


def _open(plan: NamedPlan, census: date) -> bool:
    started = plan.start_date is not None and plan.start_date <= census
    return started and (plan.cease_date is None or plan.cease_date > census)


def census_of(today: date) -> date:
    found = made_up_header(today).reference_date
    assert found is not None
    return found


def place_rules(places: tuple[Place, ...], explained: str) -> Iterator[str]:
    for place in places:
        if [place.urn, place.ukprn, place.setting].count(None) != 2 or place.rank is None:
            yield "S13"
        if place.setting == explained and not place.setting_other:
            yield "S14"
        if place.entry_date and place.leaving_date and place.leaving_date < place.entry_date:
            yield "S21"


def active_plan_rules(person: Person, active: ActivePlan, today: date) -> Iterator[str]:
    yield from place_rules(active.placements, "NIEO")
    if any(
        place.setting == "NEET" and not 16 <= age(person.born, census_of(today)) <= 25 for place in active.placements
    ):
        yield "S15"
    types = [need.type for need in active.needs]
    if len(types) not in (1, 2) or len(set(types)) != len(types) or active.needs[0].rank != "1":
        yield "S17"
    if any(kind not in case_mix().draw["need"].codes for kind in types):
        yield "S03"
    census = census_of(today)
    if not any(place.leaving_date is None or place.leaving_date > census for place in active.placements):
        yield "S19"
    if active.transfer_la == AUTHORITY:
        yield "S20"
    if (active.last_review is None) != (active.review_outcome is None):
        yield "S22"
    if active.last_review and (not active.review_meeting or active.last_review < active.review_meeting):
        yield "S22"
