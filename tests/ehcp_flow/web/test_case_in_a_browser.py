"""The pages of a case in a real browser: at a desk and on a telephone, with and without script, looked at by axe."""

import io
from datetime import date
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from ehcp_flow.services.cases import Done, correct
from ehcp_flow.services.contacts import ContactDetails, add_contact
from ehcp_flow.services.documents.filing import Filing, file_upload
from ehcp_flow.services.notes import NewNote, write_note
from ehcp_flow.services.warning_notes import add_warning
from tests.browser import DESK, PHONE, Opened
from tests.ehcp_flow.services.documents.files import PDF
from tests.ehcp_flow.web.a_site import Town, browsing, folder_of_pictures, served
from tests.ehcp_flow.web.test_case import assessing
from workflows.refusals import Refusal
from workflows.vocabulary import Role

TABS = (
    "", "/advice", "/documents", "/contacts", "/health", "/notes", "/history", "/dates", "/readings", "/print",
    "/notes/add", "/contacts/1", "/documents/add",
)  # fmt: skip

NARROW = ("", "/history", "/dates", "/documents/add")
"""Those that axe looks at on a telephone too: one of each make."""

PICTURED = ("", "/history")


@pytest.fixture(autouse=True)
def folder(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    monkeypatch.setenv("EHCP_FLOW_DOCUMENTS_FOLDER", str(tmp_path / "documents"))
    return tmp_path / "documents"


@pytest.fixture
def reference(small_town: Town, folder: Path) -> str:
    """A case with something under every tab."""
    made, office, by = assessing(small_town), small_town.desk.office, small_town.users[Role.MANAGER]
    done = (
        add_warning(office, by, made, "interpreter", "Speaks Polish: book an interpreter a week before", date(2026, 8, 1)),
        write_note(office, by, made, NewNote("Rang.", "contact_with_family", "entry 1", "telephone", date(2026, 2, 9))),
        write_note(office, by, made, NewNote("x" * 300, "general")),
        add_contact(office, by, made, ContactDetails("parent", "Ms Rosa Marrow", "rosa@example.com", writes_to=True)),
        file_upload(
            office, by, made, folder, Filing("advice", date(2026, 2, 9), "Dr Penn"),
            "a long name without a space_" * 4 + ".pdf", io.BytesIO(PDF), len(PDF),
        ),
    )  # fmt: skip
    assert not any(isinstance(each, Refusal) for each in done), done
    right = correct(office, made, 1, "Typed wrongly", right_date=date(2026, 1, 6), as_user=by.email)
    assert isinstance(right, Done), right
    return made


def test_the_pages_have_no_faults_and_never_scroll_sideways(
    small_town: Town, chromium: Browser, reference: str, tmp_path: Path
) -> None:
    blocked: list[str] = []
    with served(small_town.app) as address:
        for width in (DESK, PHONE):
            with browsing(chromium, small_town, address, Role.MANAGER, width) as window:
                page = window.new_page()
                page.on("console", lambda told: blocked.append(told.text) if told.type == "error" else None)
                for number, tab in enumerate(TABS):
                    answer = page.goto(f"/cases/{reference}{tab}")
                    assert answer is not None
                    assert answer.status == 200, tab
                    shown = Opened(page, tmp_path / f"{number}-{width}.html")
                    assert not shown.scrolls_sideways(), f"{tab} at {width}"
                    if width == DESK or tab in NARROW:
                        assert shown.faults() == [], tab
                    if tab in PICTURED:
                        picture = folder_of_pictures() / f"case{tab.replace('/', '-')}-{width}.png"
                        page.screenshot(path=str(picture), full_page=True)
    assert blocked == []


def test_a_note_a_contact_and_a_document_are_added_without_script(
    small_town: Town, chromium: Browser, reference: str, tmp_path: Path
) -> None:
    (tmp_path / "views.txt").write_text("We would like her to have help.")
    with served(small_town.app) as address, browsing(
        chromium, small_town, address, Role.CASEWORKER, PHONE, script=False
    ) as window:  # fmt: skip
        page = window.new_page()
        page.goto(f"/cases/{reference}")
        page.get_by_role("link", name="Notes", exact=True).click()
        page.get_by_role("button", name="Add a note").click()
        page.get_by_label("The note").fill("Without script")
        page.get_by_role("button", name="Save the note").click()
        assert page.get_by_text("Without script").is_visible()
        page.get_by_role("link", name="Plan and documents").click()
        page.get_by_role("button", name="Add a document").click()
        page.get_by_label("Views of the family").check()
        page.get_by_label("The file").set_input_files(tmp_path / "views.txt")
        page.get_by_label("From whom?").fill("Ms Rosa Marrow")
        page.get_by_role("button", name="Add the document").click()
        assert page.get_by_role("heading", name="views.txt").is_visible()
        with page.expect_download() as saved:
            page.get_by_role("link", name="Save views.txt").click()
        assert saved.value.suggested_filename == "views.txt"


def test_why_this_date_opens_in_place(small_town: Town, chromium: Browser, reference: str) -> None:
    with served(small_town.app) as address, browsing(
        chromium, small_town, address, Role.CASEWORKER, DESK, script=False
    ) as window:  # fmt: skip
        page = window.new_page()
        page.goto(f"/cases/{reference}")
        why = page.get_by_text("The law gives").first
        assert not why.is_visible()
        page.get_by_text("Why this date?").first.click()
        assert why.is_visible()
