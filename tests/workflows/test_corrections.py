"""A correction is no way around a guard, a role or the second person: what is put right is asked as a step of its day."""

from datetime import date
from typing import Any

import pytest

from tests.workflows.cases import (
    ASSESSING,
    CASEWORKER,
    DECISION_MAKER,
    MANAGER,
    OPERATOR,
    PLANNED,
    REQUESTED,
    TODAY,
    entry,
    ledger,
    propose,
)
from workflows.advance import Actor, Outcome
from workflows.days import Closure
from workflows.ledger import Entry
from workflows.refusals import Refusal

CEASED = (*PLANNED, "cease_considered=2025-09-01", "cease_notified=2025-10-01,reasons=x")


def put_right(history: list[Entry], number: int, by: Actor = MANAGER, **facts: Any) -> Outcome | Refusal:
    more = {name: facts.pop(name) for name in ("accept_misfits", "closures") if name in facts}
    return propose(history, f"correction={TODAY}", by, corrects=number, facts={"reason": "wrong", **facts}, **more)


def changed(answer: Outcome | Refusal) -> Outcome:
    assert isinstance(answer, Outcome), answer
    return answer


def declined(answer: Outcome | Refusal) -> Refusal:
    assert isinstance(answer, Refusal), answer.entry
    assert all(part.strip() for part in answer.as_json().values())
    return answer


def test_a_final_plan_is_not_moved_into_the_familys_15_days() -> None:
    refusal = declined(put_right(ledger(*PLANNED), 5, right_date="2025-04-28"))
    assert "until the end of 28 April 2025" in refusal.why
    assert refusal.what == "Record “Final plan sent”"
    changed(put_right(ledger(*PLANNED), 5, right_date="2025-04-29"))


def test_a_final_plan_that_did_go_early_is_put_right_with_the_reason() -> None:
    facts = {"early_because": "the family agreed"}
    changed(put_right(ledger(*PLANNED), 5, right_date="2025-04-25", right_facts=facts))


def test_confirming_that_later_entries_fall_does_not_pass_over_a_guard() -> None:
    declined(put_right(ledger(*PLANNED), 5, right_date="2025-04-28", accept_misfits=True))


def test_the_end_of_a_plan_is_not_moved_into_the_time_to_appeal() -> None:
    history = ledger(*CEASED, "plan_ceased=2026-01-05,reason=needs_met")
    assert "1 December 2025" in declined(put_right(history, 8, right_date="2025-11-30")).why
    changed(put_right(history, 8, right_date="2025-12-02"))


@pytest.mark.parametrize(
    "facts,said",
    [
        ({"ground": "school_closed", "from": "2025-07-23", "to": "2025-07-30"}, "8 days"),
        ({"ground": "school_closed"}, "the days are not given"),
        ({"ground": "not_stated", "duty": "final_plan"}, "names none"),
        ({"ground": "personal_circumstances", "duty": "final_plane"}, "final_plane"),
    ],
)
def test_an_exception_is_not_turned_into_one_that_cannot_stand(facts: dict[str, str], said: str) -> None:
    history = ledger(*ASSESSING, "exception_recorded=2025-09-10,ground=personal_circumstances")
    assert said in declined(put_right(history, 3, right_facts=facts)).why


def test_a_closure_is_held_against_the_term_dates_where_they_are_given() -> None:
    history = ledger(
        "request_received=2025-06-02",
        "advice_requested=2025-07-18,body=education",
        "exception_recorded=2025-09-10,ground=personal_circumstances",
    )
    closed = {"ground": "school_closed", "from": "2025-07-16", "to": "2025-09-01"}
    summer = Closure("Summer holidays", date(2025, 7, 23), date(2025, 9, 2))
    changed(put_right(history, 3, right_facts=closed))
    assert "Summer holidays" in declined(put_right(history, 3, right_facts=closed, closures=[summer])).do


def test_who_made_the_request_does_not_redate_the_decision() -> None:
    history = [
        entry(REQUESTED[0], 1, recorded_by=MANAGER.name),
        entry("assessment_agreed=2025-02-10", 2, recorded_by=DECISION_MAKER.name),
    ]
    assert "second person" in declined(put_right(history, 2, MANAGER, right_date="2025-02-12")).why
    changed(put_right(history, 2, DECISION_MAKER, right_date="2025-02-12"))
    assert "--as" in declined(put_right(history, 2, OPERATOR, right_date="2025-02-12")).do


def test_a_decision_is_put_right_by_who_may_take_it() -> None:
    assert "role" in declined(put_right(ledger(*ASSESSING), 2, CASEWORKER, right_date="2025-02-12")).why


def test_cancelling_a_cancellation_asks_the_step_again() -> None:
    """While it did not count, the draft was put right: the plan that stands again would have gone too early."""
    history = ledger(*PLANNED)
    history += [changed(put_right(history, 5, never_happened=True)).entry]
    history += [changed(put_right(history, 4, right_date="2025-05-11")).entry]
    assert "25 May 2025" in declined(put_right(history, 6, never_happened=True)).why


def test_what_a_return_passed_over_may_be_put_right_by_a_person() -> None:
    history = [entry("final_plan_sent=2025-05-12", 1, source="return.xml", recorded_by="import")]
    assert changed(put_right(history, 1, right_date="2025-05-13")).view.misfits == []
    declined(put_right(history, 1, CASEWORKER, right_date="2025-05-13"))


def test_the_request_itself_may_be_moved() -> None:
    changed(put_right(ledger(*ASSESSING), 1, CASEWORKER, right_date="2025-01-03"))
    declined(put_right(ledger(*ASSESSING), 1, CASEWORKER, right_date="2025-02-12"))


def test_a_correction_that_changes_nothing_asks_nothing() -> None:
    changed(put_right(ledger(*PLANNED), 5, MANAGER, right_date="2025-05-12"))
