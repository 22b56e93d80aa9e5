"""KP8a: statutory assessments completed, including those that ended in a decision not to issue a plan."""

from reports.measure import At, Measure
from reports.rows.assessments import Counted, Kind, decided_on

SOURCE = "Derby City Written Statement of Action 2019, Appendix 2, KP8a; DfE, Education, health and care plans"
POLARITY = "lower, as Derby printed it in 2019"
EXCLUSIONS = (
    "Withdrawn, open, exported and historical assessments; plans transferred in. "
    "A decision that was later reversed keeps its first outcome and date."
)


def _completed(counted: Counted, _at: At) -> bool:
    return counted.kind is not None


def _issued(counted: Counted, _at: At) -> bool:
    return counted.kind == Kind.ISSUED


def _not_issued(counted: Counted, _at: At) -> bool:
    return counted.kind == Kind.NOT_ISSUED


MEASURES = (
    Measure(
        id="kp8a.total",
        title="Assessments completed",
        definition="Assessments that ended in the period with a plan or with a decision not to issue one.",
        numerator="assessments completed in the period",
        denominator="",
        basis="all assessments, by the date of the outcome",
        polarity=POLARITY,
        exclusions=EXCLUSIONS,
        source=SOURCE,
        block="B3",
        unit="assessments",
        when=decided_on,
        belongs=_completed,
    ),
    Measure(
        id="kp8a.issued",
        within="kp8a.total",
        title="Assessments completed with a plan",
        definition="Assessments of which the final plan was sent in the period.",
        numerator="assessments with a plan issued in the period",
        denominator="",
        basis="all assessments, by the date that the plan was sent",
        polarity=POLARITY,
        exclusions=EXCLUSIONS,
        source=SOURCE,
        block="B3",
        unit="assessments",
        when=decided_on,
        belongs=_issued,
    ),
    Measure(
        id="kp8a.not_issued",
        within="kp8a.total",
        title="Assessments completed without a plan",
        definition="Assessments of which the family was told in the period that no plan would be issued.",
        numerator="assessments with a decision not to issue in the period",
        denominator="",
        basis="all assessments, by the date that the family was told",
        polarity=POLARITY,
        exclusions=EXCLUSIONS,
        source=SOURCE,
        block="B3",
        unit="assessments",
        when=decided_on,
        belongs=_not_issued,
    ),
)
