"""Which figures are held back, in tables small enough to count by hand."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, date, datetime
from itertools import count

import pytest

from reports.board.about import Choices, the_choices
from reports.board.held_back import SENTENCE, hold_back, rule_words, to_hold_back
from reports.board.model import (
    Block,
    Cell,
    Chart,
    Column,
    Drawing,
    Header,
    Kind,
    Paragraph,
    Part,
    Report,
    Row,
    Table,
    Why,
)
from reports.figures import Figure, figure_id
from reports.measure import CONTEXT, At, Measure, Split, Statistic
from reports.percentages import percent
from reports.periods import Period, month

UNDER = 5
STRICT = replace(the_choices(), differences_too=True, kept_longest=())
LENIENT = replace(STRICT, differences_too=False)
OCTOBER = month(2026, 10)
_CASE = count(1)


def cases(number: int) -> tuple[str, ...]:
    """So many references that no other figure has."""
    return tuple(f"C{next(_CASE):06}" for _ in range(number))


def yes(_row: object, _at: At) -> bool:
    return True


def measure(
    name: str,
    statistic: Statistic = Statistic.COUNT,
    within: str = "",
    stock: bool = False,
    split: Split | None = None,
) -> Measure:
    share = statistic is Statistic.SHARE
    middle = statistic in (Statistic.MEAN, Statistic.MEDIAN, Statistic.MOST)
    each = statistic.value.endswith("_each")
    return Measure(
        id=name,
        title=name,
        definition="",
        numerator="",
        denominator="",
        basis="",
        polarity=CONTEXT,
        exclusions="",
        source="",
        belongs=yes,
        meets=yes if share else None,
        amount=(lambda _row, _at: 1) if middle else None,
        each=(lambda _row: "") if each else None,
        statistic=statistic,
        when=None if stock else lambda _row: date(2026, 10, 1),
        within=within,
        split=split,
    )


BY_SOURCE = Split(
    "Source", lambda _row, _at: "parent", (("parent", "Parent"), ("school", "School"), ("other", "Other"))
)
MEASURES = {
    each.id: each
    for each in (
        measure("requests", split=BY_SOURCE),
        measure("plans"),
        measure("plans.excluding", within="plans"),
        measure("rate", Statistic.SHARE),
        measure("rate.excluding", Statistic.SHARE, within="rate"),
        measure("weeks", Statistic.MEAN),
        measure("fewest", Statistic.LEAST_EACH),
        measure("longest", Statistic.MOST, stock=True),
        measure("open", stock=True),
    )
}


def counted(
    of: str, number: int, category: str = "", basis: str = "month", period: Period = OCTOBER, who: Sequence[str] = ()
) -> Figure:
    who = tuple(who) or cases(number)
    found = figure_id(of, basis, category)
    return Figure(found, of, category, basis, period.first, period.last, number, number, str(number), who)


def share(of: str, numerator: int, denominator: int, basis: str = "month", period: Period = OCTOBER) -> Figure:
    who = cases(denominator)
    value = percent(numerator, denominator)
    return Figure(
        figure_id(of, basis),
        of,
        "",
        basis,
        period.first,
        period.last,
        numerator,
        denominator,
        value,
        who,
        who[:numerator],
    )


def held(figures: Sequence[Figure], shown: Sequence[Figure] | None = None, choices: Choices = STRICT) -> set[str]:
    ids = {figure.id for figure in (figures if shown is None else shown)}
    return set(to_hold_back(figures, ids, UNDER, MEASURES, choices))


def sources(parent: int, school: int, other: int) -> list[Figure]:
    numbers = {"parent": parent, "school": school, "other": other}
    parts = [counted("requests", number, category) for category, number in numbers.items()]
    return [counted("requests", parent + school + other), *parts]


def test_counts_of_the_limit_and_more_are_all_shown() -> None:
    assert held(sources(20, 9, 5)) == set()


def test_a_zero_is_shown() -> None:
    assert held(sources(20, 9, 0)) == set()


def test_one_small_count_takes_the_next_smallest_with_it_because_the_total_would_tell() -> None:
    assert held(sources(20, 9, 3)) == {"requests:other@month", "requests:school@month"}


def test_two_small_counts_keep_each_other_hidden() -> None:
    assert held(sources(20, 2, 3)) == {"requests:other@month", "requests:school@month"}


def test_a_small_count_beside_nothing_but_zeros_takes_its_total_with_it() -> None:
    assert held(sources(0, 3, 0)) == {"requests:school@month", "requests@month"}


def test_two_counts_of_one_need_a_third_because_nothing_held_back_is_zero() -> None:
    assert held(sources(20, 1, 1)) == {"requests:parent@month", "requests:school@month", "requests:other@month"}


def test_a_small_count_without_a_printed_total_goes_alone() -> None:
    whole, *parts = sources(20, 9, 3)
    assert held([whole, *parts], shown=parts) == {"requests:other@month"}


def test_a_category_that_is_not_printed_is_kept_from_being_worked_out_too() -> None:
    whole, parent, school, other = sources(20, 9, 3)
    assert held([whole, parent, school, other], shown=[whole, parent, school]) == {"requests:school@month"}


def test_a_category_that_is_left_out_because_it_is_empty_hides_nothing() -> None:
    whole, parent, school, other = sources(20, 3, 0)
    assert held([whole, parent, school, other], shown=[whole, parent, school]) == {school.id, parent.id}


def test_a_number_between_two_blocks_of_small_ones_is_worked_out_from_four_sums_together() -> None:
    # rows are months, columns categories; each row and column lacks two numbers, and yet the 4 at the top is
    # (rows 1 and 2) less (columns 1 and 2), of which all else is known
    table = [[3, 3, 4, 20], [3, 3, 20, 20], [20, 20, 3, 3], [20, 20, 3, 3]]
    by_four = Split("Key", lambda _row, _at: "0", tuple((str(number), "") for number in range(4)))
    figures = []
    for number, line in enumerate([*table, [sum(column) for column in zip(*table, strict=True)]]):
        year = Period(date(2026, 4, 1), date(2026, 7, 31))
        basis, period = ("year_to_date", year) if number == 4 else (f"2026-0{4 + number}", month(2026, 4 + number))
        figures.append(counted("four", sum(line), basis=basis, period=period))
        figures += [counted("four", count, str(at), basis, period) for at, count in enumerate(line)]
    small = {figure.id for figure in figures if figure.denominator < UNDER}
    found = to_hold_back(
        figures, {figure.id for figure in figures}, UNDER, {"four": measure("four", split=by_four)}, STRICT
    )
    assert len(small) == 9
    assert small < found
    assert len(found) <= 12


def months(april: int, may: int, june: int) -> list[Figure]:
    numbers = {4: april, 5: may, 6: june}
    each = [counted("plans", number, basis=f"2026-{at:02}", period=month(2026, at)) for at, number in numbers.items()]
    to_date = Period(date(2026, 4, 1), date(2026, 6, 30))
    return [*each, counted("plans", april + may + june, basis="year_to_date", period=to_date)]


def test_a_small_month_takes_another_with_it_because_the_year_to_date_would_tell() -> None:
    assert held(months(20, 3, 8)) == {"plans@2026-05", "plans@2026-06"}


def test_a_small_month_goes_alone_where_not_all_months_are_printed() -> None:
    april, may, june, to_date = months(20, 3, 8)
    assert held([april, may, june, to_date], shown=[may, june, to_date]) == {"plans@2026-05"}


def test_the_stretch_between_two_long_periods_is_a_count_too() -> None:
    longer = counted("plans", 52, basis="calendar_year", period=Period(date(2026, 1, 1), date(2026, 6, 30)))
    shorter = counted("plans", 50, basis="year_to_date", period=Period(date(2026, 4, 1), date(2026, 6, 30)))
    assert held([longer, shorter]) == {"plans@year_to_date"}


def test_the_same_month_under_two_names_is_one_count() -> None:
    april, may, june, to_date = months(20, 3, 8)
    again = counted("plans", 8, basis="month", period=month(2026, 6))
    assert held([april, may, june, to_date, again]) == {"plans@2026-05", "plans@2026-06", "plans@month"}


def test_a_stock_is_not_added_up_over_months() -> None:
    stocks = [
        counted("open", number, basis=f"2026-{at:02}", period=month(2026, at)) for at, number in ((4, 30), (5, 2))
    ]
    assert held(stocks) == {"open@2026-05"}


def test_a_measure_within_another_is_held_back_where_the_difference_is_small() -> None:
    assert held([counted("plans", 40), counted("plans.excluding", 38)]) == {"plans.excluding@month"}
    assert held([counted("plans", 40), counted("plans.excluding", 30)]) == set()


def test_a_share_is_held_back_for_its_numerator_its_denominator_or_its_rest() -> None:
    assert held([share("rate", 10, 20)]) == set()
    assert held([share("rate", 4, 20)]) == {"rate@month"}
    assert held([share("rate", 17, 20)]) == {"rate@month"}
    assert held([share("rate", 0, 4)]) == {"rate@month"}
    assert held([share("rate", 20, 20)]) == set()


def test_shares_of_all_and_without_exceptions_do_not_give_away_late_plans_with_one() -> None:
    including, excluding = share("rate", 10, 40), share("rate.excluding", 10, 37)
    assert held([including, excluding]) == {"rate.excluding@month"}


def test_a_mean_of_few_is_held_back() -> None:
    mean = replace(counted("weeks", 4), value="31.5")
    assert held([mean]) == {"weeks@month"}
    assert held([replace(counted("weeks", 5), value="31.5")]) == set()


def test_the_fewest_cases_of_one_officer_are_held_back_where_they_are_few() -> None:
    assert held([replace(counted("fewest", 60), value="3")]) == {"fewest@month"}
    assert held([replace(counted("fewest", 60), value="12")]) == set()


def test_the_longest_wait_is_one_child_s_own_and_held_back_of_however_many() -> None:
    longest = replace(counted("longest", 95), value="63.4")
    assert held([longest]) == {"longest@month"}
    assert held([longest], choices=LENIENT) == {"longest@month"}
    assert held([replace(counted("longest", 0), value=None)]) == set()


def test_the_same_cases_under_another_measure_are_the_same_count() -> None:
    whole, parent, school, other = sources(20, 9, 3)
    same = counted("plans", 9, who=school.cases)
    assert held([whole, parent, school, other, same]) == {other.id, parent.id}
    whole, parent, school, other = sources(0, 9, 3)
    same = counted("plans", 9, who=school.cases)
    assert held([whole, parent, school, other, same]) == {other.id, school.id, same.id}


def test_a_figure_of_a_measure_that_there_is_no_more_is_held_back() -> None:
    old = replace(counted("plans", 40), id="dropped@month", measure="dropped")
    assert held([old, counted("plans", 40)]) == {"dropped@month"}


def test_what_joined_and_left_an_open_backlog_is_in_the_sum_too() -> None:
    september = month(2026, 9)
    flow = [
        counted("backlog.open", 60, basis="2026-09", period=september),
        counted("backlog.open", 70),
        counted("backlog.joined", 13),
        counted("backlog.left", 3),
    ]
    assert to_hold_back(flow, {each.id for each in flow}, UNDER, choices=STRICT) == {
        "backlog.left@month",
        "backlog.joined@month",
    }


# the report itself

HEADER = Header("October 2026", "", "", "", faults=2)


def table(*rows: tuple[Cell, ...], table_id: str = "B2.test", note: str = "") -> Table:
    columns = tuple(
        Column(f"c{place}", "", Kind.TEXT if place == 0 else Kind.COUNT) for place in range(len(rows[0]) + 1)
    )
    lines = tuple(Row(f"r{place}", (Cell(f"Line {place}"), *cells)) for place, cells in enumerate(rows))
    return Table(table_id, "A table", columns, lines, HEADER, note)


def report(*parts: Part) -> Report:
    known = datetime(2026, 11, 2, tzinfo=UTC)
    block = Block("B2", "Block", parts)
    day = OCTOBER.last
    return Report("831", "Derby", "Report", "2026-10", "October 2026", day, known, "1", 1, "", True, "", (block,), ())


def kp8b(numerator: int, denominator: int) -> Figure:
    return replace(
        share("rate", numerator, denominator), id="kp8b.all_plans.including@month", measure="kp8b.all_plans.including"
    )


SMALL, LARGE = kp8b(3, 20), kp8b(8, 20)


def cell(figure: Figure) -> Cell:
    return Cell(figure.value, Kind.SHARE, figure.id, figure.numerator, figure.denominator)


def parts_after(figure: Figure, *parts: Part) -> tuple[Part, ...]:
    return hold_back(report(*parts), [figure], UNDER).blocks[0].parts


def test_a_held_back_cell_keeps_its_id_and_nothing_of_its_number() -> None:
    (after,) = parts_after(SMALL, table((cell(SMALL),)))
    assert isinstance(after, Table)
    assert after.rows[0].cells == (Cell("Line 0"), Cell(None, Kind.SHARE, SMALL.id, why=Why.HELD_BACK))


def test_the_report_says_the_rule_and_that_it_is_not_exact() -> None:
    after = hold_back(report(table((cell(LARGE),))), [LARGE], UNDER)
    assert not after.exact
    assert after.small_numbers == rule_words(5)
    assert after.small_numbers.startswith("Counts from 1 to 4 are held back")
    assert after.blocks[0].tables[0].rows == table((cell(LARGE),)).rows


def test_a_number_worked_out_from_a_held_back_one_goes_with_it_and_a_target_stays() -> None:
    variance, target, other = Cell("-40.0", Kind.NUMBER), Cell("55.0", Kind.PERCENT), Cell("x", Kind.TEXT)
    (after,) = parts_after(SMALL, table((cell(SMALL), variance, target, other)))
    assert isinstance(after, Table)
    assert [each.value for each in after.rows[0].cells[1:]] == [None, None, "55.0", "x"]


def test_a_number_in_another_table_goes_where_it_says_what_it_rests_on() -> None:
    rests = Cell("3.5", Kind.NUMBER, rests_on=(SMALL.id,))
    _, after = parts_after(
        SMALL, table((cell(SMALL),)), table((rests,), (Cell("9", Kind.NUMBER),), table_id="B2.other")
    )
    assert isinstance(after, Table)
    assert [row.cells[1].value for row in after.rows] == [None, "9"]


def test_sentences_and_charts_that_tell_of_it_are_replaced_and_others_stay() -> None:
    chart = Chart("B2.chart", "Chart", "3 of 20 were on time.", "B2.test", ("c1",), Drawing.BARS)
    before = (
        table((cell(SMALL),), note="Only 3 were on time."),
        chart,
        Paragraph("It fell to 15.0%.", "what_moved", (SMALL.id,)),
        Paragraph("It fell.", "why"),
        Paragraph("Of 20 plans, many were late."),
        Paragraph("A plan counts by the day on which it was sent."),
    )
    after = parts_after(SMALL, *before)
    assert isinstance(after[0], Table)
    assert after[0].note == SENTENCE
    assert after[1] == replace(chart, says=SENTENCE)
    assert [part.text for part in after[2:] if isinstance(part, Paragraph)] == [
        SENTENCE,
        SENTENCE,
        SENTENCE,
        "A plan counts by the day on which it was sent.",
    ]
    kept = parts_after(LARGE, table((cell(LARGE),)), replace(chart, says="8 of 20."), *before[2:])
    assert [part.text for part in kept[2:] if isinstance(part, Paragraph)] == [part.text for part in before[2:]]
    assert kept[1] == replace(chart, says="8 of 20.")


def test_tables_of_single_cases_do_not_leave_and_a_sentence_says_so() -> None:
    oldest = table((Cell("95", Kind.WEEKS),), table_id="B7.oldest")
    listed = table((Cell(LARGE.cases[0], Kind.TEXT),), table_id="B7.list")
    drawn = Chart("c", "C", "", "B7.oldest", ("c1",), Drawing.BARS)
    after = parts_after(
        LARGE, table((cell(LARGE),)), oldest, drawn, listed, Paragraph(f"The oldest is {LARGE.cases[0]}.")
    )
    gone = "A table: this table lists single cases, which do not leave the service."
    assert [part.text for part in after if isinstance(part, Paragraph)] == [gone, gone, SENTENCE]
    assert len(after) == 4
    assert LARGE.cases[0] not in repr(after)


@pytest.mark.parametrize(
    "faults,left,held_back", [(2, None, True), (30, None, True), (0, 0, False), (None, None, False)]
)
def test_of_faults_behind_a_table_only_none_and_some_leave(
    faults: int | None, left: int | None, held_back: bool
) -> None:
    # 30 behind one table and 28 behind another would tell of 2
    before = table((cell(LARGE),))
    (after,) = parts_after(LARGE, replace(before, header=replace(HEADER, faults=faults)))
    assert isinstance(after, Table)
    assert (after.header.faults, after.header.faults_held_back) == (left, held_back)


def test_a_figure_that_was_not_given_stops_it() -> None:
    with pytest.raises(ValueError, match="were not given"):
        hold_back(report(table((cell(LARGE),))), [], UNDER)


def test_a_limit_that_holds_back_nothing_is_refused() -> None:
    with pytest.raises(ValueError, match="the least that can"):
        hold_back(report(), [], 1)
