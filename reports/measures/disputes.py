"""B15: mediations and appeals as the return and the Tribunal know them (KP2a to KP2d), and what was ordered."""

from collections.abc import Callable
from datetime import date

from reports.measure import CONTEXT, LOWER, At, Measure, Question, Split, Statistic
from reports.rows.disputes import AppealRow, MediationRow

WSOA = "Derby City Written Statement of Action 2019, Appendix 2"
TRIBUNAL = "Children and Families Act 2014, s.51; SEND Regulations 2014, regs 43 to 45"
BY_A_DAY = "Those that a return gives without a day, which stand in a line of their own."
UNDATED_BASIS = "by the day by which it had happened: a return says that it did in its year, and not when"
ABOUT = (
    ("assess", "Whether to assess"),
    ("plan", "Whether to issue a plan"),
    ("content", "What the plan says"),
    ("placement", "The school or other setting"),
    ("cease", "Whether to end the plan"),
    ("reassess", "Whether to reassess"),
    ("health", "Health provision"),
    ("social_care", "Social care provision"),
    ("other", "Another matter, or none recorded"),
)
"""In the order of workflows/facts.py, DISPUTE_SUBJECTS."""
ORDERS = (
    ("dismiss", "Appeal dismissed: the decision stands"),
    ("assess", "To assess"),
    ("make_plan", "To make a plan"),
    ("reconsider", "To think again about a plan"),
    ("amend", "To amend the plan"),
    ("name_setting", "To name a setting"),
    ("continue", "To keep the plan going"),
    ("continue_and_amend", "To keep the plan going and amend it"),
    ("other", "Order whose kind is not recorded"),
)
"""The orders of reg 44, the one that leaves the decision as it was first."""
ORDERED_NOTE = "Orders made by consent count as orders. Appeals that were conceded or withdrawn have none."


def _held_on(row: MediationRow) -> date:
    return row.held_on


def _registered_on(row: AppealRow) -> date:
    return row.registered_on


def _conceded_on(row: AppealRow) -> date | None:
    return row.conceded_on


def _withdrawn_on(row: AppealRow) -> date | None:
    return row.withdrawn_on


def _heard_on(row: AppealRow) -> date | None:
    return row.heard_on


def _ordered_on(row: AppealRow) -> date | None:
    return row.ordered_on


def _any(_row: object, _at: At) -> bool:
    return True


def _dated(row: MediationRow | AppealRow, _at: At) -> bool:
    return row.dated


def _undated(row: MediationRow | AppealRow, _at: At) -> bool:
    return not row.dated


def _then_appealed(row: MediationRow, at: At) -> bool:
    return row.appealed_on is not None and row.appealed_on <= at.day


def _upheld(row: AppealRow, _at: At) -> bool:
    return row.upheld


def _live(row: AppealRow, at: At) -> bool:
    ends = (row.conceded_on, row.withdrawn_on, row.ordered_on)
    return row.dated and row.registered_on <= at.day and not any(day is not None and day <= at.day for day in ends)


def _about(row: MediationRow | AppealRow, _at: At) -> str:
    return row.about


def _order(row: AppealRow, _at: At) -> str:
    return row.order


BY_MATTER = Split("Matter", _about, ABOUT)


def _measure(
    measure_id: str,
    title: str,
    definition: str,
    numerator: str,
    polarity: str,
    exclusions: str,
    source: str,
    belongs: Question,
    when: Callable[..., date | None] | None,
    basis: str,
    reads: str = "appeals",
    split: Split | None = BY_MATTER,
    within: str = "",
    denominator: str = "",
    meets: Question | None = None,
) -> Measure:
    return Measure(
        id=measure_id,
        title=title,
        definition=definition,
        numerator=numerator,
        denominator=denominator,
        basis=basis,
        polarity=polarity,
        exclusions=exclusions,
        source=source,
        belongs=belongs,
        meets=meets,
        block="B15",
        statistic=Statistic.SHARE if meets else Statistic.COUNT,
        unit=reads,
        reads=reads,
        when=when,
        split=split,
        within=within,
    )


MEASURES = (
    _measure(
        "kp2a.mediations",
        "Mediations held",
        "Mediation meetings held in the period, about any matter.",
        "mediation meetings held in the period",
        CONTEXT,
        f"Mediation that was asked for and not held. {BY_A_DAY}",
        f"{WSOA}, KP2a; SEND Regulations 2014, regs 36 and 37",
        _dated,
        _held_on,
        "all mediations, by the day of the meeting",
        reads="mediations",
    ),
    _measure(
        "disputes.mediations_undated",
        "Mediations held by the year end, day not known",
        "Mediations of which only a return tells: held by a day of the period, nobody knows when.",
        "mediations held by a day of the period",
        CONTEXT,
        "Mediations of which the day is known.",
        f"{WSOA}, KP2a; SEN2 items 2.6 and 3.5",
        _undated,
        _held_on,
        f"mediations, {UNDATED_BASIS}",
        reads="mediations",
    ),
    _measure(
        "kp2b.then_appealed",
        "Mediations that were followed by an appeal",
        "Of the mediation meetings held in the period, those after which an appeal about the same matter was registered by "
        "the end of the period.",
        "of those, the mediations followed by an appeal by the end of the period",
        LOWER,
        "Appeals registered after the period: the share of a period that is just over may still grow. Mediations that a "
        "return gives without a day: it does not say which came first.",
        f"{WSOA}, KP2b",
        _dated,
        _held_on,
        "all mediations, by the day of the meeting",
        reads="mediations",
        denominator="mediation meetings held in the period",
        meets=_then_appealed,
    ),
    _measure(
        "disputes.registered",
        "Appeals registered",
        "Appeals to the Tribunal registered in the period, about any matter.",
        "appeals registered in the period",
        LOWER,
        BY_A_DAY,
        f"Derby City Written Statement of Action 2019, action 3.2.6; {TRIBUNAL}",
        _dated,
        _registered_on,
        "all appeals, by the day of registration",
    ),
    _measure(
        "disputes.undated",
        "Appeals registered by the year end, day not known",
        "Appeals of which only a return tells: registered by a day of the period, nobody knows when.",
        "appeals registered by a day of the period",
        LOWER,
        "Appeals of which the day is known.",
        f"SEN2 items 2.7 and 3.6; {TRIBUNAL}",
        _undated,
        _registered_on,
        f"appeals, {UNDATED_BASIS}",
    ),
    _measure(
        "disputes.conceded",
        "Appeals conceded",
        "Appeals that the authority conceded or did not oppose, in the period.",
        "appeals conceded or not opposed in the period",
        CONTEXT,
        "Appeals conceded in part: the Tribunal decides the rest.",
        f"Derby City Written Statement of Action 2019, action 3.2.6; {TRIBUNAL}",
        _any,
        _conceded_on,
        "all appeals, by the day on which they were conceded",
    ),
    _measure(
        "disputes.withdrawn",
        "Appeals withdrawn",
        "Appeals that the family withdrew in the period.",
        "appeals withdrawn in the period",
        CONTEXT,
        "None.",
        "First-tier Tribunal (HESC) Rules 2008, rule 17",
        _any,
        _withdrawn_on,
        "all appeals, by the day on which they were withdrawn",
    ),
    _measure(
        "kp2c.heard",
        "Tribunals held",
        "Appeals that the Tribunal heard in the period.",
        "appeals heard in the period",
        LOWER,
        "Appeals that were decided without a hearing, conceded or withdrawn.",
        f"{WSOA}, KP2c; {TRIBUNAL}",
        _any,
        _heard_on,
        "all appeals, by the day of the hearing",
    ),
    _measure(
        "disputes.ordered",
        "Orders of the Tribunal, against the authority's decision",
        "Appeals on which the Tribunal made an order in the period, by what it ordered.",
        "orders made in the period",
        CONTEXT,
        ORDERED_NOTE,
        f"SEND Regulations 2014, regs 43 and 44; {TRIBUNAL}",
        _any,
        _ordered_on,
        "all appeals, by the day of the order",
        split=Split("Order", _order, ORDERS),
    ),
    _measure(
        "kp2d.upheld",
        "Tribunals upheld",
        "Appeals on which the Tribunal made an order in the period other than to dismiss the appeal.",
        "appeals upheld, wholly or in part, in the period",
        LOWER,
        f"{ORDERED_NOTE} Orders whose kind is not recorded.",
        f"{WSOA}, KP2d; {TRIBUNAL}",
        _upheld,
        _ordered_on,
        "all appeals, by the day of the order",
        within="disputes.ordered",
    ),
    _measure(
        "disputes.live",
        "Appeals not yet decided",
        "Appeals registered by the last day of the period and not conceded, withdrawn or decided by it.",
        "appeals not yet decided on the last day",
        CONTEXT,
        "Appeals that a return gives without a day: it does not say how they ended.",
        TRIBUNAL,
        _live,
        None,
        "appeals on the last day of the period",
    ),
)
