"""What becomes of a made-up plan after it is issued: reviews, phase transfer, placements, and its end."""

from dataclasses import dataclass
from datetime import date, timedelta

from ehcp_flow.demo.dice import Dice, age, school_age
from ehcp_flow.demo.places import named_in_plan, phase_began, place, placements
from reports.sen2.model import ActivePlan, NamedPlan, Need, Place

YEAR = timedelta(365)
End = tuple[date, str]  # the day and the CeaseReason


@dataclass(frozen=True, slots=True)
class Review:
    """The latest annual review."""

    meeting: date | None = None
    decided: date | None = None
    outcome: str | None = None
    draft: date | None = None


def plan_life(
    dice: Dice, born: date, issued: date, here_since: date, transfer_la: str | None = None
) -> tuple[NamedPlan, ActivePlan | None]:
    """The named plan and, where it is open today or was on the census day, its module 5.

    `here_since` is the day from which this authority's return can tell of it: the issue, the move into the area, or the
    first day of the years in the file for a plan from before.
    """
    end = ending(dice, born, here_since)
    if end:
        return ended_plan(dice, born, issued, end, transfer_la)
    moved_in = transfer_la is not None
    where = placements(dice, born, here_since if moved_in else issued, dice.today)
    review = latest_review(dice, here_since if moved_in else issued)
    due, final = phase_transfer(dice, born, here_since if moved_in else issued)
    active = ActivePlan(
        transfer_la=transfer_la,
        placements=where,
        needs=needs(dice),
        review_meeting=review.meeting,
        review_outcome=review.outcome,
        review_draft=review.draft,
        phase_transfer_due=due,
        phase_transfer_final=final,
        last_review=review.decided,
    )
    return named_plan(dice, where[-1], amended(dice, review) or issued, None), active


def ended_plan(
    dice: Dice, born: date, issued: date, end: End, transfer_la: str | None
) -> tuple[NamedPlan, ActivePlan | None]:
    """A plan that has ended. Where it was open on the census day, the placement of then and the need are told."""
    if not issued <= dice.census < end[0]:
        return named_plan(dice, place(dice, born, end[0]), issued, end), None
    entry = max(phase_began(born, dice.census), issued)
    was_at = place(dice, born, dice.census, entry, end[0])
    return named_plan(dice, was_at, issued, end), ActivePlan(transfer_la, (was_at,), needs(dice))


def named_plan(dice: Dice, placement: Place, start: date, end: End | None) -> NamedPlan:
    """Module 4. A personal budget is organised arrangements, a direct payment, or both."""
    budget = dice.often("personal_budget")
    organised = budget and dice.chance(0.4)
    direct = budget and (not organised or dice.chance(0.2))
    return NamedPlan(
        start_date=start,
        places=named_in_plan(dice, placement),
        residential=placement.residential,
        work_based=placement.work_based,
        personal_budget=budget,
        organised_arrangements=organised,
        direct_payments="EESHI"[dice.number(0, 4)] if direct else None,
        cease_date=end[0] if end else None,
        cease_reason=end[1] if end else None,
    )


def ending(dice: Dice, born: date, since: date) -> End | None:
    """When and why the plan ended, if it has: a yearly chance by age, and at the latest after the year of turning 25."""
    last = date(born.year + 25 + (born.month > 8), 8, 31)
    day = since + timedelta(90)
    while day <= min(dice.today, last):
        years = age(born, day)
        band = "under_16" if years < 16 else "16_to_18" if years < 19 else "19_and_over"
        if dice.often(f"ceased_a_year_{band}"):
            when = day + timedelta(dice.number(0, 364))
            if when > min(dice.today, last):
                break
            return when, reason(dice, age(born, when))
        day += YEAR
    return (last, "1") if last <= dice.today else None


def reason(dice: Dice, years: int) -> str:
    """A CeaseReason that fits the age: nobody leaves for higher education or work before the age for it."""
    if years < 16:
        return dice.draw("cease_reason_under_16")
    code = dice.draw("cease_reason_16_and_over")
    return "6" if code == "3" and years < 18 else code


def needs(dice: Dice) -> tuple[Need, ...]:
    first = dice.draw("need")
    if not dice.often("two_needs"):
        return (Need(first, "1"),)
    second = dice.draw("need")
    return (Need(first, "1"),) if second == first else (Need(first, "1"), Need(second, "2"))


def latest_review(dice: Dice, since: date) -> Review:
    """The latest review of a plan that began on `since`: in the last twelve months, longer ago, or never."""
    today = dice.today
    earliest = since + timedelta(150)
    if since + YEAR > today:
        if earliest >= today or not dice.often("early"):
            return Review()
        return decided(dice, dice.working_day(earliest, today))
    when = dice.draw("when")
    if when == "never" and since + 3 * YEAR > today:
        return Review()
    if when == "in_the_last_12_months":
        return decided(dice, dice.working_day(max(earliest, today - YEAR), today))
    latest = today - YEAR - timedelta(1)
    if earliest > latest:
        return Review()
    return decided(dice, dice.working_day(max(earliest, today - timedelta(800)), latest))


def decided(dice: Dice, meeting: date) -> Review:
    """The decision after a review meeting: in four weeks, late, or not made."""
    if dice.often("undecided"):
        return Review(meeting)
    days = dice.number(5, 28) if dice.often("decided_in_4_weeks") else 28 + dice.skewed(1, 120)
    letter = dice.until_today(meeting + timedelta(days))
    if letter is None:
        return Review(meeting)
    outcome = dice.draw("outcome")
    if outcome == "C" and letter < dice.today - timedelta(60):
        outcome = "M"  # the appeal window has passed: a plan that is still open was kept after all
    draft = letter + timedelta(0 if dice.chance(0.6) else dice.number(1, 10))
    return Review(meeting, letter, outcome, dice.until_today(draft) if outcome == "A" else None)


def amended(dice: Dice, review: Review) -> date | None:
    """The date of the amended plan, which then is the date of the current plan; most are out in eight weeks."""
    if review.draft is None:
        return None
    return dice.until_today(review.draft + timedelta(dice.number(25, 56) if dice.chance(0.7) else dice.number(57, 200)))


def phase_transfer(dice: Dice, born: date, since: date) -> tuple[date | None, date | None]:
    """Due and final dates of the phase transfer of the latest spring: 15 February, or 31 March into post-16.

    Regulation 18, SI 2014/1530. Left out for a plan younger than the autumn before, and for a due date still to come.
    """
    year = dice.today.year if (dice.today.month, dice.today.day) >= (2, 15) else dice.today.year - 1
    years = school_age(born, date(year, 9, 1))
    due = date(year, 3, 31) if years == 16 else date(year, 2, 15)
    if years not in (4, 11, 16) or since > date(year - 1, 10, 31) or due > dice.today:
        return None, None
    how = dice.draw("phase_transfer")
    if how == "missing":
        return due, None
    final = due - timedelta(dice.skewed(0, 35)) if how == "on_time" else due + timedelta(dice.skewed(1, 90))
    return due, dice.until_today(final)
