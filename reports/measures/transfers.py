"""B12: moves between phases of education: the amended plans that had to name the next setting, and whether they did in time."""

from datetime import date

from reports.measure import CONTEXT, HIGHER, LOWER, At, Measure, Split, Statistic
from reports.rows.steps import MOVE_NOT_STATED, PHASE_TRANSFER, StepRow

DUTY = PHASE_TRANSFER
SOURCE = "SEND Regulations 2014, reg 18(1) and (2); DfE, Education, health and care plans: phase transfers (2026)"
BASIS = (
    "moves that are planned here or that a return tells of, by the last day in time (of a return: its own due date); DfE "
    "publishes plans due and final plans issued by the date, and that the due date is the last day in time is our reading"
)
LEFT_OUT = "Moves planned again with another day (the later plan counts), and plans that ceased before the last day."
KINDS = (
    ("early_years_to_school", "Early years to school"),
    ("infant_to_junior", "Infant to junior school"),
    ("primary_to_middle", "Primary to middle school"),
    ("primary_to_secondary", "Primary to secondary school"),
    ("middle_to_secondary", "Middle to secondary school"),
    ("secondary_to_post16", "Secondary school to post-16"),
    ("post16_to_post16", "One post-16 setting to another"),
    (MOVE_NOT_STATED, "Move not stated by the return"),
    ("other", "Kind not recorded"),
)
"""In the order of the phases. The date of each is in workflows/law/send_regulations_2014.toml, phase_transfer."""

SENT, LATE, UNDATED, OUTSTANDING = "in_time", "late", "undated", "outstanding"


def due(row: StepRow) -> date:
    return row.due


def owed(row: StepRow, _at: At) -> bool:
    return row.duty == DUTY and row.outcome != "not_required"


def sent_undated(row: StepRow) -> bool:
    """Sent by a day that the source does not give, so that nobody can say that it was late."""
    return row.met_on is None and row.outcome == "met"


def standing(row: StepRow, at: At) -> str:
    """How a move stands on the last day of the period."""
    if sent_undated(row):
        return UNDATED
    if row.met_on is None or row.met_on > at.day:
        return OUTSTANDING
    return SENT if row.on_time else LATE


def _dated(row: StepRow, at: At) -> bool:
    return owed(row, at) and not sent_undated(row)


def _in_time(row: StepRow, at: At) -> bool:
    return standing(row, at) == SENT


def _outstanding(row: StepRow, at: At) -> bool:
    return owed(row, at) and standing(row, at) == OUTSTANDING


def _to_come(row: StepRow, at: At) -> bool:
    return owed(row, at) and row.started_on <= at.day < row.due and standing(row, at) == OUTSTANDING


def _kind(row: StepRow, _at: At) -> str:
    return row.subject


BY_KIND = Split("Move", _kind, KINDS)

MEASURES = (
    Measure(
        id="transfers.due",
        title="Amended plans due before a move",
        definition="Moves to the next phase whose last day for the amended final plan was in the period.",
        numerator="amended final plans due in the period",
        denominator="",
        basis=BASIS,
        polarity=CONTEXT,
        exclusions=LEFT_OUT,
        source=SOURCE,
        block="B12",
        unit="plans",
        reads="steps",
        when=due,
        belongs=owed,
        split=BY_KIND,
    ),
    Measure(
        id="transfers.standing",
        title="Amended plans due before a move, by what became of them",
        definition="The same moves, by how they stood at the end of the period.",
        numerator="amended final plans due in the period",
        denominator="",
        basis=BASIS,
        polarity=CONTEXT,
        exclusions=LEFT_OUT,
        source=SOURCE,
        block="B12",
        unit="plans",
        reads="steps",
        when=due,
        belongs=owed,
        split=Split(
            "At the end of the period",
            standing,
            (
                (SENT, "Sent by the last day"),
                (LATE, "Sent late"),
                (UNDATED, "Sent, on a day that is not known"),
                (OUTSTANDING, "Not sent"),
            ),
        ),
    ),
    Measure(
        id="transfers.in_time",
        title="Final plans issued by the date",
        definition="Of the moves whose last day was in the period, those whose amended final plan was sent by that day.",
        numerator="amended final plans sent on or before the last day in time",
        denominator="amended final plans due in the period of which it is known whether they were sent in time",
        basis=BASIS,
        polarity=HIGHER,
        exclusions=f"{LEFT_OUT} Plans sent on a day that is not known.",
        source=SOURCE,
        block="B12",
        unit="plans",
        reads="steps",
        when=due,
        statistic=Statistic.SHARE,
        belongs=_dated,
        meets=_in_time,
        split=BY_KIND,
        within="transfers.due",
    ),
    Measure(
        id="transfers.outstanding",
        title="Amended plans due before a move and not sent",
        definition="Moves whose last day was in the period and whose amended final plan had not been sent by its end.",
        numerator="amended final plans due in the period and not sent by its end",
        denominator="",
        basis=BASIS,
        polarity=LOWER,
        exclusions=LEFT_OUT,
        source=SOURCE,
        block="B12",
        unit="plans",
        reads="steps",
        when=due,
        belongs=_outstanding,
        split=BY_KIND,
        within="transfers.due",
    ),
    Measure(
        id="transfers.to_come",
        title="Amended plans still to send, whose last day is not over",
        definition="Moves planned by the last day of the period, with a later last day and no amended final plan yet.",
        numerator="moves planned, not yet due and not sent",
        denominator="",
        basis="moves that are planned here or that a return tells of, on the last day of the period",
        polarity=CONTEXT,
        exclusions=LEFT_OUT,
        source=SOURCE,
        block="B12",
        unit="plans",
        reads="steps",
        belongs=_to_come,
        split=BY_KIND,
    ),
)
