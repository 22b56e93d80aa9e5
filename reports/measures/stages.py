"""Timeliness by stage: what was done in the period, how much of it by the last day, and how long it took (B5).

One set of measures for each duty of an assessment, made from the law's own table of duties, and the same for the advice
of each body and of each health service.
"""

from collections.abc import Callable
from datetime import date

from reports.measure import CONTEXT, HIGHER, LOWER, At, Measure, Question, Split, Statistic
from reports.rows.cases import CaseRow, Stage
from reports.rows.steps import AdvisedRow, StepRow
from workflows.facts import BODIES
from workflows.parameters import the_law

DUTIES = ("assess_decision", "advice", "plan_refusal", "setting_reply", "final_plan")
"""In the order in which they fall due. The law sets no date for the draft: see `stages.draft.days`."""

ORDER_DUTIES = (
    "order_assess_notice",
    "order_plan_refusal",
    "order_final_plan",
    "order_draft",
    "order_plan",
    "order_reconsider",
    "order_amend",
    "order_name_setting",
)
"""What is owed after an order, an appeal that was not opposed or a mediation agreement."""

HEALTH = "advice_health"
"""The advice of health services, divided by service."""

EXCLUSIONS = "What was done on a day that is not known, what is not yet done, and what is no longer required."

_BODY_WORDS = {
    "education": "School, college or early years",
    "health": "Health",
    "educational_psychology": "Educational psychology",
    "social_care": "Social care",
    "sensory": "Sensory impairment teachers",
    "parent": "Whoever the parent or young person asked for",
    "other": "Others",
}

BY_BODY = Split("Who advises", lambda row, _at: row.body, tuple((body, _BODY_WORDS[body]) for body in BODIES))


def _service(row: StepRow, _at: At) -> str:
    if row.duty != "advice" or row.body != "health":
        return ""
    return row.subject.partition(" ")[2] or "unknown"


BY_SERVICE = Split(
    "Which health service",
    _service,
    (("other", "Other health services"), ("unknown", "Health, no service named")),
    commonest=12,
)


def met_on(row: StepRow) -> date | None:
    """The day by which something done falls into a period."""
    return row.met_on


def _met_in_time(row: StepRow, _at: At) -> bool:
    return row.on_time


def _days(row: StepRow, _at: At) -> int | None:
    return row.days if row.days is not None and row.days >= 0 else None


def draft_on(row: CaseRow) -> date | None:
    """The day on which the first draft went to the family."""
    return next((spell.since for spell in row.spells if spell.stage is Stage.DRAFT_WITH_FAMILY), None)


def _days_to_draft(row: CaseRow, _at: At) -> int | None:
    sent = draft_on(row)
    if sent is None or row.received_on is None or sent < row.received_on:
        return None
    return (sent - row.received_on).days


def _any_case(_row: CaseRow, _at: At) -> bool:
    return True


def _of(duty: str) -> Callable[[StepRow], bool]:
    if duty == HEALTH:
        return lambda row: row.duty == "advice" and row.body == "health"
    return lambda row: row.duty == duty


def title_of(duty: str) -> str:
    """What is to be done, as the law's table of duties has it."""
    if duty == HEALTH:
        return "Give the advice that was asked of a health service"
    return the_law().duties[duty].title


def _law_of(duty: str) -> str:
    of = the_law().duties["advice" if duty == HEALTH else duty]
    return "; ".join(dict.fromkeys(rule.source.title for rule in of.rules))


def _stage(duty: str) -> tuple[Measure, ...]:
    of, title = _of(duty), title_of(duty)
    by = {"advice": BY_BODY, HEALTH: BY_SERVICE}.get(duty)

    def done(row: StepRow, _at: At) -> bool:
        return of(row)

    def done_unexcused(row: StepRow, _at: At) -> bool:
        return of(row) and not row.grounds

    def overdue(row: StepRow, at: At) -> bool:
        later = row.met_on is not None and row.met_on > at.day
        return (
            of(row)
            and not row.grounds
            and row.due < at.day
            and (later or (row.met_on is None and row.outcome == "open"))
        )

    def measure(
        name: str,
        words: str,
        numerator: str,
        statistic: Statistic,
        belongs: Question = done,
        left_out: str = EXCLUSIONS,
        polarity: str = CONTEXT,
    ) -> Measure:
        share = statistic is Statistic.SHARE
        return Measure(
            id=f"stages.{duty}.{name}",
            title=f"{title}: {words}",
            definition=f"{title}. Counted here: {words}, of what was done in the period.",
            numerator=numerator,
            denominator="everything done in the period on a known day" if share else "",
            basis="by the day on which it was done",
            polarity=polarity,
            exclusions=left_out,
            source=_law_of(duty),
            block="B5",
            unit="days" if statistic is Statistic.MEDIAN else "steps",
            reads="steps",
            statistic=statistic,
            when=met_on,
            belongs=belongs,
            meets=_met_in_time if share else None,
            amount=_days if statistic is Statistic.MEDIAN else None,
            split=by,
            within=f"stages.{duty}.on_time" if belongs is done_unexcused else "",
        )

    return (
        measure("done", "done", "done in the period", Statistic.COUNT),
        measure("on_time", "done by the last day", "done by the last day", Statistic.SHARE, polarity=HIGHER),
        measure(
            "on_time_unexcused",
            "done by the last day, what an exception excuses left out",
            "done by the last day, and not excused",
            Statistic.SHARE,
            done_unexcused,
            f"{EXCLUSIONS} What an exception excuses, from both the numerator and the denominator.",
            HIGHER,
        ),
        measure("days", "days that it took", "days from the beginning", Statistic.MEDIAN, polarity=LOWER),
        Measure(
            id=f"stages.{duty}.overdue",
            title=f"{title}: overdue and not done",
            definition=f"{title}: past its last day and not done at the end of the period.",
            numerator="overdue and not done on the last day of the period",
            denominator="",
            basis="on the last day of the period",
            polarity=LOWER,
            exclusions="What an exception excuses, and what is no longer required.",
            source=_law_of(duty),
            block="B5",
            unit="steps",
            reads="steps",
            belongs=overdue,
            split=by,
        ),
    )


DRAFT = Measure(
    id="stages.draft.days",
    title="Days from the request to the first draft",
    definition="Of the assessments whose first draft was sent in the period: days since the request was received.",
    numerator="days from the day of receipt to the day on which the first draft was sent",
    denominator="",
    basis="by the day on which the first draft was sent",
    polarity=LOWER,
    exclusions="Drafts of requests without a known day of receipt, or with one after the draft.",
    source="The law sets no date for the draft; the family's time to comment must fit before week 20 (reg 13(1)(a))",
    block="B5",
    unit="days",
    reads="cases",
    statistic=Statistic.MEDIAN,
    when=draft_on,
    belongs=_any_case,
    amount=_days_to_draft,
)


def _agreed_on(row: AdvisedRow) -> date:
    return row.agreed_on


def _any_assessment(_row: AdvisedRow, _at: At) -> bool:
    return True


def _advised(row: AdvisedRow, _at: At) -> bool:
    return row.advised


ADVICE_RECORDED = Measure(
    id="stages.advice_recorded",
    title="Assessments with any advice recorded",
    definition="Of the assessments agreed to in the period, those of which any request for advice is recorded with its day.",
    numerator="of those, assessments with any advice recorded",
    denominator="assessments agreed to in the period",
    basis="by the day on which the family was told that there would be an assessment",
    polarity=HIGHER,
    exclusions="Assessments agreed to on a day that is not known.",
    source="The council's own records: the return has no advice",
    block="B5",
    statistic=Statistic.SHARE,
    reads="advised",
    when=_agreed_on,
    belongs=_any_assessment,
    meets=_advised,
)

MEASURES = (
    *(measure for duty in (*DUTIES, HEALTH, *ORDER_DUTIES) for measure in _stage(duty)),
    DRAFT,
    ADVICE_RECORDED,
)
