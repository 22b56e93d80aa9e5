"""Days on which nobody works: bank holidays of the authority, and closures of schools. Seen first, then saved.

A holiday moves what is counted in working days: before it is saved, every case that it may touch is derived both ways.
A closure moves nothing. It is what an exception for a closed setting is held against (regulation 10(4)(a) and (b) of the
Special Educational Needs and Disability Regulations 2014).
"""

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date

from ehcp_flow.db import admin_rows, index
from ehcp_flow.db.index import Held
from ehcp_flow.db.settings import SettingClosure
from ehcp_flow.db.unit_of_work import UnitOfWork, unit_of_work
from ehcp_flow.db.users import User
from ehcp_flow.services.access.changes import ADMINS, allowed, noted
from ehcp_flow.services.access.scope import READERS, scope_of
from ehcp_flow.services.admin.moved import Moved, moved_of
from ehcp_flow.services.indexing import case_index, next_rungs, rung_is_right
from ehcp_flow.services.office import Office
from ehcp_flow.services.telling.ladders import law_here
from workflows.case import fold
from workflows.clocks import deadlines
from workflows.days import ENGLAND, Calendar
from workflows.refusals import Refusal
from workflows.words import day_words

SOURCE = "Working days of this authority (docs/administration.md)"
YEARS = 5
"""A day further off than so many years is taken for a slip."""


@dataclass(frozen=True, slots=True)
class HolidayPreview:
    """What a day gives: how many cases and deadlines move, by title; and those that whoever asks may see."""

    day: date
    cases: int
    deadlines: int
    by_title: tuple[tuple[str, int], ...]
    seen: tuple[Moved, ...]

    @property
    def hidden(self) -> int:
        """How many of the deadlines are of cases that whoever asks may not see."""
        return self.deadlines - len(self.seen)


def holidays(office: Office) -> list[tuple[date, str]]:
    """The authority's own, the latest first."""
    with office.database.reading() as connection:
        return UnitOfWork(connection).settings.holidays(office.authority)[::-1]


def preview_holiday(office: Office, user: User, day: date, *, remove: bool = False) -> HolidayPreview:
    """What moves if this day is a holiday, or is one no longer. Nothing is saved."""
    with office.database.reading() as connection:
        uow = UnitOfWork(connection)
        law, before = law_here(office, uow), office.calendar(uow)
        after = _with(before, day, remove)
        ids = admin_rows.touched_by_day(connection, office.authority, day)
        found = [
            each
            for case in admin_rows.cases_of(connection, office.authority, ids)
            for each in moved_of(case, law, before, after)
        ]
        may = scope_of(user) if user.roles & READERS else None
        moved_ids = {each.case_id for each in found}
        seen = admin_rows.seen_of(connection, office.authority, moved_ids, may) if may else set()
    titles = Counter(each.title for each in found)
    shown = sorted((each for each in found if each.case_id in seen), key=lambda each: (each.now or each.was, each.case))
    return HolidayPreview(day, len(moved_ids), len(found), tuple(titles.most_common()), tuple(shown))


def _with(calendar: Calendar, day: date, remove: bool) -> Calendar:
    extra = calendar.extra_holidays - {day} if remove else calendar.extra_holidays | {day}
    return Calendar(extra) if extra else ENGLAND


def holiday_fault(office: Office, day: date) -> str:
    """Why a day cannot be made a holiday, in words; "" where it can."""
    today = office.clock.today()
    if abs(day.year - today.year) > YEARS:
        return f"The day must be within {YEARS} years of today"
    with office.database.reading() as connection:
        calendar = office.calendar(UnitOfWork(connection))
    if not calendar.is_working_day(day):
        return f"{day_words(day)} is no working day already: a weekend, a bank holiday, or one that was entered"
    return ""


def add_holiday(office: Office, day: date, name: str, as_user: str | None = None) -> int | Refusal:
    """Makes a day a holiday; in how many cases that moved something. Deadlines and warnings follow at once."""
    what = f"Make {day_words(day)} a holiday"
    if not name.strip():
        return Refusal(what, "it has no name", SOURCE, "Give the name of the holiday.")
    if fault := holiday_fault(office, day):
        return Refusal(what, fault[:1].lower() + fault[1:], SOURCE, "Give another day.")
    return _set_holiday(office, day, " ".join(name.split()), as_user, what, "", remove=False)


def remove_holiday(office: Office, day: date, reason: str, as_user: str | None = None) -> int | Refusal:
    """Makes a day a working day again, and moves back what it had moved."""
    what = f"Make {day_words(day)} a working day again"
    if not reason.strip():
        return Refusal(what, "no reason is given", SOURCE, "Say why it is no holiday.")
    return _set_holiday(office, day, "", as_user, what, reason, remove=True)


def _set_holiday(
    office: Office, day: date, name: str, as_user: str | None, what: str, reason: str, *, remove: bool
) -> int | Refusal:
    with unit_of_work(office.database) as uow:
        uow.alone_in(office.authority)
        actor = allowed(uow, office, as_user, what, ADMINS)
        if isinstance(actor, Refusal):
            return actor
        held = dict(uow.settings.holidays(office.authority))
        if remove and day not in held:
            return Refusal(what, "it is not one of the authority's own holidays", SOURCE, "Look at the list.")
        if not remove and day in held:
            return Refusal(what, "somebody has just entered it", SOURCE, "Look at the list.")
        if remove:
            uow.settings.remove_holiday(office.authority, day)
        else:
            uow.settings.save_holidays(office.authority, [(day, name)])
        moved = _index_anew(office, uow, day)
        kept = {"name": held.get(day, name)}
        told = "holiday removed" if remove else "holiday added"
        was, became = (kept, {}) if remove else ({}, kept)
        noted(uow, office, actor.name, told, day.isoformat(), was, {**became, "cases_moved": moved}, reason)
        uow.commit()
    return moved


def _index_anew(office: Office, uow: UnitOfWork, day: date) -> int:
    """What is kept of every case that the day may touch, derived by the calendar as it is now; how many were other ones."""
    law, calendar, today = law_here(office, uow), office.calendar(uow), office.clock.today()
    next_rung = next_rungs(law, today, calendar)
    users = {user.email: user.user_id for user in uow.users.all(office.authority)}
    ids = admin_rows.touched_by_day(uow.connection, office.authority, day)
    count = 0
    for case in admin_rows.cases_of(uow.connection, office.authority, ids, for_change=True):
        if case.at_odds:
            continue  # evidence is left as it is: “doctor” tells of it
        view = fold(case.entries)
        due = deadlines(view.entries, law, calendar)
        was = {each.key: each.due for each in uow.cases.deadlines(case)}
        uow.cases.save_index(case, case_index(view, due, users), due, next_rung)
        wrong = [
            replace(held, next_rung_on=next_rung(held.deadline, None))
            for held in _held(uow, office, case.case_id)
            if not rung_is_right(held, law, today, calendar)
        ]
        index.save_warnings(uow.connection, office.authority, wrong)
        count += was != {each.key: each.due for each in due}
    return count


def _held(uow: UnitOfWork, office: Office, case_id: int) -> Iterable[Held]:
    return index.held_deadlines(uow.connection, office.authority, case_id, case_id)


def every_closure(office: Office) -> Iterator[tuple[SettingClosure, str]]:
    """Every closure with the name of its setting ("" for all of them), the latest first."""
    with office.database.reading() as connection:
        uow = UnitOfWork(connection)
        names = {each.setting_id: each.name for each in uow.settings.all(office.authority)}
        held = uow.settings.every_closure(office.authority)
    return ((each, names.get(each.setting_id, "") if each.setting_id else "") for each in reversed(held))
