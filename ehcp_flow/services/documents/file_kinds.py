"""What a file is, by its content: the kinds that a case may keep, and why another is refused.

The ending of a name says nothing that can be trusted; it has to agree with what the content is, so that whoever opens
the file gets what its name promises.
"""

from dataclasses import dataclass
from pathlib import PurePath
from typing import BinaryIO
from zipfile import BadZipFile, ZipFile

import filetype

from workflows.words import list_words


@dataclass(frozen=True, slots=True)
class FileKind:
    """A kind of file: what people call it, the endings that agree with it, and its media type."""

    words: str
    endings: tuple[str, ...]
    media_type: str


PDF = FileKind("PDF", ("pdf",), "application/pdf")
JPEG = FileKind("picture (JPEG)", ("jpg", "jpeg"), "image/jpeg")
PNG = FileKind("picture (PNG)", ("png",), "image/png")
HEIC = FileKind("picture (HEIC)", ("heic",), "image/heic")
WORD = FileKind("Word", ("docx",), "application/vnd.openxmlformats-officedocument.wordprocessingml.document")
EXCEL = FileKind("Excel", ("xlsx",), "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet")
OPEN_TEXT = FileKind("OpenDocument text", ("odt",), "application/vnd.oasis.opendocument.text")
TEXT = FileKind("plain text", ("txt",), "text/plain; charset=utf-8")

KINDS = (PDF, WORD, EXCEL, OPEN_TEXT, JPEG, PNG, HEIC, TEXT)
ENDINGS = tuple(ending for kind in KINDS for ending in kind.endings)
KEPT = "PDF, Word (docx), Excel (xlsx), OpenDocument text (odt), JPEG, PNG, HEIC or plain text (txt)"

_BY_MAGIC = {kind.endings[0]: kind for kind in (PDF, JPEG, PNG, HEIC)}
_HEAD = 8192
_LONGEST_TABLE = 1_000_000
"""Bytes of the table of contents of an office file: a longer one is no such file, and is not unpacked."""
_MAIN_PARTS = {
    b"wordprocessingml.document.main+xml": WORD,
    b"spreadsheetml.sheet.main+xml": EXCEL,
}
_OLD_OFFICE = bytes.fromhex("d0cf11e0a1b11ae1")
_MARKUP = (b"<!doctype html", b"<html", b"<script", b"<svg", b"<?xml")


def kind_of(file: BinaryIO, name: str) -> FileKind | str:
    """The kind of a file, or why it cannot be kept, as a sentence. Reads from the beginning, and goes back to it."""
    found = _by_content(file)
    file.seek(0)
    if isinstance(found, str):
        return found
    ending = PurePath(name).suffix.removeprefix(".").lower()
    if ending in found.endings:
        return found
    ends = f"ends in “.{ending}”" if ending else "has no ending"
    rightly = list_words((f"“.{each}”" for each in found.endings), "or")
    return f"The name of the file {ends}, but by its content it is {found.words}, which ends in {rightly}"


def _by_content(file: BinaryIO) -> FileKind | str:
    file.seek(0)
    head = file.read(_HEAD)
    if not head:
        return "The file is empty"
    if head.startswith(_OLD_OFFICE):
        return "The file has a password or is of an old form (doc, xls, msg). Save it as docx, xlsx or PDF without a password"
    if head.startswith(b"PK"):
        return _by_parts(file)
    guessed = filetype.guess(head)
    if guessed is not None:
        return _BY_MAGIC.get(guessed.extension) or f"The file must be a {KEPT}"
    return _by_text(file)


def _by_parts(file: BinaryIO) -> FileKind | str:
    """An office file is a package of parts, and one of them says what the others are."""
    try:
        with ZipFile(file) as package:
            names = package.namelist()
            if any(
                name.lower().endswith("vbaproject.bin") or name.startswith(("Basic/", "Scripts/")) for name in names
            ):
                return "The file holds macros. Save it without them, as docx or xlsx"
            table = "mimetype" if "mimetype" in names else "[Content_Types].xml"
            if table not in names or package.getinfo(table).file_size > _LONGEST_TABLE:
                return f"The file must be a {KEPT}"
            told = package.read(table)
    except (BadZipFile, NotImplementedError, RuntimeError, EOFError, OSError, ValueError):
        return "The file cannot be read: it is not whole"
    if table == "mimetype":
        return OPEN_TEXT if told.strip() == OPEN_TEXT.media_type.encode() else f"The file must be a {KEPT}"
    if b"macroenabled" in told.lower():
        return "The file holds macros. Save it without them, as docx or xlsx"
    return next((kind for part, kind in _MAIN_PARTS.items() if part in told), f"The file must be a {KEPT}")


def _by_text(file: BinaryIO) -> FileKind | str:
    file.seek(0)
    content = file.read()
    if b"\0" in content or not _reads(content):
        return f"The file must be a {KEPT}"
    if content.lstrip(b"\xef\xbb\xbf \t\r\n").lower().startswith(_MARKUP):
        return f"The file is a web page or a drawing in XML. It must be a {KEPT}"
    return TEXT


def _reads(content: bytes) -> bool:
    """Whether bytes are text: of UTF-8, or of Windows without control characters."""
    try:
        content.decode()
    except UnicodeDecodeError:
        return not any(byte < 32 and byte not in (9, 10, 12, 13) for byte in content)
    return True
