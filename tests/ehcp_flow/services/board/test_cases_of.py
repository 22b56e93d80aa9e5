"""The row of a case: its stages, its ends, who asked, what was answered and who has it."""

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from ehcp_flow.services.board.told import Against, outward, told
from reports.rows.cases import Decision, End, Ending, Spell, Stage
from tests.ehcp_flow.services.board.worked import CASE, case_of, entries_of, read
from tests.workflows.cases import PLANNED, correction, entry
from workflows.ledger import Entry

REFUSED = ("request_received=2025-01-06,source=school", "assessment_refused=2025-02-10,reasons=none")
BY = "dated=not_later_than"


def test_a_whole_journey_is_four_spells_without_a_gap_and_one_end() -> None:
    row = case_of(read(*PLANNED))
    assert row.spells == (
        Spell(Stage.REQUESTED, date(2025, 1, 6), date(2025, 2, 10)),
        Spell(Stage.ASSESSING, date(2025, 2, 10), date(2025, 4, 1)),
        Spell(Stage.DRAFTING, date(2025, 4, 1), date(2025, 4, 14)),
        Spell(Stage.DRAFT_WITH_FAMILY, date(2025, 4, 14), date(2025, 5, 12)),
    )
    assert row.ends == (End(Ending.ISSUED, date(2025, 5, 12)),)
    assert (row.received_on, row.source, row.issued_on) == (date(2025, 1, 6), "parent", date(2025, 5, 12))
    assert (row.decision, row.decided_on) == (Decision.ASSESS, date(2025, 2, 10))
    assert row.week_20 == date(2025, 5, 26)  # Monday 6 January 2025 and 20 weeks
    assert row.stage_on(date(2025, 5, 11)) is Stage.DRAFT_WITH_FAMILY
    assert not row.open_on(date(2025, 5, 12))


def test_what_happened_later_is_not_in_the_row_of_an_earlier_day() -> None:
    row = case_of(read(*PLANNED, as_at=date(2025, 4, 13)))
    assert row.spells[-1] == Spell(Stage.DRAFTING, date(2025, 4, 1))
    assert (row.ends, row.issued_on) == ((), None)
    assert row.stage_on(date(2025, 4, 13)) is Stage.DRAFTING


def test_what_was_recorded_later_is_not_in_the_row_as_it_was_known() -> None:
    late = entry("final_plan_sent=2025-05-12", 5, recorded_at=datetime(2025, 6, 3, 9, tzinfo=UTC))
    lines = (*PLANNED[:-1], late)
    as_at = date(2025, 5, 31)
    assert case_of(read(*lines, as_at=as_at, known_at=datetime(2025, 6, 1, 9, tzinfo=UTC))).open_on(as_at)
    assert not case_of(read(*lines, as_at=as_at)).open_on(as_at)


def test_a_case_on_which_nothing_had_happened_yet_is_not_told_of() -> None:
    assert told(CASE, entries_of(PLANNED), Against(date(2025, 1, 5))) is None


def test_a_refusal_that_is_reversed_opens_again_and_keeps_its_first_answer() -> None:
    row = case_of(read(*REFUSED, "refusal_reversed=2025-05-01,ground=conceded,of=assessment"))
    assert row.spells == (
        Spell(Stage.REQUESTED, date(2025, 1, 6), date(2025, 2, 10)),
        Spell(Stage.REQUESTED, date(2025, 5, 1)),
    )
    assert row.opened_on == (date(2025, 1, 6), date(2025, 5, 1))
    assert row.ends == (End(Ending.NOT_ASSESSED, date(2025, 2, 10)),)
    assert (row.decision, row.decided_on) == (Decision.NOT_ASSESS, date(2025, 2, 10))


@pytest.mark.parametrize(
    ("line", "how"),
    [
        ("request_withdrawn=2025-03-03", Ending.WITHDRAWN),
        ("moved_away=2025-03-03", Ending.MOVED_AWAY),
        ("case_closed=2025-03-03,reason=no reply", Ending.CLOSED),
        ("assessment_refused=2025-03-03,reasons=none", Ending.NOT_ASSESSED),
    ],
)
def test_a_request_leaves_the_open_work_in_one_of_these_ways(line: str, how: Ending) -> None:
    row = case_of(read("request_received=2025-01-06,source=parent", line))
    assert row.ends == (End(how, date(2025, 3, 3)),)
    assert not row.open_on(date(2025, 3, 3))
    assert row.week_20 == date(2025, 5, 26)  # whatever came of it


def test_moving_away_after_a_refusal_is_no_second_end() -> None:
    assert case_of(read(*REFUSED, "moved_away=2025-04-01")).ends == (End(Ending.NOT_ASSESSED, date(2025, 2, 10)),)


def test_undated_entries_of_a_return_count_from_the_day_by_which_they_are_known() -> None:
    lines = entries_of((f"request_received=2025-01-06,{BY}", f"assessment_agreed=2025-12-31,{BY}"))
    row = case_of(read(*[replace(each, source="return") for each in lines]))
    assert row.spells == (
        Spell(Stage.REQUESTED, date(2025, 1, 6), date(2025, 12, 31)),
        Spell(Stage.ASSESSING, date(2025, 12, 31)),
    )
    assert (row.received_on, row.decision, row.decided_on, row.week_20) == (None, Decision.ASSESS, None, None)


def test_an_assessment_that_a_return_tells_of_by_its_end_alone_was_never_open() -> None:
    row = case_of(read(entry("final_plan_sent=2025-05-12", source="return")))
    assert (row.spells, row.opened_on) == ((), ())
    assert row.ends == (End(Ending.ISSUED, date(2025, 5, 12)),)
    assert (row.decision, row.decided_on) == (Decision.ASSESS, None)


def test_an_entry_that_does_not_follow_moves_no_stage() -> None:
    row = case_of(read("request_received=2025-01-06,source=parent", "final_plan_sent=2025-03-03"))
    assert row.spells == (Spell(Stage.REQUESTED, date(2025, 1, 6)),)
    assert row.issued_on is None


def test_a_correction_moves_the_day_of_a_stage() -> None:
    row = case_of(read(*PLANNED, correction(6, 2, right_date="2025-02-17")))
    assert row.spells[0] == Spell(Stage.REQUESTED, date(2025, 1, 6), date(2025, 2, 17))
    assert row.decided_on == date(2025, 2, 17)


def test_the_officers_are_counted_one_after_the_other() -> None:
    request = "request_received=2025-01-06,source=parent"
    given = [
        f"case_assigned=2025-02-0{day},to={to}@example.test" for day, to in ((3, "a"), (4, "A"), (5, "b"), (6, "a"))
    ]
    for assigned, officer, officers in ((0, "", 0), (2, "a@example.test", 1), (3, "b@example.test", 2)):
        row = case_of(read(request, *given[:assigned]))
        assert (row.officer, row.officers) == (officer, officers)
    back = case_of(read(request, *given))
    assert (back.officer, back.officers) == ("a@example.test", 3)


def details(on: str, number: int, *needs: tuple[str, str]) -> Entry:
    told_of = {"active_plan": {"needs": [{"type": kind, "rank": rank} for kind, rank in needs]}}
    return entry(f"details_recorded={on}", number, facts={"of": "return", "details": told_of})


def test_the_main_need_is_that_of_the_last_details_that_give_one() -> None:
    first = details("2025-12-31", 6, ("MLD", "2"), ("ASD", "1"))
    second = details("2026-12-31", 7, ("SEMH", "1"))
    silent = entry("details_recorded=2027-12-31", 8, facts={"of": "return", "details": {"received": "2025-01-06"}})
    assert case_of(read(*PLANNED)).need == ""
    assert case_of(read(*PLANNED, first)).need == "ASD"
    assert case_of(read(*PLANNED, first, second, silent)).need == "SEMH"


def test_mediation_and_tribunal_are_those_about_the_decision_whether_to_assess() -> None:
    held, registered = "mediation_held=2025-03-03,about={}", "appeal_registered=2025-04-01,about={}"
    own = case_of(read(*REFUSED, held.format("assess"), registered.format("assess")))
    assert (own.mediation, own.tribunal, own.disputed) == (True, True, True)
    other = case_of(
        read(*PLANNED, "mediation_held=2025-06-02,about=content", "appeal_registered=2025-07-01,about=content")
    )
    assert (other.mediation, other.tribunal, other.disputed) == (False, False, True)
    reversed_ = case_of(read(*REFUSED, "refusal_reversed=2025-05-01,ground=tribunal_order,of=assessment"))
    assert (reversed_.mediation, reversed_.tribunal) == (False, True)


def test_who_asked_is_empty_where_the_return_does_not_know() -> None:
    assert case_of(read("request_received=2025-01-06,source=unknown")).source == ""
    assert case_of(read("became_responsible=2025-01-06")).source == ""


@pytest.mark.parametrize(
    ("postcode", "area"),
    [("de1 2ab", "DE1"), ("DE12AB", "DE1"), (" DE22  3XY ", "DE22"), ("DE1", "DE1"), ("", "")],
)
def test_the_area_is_the_first_part_of_the_postcode(postcode: str, area: str) -> None:
    assert outward(postcode) == area
    assert case_of(read(*PLANNED, postcode=postcode)).area == area
