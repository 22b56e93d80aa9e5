"""Letters on the pages: written, looked at, kept, given out, sent; and the council's own words for them."""

import io
import re
from dataclasses import replace
from datetime import date
from html import unescape
from pathlib import Path

import pytest
from docx import Document
from playwright.sync_api import Browser
from pypdf import PdfReader

from ehcp_flow.db.people import Contact
from ehcp_flow.db.unit_of_work import unit_of_work
from ehcp_flow.services.access.restrictions import restrict
from ehcp_flow.services.cases import correct, record
from ehcp_flow.web.app import make_app
from tests.browser import DESK, PHONE, Opened
from tests.ehcp_flow.services.letters.a_case import LETTERHEAD, NO
from tests.ehcp_flow.web.a_site import Town, Visitor, browsing, served, words
from workflows.refusals import Refusal
from workflows.vocabulary import Event, Role

OFFICER = Role.CASEWORKER
REASONS = "Her needs are met.\n\n- by her school\n- by her family"


@pytest.fixture
def place(small_town: Town) -> Town:
    """A town whose letters have a head, with a child whose parent is written to, and a refusal to assess."""
    office = replace(small_town.desk.office, letterhead=LETTERHEAD)
    return Town(small_town.desk, make_app(small_town.desk.installation, office), small_town.users)


def with_parent(place: Town) -> str:
    reference = place.open()
    office = place.desk.office
    with unit_of_work(office.database) as uow:
        stored = uow.cases.load(office.authority, reference)
        assert stored is not None
        mother = Contact(
            office.authority,
            0,
            stored.person_id,
            "parent",
            "Ms Rosa Marrow",
            postal="2 Ash Lane, Madeup",
            writes_to=True,
        )
        uow.people.add_contact(mother)
        uow.commit()
    return reference


def refused(place: Town) -> str:
    reference = with_parent(place)
    done = record(place.desk.office, reference, Event.ASSESSMENT_REFUSED, date(2026, 2, 10), {"reasons": REASONS, **NO})
    assert not isinstance(done, Refusal), done
    return reference


def filled(kind: str, **more: str) -> dict[str, str]:
    return {"kind": kind, "to": "1", "dated-day": "10", "dated-month": "2", "dated-year": "2026", **more}


def kept(place: Town, reference: str, kind: str = "assessment_refused", **more: str) -> Visitor:
    """A letter looked at and kept."""
    visitor = place.as_(OFFICER)
    path = f"/cases/{reference}/letters/new"
    look = visitor.post(path, **filled(kind, **more))
    assert look.status_code == 200, words(look)
    hidden = dict(re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)">', look.text))
    hidden.pop("csrf")
    answer = visitor.post(path, **{name: unescape(value) for name, value in hidden.items()}, step="keep")
    assert answer.status_code == 303, words(answer)
    return visitor


def test_the_letters_that_fit_the_case_stand_first_and_an_empty_list_says_so(place: Town) -> None:
    said = words(place.as_(OFFICER).get(f"/cases/{refused(place)}/letters"))
    assert "No letter has been kept on this case yet" in said
    fit, rest = said.split("Other letters")
    assert "Refused to assess" in fit
    assert "Recorded on 10 February 2026, and no letter tells of it yet" in fit
    assert "Final plan: covering letter" in rest


def test_the_form_asks_only_for_what_the_ledger_does_not_know(place: Town) -> None:
    said = words(place.as_(OFFICER).get(f"/cases/{refused(place)}/letters/new?kind=assessment_refused"))
    assert "It tells of entry 2 of 10 February 2026" in said
    assert "Ms Rosa Marrow" in said
    assert "support that is given without a plan (optional)" in said
    assert "reasons for the decision" not in said


def test_the_letter_is_shown_word_for_word_before_it_is_kept_and_read_back_after(place: Town) -> None:
    reference = refused(place)
    visitor = kept(place, reference)
    said = words(visitor.get(f"/cases/{reference}/letters/1"))
    for sentence in (
        "Letter 1 was kept.",
        "We have decided not to carry out an education, health and care (EHC) needs assessment of Ada’s needs.",
        "Her needs are met.",
        "the last day is 10 April 2026.",
        "Fair Hearing Mediation, 01632 960 001",
        "Madeupshire SENDIASS, 01632 960 002",
        "Not marked as sent",
        "Entry 2, Refused to assess, 10 February 2026",
    ):
        assert sentence in said
    assert "What you can expect instead" not in said


def test_word_and_pdf_are_the_same_bytes_each_time_and_hold_what_the_law_asks_for(place: Town) -> None:
    reference = refused(place)
    visitor = kept(place, reference)
    for form in ("word", "pdf"):
        one, other = (visitor.get(f"/cases/{reference}/letters/1/{form}") for _ in range(2))
        assert one.content == other.content
        assert "attachment" in one.headers["content-disposition"]
    word = Document(io.BytesIO(visitor.get(f"/cases/{reference}/letters/1/word").content))
    assert "Your right to appeal" in [
        each.text for each in word.paragraphs if each.style and each.style.name == "Heading 2"
    ]
    pdf = PdfReader(io.BytesIO(visitor.get(f"/cases/{reference}/letters/1/pdf").content))
    text = " ".join(" ".join(page.extract_text() for page in pdf.pages).split())
    assert "Fair Hearing Resolution, 01632 960 003" in text


def test_a_letter_that_changed_since_it_was_looked_at_is_not_kept(place: Town) -> None:
    reference = refused(place)
    visitor = place.as_(OFFICER)
    answer = visitor.post(f"/cases/{reference}/letters/new", **filled("assessment_refused"), step="keep", seen="0" * 64)
    assert answer.status_code == 409
    assert "has changed since you looked at it" in words(answer)


def test_what_was_typed_comes_back_with_each_error(place: Town) -> None:
    reference = with_parent(place)
    answer = place.as_(OFFICER).post(
        f"/cases/{reference}/letters/new", **filled("running_late", to="else", name="Mr Penn") | {"dated-day": "32"}
    )
    assert answer.status_code == 422
    said = words(answer)
    for error in (
        "Enter the address that it goes to",
        "The date must be a real date",
        "Choose which date it is about",
        "Enter the reason for the delay, as it is",
        "Enter the day by which it is now expected",
    ):
        assert error in said
    assert 'value="Mr Penn"' in answer.text


def test_change_something_leads_back_to_the_form_with_what_was_typed(place: Town) -> None:
    reference = refused(place)
    answer = place.as_(OFFICER).post(
        f"/cases/{reference}/letters/new", **filled("assessment_refused", fact_support="More reading."), step="change"
    )
    assert answer.status_code == 200
    assert "More reading." in answer.text


def test_a_letter_goes_to_somebody_who_is_no_contact(place: Town) -> None:
    reference = refused(place)
    visitor = kept(place, reference, to="else", name="Mr <b>Penn</b>", address="1 High Street\nMadeup")
    said = visitor.get(f"/cases/{reference}/letters/1").text
    assert "Mr &lt;b&gt;Penn&lt;/b&gt;" in said
    assert "1 High Street<br>Madeup" in said


def test_a_letter_that_does_not_follow_from_the_case_is_refused_with_why(place: Town) -> None:
    answer = place.as_(OFFICER).get(f"/cases/{refused(place)}/letters/new?kind=final_plan")
    assert answer.status_code == 409
    assert "does not follow from “Refused to assess”" in words(answer)


def test_a_service_that_is_not_set_is_named_with_its_setting(small_town: Town) -> None:
    reference = refused(small_town)
    answer = small_town.as_(OFFICER).post(f"/cases/{reference}/letters/new", **filled("assessment_refused"))
    assert answer.status_code == 409
    assert "EHCP_FLOW_MEDIATION_CONTACT" in words(answer)


def test_sent_is_noted_once_and_the_family_has_been_told(place: Town) -> None:
    reference = refused(place)
    visitor = kept(place, reference)
    path = f"/cases/{reference}/letters/1"
    wrong = visitor.post(
        f"{path}/sent", **{"sent_on-day": "9", "sent_on-month": "2", "sent_on-year": "2026", "how": "post"}
    )
    assert wrong.status_code == 422
    assert "It is dated 10 February 2026, which is later." in words(wrong)
    nothing = visitor.post(f"{path}/sent", **{"sent_on-day": "", "sent_on-month": "", "sent_on-year": ""})
    assert "Enter the day on which it was sent" in words(nothing)
    assert "Choose how it was sent" in words(nothing)
    right = {"sent_on-day": "10", "sent_on-month": "2", "sent_on-year": "2026", "how": "post"}
    said = words(visitor.follow(visitor.post(f"{path}/sent", **right)))
    assert "Tuesday 10 February 2026, by post" in said
    assert visitor.post(f"{path}/sent", **right).status_code == 409
    assert "Letter 1, “Refused to assess”, was sent to Ms Rosa Marrow by post." in words(
        visitor.get(f"/cases/{reference}/notes")
    )


def test_a_corrected_letter_names_the_one_whose_place_it_takes(place: Town) -> None:
    reference = refused(place)
    kept(place, reference)
    visitor = kept(place, reference, instead_of="1")
    assert "our letter of 10 February 2026 (letter 1)" in words(visitor.get(f"/cases/{reference}/letters/2"))
    said = words(visitor.get(f"/cases/{reference}/letters"))
    assert "Letter 2 takes its place" in said
    assert "Takes the place of letter 1" in said
    again = visitor.get(f"/cases/{reference}/letters/new?kind=assessment_refused&instead_of=1")
    assert again.status_code == 200


def test_the_list_says_when_the_entry_that_a_letter_tells_of_was_put_right(place: Town) -> None:
    reference = refused(place)
    visitor = kept(place, reference)
    done = correct(place.desk.office, reference, 2, "It was decided a day earlier", right_date=date(2026, 2, 9))
    assert not isinstance(done, Refusal), done
    assert "Tells of an entry that was put right on 10 February 2026" in words(
        visitor.get(f"/cases/{reference}/letters")
    )


@pytest.mark.parametrize("role", [Role.PANEL_MEMBER, Role.HEALTH, Role.ADMIN])
def test_whoever_reads_no_cases_reads_no_letters(place: Town, role: Role) -> None:
    reference = refused(place)
    for path in ("letters", "letters/new?kind=assessment_refused", "letters/1", "letters/1/pdf", "letters/1/word"):
        assert place.as_(role).get(f"/cases/{reference}/{path}").status_code == 403


def test_an_analyst_reads_letters_and_writes_none(place: Town) -> None:
    reference = refused(place)
    kept(place, reference)
    visitor = place.as_(Role.ANALYST)
    assert "Write a letter" not in words(visitor.get(f"/cases/{reference}/letters"))
    assert "Mark as sent" not in words(visitor.get(f"/cases/{reference}/letters/1"))
    assert visitor.post(f"/cases/{reference}/letters/new", **filled("assessment_refused")).status_code == 403
    assert visitor.post(f"/cases/{reference}/letters/1/sent").status_code == 403


def test_the_letters_of_a_case_that_one_may_not_see_are_not_there(place: Town) -> None:
    reference = refused(place)
    kept(place, reference)
    named = [place.users[Role.MANAGER].email]
    hidden = restrict(place.desk.office, reference, "adopted", "An adoption order", date(2026, 8, 1), named)
    assert not isinstance(hidden, Refusal), hidden
    visitor = place.as_(OFFICER)
    for path in ("letters", "letters/new?kind=assessment_refused", "letters/1", "letters/1/pdf", "letters/1/word"):
        assert visitor.get(f"/cases/{reference}/{path}").status_code == 404
    assert visitor.post(f"/cases/{reference}/letters/new", **filled("assessment_refused")).status_code == 404
    assert visitor.post(f"/cases/{reference}/letters/1/sent").status_code == 404


def test_a_letter_of_another_case_is_not_there(place: Town) -> None:
    kept(place, refused(place))
    other = place.open("Bert", "Fell", day="2026-01-06")
    assert place.as_(OFFICER).get(f"/cases/{other}/letters/1").status_code == 404


def test_only_administrators_open_the_templates(place: Town) -> None:
    for role in (OFFICER, Role.MANAGER, Role.ANALYST):
        for path in ("", "/draft_plan", "/draft_plan/edit", "/draft_plan/example", "/draft_plan/versions/1"):
            assert place.as_(role).get(f"/admin/letters{path}").status_code == 403
        assert place.as_(role).post("/admin/letters/draft_plan/edit").status_code == 403


def template_of(visitor: Visitor, name: str) -> str:
    page = visitor.get(f"/admin/letters/{name}/edit").text
    found = re.search(r'<textarea[^>]*id="words"[^>]*>(.*?)</textarea>', page, re.DOTALL)
    assert found
    return unescape(found[1]).removeprefix("\n")


def test_a_template_is_changed_with_a_reason_compared_and_taken_back(place: Town) -> None:
    visitor = place.as_(Role.ADMIN)
    path = "/admin/letters/assessment_refused"
    old = template_of(visitor, "assessment_refused")
    new = old.replace("We know that this may not be what you hoped for.", "We are sorry to disappoint you.")
    look = visitor.post(f"{path}/edit", words=new, reason="", seen="0", step="look")
    assert "We are sorry to disappoint you." in words(look)
    assert "Enter the reason" in words(visitor.post(f"{path}/edit", words=new, reason="", seen="0", step="save"))
    said = words(visitor.follow(visitor.post(f"{path}/edit", words=new, reason="Kinder", seen="0", step="save")))
    assert "Version 1 of “Refused to assess” is used from now on." in said
    assert "Added: We have decided not to carry out" in words(visitor.get(f"{path}/versions/1"))
    late = visitor.post(f"{path}/edit", words=new + "\nOnce more.\n", reason="Again", seen="0", step="save")
    assert "changed it in the meantime: Kinder" in words(late)
    reference = refused(place)
    assert "We are sorry to disappoint you." in words(kept(place, reference).get(f"/cases/{reference}/letters/1"))
    assert visitor.post(f"{path}/as-shipped", reason="", seen="1").status_code == 422
    back = words(visitor.follow(visitor.post(f"{path}/as-shipped", reason="It was better", seen="1")))
    assert "is as shipped from now on" in back
    assert "We are sorry to disappoint you." in words(place.as_(OFFICER).get(f"/cases/{reference}/letters/1"))


def test_a_template_without_what_the_law_asks_for_is_refused_with_which_and_which_law(place: Town) -> None:
    visitor = place.as_(Role.ADMIN)
    path = "/admin/letters/assessment_refused"
    new = template_of(visitor, "assessment_refused").replace("[[mandatory: appeal]]", "You may {{complain}}.")
    answer = visitor.post(f"{path}/edit", words=new, reason="Shorter", seen="0", step="save")
    assert answer.status_code == 422
    said = words(answer)
    assert "there is no placeholder {{complain}} in this letter" in said.replace("There", "there")
    assert "s.51(2)(a) asks for it" in said
    assert "The council has no version of its own" in words(visitor.get(path))


def test_a_kind_or_version_that_there_is_not_is_not_found(place: Town) -> None:
    visitor = place.as_(Role.ADMIN)
    assert visitor.get("/admin/letters/nothing").status_code == 404
    assert visitor.get("/admin/letters/draft_plan/versions/7").status_code == 404
    assert place.as_(OFFICER).get(f"/cases/{refused(place)}/letters/new?kind=nothing").status_code == 404


def test_the_pages_in_a_browser_have_no_faults(place: Town, chromium: Browser, tmp_path: Path) -> None:
    reference = refused(place)
    kept(place, reference)
    own = template_of(place.as_(Role.ADMIN), "assessment_refused") + "\nThank you.\n"
    saved = place.as_(Role.ADMIN).post("/admin/letters/assessment_refused/edit", words=own, reason="Thanks", seen="0")
    assert saved.status_code == 303
    case, admin = f"/cases/{reference}/letters", "/admin/letters"
    pages = {
        OFFICER: (case, f"{case}/new?kind=assessment_refused", f"{case}/new?kind=running_late", f"{case}/1"),
        Role.ADMIN: (
            admin, f"{admin}/assessment_refused", f"{admin}/assessment_refused/edit",
            f"{admin}/assessment_refused/example", f"{admin}/assessment_refused/versions/1",
        ),
    }  # fmt: skip
    with served(place.app) as address:
        for role, paths in pages.items():
            for width in (DESK, PHONE):
                with browsing(chromium, place, address, role, width) as window:
                    page = window.new_page()
                    for number, path in enumerate(paths):
                        answer = page.goto(path)
                        assert answer is not None
                        assert answer.status in (200, 409), path
                        shown = Opened(page, tmp_path / f"{role.value}-{number}-{width}.html")
                        if width == DESK or number < 2:
                            assert shown.faults() == [], path
                        assert not shown.scrolls_sideways(), f"{path} at {width}"
        with browsing(chromium, place, address, OFFICER, PHONE, script=False) as window:
            page = window.new_page()
            page.goto(f"{case}/new?kind=assessment_refused")
            page.get_by_label("The support that is given without a plan").fill(
                "More reading.\n\n- at school\n- at home"
            )
            page.get_by_role("button", name="See the letter").click()
            shown = Opened(page, tmp_path / "look.html")
            assert not shown.scrolls_sideways()
            page.get_by_role("button", name="Keep this letter").click()
            assert page.url.endswith("/letters/2")
            letter = page.get_by_role("article", name="The letter")
            assert letter.get_by_role("listitem").all_inner_texts()[-2:] == ["at school", "at home"]
