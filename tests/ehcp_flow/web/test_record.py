"""Recording a step: the question, what it would change before anything is saved, refusals in place, and a form gone stale."""

from datetime import date
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser

from ehcp_flow.services import cases
from ehcp_flow.services.access.restrictions import restrict
from ehcp_flow.services.lookups import ShownCase, show_case
from tests.browser import DESK, PHONE, Opened
from tests.ehcp_flow.web.a_site import ROLES, Town, Visitor, browsing, served, words
from workflows.refusals import Refusal
from workflows.vocabulary import Event, Role

TODAY = "2026-02-10"
OFFICERS = (Role.CASEWORKER, Role.MANAGER, Role.DECISION_MAKER)
YES = {"fact_may_have_sen": "yes", "fact_plan_may_be_needed": "yes"}


def ledger(town: Town, case: str) -> list[str]:
    """The ledger of a case, a line an entry."""
    shown = seen(town, case)
    return [f"{each.number} {each.event.value} {each.occurred_on} {each.recorded_by}" for each in shown.entries]


def seen(town: Town, case: str) -> ShownCase:
    shown = show_case(town.desk.office, case)
    assert not isinstance(shown, Refusal)
    return shown


def on(day: date) -> dict[str, str]:
    """The day, typed."""
    return {"when": "other", "on-day": str(day.day), "on-month": str(day.month), "on-year": str(day.year)}


def saved(visitor: Visitor, case: str, event: str, version: int, **typed: Any) -> None:
    """Looks at the check page, then saves from it."""
    path = f"/cases/{case}/record/{event}"
    looked = visitor.post(path, seen_version=str(version), **typed)
    assert looked.status_code == 200, words(looked)[:1500]
    assert "What this will change" in words(looked)
    done = visitor.post(path, seen_version=str(version), confirmed="yes", **typed)
    assert done.status_code == 303, words(done)[:1500]


# --- The question -----------------------------------------------------------------------------------------------------


def test_the_question_is_in_plain_words_and_offers_today_in_full(small_town: Town) -> None:
    said = words(small_town.as_(Role.MANAGER).get(f"/cases/{small_town.open()}/record/assessment_agreed"))
    assert "Has the family been told that we will assess?" in said
    assert "The day the decision was sent to the family" in said
    assert "Today, Tuesday 10 February 2026" in said
    assert "Yesterday, Monday 9 February 2026" in said
    assert said.index("special educational needs?") < said.index("Who decided")


def test_every_event_that_is_recorded_here_has_a_page(small_town: Town) -> None:
    visitor, case = small_town.as_(Role.MANAGER), small_town.open()
    elsewhere = {Event.CORRECTION, Event.CASE_ASSIGNED, Event.DETAILS_RECORDED}
    found = {event: visitor.get(f"/cases/{case}/record/{event.value}").status_code for event in Event}
    assert {event for event, status in found.items() if status == 404} == elsewhere
    assert {status for event, status in found.items() if event not in elsewhere} == {200}


def test_only_officers_record(small_town: Town) -> None:
    case = small_town.open()
    for role in ROLES:
        visitor, may = small_town.as_(role), role in OFFICERS
        before = len(ledger(small_town, case))
        assert visitor.get(f"/cases/{case}/record/views_sought").status_code == (200 if may else 403)
        assert visitor.get(f"/cases/{case}/recorded/1").status_code == (200 if may else 403)
        posted = visitor.post(f"/cases/{case}/record/views_sought", when=TODAY, confirmed="yes")
        assert posted.status_code == (303 if may else 403)
        assert len(ledger(small_town, case)) == before + may


def test_a_case_that_one_may_not_see_is_answered_like_one_that_there_is_not(small_town: Town) -> None:
    case = small_town.open()
    named = [small_town.users[Role.MANAGER].email]
    assert not isinstance(
        restrict(small_town.desk.office, case, "adopted", "An order", date(2026, 8, 1), named), Refusal
    )
    visitor = small_town.as_(Role.CASEWORKER)
    for path in (
        f"/cases/{case}/record/views_sought",
        f"/cases/{case}/recorded/1",
        "/cases/EHC-2026-09999/record/views_sought",
    ):
        assert visitor.get(path).status_code == 404
    assert visitor.post(f"/cases/{case}/record/views_sought", when=TODAY, confirmed="yes").status_code == 404
    assert len(ledger(small_town, case)) == 1


# --- Errors -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({}, "Choose the day on which it happened"),
        ({"when": "tomorrow"}, "Choose the day"),
        ({"when": "other", "on-day": "", "on-month": "", "on-year": ""}, "Enter the day on which it happened"),
        ({"when": "other", "on-day": "31", "on-month": "2", "on-year": "2026"}, "there is no such day"),
        ({"when": "other", "on-day": "3", "on-month": "", "on-year": "2026"}, "The date must include a month"),
        ({"when": TODAY}, "Choose who"),
        ({"when": TODAY, "fact_body": "stranger"}, "Choose one of the answers: Who?"),
    ],
)
def test_what_is_missing_or_wrong_is_said_and_what_was_typed_is_kept(
    small_town: Town, typed: dict[str, str], said: str
) -> None:
    path = f"/cases/{small_town.open()}/record/advice_requested"
    answer = small_town.as_(Role.CASEWORKER).post(path, fact_service="Paediatrics", seen_version="1", **typed)
    assert answer.status_code == 422
    assert said in words(answer)
    assert 'value="Paediatrics"' in answer.text


def test_the_legal_test_is_answered_before_a_decision_and_reasons_are_given_for_a_no(small_town: Town) -> None:
    case = small_town.open()
    answer = small_town.as_(Role.MANAGER).post(f"/cases/{case}/record/assessment_refused", when=TODAY, seen_version="1")
    assert answer.status_code == 422
    for said in (
        "Say whether the child or young person has or may have special educational needs",
        "Say whether provision by an EHC plan may be necessary",
        "Enter the reasons that the family was given",
    ):
        assert said in words(answer)


def test_a_yes_to_the_legal_test_cannot_lead_to_a_no(small_town: Town) -> None:
    case = small_town.open()
    typed = {**YES, "fact_reasons": "The school can meet the needs", "when": TODAY, "seen_version": "1"}
    answer = small_town.as_(Role.MANAGER).post(f"/cases/{case}/record/assessment_refused", **typed)
    assert answer.status_code == 409
    assert "then the authority must assess" in words(answer)
    assert "section 36(8)" in words(answer)
    assert "The school can meet the needs" in answer.text


@pytest.mark.parametrize(
    ("day", "said"),
    [(date(2026, 2, 11), "11 February 2026 has not come yet"), (date(2026, 1, 2), "is before that")],
)
def test_a_day_to_come_or_before_the_request_is_refused_in_place(small_town: Town, day: date, said: str) -> None:
    path = f"/cases/{small_town.open()}/record/views_sought"
    answer = small_town.as_(Role.CASEWORKER).post(path, seen_version="1", fact_note="By letter", **on(day))
    assert answer.status_code == 409
    assert said in words(answer)
    assert "By letter" in answer.text


def test_whoever_may_not_take_a_step_is_told_whose_it_is(small_town: Town) -> None:
    path = f"/cases/{small_town.open()}/record/assessment_agreed"
    answer = small_town.as_(Role.CASEWORKER).post(path, when=TODAY, seen_version="1", **YES)
    assert answer.status_code == 409
    assert "Ask a decision maker or manager to record it" in words(answer)


# --- The check page ---------------------------------------------------------------------------------------------------


def test_nothing_is_saved_before_the_check_page_which_says_what_will_change_and_who_is_told(small_town: Town) -> None:
    case = small_town.open()
    officer = small_town.users[Role.CASEWORKER].email
    assert not isinstance(cases.assign(small_town.desk.office, case, officer), Refusal)
    before = small_town.desk.contents()["event"]
    answer = small_town.as_(Role.MANAGER).post(
        f"/cases/{case}/record/assessment_agreed", when="2026-02-09", seen_version="2", **YES
    )
    said = words(answer)
    assert answer.status_code == 200
    assert small_town.desk.contents()["event"] == before
    assert "The day the decision was sent to the family Monday 9 February 2026" in said
    assert "Decide whether to assess and tell the family Met Monday 16 February 2026" in said
    assert "The case will then stand at: Assessing" in said
    assert f"E-mail: somebody else records a step on it, to {officer}" in said
    assert 'name="seen_version" value="2"' in answer.text


def test_a_deadline_that_starts_is_shown_with_its_date(small_town: Town) -> None:
    case = small_town.open()
    typed = {"when": TODAY, "fact_body": "health", "seen_version": "1"}
    said = words(small_town.as_(Role.CASEWORKER).post(f"/cases/{case}/record/advice_requested", **typed))
    assert "Give the advice that was asked for (health) Starts – Tuesday 24 March 2026" in said


def test_what_was_typed_can_be_changed_from_the_check_page(small_town: Town) -> None:
    path = f"/cases/{small_town.open()}/record/views_sought"
    answer = small_town.as_(Role.CASEWORKER).post(path, change="yes", when="2026-02-09", fact_note="By telephone")
    assert answer.status_code == 200
    assert "By telephone" in answer.text
    assert 'value="2026-02-09" checked' in answer.text


def test_a_day_in_a_closed_month_is_named_with_what_it_restates(small_town: Town) -> None:
    from ehcp_flow.services.board.closing import Frozen, close
    from reports.periods import month

    case, desk = small_town.open(), small_town.desk
    assert isinstance(close(desk.office, month(2026, 1), None, desk.clock.now()), Frozen)
    path = f"/cases/{case}/record/views_sought"
    said = words(small_town.as_(Role.CASEWORKER).post(path, seen_version="1", **on(date(2026, 1, 30))))
    assert "Figures that were printed may be restated for January 2026" in said
    assert "restated" not in words(small_town.as_(Role.CASEWORKER).post(path, seen_version="1", when=TODAY))


# --- Saving -----------------------------------------------------------------------------------------------------------


def test_when_it_is_done_the_next_step_is_named_and_the_list_is_one_click_away(small_town: Town) -> None:
    case, visitor = small_town.open(), small_town.as_(Role.MANAGER)
    back = "/work?late=yes&page=2"
    typed = {"when": TODAY, "seen_version": "1", "back": back, **YES}
    shown = visitor.get(f"/cases/{case}/record/assessment_agreed?back=%2Fwork%3Flate%3Dyes%26page%3D2")
    assert 'name="back" value="/work?late=yes&amp;page=2"' in shown.text
    done = visitor.follow(visitor.post(f"/cases/{case}/record/assessment_agreed", confirmed="yes", **typed))
    assert "Recorded: Agreed to assess" in words(done)
    assert "Tell the family if no plan will be issued , due Monday 27 April 2026, 52 working days left" in words(done)
    assert 'href="/work?late=yes&amp;page=2"' in done.text
    assert ledger(small_town, case)[1] == f"2 assessment_agreed 2026-02-10 {small_town.users[Role.MANAGER].email}"


@pytest.mark.parametrize("elsewhere", ["https://example.org/", "//example.org", "/\\example.org", "javascript:x"])
def test_the_way_back_never_leads_to_another_site(small_town: Town, elsewhere: str) -> None:
    case, visitor = small_town.open(), small_town.as_(Role.CASEWORKER)
    done = visitor.post(
        f"/cases/{case}/record/views_sought", when=TODAY, confirmed="yes", seen_version="1", back=elsewhere
    )
    assert "example.org" not in visitor.follow(done).text
    assert done.headers["location"] == f"/cases/{case}/recorded/2"


def test_a_form_that_is_sent_twice_records_once(small_town: Town) -> None:
    case, visitor = small_town.open(), small_town.as_(Role.CASEWORKER)
    typed = {"when": TODAY, "confirmed": "yes", "seen_version": "1"}
    first, second = (visitor.post(f"/cases/{case}/record/views_sought", **typed) for _ in range(2))
    assert first.headers["location"] == second.headers["location"] == f"/cases/{case}/recorded/2"
    assert len(ledger(small_town, case)) == 2


def test_a_stale_form_says_what_changed_and_by_whom_and_keeps_what_was_typed(town: Town) -> None:
    case = town.open()
    manager, caseworker = town.as_(Role.MANAGER), town.as_(Role.CASEWORKER)
    saved(manager, case, "assessment_agreed", 1, when=TODAY, **YES)
    typed = {"when": TODAY, "fact_body": "health", "fact_service": "Paediatrics", "seen_version": "1"}
    path = f"/cases/{case}/record/advice_requested"
    for more in ({}, {"confirmed": "yes"}):
        stale = caseworker.post(path, **typed, **more)
        assert stale.status_code == 409
        said = words(stale)
        assert "The case has changed since you opened it" in said
        assert "Agreed to assess, Tuesday 10 February 2026: recorded by manager@example.gov.uk" in said
        assert 'name="fact_service" value="Paediatrics"' in stale.text
        assert 'name="seen_version" value="2"' in stale.text
    assert len(ledger(town, case)) == 2
    saved(caseworker, case, "advice_requested", 2, when=TODAY, fact_body="health", fact_service="Paediatrics")
    assert ledger(town, case)[2].startswith("3 advice_requested")


def test_an_exception_waits_for_a_second_person(small_town: Town) -> None:
    case, visitor = small_town.open(), small_town.as_(Role.CASEWORKER)
    typed = {"when": TODAY, "fact_ground": "personal_circumstances", "fact_evidence": "A letter", "seen_version": "1"}
    looked = words(visitor.post(f"/cases/{case}/record/exception_recorded", **typed))
    assert "It takes a second person, because an exception excuses a limit that the law sets" in looked
    asked = visitor.post(f"/cases/{case}/record/exception_recorded", confirmed="yes", **typed)
    assert asked.headers["location"] == "/approvals/1"
    assert "It waits for a second person" in words(visitor.follow(asked))
    assert len(ledger(small_town, case)) == 1
    manager = small_town.as_(Role.MANAGER)
    assert "Exception recorded" in words(manager.get("/approvals"))
    agreed = manager.post("/approvals/1", decision="agree", seen_version="1")
    assert agreed.headers["location"] == f"/cases/{case}/recorded/2"
    assert ledger(small_town, case)[1] == "2 exception_recorded 2026-02-10 manager@example.gov.uk"


# --- Whole journeys ---------------------------------------------------------------------------------------------------


def test_a_request_goes_from_receipt_to_the_final_plan(town: Town) -> None:
    case, clock = town.open(day="2026-02-02"), town.desk.clock
    caseworker, manager, decider = (town.as_(role) for role in OFFICERS)
    saved(caseworker, case, "views_sought", 1, **on(date(2026, 2, 3)))
    saved(manager, case, "assessment_agreed", 2, when=TODAY, fact_decided_under="The panel of 10 February", **YES)
    clock.set_to(date(2026, 3, 31))
    caseworker, decider = town.as_(Role.CASEWORKER), town.as_(Role.DECISION_MAKER)
    saved(caseworker, case, "advice_requested", 3, fact_body="health", **on(date(2026, 2, 11)))
    saved(caseworker, case, "advice_received", 4, fact_body="health", **on(date(2026, 3, 20)))
    saved(decider, case, "plan_agreed", 5, fact_plan_is_needed="yes", **on(date(2026, 3, 25)))
    saved(caseworker, case, "draft_sent", 6, fact_version="1", **on(date(2026, 3, 26)))
    early = decider.post(f"/cases/{case}/record/final_plan_sent", when="2026-03-31", seen_version="7")
    assert early.status_code == 409
    assert "the draft has to be with the family until the end of 9 April 2026" in words(early).replace(
        "The draft", "the draft"
    )
    clock.set_to(date(2026, 4, 20))
    decider = town.as_(Role.DECISION_MAKER)
    saved(decider, case, "final_plan_sent", 7, when="2026-04-20", fact_setting="Ash Lane Primary")
    shown = seen(town, case)
    assert shown.view.words == "Plan in force"
    final = next(each for each in shown.deadlines if each.duty == "final_plan")
    assert (final.outcome.value, final.met_on) == ("met", date(2026, 4, 20))
    assert shown.entries[2].fact("decided_under") == "The panel of 10 February"
    assert town.desk.sound()


def test_a_refusal_is_recorded_with_its_reasons_and_may_be_reversed(small_town: Town) -> None:
    case, manager = small_town.open(), small_town.as_(Role.MANAGER)
    no = {"fact_may_have_sen": "yes", "fact_plan_may_be_needed": "no", "fact_reasons": "Needs are met\nat school"}
    saved(manager, case, "assessment_refused", 1, when="2026-02-09", **no)
    saved(manager, case, "mediation_contacted", 2, when="2026-02-09", fact_about="assess")
    saved(manager, case, "mediation_agreed", 3, when=TODAY, fact_about="assess")
    shown = seen(small_town, case)
    assert shown.entries[1].fact("reasons").splitlines() == ["Needs are met", "at school"]
    assert shown.view.words == "Deciding whether to assess"


# --- In a browser -----------------------------------------------------------------------------------------------------


def test_the_pages_work_in_a_browser_wide_and_narrow_without_faults(
    small_town: Town, chromium: Browser, tmp_path: Path
) -> None:
    case = small_town.open()
    with served(small_town.app) as address:
        for width in (DESK, PHONE):
            with browsing(chromium, small_town, address, Role.MANAGER, width) as window:
                page = window.new_page()
                opened = Opened(page, tmp_path / f"record-{width}.html")
                page.goto(f"/cases/{case}/record/assessment_agreed")
                assert opened.faults() == []
                assert not opened.scrolls_sideways()
                page.get_by_label("Today, Tuesday 10 February 2026").check()
                page.get_by_role("button", name="Continue").click()
                assert page.get_by_role("alert").get_by_text("There is a problem").is_visible()
                assert opened.faults() == []
                for question in page.get_by_role("group").filter(has_text="section 36(8)").all():
                    question.get_by_label("Yes", exact=True).check()
                page.get_by_role("button", name="Continue").click()
                assert "Check before it is saved" in page.get_by_role("heading", level=1).inner_text()
                assert opened.faults() == []
                assert not opened.scrolls_sideways()
        with browsing(chromium, small_town, address, Role.MANAGER, script=False) as window:
            page = window.new_page()
            page.goto(f"/cases/{case}/record/views_sought")
            page.get_by_label("Another day").check()
            for part, typed in (("Day", "9"), ("Month", "feb"), ("Year", "2026")):
                page.get_by_label(part, exact=True).fill(typed)
            page.get_by_role("button", name="Continue").click()
            assert page.get_by_text("Monday 9 February 2026").is_visible()
            page.get_by_role("button", name="Record it").click()
            assert page.get_by_role("heading", level=1).inner_text() == "Recorded: Views and evidence invited"
    assert len(ledger(small_town, case)) == 2
