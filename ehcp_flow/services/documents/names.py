"""Names of files as they are kept, and as they are given back."""

import re
import unicodedata
from pathlib import PurePath
from urllib.parse import quote

LONGEST = 120
"""Characters of a name, its ending among them."""

_NOT_IN_NAMES = re.compile(r'[<>:"|?*]')


def clean_name(given: str) -> str:
    """The last part of a path, without what no file system takes and without what reads otherwise than it is written.

    "" where nothing is left. Letters of every script stay; direction marks and control characters go.
    """
    last = re.split(r"[/\\]", given)[-1]
    text = unicodedata.normalize("NFC", last)
    kept = "".join(each if each.isspace() or unicodedata.category(each)[0] != "C" else "" for each in text)
    plain = _NOT_IN_NAMES.sub("_", " ".join(kept.split())).strip(". ")
    ending = PurePath(plain).suffix
    if len(plain) > LONGEST:
        plain = plain[: LONGEST - len(ending)].rstrip(". ") + ending
    return plain


def disposition(name: str) -> str:
    """The header by which a browser saves a file under its name and never shows it within a page (RFC 6266)."""
    ascii_name = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode()
    ascii_name = re.sub(r"[^\w. ()-]", "_", ascii_name).strip(". ") or "document"
    return f"attachment; filename=\"{ascii_name}\"; filename*=UTF-8''{quote(name, safe='')}"
