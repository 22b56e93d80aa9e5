"""The pages of documents: added, versioned, given back to be saved, shared, and refused where they are not what they seem."""

from pathlib import Path
from typing import Any

import httpx
import pytest

from ehcp_flow.services.documents import filing
from tests.ehcp_flow.services.documents.files import OLD_WORD, PDF, PROGRAM, SVG
from tests.ehcp_flow.web.a_site import Town, Visitor, words
from workflows.vocabulary import Role

CAME = {
    "kind": "advice",
    "from_whom": "Dr Penn",
    "received_on-day": "9",
    "received_on-month": "2",
    "received_on-year": "2026",
}


@pytest.fixture(autouse=True)
def folder(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """Where the documents of these tests are kept. Asked for before any town is made."""
    monkeypatch.setenv("EHCP_FLOW_DOCUMENTS_FOLDER", str(tmp_path / "documents"))
    return tmp_path / "documents"


@pytest.fixture
def path(small_town: Town) -> str:
    return f"/cases/{small_town.open()}/documents"


def sent(visitor: Visitor, path: str, name: str = "advice.pdf", content: bytes = PDF, **more: Any) -> httpx.Response:
    return visitor.post(f"{path}/add", files={"file": (name, content, "text/html")}, **{**CAME, **more})


def test_a_document_is_added_and_given_back_to_be_saved(town: Town, folder: Path) -> None:
    path = f"/cases/{town.open()}/documents"
    visitor = town.as_(Role.CASEWORKER)
    assert "No documents yet." in words(visitor.get(path))
    shown = visitor.follow(sent(visitor, path))
    assert "“advice.pdf” is added." in words(shown)
    assert "From Dr Penn, Monday 9 February 2026." in words(shown)
    answer = visitor.get(f"{path}/1/download")
    assert answer.content == PDF
    assert answer.headers["content-type"] == "application/pdf"
    assert answer.headers["content-disposition"].startswith('attachment; filename="advice.pdf"')
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert "sandbox" in answer.headers["content-security-policy"]
    assert answer.headers["content-length"] == str(len(PDF))
    assert [each for each in folder.rglob("*") if each.is_file()]
    readings = words(town.as_(Role.MANAGER).get(path.replace("documents", "readings")))
    assert "Caseworker Document 1, version 1" in readings


def test_a_later_version_stands_above_the_first(small_town: Town, path: str) -> None:
    visitor = small_town.as_(Role.CASEWORKER)
    sent(visitor, path)
    assert 'value="1" selected' in visitor.get(f"{path}/add?series=1").text
    shown = words(visitor.follow(sent(visitor, path, "advice 2.pdf", PDF + b"%\n", series="1")))
    assert "“advice 2.pdf”, version 2 is added." in shown
    assert shown.index("Version 2 Save advice 2.pdf") < shown.index("Version 1 Save advice.pdf")
    assert visitor.get(f"{path}/2/download").content == PDF + b"%\n"


@pytest.mark.parametrize(
    ("name", "shown", "header"),
    [
        ("../../etc/passwd.pdf", "passwd.pdf", "filename*=UTF-8''passwd.pdf"),
        ("C:\\Temp\\a.pdf", "a.pdf", "filename*=UTF-8''a.pdf"),
        ("Łódź 報告.pdf", "Łódź 報告.pdf", "filename*=UTF-8''%C5%81%C3%B3d%C5%BA%20%E5%A0%B1%E5%91%8A.pdf"),
        ("<script>alert(1)</script>.pdf", "script_.pdf", "filename*=UTF-8''script_.pdf"),
    ],
)
def test_the_name_of_a_file_is_a_name_and_nothing_else(
    small_town: Town, path: str, folder: Path, name: str, shown: str, header: str
) -> None:
    visitor = small_town.as_(Role.CASEWORKER)
    page = visitor.follow(sent(visitor, path, name))
    assert f"Save {shown}" in words(page)
    assert "<script>alert" not in page.text
    assert header in visitor.get(f"{path}/1/download").headers["content-disposition"]
    files = [each for each in folder.rglob("*") if each.is_file()]
    assert len(files) == 1
    assert len(files[0].name) == 64


def test_a_file_that_is_not_what_it_seems_is_refused_with_the_reason(
    small_town: Town, path: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    visitor = small_town.as_(Role.CASEWORKER)
    for name, content, why in (
        ("advice.pdf", PROGRAM, "The file must be a PDF, Word"),
        ("advice.exe", PDF, "The name of the file ends in “.exe”"),
        ("advice.txt", SVG, "a web page or a drawing in XML"),
        ("advice.docx", OLD_WORD, "has a password or is of an old form"),
        ("advice.pdf", b"", "The file is empty"),
    ):
        answer = sent(visitor, path, name, content)
        assert answer.status_code == 422, name
        assert why in words(answer)
        assert 'value="Dr Penn"' in answer.text
    monkeypatch.setattr(filing, "LARGEST", 20)
    assert "The file is larger than" in words(sent(visitor, path))
    assert "No documents yet." in words(visitor.get(path))


def test_what_is_wrong_with_what_was_said_is_shown_beside_the_field(small_town: Town, path: str) -> None:
    visitor = small_town.as_(Role.CASEWORKER)
    wrong: tuple[tuple[dict[str, Any], str], ...] = (
        ({"kind": "gossip"}, "Choose what kind of document it is"),
        ({"from_whom": ""}, "Enter from whom it came"),
        ({"received_on-day": ""}, "The date must include a day"),
        ({"received_on-day": "11"}, "11 February 2026 has not come yet"),
        ({"series": "7"}, "The document of which it is a later version is not of this case"),
        ({"series": "x"}, "Choose the document of which it is a later version from the list"),
        ({"answers": "advice health"}, "No such advice was asked for on this case"),
        ({"link": "https://docs.example.gov.uk/"}, "Choose a file or give a link, not both"),
    )
    for more, why in wrong:
        answer = sent(visitor, path, **more)
        assert answer.status_code == 422, more
        assert why in words(answer)
    nothing = visitor.post(f"{path}/add", **CAME)
    assert "Choose a file, or give a link instead" in words(nothing)


def test_a_link_is_kept_instead_of_a_file(small_town: Town, path: str) -> None:
    visitor = small_town.as_(Role.CASEWORKER)
    for address, name, why in (
        ("javascript:alert(1)", "File", "The link must begin with https://"),
        ("http://docs.example.gov.uk/", "File", "The link must begin with https://"),
        ("https://docs.example.gov.uk/", "", "Enter the name of the document that the link leads to"),
    ):
        answer = visitor.post(f"{path}/add", **CAME, link=address, name=name)
        assert answer.status_code == 422
        assert why in words(answer)
    shown = visitor.follow(
        visitor.post(f"{path}/add", **CAME, link="https://docs.example.gov.uk/a?b=1", name="Old file")
    )
    assert 'href="https://docs.example.gov.uk/a?b=1" rel="noreferrer noopener"' in shown.text
    answer = visitor.get(f"{path}/1/download")
    assert answer.status_code == 409
    assert "it is a link" in words(answer).lower()


def test_a_file_that_was_changed_is_refused_in_words(small_town: Town, path: str, folder: Path) -> None:
    visitor = small_town.as_(Role.CASEWORKER)
    sent(visitor, path)
    (kept,) = [each for each in folder.rglob("*") if each.is_file()]
    kept.write_bytes(b"%PDF another")
    answer = visitor.get(f"{path}/1/download")
    assert answer.status_code == 409
    assert "its content was changed since" in words(answer)
    assert b"%PDF" not in answer.content


def test_with_whom_it_was_shared_is_written_down(small_town: Town, path: str) -> None:
    visitor = small_town.as_(Role.CASEWORKER)
    sent(visitor, path)
    day = {"shared_on-day": "10", "shared_on-month": "2", "shared_on-year": "2026"}
    for fields, why in (
        ({"how": "post", **day}, "Enter with whom it was shared"),
        ({"with_whom": "x", **day}, "Choose how it was shared"),
        ({"with_whom": "x", "how": "post"}, "Enter the day on which it was shared"),
        ({"with_whom": "x", "how": "post", **day, "shared_on-day": "1"}, "1 February 2026 is before that"),
    ):
        answer = visitor.post(f"{path}/1/share", **fields)
        assert answer.status_code == 422, why
        assert why in words(answer)
    done = visitor.post(f"{path}/1/share", with_whom="Ash Lane <b>Primary</b>", how="post", **day)
    shown = visitor.follow(done)
    assert "Shared with Ash Lane <b>Primary</b>, by post, Tuesday 10 February 2026" in words(shown)
    assert "<b>Primary" not in shown.text
    assert visitor.get(f"{path}/9/share").status_code == 404
    assert visitor.get(f"{path}/9/download").status_code == 404


def test_a_document_of_one_case_is_not_reached_through_another(small_town: Town, path: str) -> None:
    visitor = small_town.as_(Role.CASEWORKER)
    sent(visitor, path)
    other = f"/cases/{small_town.open('Bo', 'Larch')}/documents"
    assert visitor.get(f"{other}/1/download").status_code == 404
    assert visitor.get(f"{other}/1/share").status_code == 404


def test_a_body_that_is_longer_than_any_form_is_turned_away(small_town: Town, path: str) -> None:
    visitor = small_town.as_(Role.CASEWORKER)
    visitor.client.headers["content-length"] = "60000000"
    visitor.client.headers["content-type"] = "multipart/form-data; boundary=x"
    answer = visitor.client.post(f"{path}/add", content=b"x")
    assert answer.status_code == 413
    assert "at most 50 MB" in answer.text
