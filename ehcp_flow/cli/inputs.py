"""Reads what was typed for an event and its facts, with the nearest names where it is not known."""

import json
from collections.abc import Iterable, Sequence
from difflib import get_close_matches
from typing import Any

from ehcp_flow.cli.output import WrongInput
from ehcp_flow.services.day_text import read_day
from workflows.events import EVENTS
from workflows.facts import FactKind
from workflows.vocabulary import Event
from workflows.words import list_words


def read_event(text: str) -> Event:
    """The event of this name, or of this title. Raises WrongInput, with the names that are near."""
    name = "_".join(text.replace("-", " ").casefold().split())
    titles = {"_".join(row.title.casefold().split()): event for event, row in EVENTS.items()}
    if name in Event.__members__.values():
        return Event(name)
    if (titled := titles.get(name)) is not None:
        return titled
    near = nearest(name, [event.value for event in Event])
    near += [titles[title].value for title in get_close_matches(name, titles, n=2)]
    meant = f" Did you mean {list_words(dict.fromkeys(near), 'or')}?" if near else ""
    raise WrongInput(f"“{text}” is not an event.{meant} “ehcp-flow case events” lists them all.")


def nearest(name: str, names: Sequence[str]) -> list[str]:
    """The names that are spelled like it, or that have a word in common with it."""
    words = {word for word in name.split("_") if len(word) > 3}
    sharing = [each for each in names if words & set(each.split("_"))]
    return list(dict.fromkeys((*get_close_matches(name, names, n=3), *sharing)))[:4]


def read_pairs(event: Event, pairs: Iterable[str]) -> dict[str, Any]:
    """Facts typed as NAME=VALUE. A date may be typed as people do. Raises WrongInput; the service checks the rest."""
    kinds = {fact.name: fact.kind for fact in EVENTS[event].facts}
    facts: dict[str, Any] = {}
    for pair in pairs:
        name, sign, value = pair.partition("=")
        name = name.strip()
        if not sign or not name:
            raise WrongInput(f"“{pair}” is not a fact. Write it as NAME=VALUE, for example source=parent.")
        if name in facts:
            raise WrongInput(f"The fact {name} is given twice.")
        facts[name] = _value(name, value.strip(), kinds.get(name))
    return facts


def _value(name: str, text: str, kind: FactKind | None) -> Any:
    if kind is FactKind.DATE:
        try:
            return read_day(text).isoformat()
        except ValueError as error:
            raise WrongInput(f"{name}: {error}") from None
    if kind is FactKind.DATA:
        try:
            return json.loads(text)
        except ValueError:
            return text
    return text
