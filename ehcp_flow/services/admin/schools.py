"""The settings that children go to: listed, added, changed, and read in from a CSV of which every row is right."""

import csv
import io
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from ehcp_flow.db import admin_rows
from ehcp_flow.db.settings import Setting
from ehcp_flow.db.unit_of_work import UnitOfWork, unit_of_work
from ehcp_flow.services.access.changes import ADMINS, allowed, noted
from ehcp_flow.services.office import Office
from workflows.refusals import Refusal
from workflows.words import list_words

SOURCE = "Settings of this authority (docs/administration.md)"
COLUMNS = ("name", "kind", "urn", "ukprn")
LONGEST = 200
"""Characters of a name or a kind."""
MOST_ROWS = 20_000


@dataclass(frozen=True, slots=True)
class SettingLine:
    """A setting in the list, with how many children go there."""

    setting: Setting
    children: int


@dataclass(frozen=True, slots=True)
class RowProblem:
    """What is wrong with one line of a file, which is numbered from 1 with its headings."""

    line: int
    value: str
    words: str


@dataclass(frozen=True, slots=True)
class SettingsRead:
    """What a file of settings holds. Where there is any problem nothing was saved."""

    rows: int
    added: int
    changed: int
    same: int
    problems: tuple[RowProblem, ...]


def find_settings(office: Office, text: str = "") -> list[SettingLine]:
    """The settings whose name, kind or number holds every word, by name."""
    with office.database.reading() as connection:
        every = UnitOfWork(connection).settings.all(office.authority)
        children = admin_rows.children_at(connection, office.authority)
    wanted = text.casefold().split()
    return [SettingLine(each, children.get(each.setting_id, 0)) for each in every if _fits(each, wanted)]


def _fits(setting: Setting, words: list[str]) -> bool:
    held = f"{setting.name} {setting.kind} {setting.urn} {setting.ukprn}".casefold()
    return all(word in held for word in words)


def setting_of(office: Office, setting_id: int) -> Setting | None:
    with office.database.reading() as connection:
        return UnitOfWork(connection).settings.get(office.authority, setting_id)


def faults(name: str, kind: str, urn: str, ukprn: str) -> dict[str, str]:
    """What is wrong with the details of a setting, by field."""
    found = {}
    if not name.strip():
        found["name"] = "Give the name of the setting"
    elif len(name) > LONGEST:
        found["name"] = f"The name must be {LONGEST} characters or fewer"
    if len(kind) > LONGEST:
        found["kind"] = f"The kind must be {LONGEST} characters or fewer"
    if urn and not re.fullmatch(r"\d{6}", urn):
        found["urn"] = "A URN has 6 numbers, such as 123456"
    if ukprn and not re.fullmatch(r"1\d{7}", ukprn):
        found["ukprn"] = "A UKPRN has 8 numbers and begins with 1, such as 10012345"
    return found


def save_setting(
    office: Office, setting_id: int, name: str, kind: str, urn: str, ukprn: str, as_user: str | None = None
) -> Setting | Refusal:
    """A setting with these details: a new one where the number is 0, otherwise the one of this number."""
    new = _tidied(Setting(office.authority, setting_id, name, kind, urn, ukprn))
    what = f"{'Change' if setting_id else 'Add'} the setting {new.name}"
    with unit_of_work(office.database) as uow:
        uow.alone_in(office.authority)
        actor = allowed(uow, office, as_user, what, ADMINS)
        if isinstance(actor, Refusal):
            return actor
        held = uow.settings.get(office.authority, setting_id) if setting_id else None
        if setting_id and held is None:
            return Refusal(what, "there is no setting of this number", SOURCE, "Look at the list of settings.")
        wrong = [*faults(new.name, new.kind, new.urn, new.ukprn).values()]
        if wrong:
            return Refusal(what, wrong[0], SOURCE, "Put it right.")
        other = uow.settings.by_urn(office.authority, new.urn)
        if other is not None and other.setting_id != setting_id:
            return Refusal(what, f"{other.name} has the URN {new.urn}", SOURCE, "Check the number, or change that one.")
        saved = _save(uow, office, actor.name, held, new)
        uow.commit()
    return saved


def _tidied(setting: Setting) -> Setting:
    return replace(
        setting,
        name=" ".join(setting.name.split()),
        kind=" ".join(setting.kind.split()),
        urn=setting.urn.replace(" ", ""),
        ukprn=setting.ukprn.replace(" ", ""),
    )


def _save(uow: UnitOfWork, office: Office, by: str, held: Setting | None, new: Setting) -> Setting:
    if held is None:
        added = uow.settings.add(new)
        noted(uow, office, by, "setting added", f"setting {added.setting_id}", became=_as_kept(added))
        return added
    now = replace(new, setting_id=held.setting_id)
    if now != held:
        uow.settings.save(now)
        noted(uow, office, by, "setting changed", f"setting {held.setting_id}", _as_kept(held), _as_kept(now))
    return now


def _as_kept(setting: Setting) -> dict[str, object]:
    return {"name": setting.name, "kind": setting.kind, "URN": setting.urn, "UKPRN": setting.ukprn}


def read_settings(office: Office, content: bytes, save: bool, as_user: str | None = None) -> SettingsRead | Refusal:
    """Reads a CSV (name, kind, urn, ukprn). A URN that is held gives that setting the new details.

    Every row is looked at before anything is saved, and where one is wrong nothing is. `save` False: only looked at.
    """
    what = "Read in settings"
    rows, problems = _rows(office.authority, content)
    with unit_of_work(office.database) as uow:
        uow.alone_in(office.authority)
        actor = allowed(uow, office, as_user, what, ADMINS)
        if isinstance(actor, Refusal):
            return actor
        every = uow.settings.all(office.authority)
        by_urn = {each.urn: each for each in reversed(every) if each.urn}
        named = {each.name.casefold(): each for each in reversed(every)}
        pairs = [(line, _held(new, by_urn, named), new) for line, new in rows]
        added = [new for _line, held, new in pairs if held is None]
        changed = [(held, new) for _line, held, new in pairs if held is not None and _as_kept(held) != _as_kept(new)]
        if problems:
            return SettingsRead(len(rows) + len(problems), 0, 0, 0, tuple(sorted(problems, key=lambda each: each.line)))
        if save and (added or changed):
            for _line, held, new in pairs:
                _save(uow, office, actor.name, held, new)
            uow.commit()
    return SettingsRead(len(rows), len(added), len(changed), len(rows) - len(added) - len(changed), ())


def _held(new: Setting, by_urn: Mapping[str, Setting], named: Mapping[str, Setting]) -> Setting | None:
    """The setting that a row means: of its number; without one, the one of its name."""
    return by_urn.get(new.urn) if new.urn else named.get(new.name.casefold())


def _rows(authority: str, content: bytes) -> tuple[list[tuple[int, Setting]], list[RowProblem]]:
    try:
        text = content.decode("utf-8-sig")
        reader = csv.DictReader(io.StringIO(text, newline=""), strict=True)
        headings = ["_".join((each or "").casefold().split()) for each in reader.fieldnames or ()]
        if "name" not in headings or set(headings) - set(COLUMNS) or len(set(headings)) != len(headings):
            words = f"The headings must be name and, if wanted, {list_words(COLUMNS[1:])}"
            return [], [RowProblem(1, ", ".join(headings), words)]
        reader.fieldnames = headings
        lines = [(reader.line_num, cells) for cells in reader]
    except UnicodeDecodeError:
        return [], [RowProblem(1, "", "The file is not in UTF-8. Save it as “CSV UTF-8”")]
    except csv.Error as error:
        return [], [RowProblem(1, "", f"The file cannot be read as a CSV: {error}")]
    if not lines or len(lines) > MOST_ROWS:
        words = "The file has no setting in it" if not lines else f"The file has more than {MOST_ROWS:,} rows"
        return [], [RowProblem(1, "", words)]
    return _checked(authority, lines)


def _checked(
    authority: str, lines: Iterable[tuple[int, Mapping[str | None, object]]]
) -> tuple[list[tuple[int, Setting]], list[RowProblem]]:
    rows: list[tuple[int, Setting]] = []
    problems: list[RowProblem] = []
    first: dict[str, int] = {}
    for line, cells in lines:
        if None in cells or None in cells.values():
            problems.append(RowProblem(line, "", "The line has more or fewer values than there are headings"))
            continue
        values = {name: str(cells.get(name, "")) for name in COLUMNS}
        new = _tidied(Setting(authority, 0, **values))
        wrong = faults(new.name, new.kind, new.urn, new.ukprn)
        problems += [RowProblem(line, values[field], words) for field, words in wrong.items()]
        key = new.urn or new.name.casefold()
        if key in first and not wrong:
            problems.append(RowProblem(line, key, f"It is the same setting as on line {first[key]}"))
        first.setdefault(key, line)
        rows.append((line, new))
    return rows, problems
