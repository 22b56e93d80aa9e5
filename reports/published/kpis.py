"""The key performance indicators that an authority has published for itself, as printed, with where each can be counted."""

from dataclasses import dataclass

from reports.published import example_of, read

OURS = "ours"


@dataclass(frozen=True, slots=True)
class Indicator:
    """One indicator of Appendix 2, as printed; "" where nothing was printed. `unit`: count, percent or working days.

    `mark`: "as printed", what must be known of it, or what is queried. `measure`: the id of our measure of it, "" where
    there is none; `held`: "ours", "not ours: to be imported" or "not yet held". `owner`: of one that is not ours, who
    would give it. `source_system`: where it is recorded.
    """

    authority: str
    kpi: str
    description: str
    baseline: str
    baseline_period: str
    national: str
    target_march_2020: str
    target_march_2021: str
    target_march_2022: str
    unit: str
    source: str
    mark: str
    measure: str
    held: str
    owner: str
    source_system: str


def indicators(authority: str) -> list[Indicator]:
    """The indicators of an authority: its own, or those that it shows as an example; none where none are held."""
    example = example_of(authority)
    of = {authority, example.uses if example else authority}
    return [Indicator(**row) for row in read("kpi.csv") if row["authority"] in of]
