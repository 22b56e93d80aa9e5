"""A day in Madeupshire: a made-up return is read in, cases are shared out, health is told of five, and the day's messages go."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from shutil import rmtree

from ehcp_flow.bootstrap import Installation, installation
from ehcp_flow.demo import AUTHORITY, AUTHORITY_NAME, made_up_authority, made_up_header
from ehcp_flow.demo.clock import FixedDay
from ehcp_flow.services import cases, lookups
from ehcp_flow.services.demo_casework import SignIn, add_people, casework
from ehcp_flow.services.demo_telling import (
    DOCUMENTS,
    FOLDER,
    DayOfMessages,
    day_of_messages,
    in_folder,
    tell_the_stories,
)
from ehcp_flow.services.importing.import_sen2 import Imported, import_return
from ehcp_flow.services.office import Office
from reports.sen2.writer import write_return
from workflows.refusals import Refusal

RETURN = "made-up-return.xml"
DATABASE = "ehcp-flow.db"
SHARED_OUT = 60
"""The cases due first. Sharing out every plan in force would take longer than it would show, and each is a message."""

OFFICERS = ("priya@madeupshire.example", "tom@madeupshire.example", "morag@madeupshire.example")
"""Among whom cases are shared out: three of those of `demo_casework.PEOPLE`."""


@dataclass(frozen=True, slots=True)
class DemoDay:
    """What was made: the office with its database, the return, what was read in and shared out, and the day's messages.

    `sign_ins`: with what each of its people signs in to the pages.
    """

    office: Office
    installation: Installation
    file: Path
    imported: Imported
    officers: tuple[str, ...]
    shared_out: int
    messages: DayOfMessages
    sign_ins: tuple[SignIn, ...]


def demo_day(
    folder: Path,
    today: date,
    *,
    seed: int,
    people: int,
    on_progress: Callable[[int, int], None] | None = None,
) -> DemoDay | Refusal:
    """Make the demonstration afresh. Replaces the database, the return and the messages of that folder, and nothing else.

    Raises ValueError for a number of people that cannot be made up; OSError where the folder cannot be written to.
    """
    folder.mkdir(parents=True, exist_ok=True)
    file = folder / RETURN
    write_return(file, made_up_header(today), made_up_authority(seed, today, people))
    for name in (DATABASE, f"{DATABASE}-wal", f"{DATABASE}-shm"):
        (folder / name).unlink(missing_ok=True)
    for name in (FOLDER, DOCUMENTS):
        rmtree(folder / name, ignore_errors=True)
    made = in_folder(installation(str(folder / DATABASE), FixedDay(today)), folder)
    made.prepare()
    made.add_authority(AUTHORITY, AUTHORITY_NAME)
    imported = import_return(made, file, authority=AUTHORITY, on_progress=on_progress)
    if isinstance(imported, Refusal):
        return imported
    office = made.office(AUTHORITY)
    if isinstance(office, Refusal):
        return office
    sign_ins = add_people(office)
    if isinstance(sign_ins, Refusal):
        return sign_ins
    refusal = tell_the_stories(made, office, today, OFFICERS[0]) or casework(office, today)
    if refusal is not None:
        return refusal
    shared_out = share_out(office, OFFICERS, SHARED_OUT)
    messages = day_of_messages(made, today)
    return DemoDay(office, made, file, imported, OFFICERS, shared_out, messages, tuple(sign_ins))


def share_out(office: Office, officers: tuple[str, ...], most: int) -> int:
    """Give the open cases that are due first to the officers in turn. Answers how many were given."""
    due = lookups.due(office)
    if isinstance(due, Refusal):
        return 0
    first = list(dict.fromkeys(line.case for line in due if not line.owner))[:most]
    given = [
        cases.assign(office, case, officers[place % len(officers)], reason="Shared out for the demonstration")
        for place, case in enumerate(first)
    ]
    return sum(isinstance(each, cases.Done) for each in given)
