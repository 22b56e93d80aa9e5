"""Made-up officers and cases for the tests of what is told to whom, and short ways to see what was told."""

from collections.abc import Mapping
from datetime import UTC, date, datetime
from typing import Any

from sqlalchemy import select, update

from ehcp_flow.db.alerts import Told
from ehcp_flow.db.tables import app_user, deadline, ehc_case
from ehcp_flow.db.telling_tables import alert, outbox
from ehcp_flow.services.cases import Done, assign, correct, open_case, record
from ehcp_flow.services.people import NewPerson
from ehcp_flow.services.telling.digests import Digested, send_digests
from ehcp_flow.services.telling.warnings import Swept, sweep
from ehcp_flow.services.users import add_user
from tests.ehcp_flow.services import sent
from tests.ehcp_flow.services.at_work import HERE, Desk
from workflows.refusals import Refusal
from workflows.vocabulary import Event

RECEIVED = date(2026, 1, 5)
DECIDE_BY = date(2026, 2, 16)  # six weeks: a Monday
PAT, LEE, SAM, HEAD = "pat@example.test", "lee@example.test", "sam@example.test", "head@example.test"
NAMES = {PAT: ("Pat Marlow", "caseworker"), LEE: ("Lee Alder", "caseworker"), SAM: ("Sam Osier", "manager")}


def staffed(desk: Desk, *emails: str, authority: str = HERE) -> Desk:
    """The authority with two officers and their manager, all of one team, on the day of the first request."""
    desk = desk.of(authority)
    desk.clock.set_to(RECEIVED)
    for email in emails or NAMES:
        name, role = NAMES[email]
        assert not isinstance(add_user(desk.office, name, email, [role], team="North"), Refusal)
    return desk


def case_of(desk: Desk, number: int = 1, owner: str = PAT, received: date = RECEIVED) -> str:
    """A case with a request, given to an officer ("" for nobody). Gives its reference."""
    desk.clock.set_to(max(received, desk.clock.today()))
    person = NewPerson(f"Ada{number} Marrow", date(2015, 6, 1), upn=sent.upn_of(number))
    done = open_case(desk.office, person, received, "parent")
    assert isinstance(done, Done), done
    if owner:
        assert isinstance(assign(desk.office, done.case, owner), Done)
    return done.case


def cases_of(desk: Desk, how_many: int, owner: str = PAT) -> list[str]:
    return [case_of(desk, number, owner) for number in range(1, how_many + 1)]


def decided(desk: Desk, case: str, on: date) -> None:
    """The family was told that there will be an assessment."""
    assert isinstance(record(desk.office, case, Event.ASSESSMENT_AGREED, on, {}, as_user=None), Done)


def received_instead(desk: Desk, case: str, on: date) -> None:
    """The day of the request was wrong, and is put right."""
    done = correct(desk.office, case, 1, "typed wrongly", right_date=on, confirmed=True)
    assert isinstance(done, Done), done


def moment(day: date, hour: int = 9) -> datetime:
    return datetime(day.year, day.month, day.day, hour, 30, tzinfo=UTC)


def sweep_on(desk: Desk, day: date, *, dry_run: bool = False) -> Swept:
    desk.clock.set_to(day)
    return sweep(desk.office, moment(day), dry_run=dry_run)


def digest_on(desk: Desk, day: date, *, dry_run: bool = False) -> Digested:
    desk.clock.set_to(day)
    return send_digests(desk.office, moment(day), dry_run=dry_run)


def alerts(desk: Desk, *, duty: str = "assess_decision") -> list[tuple[str, str, str]]:
    """Rung, person and way of every alert of a duty, in the order in which they were raised."""
    with desk.database.reading() as connection:
        rows = connection.execute(
            select(alert.c.rung, alert.c.person, alert.c.way)
            .where(alert.c.duty == duty)
            .order_by(alert.c.raised_at, alert.c.due, alert.c.rung, alert.c.person)
        )
        return [tuple(row) for row in rows]


def forget_assignments(desk: Desk) -> None:
    """Takes the messages about who was given a case out of the outbox."""
    with desk.database.writing() as connection:
        connection.execute(outbox.delete().where(outbox.c.kind.in_(["case_assigned", "case_moved_on"])))


def messages(desk: Desk, kind: str) -> list[tuple[str, Mapping[str, Any]]]:
    """Recipient and facts of every message of a kind, in the order in which they were decided."""
    with desk.database.reading() as connection:
        found = select(outbox.c.recipient, outbox.c.facts).where(outbox.c.kind == kind)
        rows = connection.execute(found.order_by(outbox.c.created_at, outbox.c.recipient))
        return [(row[0], row[1]) for row in rows]


def next_rungs(desk: Desk, duty: str = "assess_decision") -> list[date | None]:
    with desk.database.reading() as connection:
        rows = connection.execute(
            select(deadline.c.next_rung_on).where(deadline.c.duty == duty).order_by(deadline.c.case_id)
        )
        return [row[0] for row in rows]


def inactive(desk: Desk, email: str) -> None:
    with desk.database.writing() as connection:
        connection.execute(update(app_user).where(app_user.c.email == email).values(active=False))


def spoil(desk: Desk, case: str, **values: object) -> None:
    """Makes the deadlines of a case unusable, as a fault of ours would."""
    with desk.database.writing() as connection:
        number = connection.execute(select(ehc_case.c.case_id).where(ehc_case.c.reference == case)).scalar_one()
        connection.execute(update(deadline).where(deadline.c.case_id == number).values(**values))


def told(desk: Desk, case: str) -> list[Told]:
    from ehcp_flow.db.unit_of_work import UnitOfWork

    with desk.database.reading() as connection:
        return UnitOfWork(connection).alerts.of_case(HERE, case)
