"""A database of many open cases with three open deadlines each, of which the wanted ones have a rung that has come."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, NamedTuple

from sqlalchemy import create_engine

from benchmarks.material import AUTHORITY, NOW, ROLES, TODAY, half_way, settle
from ehcp_flow.db import index
from ehcp_flow.db.engine import connect
from ehcp_flow.db.people import Person
from ehcp_flow.db.people import row_of as person_row
from ehcp_flow.db.schema import migrate
from ehcp_flow.db.statements import insert_many
from ehcp_flow.db.tables import deadline as deadlines
from ehcp_flow.db.tables import ehc_case as cases
from ehcp_flow.db.tables import person as people
from ehcp_flow.db.unit_of_work import UnitOfWork, unit_of_work
from ehcp_flow.db.users import User
from ehcp_flow.services.cases import reference_of
from ehcp_flow.services.indexing import case_index
from notifications.ladder import following, next_rung_on
from workflows.clocks import Deadline
from workflows.days import ENGLAND
from workflows.ledger import GENESIS
from workflows.parameters import the_law
from workflows.standing import Outcome
from workflows.vocabulary import Role

OFFICERS, TEAMS = 50, 5
AT_ONCE = 10_000
TOMORROW = TODAY + timedelta(days=1)
AGES = tuple(timedelta(days=later) for later in range(-70, 49))
"""How much later than the middling ledger: from long overdue to hardly begun."""

UNCHECKED = ("PRAGMA foreign_keys=OFF", "PRAGMA synchronous=OFF")
"""Only while the material is made: each row's parents are made with it."""


class Key(NamedTuple):
    """The key of a deadline, and the day on which it has something to say."""

    case_id: int
    duty: str
    subject: str
    started_on: date
    next_rung_on: date


@dataclass(frozen=True, slots=True)
class _Age:
    """What the cases of one age share. `said`: everything up to today has been; `come`: what was reached last has not."""

    case: dict[str, Any]
    said: list[dict[str, Any]]
    come: list[dict[str, Any]]


def open_cases(url: str, count: int, come: int = 0) -> list[Key]:
    """A new database with so many open cases, of three deadlines each. Gives the deadlines that a sweep will find.

    They are those of `come` cases spread over all. Nothing has been said of these yet, and all of the others.
    """
    database = connect(url)
    migrate(database)
    with unit_of_work(database) as uow:
        uow.authorities.add(AUTHORITY, "Madeupshire", NOW)
        officers = _staff(uow)
        uow.commit()
    database.close()

    found: list[Key] = []
    ages, every = [_age(later) for later in AGES], count // come if come else 0
    engine = create_engine(database.url)
    with engine.connect() as connection:
        if database.is_sqlite:
            for setting in UNCHECKED:
                connection.exec_driver_sql(setting)
            connection.commit()
        for first in range(1, count + 1, AT_ONCE):
            numbers = range(first, min(first + AT_ONCE, count + 1))
            due = list(_deadlines(numbers, ages, every, found))
            insert_many(connection, people, [_person(number) for number in numbers])
            insert_many(connection, cases, [_case(number, ages, officers) for number in numbers])
            insert_many(connection, deadlines, due)
            connection.commit()
        connection.exec_driver_sql("ANALYZE")
        connection.commit()
    engine.dispose()
    settle(database)
    database.close()
    return found


def _staff(uow: UnitOfWork) -> list[User]:
    """Fifty officers in five teams, a manager for each team, and a head of service."""
    officers = []
    for number in range(OFFICERS):
        team, email = f"Team {number % TEAMS + 1}", f"officer{number + 1}@example.org"
        officer = User(AUTHORITY, 0, f"Officer {number + 1}", email, ROLES - {Role.MANAGER}, NOW, team)
        officers.append(uow.users.add(officer))
    for number in range(1, TEAMS + 1):
        roles, email = frozenset({Role.MANAGER}), f"manager{number}@example.org"
        uow.users.add(User(AUTHORITY, 0, f"Manager {number}", email, roles, NOW, f"Team {number}"))
    uow.users.add(User(AUTHORITY, 0, "Head", "head@example.org", frozenset({Role.HEAD_OF_SERVICE}), NOW))
    return officers


def _age(later: timedelta) -> _Age:
    begun = half_way(later)
    now_open = [each for each in begun.deadlines if each.outcome is Outcome.OPEN]
    assert len(now_open) == 3, now_open
    policy = the_law().policy

    def last(each: Deadline) -> date | None:
        return next_rung_on(each, policy.ladder_of(each.duty), TODAY, ENGLAND)

    def coming(each: Deadline) -> date | None:
        return following(each, policy.ladder_of(each.duty), TOMORROW, ENGLAND)

    def rows(day_of: Any) -> list[dict[str, Any]]:
        return [index.as_values(AUTHORITY, 0, index.as_row(each), day_of(each)) for each in now_open]

    return _Age(case_index(begun.view, begun.deadlines, {}).values(), rows(coming), rows(last))


def _deadlines(numbers: Sequence[int], ages: Sequence[_Age], every: int, found: list[Key]) -> Iterator[dict[str, Any]]:
    for number in numbers:
        age = ages[number % len(ages)]
        wanted = bool(every) and number % every == 0
        for row in age.come if wanted else age.said:
            day = row["next_rung_on"]
            if wanted and day is not None and day <= TODAY:
                found.append(Key(number, row["duty"], row["subject"], row["started_on"], day))
            yield {**row, "case_id": number}


def _person(number: int) -> dict[str, Any]:
    return person_row(Person(AUTHORITY, number, "Wren", f"Fernsby{number}", NOW, born=date(2015, 6, 1)))


def _case(number: int, ages: Sequence[_Age], officers: Sequence[User]) -> dict[str, Any]:
    officer = officers[number % len(officers)]
    return {
        **ages[number % len(ages)].case, "owner_id": officer.user_id, "team": officer.team, "authority": AUTHORITY,
        "case_id": number, "reference": reference_of(2025, number), "person_id": number, "opened_at": NOW,
        "version": 0, "last_hash": GENESIS,
    }  # fmt: skip
