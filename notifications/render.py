"""Template and facts to text. A fact that is missing, and one that the template does not use, are both errors."""

from collections.abc import Mapping
from dataclasses import dataclass

from jinja2 import Environment, PackageLoader, StrictUndefined, meta

from notifications.catalogue import CATALOGUE, MessageKind, WrongFacts, checked


@dataclass(frozen=True, slots=True)
class Text:
    """What a person reads."""

    subject: str
    body: str


_TEMPLATES = Environment(
    loader=PackageLoader("notifications"),
    undefined=StrictUndefined,
    autoescape=False,  # noqa: S701  (plain text: no HTML is made here)
    keep_trailing_newline=True,
)


def render(kind_name: str, facts: Mapping[str, str]) -> Text:
    """The subject and body of a message. Raises KeyError for an unknown kind and WrongFacts for the wrong facts."""
    kind = CATALOGUE[kind_name]
    given = checked(kind, facts)
    _refuse_unused(kind)
    subject = _TEMPLATES.get_template(f"{kind.name}/subject.txt").render(given).strip()
    return Text(subject, _TEMPLATES.get_template(f"{kind.name}/body.txt").render(given))


def _refuse_unused(kind: MessageKind) -> None:
    used: set[str] = set()
    for part in ("subject.txt", "body.txt"):
        source, _name, _fresh = _TEMPLATES.loader.get_source(_TEMPLATES, f"{kind.name}/{part}")  # type: ignore[union-attr]
        used |= meta.find_undeclared_variables(_TEMPLATES.parse(source))
    if used != set(kind.facts):
        raise WrongFacts(f"{kind.name}: the template uses {sorted(used)}, the catalogue has {sorted(kind.facts)}")
