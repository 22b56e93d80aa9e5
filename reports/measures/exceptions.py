"""Recorded exceptions by ground and stage, whether evidence is named, and KP8b without those that name none (B9)."""

from datetime import date

from reports.measure import CONTEXT, HIGHER, At, Measure, Question, Split, Statistic
from reports.measures import kp8b
from reports.measures.backlog import STAGE_WORDS
from reports.rows.assessments import within_twenty_weeks
from reports.rows.cases import CaseRow, Ending
from reports.rows.exceptions import ExceptionRow
from workflows.vocabulary import GROUND_WORDS, Ground

BASIS = "all recorded exceptions, by the day for which they were recorded"
EXCLUSIONS = "Exceptions taken back as recorded in error; missed appointments, which excuse an adviser without being recorded here."
SOURCE = "SEND Regulations 2014, regs 5(4), 8(2), 10(4), 13(3), 44(3)"


def recorded_for(row: ExceptionRow) -> date:
    """The day by which an exception falls into a period."""
    return row.recorded_for


def _ground(row: ExceptionRow, _at: At) -> str:
    return row.ground


def _stage(row: ExceptionRow, _at: At) -> str:
    """A return's flag has only a day by which it was set, when the assessment was over: of its stage that says nothing."""
    return "return" if row.ground == Ground.NOT_STATED else row.stage or "none"


BY_GROUND = Split(
    "Ground",
    _ground,
    (
        *((ground.value, words[:1].upper() + words[1:]) for ground, words in GROUND_WORDS.items()),
        ("other", "A word that is not a ground of the law"),
    ),
)
BY_STAGE = Split(
    "Stage",
    _stage,
    (
        *((stage.value, words) for stage, words in STAGE_WORDS.items()),
        ("return", "Read in from a return, stage not known"),
        ("none", "No assessment open on that day"),
        ("other", "Another stage"),
    ),
)


def _every(_row: ExceptionRow, _at: At) -> bool:
    return True


def _evidence(row: ExceptionRow, _at: At) -> bool:
    return row.evidence


def _stands(row: ExceptionRow, _at: At) -> bool:
    return row.stands


def _recorded(
    measure_id: str, title: str, numerator: str, split: Split, meets: Question | None = None, polarity: str = CONTEXT
) -> Measure:
    return Measure(
        id=measure_id,
        title=title,
        definition=f"{title}, of the exceptions recorded for a day of the period.",
        numerator=numerator,
        denominator="exceptions recorded in the period" if meets else "",
        basis=BASIS,
        polarity=polarity,
        exclusions=EXCLUSIONS,
        source=SOURCE,
        block="B9",
        unit="exceptions",
        reads="exceptions",
        statistic=Statistic.SHARE if meets else Statistic.COUNT,
        when=recorded_for,
        belongs=_every,
        meets=meets,
        split=split,
    )


def issued_on(row: CaseRow) -> date | None:
    """The day by which an issued plan falls into a period."""
    return row.issued_on


def _counts_for_kp8b(published: bool) -> Question:
    def belongs(row: CaseRow, _at: At) -> bool:
        outcomes = [end.how for end in row.ends if end.how in (Ending.ISSUED, Ending.NOT_ISSUED)]
        first_was_to_issue = not outcomes or outcomes[0] is Ending.ISSUED
        return first_was_to_issue and not (published and row.disputed) and not (row.exception and row.evidenced)

    return belongs


def _on_time(row: CaseRow, _at: At) -> bool:
    return row.issued_on is not None and within_twenty_weeks(row.received_on, row.issued_on)


def _kp8b(scope: str) -> Measure:
    same = next(each for each in kp8b.MEASURES if each.id == f"kp8b.{scope}.including")
    return Measure(
        id=f"exceptions.kp8b.{scope}",
        title="Plans issued within 20 weeks, excluding exceptions with evidence",
        definition=f"{same.definition} An exception for which no evidence is named counts as none.",
        numerator=same.numerator,
        denominator="plans sent in the period, cases with an exception and evidence for it left out",
        basis=same.basis,
        polarity=HIGHER,
        exclusions=f"{same.exclusions} Cases with a statutory exception and evidence for it, from both the plans on "
        "time and all plans.",
        source=same.source,
        block="B9",
        unit="plans",
        reads="cases",
        statistic=Statistic.SHARE,
        when=issued_on,
        belongs=_counts_for_kp8b(scope == "published"),
        meets=_on_time,
        within=same.id,
    )


MEASURES = (
    _recorded("exceptions.recorded", "Exceptions recorded", "exceptions recorded in the period", BY_GROUND),
    _recorded("exceptions.by_stage", "Exceptions recorded, by stage", "exceptions recorded in the period", BY_STAGE),
    _recorded(
        "exceptions.evidenced",
        "Exceptions with evidence",
        "exceptions for which evidence is named on the record",
        BY_GROUND,
        _evidence,
        HIGHER,
    ),
    _recorded(
        "exceptions.evidenced_by_stage",
        "Exceptions with evidence, by stage",
        "exceptions for which evidence is named on the record",
        BY_STAGE,
        _evidence,
        HIGHER,
    ),
    _recorded(
        "exceptions.standing",
        "Exceptions that stand",
        "exceptions that excuse at least one deadline of their case",
        BY_GROUND,
        _stands,
    ),
    _kp8b("published"),
    _kp8b("all_plans"),
)
