"""Every kind of message is documented, has its texts, and says nothing that an e-mail must not carry."""

import re
from collections.abc import Iterator, Mapping
from importlib.resources import files
from pathlib import Path
from typing import Any

import pytest

from notifications.__main__ import main
from notifications.catalogue import CATALOGUE, MessageKind, WrongFacts, checked
from notifications.documents import BEGIN, END, document
from notifications.render import NOT_SHOWN, PARTS, SUBJECT_MOST, examine, render
from notifications.words import where

KINDS = sorted(CATALOGUE)
ABOUT_A_CASE = [kind for kind in KINDS if {"case", "initials"} <= set(CATALOGUE[kind].facts)]
TO_HEALTH = [kind for kind in KINDS if "notice" in CATALOGUE[kind].facts]
TEMPLATES = files("notifications") / "templates"

TOY = MessageKind(
    "toy",
    "nobody",
    "never",
    "e-mail",
    {"title": "Words", "rows": [{"case": "EHC-1", "new": True, "parts": [{"how": "Late"}]}]},
)
TOY_ROWS = [{"case": "EHC-2", "new": False, "parts": []}]
GOOD = "{{ title }}{% for r in rows %}{{ r.case }}{% if r.new %}new{% endif %}{% for p in r.parts %}{{ p.how }}{% endfor %}{% endfor %}"


def leaves(facts: Mapping[str, Any]) -> Iterator[str]:
    """Every text among the facts that is to be seen."""
    for name, value in facts.items():
        if isinstance(value, str) and name not in NOT_SHOWN:
            yield value
        elif isinstance(value, list):
            for item in value:
                yield from leaves(item)


def names(facts: Mapping[str, Any]) -> set[str]:
    """The names of facts, at every depth."""
    inner = [names(item) for value in facts.values() if isinstance(value, list) for item in value]
    return set(facts).union(*inner)


@pytest.mark.parametrize("kind", KINDS)
def test_a_message_shows_every_one_of_its_facts_in_the_text_and_in_the_html(kind):
    text = render(kind, CATALOGUE[kind].facts)
    plain = re.sub(r"\s+", " ", text.body)
    html = text.html.replace("&#39;", "'")
    for value in leaves(CATALOGUE[kind].facts):
        assert value in plain or value.rstrip(".") in plain
        assert value in html or value.rstrip(".") in html


@pytest.mark.parametrize("kind", KINDS)
def test_a_subject_is_one_short_line(kind):
    subject = render(kind, CATALOGUE[kind].facts).subject
    assert "\n" not in subject
    assert 10 < len(subject) <= SUBJECT_MOST


def test_a_fact_cannot_break_a_line_or_make_a_header():
    facts = {**CATALOGUE["case_moved_on"].facts, "step": "Agreed\r\nBcc: all@example.org " + "very " * 40}
    subject = render("case_moved_on", facts).subject
    assert "\n" not in subject
    assert "\r" not in subject
    assert len(subject) <= SUBJECT_MOST
    assert subject.endswith("…")


def test_the_folders_of_texts_are_the_kinds_of_the_catalogue():
    folders = {folder.name for folder in TEMPLATES.iterdir() if folder.is_dir()}
    assert folders == set(CATALOGUE)
    for kind in KINDS:
        assert {part.name for part in (TEMPLATES / kind).iterdir()} == set(PARTS)


@pytest.mark.parametrize("kind", KINDS)
def test_a_missing_fact_and_a_surplus_one_are_faults(kind):
    facts = dict(CATALOGUE[kind].facts)
    with pytest.raises(WrongFacts, match="colour"):
        checked(CATALOGUE[kind], {**facts, "colour": "red"})
    first = next(iter(facts))
    facts.pop(first)
    with pytest.raises(WrongFacts, match=first):
        render(kind, facts)


@pytest.mark.parametrize(
    "facts, wrong",
    [
        ({"title": None, "rows": []}, "toy.title: text is needed"),
        ({"title": True, "rows": []}, "toy.title: text is needed"),
        ({"title": ["a"], "rows": []}, "toy.title: text is needed"),
        ({"title": "a", "rows": "EHC-2"}, "toy.rows: a list is needed"),
        ({"title": "a", "rows": {"case": "EHC-2"}}, "toy.rows: a list is needed"),
        ({"title": "a", "rows": ["EHC-2"]}, r"toy.rows\[0\]: facts by name"),
        ({"title": "a", "rows": [{"case": "EHC-2", "new": True}]}, r"toy.rows\[0\]: missing \['parts'\]"),
        ({"title": "a", "rows": [*TOY_ROWS, {**TOY_ROWS[0], "new": "no"}]}, r"toy.rows\[1\].new: yes or no"),
        (
            {"title": "a", "rows": [{**TOY_ROWS[0], "parts": [{"how": "b", "x": "y"}]}]},
            r"parts\[0\]: .*not used \['x'\]",
        ),
    ],
)
def test_a_fact_of_another_shape_is_a_fault_that_names_its_place(facts, wrong):
    with pytest.raises(WrongFacts, match=wrong):
        checked(TOY, facts)


def test_facts_that_fit_come_back_as_json_can_hold_them():
    assert checked(TOY, {"title": 12, "rows": tuple(TOY_ROWS)}) == {"title": "12", "rows": TOY_ROWS}
    assert checked(TOY, {"title": " two\r\n lines ", "rows": []})["title"] == "two lines"
    assert checked(TOY, {"title": "as  given", "rows": []})["title"] == "as  given"


def test_a_template_that_fits_its_facts_is_let_through():
    examine(TOY, {"subject.txt": "{{ title }}", "body.txt": GOOD, "body.html": GOOD})


@pytest.mark.parametrize(
    "part, source, wrong",
    [
        ("subject.txt", "{{ colour }}", "asks for"),
        ("body.txt", GOOD + "{{ colour }}", "asks for"),
        ("body.html", GOOD.replace("{{ title }}", ""), "does not show .'title'"),
        ("body.txt", GOOD.replace("{{ r.case }}", ""), "does not show .'rows.case'"),
        ("body.html", GOOD.replace("{{ p.how }}", ""), "does not show .'rows.parts.how'"),
        ("body.txt", GOOD.replace("{% if r.new %}new{% endif %}", ""), "reads the same whatever .'new'|rows.new"),
        ("body.html", GOOD.replace("p.how", "p.colour"), "colour"),
        ("body.txt", GOOD + "{% if not rows %}{{ title.colour }}{% endif %}", "colour"),
    ],
)
def test_a_template_that_lacks_a_fact_or_asks_for_another_is_a_fault(part, source, wrong):
    with pytest.raises(WrongFacts, match=wrong):
        examine(TOY, {part: source})


@pytest.mark.parametrize("kind", KINDS)
def test_no_message_has_a_place_for_a_name_a_diagnosis_or_an_nhs_number(kind):
    never = {"name", "forename", "surname", "nhs_number", "need", "diagnosis", "born", "address", "upn"}
    assert not never & names(CATALOGUE[kind].facts)


def test_no_text_speaks_of_what_a_message_must_not_carry():
    never = re.compile(r"\b(name|forename|surname|nhs number|diagnos\w+|date of birth|born|upn)\b", re.IGNORECASE)
    for file in Path(str(TEMPLATES)).rglob("*.*"):
        source = file.read_text(encoding="utf-8").replace('name="viewport"', "")
        assert not never.search(source), file


@pytest.mark.parametrize("kind", KINDS)
def test_a_text_is_plain_and_polite_without_ceremony(kind):
    text = render(kind, CATALOGUE[kind].facts)
    for words in (text.subject, text.body, re.sub(r"<[^>]*>|<style>.*</style>", "", text.html, flags=re.DOTALL)):
        assert not re.search(
            r"\bplease\b|!|\bnote that\b|\bin order to\b|\bASAP\b|\be\.g\.|\bi\.e\.", words, re.IGNORECASE
        )
    assert set(re.findall(r"\b[A-Z]{4,}\b", text.body)) <= {"SEND", "GDPR"}, "capitals shout"


@pytest.mark.parametrize("kind", KINDS)
def test_a_text_says_what_to_do(kind):
    text = render(kind, CATALOGUE[kind].facts)
    for words in (text.body, re.sub(r"<[^>]*>", "", text.html)):
        assert re.search(r"^\s*(Next|What to do|Do)\b", words, re.MULTILINE)


@pytest.mark.parametrize("kind", ABOUT_A_CASE)
def test_a_message_about_a_case_says_which_and_where_to_look(kind):
    facts = CATALOGUE[kind].facts
    text = render(kind, facts)
    for words in (text.body, re.sub(r"<(?!a )[^>]*>", "", text.html)):
        assert f"{facts['case']} ({facts['initials']})" in words
        assert str(facts["where"]) in words
    assert facts["case"] in text.subject


@pytest.mark.parametrize("kind", TO_HEALTH)
def test_a_message_to_health_is_not_taken_for_the_other_flag(kind):
    text = render(kind, CATALOGUE[kind].facts)
    for words in (text.body, text.html):
        assert "NHS Reasonable Adjustment flag" in words
        assert "not" in words


def test_the_notices_are_statutory_and_what_is_due_is_checked_again():
    notices = {kind for kind in TO_HEALTH if "basis" in CATALOGUE[kind].facts}
    assert {kind for kind in KINDS if CATALOGUE[kind].statutory} == notices
    assert {kind for kind in KINDS if CATALOGUE[kind].perishable} == {"deadline_alert", "daily_digest"}


@pytest.mark.parametrize("kind", [kind for kind in KINDS if "next_review" in CATALOGUE[kind].facts])
def test_a_date_that_is_not_known_is_left_out(kind):
    text = render(kind, {**CATALOGUE[kind].facts, "next_review": ""})
    assert "Next review" not in text.body + text.html


@pytest.mark.parametrize("kind", KINDS)
def test_the_html_is_one_page_that_asks_nobody_for_anything(kind):
    html = render(kind, CATALOGUE[kind].facts).html
    assert html.startswith('<!DOCTYPE html>\n<html lang="en">')
    assert re.search(r"<title>[^<]+</title>", html)
    assert html.count("<h1>") == 1
    assert not re.search(r"<(img|script|link|iframe|form|object|video)\b|\bstyle=|url\(|@import|\bsrc=", html)
    assert html.count("<p") == html.count("</p>")
    assert html.count("<dl>") == html.count("</dl>")


def test_a_fact_is_words_in_the_html_and_left_alone_in_the_text():
    facts = {**CATALOGUE["health_review"].facts, "why": "<b>O'Neil & co</b>", "where": "javascript:alert(1)"}
    text = render("health_review", facts)
    assert "<b>O'Neil & co</b>" in text.body
    assert "&lt;b&gt;O&#39;Neil &amp; co&lt;/b&gt;" in text.html
    assert 'href="javascript' not in text.html


def test_where_is_a_link_or_the_command_that_shows_the_case():
    assert where("EHC-2026-00412", "https://ehc.example.org/") == "https://ehc.example.org/cases/EHC-2026-00412"
    assert where("EHC-2026-00412") == "ehcp-flow case show EHC-2026-00412"
    html = render("case_assigned", {**CATALOGUE["case_assigned"].facts, "where": where("EHC-2026-00412")}).html
    assert "Open the case: ehcp-flow case show EHC-2026-00412" in html
    assert "<a " not in html


def _luminance(colour: str) -> float:
    parts = (int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5))
    red, green, blue = (part / 12.92 if part <= 0.03928 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def test_every_colour_of_words_can_be_read_on_white():
    colours = set(re.findall(r"[;{ ]color: (#[0-9a-f]{6})", (TEMPLATES / "_base.html").read_text(encoding="utf-8")))
    assert len(colours) > 2
    assert all(1.05 / (_luminance(colour) + 0.05) >= 4.5 for colour in colours)


def test_the_table_of_messages_has_every_kind_between_its_marks():
    table = document()
    assert table.startswith(BEGIN)
    assert table.strip().endswith(END)
    rows = [row for row in table.splitlines() if row.startswith("| `")]
    assert len(rows) == len(KINDS)
    assert {row.count("|") for row in rows} == {8}
    assert all(f"| `{kind}` | {CATALOGUE[kind].when} |" in table for kind in KINDS)


def test_the_command_lists_the_kinds_and_previews_one(capsys):
    assert main(["list"]) == 0
    listed = capsys.readouterr().out
    assert all(kind in listed for kind in KINDS)
    assert main(["preview", "case_assigned"]) == 0
    assert capsys.readouterr().out.startswith("Subject: EHC case EHC-2026-00412 (JB) is now yours")


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_can_be_previewed_as_html(kind, capsys):
    assert main(["preview", kind, "--html"]) == 0
    assert capsys.readouterr().out == render(kind, CATALOGUE[kind].facts).html


def test_a_kind_that_there_is_not_is_refused(capsys):
    with pytest.raises(SystemExit) as ended:
        main(["preview", "birthday_card"])
    assert ended.value.code == 2
    assert "birthday_card" in capsys.readouterr().err
