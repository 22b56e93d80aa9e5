"""B15: mediations and appeals in their periods, by matter, and what was ordered."""

from datetime import date

from reports.board.blocks.disputes import build
from reports.board.model import Chart
from reports.rows.disputes import AppealRow, MediationRow
from tests.reports.board.by_hand import ABOUT, assert_adds_up, assert_sound, figures_of, the, values

OCTOBER = date(2026, 10, 7)
MEDIATIONS = (
    MediationRow("a", "assess", OCTOBER, appealed_on=date(2026, 10, 20)),
    MediationRow("b", "plan", date(2026, 2, 3)),
)
APPEALS = (
    AppealRow("a", "assess", date(2026, 10, 20)),
    AppealRow("c", "placement", date(2026, 5, 5), heard_on=OCTOBER, ordered_on=OCTOBER, order="name_setting"),
    AppealRow("d", "placement", date(2026, 5, 6), heard_on=OCTOBER, ordered_on=OCTOBER, order="dismiss"),
    AppealRow("e", "", date(2026, 5, 7), conceded_on=date(2026, 6, 1)),
)
FIGURES = figures_of(2026, 10, mediations=MEDIATIONS, appeals=APPEALS)
BLOCK = build(FIGURES, ABOUT)


def test_every_number_opens_to_a_figure_and_categories_add_up() -> None:
    assert BLOCK.id == "B15"
    assert_sound(BLOCK, FIGURES)
    assert_adds_up(the(BLOCK, "disputes.by_matter"))
    assert_adds_up(the(BLOCK, "disputes.orders"))


def test_two_mediations_and_four_appeals_counted_by_hand() -> None:
    assert values(the(BLOCK, "disputes.counts")) == {
        "kp2a.mediations": ["1", "1", "2", "2"],
        "disputes.mediations_undated": ["0", "0", "0", "0"],
        "disputes.registered": ["1", "4", "4", "4"],
        "disputes.undated": ["0", "0", "0", "0"],
        "disputes.conceded": ["0", "1", "1", "1"],
        "disputes.withdrawn": ["0", "0", "0", "0"],
        "kp2c.heard": ["2", "2", "2", "2"],
        "kp2d.upheld": ["1", "1", "1", "1"],
    }
    assert values(the(BLOCK, "disputes.then_appealed"))["kp2b.then_appealed"] == ["100.0", "100.0", "50.0", "50.0"]
    assert values(the(BLOCK, "disputes.live"))["disputes.live"] == ["1", "2", "0"]


def test_an_appeal_whose_matter_is_not_recorded_is_among_the_others() -> None:
    matters = values(the(BLOCK, "disputes.by_matter"))
    assert matters["other"] == ["0", "0", None, "1", "0", "1", "0", "0"]
    assert matters["placement"] == ["0", "0", None, "2", "0", "0", "2", "1"]
    assert matters["assess"] == ["1", "0", "100.0", "1", "0", "0", "0", "0"]


def test_what_was_ordered_stands_beside_what_was_left_as_it_was() -> None:
    orders = values(the(BLOCK, "disputes.orders"))
    assert (orders["dismiss"][0], orders["name_setting"][0], orders["total"][0]) == ("1", "1", "2")


def test_the_chart_says_what_the_month_and_the_year_had() -> None:
    (chart,) = (part for part in BLOCK.parts if isinstance(part, Chart))
    assert chart.says == (
        "Appeals in October 2026: registered 1, conceded 0, heard 2. In the 12 months to its end 4 were registered."
    )


YEAR_END = date(2025, 12, 31)


def test_of_appeals_that_only_a_return_tells_of_no_course_is_held_and_no_month_has_them() -> None:
    figures = figures_of(
        2026,
        10,
        appeals=(AppealRow("a", "assess", YEAR_END, dated=False), AppealRow("b", "plan", YEAR_END, dated=False)),
        mediations=(MediationRow("a", "assess", YEAR_END, dated=False),),
    )
    block = build(figures, ABOUT)
    assert_sound(block, figures)
    counts = values(the(block, "disputes.counts"))
    assert counts["disputes.undated"] == ["0", "0", "0", "2"]
    assert counts["disputes.mediations_undated"] == ["0", "0", "0", "1"]
    known = ("kp2a.mediations", "disputes.registered", "disputes.conceded", "kp2c.heard", "kp2d.upheld")
    assert all(counts[each] == [None] * 4 for each in known)
    assert values(the(block, "disputes.live")) == {"disputes.live": [None] * 3}
    assert values(the(block, "disputes.trend"))["2025-12"] == [None] * 3
    assert all("the return says that there was an appeal and not how it ended" in table.note for table in block.tables)
    (chart,) = (part for part in block.parts if isinstance(part, Chart))
    assert chart.says.startswith("Appeals in October 2026 are not held: ")


def test_where_a_course_is_recorded_elsewhere_a_period_with_no_appeals_has_none() -> None:
    """The period of which only the return tells is still not held."""
    appeals = (AppealRow("a", "assess", YEAR_END, dated=False), AppealRow("b", "plan", date(2026, 5, 4)))
    block = build(figures_of(2026, 10, appeals=appeals), ABOUT)
    months = values(the(block, "disputes.trend"))
    assert (months["2025-12"], months["2026-05"]) == ([None] * 3, ["1", "0", "0"])
    assert months["2026-10"] == ["0", "0", "0"]
    assert values(the(block, "disputes.counts"))["disputes.registered"] == ["0", "1", "1", "1"]
