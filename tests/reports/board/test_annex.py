"""B20 has every indicator of Appendix 2 as printed, and the latest of those that are counted here."""

from datetime import date

from reports.board.about import About
from reports.board.blocks import annex
from reports.board.model import Paragraph, Why
from reports.published.kpis import OURS, indicators
from reports.registry import MEASURES
from reports.rows.assessments import AssessmentRow
from reports.rows.disputes import AppealRow, MediationRow
from tests.reports.board.by_hand import figures_of, the, values

DERBY = About("831", "Derby")


def test_every_indicator_is_there_once_in_both_tables() -> None:
    block = annex.build(figures_of(2026, 3), DERBY)
    names = [
        "KP1a", "KP1b", "KP2a", "KP2b", "KP2c", "KP2d", "KP3a", "KP3b", "KP7e", "KP8a", "KP8b.i", "KP8b.ii", "KP10a",
    ]  # fmt: skip
    for table in block.tables:
        assert [row.id for row in table.rows] == names
        assert all(len(row.cells) == len(table.columns) for row in table.rows)


def test_baselines_and_targets_stand_as_printed() -> None:
    shown = values(the(annex.build(figures_of(2026, 3), DERBY), "annex.printed"))
    assert shown["KP8a"][1:7] == [
        "499",
        "2018 statutory return",
        "not printed",
        "none set",
        "fewer than 2020",
        "fewer than 2021",
    ]
    assert shown["KP8b.i"][1:7] == ["11.7%", "2018 statutory return", "58.0%", "27.5%", "50%", "to be set"]
    assert shown["KP8b.ii"][1:4] == ["11.7%", "2018 statutory return", "60.1%"]
    assert shown["KP10a"][3] == "15,712"
    assert shown["KP1b"][4:7] == ["20", "20", "20"]


def test_what_is_odd_is_kept_and_marked() -> None:
    shown = values(the(annex.build(figures_of(2026, 3), DERBY), "annex.printed"))
    assert shown["KP7e"][4:7] == ["27.5%", "60% (by December 2020)", "to be set"]
    assert shown["KP7e"][7] == "queried: the targets are the same as KP8b’s, and the first is below the baseline"
    assert "no exception was recorded in 2018" in str(shown["KP8b.i"][7])


def test_the_latest_are_of_calendar_years_as_the_baselines_are() -> None:
    figures = figures_of(
        2026,
        3,
        assessments=(
            AssessmentRow("a", date(2025, 12, 1), None, date(2026, 3, 2)),
            AssessmentRow("b", date(2025, 6, 2), date(2026, 1, 5), None),
            AssessmentRow("c", date(2025, 6, 2), None, date(2025, 12, 31)),
        ),
        mediations=(MediationRow("m", "plan", date(2026, 2, 2), appealed_on=date(2026, 2, 20)),),
        appeals=(AppealRow("m", "plan", date(2026, 2, 20)),),
    )
    table = the(annex.build(figures, DERBY), "annex.latest")
    shown = values(table)
    assert [column.title for column in table.columns[1:3]] == ["1 January 2026 to 31 March 2026", "2025"]
    assert shown["KP8a"][:2] == ["2", "1"]
    assert shown["KP8b.i"][:2] == ["100.0", "0.0"]
    assert shown["KP2a"][:2] == ["1", "0"]
    assert shown["KP2b"][0] == "100.0"
    assert shown["KP8a"][3:] == ["SEND service manager", "case records, here", "ours"]


def test_what_is_not_ours_is_never_a_number() -> None:
    table = the(annex.build(figures_of(2026, 3), DERBY), "annex.latest")
    rows = {row.id: row for row in table.rows}
    for name in ("KP1a", "KP1b", "KP3a", "KP3b", "KP7e"):
        assert [cell.why for cell in rows[name].cells[1:3]] == [Why.NOT_HELD] * 2
        assert rows[name].cells[-1].value == "not ours: to be imported"


def test_every_indicator_that_is_ours_names_a_registered_measure() -> None:
    held = indicators("831")
    assert {each.held for each in held} == {OURS, "not ours: to be imported"}
    assert all((each.held == OURS) == (each.measure in MEASURES) for each in held)
    assert all(each.owner for each in held if each.held != OURS)


def test_an_authority_without_indicators_is_told_so() -> None:
    block = annex.build(figures_of(2026, 3), About("830", "Derbyshire"))
    assert block.parts == (Paragraph("No key performance indicators of this authority are held."),)


def test_the_demos_authority_says_whose_they_are() -> None:
    assert (
        "Derby’s are shown as an example"
        in the(annex.build(figures_of(2026, 3), About("997", "x")), "annex.printed").note
    )
