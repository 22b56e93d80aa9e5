"""Template and facts to texts. A fact that is missing, and one that a text does not show, are both errors."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined, UndefinedError, meta, select_autoescape

from notifications.catalogue import CATALOGUE, MessageKind, WrongFacts, checked

SUBJECT_MOST = 119
PARTS = ("subject.txt", "body.txt", "body.html")

# By this a line is found again just before it leaves; nobody reads it.
NOT_SHOWN = frozenset({"key"})


@dataclass(frozen=True, slots=True)
class Text:
    """What a person reads: a subject of one line, and the same message as plain text and as HTML."""

    subject: str
    body: str
    html: str


TEMPLATES = Environment(
    loader=PackageLoader("notifications"),
    undefined=StrictUndefined,
    autoescape=select_autoescape(["html"], default=False),
    keep_trailing_newline=True,
    trim_blocks=True,
    lstrip_blocks=True,
)


def render(kind_name: str, facts: Mapping[str, Any]) -> Text:
    """The texts of a message. Raises KeyError for an unknown kind and WrongFacts for the wrong facts or templates."""
    kind = CATALOGUE[kind_name]
    given = checked(kind, facts)
    _examine(kind_name)
    subject, body, html = (TEMPLATES.get_template(f"{kind.name}/{part}").render(given) for part in PARTS)
    return Text(_cut(" ".join(subject.split())), body, html)


def _cut(subject: str) -> str:
    return subject if len(subject) <= SUBJECT_MOST else f"{subject[: SUBJECT_MOST - 1].rstrip()}…"


@cache
def _examine(kind_name: str) -> None:
    """Hold the templates of a kind against its facts, once: each part asks for no other, and both bodies show them all."""
    examine(CATALOGUE[kind_name], {part: _source(f"{kind_name}/{part}") for part in PARTS})


def _source(name: str) -> str:
    source, _file, _fresh = TEMPLATES.loader.get_source(TEMPLATES, name)  # type: ignore[union-attr]
    return source


def examine(kind: MessageKind, parts: Mapping[str, str]) -> None:
    """Raises WrongFacts where a part asks for a fact that the kind lacks, or a body leaves one out.

    The parts are tried with marks in the place of facts: what is shown can then be seen, in loops and macros too.
    """
    for part, source in parts.items():
        place = f"{kind.name}/{part}"
        if unknown := meta.find_undeclared_variables(TEMPLATES.parse(source)) - kind.facts.keys():
            raise WrongFacts(f"{place} asks for {sorted(unknown)}, which the catalogue does not have")
        template = TEMPLATES.from_string(source)
        try:
            shown, other = (template.render(_marked(kind.facts, choice)) for choice in (True, False))
            template.render(_emptied(kind.facts))  # and what is said only in place of an empty fact
        except UndefinedError as error:
            raise WrongFacts(f"{place}: {error}") from error
        if part == "subject.txt":
            continue
        if hidden := [name for name in _names(kind.facts, str) if f"¤{name}¤" not in shown]:
            raise WrongFacts(f"{place} does not show {hidden}")
        if shown == other and (choices := list(_names(kind.facts, bool))):
            raise WrongFacts(f"{place} reads the same whatever {choices} says")


def _names(facts: Mapping[str, Any], of: type, path: str = "") -> Iterator[str]:
    """The facts of a type that must be seen, each with the path to it."""
    for name, example in facts.items():
        if isinstance(example, of) and name not in NOT_SHOWN:
            yield path + name
        elif isinstance(example, Sequence) and not isinstance(example, str):
            yield from _names(example[0], of, f"{path}{name}.")


def _marked(facts: Mapping[str, Any], choice: bool, path: str = "") -> dict[str, Any]:
    """The facts with a mark of its own for each text, and a list of one for each list."""
    marked: dict[str, Any] = {}
    for name, example in facts.items():
        if isinstance(example, bool):
            marked[name] = choice
        elif isinstance(example, str):
            marked[name] = f"¤{path}{name}¤"
        else:
            marked[name] = [_marked(example[0], choice, f"{path}{name}.")]
    return marked


def _emptied(facts: Mapping[str, Any]) -> dict[str, Any]:
    return {name: False if isinstance(example, bool) else type(example)() for name, example in facts.items()}
