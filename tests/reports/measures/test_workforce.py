"""Open assessments are spread over officers; who has none, and what nobody has, is counted too."""

from datetime import date, timedelta

from reports.measures.workforce import officers_without
from reports.rows.cases import CaseRow, Ending
from tests.reports.board.by_hand import ended_case, figures_of, open_case

LAST = date(2026, 10, 31)
RECEIVED = date(2026, 9, 1)


def had(case: str, officer: str, officers: int = 1) -> CaseRow:
    return open_case(case, RECEIVED, officer=officer, officers=officers)


CASES = (
    had("a1", "a"),
    *(had(f"b{number}", "b") for number in range(2)),
    *(had(f"c{number}", "c", 2) for number in range(6)),
    had("nobody", "", 0),
    had("left behind", "", 3),
    ended_case("ended", RECEIVED, Ending.ISSUED, LAST, officer="a", officers=9),
    open_case("later", LAST + timedelta(1), officer="a", officers=9),
)


def test_the_fewest_the_middle_and_the_most_open_assessments_of_an_officer() -> None:
    figures = figures_of(2026, 10, cases=CASES)
    spread = [figures.figure(f"workforce.{each}_open").value for each in ("least", "middle", "most")]
    assert spread == ["1", "2", "6"]
    assert figures.figure("workforce.most_open").denominator == 9


def test_an_open_assessment_without_an_officer_is_one_that_nobody_has() -> None:
    share = figures_of(2026, 10, cases=CASES).figure("workforce.no_officer")
    assert (share.meeting, share.denominator) == (("left behind", "nobody"), 11)


def test_changes_are_the_officers_less_the_first() -> None:
    figures = figures_of(2026, 10, cases=CASES)
    # a and b: 3 without a change; c: 6 with one; the one left behind has had three officers. 8 changes of 10 assessments.
    assert figures.figure("workforce.changes_mean").value == "0.8"
    assert figures.figure("workforce.changes_mean").denominator == 10
    assert figures.figure("workforce.changes_most").value == "2"


def test_an_officer_whose_only_assessment_has_ended_is_without_one() -> None:
    rows = (had("open", "a"), ended_case("ended", RECEIVED, Ending.ISSUED, LAST, officer="b"))
    assert officers_without(rows, ("a", "b", "c"), LAST) == ("b", "c")
    assert officers_without(rows, ("a", "b", "c"), LAST - timedelta(1)) == ("c",)
