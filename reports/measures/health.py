"""B18: how well health is told of drafts, plans and their ends, and what it answers (HF-14)."""

from collections.abc import Callable
from datetime import date

from reports.boundaries import bands
from reports.measure import CONTEXT, HIGHER, LOWER, At, Measure, Question, Statistic
from reports.rows.health import Happening, MonthlyList, Raised, SentNotice, ToTell
from workflows.words import amount_words

SOURCE = "The council's own measures of telling health (requirement HF-14)"
TOLD, ANSWERED = bands("health_told"), bands("health_answered")
TOLD_IN = TOLD.edges[0]
ANSWERED_IN = ANSWERED.edges[0]
TOLD_WORDS = amount_words(TOLD_IN, TOLD.unit)
ANSWERED_WORDS = amount_words(ANSWERED_IN, ANSWERED.unit)


def happened_on(row: ToTell) -> date:
    return row.happened_on


def left_on(row: SentNotice) -> date:
    return row.sent_on


def raised_on(row: Raised) -> date:
    return row.raised_on


def month_of(row: MonthlyList) -> date:
    return row.month


def sent_by(row: ToTell, at: At) -> bool:
    """Everybody who was to be sent it was, by the day that is looked at."""
    return row.sent_on is not None and row.sent_on <= at.day


def _is(what: Happening) -> Question:
    def belongs(row: ToTell, _at: At) -> bool:
        return row.what is what

    return belongs


def _told_in_time(row: ToTell, at: At) -> bool:
    return sent_by(row, at) and row.sent_on is not None and at.working_days(row.happened_on, row.sent_on) <= TOLD_IN


def _answered_by(row: SentNotice, at: At) -> bool:
    return row.answered_on is not None and row.answered_on <= at.day


def _judged(row: SentNotice, at: At) -> bool:
    return _answered_by(row, at) or at.working_days(row.sent_on, at.day) > ANSWERED_IN


def _answered_in_time(row: SentNotice, at: At) -> bool:
    return (
        _answered_by(row, at)
        and row.answered_on is not None
        and at.working_days(row.sent_on, row.answered_on) <= ANSWERED_IN
    )


def _to_confirm(row: SentNotice, _at: At) -> bool:
    return row.to_confirm


def _confirmed(row: SentNotice, at: At) -> bool:
    return row.confirmed_on is not None and row.confirmed_on <= at.day


def _any(_row: object, _at: At) -> bool:
    return True


def _failed(row: Raised, _at: At) -> bool:
    return row.failed


def _days_to_health(row: ToTell, at: At) -> int | None:
    return (row.sent_on - row.happened_on).days if sent_by(row, at) and row.sent_on is not None else None


def _was_answered(row: MonthlyList, _at: At) -> bool:
    return row.agreed is not None


def _agreed(row: MonthlyList, _at: At) -> tuple[int, int]:
    return row.agreed or 0, row.expected


def _share_of(
    measure_id: str, title: str, what: Happening, numerator: str, denominator: str, exclusions: str, meets: Question
) -> Measure:
    return Measure(
        id=measure_id,
        title=title,
        definition=f"Of the {denominator}: {numerator.removeprefix('of those, ')}.",
        numerator=numerator,
        denominator=denominator,
        basis="what happened in the period, and what had left by its end",
        polarity=HIGHER,
        exclusions=exclusions,
        source=SOURCE,
        block="B18",
        statistic=Statistic.SHARE,
        unit="plans",
        reads="to_tell",
        when=happened_on,
        belongs=_is(what),
        meets=meets,
    )


def _days_of(measure_id: str, title: str, what: Happening, definition: str, denominator: str, left_out: str) -> Measure:
    return Measure(
        id=measure_id,
        title=title,
        definition=f"{definition[:1].upper()}{definition[1:]}.",
        numerator=definition,
        denominator=denominator,
        basis="what happened in the period, and what had left by its end",
        polarity=LOWER,
        exclusions=left_out,
        source=SOURCE,
        block="B18",
        statistic=Statistic.MEDIAN,
        unit="days",
        reads="to_tell",
        when=happened_on,
        belongs=_is(what),
        amount=_days_to_health,
    )


def _of_notices(
    measure_id: str,
    title: str,
    numerator: str,
    denominator: str,
    polarity: str,
    exclusions: str,
    belongs: Question,
    meets: Question,
    reads: str = "sent_notices",
    when: Callable[..., date] = left_on,
) -> Measure:
    return Measure(
        id=measure_id,
        title=title,
        definition=f"Of the {denominator}: {numerator.removeprefix('of those, ')}.",
        numerator=numerator,
        denominator=denominator,
        basis="notices of the period, and what was answered by its end",
        polarity=polarity,
        exclusions=exclusions,
        source=SOURCE,
        block="B18",
        statistic=Statistic.SHARE,
        unit="notices",
        reads=reads,
        when=when,
        belongs=belongs,
        meets=meets,
    )


SET_SENT = _share_of(
    "health.set_sent",
    f"Final plans of which health was told in {TOLD_WORDS}",
    Happening.FINAL,
    f"final plans of which every health contact who is to have the flag was sent it in {TOLD_WORDS}",
    "final plans sent in the period",
    "Plans read in from a return: nothing is sent for them. A notice that is held for a person counts as not sent.",
    _told_in_time,
)
ACKNOWLEDGED = _of_notices(
    "health.acknowledged",
    f"Notices that a person in health answered in {ANSWERED_WORDS}",
    f"of those, the notices that somebody acknowledged, confirmed or rejected in {ANSWERED_WORDS}",
    f"notices that left in the period, and were answered or have had their {ANSWERED_WORDS}",
    HIGHER,
    f"Notices that are not answered and whose {ANSWERED_WORDS} are not over.",
    _judged,
    _answered_in_time,
)
CONFIRMED = _of_notices(
    "health.confirmed",
    "Flags that the provider confirmed",
    "of those, the notices that the provider confirmed",
    "notices to set or clear a flag that left in the period",
    HIGHER,
    "Updates, drafts, plans and invitations: there is nothing to confirm.",
    _to_confirm,
    _confirmed,
)
CLEAR_SENT = _share_of(
    "health.clear_sent",
    "Plans that ended, of which health was told",
    Happening.CEASED,
    "of those, the plans of which every health contact who had the flag was sent a notice to clear it",
    "plans that ceased or went to another authority in the period, where health had been told of the plan",
    "Plans that ended by death: a person tells health. Plans that ended in a return that was read in.",
    sent_by,
)
FAILED = _of_notices(
    "health.failed",
    "Notices that failed or were rejected",
    "of those, the notices that could not be sent, came back, or that the provider rejected",
    "notices raised in the period",
    LOWER,
    "Notices taken back before they left. Whether a message failed is as it stands now, whatever the day asked for.",
    _any,
    _failed,
    "raised_notices",
    raised_on,
)
DRAFT_SHARED = _share_of(
    "health.draft_shared",
    "Drafts that health was sent",
    Happening.DRAFT,
    "of those, the drafts that everybody in health who is to comment was sent",
    "drafts sent to the family in the period",
    "Drafts read in from a return. A share that is held for a person counts as not sent.",
    sent_by,
)
DRAFT_DAYS = _days_of(
    "health.draft_days",
    "Median days from the draft to health",
    Happening.DRAFT,
    "median of the days from the day the draft was sent to the family to the day on which health was sent it",
    "drafts sent in the period that were sent to health",
    "Drafts that have not left yet; how many there are is given beside it.",
)
FINAL_SHARED = _share_of(
    "health.final_shared",
    "Final plans that health was sent",
    Happening.SHARED,
    "of those, the plans that everybody in health who is to have the plan was sent",
    "final plans sent to the family in the period",
    "Plans read in from a return. A share that is held for a person counts as not sent.",
    sent_by,
)
FINAL_DAYS = _days_of(
    "health.final_days",
    "Median days from the final plan to health",
    Happening.SHARED,
    "median of the days from the day the final plan was sent to the family to the day on which health was sent it",
    "final plans sent in the period that were sent to health",
    "Final plans that have not left yet; how many there are is given beside it.",
)
RECONCILED = Measure(
    id="health.reconciled",
    title="People on whose flag the provider's list agrees",
    definition="Of the people on the lists of the period that a provider answered: those on whom its answer agrees.",
    numerator="of those, the people on whom the provider's answer agrees",
    denominator="people on the lists of the months of the period that a provider answered",
    basis="the lists of the months of the period, as answered by the day on which the report stands",
    polarity=HIGHER,
    exclusions="Lists that are not answered; how many there are is given beside it, month by month.",
    source="The monthly comparison with each health provider (requirement HF-10)",
    block="B18",
    statistic=Statistic.SHARE,
    unit="people",
    reads="monthly_lists",
    when=month_of,
    belongs=_was_answered,
    people=_agreed,
)
LISTS_ANSWERED = Measure(
    id="health.lists_answered",
    title="Monthly lists that the provider answered",
    definition="Of the lists of the months of the period: those that the provider answered.",
    numerator="of those, the lists that were answered",
    denominator="lists made for the months of the period, one for each provider",
    basis="the lists of the months of the period, as answered by the day on which the report stands",
    polarity=HIGHER,
    exclusions="None.",
    source=RECONCILED.source,
    block="B18",
    statistic=Statistic.SHARE,
    unit="lists",
    reads="monthly_lists",
    when=month_of,
    belongs=_any,
    meets=_was_answered,
)
SENT = Measure(
    id="health.sent",
    title="Notices sent to health",
    definition="Notices of every kind that left in the period.",
    numerator="notices that left in the period",
    denominator="",
    basis="notices, by the day on which each left",
    polarity=CONTEXT,
    exclusions="Notices that wait, are held for a person, or were taken back.",
    source=SOURCE,
    block="B18",
    unit="notices",
    reads="sent_notices",
    when=left_on,
    belongs=_any,
)

TOLD_MEASURES = (
    SET_SENT,
    ACKNOWLEDGED,
    CONFIRMED,
    CLEAR_SENT,
    FAILED,
    DRAFT_SHARED,
    DRAFT_DAYS,
    FINAL_SHARED,
    FINAL_DAYS,
    RECONCILED,
)
"""Those that the command line prints (`reports/health_notices.py`), in its order."""

MEASURES = (*TOLD_MEASURES, SENT, LISTS_ANSWERED)
