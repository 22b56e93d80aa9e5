"""Template and values to the blocks of a letter. What a person typed is only ever words: no placeholder, no mark-up in it."""

import hashlib
import re
from collections.abc import Iterator, Mapping, Sequence

from notifications.letters.kinds import COMMON, LetterKind, blocks
from notifications.letters.markup import PLACEHOLDER, Part, Sort, names_in, read
from notifications.letters.model import Block


class NotFilled(ValueError):
    """A placeholder that must have words has none: a fault of the caller, found before anything is kept."""


def used_by(text: str) -> frozenset[str]:
    """The placeholders that a template uses, those of its fixed blocks with them."""
    found: set[str] = set()
    for part in _spread(read(text).parts):
        found.update(name for words in part.texts for name in names_in(words))
    return frozenset(found)


def compose(kind: LetterKind, text: str, values: Mapping[str, str]) -> tuple[str, tuple[Block, ...]]:
    """The title and the blocks of a letter. `values` by placeholder; an optional one may be empty.

    Raises NotFilled for one that may not be empty, and ValueError for a template without a title.
    """
    parts = read(text).parts
    if not parts or parts[0].sort is not Sort.TITLE:
        raise ValueError("the template has no title: hold it against its kind with check.problems first")
    made: list[Block] = []
    for part in parts[1:]:
        if part.sort is Sort.FIXED:
            name = part.texts[0]
            made.extend(block for own in blocks()[name].parts for block in _filled(kind, own, values, name))
        else:
            made.extend(_filled(kind, part, values, ""))
    return _with_values(kind, parts[0].texts[0], values), tuple(_without_bare_headings(made))


def hash_of(text: str) -> str:
    """Hex SHA-256 of a template with the words of its fixed blocks, so that a change of either shows."""
    whole = "\n".join([text, *(words for part in _spread(read(text).parts) for words in part.texts)])
    return hashlib.sha256(whole.encode()).hexdigest()


def samples(kind: LetterKind) -> dict[str, str]:
    """The values of a made-up case, for a preview."""
    common = {name: each.sample for name, each in COMMON.items()}
    own = {name: each.sample for name, each in kind.placeholders.items()}
    return {**common, **({"appeal_about": kind.appeal_about} if kind.appeal_about else {}), **own}


def _spread(parts: Sequence[Part]) -> Iterator[Part]:
    """The parts, with those of a fixed block in its place."""
    for part in parts:
        if part.sort is Sort.FIXED and part.texts[0] in blocks():
            yield from blocks()[part.texts[0]].parts
        else:
            yield part


def _filled(kind: LetterKind, part: Part, values: Mapping[str, str], fixed: str) -> Iterator[Block]:
    alone = PLACEHOLDER.fullmatch(part.texts[0]) if part.sort is Sort.PARAGRAPH else None
    if alone is not None:
        yield from _paragraphs(_value(kind, alone[1], values), fixed)
        return
    texts = tuple(
        _with_values(kind, text, values)
        for text in part.texts
        if all(_value(kind, name, values) for name in names_in(text))
    )
    if texts:
        yield Block(part.sort, texts, fixed)


def _paragraphs(value: str, fixed: str) -> Iterator[Block]:
    """What somebody typed: paragraphs between empty lines, and bullets where every line of one begins with a dash."""
    for paragraph in re.split(r"\n\s*\n", value.replace("\r\n", "\n").strip()):
        lines = [line.strip() for line in paragraph.split("\n") if line.strip()]
        if lines and all(line.startswith(("- ", "• ")) for line in lines):
            yield Block(Sort.BULLETS, tuple(line[2:].strip() for line in lines), fixed)
        elif lines:
            yield Block(Sort.PARAGRAPH, (" ".join(lines),), fixed)


def _with_values(kind: LetterKind, text: str, values: Mapping[str, str]) -> str:
    return PLACEHOLDER.sub(lambda found: " ".join(_value(kind, found[1], values).split()), text)


def _value(kind: LetterKind, name: str, values: Mapping[str, str]) -> str:
    value = _clean(values.get(name, ""))
    own = kind.placeholders.get(name)
    if not value.strip() and not (own is not None and own.optional):
        raise NotFilled(f"{kind.name}: {name} has no words")
    return value


def _clean(value: str) -> str:
    """Without characters that no paper shows and that neither Word nor XML takes."""
    return "".join(each for each in value if each in "\n\r\t" or each.isprintable())


def _without_bare_headings(made: Sequence[Block]) -> Iterator[Block]:
    """A heading under which nothing is left goes too."""
    for place, block in enumerate(made):
        following = made[place + 1] if place + 1 < len(made) else None
        bare = following is None or following.sort is Sort.HEADING
        if not (block.sort is Sort.HEADING and bare):
            yield block
