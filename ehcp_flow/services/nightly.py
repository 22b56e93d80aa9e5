"""The check of each night: every index is mended by its ledger, and a ledger that does not hold is put before a person."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from ehcp_flow.clock import london_date
from ehcp_flow.db.tasks import Task
from ehcp_flow.db.unit_of_work import UnitOfWork, unit_of_work
from ehcp_flow.services.doctor import Difference, examine
from ehcp_flow.services.office import Office

KIND = "broken_ledger"


def check_by_night(office: Office, now: datetime) -> Mapping[str, Any]:
    """Counts of cases, of indexes mended and of ledgers that do not hold. Each of these is a task, while none is open."""
    report = examine(office, repair=True)
    if report.broken:
        with unit_of_work(office.database) as uow:
            uow.alone_in(office.authority)
            listed = {each.task.what for each in uow.tasks.listed(office.authority, kinds=[KIND])}
            for broken in report.broken:
                _ask(uow, office, broken, listed, now)
            uow.commit()
    return {"cases": report.cases, "repaired": report.repaired, "broken": len(report.broken)}


def _ask(uow: UnitOfWork, office: Office, broken: Difference, listed: set[str], now: datetime) -> None:
    what = f"The record of {broken.case} does not hold: {broken.what}"
    if what in listed:
        return
    uow.tasks.add(
        Task(
            authority=office.authority,
            task_id=0,
            kind=KIND,
            case_id=_number(uow, office, broken.case),
            person_id=None,
            what=what,
            do="Somebody changed it outside EHCP Flow, or the disk did. Record nothing on this case, keep the database as it "
            "is, find out who could write to it, and look at it beside a copy from before: ehcp-flow doctor.",
            dedupe_key=f"{KIND} {broken.case} {london_date(now).isoformat()}",
            made_at=now,
        )
    )


def _number(uow: UnitOfWork, office: Office, case: str) -> int | None:
    stored = uow.cases.load(office.authority, case)
    return stored.case_id if stored else None
