"""Which figures are held back, in tables small enough to count by hand."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from itertools import count

from reports.board.about import Choices, the_choices
from reports.board.held_back import to_hold_back
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
