"""The version of the rules that figures are counted by: it changes when a law, a choice or a measure does, and only then."""

import hashlib
from functools import cache
from importlib.resources import files
from importlib.resources.abc import Traversable

RULES = (
    ("workflows", "law", ".toml"),
    ("reports", "measures", ".py"),
    ("reports", "measures", ".toml"),
    ("reports", "published", ".csv"),
    ("reports", "rows", ".py"),
    ("reports", "board", ".toml"),
    ("ehcp_flow", "services/board", ".py"),
)
"""Folders of files, by how their names end: the law, the measures with their lines, what is held beside them, and the rows."""

LENGTH = 12


@cache
def rules_version() -> str:
    """The first 12 hex digits of the SHA-256 of every file of the rules, by name."""
    digest = hashlib.sha256()
    for package, folder, ending in RULES:
        place = files(package)
        for part in folder.split("/"):
            place = place / part
        for name, text in sorted(_texts(place, ending)):
            digest.update(f"{package}/{folder}/{name}\n{len(text)}\n".encode() + text)
    return digest.hexdigest()[:LENGTH]


def _texts(place: Traversable, ending: str) -> list[tuple[str, bytes]]:
    return [(each.name, each.read_bytes()) for each in place.iterdir() if each.name.endswith(ending)]
