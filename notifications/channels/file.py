"""A channel into folders, one for each recipient: a message is a text, an HTML page and its attachments, whole or not at all."""

import hashlib
import os
import re
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from notifications.channels.base import Attachment, DeliveryError, Outgoing, refuse_line_breaks

MAIL = "mail"
"""Where e-mail is written that carries nothing about a child."""

RECORD = ".handed-over"
"""Where it is noted which messages were written. Nobody fetches from it."""

LONGEST_NAME = 80
_UNFIT = re.compile(r"[^A-Za-z0-9._-]+")
_OWN_FILE, _OWN_FOLDER = 0o600, 0o700


@dataclass(frozen=True, slots=True)
class FileDrop:
    """A folder with a folder for each recipient. A file's name follows from the message: the same again is the same file.

    The only channel that carries personal data: what one provider is told stands in no other's folder, and only the
    user of this program may read it unless the authority arranges otherwise. Files may be fetched away, so whether a
    message was written is kept apart from them: “begun” before the first file can be seen, “done” after the last.
    """

    folder: Path
    name: str = "file"
    repeatable: bool = False  # the first may have been fetched before the second is written
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
        into = _folder_of(outgoing)
        passing: list[tuple[Path, Path]] = []
        begun, done = (self._noted(outgoing.message_id, how_far) for how_far in ("begun", "done"))
        seen = False
        try:
            done.unlink(missing_ok=True)  # where a person has it sent again, the first time is no answer any more
            for folder in (self.folder, self.folder / into, begun.parent):
                _make(folder)
            for name, content in parts:
                passing.append((_written(self.folder / into / name, content), self.folder / into / name))
            _begin(begun)
            for part, file in passing:
                part.replace(file)
                seen = True
            _settle(self.folder / into)
            begun.replace(done)
        except OSError as error:
            _forget([part for part, _ in passing] + ([] if seen else [begun]))
            words = f"The folder for messages cannot be written to ({error.strerror or type(error).__name__})."
            raise DeliveryError(words, unreachable=True, uncertain=seen) from error
        return f"{into}/{stem}.txt"

    def was_sent(self, message_id: str) -> bool | None:
        """Whether this message was written; None where it was begun and may have been fetched, or nothing is noted."""
        if self._noted(message_id, "begun").exists():
            return True if any(self.folder.glob(f"*/*_{_fit(message_id)}.txt")) else None
        if self._noted(message_id, "done").exists():
            return True
        return False if (self.folder / RECORD).is_dir() else None

    def close(self) -> None:
        """There is nothing to let go of."""

    def _noted(self, message_id: str, how_far: str) -> Path:
        return self.folder / RECORD / f"{_fit(message_id)}.{how_far}"


def _folder_of(outgoing: Outgoing) -> str:
    """The name of the recipient's folder: its own for everybody but those who get plain e-mail. Never leads out."""
    recipient = outgoing.recipient.strip()
    if "@" in recipient and not outgoing.attachments:
        return MAIL
    fit = _fit(recipient)[:LONGEST_NAME]
    if fit == recipient.lower() and fit != MAIL:
        return fit
    # Two that differ in a sign that no file name may hold, or in capital letters, are still two.
    return f"{fit}-{hashlib.sha256(recipient.encode()).hexdigest()[:8]}"


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


def _make(folder: Path) -> None:
    """A folder that is not there yet, for the user of this program alone. One that is there stays as it was arranged."""
    if not folder.is_dir():
        folder.parent.mkdir(parents=True, exist_ok=True)
        folder.mkdir(_OWN_FOLDER, exist_ok=True)
        _settle(folder.parent)


def _begin(begun: Path) -> None:
    """Notes, so that it survives a power cut, that from here on a file may be seen."""
    _written(begun, b"", whole=True)
    _settle(begun.parent)


def _written(file: Path, content: bytes, *, whole: bool = False) -> Path:
    """The content in a file beside the one it becomes, kept also if the power fails. `whole`: in that file itself."""
    passing = (
        file if whole else file.with_name(f".{file.name}.part")
    )  # of one that was stopped, the next takes its place
    try:
        with open(passing, "wb", opener=lambda name, flags: os.open(name, flags, _OWN_FILE)) as out:
            out.write(content)
            out.flush()
            os.fsync(out.fileno())
    except OSError:
        _forget([passing])
        raise
    return passing


def _forget(files: Sequence[Path]) -> None:
    for file in files:
        with suppress(OSError):
            file.unlink(missing_ok=True)


def _settle(folder: Path) -> None:
    """Has the folder itself kept, so that the new name survives a power cut. Not every system can."""
    with suppress(OSError):
        opened = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(opened)
        finally:
            os.close(opened)
