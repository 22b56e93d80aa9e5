"""Whom a provider should have flagged: by our ledgers and what may be told, and as the list that it is sent."""

from collections.abc import Iterable, Iterator
from datetime import date
from typing import Any

from ehcp_flow.db.notice_links import Reconciliation
from ehcp_flow.db.people import Person
from ehcp_flow.db.unit_of_work import UnitOfWork
from ehcp_flow.services.health.case import HealthCase, of_stored
from ehcp_flow.services.office import Office
from notifications.health.answers import write_csv
from notifications.health.gate import Answer, may_go
from notifications.health.kinds import NoticeKind, Status
from notifications.health.reconcile import Flagged, expected
from notifications.health.wanted import wanted

AT_ONCE = 200


def should_be_flagged(uow: UnitOfWork, office: Office, provider: str, today: date) -> tuple[list[Any], int]:
    """One line a person for a provider, as it is kept (no name, no number); and how many are left out for a person to see.

    In it are those who should have the flag and of whom the provider was told, or may be told now.
    """
    told = {each.person_id for each in uow.notices.to_provider(office.authority, provider) if each.left_at is not None}
    lines, left_out = [], 0
    for at in _cases(uow, office, provider, told):
        flag = wanted(at.view, at.next_review_on).flag
        if flag is None:
            continue
        production = office.production
        verdict = may_go(at.subject, NoticeKind.SET, today, production=production)
        if at.person.person_id not in told and verdict.answer is not Answer.GO:
            left_out += 1
            continue
        lines.append(
            {
                "person": at.person.person_id,
                "case": at.reference,
                "status": flag.status.value,
                "since": flag.effective_on.isoformat() if flag.exact else "",
            }
        )
    return lines, left_out


def flagged(uow: UnitOfWork, authority: str, lines: Iterable[Any]) -> list[Flagged]:
    """The lines of a list with the names and numbers that are held now."""
    return [
        Flagged(
            person=person.person_id,
            case=line["case"],
            nhs_number=person.nhs_number,
            name=f"{person.forename} {person.surname}",
            born=person.born,
            status=Status(line["status"]),
            since=date.fromisoformat(line["since"]) if line["since"] else None,
        )
        for line, person in _with_people(uow, authority, lines)
    ]


def list_as_csv(uow: UnitOfWork, made: Reconciliation) -> str:
    """A month's list as CSV that a spreadsheet runs nothing of. It holds names and numbers: by file only."""
    return write_csv(expected(flagged(uow, made.authority, made.lines)))


def _with_people(uow: UnitOfWork, authority: str, lines: Iterable[Any]) -> Iterator[tuple[Any, Person]]:
    for line in lines:
        person = uow.people.get(authority, int(line["person"]))
        if person is not None:
            yield line, person


def _cases(uow: UnitOfWork, office: Office, provider: str, told: set[int]) -> Iterator[HealthCase]:
    """The cases of everybody whom the provider cares for or was told of, some hundreds of people at a time."""
    people = sorted(told | set(uow.health.cared_for_by(office.authority, provider)))
    calendar = office.calendar(uow)
    for start in range(0, len(people), AT_ONCE):
        found = uow.cases.of_people(office.authority, people[start : start + AT_ONCE])
        for person_id in sorted(found):
            for stored in found[person_id]:
                yield of_stored(uow, office, stored, calendar)
