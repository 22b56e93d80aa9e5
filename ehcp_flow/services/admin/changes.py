"""The record of what administrators changed, found and put in words."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from ehcp_flow.db import admin_rows
from ehcp_flow.db.admin_changes import LAST, AdminChange
from ehcp_flow.services.office import Office
from workflows.words import day_words, list_words

A_PAGE = 50


def find_changes(office: Office, who: str = "", what: str = "", before: int = LAST) -> tuple[list[AdminChange], bool]:
    """A page of changes, the newest first, and whether there are earlier ones. `before`: the number of the last one seen."""
    with office.database.reading() as connection:
        found = admin_rows.find_changes(connection, office.authority, who.strip(), what, before, A_PAGE + 1)
    return list(found[:A_PAGE]), len(found) > A_PAGE


def kinds_of_change(office: Office) -> list[str]:
    """What has been changed so far: the choices of the filter."""
    with office.database.reading() as connection:
        return admin_rows.kinds_of_change(connection, office.authority)


def in_words(change: AdminChange) -> list[str]:
    """What it was and became, a sentence for each thing that changed."""
    names = [*change.was, *(name for name in change.became if name not in change.was)]
    return [
        _sentence(name, name in change.was, change.was.get(name), name in change.became, change.became.get(name))
        for name in names
        if not (name in change.was and name in change.became and change.was[name] == change.became[name])
    ]


def _sentence(name: str, had: bool, was: Any, has: bool, became: Any) -> str:
    label = name.replace("_", " ").capitalize()
    if had and has:
        return f"{label}: {_value(was)}, now {_value(became)}"
    return f"{label}: {_value(became)}" if has else f"{label} was: {_value(was)}"


def _value(value: Any) -> str:
    if value is None or value == "" or value == []:
        return "nothing"
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, (list, tuple)):
        return list_words([_value(each) for each in value])
    if isinstance(value, Mapping):
        return "; ".join(f"{key}: {_value(each)}" for key, each in value.items()) or "nothing"
    if isinstance(value, int):
        return f"{value:,}"
    text = str(value)
    return _as_day(text) or text.replace("_", " ") if "@" not in text else text


def _as_day(text: str) -> str:
    try:
        return day_words(date.fromisoformat(text)) if len(text) == 10 else ""
    except ValueError:
        return ""
