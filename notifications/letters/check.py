"""Holds a template against its kind: every problem with its line. Nothing is saved that has one."""

from collections.abc import Iterator
from difflib import get_close_matches

from notifications.letters.kinds import COMMON, LetterKind, blocks
from notifications.letters.markup import Part, Problem, Sort, names_in, read
from workflows.words import list_words


def problems(kind: LetterKind, text: str) -> list[Problem]:
    """What is wrong with a template of this kind, in the order of its lines; nothing if it may be used."""
    found = read(text)
    last = max(len(text.splitlines()), 1)
    every = [
        *found.problems,
        *_title(found.parts),
        *_unknown(kind, found.parts),
        *_unused(kind, found.parts, last),
        *_fixed(kind, found.parts, last),
    ]
    return sorted(every, key=lambda each: each.line)


def _title(parts: tuple[Part, ...]) -> Iterator[Problem]:
    titles = [part for part in parts if part.sort is Sort.TITLE]
    if not parts or parts[0].sort is not Sort.TITLE:
        yield Problem(1, "the letter does not begin with its title", "Begin with a line such as “# Our decision”.")
    for extra in titles[1:]:
        yield Problem(extra.line, "the letter has a second title", "Write “## ” for a heading.")


def _unknown(kind: LetterKind, parts: tuple[Part, ...]) -> Iterator[Problem]:
    known = [*kind.placeholders, *COMMON]
    for part in parts:
        if part.sort is Sort.FIXED:
            continue
        for name in dict.fromkeys(name for text in part.texts for name in names_in(text)):
            if name not in known:
                near = get_close_matches(name, known, n=2)
                meant = f"Did you mean {list_words(near, 'or')}? " if near else ""
                yield Problem(
                    part.line,
                    f"there is no placeholder {{{{{name}}}}} in this letter",
                    f"{meant}The list of placeholders stands beside the words.",
                )
            elif _too_long(kind, part, name):
                yield Problem(
                    part.line,
                    f"{{{{{name}}}}} may be several paragraphs, and here it stands within other words",
                    "Put it alone, with an empty line before and after it.",
                )


def _too_long(kind: LetterKind, part: Part, name: str) -> bool:
    own = kind.placeholders.get(name)
    alone = part.sort is Sort.PARAGRAPH and part.texts[0].strip() == f"{{{{{name}}}}}"
    return own is not None and own.long and not alone


def _unused(kind: LetterKind, parts: tuple[Part, ...], last: int) -> Iterator[Problem]:
    used = {name for part in parts if part.sort is not Sort.FIXED for text in part.texts for name in names_in(text)}
    for part in parts:
        if part.sort is Sort.FIXED and part.texts[0] in blocks():
            used |= blocks()[part.texts[0]].placeholders
    for name, placeholder in kind.placeholders.items():
        if placeholder.needed and name not in used:
            yield Problem(
                last,
                f"{{{{{name}}}}} is not used anywhere, and the letter must say it: {placeholder.words}",
                f"Put {{{{{name}}}}} where it belongs.",
            )


def _fixed(kind: LetterKind, parts: tuple[Part, ...], last: int) -> Iterator[Problem]:
    placed: dict[str, int] = {}
    for part in parts:
        name = part.texts[0]
        if part.sort is not Sort.FIXED or not name:
            continue
        if name not in blocks():
            yield Problem(part.line, f"there is no fixed block “{name}”", f"There are: {list_words(blocks())}.")
        elif missing := _not_of(kind, name):
            yield Problem(
                part.line,
                f"the fixed block “{name}” needs {list_words(missing)}, which this letter does not have",
                "Take the block out of this letter.",
            )
        elif name in placed:
            yield Problem(
                part.line, f"the fixed block “{name}” stands there twice", f"It is in line {placed[name]} too."
            )
        placed.setdefault(name, part.line)
    for each in kind.mandatory:
        if each.block not in placed:
            asks = "our own rule asks" if each.basis == "practice" else f"{each.law} asks"
            yield Problem(
                last,
                f"the fixed block “{each.block}” is missing ({blocks()[each.block].title}); {asks} for it",
                f"Put [[mandatory: {each.block}]] alone on a line where it belongs.",
            )


def _not_of(kind: LetterKind, block: str) -> list[str]:
    """The placeholders of a block that this kind has no words for."""
    lacking = {"appeal_about"} if not kind.appeal_about else set()
    return sorted(
        name
        for name in blocks()[block].placeholders
        if name not in kind.placeholders and (name not in COMMON or name in lacking)
    )
