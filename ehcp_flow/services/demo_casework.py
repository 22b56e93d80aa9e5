"""Casework in Madeupshire: people of every role who can sign in, and children whose cases are being worked on."""

import secrets
import tomllib
from dataclasses import dataclass, replace
from datetime import date, timedelta
from importlib.resources import files
from typing import Any

from ehcp_flow.db.unit_of_work import UnitOfWork
from ehcp_flow.db.users import User
from ehcp_flow.demo.clock import FixedDay
from ehcp_flow.services import cases, users
from ehcp_flow.services.access.accounts import set_password
from ehcp_flow.services.notes import NewNote, write_note
from ehcp_flow.services.office import Office
from ehcp_flow.services.people import NewPerson
from ehcp_flow.services.warning_notes import add_warning
from workflows.refusals import Refusal
from workflows.vocabulary import Event

MANAGER = "morag@madeupshire.example"
PEOPLE = (
    ("Priya Example", "priya@madeupshire.example", ("caseworker",), "East"),
    ("Tom Example", "tom@madeupshire.example", ("caseworker",), "West"),
    ("Morag Example", MANAGER, ("manager", "decision_maker"), ""),
    ("Dev Example", "dev@madeupshire.example", ("decision_maker",), ""),
    ("Clerk Example", "clerk@madeupshire.example", ("panel_clerk",), ""),
    ("Member Example", "member@madeupshire.example", ("panel_member",), ""),
    ("Chair Example", "chair@madeupshire.example", ("panel_chair",), ""),
    ("Dana Example", "dana@madeupshire.example", ("health",), ""),
    ("Ana Example", "ana@madeupshire.example", ("analyst",), ""),
    ("Hugh Example", "hugh@madeupshire.example", ("head_of_service",), ""),
    ("Ada Example", "ada@madeupshire.example", ("admin",), ""),
)
"""Name, address, roles and team. Nobody in it is real."""

WORDS = ("amber", "birch", "cedar", "clover", "copper", "fern", "hazel", "heather", "indigo", "juniper", "lantern", "maple", "meadow", "pebble", "river", "willow")  # fmt: skip


@dataclass(frozen=True, slots=True)
class SignIn:
    """With what somebody of the demonstration signs in. The password is another one each time it is made."""

    name: str
    email: str
    roles: tuple[str, ...]
    password: str


def add_people(office: Office) -> list[SignIn] | Refusal:
    """Adds a user of every role, each with a password."""
    made = []
    for name, email, roles, team in PEOPLE:
        added = users.add_user(office, name, email, roles, team)
        password = "-".join(secrets.SystemRandom().sample(WORDS, 4)) + str(secrets.randbelow(90) + 10)
        settled = added if isinstance(added, Refusal) else set_password(office, email, password)
        if isinstance(settled, Refusal):
            return settled
        made.append(SignIn(name, email, roles, password))
    return made


def casework(office: Office, today: date) -> Refusal | None:
    """Opens the cases of the children and records what happened, each on its day."""
    children = tomllib.loads((files("ehcp_flow.demo") / "casework.toml").read_text(encoding="utf-8"))["child"]
    for child in children:
        refusal = _tell(office, today, child)
        if refusal is not None:
            return refusal
    return None


def _tell(office: Office, today: date, child: dict[str, Any]) -> Refusal | None:
    began = today - timedelta(days=child["began"])
    officer = child["officer"]
    person = NewPerson(child["name"], date(began.year - child["years"], 5, 17))
    opened = cases.open_case(_on(office, began), person, began, source="parent", as_user=officer or MANAGER)
    if isinstance(opened, Refusal):
        return opened
    done: object = None
    if officer:
        done = cases.assign(_on(office, began), opened.case, officer, MANAGER, "Next on the list")
    for ago, event, who, facts in child["events"]:
        if isinstance(done, Refusal):
            return done
        day = today - timedelta(days=ago)
        by = MANAGER if who == "m" else officer
        done = cases.record(_on(office, day), opened.case, Event(event), day, facts, by)
    return done if isinstance(done, Refusal) else _file(office, today, child, opened.case)


def _file(office: Office, today: date, child: dict[str, Any], case: str) -> Refusal | None:
    """What is on the file beside the ledger."""
    if not child["officer"]:
        return None
    officer = _user(office, child["officer"])
    for ago, kind, words in child.get("notes", ()):
        day = today - timedelta(days=ago)
        how = "telephone" if kind == "contact_with_family" else ""
        noted = write_note(_on(office, day), officer, case, NewNote(words, kind, how=how, on_day=day))
        if isinstance(noted, Refusal):
            return noted
    if warning := child.get("warning"):
        review = today + timedelta(days=180)
        warned = add_warning(office, officer, case, warning["kind"], warning["words"], review)
        if isinstance(warned, Refusal):
            return warned
    return None


def _user(office: Office, email: str) -> User:
    with office.database.reading() as connection:
        found = UnitOfWork(connection).users.by_email(office.authority, email)
    if found is None:
        raise LookupError(f"{email} is an officer of the demonstration's casework and none of its people.")
    return found


def _on(office: Office, day: date) -> Office:
    return replace(office, clock=FixedDay(day))
