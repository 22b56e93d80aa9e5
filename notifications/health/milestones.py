"""Birthdays and moves of provider after which a person must look at what health was told (HF-11)."""

import tomllib
from collections.abc import Iterable
from datetime import date
from functools import cache
from importlib.resources import files

from pydantic import BaseModel, ConfigDict, Field

from notifications.health.notices import ToDo
from workflows.words import day_words, list_words


class MilestoneSource(BaseModel):
    """Where an age comes from."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    title: str
    href: str = Field(pattern=r"^https://")


class Milestone(BaseModel):
    """An age in whole years, and what a person then does."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    age: int = Field(ge=1)
    what: str
    why: str
    do: str
    source: MilestoneSource


class _File(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)

    milestone: tuple[Milestone, ...]


@cache
def the_milestones() -> tuple[Milestone, ...]:
    """The ages that come with the package, read once."""
    text = (files("notifications.health") / "milestones.toml").read_text(encoding="utf-8")
    return _File.model_validate(tomllib.loads(text)).milestone


def birthday(born: date, age: int) -> date:
    """The day on which an age is reached; 1 March for who was born on 29 February, in a year without one."""
    try:
        return born.replace(year=born.year + age)
    except ValueError:
        return date(born.year + age, 3, 1)


def birthdays(born: date, since: date, until: date) -> tuple[ToDo, ...]:
    """What to do for the birthdays after `since`, up to and with `until`."""
    return tuple(
        ToDo(
            key=f"birthday:{each.age}",
            what=f"{each.what} on {day_words(day)}",
            why=f"{each.why} Source: {each.source.title}.",
            do=each.do,
        )
        for each in the_milestones()
        if since < (day := birthday(born, each.age)) <= until
    )


def provider_moves(before: Iterable[str], after: Iterable[str]) -> tuple[ToDo, ...]:
    """What to do where a child left a provider that was told: nothing is cleared there by itself."""
    gone = sorted(set(before) - set(after))
    if not gone:
        return ()
    return (
        ToDo(
            key=f"left:{','.join(gone)}",
            what=f"No longer cared for by {list_words(gone)}",
            why="The provider was told of the flag. Its record may have gone with the child to another provider.",
            do="Ask the provider whether the record was passed on. The new provider is told by itself.",
        ),
    )
