"""The facts of an entry in words, for the command line and the pages."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from workflows.words import day_words, list_words


def facts_words(facts: Mapping[str, Any]) -> str:
    """Facts on one line: source: parent; never happened: yes."""
    said = []
    for name, value in facts.items():
        if name == "dated":
            continue
        if name == "details" and not isinstance(value, str):
            said.append("details: as the return gives them")  # many, and nested: the JSON has them
        elif isinstance(value, Mapping):
            text = facts_words(value) or "none"
            said.append(f"{plain(name)} ({text})")
        else:
            said.append(f"{plain(name)}: {_fact_words(name, value)}")
    return "; ".join(said)


def _fact_words(name: str, value: Any) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, Mapping):
        return f"({facts_words(value)})"
    if isinstance(value, (list, tuple)):
        return list_words(_fact_words(name, each) for each in value)
    text = str(value)
    if len(text) == 10 and text[4] == text[7] == "-" and text.replace("-", "").isdigit():
        return day_words(date.fromisoformat(text))
    return plain(text) if name in CODED else text


CODED = frozenset({"source", "ground", "of", "body", "outcome", "kind", "about", "cause", "duty"})
"""Facts whose values are words of the vocabulary."""


def plain(word: str) -> str:
    """A word of the vocabulary for people: panel_clerk is panel clerk."""
    return word.replace("_", " ")
