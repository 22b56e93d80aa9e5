"""The templates: ours, those of the design system, and the words that both may use."""

import hashlib
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

from jinja2 import ChoiceLoader, Environment, PackageLoader, PrefixLoader, Undefined
from jinja2.utils import missing

from ehcp_flow import phrases
from ehcp_flow.clock import LONDON
from ehcp_flow.web import words
from workflows.words import day_words, list_words, sentence

STATIC = Path(__file__).parent / "static"


class NotGiven(Undefined):
    """A name that the page was not given is an error where it is printed or gone through.

    What a thing does not have is empty, as the design system's macros expect of the parameters that they were not given.
    """

    __slots__ = ()

    def __str__(self) -> str:
        if self._undefined_obj is missing:
            self._fail_with_undefined_error()
        return ""

    def __iter__(self) -> Iterator[Any]:
        if self._undefined_obj is missing:
            self._fail_with_undefined_error()
        return iter(())


@cache
def environment() -> Environment:
    """Everything is escaped. One for the process: a template is read once, which costs a hundred times what showing it does."""
    made = Environment(
        autoescape=True,
        undefined=NotGiven,
        auto_reload=False,
        trim_blocks=True,
        lstrip_blocks=True,
        loader=ChoiceLoader(
            [
                PackageLoader("ehcp_flow.web", "templates"),
                PrefixLoader({"govuk_frontend_jinja": PackageLoader("govuk_frontend_jinja")}),
            ]
        ),
    )
    made.filters.update(
        {
            "day": day_words,
            "full_day": phrases.full_day,
            "moment": words.moment_words,
            "sentence": sentence,
            "listed": list_words,
            "plain": words.plain,
        }
    )
    made.globals.update({"asset": asset, "how_many": phrases.how_many, "words": words, "london": LONDON})
    return made


@cache
def asset(path: str) -> str:
    """The address of a file of `static/`, which changes with its content: browsers may keep it for ever."""
    digest = hashlib.sha256((STATIC / path).read_bytes()).hexdigest()[:12]
    return f"/static/{path}?v={digest}"


def rendered(templates: Environment, name: str, facts: dict[str, Any]) -> str:
    return templates.get_template(name).render(facts)
