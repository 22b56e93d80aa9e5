"""Every deadline says in sentences where it comes from: the start, the limit with its source, the last day, the first late one."""

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import date

import pytest

from tests.workflows.cases import DRAFTED, PLANNED, REQUESTED, due, the
from workflows.clocks import Deadline
from workflows.explain import as_json, explain
from workflows.limits import limit_words
from workflows.parameters import Rule, the_law
from workflows.words import amount_words, day_words, list_words, sentence

START_FACTS = {
    "advice_requested": ["body=health"],
    "setting_consulted": ["setting=Oakfield"],
    "review_invited": ["meeting_on=2026-03-20"],
    "plan_transferred_in": ["", "original_made_on=2024-09-02", "last_reviewed_on=2025-09-02"],
    "transfer_planned": [
        f"kind={kind},transfer_on=2027-09-01"
        for kind in ("primary_to_secondary", "secondary_to_post16", "post16_to_post16")
    ],
    "recommendation_made": ["body=health"],
    "refusal_reversed": [
        f"ground={ground},of={of}"
        for ground in ("mediation_agreement", "tribunal_order", "consent_order", "unopposed_appeal", "conceded")
        for of in ("assessment", "plan")
    ],
    "order_made": [
        f"kind={kind}" for kind in ("assess", "make_plan", "reconsider", "amend", "name_setting", "continue_and_amend")
    ],
    "appeal_not_opposed": ["about=content", "about=placement", "about=assess", "about=plan"],
    "mediation_agreed": ["about=assess", "about=plan"],
    "review_decided": ["outcome=amend", "outcome=maintain"],
}
STARTS = sorted({pattern.event.value for duty in the_law().duties.values() for pattern in duty.starts})


def started() -> Iterator[Deadline]:
    """A deadline of every duty and every row of it, each from every event that can start it."""
    for event in STARTS:
        for facts in START_FACTS.get(event, [""]):
            yield from due(f"{event}=2026-01-05{',' if facts else ''}{facts}")
    yield from due("review_met=2026-01-05", "amendment_notice_sent=2026-01-19")


ALL = list(started())


def reads_well(text: str) -> None:
    assert "None" not in text
    assert "  " not in text
    assert ".." not in text.replace("…", "")
    assert not re.search(r"\s[.,;:]|\(\s|\s\)|\(\)", text), text
    assert text[0].isupper()
    assert text.endswith(".")
    assert "_" not in text, text
    assert not re.search(r"\d{4}-\d{2}-\d{2}", text), "a date for people is written out"


def test_every_duty_and_every_row_is_among_those_explained() -> None:
    explained = {(each.duty, id(each.rule)) for each in ALL}
    assert {(duty.id, id(rule)) for duty in the_law().duties.values() for rule in duty.rules} == explained


@pytest.mark.parametrize("deadline", ALL, ids=lambda each: f"{each.duty} {each.starts}")
def test_an_explanation_reads_as_sentences_and_says_it_all(deadline: Deadline) -> None:
    text = explain(deadline)
    reads_well(text)
    assert deadline.rule is not None
    assert text.startswith(f"On {day_words(deadline.started_on)} ")
    assert deadline.rule.source.title in text
    assert (f"in force since {day_words(deadline.rule.since)}" in text) == (deadline.rule.basis == "statute")
    assert any(limit_words(limit) in text for limit in deadline.rule.limits)
    last = day_words(deadline.due)
    assert f"The last day of the window is {last}" in text or f"The last day in time is {last}" in text
    first_late = day_words(date.fromordinal(deadline.due.toordinal() + 1))
    assert f"from {first_late} it is late" in text or f"may be taken from {first_late}" in text
    assert "No exception is recorded." in text
    if deadline.due_cautious != deadline.due:
        assert f"aim for {day_words(deadline.due_cautious)}" in text
    if deadline.rule.source.unverified:
        assert deadline.rule.source.unverified[:40] in text


def test_practice_and_guidance_are_not_called_law() -> None:
    for deadline in ALL:
        text = explain(deadline)
        if deadline.basis != "statute":
            assert "not law, gives" in text
            assert "The law gives" not in text


def test_two_limits_say_from_which_day_each_runs() -> None:
    text = explain(the(due("review_met=2025-03-20", "amendment_notice_sent=2025-04-14"), "amended_plan"))
    assert "There are two limits and the earlier counts" in text
    assert "from 20 March 2025, when the review meeting was held" in text


def test_a_limit_that_has_nothing_to_run_from_is_not_told() -> None:
    text = explain(the(due("amendment_notice_sent=2025-04-14"), "amended_plan"))
    assert "two limits" not in text
    assert "12 weeks, not counting" not in text
    assert "The law gives 8 weeks, not counting that day (SEND" in text


def test_a_limit_before_a_meeting_names_the_meeting() -> None:
    text = explain(the(due("review_invited=2025-02-20,meeting_on=2025-03-20"), "review_notice"))
    assert "at least 2 weeks before that day (meeting on: 20 March 2025)" in text
    assert "“At least” may mean clear days, so aim for 5 March 2025." in text


def test_a_directed_date_is_told_as_the_tribunals() -> None:
    text = explain(the(due("order_made=2025-06-02,kind=assess,order_final_plan=2025-08-01"), "order_final_plan"))
    reads_well(text)
    assert "The Tribunal itself directed 1 August 2025" in text


@pytest.mark.parametrize(
    "events,duty,said",
    [
        (
            (*REQUESTED, "final_plan_sent=2025-05-26"),
            "final_plan",
            "It was met: on 26 May 2025 the final plan was sent",
        ),
        ((*REQUESTED, "final_plan_sent=2025-05-27"), "final_plan", "1 day after the limit"),
        ((*REQUESTED, "final_plan_sent=2025-05-28"), "final_plan", "2 days after the limit"),
        (
            (*REQUESTED, "request_withdrawn=2025-02-03"),
            "final_plan",
            "It is not required: on 3 February 2025 the request was",
        ),
        (
            (*REQUESTED, "final_plan_sent=2025-12-31,dated=not_later_than"),
            "final_plan",
            "not known whether it was late",
        ),
        ((*DRAFTED, "final_plan_sent=2025-04-25"), "draft_representations", "before the window was over"),
        ((*DRAFTED, "final_plan_sent=2025-05-12"), "draft_representations", "On 12 May 2025 the final plan was sent"),
    ],
)
def test_how_it_ended_is_told(events: tuple[str, ...], duty: str, said: str) -> None:
    text = explain(the(due(*events), duty))
    reads_well(text)
    assert said in text


@pytest.mark.parametrize(
    "exception,said",
    [
        ("ground=personal_circumstances,from=2025-03-03", "It adds no days."),
        (
            "ground=absent_4_weeks,from=2025-03-01,to=2025-03-10",
            "(absent from the area for at least 4 weeks running) that",
        ),
        ("ground=coronavirus", "No exception is recorded."),
    ],
)
def test_what_an_exception_changes_is_told(exception: str, said: str) -> None:
    text = explain(the(due(*REQUESTED, f"exception_recorded=2025-03-03,{exception}"), "final_plan"))
    reads_well(text)
    assert said in text


def test_an_exception_that_was_not_needed_is_told_as_such() -> None:
    events = (*REQUESTED, "exception_recorded=2025-03-03,ground=personal_circumstances", "final_plan_sent=2025-05-12")
    assert "the limit was met all the same" in explain(the(due(*events), "final_plan"))


def test_of_two_clocks_the_one_that_does_not_bind_says_so() -> None:
    found = due(
        *REQUESTED, "assessment_refused=2025-02-14", "refusal_reversed=2025-06-02,ground=conceded,of=assessment"
    )
    said = "Another clock that runs to the same end binds before this one."
    assert said in explain(the(found, "order_final_plan"))
    assert said not in explain(the(found, "final_plan"))


def test_a_deadline_read_back_from_an_index_cannot_be_explained_and_says_what_to_do() -> None:
    bare = replace(the(due(*REQUESTED), "final_plan"), rule=None, start=None)
    with pytest.raises(ValueError, match="derive it from the ledger"):
        explain(bare)


def test_json_has_what_is_promised_and_more() -> None:
    told = as_json(the(due(*PLANNED), "final_plan"), date(2025, 6, 2))
    promised = {
        "duty", "title", "starts", "started_on", "due", "due_cautious", "status", "met_on", "excused_by", "law", "explanation",
    }  # fmt: skip
    assert promised <= set(told)
    assert told["status"] == "met"
    assert told["met_on"] == "2025-05-12"
    assert told["due"] == "2025-05-26"
    assert {"title", "href", "since"} <= set(told["law"])


def test_every_limit_has_words() -> None:
    rules: list[Rule] = [rule for duty in the_law().duties.values() for rule in duty.rules]
    for rule in rules:
        for limit in rule.limits:
            assert limit_words(limit).strip()
            assert "_" not in limit_words(limit)


def test_words_for_days_amounts_and_lists() -> None:
    assert day_words(date(2026, 3, 3)) == "3 March 2026"
    assert amount_words(1, "weeks") == "1 week"
    assert amount_words(6, "weeks") == "6 weeks"
    assert list_words([]) == ""
    assert list_words(["a"]) == "a"
    assert list_words(["a", "b", "c"], "or") == "a, b or c"
    assert sentence("it is so") == "It is so."
    assert sentence("Is it?") == "Is it?"
