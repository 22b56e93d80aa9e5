"""The made-up authority: deals the case mix out to people and finishes each one's record.

The numbers of each kind of case are dealt exactly (largest remainder), so that the yearly figures come out as the table
says whatever the seed; the seed decides who, when within the year, and everything else. People come one at a time.
"""

from array import array
from collections import deque
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from random import Random

from ehcp_flow.demo.case_mix import CaseMix, case_mix
from ehcp_flow.demo.dice import Dice, census, collection_year
from ehcp_flow.demo.identity import (
    AUTHORITY,
    MOST_PEOPLE,
    Identity,
    namesake,
    numbers,
    stranger,
    twin,
    years_before,
)
from ehcp_flow.demo.journeys import KINDS, Journey, Span, refused_earlier
from ehcp_flow.demo.plans import plan_life
from ehcp_flow.demo.slips import Slip, slip_days
from reports.sen2.model import Header, Person, Request

AUTHORITY_NAME = "Madeupshire"
FULL_YEARS = 5

Card = tuple[str, int]  # kind of case, calendar year of its outcome


def made_up_authority(seed: int, today: date, people: int = 5000) -> Iterator[Person]:
    """People of Madeupshire with five full calendar years of casework and this year up to today, one at a time.

    The same seed, day and number give the same records. Half a per cent of the people have a deliberate slip
    (`slips.py`), among them 4 in 5,000 whose record must be set aside. Raises ValueError for more than a million people.
    """
    if not 0 <= people <= MOST_PEOPLE:
        raise ValueError(f"people must be between 0 and {MOST_PEOPLE}")
    mix = case_mix()
    dice = Dice(Random(seed), today, mix)  # noqa: S311 - made-up data, nothing secret
    cards, deck = shuffled_deck(dice, people)
    waiting = slip_days(dice, people)
    due: deque[Slip] = deque()
    before: Identity | None = None
    for number, card in enumerate(deck):
        journey = tell(dice, cards[card])
        before, person = finished(dice, number, journey, before)
        if number in waiting:
            due.append(waiting[number])
        yield slipped(dice, person, due)


def made_up_header(today: date) -> Header:
    """The header of the newest known collection whose census day, the third Thursday of January, has come."""
    year = collection_year(today)
    return Header(
        year=year,
        reference_date=census(year),
        authority=AUTHORITY,
        collection="SEN2",
        source_level="L",
        software_code="Made-up authority",
        release="1",
        serial_no="001",
        made_at=datetime.combine(today, time(9)),
        dmo="Y",
        dco="Y",
        dsco="R",
    )


def weights(mix: CaseMix, today: date) -> dict[Card, float]:
    """How many cases of each kind in each year, this year in proportion to the days gone."""
    cards: dict[Card, float] = {}
    for year in range(today.year - FULL_YEARS, today.year + 1):
        row = mix.year(year)
        part = (today - date(year, 1, 1)).days / 365 if year == today.year else 1.0
        kinds = row.plan_kinds() | {
            "disputed": row.plans_disputed,
            "not_issued_in_16_weeks": row.not_issued_in_16_weeks,
            "not_issued_late": row.not_issued - row.not_issued_in_16_weeks,
            "refused": row.refused * (1 - mix.share["refused_who_ask_again"]),
            "request_withdrawn": row.requests_withdrawn,
            "assessment_withdrawn": row.assessments_withdrawn,
            "moved_away": row.moved_away,
            "transferred_in": row.transferred_in,
        }
        cards |= {(kind, year): min(part, 1.0) * count for kind, count in kinds.items()}
    for kind in ("waiting_for_decision", "being_assessed", "plan_agreed_not_out"):
        cards[kind, today.year] = mix.count[kind]
    lowest = mix.share["lowest_share_of_plans_held_before"] * mix.people
    cards["held_before", today.year] = max(lowest, mix.people - sum(cards.values()))
    return cards


def shuffled_deck(dice: Dice, people: int) -> tuple[list[Card], Sequence[int]]:
    """The cards and, in the order of the file, which card each person gets."""
    wanted = weights(dice.mix, dice.today)
    scale = people / sum(wanted.values())
    cards = list(wanted)
    exact = [wanted[card] * scale for card in cards]
    counts = [int(share) for share in exact]
    by_remainder = sorted(range(len(cards)), key=lambda place: counts[place] - exact[place])
    for place in by_remainder[: people - sum(counts)]:
        counts[place] += 1
    deck = array("H", (place for place, count in enumerate(counts) for _ in range(count)))
    dice.rng.shuffle(deck)
    return cards, deck


def tell(dice: Dice, card: Card) -> Journey:
    """The case on a card."""
    kind, year = card
    today = dice.today
    first = date(today.year - FULL_YEARS, 1, 1) if kind == "held_before" else date(year, 1, 1)
    last = today - timedelta(1) if year == today.year else date(year, 12, 31)
    return KINDS[kind](dice, dice.mix.year(year), Span(first, last))


def finished(dice: Dice, number: int, journey: Journey, before: Identity | None) -> tuple[Identity, Person]:
    """The whole record of the person, and who it is, for a twin who may come next."""
    asked_before = journey.request.received is not None and not journey.no_further_action
    earlier: tuple[Request, ...] = ()
    began = journey.began
    if asked_before and dice.often("asked_before"):
        refusal = refused_earlier(dice, began)
        earlier = (refusal,)
        began = refusal.received or began
    who = identity(dice, journey, began, before)
    request = journey.request
    if assessment := journey.assessment:
        if issued := journey.plan_issued:
            plan, active = plan_life(dice, who.born, issued, journey.plan_here_since or issued, journey.transfer_la)
            assessment = replace(assessment, plan=plan)
            request = replace(request, active_plan=active)
        request = replace(request, assessments=(assessment,))
    upn, uln, unknown = numbers(dice, number, who.born, journey.no_further_action)
    person = Person(
        surname=who.surname,
        forename=who.forename,
        born=who.born,
        sex=who.sex,
        ethnicity=who.ethnicity,
        postcode=who.postcode,
        upn=upn,
        uln=uln,
        upn_unknown=unknown,
        requests=(*earlier, request),
    )
    return who, person


def identity(dice: Dice, journey: Journey, began: date, before: Identity | None) -> Identity:
    """Somebody of a plausible age when the story began; now and then the twin or namesake of the person before."""
    if before and journey.born is None and 2 * 366 < (began - before.born).days < 19 * 365:
        if dice.often("twins"):
            return twin(dice, before)
        if dice.often("namesakes"):
            return namesake(dice, before)
    born = journey.born or years_before(began, int(dice.draw("age_at_request")), dice.number(0, 364))
    return stranger(dice, born)


def slipped(dice: Dice, person: Person, due: deque[Slip]) -> Person:
    """The person with the first waiting slip that fits, if one does."""
    for slip in tuple(due):
        changed = slip(dice, person)
        if changed is not None:
            due.remove(slip)
            return changed
    return person
