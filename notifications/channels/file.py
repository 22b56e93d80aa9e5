"""A channel into a folder: a message is a text, an HTML page and its attachments, each written whole or not at all."""

import os
import re
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from notifications.channels.base import Attachment, DeliveryError, Outgoing, refuse_line_breaks

_UNFIT = re.compile(r"[^A-Za-z0-9._-]+")


@dataclass(frozen=True, slots=True)
class FileDrop:
    """A folder. The name of a file follows from the message, so the same message again is the same file again.

    The only channel that carries personal data: who may open the folder is for the authority to say.
    """

    folder: Path
    name: str = "file"
    repeatable: bool = True
    carries_personal_data: bool = True

    def send(self, outgoing: Outgoing) -> str:
        """Writes the attachments, then the page, then the text: where the text is, everything is."""
        refuse_line_breaks(outgoing)
        stem = _stem(outgoing)
        head = f"To: {outgoing.recipient}\nSubject: {outgoing.subject}\nMessage: {outgoing.message_id}\n\n"
        parts = [(f"{stem}.{name}", each.content) for name, each in _named(outgoing.attachments)]
        if outgoing.html:
            parts.append((f"{stem}.html", outgoing.html.encode()))
        parts.append((f"{stem}.txt", f"{head}{outgoing.text}".encode()))
        try:
            self.folder.mkdir(parents=True, exist_ok=True)
            for name, content in parts:
                _write(self.folder / name, content)
        except OSError as error:
            words = f"The folder for messages cannot be written to ({error.strerror or type(error).__name__})."
            raise DeliveryError(words, unreachable=True) from error
        return f"{stem}.txt"

    def was_sent(self, message_id: str) -> bool | None:
        """Whether the text of this message is there."""
        return any(self.folder.glob(f"*_{_fit(message_id)}.txt"))

    def close(self) -> None:
        """There is nothing to let go of."""


def _named(attachments: tuple[Attachment, ...]) -> Iterator[tuple[str, Attachment]]:
    """Each with a name of its own. Files that belong together keep names that differ in their ending alone (MESH)."""
    taken: set[str] = set()
    for number, each in enumerate(attachments, 1):
        name = _fit(each.name)
        name = f"{number}.{name}" if name in taken or name in ("txt", "html") else name
        taken.add(name)
        yield name, each


def _stem(outgoing: Outgoing) -> str:
    day = outgoing.made_at.date().isoformat() if outgoing.made_at else ""
    parts = (day, outgoing.kind, outgoing.reference, outgoing.message_id)
    return "_".join(_fit(part) for part in parts if part)


def _fit(name: str) -> str:
    """A part of a file's name: letters, digits, dots and dashes, and never one that leads out of the folder."""
    return _UNFIT.sub("-", name).strip(".-_") or "-"


def _write(file: Path, content: bytes) -> None:
    """The whole file or nothing, also if the power fails. Two who write the same file do not meet."""
    passing = file.with_name(f".{file.name}.{os.getpid()}.part")
    try:
        with passing.open("wb") as out:
            out.write(content)
            out.flush()
            os.fsync(out.fileno())
        passing.replace(file)
    except BaseException:
        with suppress(OSError):
            passing.unlink(missing_ok=True)
        raise
    _settle(file.parent)


def _settle(folder: Path) -> None:
    """Has the folder itself kept, so that the new name survives a power cut. Not every system can."""
    with suppress(OSError):
        opened = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(opened)
        finally:
            os.close(opened)
