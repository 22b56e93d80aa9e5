"""Putting right: what is wrong and why, what follows before anything is saved, and the second person."""

from datetime import date
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from ehcp_flow.services import cases
from ehcp_flow.services.access.restrictions import restrict
from ehcp_flow.services.lookups import show_case
from tests.browser import DESK, PHONE, Opened
from tests.ehcp_flow.web.a_site import ROLES, Town, browsing, served, words
from workflows.ledger import effective
from workflows.refusals import Refusal
from workflows.vocabulary import Event, Role

OFFICERS = (Role.CASEWORKER, Role.MANAGER, Role.DECISION_MAKER)
THE_FOURTH = {"wrong": "date", "on-day": "4", "on-month": "2", "on-year": "2026", "reason": "It went a day later"}
NEVER = {"wrong": "never", "reason": "Another child's letter"}


def recorded(town: Town, case: str, event: Event, day: date, who: Role, **facts: str) -> None:
    done = cases.record(town.desk.office, case, event, day, facts, town.users[who].email)
    assert not isinstance(done, Refusal), done


def a_case(town: Town) -> str:
    """1 the request; 2 views sought, by the caseworker; 3 agreed to assess, by the manager; 4 advice asked for."""
    case = town.open()
    recorded(town, case, Event.VIEWS_SOUGHT, date(2026, 1, 20), Role.CASEWORKER, note="By letter")
    recorded(town, case, Event.ASSESSMENT_AGREED, date(2026, 2, 3), Role.MANAGER)
    recorded(town, case, Event.ADVICE_REQUESTED, date(2026, 2, 5), Role.CASEWORKER, body="health")
    return case


def counting(town: Town, case: str) -> list[str]:
    """The entries that count, a line each."""
    shown = show_case(town.desk.office, case)
    assert not isinstance(shown, Refusal)
    return [f"{each.number} {each.event.value} {each.occurred_on}" for each in effective(shown.entries)]


# --- Asking what is wrong ---------------------------------------------------------------------------------------------


def test_the_entry_is_shown_with_what_was_entered(small_town: Town) -> None:
    answer = small_town.as_(Role.CASEWORKER).get(f"/cases/{a_case(small_town)}/put-right/2")
    said = words(answer)
    assert "Put entry 2 right: Views and evidence invited" in said
    assert "Tuesday 20 January 2026. Recorded by caseworker@example.gov.uk" in said
    assert ">By letter</textarea>" in answer.text
    assert 'name="on-day" type="text" value="20"' in answer.text


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({}, "Choose what is wrong"),
        ({"wrong": "never"}, "Say why the entry was wrong"),
        ({**THE_FOURTH, "on-month": "13"}, "The date must be a real date"),
        ({**THE_FOURTH, "on-day": "", "on-month": "", "on-year": ""}, "Enter the right day"),
        ({**THE_FOURTH, "wrong": ["date", "never"]}, "choose one or the other"),
        ({"wrong": "facts", "reason": "A slip"}, "Choose who"),
    ],
)
def test_what_is_missing_is_said_and_the_reason_is_kept(small_town: Town, typed: dict[str, str], said: str) -> None:
    answer = small_town.as_(Role.CASEWORKER).post(f"/cases/{a_case(small_town)}/put-right/4", **typed)
    assert answer.status_code == 422
    assert said in words(answer)
    assert str(typed.get("reason", "")) in answer.text


def test_only_officers_put_right_and_see_what_waits(small_town: Town) -> None:
    case = a_case(small_town)
    for role in ROLES:
        visitor = small_town.as_(role)
        wanted = 200 if role in OFFICERS else 403
        for path in (f"/cases/{case}/put-right/2", "/approvals"):
            assert visitor.get(path).status_code == wanted
        assert visitor.post(f"/cases/{case}/put-right/2", **NEVER).status_code == wanted
        assert visitor.post("/approvals/1", decision="agree").status_code == (404 if role in OFFICERS else 403)


def test_what_one_may_not_see_or_what_there_is_not_is_not_found(small_town: Town) -> None:
    case = a_case(small_town)
    caseworker, manager = small_town.as_(Role.CASEWORKER), small_town.as_(Role.MANAGER)
    assert caseworker.get(f"/cases/{case}/put-right/9").status_code == 404
    assert caseworker.get("/approvals/7").status_code == 404
    asked = caseworker.post(f"/cases/{case}/put-right/3", confirmed="yes", seen_version="4", **THE_FOURTH)
    assert asked.headers["location"] == "/approvals/1"
    named = [small_town.users[Role.DECISION_MAKER].email]
    hidden = restrict(small_town.desk.office, case, "adopted", "An order", date(2026, 8, 1), named)
    assert not isinstance(hidden, Refusal)
    for visitor in (caseworker, manager):
        assert visitor.get(f"/cases/{case}/put-right/2").status_code == 404
        assert visitor.post(f"/cases/{case}/put-right/2", confirmed="yes", **NEVER).status_code == 404
        assert visitor.get("/approvals/1").status_code == 404
        assert visitor.post("/approvals/1", decision="agree").status_code == 404
        assert case not in visitor.get("/approvals").text
    assert case in small_town.as_(Role.DECISION_MAKER).get("/approvals").text


# --- What follows -----------------------------------------------------------------------------------------------------


def test_what_follows_is_shown_before_anything_is_saved(small_town: Town) -> None:
    case = a_case(small_town)
    before = counting(small_town, case)
    moved = {**THE_FOURTH, "on-day": "6"}
    said = words(small_town.as_(Role.CASEWORKER).post(f"/cases/{case}/put-right/4", seen_version="4", **moved))
    assert "Give the advice that was asked for (health) Moves Thursday 19 March 2026 Friday 20 March 2026" in said
    assert "The right day Friday 6 February 2026" in said
    assert "Why It went a day later" in said
    assert counting(small_town, case) == before


def test_entries_that_would_no_longer_stand_are_named(small_town: Town) -> None:
    case = a_case(small_town)
    said = words(small_town.as_(Role.MANAGER).post(f"/cases/{case}/put-right/3", seen_version="4", **NEVER))
    assert "It never happened" in said
    assert "It takes a second person" in said
    assert "Decide whether to assess and tell the family Open again" in said


def test_what_one_person_may_put_right_is_put_right_and_stays_on_the_ledger(small_town: Town) -> None:
    case, visitor = a_case(small_town), small_town.as_(Role.CASEWORKER)
    typed = {**THE_FOURTH, "on-day": "21", "on-month": "1", "seen_version": "4", "confirmed": "yes"}
    done = visitor.post(f"/cases/{case}/put-right/2", **typed)
    assert done.headers["location"] == f"/cases/{case}/recorded/5"
    assert "2 views_sought 2026-01-21" in counting(small_town, case)
    again = visitor.post(f"/cases/{case}/put-right/2", **typed)
    assert again.headers["location"] == f"/cases/{case}/recorded/5"
    shown = show_case(small_town.desk.office, case)
    assert not isinstance(shown, Refusal)
    assert len(shown.entries) == 5
    assert shown.entries[1].occurred_on == date(2026, 1, 20)


def test_facts_are_put_right_and_those_that_the_page_does_not_show_stay(small_town: Town) -> None:
    case, visitor = a_case(small_town), small_town.as_(Role.CASEWORKER)
    typed = {
        "wrong": "facts",
        "fact_body": "social_care",
        "reason": "Wrong body",
        "seen_version": "4",
        "confirmed": "yes",
    }
    assert visitor.post(f"/cases/{case}/put-right/4", **typed).status_code == 303
    shown = show_case(small_town.desk.office, case)
    assert not isinstance(shown, Refusal)
    assert next(each for each in effective(shown.entries) if each.number == 4).facts == {"body": "social_care"}


def test_a_correction_that_cannot_be_is_refused_in_place(small_town: Town) -> None:
    case = a_case(small_town)
    typed = {**THE_FOURTH, "on-year": "2027", "seen_version": "4"}
    answer = small_town.as_(Role.CASEWORKER).post(f"/cases/{case}/put-right/4", **typed)
    assert answer.status_code == 409
    assert "has not come yet" in words(answer)
    assert "It went a day later" in answer.text


def test_a_stale_page_says_what_changed(small_town: Town) -> None:
    case = a_case(small_town)
    answer = small_town.as_(Role.CASEWORKER).post(f"/cases/{case}/put-right/2", seen_version="3", **NEVER)
    assert answer.status_code == 409
    assert "Advice requested, Thursday 5 February 2026: recorded by caseworker@example.gov.uk" in words(answer)
    assert 'name="reason" value="Another child&#39;s letter"' in answer.text


# --- The second person ------------------------------------------------------------------------------------------------


def test_a_decision_is_put_right_by_two(town: Town) -> None:
    case = a_case(town)
    caseworker, manager, decider = (town.as_(role) for role in OFFICERS)
    asked = caseworker.post(f"/cases/{case}/put-right/3", confirmed="yes", seen_version="4", **THE_FOURTH)
    assert asked.headers["location"] == "/approvals/1"
    own = words(caseworker.get("/approvals"))
    assert "What you asked for" in own
    assert "For you to decide" not in own
    assert "You may not decide it" in words(caseworker.get("/approvals/1"))
    assert caseworker.post("/approvals/1", decision="agree", seen_version="4").status_code == 409
    assert "3 assessment_agreed 2026-02-03" in counting(town, case)
    page = words(decider.get("/approvals/1"))
    assert "Asked for by caseworker@example.gov.uk" in page
    assert "Met on 4 February 2026 instead of 3 February 2026" in page
    assert decider.post("/approvals/1", decision="agree", seen_version="4").status_code == 303
    assert "3 assessment_agreed 2026-02-04" in counting(town, case)
    assert "Agreed to by decisionmaker@example.gov.uk" in words(caseworker.get("/approvals"))
    late = manager.post("/approvals/1", decision="agree", seen_version="5")
    assert late.status_code == 409
    assert "has agreed to it already" in words(late)
    assert town.desk.sound()


def test_the_second_person_sees_what_was_recorded_since_and_a_stale_page_records_nothing(small_town: Town) -> None:
    case = a_case(small_town)
    caseworker, manager = small_town.as_(Role.CASEWORKER), small_town.as_(Role.MANAGER)
    caseworker.post(f"/cases/{case}/put-right/3", confirmed="yes", seen_version="4", **THE_FOURTH)
    recorded(small_town, case, Event.ADVICE_CHASED, date(2026, 2, 9), Role.CASEWORKER, body="health")
    page = words(manager.get("/approvals/1"))
    assert "Recorded on the case since it was asked for Advice chased, Monday 9 February 2026" in page
    stale = manager.post("/approvals/1", decision="agree", seen_version="4")
    assert stale.status_code == 409
    assert "The case has changed since you opened this page" in words(stale)
    assert "3 assessment_agreed 2026-02-03" in counting(small_town, case)


def test_a_refusal_needs_a_reason_which_whoever_asked_reads(small_town: Town) -> None:
    case = a_case(small_town)
    caseworker, manager = small_town.as_(Role.CASEWORKER), small_town.as_(Role.MANAGER)
    caseworker.post(f"/cases/{case}/put-right/3", confirmed="yes", seen_version="4", **THE_FOURTH)
    silent = manager.post("/approvals/1", decision="refuse", why=" ")
    assert silent.status_code == 422
    assert "Say why you refuse it" in words(silent)
    assert manager.post("/approvals/1", decision="refuse", why="The letter says the third").status_code == 303
    assert "Refused by manager@example.gov.uk: The letter says the third" in words(caseworker.get("/approvals"))
    assert "3 assessment_agreed 2026-02-03" in counting(small_town, case)


def test_lists_without_anything_say_what_would_fill_them(small_town: Town) -> None:
    said = words(small_town.as_(Role.MANAGER).get("/approvals"))
    assert "Nothing waits for you" in said
    assert "You have asked for nothing" in said


def test_the_pages_work_in_a_browser_wide_and_narrow_without_faults(
    small_town: Town, chromium: Browser, tmp_path: Path
) -> None:
    case = a_case(small_town)
    small_town.as_(Role.CASEWORKER).post(f"/cases/{case}/put-right/3", confirmed="yes", seen_version="4", **NEVER)
    with served(small_town.app) as address:
        for width in (DESK, PHONE):
            with browsing(chromium, small_town, address, Role.MANAGER, width) as window:
                page = window.new_page()
                opened = Opened(page, tmp_path / f"put-right-{width}.html")
                for path in ("/approvals", "/approvals/1", f"/cases/{case}/put-right/3"):
                    page.goto(path)
                    assert opened.faults() == []
                    assert not opened.scrolls_sideways(), path
                page.get_by_label("The date", exact=True).check()
                assert opened.faults() == []
                page.get_by_label("Day", exact=True).fill("4")
                page.get_by_label("Why was it wrong?").fill("It went a day later")
                page.get_by_role("button", name="Continue").click()
                assert "What follows" in page.get_by_role("heading", level=1).inner_text()
                assert opened.faults() == []
                assert not opened.scrolls_sideways()
