"""A letter as a tagged PDF on A4, to be read on paper and by screen readers (PDF/UA-1)."""

import json
from datetime import UTC, datetime
from functools import cache
from importlib.resources import as_file, files

import typst

from notifications.letters.model import LetterWords
from workflows.words import day_words


def write(letter: LetterWords, made_at: datetime) -> bytes:
    """The PDF. Equal letters made at one moment give equal bytes: the file's own dates are that moment."""
    return typst.compile(
        _template(),
        font_paths=_fonts(),
        ignore_system_fonts=True,
        format="pdf",
        sys_inputs={"letter": json.dumps(shown(letter, made_at), ensure_ascii=False)},
        pdf_standards=["ua-1"],
        timestamp=int(made_at.timestamp()),
    )


def shown(letter: LetterWords, made_at: datetime) -> dict[str, object]:
    """What the template prints, as JSON values: every word is made here or before, and none in the template."""
    moment = made_at.astimezone(UTC)
    return {
        **letter.as_json(),
        "author": letter.head[0] if letter.head else "",
        "dated": day_words(letter.written_on),
        "date": {
            "year": moment.year, "month": moment.month, "day": moment.day,
            "hour": moment.hour, "minute": moment.minute, "second": moment.second,
        },
        "footer": " · ".join([*letter.head[:1], *(value for name, value in letter.facts if name == "Our reference")]),
        "page": "Page",
        "of": "of",
    }  # fmt: skip


def _template() -> bytes:
    return (files("notifications.letters") / "letter.typ").read_bytes()


@cache
def _fonts() -> typst.Fonts:
    """The letters that come with the program and no other, so that every machine prints the same."""
    with as_file(files("font_source_sans_pro") / "files") as folder:
        return typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=[folder])
