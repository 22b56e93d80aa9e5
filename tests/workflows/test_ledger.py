"""The ledger: what breaks its chain is found, and its corrections are read as what should have stood there."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from tests.workflows.cases import DRAFTED, REQUESTED, correction, ledger
from workflows.ledger import GENESIS, NOT_LATER_THAN, Entry, effective, seal, verify

AUTHORITY, CASE, PERSON = "831", "EHC-2026-00001", 7


def sealed(
    entries: list[Entry], authority: str = AUTHORITY, case: str = CASE, person: int = PERSON
) -> list[tuple[Entry, str]]:
    chain, previous = [], GENESIS
    for entry in entries:
        previous = seal(previous, authority, case, person, entry)
        chain.append((entry, previous))
    return chain


def test_a_chain_as_it_was_recorded_holds() -> None:
    assert verify(AUTHORITY, CASE, PERSON, sealed(ledger(*DRAFTED))) is None


def test_an_empty_chain_holds() -> None:
    assert verify(AUTHORITY, CASE, PERSON, []) is None


@pytest.mark.parametrize(
    "change",
    [
        {"occurred_on": date(2025, 2, 9)},
        {"recorded_at": datetime(2025, 2, 10, 8, tzinfo=UTC)},
        {"recorded_by": "someone@example.test"},
        {"facts": {"note": "added later"}},
        {"source": "return.xml"},
        {"corrects": 1},
        {"event": ledger("assessment_refused=2025-02-10")[0].event},
    ],
    ids=lambda change: next(iter(change)),
)
def test_a_changed_entry_is_found(change: dict[str, object]) -> None:
    chain = sealed(ledger(*DRAFTED))
    chain[1] = (replace(chain[1][0], **change), chain[1][1])  # type: ignore[arg-type]
    broken = verify(AUTHORITY, CASE, PERSON, chain)
    assert broken is not None
    assert broken.number == 2


def test_a_changed_hash_is_found_where_it_stands() -> None:
    chain = sealed(ledger(*DRAFTED))
    chain[1] = (chain[1][0], "f" * 64)
    broken = verify(AUTHORITY, CASE, PERSON, chain)
    assert broken is not None
    assert broken.number == 2


def test_a_removed_entry_is_found() -> None:
    chain = sealed(ledger(*DRAFTED))
    del chain[1]
    broken = verify(AUTHORITY, CASE, PERSON, chain)
    assert broken is not None
    assert broken.number == 2
    assert "missing" in broken.why


def test_an_entry_removed_and_the_rest_renumbered_is_found() -> None:
    chain = sealed(ledger(*DRAFTED))
    del chain[1]
    renumbered = [(replace(entry, number=number), held) for number, (entry, held) in enumerate(chain, start=1)]
    broken = verify(AUTHORITY, CASE, PERSON, renumbered)
    assert broken is not None
    assert broken.number == 2


def test_reordered_entries_are_found() -> None:
    chain = sealed(ledger(*DRAFTED))
    chain[1], chain[2] = chain[2], chain[1]
    broken = verify(AUTHORITY, CASE, PERSON, chain)
    assert broken is not None
    assert broken.number == 2


def test_a_chain_belongs_to_one_case_of_one_person_and_authority() -> None:
    chain = sealed(ledger(*DRAFTED))
    assert verify("830", CASE, PERSON, chain) is not None
    assert verify(AUTHORITY, "EHC-2026-00002", PERSON, chain) is not None
    assert verify(AUTHORITY, CASE, 8, chain) is not None


def test_the_order_in_which_facts_were_given_does_not_matter_to_the_seal() -> None:
    one = replace(ledger(*REQUESTED)[0], facts={"source": "parent", "note": "by e-mail"})
    other = replace(one, facts={"note": "by e-mail", "source": "parent"})
    assert seal(GENESIS, AUTHORITY, CASE, PERSON, one) == seal(GENESIS, AUTHORITY, CASE, PERSON, other)


def test_entries_count_in_the_order_in_which_they_happened_and_then_of_recording() -> None:
    entries = ledger("draft_sent=2025-04-14", "request_received=2025-01-06", "plan_agreed=2025-04-14")
    assert [entry.number for entry in effective(entries)] == [2, 1, 3]


def test_an_entry_that_never_happened_does_not_count() -> None:
    entries = [*ledger(*DRAFTED), correction(5, of=4, never_happened=True)]
    assert [entry.number for entry in effective(entries)] == [1, 2, 3]


def test_a_corrected_date_is_the_date() -> None:
    entries = [*ledger(*REQUESTED), correction(2, of=1, right_date="2025-01-03")]
    (entry,) = effective(entries)
    assert entry.occurred_on == date(2025, 1, 3)
    assert entry.facts == {"source": "parent"}


def test_corrected_facts_take_the_place_of_the_old_ones_whole() -> None:
    entries = [*ledger("request_received=2025-01-06,source=parent,note=x"), correction(2, of=1, right_facts={})]
    (entry,) = effective(entries)
    assert entry.facts == {}
    assert entry.occurred_on == date(2025, 1, 6)


def test_the_later_of_two_corrections_of_one_date_counts() -> None:
    entries = [
        *ledger(*REQUESTED),
        correction(2, of=1, right_date="2025-01-03"),
        correction(3, of=1, right_date="2025-01-02"),
    ]
    assert effective(entries)[0].occurred_on == date(2025, 1, 2)


def test_a_correction_of_the_facts_keeps_the_date_that_was_corrected_before() -> None:
    entries = [
        *ledger(*REQUESTED),
        correction(2, of=1, right_date="2025-01-03"),
        correction(3, of=1, right_facts={"source": "school"}),
    ]
    (entry,) = effective(entries)
    assert (entry.occurred_on, entry.facts) == (date(2025, 1, 3), {"source": "school"})


def test_an_event_that_happened_after_all_stands_again() -> None:
    entries = [
        *ledger(*REQUESTED),
        correction(2, of=1, never_happened=True),
        correction(3, of=1, right_date="2025-01-03"),
    ]
    assert effective(entries)[0].occurred_on == date(2025, 1, 3)


def test_a_correction_that_never_happened_lets_the_entry_stand_again() -> None:
    entries = [
        *ledger(*REQUESTED),
        correction(2, of=1, never_happened=True),
        correction(3, of=2, never_happened=True),
    ]
    assert effective(entries)[0].occurred_on == date(2025, 1, 6)


def test_undoing_the_undoing_of_a_correction_puts_it_back() -> None:
    entries = [
        *ledger(*REQUESTED),
        correction(2, of=1, never_happened=True),
        correction(3, of=2, never_happened=True),
        correction(4, of=3, never_happened=True),
    ]
    assert effective(entries) == []


def test_undoing_the_later_of_two_corrections_leaves_the_earlier_one() -> None:
    entries = [
        *ledger(*REQUESTED),
        correction(2, of=1, right_date="2025-01-03"),
        correction(3, of=1, right_date="2025-01-02"),
        correction(4, of=3, never_happened=True),
    ]
    assert effective(entries)[0].occurred_on == date(2025, 1, 3)


def test_as_at_leaves_out_what_happened_later_and_keeps_that_day() -> None:
    entries = ledger(*DRAFTED)
    assert len(effective(entries, as_at=date(2025, 4, 14))) == 4
    assert len(effective(entries, as_at=date(2025, 4, 13))) == 3


def test_as_at_judges_by_the_corrected_date() -> None:
    entries = [*ledger(*REQUESTED), correction(2, of=1, right_date="2025-01-03")]
    assert len(effective(entries, as_at=date(2025, 1, 4))) == 1


def test_known_at_leaves_out_what_was_recorded_later_and_corrections_too() -> None:
    entries = [*ledger(*REQUESTED), correction(2, of=1, never_happened=True)]
    before = entries[1].recorded_at - timedelta(seconds=1)
    assert len(effective(entries, known_at=before)) == 1
    assert effective(entries, known_at=entries[1].recorded_at) == []


def test_what_happened_in_time_and_was_recorded_late_is_not_known_before() -> None:
    late = replace(ledger(*REQUESTED)[0], recorded_at=datetime(2025, 6, 1, tzinfo=UTC))
    assert effective([late], as_at=date(2025, 1, 6), known_at=datetime(2025, 5, 1, tzinfo=UTC)) == []
    assert effective([late], as_at=date(2025, 1, 6)) == [late]


def test_an_entry_says_whether_its_day_is_known() -> None:
    known = ledger(*REQUESTED)[0]
    assert known.dated
    assert not replace(known, facts={"dated": NOT_LATER_THAN}).dated


def test_a_fact_that_was_not_given_reads_as_nothing() -> None:
    entry = ledger("review_invited=2025-01-06,meeting_on=2025-02-03")[0]
    assert entry.date_fact("meeting_on") == date(2025, 2, 3)
    assert entry.date_fact("other") is None
    assert entry.fact("other") == ""
