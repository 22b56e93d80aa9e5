"""The elements of a return as a stream: one Header or Person at a time, in memory that does not grow with the file."""

from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any, BinaryIO, Literal

from lxml import etree

from reports.sen2.problems import ReturnUnreadable

Progress = Callable[[int, int], None]
"""Called with bytes read and bytes in all."""

_BLOCK = 1 << 16
_TAGS = [f"{{*}}{tag}" for name in ("Header", "Person") for tag in (name, name.lower(), name.upper())]


def name_of(element: etree._Element) -> str:
    """The name of an element in lower case, without its name space."""
    return etree.QName(element).localname.lower()


def line_of(element: etree._Element) -> int:
    """The line of the file on which the element begins (beyond 65,535, perhaps the one after it); 0 if not known."""
    line: Any = element.sourceline
    return line or 0


def _parser(event: Literal["start", "end"], tags: list[str]) -> "etree.XMLPullParser":
    """A parser that resolves no entity, loads no DTD, opens no address and refuses texts of absurd size."""
    return etree.XMLPullParser(
        events=(event,),
        tag=tags,
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        huge_tree=False,
        remove_comments=True,
        remove_pis=True,
    )


def _found(parser: "etree.XMLPullParser") -> Iterator[etree._Element]:
    events: Iterator[tuple[str, Any]] = iter(parser.read_events())
    for _, element in events:
        yield element


def elements(path: Path, on_progress: Progress | None) -> Iterator[etree._Element]:
    """Each Header and Person as it ends; it is emptied when the next one is asked for."""
    try:
        total, file = path.stat().st_size, path.open("rb")
    except OSError as error:
        raise ReturnUnreadable(f"The file {path.name} cannot be opened: {error.strerror}.") from error
    with file:
        parser = _parser("end", _TAGS)
        for block in _blocks(file):
            broken = _feed(parser, block)
            for element in _found(parser):
                yield element
                _forget(element)
            if broken is not None:
                raise broken
            if on_progress is not None:
                on_progress(file.tell(), total)


def _blocks(file: BinaryIO) -> Iterator[bytes]:
    """The file in blocks, the first one looked at, and an empty one as its end."""
    first = file.read(_BLOCK)
    _refuse_other_files(first)
    while first:
        yield first
        first = file.read(_BLOCK)
    yield b""


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


def _refuse_other_files(first: bytes) -> None:
    """Raises ReturnUnreadable for what can be told from the beginning: empty, zipped, no XML, other XML."""
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
    looking = _parser("start", ["*"])
    with suppress(etree.XMLSyntaxError):  # damage after the root is reported when it is reached
        looking.feed(first)
    root = next(_found(looking), None)
    if root is not None and name_of(root) != "message":
        raise ReturnUnreadable(
            f"This XML file begins with “{etree.QName(root).localname}”, a SEN2 return with “Message”."
        )
