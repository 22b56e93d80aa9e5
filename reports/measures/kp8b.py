"""KP8b: plans issued within 20 weeks of the request, on two bases, with and without statutory exceptions."""

from reports.measure import HIGHER, At, Measure, Question, Rag, Statistic
from reports.rows.assessments import TWENTY_WEEKS, Counted, Kind, decided_on

SOURCE = "SI 2014/1530 reg 13(2), (3); DfE, Education, health and care plans (KP8b(i) and (ii))"
OUT_OF_SCOPE = (
    "Decisions not to issue (also those reversed later: the first outcome is the one that the return counts), plans "
    "transferred in, historical plans and plans not yet sent."
)
RAG = Rag(amber_within=5)
"""Five points is our own choice, and printed: the Written Statement of Action gives no rule."""


def _on_time(counted: Counted, _at: At) -> bool:
    return counted.on_time


def _belongs(published: bool, excluding: bool) -> Question:
    def belongs(counted: Counted, _at: At) -> bool:
        return (
            counted.kind == Kind.ISSUED
            and not (published and counted.disputed)
            and not (excluding and counted.exception)
        )

    return belongs


def _measure(basis: str, treatment: str) -> Measure:
    published, excluding = basis == "published", treatment == "excluding"
    left_out = [OUT_OF_SCOPE]
    if published:
        left_out.append("Every plan with a mediation or tribunal indicator of any kind.")
    if excluding:
        left_out.append("Cases with a statutory exception, from both the plans on time and all plans.")
    return Measure(
        id=f"kp8b.{basis}.{treatment}",
        title=f"Plans issued within 20 weeks, {treatment} exceptions",
        definition="Of the final plans sent in the period, those sent within 20 weeks of receiving the request.",
        numerator=f"plans sent {TWENTY_WEEKS.days} days or less after the request was received; none without a date received",
        denominator="plans sent in the period" + (", cases with an exception left out" if excluding else ""),
        basis="published: no mediation or tribunal has taken place" if published else "all plans",
        polarity=HIGHER,
        exclusions=" ".join(left_out),
        source=SOURCE,
        belongs=_belongs(published, excluding),
        meets=_on_time,
        block="B2",
        unit="plans",
        statistic=Statistic.SHARE,
        when=decided_on,
        # What the two bases differ by is no part of either: which plans are in dispute is not counted here (0019).
        within=f"kp8b.{basis}.including" if excluding else "",
        target="kp8b",
        rag=RAG,
    )


MEASURES = tuple(
    _measure(basis, treatment) for basis in ("all_plans", "published") for treatment in ("including", "excluding")
)
