"""A letter as a Word file: real headings and lists, English as the language, the same bytes for the same letter."""

import io
import zipfile
from datetime import UTC, datetime
from typing import Any

from docx import Document
from docx.document import Document as WordDocument
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Cm, Pt, RGBColor

from notifications.letters.markup import Sort
from notifications.letters.model import LetterWords
from workflows.words import day_words

FONT = "Arial"
INK, GREY = RGBColor(0x0B, 0x0C, 0x0C), RGBColor(0x50, 0x5A, 0x5F)
STYLES = {Sort.HEADING: "Heading 2", Sort.PARAGRAPH: "Normal", Sort.BULLETS: "List Bullet"}
SIZES = {"Normal": 12, "List Bullet": 12, "Heading 1": 16, "Heading 2": 13}


def write(letter: LetterWords, made_at: datetime) -> bytes:
    """The Word file. Equal letters made at one moment give equal bytes: the file's own dates are that moment."""
    document = Document()
    _set_up(document, letter, made_at)
    if letter.head:
        _lines(document, letter.head[:1], bold=True, size=14, right=True)
        _lines(document, letter.head[1:], size=10, right=True)
    _lines(document, letter.to, after=14)
    _lines(document, (day_words(letter.written_on),))
    _lines(document, tuple(f"{name}: {value}" for name, value in letter.facts), size=10.5, after=14)
    document.add_paragraph(letter.greeting)
    document.add_heading(letter.title, level=1)
    for block in letter.blocks:
        for text in block.texts:
            document.add_paragraph(text, style=STYLES[block.sort])
    document.paragraphs[-1].paragraph_format.keep_with_next = True
    signed = document.add_paragraph(letter.closing[0])
    signed.paragraph_format.space_before = Pt(12)
    signed.paragraph_format.space_after = Pt(36)
    signed.paragraph_format.keep_with_next = True
    _lines(document, letter.closing[1:])
    _footer(document, letter)
    kept = io.BytesIO()
    document.save(kept)
    return _without_moments(kept.getvalue())


def _set_up(document: WordDocument, letter: LetterWords, made_at: datetime) -> None:
    moment = made_at.astimezone(UTC).replace(tzinfo=None, microsecond=0)
    facts = document.core_properties
    facts.title, facts.author, facts.last_modified_by = letter.title, "".join(letter.head[:1]), ""
    facts.created = facts.modified = moment
    facts.comments, facts.language, facts.revision = "", "en-GB", 1
    section = document.sections[0]
    section.page_width, section.page_height = Cm(21), Cm(29.7)
    section.left_margin = section.right_margin = Cm(2.5)
    section.top_margin = section.bottom_margin = Cm(2)
    for name, size in SIZES.items():
        style: Any = document.styles[name]
        style.font.name, style.font.size, style.font.color.rgb = FONT, Pt(size), INK
        own = style.element.get_or_add_rPr()
        fonts = own.get_or_add_rFonts()
        for theme in ("w:asciiTheme", "w:hAnsiTheme", "w:eastAsiaTheme", "w:cstheme"):
            fonts.attrib.pop(qn(theme), None)
        for script in ("w:ascii", "w:hAnsi", "w:cs"):
            fonts.set(qn(script), FONT)
        heading = name.startswith("Heading")
        style.paragraph_format.space_before = Pt(14 if heading else 0)
        style.paragraph_format.space_after = Pt(4 if name == "List Bullet" else 8)
        style.paragraph_format.line_spacing = 1.15
    for language in document.styles.element.iter(qn("w:lang")):
        language.set(qn("w:val"), "en-GB")


def _lines(
    document: WordDocument,
    lines: tuple[str, ...],
    *,
    bold: bool = False,
    size: float = 12,
    right: bool = False,
    after: float = 0,
) -> None:
    """Lines that stand close together: an address, a signature."""
    for place, line in enumerate(lines, start=1):
        paragraph = document.add_paragraph()
        run = paragraph.add_run(line)
        run.bold, run.font.size = bold, Pt(size)
        if size < SIZES["Normal"]:
            run.font.color.rgb = GREY
        paragraph.paragraph_format.space_after = Pt(after if place == len(lines) else 0)
        if right:
            paragraph.alignment = WD_ALIGN_PARAGRAPH.RIGHT


def _footer(document: WordDocument, letter: LetterWords) -> None:
    """The reference and the number of the page, which Word fills in."""
    reference = next((value for name, value in letter.facts if name == "Our reference"), "")
    paragraph = document.sections[0].footer.paragraphs[0]
    run = paragraph.add_run(" · ".join([*letter.head[:1], *([reference] if reference else []), "Page "]))
    for sort in ("begin", "", "end"):
        made: Any = OxmlElement("w:fldChar" if sort else "w:instrText")
        if sort:
            made.set(qn("w:fldCharType"), sort)
        else:
            made.text = "PAGE"
        run._r.append(made)
    run.font.size, run.font.color.rgb = Pt(9), GREY


def _without_moments(packed: bytes) -> bytes:
    """The same archive with every file at the first moment that an archive knows, so that the clock leaves no trace."""
    made = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(packed)) as old, zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as new:
        for name in sorted(old.namelist(), key=lambda each: (each != "[Content_Types].xml", each)):
            about = zipfile.ZipInfo(name, date_time=(1980, 1, 1, 0, 0, 0))
            about.compress_type = zipfile.ZIP_DEFLATED
            new.writestr(about, old.read(name))
    return made.getvalue()
