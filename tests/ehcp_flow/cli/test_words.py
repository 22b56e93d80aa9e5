"""How deadlines are put into words: what is law and what is not, and what is known only to have happened by a day."""

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from ehcp_flow.cli.show import facts_words, what
from ehcp_flow.phrases import standing_words
from workflows.clocks import Deadline, deadlines
from workflows.days import ENGLAND
from workflows.ledger import NOT_LATER_THAN, Entry
from workflows.vocabulary import Event

NOW = datetime(2026, 3, 3, 12, tzinfo=UTC)
YEAR_END = date(2025, 12, 31)


def first_deadline(*then: Event) -> Deadline:
    """The decision whether to assess, after what is known only to have happened by the end of 2025."""
    asked = Entry(1, Event.REQUEST_RECEIVED, date(2025, 12, 1), NOW, "import", {"source": "parent"}, "a return")
    later = [Entry(2, each, YEAR_END, NOW, "import", {"dated": NOT_LATER_THAN}, "a return") for each in then]
    return next(each for each in deadlines([asked, *later]) if each.duty == "assess_decision")


@pytest.mark.parametrize("basis", ["practice", "guidance"])
def test_what_is_not_law_says_so(basis: str) -> None:
    assert what(replace(first_deadline(), basis=basis)).endswith(f" ({basis}, not law)")


def test_what_is_law_needs_no_word() -> None:
    assert what(first_deadline()) == "Decide whether to assess and tell the family"


@pytest.mark.parametrize(
    "event, words",
    [
        (Event.ASSESSMENT_AGREED, "done by 31 December 2025, on a day that is not known"),
        (Event.REQUEST_WITHDRAWN, "no longer required by 31 December 2025, on a day that is not known"),
    ],
)
def test_a_day_that_is_not_known_is_not_said_to_be_known(event: Event, words: str) -> None:
    assert standing_words(first_deadline(event), date(2026, 3, 3), ENGLAND) == words


def test_facts_are_words_and_never_code() -> None:
    facts = {"details": {"needs": [{"type": "ASD"}]}, "of": "return", "right_facts": {"details": [1], "source": "x"}}
    assert facts_words(facts) == (
        "details: as the return gives them; of: return; right facts (details: as the return gives them; source: x)"
    )
    assert facts_words({"places": [{"urn": "1"}, {"urn": "2"}]}) == "places: (urn: 1) and (urn: 2)"
