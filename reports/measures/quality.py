"""B19: what is amiss in the records that the figures rest on."""

from datetime import date

from reports.measure import LOWER, At, Measure, Split, Statistic
from reports.rows.cases import CaseRow
from reports.rows.quality import Fault, FaultRow

SOURCE = "The council's own checks of its records (SEN2 completeness, order and dates of entries)"
KINDS = (
    (Fault.UNDATED.value, "No date: only a day by which the step was taken"),
    (Fault.OUT_OF_ORDER.value, "Impossible order: the entry does not follow from those before it"),
    (Fault.BACKDATED.value, "Backdated: recorded long after it happened"),
    (Fault.CORRECTED.value, "Corrected: put right or taken back"),
    (Fault.REOPENED.value, "Reopened after it had ended"),
    (Fault.BLOCKS_RETURN.value, "Blocks the SEN2 return, as known now"),
)
BY_KIND_NOTE = "One case may have several faults, of one kind or of several."


def _on(row: FaultRow) -> date:
    return row.on


def _any(_row: FaultRow, _at: At) -> bool:
    return True


def _by(row: FaultRow, at: At) -> bool:
    return row.on <= at.day


def _kind(row: FaultRow, _at: At) -> str:
    return row.fault.value


def _blocking(row: FaultRow, at: At) -> bool:
    return row.fault is Fault.BLOCKS_RETURN and row.on <= at.day


def _case(row: FaultRow) -> str:
    return row.case


def _backdated(row: FaultRow, _at: At) -> bool:
    return row.fault is Fault.BACKDATED


def _days(row: FaultRow, _at: At) -> int | None:
    return row.days


def _open(row: CaseRow, at: At) -> bool:
    return row.open_on(at.day)


def _no_date(row: CaseRow, _at: At) -> bool:
    return row.received_on is None


BY_KIND = Split("Fault", _kind, KINDS)

MEASURES = (
    Measure(
        id="quality.faults_in_period",
        title="Faults in records, of the period",
        definition="Faults in the record of a case, by the day they are counted on: of the step, or of its recording where "
        "it was backdated or corrected.",
        numerator="faults counted on a day of the period",
        denominator="",
        basis="faults of every case, of the period",
        polarity=LOWER,
        exclusions=f"None. {BY_KIND_NOTE}",
        source=SOURCE,
        block="B19",
        unit="faults",
        reads="faults",
        when=_on,
        belongs=_any,
        split=BY_KIND,
    ),
    Measure(
        id="quality.faults",
        title="Faults in records, so far",
        definition="All faults in the records of cases up to the last day of the period.",
        numerator="faults up to the last day",
        denominator="",
        basis="faults of every case, up to the last day of the period",
        polarity=LOWER,
        exclusions=f"None. {BY_KIND_NOTE}",
        source=SOURCE,
        block="B19",
        unit="faults",
        reads="faults",
        belongs=_by,
        split=BY_KIND,
    ),
    Measure(
        id="quality.cases_with_fault",
        title="Cases with a fault in their record",
        definition="Cases with one fault or more up to the last day of the period, each counted once.",
        numerator="cases with a fault",
        denominator="",
        basis="faults of every case, up to the last day of the period",
        polarity=LOWER,
        exclusions="None.",
        source=SOURCE,
        block="B19",
        reads="faults",
        belongs=_by,
        each=_case,
    ),
    Measure(
        id="quality.blocking_cases",
        title="Cases with a fault that blocks the SEN2 return",
        definition="Cases of which the return could not be sent as the record is, each counted once.",
        numerator="cases with a fault that blocks the return",
        denominator="",
        basis="faults of every case, as the return would be checked on the last day of the period",
        polarity=LOWER,
        exclusions="None.",
        source=SOURCE,
        block="B19",
        reads="faults",
        belongs=_blocking,
        each=_case,
    ),
    Measure(
        id="quality.backdated_days",
        title="Median days by which backdated steps were recorded late",
        definition="The middle of the days from each backdated step to the day on which it was recorded.",
        numerator="median of the days from the step to its recording",
        denominator="backdated steps recorded in the period",
        basis="backdated steps, by the day on which they were recorded",
        polarity=LOWER,
        exclusions="Steps recorded within the days that are not yet backdated.",
        source=SOURCE,
        block="B19",
        statistic=Statistic.MEDIAN,
        unit="days",
        reads="faults",
        when=_on,
        belongs=_backdated,
        amount=_days,
    ),
    Measure(
        id="quality.no_date_received",
        title="Open assessments without a date received",
        definition="Of the open assessments, those of which nobody knows on which day the request was received.",
        numerator="open assessments without a date received",
        denominator="open assessments",
        basis="open assessments on the last day of the period",
        polarity=LOWER,
        exclusions="None.",
        source="SEN2 item 2.1; without the day no limit can be worked out",
        block="B19",
        statistic=Statistic.SHARE,
        reads="cases",
        belongs=_open,
        meets=_no_date,
    ),
)
