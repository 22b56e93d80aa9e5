"""The elements of a return as a stream: one Header or Person at a time, in memory that does not grow with the file."""

from collections.abc import Callable, Iterator
from contextlib import suppress
from itertools import chain
from pathlib import Path
from typing import Any, BinaryIO, Literal

from lxml import etree

from reports.sen2.problems import ReturnUnreadable

Progress = Callable[[int, int], None]
"""Called with bytes read and bytes in all."""

_BLOCK = 1 << 16
_LONGEST_RECORD = 8 << 20  # bytes; a record is held whole, and takes some ten times its length in memory
_TAGS = [f"{{*}}{tag}" for name in ("Header", "Person") for tag in (name, name.lower(), name.upper())]


def name_of(element: etree._Element) -> str:
    """The name of an element in lower case, without its name space."""
    return etree.QName(element).localname.lower()


def line_of(element: etree._Element) -> int:
    """The line of the file on which the element begins (beyond 65,535, perhaps the one after it); 0 if not known."""
    line: Any = element.sourceline
    return line or 0


def _parser(events: tuple[Literal["start", "end"], ...], tags: list[str]) -> "etree.XMLPullParser":
    """A parser that resolves no entity, loads no DTD, opens no address and refuses texts of absurd size."""
    return etree.XMLPullParser(
        events=events,
        tag=tags,
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        huge_tree=False,
        remove_comments=True,
        remove_pis=True,
    )


def _found(parser: "etree.XMLPullParser") -> Iterator[tuple[str, etree._Element]]:
    events: Iterator[tuple[str, Any]] = iter(parser.read_events())
    yield from events


def elements(path: Path, on_progress: Progress | None) -> Iterator[etree._Element]:
    """Each Header and Person as it ends; it is emptied when the next one is asked for, and so is all that is neither.

    Raises ReturnUnreadable where the file cannot be read, breaks off, or one record has no end in sight.
    """
    try:
        total, file = path.stat().st_size, path.open("rb")
    except OSError as error:
        raise ReturnUnreadable(f"The file {path.name} cannot be opened: {error.strerror}.") from error
    with file:
        parser = _parser(("start", "end"), [*_TAGS, _root_of(file)])
        root: etree._Element | None = None
        record: etree._Element | None = None  # the outermost Header or Person that has begun and not ended
        began = 0
        for block in _blocks(file):
            broken = _feed(parser, block)
            for event, element in _found(parser):
                if root is None:
                    root = element
                elif element is root:
                    continue
                elif event == "start" and record is None:
                    record, began = element, file.tell()
                elif event == "end":
                    record = None if element is record else record
                    yield element
                    _forget(element)
            if broken is not None:
                raise broken
            if root is not None:
                _forget_others(root)
            if record is not None and file.tell() - began > _LONGEST_RECORD:
                raise _endless(record)
            if on_progress is not None:
                on_progress(file.tell(), total)


def _blocks(file: BinaryIO) -> Iterator[bytes]:
    """The file in blocks, and an empty one as its end."""
    while block := file.read(_BLOCK):
        yield block
    yield b""


def _root_of(file: BinaryIO) -> str:
    """The tag of the root, which may come late where a long comment stands first; the file is then as it was before.

    Raises ReturnUnreadable for what is no return.
    """
    first = file.read(_BLOCK)
    _refuse_other_files(first)
    looking, root = _parser(("start",), ["*"]), None
    with suppress(etree.XMLSyntaxError):  # damage is reported, with its line, when it is reached
        for block in chain([first], _blocks(file)):
            looking.feed(block)
            root = next((element for _, element in _found(looking)), None)
            if root is not None or not block:
                break
    if root is None:  # damage may come in the same block as the root
        root = next((element for _, element in _found(looking)), None)
    file.seek(0)
    if root is None:
        return "Message"
    if name_of(root) != "message":
        raise ReturnUnreadable(
            f"This XML file begins with “{etree.QName(root).localname}”, a SEN2 return with “Message”."
        )
    return str(root.tag)


def _feed(parser: "etree.XMLPullParser", block: bytes) -> ReturnUnreadable | None:
    """Feeds a block, or ends the document with an empty one. Gives the error, so that what came before is not lost."""
    try:
        if block:
            parser.feed(block)
        else:
            parser.close()
    except etree.XMLSyntaxError as error:
        said = (error.msg or "").partition(", line ")[0].rstrip(".")
        return ReturnUnreadable(
            f"The file breaks off or is damaged at line {error.lineno}: {said}. "
            "Make the return again in the source system, or have that line mended.",
            error.lineno,
        )
    return None


def _forget(element: etree._Element) -> None:
    element.clear()
    parent = element.getparent()
    while parent is not None and element.getprevious() is not None:
        del parent[0]


def _forget_others(root: etree._Element) -> None:
    """Drops every finished element that is no part of a Header or Person: what systems add of their own can be long.

    Only the last child of an element can be unfinished, so the others go, from the root down to a record.
    """
    element: etree._Element | None = root
    while element is not None and len(element):
        del element[:-1]
        last = element[-1]
        element = None if name_of(last) in ("header", "person") else last


def _endless(record: etree._Element) -> ReturnUnreadable:
    line = line_of(record)
    return ReturnUnreadable(
        f"The {etree.QName(record).localname} that begins at line {line} goes on for more than "
        f"{_LONGEST_RECORD >> 20} MB. One of a child is some kB. Make the return again in the source system.",
        line,
    )


def _refuse_other_files(first: bytes) -> None:
    """Raises ReturnUnreadable for what can be told from the first bytes: empty, zipped, no XML."""
    if not first.strip():
        raise ReturnUnreadable("The file is empty.")
    if first.startswith((b"PK\x03\x04", b"\x1f\x8b")):
        raise ReturnUnreadable(
            "This is a zip or Excel file. Unpack it, or save the return as XML, and give the XML file."
        )
    text = first.removeprefix(b"\xef\xbb\xbf").lstrip()
    if not text.startswith((b"<", b"\xff\xfe", b"\xfe\xff")):
        raise ReturnUnreadable(
            "This is not an XML file. Give the XML file that was made for DfE's COLLECT, not a table."
        )
