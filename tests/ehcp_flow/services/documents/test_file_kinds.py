"""What a file is, by its content, whatever its name says."""

import io

import pytest

from ehcp_flow.services.documents import file_kinds
from ehcp_flow.services.documents.file_kinds import FileKind, kind_of
from tests.ehcp_flow.services.documents import files

KEPT = [
    ("advice.pdf", files.PDF, file_kinds.PDF),
    ("ADVICE.PDF", files.PDF, file_kinds.PDF),
    ("drawing.png", files.PNG, file_kinds.PNG),
    ("photo.jpg", files.JPEG, file_kinds.JPEG),
    ("photo.jpeg", files.JPEG, file_kinds.JPEG),
    ("photo.heic", files.HEIC, file_kinds.HEIC),
    ("report.docx", files.office_file(files.WORD_PART), file_kinds.WORD),
    ("sheet.xlsx", files.office_file(files.EXCEL_PART), file_kinds.EXCEL),
    ("views.odt", files.open_text("content.xml"), file_kinds.OPEN_TEXT),
    ("note.txt", "Größe in Łódź".encode(), file_kinds.TEXT),
    ("note.txt", "From Windows: caf\xe9".encode("cp1252"), file_kinds.TEXT),
]
REFUSED = [
    ("empty.pdf", b"", "The file is empty"),
    ("advice.docx", files.PDF, "by its content it is PDF, which ends in “.pdf”"),
    ("advice", files.PDF, "has no ending"),
    ("advice.pdf.exe", files.PDF, "ends in “.exe”"),
    ("advice.pdf", b"just words", "by its content it is plain text"),
    ("advice.pdf", files.PROGRAM, "must be a PDF, Word"),
    ("advice.txt", files.SVG, "a web page or a drawing in XML"),
    ("drawing.svg", files.SVG, "a web page or a drawing in XML"),
    ("page.txt", files.PAGE, "a web page or a drawing in XML"),
    ("report.doc", files.OLD_WORD, "has a password or is of an old form"),
    ("report.docx", files.OLD_WORD, "has a password or is of an old form"),
    ("report.docm", files.office_file(files.WORD_MACRO_PART), "holds macros"),
    ("report.docx", files.office_file(files.WORD_MACRO_PART), "holds macros"),
    ("report.docx", files.office_file(files.WORD_PART, "word/vbaProject.bin"), "holds macros"),
    ("views.odt", files.open_text("Basic/Standard/one.xml"), "holds macros"),
    ("report.docx", files.package(**{"a.txt": "x"}), "must be a PDF, Word"),
    ("report.docx", files.office_file(files.EXCEL_PART), "by its content it is Excel"),
    ("report.docx", files.office_file(files.WORD_PART)[:60], "it is not whole"),
    ("report.docx", files.package(**{"[Content_Types].xml": "x" * 2_000_000}), "must be a PDF, Word"),
    ("data.txt", b"words\0more", "must be a PDF, Word"),
    ("data.txt", b"caf\xe9 \x01\x02", "must be a PDF, Word"),
]


@pytest.mark.parametrize(("name", "content", "kind"), KEPT)
def test_a_file_that_is_what_its_name_says_is_kept(name: str, content: bytes, kind: FileKind) -> None:
    file = io.BytesIO(content)
    assert kind_of(file, name) == kind
    assert file.tell() == 0


@pytest.mark.parametrize(("name", "content", "why"), REFUSED)
def test_any_other_is_refused_with_the_reason(name: str, content: bytes, why: str) -> None:
    found = kind_of(io.BytesIO(content), name)
    assert isinstance(found, str)
    assert why in found
