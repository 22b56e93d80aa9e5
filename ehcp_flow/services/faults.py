"""What a fault in a part of the work leaves: words that name nobody, what was set aside, and work that was done in part."""

import traceback
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ehcp_flow.db.engine import DatabaseUnavailable

PACKAGES = ("ehcp_flow", "workflows", "notifications", "reports")


@dataclass(frozen=True, slots=True)
class SetAside:
    """What could not be worked on (a case, a digest), and why, in words without a name in them. It is tried again later."""

    what: str
    why: str


class Unfinished(Exception):
    """A piece of work of which a part was done and a part was set aside: it failed, is tried again, and keeps its counts.

    `words` are for people and name nobody.
    """

    def __init__(self, words: str, counts: Mapping[str, Any]) -> None:
        super().__init__(words)
        self.words, self.counts = words, counts


def fault_words(error: BaseException) -> str:
    """What went wrong, without what it went wrong with: the message of an exception may hold a name or an address."""
    if isinstance(error, DatabaseUnavailable):
        return error.what
    if isinstance(error, Unfinished):
        return error.words
    frames = [frame for frame in traceback.extract_tb(error.__traceback__) if _ours(frame.filename)]
    where = f" at {Path(frames[-1].filename).name}, line {frames[-1].lineno}" if frames else ""
    return f"The program made a mistake ({type(error).__name__}{where})."


def _ours(filename: str) -> bool:
    return any(part in PACKAGES for part in Path(filename).parts)
