"""What the council chose: whether small differences are kept back too, and which numbers go last."""

from dataclasses import replace
from datetime import date

from reports.board.held_back import rule_words
from reports.periods import Period
from tests.reports.board.test_held_back import LENIENT, STRICT, cases, counted, held, months, share, sources


def test_a_difference_of_two_printed_numbers_is_kept_back_only_where_the_council_chose_so() -> None:
    plans = [counted("plans", 40), counted("plans.excluding", 38)]
    assert held(plans) == {"plans.excluding@month"}
    assert held(plans, choices=LENIENT) == set()
    stretch = [
        counted("plans", 52, basis="calendar_year", period=Period(date(2026, 1, 1), date(2026, 6, 30))),
        counted("plans", 50, basis="year_to_date", period=Period(date(2026, 4, 1), date(2026, 6, 30))),
    ]
    assert held(stretch) != set()
    assert held(stretch, choices=LENIENT) == set()


def test_a_category_that_is_not_printed_is_such_a_difference_too() -> None:
    whole, parent, school, other = sources(20, 9, 3)
    assert held([whole, parent, school, other], [whole, parent, school], LENIENT) == set()


def test_what_is_printed_is_protected_whatever_was_chosen() -> None:
    assert held(sources(20, 9, 3), choices=LENIENT) == {"requests:other@month", "requests:school@month"}
    assert held(months(20, 3, 8), choices=LENIENT) == {"plans@2026-05", "plans@2026-06"}
    assert held([share("rate", 17, 20)], choices=LENIENT) == {"rate@month"}
    exceptions = counted("open", 3)
    plans = [counted("plans", 40, who=(*cases(37), *exceptions.cases)), exceptions]
    without = counted("plans.excluding", 37, who=plans[0].cases[:37])
    assert held([*plans, without], choices=LENIENT) == {"open@month", without.id}


def test_the_headline_stays_where_a_category_can_go_instead() -> None:
    # the 6 plans are the school's 6 requests: without the plans they would go beside the 3 of others, being fewer than 20
    figures = sources(20, 6, 3)
    _, parent, school, other = figures
    headline = counted("plans", 6, who=school.cases)
    assert held(figures, choices=LENIENT) == {other.id, school.id}
    assert held([*figures, headline], choices=LENIENT) == {other.id, parent.id}


def test_of_the_list_of_the_council_a_headline_stays_and_another_whole_goes() -> None:
    whole, parent, school, other = sources(0, 6, 3)
    figures = [whole, parent, school, other, headline := counted("plans", 6, who=school.cases)]
    for choices in (LENIENT, STRICT):
        assert held(figures, choices=choices) == {other.id, school.id, headline.id}
        assert held(figures, choices=replace(choices, kept_longest=("plans",))) == {other.id, whole.id}


def test_of_two_headlines_the_first_of_the_list_stays() -> None:
    including, excluding = counted("plans", 40), counted("plans.excluding", 38)
    for order in (("plans", "plans.excluding"), ("plans.excluding", "plans")):
        assert held([including, excluding], choices=replace(STRICT, kept_longest=order)) == {f"{order[1]}@month"}


def test_the_rule_says_what_the_council_chose_and_what_is_not_looked_at() -> None:
    assert "is not held back" in rule_words(5, LENIENT)
    assert "is not held back" not in rule_words(5, STRICT)
    for each in (LENIENT, STRICT):
        assert "one child’s own" in rule_words(5, each)
        assert rule_words(5, each).endswith("Two reports held against each other are not looked at.")
