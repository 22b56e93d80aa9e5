"""The folder in which files are kept, each under the SHA-256 of its content: ab/cd/abcd….

A file is whole before it has its name: it is written beside, flushed to the disk and renamed. One that nothing names (the
work stopped before its row was saved) does no harm, and the same content is kept once.
"""

import hashlib
import os
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO
from uuid import uuid4

_AT_ONCE = 1 << 20


class TooLarge(Exception):
    """The content is longer than was allowed."""


class NotAsKept(Exception):
    """The file is gone, or its content is not what was kept. The message says which."""


@dataclass(frozen=True, slots=True)
class Kept:
    """A file that is safely there: hex digest, and size in bytes."""

    sha256: str
    size: int


def put(folder: Path, source: BinaryIO, at_most: int) -> Kept:
    """Keeps the content from where `source` stands. Raises TooLarge (nothing stays of it) and OSError."""
    coming = folder / "coming"
    coming.mkdir(parents=True, exist_ok=True, mode=0o700)
    beside = coming / uuid4().hex
    try:
        with beside.open("xb") as file:
            os.chmod(beside, 0o600)
            kept = _copy(source, file, at_most)
        place = path_of(folder, kept.sha256)
        place.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        beside.replace(place)
        _flush_folder(place.parent)
    finally:
        beside.unlink(missing_ok=True)
    return kept


def path_of(folder: Path, sha256: str) -> Path:
    """Where the content of this digest is kept. Raises ValueError for what is no digest."""
    if len(sha256) != 64 or not set(sha256) <= set("0123456789abcdef"):
        raise ValueError("not a SHA-256 in hex")
    return folder / sha256[:2] / sha256[2:4] / sha256


def take(folder: Path, sha256: str) -> BinaryIO:
    """The content, looked at from end to end before a byte of it is given out, open at its beginning.

    Raises NotAsKept. What was looked at is what is given: the file is opened once.
    """
    try:
        file = path_of(folder, sha256).open("rb")
    except (OSError, ValueError):
        raise NotAsKept("the file is not where it was kept") from None
    if hashlib.file_digest(file, "sha256").hexdigest() != sha256:
        file.close()
        raise NotAsKept("the file is not what was kept: its content was changed since")
    file.seek(0)
    return file


def _copy(source: BinaryIO, file: BinaryIO, at_most: int) -> Kept:
    digest, size = hashlib.sha256(), 0
    while part := source.read(_AT_ONCE):
        size += len(part)
        if size > at_most:
            raise TooLarge
        digest.update(part)
        file.write(part)
    file.flush()
    os.fsync(file.fileno())
    return Kept(digest.hexdigest(), size)


def _flush_folder(folder: Path) -> None:
    """A rename is on the disk only when its folder is."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
