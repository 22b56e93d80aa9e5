"""`ehcp-flow letter …`: what fits, a look, kept, given out, sent; and the templates."""

from pathlib import Path

import pytest

from notifications.letters.kinds import kinds
from tests.ehcp_flow.cli.at_the_line import Line

TO = ("--to", "Ms Rosa Marrow", "--address", "2 Ash Lane, Madeup")


@pytest.fixture
def case(office: Line, monkeypatch: pytest.MonkeyPatch) -> str:
    monkeypatch.setenv("EHCP_FLOW_APPEAL_HELP", "SENDIASS, 01632 960 002")
    monkeypatch.setenv("EHCP_FLOW_MEDIATION_CONTACT", "Fair Hearing, 01632 960 001")
    return str(office.new("Ada Marrow")["case"])


def test_a_letter_is_looked_at_kept_sent_and_written_to_files(office: Line, case: str, tmp_path: Path) -> None:
    assert "request_acknowledged" in office.does("letter", "list", case)
    look = office.does("letter", "make", case, "request_acknowledged", *TO, "--look")
    assert "We must decide whether to assess, and tell you, by 16 February 2026." in look
    assert office.asks("letter", "list", case)["letters"] == []
    assert "letter 1 was kept, to Ms Rosa Marrow" in office.does("letter", "make", case, "request-acknowledged", *TO)
    word, pdf = tmp_path / "letter.docx", tmp_path / "letter.pdf"
    office.does("letter", "show", case, "1", "--word", str(word), "--pdf", str(pdf))
    assert (word.read_bytes()[:2], pdf.read_bytes()[:5]) == (b"PK", b"%PDF-")
    assert "Sent on 6 January 2026 by post." in office.does("letter", "sent", case, "1", "--on", "6/1/2026")
    assert office.asks("letter", "show", case, "1")["sent_on"] == "2026-01-06"
    assert "We are considering" in office.does("letter", "show", case, "1")


def test_what_cannot_be_written_is_refused_in_words(office: Line, case: str) -> None:
    assert "does not say whom" in office.refused("letter", "make", case, "request_acknowledged")["why"]
    assert "does not follow" in office.refused("letter", "make", case, "final_plan", *TO)["why"]
    assert "not a kind of letter" in office.fails("letter", "make", case, "final_plann", code=2)["why"]
    assert (
        "Write it as NAME=TEXT"
        in office.fails("letter", "make", case, "running_late", *TO, "--fact", "why", code=2)["why"]
    )


def test_templates_are_listed_shown_changed_and_taken_back(office: Line, case: str, tmp_path: Path) -> None:
    assert len(office.asks("letter", "template")) == len(kinds())
    assert "Ada" in office.does("letter", "template", "draft_plan", "--example")
    file = tmp_path / "draft.txt"
    file.write_text(office.does("letter", "template", "draft_plan") + "\nThank you.\n", encoding="utf-8")
    change = ("letter", "template", "draft_plan", "--set", str(file), "--reason", "Polite")
    assert "version 1 from now on" in office.does(*change)
    file.write_text("# Short\n", encoding="utf-8")
    assert "comments_by" in office.fails(*change, code=2)["why"]
    assert "as shipped from now on" in office.does(
        "letter", "template", "draft_plan", "--as-shipped", "--reason", "Back"
    )
