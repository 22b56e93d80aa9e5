"""Mediations and appeals are counted on their own days: held, registered, conceded, heard, ordered."""

from datetime import date, timedelta

from reports.measures.disputes import ABOUT, ORDERS
from reports.rows.disputes import AppealRow, MediationRow
from tests.reports.board.by_hand import figures_of
from workflows.facts import DISPUTE_SUBJECTS, ORDER_KINDS

FIRST, LAST = date(2026, 10, 1), date(2026, 10, 31)
DAY = timedelta(days=1)
LONG_AGO = date(2026, 2, 2)


def appeal(case: str, registered: date = LONG_AGO, about: str = "plan", **more: object) -> AppealRow:
    return AppealRow(case, about, registered, **more)  # type: ignore[arg-type]


def test_a_mediation_counts_on_the_day_of_its_meeting_and_apart_where_only_a_day_by_which_it_was_held_is_known() -> (
    None
):
    rows = (
        MediationRow("before", "plan", FIRST - DAY),
        MediationRow("first", "plan", FIRST),
        MediationRow("undated", "assess", LAST, dated=False),
        MediationRow("after", "plan", LAST + DAY),
    )
    figures = figures_of(2026, 10, mediations=rows)
    found = {each.category: each.cases for each in figures.split("kp2a.mediations") if each.cases}
    apart = {each.category: each.cases for each in figures.split("disputes.mediations_undated") if each.cases}
    assert (found, apart) == ({"plan": ("first",)}, {"assess": ("undated",)})


def test_a_mediation_is_followed_by_an_appeal_that_comes_by_the_end_of_the_period() -> None:
    rows = (
        MediationRow("in time", "plan", FIRST, appealed_on=LAST),
        MediationRow("later", "plan", FIRST, appealed_on=LAST + DAY),
        MediationRow("never", "plan", FIRST),
    )
    share = figures_of(2026, 10, mediations=rows).figure("kp2b.then_appealed")
    assert (share.meeting, share.denominator, share.value) == (("in time",), 3, "33.3")
    later = figures_of(2026, 11, mediations=rows).figure("kp2b.then_appealed", "year_to_date")
    assert later.meeting == ("in time", "later")


def test_an_appeal_counts_on_each_of_its_days() -> None:
    rows = (
        appeal("registered", LAST),
        appeal("conceded", conceded_on=FIRST),
        appeal("withdrawn", withdrawn_on=LAST),
        appeal("heard", heard_on=FIRST, ordered_on=LAST + DAY, order="amend"),
        appeal("another month", conceded_on=LAST + DAY, heard_on=FIRST - DAY),
    )
    figures = figures_of(2026, 10, appeals=rows)
    measured = ("disputes.registered", "disputes.conceded", "disputes.withdrawn", "kp2c.heard")
    assert [figures.figure(each).cases for each in measured] == [
        ("registered",),
        ("conceded",),
        ("withdrawn",),
        ("heard",),
    ]
    assert figures.figure("disputes.registered", "calendar_year").numerator == 5


def test_every_order_but_one_to_dismiss_upholds_the_appeal() -> None:
    rows = tuple(appeal(kind, ordered_on=LAST, order=kind) for kind in ORDER_KINDS)
    rows += (appeal("not recorded", ordered_on=LAST), appeal("no order", heard_on=LAST))
    figures = figures_of(2026, 10, appeals=rows)
    assert set(figures.figure("kp2d.upheld").cases) == set(ORDER_KINDS) - {"dismiss"}
    by_order = {each.category: each.cases for each in figures.split("disputes.ordered")}
    assert by_order["dismiss"] == ("dismiss",)
    assert by_order["other"] == ("not recorded",)
    assert figures.figure("disputes.ordered").numerator == len(ORDER_KINDS) + 1


def test_an_appeal_is_live_until_the_day_on_which_it_ends() -> None:
    rows = (
        appeal("registered today", LAST),
        appeal("registered tomorrow", LAST + DAY),
        appeal("conceded today", conceded_on=LAST),
        appeal("ordered tomorrow", heard_on=FIRST, ordered_on=LAST + DAY, order="amend"),
        appeal("of a return", dated=False),
    )
    assert figures_of(2026, 10, appeals=rows).figure("disputes.live").cases == ("ordered tomorrow", "registered today")


def test_every_matter_and_every_order_of_the_vocabulary_has_words() -> None:
    assert tuple(key for key, _ in ABOUT) == DISPUTE_SUBJECTS
    assert {key for key, _ in ORDERS} == {*ORDER_KINDS, "other"}
