"""Four journeys: a request to its final plan; a refusal and its reversal; an entry put right; an officer who leaves."""

from datetime import date

import pytest
from playwright.sync_api import Browser

from ehcp_flow.services.cases import assign
from ehcp_flow.services.lookups import ShownCase, show_case
from tests.ehcp_flow.web.a_site import Town, served
from tests.journeys.people import at
from workflows.refusals import Refusal
from workflows.vocabulary import Role

WITH_AND_WITHOUT = pytest.mark.parametrize("script", [True, False], ids=["script", "no-script"])
CASEWORKER, MANAGER, DECIDER = Role.CASEWORKER, Role.MANAGER, Role.DECISION_MAKER


def shown(town: Town, case: str) -> ShownCase:
    found = show_case(town.desk.office, case)
    assert not isinstance(found, Refusal)
    return found


@WITH_AND_WITHOUT
def test_a_request_from_its_receipt_to_the_final_plan(chromium: Browser, town: Town, script: bool) -> None:
    clock = town.desk.clock
    case = town.open("Bea", "Larkmoor", day="2026-02-02")
    assign(town.desk.office, case, town.users[CASEWORKER].email)
    with served(town.app) as address:
        with at(chromium, town, address, CASEWORKER, script) as officer:
            officer.opens("/work/mine")
            officer.sees(case)
            officer.sees("B.L., 8")
            officer.records(case, "views_sought", date(2026, 2, 3))
        with at(chromium, town, address, MANAGER, script) as manager:
            manager.records(case, "assessment_agreed", date(2026, 2, 9), may_have_sen="yes", plan_may_be_needed="yes")
            manager.opens(f"/cases/{case}")
            manager.sees("Assessing")
        clock.set_to(date(2026, 4, 20))
        with at(chromium, town, address, CASEWORKER, script) as officer:
            officer.records(case, "advice_requested", date(2026, 2, 11), body="health")
            officer.records(case, "advice_received", date(2026, 3, 20), body="health")
        with at(chromium, town, address, DECIDER, script) as decider:
            decider.records(case, "plan_agreed", date(2026, 3, 25), plan_is_needed="yes")
        with at(chromium, town, address, CASEWORKER, script) as officer:
            officer.records(case, "draft_sent", date(2026, 3, 26), version="1")
        with at(chromium, town, address, DECIDER, script) as decider:
            decider.records(case, "final_plan_sent", date(2026, 4, 17), setting="Ash Lane Primary")
            decider.opens(f"/cases/{case}")
            decider.sees("Plan in force")
            decider.opens(f"/cases/{case}/history")
            decider.sees("Final plan sent")
    assert [entry.event.value for entry in shown(town, case).entries][-1] == "final_plan_sent"
    assert town.desk.sound()


@WITH_AND_WITHOUT
def test_a_refusal_mediation_and_its_reversal(chromium: Browser, town: Town, script: bool) -> None:
    case = town.open("Ned", "Ashgrove", day="2026-01-05")
    with served(town.app) as address, at(chromium, town, address, MANAGER, script) as manager:
        manager.opens(f"/cases/{case}/record/assessment_refused")
        manager.chooses_day(date(2026, 2, 6))
        manager.answers({"may_have_sen": "yes", "plan_may_be_needed": "no"})
        manager.presses("Continue")
        manager.sees("There is a problem")  # a no needs its reasons, and what was typed is kept
        assert manager.page.locator("[name=fact_plan_may_be_needed][value=no]").is_checked()
        manager.records(
            case,
            "assessment_refused",
            date(2026, 2, 6),
            may_have_sen="yes",
            plan_may_be_needed="no",
            reasons="The school meets his needs from what it has.",
        )
        manager.records(case, "mediation_contacted", date(2026, 2, 9), about="assess")
        manager.records(case, "mediation_agreed", date(2026, 2, 10), about="assess")
        manager.opens(f"/cases/{case}")
        manager.sees("Deciding whether to assess")
    assert town.desk.sound()


@WITH_AND_WITHOUT
def test_a_decision_with_the_wrong_date_is_put_right_by_two(chromium: Browser, town: Town, script: bool) -> None:
    case = town.open("Juno", "Applegarth", day="2026-01-05")
    with served(town.app) as address:
        with at(chromium, town, address, MANAGER, script) as manager:
            manager.records(case, "assessment_agreed", date(2026, 2, 6), may_have_sen="yes", plan_may_be_needed="yes")
            manager.opens(f"/cases/{case}/put-right/2")
            manager.page.get_by_label("The date", exact=True).check()
            for part, value in (("day", "9"), ("month", "2"), ("year", "2026")):
                manager.page.locator(f"[name=on-{part}]").fill(value)
            manager.page.locator("textarea[name=reason]").fill("The letter went on Monday.")
            manager.presses("Continue")
            manager.sees("second person")
            manager.presses("Ask for it to be put right")
        assert len(shown(town, case).entries) == 2
        with at(chromium, town, address, DECIDER, script) as decider:
            decider.opens("/approvals")
            decider.sees(case)
            decider.page.locator("main").get_by_role("link").filter(has_text=case).first.click()
            decider.presses("Agree, and record it")
    entries = shown(town, case).entries
    assert [entry.event.value for entry in entries][-1] == "correction"
    assert entries[-1].recorded_by == town.users[DECIDER].email
    agreed = next(each for each in shown(town, case).view.entries if each.event.value == "assessment_agreed")
    assert agreed.occurred_on == date(2026, 2, 9)
    assert town.desk.sound()


@WITH_AND_WITHOUT
def test_an_officer_leaves_and_every_case_goes_to_somebody(chromium: Browser, town: Town, script: bool) -> None:
    leaver = town.user("Lee Leaver", CASEWORKER)
    cases = [town.open("Ada", f"Marrow{name}") for name in ("one", "two", "three")]
    for case in cases:
        assign(town.desk.office, case, leaver.email)
    stays = town.users[CASEWORKER]
    with served(town.app) as address, at(chromium, town, address, MANAGER, script) as manager:
        manager.opens("/team")
        manager.sees("Lee Leaver")
        manager.opens(f"/team/people/{leaver.email}")
        to = manager.page.get_by_label("Where do their 3 open cases go?")
        to.select_option(label=f"{stays.name}: 0 open, 0 overdue")
        manager.page.locator("#reason").fill("Leaves at the end of the week")
        manager.presses("Lee Leaver no longer works here")
        manager.opens("/team")
    assert {shown(town, case).owner for case in cases} == {stays.email}
    assert town.desk.sound()
