"""The checks of modules 4 and 5, named plan, active plan, placement and need: rules S13 to S22."""

from collections.abc import Iterator
from datetime import date

from reports.sen2.context import Breach, Context
from reports.sen2.identifiers import authority_well_formed, ukprn_well_formed, urn_well_formed
from reports.sen2.model import NamedPlan, Person, Place, Request
from reports.sen2.problems import Effect
from workflows.words import day_words

_PLACEMENT_ONLY = ("NEET", "NIEC", "NIEO")


def _places(request: Request) -> Iterator[tuple[str, Place]]:
    for assessment in request.assessments:
        if assessment.plan is not None:
            for place in assessment.plan.places:
                yield "PlanDetail", place
    if request.active_plan is not None:
        for place in request.active_plan.placements:
            yield "PlacementDetail", place


def one_place_number(request: Request, person: Person, context: Context) -> Iterator[Breach]:
    """S13: real files break it, so it is noted and the record is used."""
    for block, place in _places(request):
        given = [value for value in (place.urn, place.ukprn, place.setting) if value is not None]
        if len(given) != 1:
            words = "None of URN, UKPRN and SENSetting is given." if not given else "More than one number is given."
            yield Breach(block, " ".join(given), words)
        if place.rank is None:
            yield Breach(block, "", "The rank of the place (PlacementRank) is missing.")
        if place.urn is not None and not urn_well_formed(place.urn):
            yield Breach("URN", place.urn, "A URN has up to 6 digits.")
        if place.ukprn is not None and not ukprn_well_formed(place.ukprn):
            yield Breach("UKPRN", place.ukprn, "A UKPRN has 8 digits.")


def other_setting_explained(request: Request, person: Person, context: Context) -> Iterator[Breach]:
    """S14."""
    for block, place in _places(request):
        needs_words = place.setting == ("OTH" if block == "PlanDetail" else "NIEO")
        if needs_words and place.setting_other is None:
            yield Breach("SENSettingOther", "", f"The setting {place.setting} is not explained.")


def settings_fit(request: Request, person: Person, context: Context) -> Iterator[Breach]:
    """S15. Age is taken on the census date."""
    for block, place in _places(request):
        if place.setting not in _PLACEMENT_ONLY:
            continue
        if block == "PlanDetail":
            yield Breach("SENSetting", place.setting, f"A plan cannot name {place.setting}.")
        elif place.setting == "NEET" and context.census_date and not 16 <= _age(person.born, context.census_date) <= 25:
            yield Breach("SENSetting", "NEET", "NEET is for people aged 16 to 25.")


def _age(born: date, on: date) -> int:
    return on.year - born.year - ((on.month, on.day) < (born.month, born.day))


def places_ranked(request: Request, person: Person, context: Context) -> Iterator[Breach]:
    """S16."""
    for assessment in request.assessments:
        places = assessment.plan.places if assessment.plan is not None else ()
        if not places:
            continue
        if len(places) > 2:
            yield Breach("PlanDetail", str(len(places)), "A plan names at most two places.")
        ranks = [place.rank for place in places if place.rank is not None]
        if len(set(ranks)) != len(ranks) or (ranks and "1" not in ranks):
            yield Breach("PlacementRank", " ".join(ranks), "The places of a plan are ranked 1, or 1 and 2.")


def needs_ranked(request: Request, person: Person, context: Context) -> Iterator[Breach]:
    """S17. That there is a need at all is asked of open plans (S19)."""
    needs = request.active_plan.needs if request.active_plan is not None else ()
    if not needs:
        return
    types = [need.type for need in needs]
    if len(needs) > 2:
        yield Breach("SENneed", str(len(needs)), "At most two needs are returned.")
    if len(set(types)) != len(types):
        yield Breach("SENtype", " ".join(types), "The same need is given twice.")
    if all(need.rank != "1" for need in needs):
        yield Breach("SENtypeRank", " ".join(need.rank or "" for need in needs).strip(), "No need has rank 1.")


def ceasing_whole(request: Request, person: Person, context: Context) -> Iterator[Breach]:
    """S18."""
    for plan in _plans(request):
        if plan.cease_date is None:
            if plan.cease_reason is not None:
                yield Breach("CeaseDate", "", "There is a reason for the end of the plan and no date.")
            continue
        value = plan.cease_date.isoformat()
        if plan.cease_reason is None:
            yield Breach("CeaseReason", "", "There is an end of the plan and no reason.")
        if plan.start_date is not None and plan.cease_date < plan.start_date:
            words = f"The plan ends before it starts, {day_words(plan.start_date)}."
            yield Breach("CeaseDate", value, words, Effect.SET_ASIDE)


def _plans(request: Request) -> Iterator[NamedPlan]:
    for assessment in request.assessments:
        if assessment.plan is not None:
            yield assessment.plan


def open_plan_complete(request: Request, person: Person, context: Context) -> Iterator[Breach]:
    """S19."""
    census = context.census_date
    if census is None or not any(_open(plan, census) for plan in _plans(request)):
        return
    active = request.active_plan
    if active is None:
        yield Breach("ActivePlans", "", "The plan is open on the census date and ActivePlans is missing.")
        return
    if not any(place.leaving_date is None or place.leaving_date > census for place in active.placements):
        yield Breach("PlacementDetail", "", "The plan is open on the census date and has no current placement.")
    if not active.needs:
        yield Breach("SENneed", "", "The plan is open on the census date and has no need.")


def _open(plan: NamedPlan, census: date) -> bool:
    started = plan.start_date is not None and plan.start_date <= census
    return started and (plan.cease_date is None or plan.cease_date > census)


def transfer_historical(request: Request, person: Person, context: Context) -> Iterator[Breach]:
    """S20, and the form of both authorities' numbers."""
    transfer = request.active_plan.transfer_la if request.active_plan is not None else None
    for field, number in (("TransferLA", transfer), ("Exported", request.exported)):
        if number is not None and not authority_well_formed(number):
            yield Breach(field, number, "An authority's number has three digits, or is XXX.")
    if transfer is None:
        return
    if transfer == context.authority:
        yield Breach("TransferLA", transfer, "The plan comes from the reporting authority itself.")
    if any(assessment.outcome != "H" for assessment in request.assessments):
        yield Breach("TransferLA", transfer, "The plan was transferred in, but the assessment is not historical (H).")


def placement_in_order(request: Request, person: Person, context: Context) -> Iterator[Breach]:
    """S21."""
    for _, place in _places(request):
        if place.entry_date and place.leaving_date and place.leaving_date < place.entry_date:
            words = f"The placement ends before it starts, {day_words(place.entry_date)}."
            yield Breach("LeavingDate", place.leaving_date.isoformat(), words)


def review_in_order(request: Request, person: Person, context: Context) -> Iterator[Breach]:
    """S22. The outcome of a review is asked for from the collection of 2025."""
    active = request.active_plan
    if active is None or active.last_review is None:
        return
    if active.review_meeting is not None and active.last_review < active.review_meeting:
        words = f"The decision is before the review meeting, {day_words(active.review_meeting)}."
        yield Breach("LastReview", active.last_review.isoformat(), words)
    if active.review_outcome is None and (context.year or 0) >= 2025:
        yield Breach("ReviewOutcome", "", "The outcome of the review is missing.")
