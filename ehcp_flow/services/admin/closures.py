"""Closures of the schools of an authority, or of one of them: which exceptions one gives grounds for, added and removed."""

from dataclasses import dataclass
from datetime import date

from ehcp_flow.db import admin_rows
from ehcp_flow.db.settings import SettingClosure
from ehcp_flow.db.unit_of_work import UnitOfWork, unit_of_work
from ehcp_flow.db.users import User
from ehcp_flow.services.access.changes import ADMINS, allowed, noted
from ehcp_flow.services.access.scope import READERS, scope_of
from ehcp_flow.services.admin.moved import Excusable, excusable, leaning_on
from ehcp_flow.services.importing.terms import LONGEST
from ehcp_flow.services.office import Office
from ehcp_flow.services.telling.ladders import law_here
from workflows.days import Closure
from workflows.refusals import Refusal
from workflows.vocabulary import Ground
from workflows.words import amount_words, day_words

SOURCE = "Closures of schools (docs/administration.md)"


@dataclass(frozen=True, slots=True)
class ClosurePreview:
    """What a closure gives. `long_enough`: as long as the law asks; `first`: no closure is held yet.

    `cases` and `deadlines` for which it is grounds, those of them that whoever asks may see, and how many exceptions that
    are recorded already lie within it.
    """

    days: int
    needed: int
    first: bool
    cases: int
    deadlines: int
    seen: tuple[Excusable, ...]
    leaning: int

    @property
    def long_enough(self) -> bool:
        return self.days >= self.needed

    @property
    def hidden(self) -> int:
        return self.deadlines - len(self.seen)


def preview_closure(
    office: Office, user: User, name: str, closed_from: date, reopens_on: date, setting_id: int | None = None
) -> ClosurePreview:
    """What a closure of these days gives. Nothing is saved. Raises ValueError where it reopens before it closes."""
    days = Closure(name, closed_from, reopens_on).days
    with office.database.reading() as connection:
        uow = UnitOfWork(connection)
        law, calendar = law_here(office, uow), office.calendar(uow)
        needed = law.grounds[Ground.SCHOOL_CLOSED].lasting
        ids = admin_rows.running_between(connection, office.authority, closed_from, reopens_on, setting_id)
        cases = list(admin_rows.cases_of(connection, office.authority, ids))
        found = [
            each
            for case in (cases if days >= needed else [])
            for each in excusable(case, law, calendar, name, closed_from, reopens_on)
        ]
        with_grounds = {each.case_id for each in found}
        may = scope_of(user) if user.roles & READERS else None
        seen = admin_rows.seen_of(connection, office.authority, with_grounds, may) if may else set()
        first = not uow.settings.every_closure(office.authority)
    return ClosurePreview(
        days,
        needed,
        first,
        len(with_grounds),
        len(found),
        tuple(each for each in found if each.case_id in seen),
        sum(leaning_on(case, closed_from, reopens_on) for case in cases),
    )


def faults(name: str, closed_from: date, reopens_on: date) -> dict[str, str]:
    """What is wrong with a closure, by field."""
    found = {}
    if not name.strip():
        found["name"] = "Give the name, such as Summer holiday 2026"
    if reopens_on <= closed_from:
        found["reopens_on"] = f"The first day open again must be after {day_words(closed_from)}, the first day closed"
    elif reopens_on - closed_from > LONGEST:
        found["reopens_on"] = f"It would be closed for {amount_words((reopens_on - closed_from).days, 'days')}"
    return found


def add_closure(
    office: Office,
    name: str,
    closed_from: date,
    reopens_on: date,
    setting_id: int | None = None,
    as_user: str | None = None,
) -> SettingClosure | Refusal:
    """Holds a closure of every setting, or of one."""
    what = f"Add the closure {name}".strip()
    if wrong := [*faults(name, closed_from, reopens_on).values()]:
        return Refusal(what, wrong[0][:1].lower() + wrong[0][1:], SOURCE, "Put it right.")
    new = SettingClosure(office.authority, 0, setting_id, " ".join(name.split()), closed_from, reopens_on)
    with unit_of_work(office.database) as uow:
        uow.alone_in(office.authority)
        actor = allowed(uow, office, as_user, what, ADMINS)
        if isinstance(actor, Refusal):
            return actor
        if setting_id is not None and uow.settings.get(office.authority, setting_id) is None:
            return Refusal(what, "there is no such setting", SOURCE, "Choose one of the list.")
        if any(_same(new, each) for each in uow.settings.every_closure(office.authority)):
            return Refusal(what, "this closure is held already", SOURCE, "Look at the list of closures.")
        added = uow.settings.add_closure(new)
        noted(uow, office, actor.name, "closure added", f"closure {added.closure_id}", became=_as_kept(uow, added))
        uow.commit()
    return added


def _same(one: SettingClosure, other: SettingClosure) -> bool:
    return (one.setting_id, one.closed_from, one.reopens_on) == (other.setting_id, other.closed_from, other.reopens_on)


def closure_of(office: Office, closure_id: int) -> SettingClosure | None:
    with office.database.reading() as connection:
        every = UnitOfWork(connection).settings.every_closure(office.authority)
    return next((each for each in every if each.closure_id == closure_id), None)


def remove_closure(
    office: Office, closure_id: int, reason: str, as_user: str | None = None
) -> SettingClosure | Refusal:
    """Holds a closure no longer. Exceptions that were recorded for it stay on their cases until somebody ends them."""
    what = f"Remove closure {closure_id}"
    with unit_of_work(office.database) as uow:
        uow.alone_in(office.authority)
        actor = allowed(uow, office, as_user, what, ADMINS)
        if isinstance(actor, Refusal):
            return actor
        every = uow.settings.every_closure(office.authority)
        held = next((each for each in every if each.closure_id == closure_id), None)
        if held is None:
            return Refusal(what, "there is no closure of this number", SOURCE, "Look at the list of closures.")
        if not reason.strip():
            return Refusal(what, "no reason is given", SOURCE, "Say why it is no closure.")
        uow.settings.remove_closure(held)
        noted(uow, office, actor.name, "closure removed", f"closure {closure_id}", _as_kept(uow, held), {}, reason)
        uow.commit()
    return held


def _as_kept(uow: UnitOfWork, closure: SettingClosure) -> dict[str, str]:
    held = uow.settings.get(closure.authority, closure.setting_id) if closure.setting_id else None
    return {
        "name": closure.name,
        "setting": held.name if held else "every setting",
        "closed_from": closure.closed_from.isoformat(),
        "reopens_on": closure.reopens_on.isoformat(),
    }
