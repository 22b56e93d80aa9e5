"""How a made-up case went, from the request to the decision, one function a kind of case.

Every function gets the dice, the year's row of the case mix and the days of that year in which its outcome falls, and
returns a `Journey`. What happens to a plan afterwards is in `plans.py`.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, timedelta

from ehcp_flow.demo.case_mix import ON_TIME_AND_SIX_WEEKS, YearMix
from ehcp_flow.demo.dice import Dice, is_office_day
from ehcp_flow.demo.identity import years_before
from reports.sen2.model import Assessment, Request

SIX_WEEKS = 42
SIXTEEN_WEEKS = 112
TWENTY_WEEKS = 140
FIFTY_TWO_WEEKS = 364
FIRST_PLANS = date(2014, 9, 1)  # Part 3 of the Children and Families Act 2014 in force
OTHER_AUTHORITIES = ("991", "992", "993", "994", "995", "XXX")  # made-up neighbours, and the code for outside England


@dataclass(frozen=True, slots=True)
class Span:
    """The days, both included, in which the outcome of a case falls."""

    first: date
    last: date


@dataclass(frozen=True, slots=True)
class Journey:
    """One request with its assessment, and what `authority.py` needs to finish it."""

    request: Request
    began: date  # the first day that needs a child who is already born
    assessment: Assessment | None = None
    plan_issued: date | None = None
    plan_here_since: date | None = None  # later than issued for a plan that moved in or is from before the file
    transfer_la: str | None = None
    born: date | None = None  # where the kind of case fixes it
    no_further_action: bool = False


Tell = Callable[[Dice, YearMix, Span], Journey]


def asked(dice: Dice, outcome_on: date, days: Callable[[], int]) -> date:
    """The day of the request, some days before the outcome; mostly an office day."""
    received = outcome_on - timedelta(days())
    for _ in range(8):
        if is_office_day(received):
            break
        received = outcome_on - timedelta(days())
    return received


def request(dice: Dice, received: date, outcome: str, decided: date | None = None) -> Request:
    """Module 2; the mediation and tribunal items are asked for with Y and N only."""
    told = outcome in ("Y", "N")
    return Request(
        received=received,
        source=dice.draw("request_source"),
        rya=dice.often("youth_accommodation"),
        outcome_date=decided,
        outcome=outcome,
        mediation=False if told else None,
        tribunal=False if told else None,
    )


def decision(dice: Dice, received: date, latest: date, in_six_weeks: float | None = None) -> date:
    """The day the family was told whether there will be an assessment, on `latest` at the latest.

    Without a share of decisions in six weeks, the one of the year of the request for cases that were not on time.
    """
    longest = (latest - received).days
    if in_six_weeks is None:
        in_six_weeks = dice.mix.year(received.year).six_weeks_when_late
    if longest <= SIX_WEEKS or dice.chance(in_six_weeks):
        days = dice.peaked(12, SIX_WEEKS, 40)
    else:
        days = dice.skewed(SIX_WEEKS + 1, max(SIX_WEEKS + 1, min(longest, 190)))
    day = received + timedelta(min(days, longest))
    back = max(0, day.weekday() - 4)  # a Saturday's letter went out on Friday
    return day - timedelta(back) if (day - received).days > back else day


def told(outcome: str, on: date | None, **items: bool) -> Assessment:
    """Module 3 with an outcome of Y or N, with the four dispute items, all "no" but those given."""
    plain = Assessment(outcome, on, mediation=False, tribunal=False, other_mediation=False, other_tribunal=False)
    return replace(plain, **items)  # type: ignore[arg-type]


def issued(shortest: int, longest: int, exception: bool) -> Tell:
    """Plans issued so many days after the request."""

    def tell(dice: Dice, year: YearMix, span: Span) -> Journey:
        on_time = longest <= TWENTY_WEEKS

        def days() -> int:
            return dice.peaked(shortest, longest, longest - 4) if on_time else dice.skewed(shortest, longest)

        out = dice.working_day(span.first, span.last)
        received = asked(dice, out, days)
        agreed = decision(dice, received, out - timedelta(28), ON_TIME_AND_SIX_WEEKS if on_time else None)
        return Journey(request(dice, received, "Y", agreed), received, told("Y", out, week20=exception), out)

    return tell


def issued_after_dispute(dice: Dice, year: YearMix, span: Span) -> Journey:
    """A plan with a mediation or tribunal item; a reversed refusal keeps its N and its date."""
    out = dice.working_day(span.first, span.last)
    kind = dice.draw("dispute")
    reversed_by = kind.removeprefix("refusal_reversed_by_") if kind.startswith("refusal") else ""
    received = asked(dice, out, lambda: dice.number(200, 560) if reversed_by else dice.skewed(110, 420))
    decided = decision(dice, received, out - timedelta(150 if reversed_by else 28))
    assessment = told("Y", out, week20=dice.chance(0.1))
    if reversed_by:
        refused = replace(
            request(dice, received, "N", decided),
            mediation=reversed_by in ("mediation", "both"),
            tribunal=reversed_by in ("tribunal", "both"),
        )
        return Journey(refused, received, assessment, out)
    disputed = told("Y", out, week20=assessment.week20 or False, **{kind.removeprefix("assessment_"): True})
    return Journey(request(dice, received, "Y", decided), received, disputed, out)


def not_issued(shortest: int, longest: int) -> Tell:
    """No plan after the assessment; some were reversed at mediation or by the Tribunal, and a plan hangs below the N."""

    def tell(dice: Dice, year: YearMix, span: Span) -> Journey:
        on = dice.working_day(span.first, span.last)
        received = asked(dice, on, lambda: dice.skewed(shortest, longest))
        agreed = decision(dice, received, on - timedelta(21))
        made = request(dice, received, "Y", agreed)
        plan = dice.until_today(on + timedelta(dice.number(60, 320)))
        if plan and dice.often("not_issued_reversed"):
            appealed = dice.chance(0.75)
            outcome = told("N", on, tribunal=appealed, mediation=not appealed or dice.chance(0.2))
            return Journey(made, received, outcome, plan)
        return Journey(made, received, told("N", on), no_further_action=True)

    return tell


def refused(dice: Dice, year: YearMix, span: Span) -> Journey:
    """Decided not to assess; the family may have gone to mediation or appealed, without success so far."""
    on = dice.working_day(span.first, span.last)
    late = not dice.chance(year.six_weeks_when_late)
    received = asked(dice, on, lambda: dice.skewed(43, 170) if late else dice.peaked(12, SIX_WEEKS, 40))
    made = request(dice, received, "N", on)
    if on <= dice.today - timedelta(28):
        made = replace(
            made,
            mediation=dice.chance(year.refused_with_mediation / year.refused),
            tribunal=dice.chance(year.refused_with_tribunal / year.refused),
        )
    return Journey(made, received, no_further_action=True)


def request_withdrawn(dice: Dice, year: YearMix, span: Span) -> Journey:
    received = dice.working_day(span.first, span.last)
    return Journey(request(dice, received, "W"), received, no_further_action=True)


def assessment_withdrawn(dice: Dice, year: YearMix, span: Span) -> Journey:
    agreed = dice.working_day(span.first, span.last)
    received = asked(dice, agreed, lambda: dice.peaked(15, 70, 40))
    return Journey(request(dice, received, "Y", agreed), received, Assessment("W"), no_further_action=True)


def moved_away(dice: Dice, year: YearMix, span: Span) -> Journey:
    """Left the area before the decision or before the assessment was finished: nothing more is asked of this authority."""
    agreed = dice.working_day(span.first, span.last)
    received = asked(dice, agreed, lambda: dice.peaked(15, 70, 40))
    to = OTHER_AUTHORITIES[dice.number(0, len(OTHER_AUTHORITIES) - 1)]
    made = request(dice, received, "Y", agreed) if dice.chance(0.6) else request(dice, received, "A")
    return Journey(replace(made, exported=to), received, no_further_action=True)


def transferred_in(dice: Dice, year: YearMix, span: Span) -> Journey:
    """A plan that moved in. TransferLA is given in the calendar year of the move only (item 5.1 of the guide)."""
    moved = dice.day(span.first, span.last)
    plan = max(FIRST_PLANS, moved - timedelta(dice.number(60, 1200)))
    this_year = moved.year == dice.today.year
    from_la = OTHER_AUTHORITIES[dice.number(0, len(OTHER_AUTHORITIES) - 2)] if this_year else None
    return Journey(Request(outcome="H"), plan, Assessment("H"), plan, moved, from_la)


def held_before(dice: Dice, year: YearMix, span: Span) -> Journey:
    """A plan from before the years in the file, `span` being those years: only its modules 4 and 5 are told."""
    born = years_before(dice.today, int(dice.draw("age_of_plan_held_before")), dice.number(0, 364))
    latest = min(span.first - timedelta(1), years_before(born, -19, 0))
    plan = dice.working_day(max(FIRST_PLANS, years_before(born, -3, 0)), latest)
    return Journey(Request(outcome="H"), plan, Assessment("H"), plan, span.first, born=born)


def waiting_for_decision(dice: Dice, year: YearMix, span: Span) -> Journey:
    """Open today before the decision to assess, some of them past six weeks."""
    overdue = dice.often("waiting_for_decision_overdue")
    received = asked(dice, dice.today, lambda: dice.skewed(43, 130) if overdue else dice.number(1, SIX_WEEKS))
    return Journey(request(dice, received, "A"), received)


def being_assessed(dice: Dice, year: YearMix, span: Span) -> Journey:
    """Open today in the assessment, some past 20 weeks, a few after a reversed refusal."""
    overdue = dice.often("being_assessed_overdue")
    received = asked(dice, dice.today, lambda: dice.skewed(141, 420) if overdue else dice.number(30, TWENTY_WEEKS))
    latest = dice.today - timedelta(3)
    agreed = decision(dice, received, latest, None if overdue else 0.7)
    made = request(dice, received, "Y", agreed)
    if overdue and dice.chance(0.12):
        made = replace(made, outcome="N", tribunal=True, mediation=dice.chance(0.2))
    return Journey(made, received, Assessment("A"))


def plan_agreed_not_out(dice: Dice, year: YearMix, span: Span) -> Journey:
    """Open today: decided to issue, the plan not out yet, so no date and no Week20."""
    overdue = dice.often("plan_agreed_not_out_overdue")
    received = asked(dice, dice.today, lambda: dice.skewed(141, 380) if overdue else dice.number(95, TWENTY_WEEKS))
    agreed = decision(dice, received, dice.today - timedelta(40))
    return Journey(request(dice, received, "Y", agreed), received, told("Y", None))


def refused_earlier(dice: Dice, before: date) -> Request:
    """A request of the same child that was refused before this one was made."""
    decided = before - timedelta(dice.skewed(30, 420))
    return request(dice, asked(dice, decided, lambda: dice.skewed(25, 130)), "N", decided)


KINDS: dict[str, Tell] = {
    "in_20_weeks": issued(84, TWENTY_WEEKS, False),
    "in_20_weeks_excepted": issued(84, TWENTY_WEEKS, True),
    "late": issued(TWENTY_WEEKS + 1, FIFTY_TWO_WEEKS, False),
    "late_excepted": issued(TWENTY_WEEKS + 1, FIFTY_TWO_WEEKS, True),
    "over_52_weeks": issued(FIFTY_TWO_WEEKS + 1, 760, False),
    "over_52_weeks_excepted": issued(FIFTY_TWO_WEEKS + 1, 760, True),
    "disputed": issued_after_dispute,
    "not_issued_in_16_weeks": not_issued(70, SIXTEEN_WEEKS),
    "not_issued_late": not_issued(SIXTEEN_WEEKS + 1, 420),
    "refused": refused,
    "request_withdrawn": request_withdrawn,
    "assessment_withdrawn": assessment_withdrawn,
    "moved_away": moved_away,
    "transferred_in": transferred_in,
    "held_before": held_before,
    "waiting_for_decision": waiting_for_decision,
    "being_assessed": being_assessed,
    "plan_agreed_not_out": plan_agreed_not_out,
}
