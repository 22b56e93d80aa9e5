"""Small made-up files of every kind, as bytes."""

import io
from zipfile import ZipFile

PDF = b"%PDF-1.7\n1 0 obj<<>>endobj\ntrailer<<>>\n%%EOF\n"
PNG = b"\x89PNG\r\n\x1a\n" + b"\0\0\0\rIHDR" + bytes(20)
JPEG = b"\xff\xd8\xff\xe0\0\x10JFIF\0" + bytes(20)
HEIC = b"\0\0\0\x18ftypheic\0\0\0\0mif1heic" + bytes(20)
PROGRAM = b"MZ\x90\0" + bytes(60) + b"This program cannot be run in DOS mode."
OLD_WORD = bytes.fromhex("d0cf11e0a1b11ae1") + bytes(600)
SVG = b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'
PAGE = b"\xef\xbb\xbf  <!DOCTYPE html><script>alert(1)</script>"

WORD_PART = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
WORD_MACRO_PART = "application/vnd.ms-word.document.macroEnabled.main+xml"
EXCEL_PART = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"


def package(**parts: str) -> bytes:
    """A zip of these parts, by name."""
    made = io.BytesIO()
    with ZipFile(made, "w") as file:
        for name, content in parts.items():
            file.writestr(name, content)
    return made.getvalue()


def office_file(part: str, *more: str) -> bytes:
    """An office file whose main part is of this kind, with other parts beside it."""
    table = f'<Types><Override PartName="/main.xml" ContentType="{part}"/></Types>'
    return package(**{"[Content_Types].xml": table, "main.xml": "<x/>", **dict.fromkeys(more, "x")})


def open_text(*more: str) -> bytes:
    return package(**{"mimetype": "application/vnd.oasis.opendocument.text", **dict.fromkeys(more, "x")})
