"""A list of work as a file: as it is filtered, in its order, and with who took it written down for every case in it."""

import csv
import io
from uuid import uuid4

from ehcp_flow.db import work_rows
from ehcp_flow.db.readings import Reading, Readings
from ehcp_flow.db.unit_of_work import UnitOfWork, unit_of_work
from ehcp_flow.db.users import User
from ehcp_flow.services.office import Office
from ehcp_flow.services.work.filters import Filters
from ehcp_flow.services.work.lists import EXPORTED, asking, narrowed
from ehcp_flow.services.work.queues import Queue
from ehcp_flow.services.work.rows import Row, beside, rows
from reports.forms.csv_files import harmless
from workflows.refusals import Refusal

PAGE_READ = "export"
COLUMNS = (
    "Case", "Initials", "Age", "State", "Received", "Next", "Legal date", "How it stands", "Officer", "Team",
    "Waiting on others", "Step that must come first", "Family last told", "Unallocated",
)  # fmt: skip
AT_ONCE = 500


def export(office: Office, user: User, queue: Queue, filters: Filters) -> bytes | Refusal:
    """The list as CSV (UTF-8 with a mark, as spreadsheets know it), at most EXPORTED cases; initials and ages, no names.

    Text that a spreadsheet would take for a formula begins with an apostrophe.
    """
    with unit_of_work(office.database) as uow:
        narrow = narrowed(uow, office, user, queue, filters)
        if isinstance(narrow, Refusal):
            return narrow
        asks, calendar, connection = asking(office, user), office.calendar(uow), uow.connection
        key, backwards = filters.order(queue.order)
        found = work_rows.page(connection, asks, narrow, EXPORTED, 0, key, backwards)
        made: list[Row] = []
        for start in range(0, len(found), AT_ONCE):
            some = found[start : start + AT_ONCE]
            known = beside(connection, office.authority, [(queue.columns, some)])
            made += rows(some, known, queue.columns, asks.today, calendar)
        _write_down(uow, office, user, [each.case_id for each in found])
        uow.commit()
    return _csv(made)


def _write_down(uow: UnitOfWork, office: Office, user: User, case_ids: list[int]) -> None:
    now = office.clock.now()
    Readings(uow.connection).add_many(
        [Reading(office.authority, uuid4().hex, case_id, now, user.email, PAGE_READ) for case_id in case_ids]
    )


def _csv(made: list[Row]) -> bytes:
    text = io.StringIO(newline="")
    writer = csv.writer(text)
    writer.writerow(COLUMNS)
    for row in made:
        writer.writerow([harmless(value) for value in _line(row)])
    return text.getvalue().encode("utf-8-sig")


def _line(row: Row) -> tuple[str, ...]:
    waiting = [
        f"{each.who}, {each.verb} {each.since.isoformat()}{', ' if each.due else ''}{each.due}" for each in row.waiting
    ]
    return (
        row.case, row.initials, "" if row.age is None else str(row.age), row.state,
        row.received_on.isoformat() if row.received_on else "", row.title, row.next.due.isoformat() if row.next else "",
        row.tag or "", row.owner, row.team, "; ".join(waiting), row.step, row.told, row.unallocated,
    )  # fmt: skip
