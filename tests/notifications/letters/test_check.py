"""What is wrong with a template is said with its line: placeholders, fixed blocks, mark-up."""

import pytest

from notifications.letters.check import problems
from notifications.letters.kinds import kinds
from notifications.letters.markup import Sort, read

KIND = kinds()["assessment_refused"]
WORDS = KIND.words


def said(words: str) -> list[tuple[int, str]]:
    return [(each.line, each.what) for each in problems(KIND, words)]


def line_of(words: str, text: str) -> int:
    return next(number for number, line in enumerate(words.splitlines(), start=1) if text in line)


def test_a_placeholder_that_there_is_not_is_named_with_its_line_and_the_nearest() -> None:
    words = WORDS.replace("{{officer}}", "{{oficer}}")
    (found,) = problems(KIND, words)
    assert found.line == line_of(words, "{{oficer}}")
    assert found.what == "there is no placeholder {{oficer}} in this letter"
    assert "Did you mean officer" in found.do


def test_a_placeholder_that_is_needed_and_not_used_is_named() -> None:
    words = WORDS.replace("{{reasons}}", "We had reasons.")
    assert said(words) == [
        (
            len(words.splitlines()),
            "{{reasons}} is not used anywhere, and the letter must say it: the reasons for the decision",
        )
    ]


@pytest.mark.parametrize("block", [each.block for each in KIND.mandatory])
def test_a_fixed_block_cannot_be_left_out(block: str) -> None:
    asked = next(each for each in KIND.mandatory if each.block == block)
    (found,) = problems(KIND, WORDS.replace(f"[[mandatory: {block}]]", ""))
    assert f"the fixed block “{block}” is missing" in found.what
    assert f"{asked.law} asks for it" in found.what
    assert f"[[mandatory: {block}]]" in found.do


def test_writing_out_the_words_of_a_fixed_block_does_not_take_its_place() -> None:
    from notifications.letters.kinds import blocks

    words = WORDS.replace("[[mandatory: advice]]", blocks()["advice"].words)
    assert [what for _, what in said(words) if "is missing" in what]


def test_fixed_blocks_may_stand_in_another_order_and_among_own_words() -> None:
    words = WORDS.replace("[[mandatory: advice]]", "") + "\nOur own words.\n[[mandatory: advice]]\n"
    assert said(words) == []


def test_a_fixed_block_twice_or_unknown_or_of_another_letter_is_refused() -> None:
    twice = WORDS + "\n[[mandatory: advice]]\n"
    assert "stands there twice" in said(twice)[0][1]
    assert "there is no fixed block “adviec”" in said(WORDS + "\n[[mandatory: adviec]]\n")[0][1]
    assert "needs comments_by" in said(WORDS + "\n[[mandatory: comments]]\n")[0][1]


@pytest.mark.parametrize(
    "added, what",
    [
        ("{{Reasons}}", "braces that are not a placeholder"),
        ("{{ }}", "braces that are not a placeholder"),
        ("[[mandatory appeal]]", "is not a fixed block"),
        ("[[mandatory: appeal]] and more", "is not a fixed block"),
        ("### Small", "is not a heading"),
        ("# Another title", "a second title"),
        ("As we said: {{reasons}}", "stands within other words"),
    ],
)
def test_mark_up_that_cannot_be_read_is_named_with_its_line(added: str, what: str) -> None:
    words = f"{WORDS}\n{added}\n"
    found = said(words)
    assert (len(words.splitlines()), True) in [(line, what in each) for line, each in found]


def test_a_letter_begins_with_its_title() -> None:
    assert (1, "the letter does not begin with its title") in said("Dear all,\n\n" + WORDS)
    assert (1, "the letter does not begin with its title") in said("")


def test_lines_of_a_paragraph_and_of_a_bullet_belong_together() -> None:
    parts = read("# T\nOne\ntwo\n- a\n  b\n- c\nThree\n\n## H\nFour").parts
    assert [(part.sort, part.texts, part.line) for part in parts] == [
        (Sort.TITLE, ("T",), 1),
        (Sort.PARAGRAPH, ("One two",), 2),
        (Sort.BULLETS, ("a b", "c"), 4),
        (Sort.PARAGRAPH, ("Three",), 7),
        (Sort.HEADING, ("H",), 9),
        (Sort.PARAGRAPH, ("Four",), 10),
    ]
