"""What the three sentences of the summary count (B1): plans sent late, what was late before them, and what falls due next."""

from datetime import date

from reports.board.months import back
from reports.measure import CONTEXT, LOWER, At, Measure, Question, Statistic
from reports.measures.stages import BY_BODY
from reports.rows.cases import CaseRow, Stage
from reports.rows.late import SentLateRow

SOURCE = "Counted from the case records, on the limits of SI 2014/1530"
SENT_LATE = "summary.sent_late"
WEEK_20_NEXT = "summary.week_20_next"

STEPS = (
    ("assess_decision", "the decision whether to assess"),
    *((f"advice_{body}", f"advice ({words[:1].lower()}{words[1:]})") for body, words in BY_BODY.categories),
    ("setting_reply", "the reply of a setting that was consulted"),
)
"""The keys of `reports/rows/late.py` with their words, in the order in which the steps come."""


def issued_on(row: SentLateRow) -> date:
    """The day by which a plan that was sent late falls into a period."""
    return row.issued_on


def _any(_row: SentLateRow, _at: At) -> bool:
    return True


def _over_before(row: SentLateRow, at: At) -> bool:
    return row.week_20 is not None and row.week_20 < at.period.first


def _with(step: str) -> Question:
    return lambda row, _at: step in row.late


def _next(row: CaseRow, at: At) -> bool:
    """Open at the end of the period, with week 20 in the month after it."""
    return row.week_20 is not None and row.week_20 in back(at.period, -1) and row.open_on(at.day)


def _drafted(row: CaseRow, at: At) -> bool:
    return row.stage_on(at.day) is Stage.DRAFT_WITH_FAMILY


def step_measure(step: str) -> str:
    """The id of the measure that counts how often a step was late."""
    return f"summary.late.{step}"


def _sent_late(measure_id: str, title: str, numerator: str, meets: Question) -> Measure:
    return Measure(
        id=measure_id,
        title=title,
        definition=f"Of the final plans sent in the period and not within 20 weeks: {numerator}.",
        numerator=numerator,
        denominator="plans sent in the period that were not within 20 weeks of the request",
        basis="all plans, with exceptions, by the day on which the plan was sent",
        polarity=LOWER,
        exclusions="Plans on time; decisions not to issue; plans transferred in; historical plans.",
        source=SOURCE,
        block="B1",
        unit="plans",
        reads="sent_late",
        statistic=Statistic.SHARE,
        when=issued_on,
        belongs=_any,
        meets=meets,
    )


MEASURES = (
    _sent_late(
        SENT_LATE,
        "Plans sent late that were past week 20 before the period began",
        "those whose week 20 was over before the first day of the period",
        _over_before,
    ),
    *(
        _sent_late(
            step_measure(step),
            f"Plans sent late in whose case {words} was late too",
            f"those in whose case {words} was late too",
            _with(step),
        )
        for step, words in STEPS
    ),
    Measure(
        id=WEEK_20_NEXT,
        title="Open, with week 20 in the month after",
        definition=(
            "Of the assessments open at the end of the period whose week 20 falls in the month after it: those whose "
            "draft is with the family."
        ),
        numerator="those whose draft is with the family",
        denominator="assessments open at the end of the period whose week 20 falls in the month after it",
        basis="open assessments in which the 20 weeks run",
        polarity=CONTEXT,
        exclusions="Assessments that have ended, and those in which the 20 weeks do not run.",
        source=SOURCE,
        block="B1",
        reads="cases",
        statistic=Statistic.SHARE,
        belongs=_next,
        meets=_drafted,
    ),
)
