"""Every kind of letter: its file, its law, and its words with a made-up case, on paper too."""

import io
import re
from datetime import UTC, date, datetime

import pytest
from docx import Document
from pypdf import PdfReader

from notifications.letters import pdf, word_file
from notifications.letters.check import problems
from notifications.letters.compose import NotFilled, compose, samples, used_by
from notifications.letters.kinds import COMMON, ORDER, LetterKind, blocks, kinds, owed_words
from notifications.letters.markup import Sort, names_in
from notifications.letters.model import LetterWords, from_json
from workflows.events import EVENTS
from workflows.parameters import the_law
from workflows.processes.assessment import Assessment

MADE_AT = datetime(2026, 2, 17, 10, 30, tzinfo=UTC)
EVERY = list(kinds().values())

REFUSAL = ("appeal", "mediation", "disagreement", "advice")
FINAL = ("appeal", "mediation_plan", "disagreement", "advice")
MANDATORY = {
    "request_acknowledged": (),
    "assessment_agreed": (),
    "assessment_refused": REFUSAL,
    "advice_education": ("advice_time",),
    "advice_health": ("advice_time",),
    "advice_educational_psychology": ("advice_time",),
    "advice_social_care": ("advice_time",),
    "plan_refused": REFUSAL,
    "draft_plan": ("comments",),
    "setting_consultation": ("reply_guidance",),
    "final_plan": FINAL,
    "review_keep": REFUSAL,
    "review_amend": (),
    "review_cease": ("plan_kept", *REFUSAL),
    "amendment_notice": ("amendment_comments",),
    "amended_plan": FINAL,
    "amendment_dropped": REFUSAL,
    "running_late": ("late_practice", "advice"),
}
LAW = {
    ("assessment_refused", "appeal"): ("Children and Families Act 2014, s.51(2)(a)", "P", "statute"),
    ("assessment_refused", "mediation"): ("SEND Regulations 2014, reg 32", "P", "statute"),
    ("assessment_refused", "disagreement"): ("SEND Regulations 2014, reg 5(3)", "P", "statute"),
    ("assessment_refused", "advice"): ("SEND Regulations 2014, reg 5(3)", "P", "statute"),
    ("plan_refused", "appeal"): ("Children and Families Act 2014, s.51(2)(b)", "S", "statute"),
    ("plan_refused", "advice"): ("SEND Regulations 2014, reg 10(3)", "P", "statute"),
    ("draft_plan", "comments"): ("SEND Regulations 2014, reg 13(1)(a)", "P", "statute"),
    ("final_plan", "appeal"): ("Children and Families Act 2014, s.51(2)(c)", "P", "statute"),
    ("final_plan", "advice"): ("SEND Regulations 2014, reg 14(2)", "S", "statute"),
    ("advice_health", "advice_time"): ("SEND Regulations 2014, reg 8(1)", "S", "statute"),
    ("setting_consultation", "reply_guidance"): ("Code of Practice 2015, 9.83", "S", "guidance"),
    ("review_keep", "appeal"): ("Children and Families Act 2014, s.51(2)(e)", "P", "statute"),
    ("review_cease", "plan_kept"): ("Children and Families Act 2014, s.45(4)", "S", "statute"),
    ("review_cease", "appeal"): ("Children and Families Act 2014, s.51(2)(f)", "S", "statute"),
    ("amendment_notice", "amendment_comments"): ("SEND Regulations 2014, reg 22(2)(c)", "P", "statute"),
    ("amendment_dropped", "appeal"): ("SEND Regulations 2014, reg 22(5)", "P", "statute"),
    ("running_late", "late_practice"): ("Local practice: no regulation sets out this letter", "M", "practice"),
}


def letter(kind: LetterKind, **values: str) -> LetterWords:
    """A letter of a made-up case."""
    title, made = compose(kind, kind.words, samples(kind) | values)
    return LetterWords(
        kind.name, title, ("Madeupshire", "1 Made-up Square"), ("Ms Rosa Marrow", "2 Ash Lane"), date(2026, 2, 17),
        (("Our reference", "EHC-2026-00001"),), "Dear Ms Rosa Marrow,", made, ("Yours sincerely,", "Priya Nair"),
    )  # fmt: skip


def plain(text: str) -> str:
    return " ".join(text.split())


def test_every_kind_has_a_place_in_the_order() -> None:
    assert tuple(kinds()) == ORDER


def test_what_must_stand_in_each_letter_is_what_is_listed_here() -> None:
    assert {kind.name: tuple(each.block for each in kind.mandatory) for kind in EVERY} == MANDATORY


@pytest.mark.parametrize("kind, block", list(LAW))
def test_the_law_that_asks_for_a_block_is_named_with_how_sure_it_is(kind: str, block: str) -> None:
    (asked,) = [each for each in kinds()[kind].mandatory if each.block == block]
    assert (asked.law, asked.confidence, asked.basis) == LAW[kind, block]


def test_what_no_source_confirms_is_never_called_law() -> None:
    for kind in EVERY:
        for each in kind.mandatory:
            assert each.basis == "practice" or each.confidence in ("P", "S"), f"{kind.name} {each.block}"


def test_every_law_has_an_address() -> None:
    for kind in EVERY:
        assert kind.law
        for each in (*kind.law, *kind.mandatory):
            assert re.match(r"https://www\.(legislation\.)?gov\.uk/", each.href)


@pytest.mark.parametrize("kind", EVERY, ids=lambda kind: kind.name)
def test_the_shipped_template_fits_its_own_kind(kind: LetterKind) -> None:
    assert problems(kind, kind.words) == []


@pytest.mark.parametrize("kind", EVERY, ids=lambda kind: kind.name)
def test_events_facts_and_duties_of_a_kind_are_those_of_the_engine(kind: LetterKind) -> None:
    for each in kind.tells_of:
        names = {fact.name for fact in EVENTS[each.event].facts}
        assert set(each.facts) <= names
    carried = {fact.name for each in kind.tells_of for fact in EVENTS[each.event].facts}
    assert {each.value for each in Assessment} >= set(kind.while_in)
    for name, placeholder in kind.placeholders.items():
        assert not placeholder.fact or placeholder.fact in carried, name
        assert set(placeholder.duties) <= set(the_law().duties), name
        assert (placeholder.source in ("date", "late")) == bool(placeholder.duties), name
        assert (placeholder.source == "event") == bool(placeholder.fact), name
        assert (placeholder.source == "last_day_of") == (placeholder.event is not None), name


def test_what_is_owed_to_a_family_is_a_duty_of_the_law() -> None:
    assert set(owed_words()) <= set(the_law().duties)
    assert all(words.endswith(tuple("abcdefghijklmnopqrstuvwxyz")) for words in owed_words().values())


@pytest.mark.parametrize("kind", EVERY, ids=lambda kind: kind.name)
def test_every_mandatory_word_is_in_the_word_file_and_in_the_pdf(kind: LetterKind) -> None:
    made = letter(kind)
    wanted = [plain(text) for block in made.blocks if block.fixed for text in block.texts]
    assert {block.fixed for block in made.blocks} >= {each.block for each in kind.mandatory}
    word = "\n".join(plain(each.text) for each in Document(io.BytesIO(word_file.write(made, MADE_AT))).paragraphs)
    pages = PdfReader(io.BytesIO(pdf.write(made, MADE_AT))).pages
    foot = re.compile(r"Madeupshire · EHC-2026-00001\s+Page \d of \d")
    printed = plain(" ".join(foot.sub(" ", page.extract_text()) for page in pages))
    for text in wanted:
        assert text in word
        assert text in printed


@pytest.mark.parametrize("kind", EVERY, ids=lambda kind: kind.name)
def test_no_placeholder_and_no_mark_up_is_left_in_a_letter(kind: LetterKind) -> None:
    made = letter(kind)
    for text in (made.title, *(text for block in made.blocks for text in block.texts)):
        assert not re.search(r"[{}\[\]]|^#|^- ", text), text


@pytest.mark.parametrize("kind", EVERY, ids=lambda kind: kind.name)
def test_the_words_are_short_and_plain(kind: LetterKind) -> None:
    for text in (text for block in letter(kind).blocks for text in block.texts):
        for sentence in re.split(r"(?<=[.?!]) ", text):
            assert len(sentence.split()) <= 46, sentence
        assert not re.search(r"\b(herein|pursuant|aforementioned|henceforth|utilise|cohort)\b", text, re.IGNORECASE)


def test_a_fixed_block_uses_no_placeholder_that_may_be_empty() -> None:
    for kind in EVERY:
        for each in kind.mandatory:
            for name in blocks()[each.block].placeholders - set(COMMON):
                assert not kind.placeholders[name].optional


def test_every_fixed_block_is_used_by_some_letter() -> None:
    placed = {each.block for kind in EVERY for each in kind.mandatory}
    assert placed == set(blocks())


def test_a_paragraph_whose_placeholder_is_empty_is_left_out_with_its_heading() -> None:
    made = letter(kinds()["assessment_refused"], support="")
    assert "What you can expect instead" not in [text for block in made.blocks for text in block.texts]


def test_what_may_not_be_empty_is_refused() -> None:
    kind = kinds()["assessment_refused"]
    with pytest.raises(NotFilled, match="reasons"):
        compose(kind, kind.words, samples(kind) | {"reasons": " \n "})


def test_what_was_typed_is_only_ever_words() -> None:
    wild = "#set page(width: 1pt) \\ *bold* {{child}} [[mandatory: appeal]] <b>x</b> & “y” $1$ @ref\x00\x1b"
    made = letter(kinds()["assessment_refused"], reasons=f"{wild}\n\n- {wild}", whose=wild)
    shown = wild.removesuffix("\x00\x1b")
    assert [block.texts for block in made.blocks if block.texts == (shown,)] == [(shown,), (shown,)]
    assert [block.sort for block in made.blocks if block.texts == (shown,)] == [Sort.PARAGRAPH, Sort.BULLETS]
    word = Document(io.BytesIO(word_file.write(made, MADE_AT)))
    assert [each.style.name for each in word.paragraphs if each.text == shown and each.style] == [
        "Normal",
        "List Bullet",
    ]
    read = PdfReader(io.BytesIO(pdf.write(made, MADE_AT)))
    assert float(read.pages[0].mediabox.width) == pytest.approx(595.28, abs=0.1)
    assert "#set page(width: 1pt)" in plain(read.pages[0].extract_text())


def test_equal_letters_give_equal_bytes_and_another_moment_other_bytes() -> None:
    made = letter(kinds()["draft_plan"])
    later = datetime(2026, 2, 18, 10, 30, tzinfo=UTC)
    for write in (pdf.write, word_file.write):
        assert write(made, MADE_AT) == write(made, MADE_AT)
        assert write(made, MADE_AT) != write(made, later)


def test_the_word_file_says_its_language_title_and_moment() -> None:
    made = letter(kinds()["draft_plan"])
    word = Document(io.BytesIO(word_file.write(made, MADE_AT)))
    facts = word.core_properties
    assert (facts.title, facts.language, facts.author) == (made.title, "en-GB", "Madeupshire")
    assert facts.created == facts.modified
    assert facts.created is not None
    assert facts.created.replace(tzinfo=UTC) == MADE_AT
    assert 'w:val="en-GB"' in word.styles.element.xml
    assert 'w:val="en-US"' not in word.styles.element.xml
    assert [each.text for each in word.paragraphs if each.style and each.style.name == "Heading 1"] == [made.title]


def test_the_pdf_is_tagged_and_says_its_language_and_title() -> None:
    read = PdfReader(io.BytesIO(pdf.write(letter(kinds()["draft_plan"]), MADE_AT)))
    root = read.trailer["/Root"]
    assert root["/MarkInfo"]["/Marked"]
    assert root["/Lang"] == "en-GB"
    assert read.metadata is not None
    assert read.metadata.title == "A draft education, health and care plan, for your comments"
    assert b"pdfuaid" in root["/Metadata"].get_data()


def test_a_letter_comes_back_from_json_as_it_was() -> None:
    made = letter(kinds()["final_plan"])
    assert from_json(made.as_json(), made.dates_as_json()) == made


def test_used_names_are_those_of_the_words_and_of_the_fixed_blocks() -> None:
    assert used_by("# {{child}}\n\n[[mandatory: advice]]\n") == {"child", "advice_contact"}
    assert names_in("{{a}} and {{ b }} and {{A}}") == ["a", "b"]
