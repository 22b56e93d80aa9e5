"""B11 and KP10a: the plans that are maintained: how many there are, come and go, and personal budgets."""

from datetime import date

from reports.measure import CONTEXT, HIGHER, At, Measure, Split
from reports.rows.cases import age
from reports.rows.plans import UNDER_FIVES, PlanRow

SOURCE = "Children and Families Act 2014, s.44(1); DfE, Education, health and care plans (SEN2 items 4.5 and 4.6)"
PLANS = "plans maintained by this authority"
UNDATED = "A plan of which only a day by which it was there is known counts from that day."

REASONS = (
    ("maximum_age", "Reached the maximum age"),
    ("needs_met", "Needs met without a plan"),
    ("higher_education", "Went on to higher education"),
    ("paid_employment", "Went on to paid employment"),
    ("transferred", "Transferred to another authority"),
    ("no_longer_engaging", "No longer wishes to engage"),
    ("moved_outside_england", "Moved outside England"),
    ("deceased", "Died"),
    ("other", "Other reason, or none recorded"),
)
"""In the order of the return's codes 1 to 9 (workflows/facts.py, CEASE_REASONS)."""


def since(row: PlanRow) -> date:
    return row.in_force.since


def until(row: PlanRow) -> date | None:
    return row.in_force.until


def in_force(row: PlanRow, at: At) -> bool:
    return row.in_force_on(at.day)


def under_5(row: PlanRow, at: At) -> bool:
    return in_force(row, at) and row.born is not None and age(row.born, at.day) < UNDER_FIVES


def _budget(row: PlanRow, at: At) -> bool:
    return row.budget_on(at.day)


def _any(_row: PlanRow, _at: At) -> bool:
    return True


def _came(row: PlanRow, _at: At) -> str:
    if row.transferred_in:
        return "transferred_in"
    return "new" if row.new else "older"


def _reason(row: PlanRow, _at: At) -> str:
    return row.cease_reason


MEASURES = (
    Measure(
        id="caseload.in_force",
        title="Plans in force",
        definition="Plans that were maintained at the end of the last day of the period.",
        numerator="plans in force on the last day",
        denominator="",
        basis=f"{PLANS}, on the last day of the period",
        polarity=CONTEXT,
        exclusions=f"Plans that had ceased or gone to another authority by then. {UNDATED}",
        source=SOURCE,
        block="B11",
        unit="plans",
        reads="plans",
        belongs=in_force,
    ),
    Measure(
        id="caseload.under_5",
        within="caseload.in_force",
        title="Plans in force of children under 5",
        definition="Plans in force on the last day of the period of children who were not yet 5 on it.",
        numerator="plans of children under 5",
        denominator="",
        basis=f"{PLANS}, on the last day of the period",
        polarity=CONTEXT,
        exclusions="Plans of which no date of birth is known.",
        source=SOURCE,
        block="B11",
        unit="plans",
        reads="plans",
        belongs=under_5,
    ),
    Measure(
        id="caseload.began",
        title="Plans that came into force here",
        definition="Plans whose first day here was in the period: new, transferred in, or read in as older.",
        numerator="plans that came into force here in the period",
        denominator="",
        basis=f"{PLANS}, by their first day here",
        polarity=CONTEXT,
        exclusions=f"None. {UNDATED}",
        source=SOURCE,
        block="B11",
        unit="plans",
        reads="plans",
        when=since,
        belongs=_any,
        split=Split(
            "How it came",
            _came,
            (
                ("new", "New plans: first final plan sent"),
                ("transferred_in", "Transferred in from another authority"),
                ("older", "Read in as an older plan"),
            ),
        ),
    ),
    Measure(
        id="caseload.ceased",
        title="Plans that ceased",
        definition="Plans that stopped being maintained here in the period, by the reason.",
        numerator="plans that ceased in the period",
        denominator="",
        basis=f"{PLANS}, by the first day on which they were not",
        polarity=CONTEXT,
        exclusions="Plans decided to cease whose time to appeal is not over: they are still in force.",
        source="Children and Families Act 2014, s.45; DfE, SEN2 items 4.5 and 4.6",
        block="B11",
        unit="plans",
        reads="plans",
        when=until,
        belongs=_any,
        split=Split("Reason", _reason, REASONS),
    ),
    Measure(
        id="kp10a.budgets",
        within="caseload.in_force",
        title="Personal budgets (EHC plans)",
        definition="Plans in force on the last day of the period with a personal budget in place on that day.",
        numerator="plans in force with a personal budget",
        denominator="",
        basis=f"{PLANS}, on the last day of the period",
        polarity=HIGHER,
        exclusions="Budgets that had ended by then; budgets of plans that had ceased.",
        source="Derby City Written Statement of Action 2019, Appendix 2, KP10a; Children and Families Act 2014, s.49",
        block="B20",
        unit="plans",
        reads="plans",
        belongs=_budget,
    ),
)
