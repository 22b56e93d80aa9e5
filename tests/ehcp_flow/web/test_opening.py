"""Opening a case: who the child is, how it begins, what it starts, and that one form opens one case."""

from datetime import date
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from ehcp_flow.services.access.restrictions import restrict
from tests.browser import DESK, PHONE, Opened
from tests.ehcp_flow.web.a_site import ROLES, Town, browsing, served, words
from workflows.refusals import Refusal
from workflows.vocabulary import Event, Role

OFFICERS = (Role.CASEWORKER, Role.MANAGER, Role.DECISION_MAKER)
BO = {
    "forename": "Bo", "surname": "Larch", "born-day": "3", "born-month": "5", "born-year": "2019",
    "begins": "request_received", "when": "2026-02-09", "fact_source": "parent",
}  # fmt: skip
ADA = {**BO, "forename": "Ada", "surname": "Marrow", "born-day": "1", "born-year": "2017"}


def test_only_officers_open_cases(small_town: Town) -> None:
    for role in ROLES:
        visitor = small_town.as_(role)
        assert visitor.get("/cases/new").status_code == (200 if role in OFFICERS else 403)
        child = {**BO, "surname": role.value}
        posted = visitor.post("/cases/new", confirmed="yes", **child)
        assert posted.status_code == (303 if role in OFFICERS else 403)
    assert len(small_town.desk.cases()) == len(OFFICERS)


def test_everything_that_is_missing_is_said_at_once(small_town: Town) -> None:
    answer = small_town.as_(Role.CASEWORKER).post("/cases/new", surname="Larch")
    assert answer.status_code == 422
    for said in (
        "Enter the forename", "Enter the date of birth", "Choose how the case begins", "Choose the day on which it happened",
    ):  # fmt: skip
        assert said in words(answer)
    assert 'value="Larch"' in answer.text


def test_a_new_child_is_shown_with_the_dates_that_start_before_anything_is_saved(small_town: Town) -> None:
    visitor = small_town.as_(Role.CASEWORKER)
    before = small_town.desk.contents()
    answer = visitor.post("/cases/new", **BO)
    after = small_town.desk.contents()
    assert {name: after[name] for name in ("person", "ehc_case", "event")} == {
        name: before[name] for name in ("person", "ehc_case", "event")
    }
    said = words(answer)
    assert "Known already? No: they are registered" in said
    assert "Send the finalised EHC plan Starts – Monday 29 June 2026" in said


def test_the_case_is_opened_once_however_often_the_form_is_sent(town: Town) -> None:
    visitor = town.as_(Role.CASEWORKER)
    done = visitor.post("/cases/new", confirmed="yes", known="", **BO)
    assert done.headers["location"] == "/cases/EHC-2026-00001/recorded/1"
    assert "EHC-2026-00001 was opened" in words(visitor.follow(done))
    again = visitor.post("/cases/new", confirmed="yes", known="", **BO)
    assert "Is this child known already?" in words(again)
    assert "EHC-2026-00001 : Deciding whether to assess" in words(again)
    assert len(town.desk.cases()) == 1


@pytest.mark.parametrize(
    ("begins", "more", "state"),
    [
        ("became_responsible", {}, "Deciding whether to assess"),
        ("plan_transferred_in", {"fact_authority": "830"}, "Plan in force"),
        ("plan_made", {"fact_setting": "Ash Lane Primary"}, "Plan in force"),
    ],
)
def test_a_case_begins_in_other_ways_too(small_town: Town, begins: str, more: dict[str, str], state: str) -> None:
    visitor = small_town.as_(Role.MANAGER)
    done = visitor.follow(visitor.post("/cases/new", confirmed="yes", **{**BO, "begins": begins, **more}))
    assert f"The case stands at: {state}" in words(done)


def test_a_caseworker_is_told_in_place_what_they_may_not_open(small_town: Town) -> None:
    answer = small_town.as_(Role.CASEWORKER).post("/cases/new", **{**BO, "begins": "plan_made"})
    assert answer.status_code == 409
    assert "it takes the role of decision maker or manager" in words(answer).replace("It takes", "it takes")
    assert 'value="Larch"' in answer.text


# --- A child who is known already -------------------------------------------------------------------------------------


def test_somebody_of_the_same_name_is_asked_about_first(small_town: Town) -> None:
    case, visitor = small_town.open(), small_town.as_(Role.CASEWORKER)
    answer = visitor.post("/cases/new", **ADA)
    said = words(answer)
    assert "Is this child known already?" in said
    assert f"Ada Marrow, born 1 May 2017 The same name. {case} : Deciding whether to assess" in said
    unanswered = visitor.post("/cases/new", known="1", **ADA)
    assert unanswered.status_code == 422
    assert "Choose which child it is" in words(unanswered)


def test_the_same_child_gets_another_case_and_is_not_registered_twice(small_town: Town) -> None:
    small_town.open()
    visitor = small_town.as_(Role.CASEWORKER)
    same = {**ADA, "known": "1", "child": "1"}
    assert "Yes: this case is added to them" in words(visitor.post("/cases/new", **same))
    assert visitor.post("/cases/new", confirmed="yes", **same).status_code == 303
    assert len(small_town.desk.people()) == 1
    assert len(small_town.desk.cases()) == 2


def test_a_child_whose_birth_date_was_typed_wrong_is_the_one_that_was_chosen(small_town: Town) -> None:
    small_town.open()
    visitor, typed = small_town.as_(Role.CASEWORKER), {**ADA, "born-day": "2"}
    assert "Another date of birth than you typed" in words(visitor.post("/cases/new", **typed))
    check = words(visitor.post("/cases/new", known="1", child="1", **typed))
    assert "Date of birth Monday 1 May 2017" in check
    assert visitor.post("/cases/new", known="1", child="1", confirmed="yes", **typed).status_code == 303
    assert len(small_town.desk.people()) == 1


def test_another_child_of_the_same_name_is_registered_once(small_town: Town) -> None:
    small_town.open()
    visitor, other = small_town.as_(Role.CASEWORKER), {**ADA, "known": "1", "child": "another", "confirmed": "yes"}
    assert visitor.post("/cases/new", **other).status_code == 303
    assert "Is this child known already?" in words(visitor.post("/cases/new", **other))
    assert len(small_town.desk.people()) == 2


def test_a_request_that_is_there_already_is_refused_in_place(small_town: Town) -> None:
    case = small_town.open(day="2026-02-09")
    answer = small_town.as_(Role.CASEWORKER).post("/cases/new", known="1", child="1", **ADA)
    assert answer.status_code == 409
    assert f"{case} was opened for this child with a request of the same day" in words(answer)


def test_a_child_whose_file_others_keep_is_neither_shown_nor_given_a_case(small_town: Town) -> None:
    case, desk = small_town.open(), small_town.desk
    named = [small_town.users[Role.MANAGER].email]
    assert not isinstance(restrict(desk.office, case, "adopted", "An order", date(2026, 8, 1), named), Refusal)
    answer = small_town.as_(Role.CASEWORKER).post("/cases/new", confirmed="yes", **ADA)
    assert answer.status_code == 409
    assert "their file is kept by people who are named for it" in words(answer)
    assert case not in answer.text
    assert len(desk.cases()) == 1


def test_what_was_typed_can_be_changed(small_town: Town) -> None:
    answer = small_town.as_(Role.CASEWORKER).post("/cases/new", change="yes", **BO)
    assert 'value="Larch"' in answer.text
    assert f'value="{Event.REQUEST_RECEIVED.value}" checked' in answer.text


def test_the_pages_work_in_a_browser_wide_and_narrow_without_faults(
    small_town: Town, chromium: Browser, tmp_path: Path
) -> None:
    small_town.open()
    with served(small_town.app) as address:
        for width in (DESK, PHONE):
            with browsing(chromium, small_town, address, Role.CASEWORKER, width) as window:
                page = window.new_page()
                opened = Opened(page, tmp_path / f"opening-{width}.html")
                page.goto("/cases/new")
                page.get_by_role("radio", name="With a request for an assessment").check()
                assert page.get_by_label("Parent").is_visible()
                assert not page.get_by_label("Which authority?").is_visible()
                assert opened.faults() == []
                assert not opened.scrolls_sideways()
                for label, typed in (("Forename", "Ada"), ("Surname", "Marrow")):
                    page.get_by_label(label).fill(typed)
                for part, typed in (("Day", "1"), ("Month", "5"), ("Year", "2017")):
                    page.get_by_label(part, exact=True).first.fill(typed)
                page.get_by_label("Today, Tuesday 10 February 2026").check()
                page.get_by_role("button", name="Continue").click()
                assert page.get_by_role("heading", level=1).inner_text() == "Is this child known already?"
                assert opened.faults() == []
                assert not opened.scrolls_sideways()
                page.get_by_label("Ada Marrow, born 1 May 2017").check()
                page.get_by_role("button", name="Continue").click()
                assert page.get_by_role("heading", level=1).inner_text() == "Check before the case is opened"
                assert opened.faults() == []
                assert not opened.scrolls_sideways()
