"""Whether an exception stands is asked of the office's own law and calendar, as everything else about a case is."""

from dataclasses import replace

import pytest

from ehcp_flow.services.indexing import ASSESSMENT_DUTIES, assessment_row, case_index
from tests.workflows.cases import ASSESSING, ledger
from workflows.case import CaseView, fold
from workflows.clocks import deadlines
from workflows.days import ENGLAND, Calendar
from workflows.parameters import Law, the_law

CIRCUMSTANCES = "exception_recorded=2025-03-03,ground=personal_circumstances"


@pytest.fixture
def view() -> CaseView:
    """An assessment whose family was away for personal reasons, which the law as shipped excuses."""
    return fold(ledger(*ASSESSING, CIRCUMSTANCES))


def without_exceptions(duties: frozenset[str]) -> Law:
    """The law as shipped, but for these duties that nothing excuses."""
    law = the_law()
    changed = {each: replace(law.duties[each], exceptions=frozenset()) for each in duties}
    interested = {
        event: tuple(replace(each, duty=changed.get(each.duty.id, each.duty)) for each in interests)
        for event, interests in law.interested.items()
    }
    return replace(law, duties={**law.duties, **changed}, interested=interested)


def test_an_exception_is_flagged_by_the_law_of_the_office_and_not_by_the_one_as_shipped(view: CaseView) -> None:
    assert assessment_row("case", view).exception
    assert not assessment_row("case", view, law=without_exceptions(ASSESSMENT_DUTIES)).exception
    all_but_one = without_exceptions(ASSESSMENT_DUTIES - {"final_plan"})
    assert assessment_row("case", view, law=all_but_one).exception


def test_the_deadlines_that_are_at_hand_are_not_worked_out_again(
    view: CaseView, monkeypatch: pytest.MonkeyPatch
) -> None:
    shipped = deadlines(view.entries)
    own = deadlines(view.entries, without_exceptions(ASSESSMENT_DUTIES))
    monkeypatch.delattr("ehcp_flow.services.indexing.deadlines")
    assert assessment_row("case", view, shipped).exception
    assert not assessment_row("case", view, own).exception
    assert case_index(view, shipped, {}).exception
    assert not case_index(view, own, {}).exception


def test_without_deadlines_at_hand_they_are_worked_out_by_the_law_and_the_calendar_that_are_given(
    view: CaseView, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[tuple[object, ...]] = []

    def noted(*given: object) -> list[object]:
        asked.append(given)
        return []

    monkeypatch.setattr("ehcp_flow.services.indexing.deadlines", noted)
    law, calendar = without_exceptions(ASSESSMENT_DUTIES), Calendar([view.entries[0].occurred_on])
    assert not assessment_row("case", view, law=law, calendar=calendar).exception
    assert not assessment_row("case", view).exception
    assert asked == [(view.entries, law, calendar), (view.entries, None, ENGLAND)]


def test_a_case_without_an_exception_asks_for_no_deadlines(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delattr("ehcp_flow.services.indexing.deadlines")
    assert not assessment_row("case", fold(ledger(*ASSESSING))).exception
