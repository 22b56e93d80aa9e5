"""What is due, which cases there are, the search box, and the counts behind the figures."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from ehcp_flow.db import queues, report_rows
from ehcp_flow.db.engine import Database
from ehcp_flow.db.index import CaseIndex
from ehcp_flow.db.unit_of_work import unit_of_work
from ehcp_flow.db.users import User
from reports.periods import Period
from reports.rows.assessments import Kind, OutcomeCount, count_outcomes
from tests.ehcp_flow.db import made_up
from tests.ehcp_flow.db.made_up import HERE, NOW, RECEIVED, THERE
from workflows.standing import Outcome
from workflows.vocabulary import Role

TODAY = date(2026, 6, 1)


@pytest.fixture
def settled(database: Database) -> Database:
    made_up.settle(database, HERE, THERE)
    with unit_of_work(database) as uow:
        uow.users.add(User(HERE, 0, "Pat Marlow", "Pat@Example.test", frozenset({Role.CASEWORKER}), NOW))
        uow.commit()
    return database


def due(database: Database, **narrowed: object) -> list[tuple[str, str]]:
    with database.reading() as connection:
        rows = queues.due(connection, HERE, TODAY, **narrowed)  # type: ignore[arg-type]
    return [(row.case[-1], row.deadline.duty) for row in rows]


def some_cases(database: Database) -> None:
    on = {days: TODAY + timedelta(days=days) for days in (-3, -1, 0, 10, 40)}
    mine = CaseIndex(
        "assessing", owner_id=1, team="North", received_on=RECEIVED, next_due=on[-3], next_duty="final_plan"
    )
    made_up.open_case(
        database, "EHC-2026-00001", index=mine, surname="Fernsby",
        deadlines=[
            made_up.deadline("final_plan", due=on[-3]),
            made_up.deadline("advice", "health", due=on[-1], outcome=Outcome.EXCUSED),
            replace(made_up.deadline("advice", "parent", due=on[-1], outcome=Outcome.EXCUSED), met_on=on[0]),
            replace(made_up.deadline("advice", "other", due=on[-1], outcome=Outcome.EXCUSED), stood_down_on=on[0]),
            made_up.deadline("draft_representations", due=on[-1], floor=True),
        ],
    )  # fmt: skip
    made_up.open_case(
        database, "EHC-2026-00002", surname="O'Hara 100%",
        index=CaseIndex("requested", team="South", received_on=RECEIVED, next_due=on[0]),
        deadlines=[made_up.deadline("assess_decision", due=on[0]), made_up.deadline("final_plan", due=on[40])],
    )  # fmt: skip
    made_up.open_case(
        database, "EHC-2026-00001", authority=THERE, deadlines=[made_up.deadline("final_plan", due=on[-3])]
    )


def test_what_is_due_comes_earliest_first_and_is_what_is_still_to_be_done_excused_or_not(settled: Database) -> None:
    some_cases(settled)
    assert due(settled) == [
        ("1", "final_plan"),
        ("1", "advice"),
        ("1", "draft_representations"),
        ("2", "assess_decision"),
        ("2", "final_plan"),
    ]


def test_overdue_is_past_its_day_and_no_window_to_be_given(settled: Database) -> None:
    some_cases(settled)
    assert due(settled, overdue_only=True) == [("1", "final_plan")]


def test_what_is_due_can_be_narrowed(settled: Database) -> None:
    some_cases(settled)
    assert due(settled, within=14)[-1] == ("2", "assess_decision")
    assert {case for case, _ in due(settled, owner_id=1)} == {"1"}
    assert {case for case, _ in due(settled, unassigned=True)} == {"2"}
    assert {case for case, _ in due(settled, team="South")} == {"2"}
    assert {case for case, _ in due(settled, case="EHC-2026-00002")} == {"2"}


def test_a_row_of_what_is_due_has_what_a_list_shows(settled: Database) -> None:
    some_cases(settled)
    with settled.reading() as connection:
        row = queues.due(connection, HERE, TODAY)[0]
    assert (row.case, row.initials, row.owner, row.team) == ("EHC-2026-00001", "WF", "pat@example.test", "North")
    assert (row.state, row.received_on) == ("assessing", RECEIVED)
    assert row.deadline == made_up.deadline("final_plan", due=TODAY - timedelta(days=3))


def test_cases_can_be_listed_and_narrowed(settled: Database) -> None:
    some_cases(settled)

    def listed(**narrowed: object) -> list[str]:
        with settled.reading() as connection:
            return [row.case for row in queues.list_cases(connection, HERE, **narrowed)]  # type: ignore[arg-type]

    assert listed() == ["EHC-2026-00001", "EHC-2026-00002"]
    assert listed(state="requested") == ["EHC-2026-00002"]
    assert listed(owner_id=1) == ["EHC-2026-00001"]
    assert listed(unassigned=True) == ["EHC-2026-00002"]
    assert listed(team="North") == ["EHC-2026-00001"]
    assert listed(name="wren FERNSBY") == ["EHC-2026-00001"]
    assert listed(name="nobody") == []
    assert listed(limit=1) == ["EHC-2026-00001"]


@pytest.mark.parametrize(
    "typed, found",
    [
        ("ehc-2026-00002", ["EHC-2026-00002"]),
        ("fern", ["EHC-2026-00001"]),
        ("Fernsby Wren", ["EHC-2026-00001"]),
        ("o'hara", ["EHC-2026-00002"]),
        ("100%", ["EHC-2026-00002"]),
        ("wren", ["EHC-2026-00001", "EHC-2026-00002"]),
        ("_", []),
        ("  ", []),
    ],
)
def test_the_search_box_finds_references_and_names(settled: Database, typed: str, found: list[str]) -> None:
    some_cases(settled)
    with settled.reading() as connection:
        assert [row.case for row in queues.search(connection, HERE, typed)] == found


def decided(database: Database) -> None:
    """Assessments of HERE at the edges of months and of the period; one of THERE."""
    issued, refused = "issued_on", "refused_on"
    rows: list[tuple[str, date, bool, bool, bool]] = [
        (issued, date(2026, 1, 1), True, False, False),
        (issued, date(2026, 1, 31), True, False, False),
        (issued, date(2026, 1, 31), False, True, False),
        (issued, date(2026, 2, 1), False, False, True),
        (refused, date(2026, 2, 28), False, True, False),
        (issued, date(2025, 12, 31), True, False, False),
        (issued, date(2027, 1, 1), True, False, False),
    ]
    people, cases = [], []
    for number, (column, day, on_time, exception, disputed) in enumerate(rows, start=1):
        received = day - timedelta(days=100 if on_time else 200)
        index = CaseIndex("ended", received_on=received, exception=exception, disputed=disputed)
        values = index.values() | {column: day, "on_time": on_time if column == issued else None}
        people.append(made_up.whole_person(number))
        cases.append(made_up.whole_case(number, CaseIndex(**values)))
    with unit_of_work(database) as uow:
        uow.cases.bulk_add(people, cases)
        for name in ("person", "case"):
            uow.authorities.next_number(THERE, name)
        there = CaseIndex("ended", issued_on=date(2026, 1, 5), on_time=True)
        uow.cases.bulk_add([made_up.whole_person(1, THERE)], [made_up.whole_case(1, there, THERE)])
        uow.commit()


def test_the_outcomes_of_a_year_are_counted_by_month(settled: Database) -> None:
    decided(settled)
    with settled.reading() as connection:
        counted = report_rows.outcome_counts(connection, HERE, date(2026, 1, 1), date(2026, 12, 31))
    assert counted == [
        OutcomeCount(2026, 1, Kind.ISSUED, False, True, False, 1),
        OutcomeCount(2026, 1, Kind.ISSUED, True, False, False, 2),
        OutcomeCount(2026, 2, Kind.ISSUED, False, False, True, 1),
        OutcomeCount(2026, 2, Kind.NOT_ISSUED, False, True, False, 1),
    ]


def test_the_database_counts_as_the_measures_do(settled: Database) -> None:
    decided(settled)
    first, last = date(2025, 1, 1), date(2027, 12, 31)
    with settled.reading() as connection:
        rows = list(report_rows.assessment_rows(connection, HERE, first, last))
        counted = report_rows.outcome_counts(connection, HERE, first, last)
    assert len(rows) == 7
    assert counted == count_outcomes(rows, Period(first, last))


def test_requests_without_an_outcome_are_the_open_ones(settled: Database) -> None:
    decided(settled)
    made_up.open_case(settled, "EHC-2026-00099", authority=THERE)
    with settled.reading() as connection:
        assert [row.case for row in report_rows.open_assessments(connection, THERE)] == ["EHC-2026-00099"]
        assert list(report_rows.open_assessments(connection, HERE)) == []


@pytest.mark.parametrize("engine_name", ["sqlite"])
@pytest.mark.parametrize("kind", list(Kind))
def test_counting_reads_the_covering_index_alone_and_sorts_no_cases(settled: Database, kind: Kind) -> None:
    with settled.reading() as connection:
        statement = report_rows._COUNTS[kind].compile(dialect=connection.dialect)
        values = (HERE, "2026-01-01", "2026-12-31")
        plan = [row.detail for row in connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", values)]
    assert [step.partition(" (")[0].split(" INDEX ")[0] for step in plan] == [
        "CO-ROUTINE days", "SEARCH ehc_case USING COVERING", "SCAN days", "USE TEMP B-TREE FOR GROUP BY",
    ]  # fmt: skip
