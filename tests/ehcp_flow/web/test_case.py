"""The pages of a case: where it stands, what may be done, what happened, every date, who read it, and on paper."""

import re
from datetime import date
from typing import Any

import pytest
from fastapi.routing import APIRoute

from ehcp_flow.services.access.restrictions import restrict
from ehcp_flow.services.cases import Done, correct, record
from ehcp_flow.web.views import case, case_documents, case_notes, case_people
from tests.ehcp_flow.web.a_site import ROLES, Town, words
from workflows.refusals import Refusal
from workflows.vocabulary import Event, Role

YES = {"may_have_sen": True, "plan_may_be_needed": True}
READERS = (Role.CASEWORKER, Role.MANAGER, Role.DECISION_MAKER, Role.PANEL_CLERK, Role.ANALYST)
TABS = ("", "/advice", "/documents", "/contacts", "/health", "/notes", "/history", "/dates", "/print")


def happens(town: Town, reference: str, event: Event, day: str, **facts: Any) -> None:
    done = record(town.desk.office, reference, event, date.fromisoformat(day), facts)
    assert isinstance(done, Done), done


def assessing(town: Town) -> str:
    """A case that was agreed to be assessed, with advice asked for twice, chased once and come once."""
    reference = town.open()
    happens(town, reference, Event.ASSESSMENT_AGREED, "2026-01-20", **YES)
    happens(town, reference, Event.ADVICE_REQUESTED, "2026-01-21", body="health", service="paediatrics")
    happens(town, reference, Event.ADVICE_REQUESTED, "2026-01-22", body="social_care")
    happens(town, reference, Event.ADVICE_CHASED, "2026-02-05", body="health", service="paediatrics")
    happens(town, reference, Event.ADVICE_RECEIVED, "2026-02-06", body="social_care")
    return reference


def routes() -> list[tuple[str, str, frozenset[Role]]]:
    """Every address of a case with its method and who may open it."""
    return [
        (method, route.path, getattr(route, "who", frozenset()))
        for family in (case, case_notes, case_people, case_documents)
        for route in family.pages.routes
        if isinstance(route, APIRoute)
        for method in route.methods or ()
    ]


def address(path: str, reference: str) -> str:
    return re.sub(r"{number(:int)?}", "1", path).replace("{reference}", reference)


def test_the_case_says_who_it_is_and_what_is_next_and_why_then(town: Town) -> None:
    reference = town.open()
    said = words(town.as_(Role.CASEWORKER).get(f"/cases/{reference}"))
    assert "Ada Marrow" in said
    assert "8 years old, born 1 May 2017" in said
    assert "Request received from parent, Monday 5 January 2026." in said
    assert "Deciding whether to assess" in said
    assert "Next: Decide whether to assess and tell the family" in said
    assert "Due Monday 16 February 2026, 4 working days left." in said
    assert "Why this date? On 5 January 2026 the request was received. The law gives 6 weeks" in said
    assert "Nothing is held of when the family last heard from us" in said


def test_the_20_weeks_are_told_in_words_and_drawn_with_the_same_words(small_town: Town) -> None:
    answer = small_town.as_(Role.CASEWORKER).get(f"/cases/{small_town.open()}")
    said = words(answer)
    assert "Week 6 Tell the family whether there will be an assessment, due Monday 16 February 2026" in said
    assert "Week 20 Send the final plan, due Monday 25 May 2026" in said
    assert "Today, 10 February 2026, is 5 weeks and 1 day after the request." in said
    assert '<svg class="own-way"' in answer.text
    assert 'role="img"' in answer.text
    assert "style=" not in answer.text
    drawn = re.search(r"<desc[^>]*>(.*?)</desc>", answer.text, re.DOTALL)
    assert drawn is not None
    assert "Today, 10 February 2026, is 5 weeks and 1 day after the request." in drawn[1]


def test_what_may_be_done_are_buttons_and_what_may_not_is_listed_with_its_reason(small_town: Town) -> None:
    reference = assessing(small_town)
    happens(small_town, reference, Event.ADVICE_RECEIVED, "2026-02-09", body="health", service="paediatrics")
    happens(small_town, reference, Event.PLAN_AGREED, "2026-02-09")
    happens(small_town, reference, Event.DRAFT_SENT, "2026-02-10", version="1")
    answer = small_town.as_(Role.MANAGER).get(f"/cases/{reference}")
    links = set(re.findall(rf'href="/cases/{reference}/record/(\w+)"', answer.text))
    assert {"representations_received", "setting_consulted", "request_withdrawn"} <= links
    assert "final_plan_sent" not in links
    assert "What cannot be recorded now, and why" in words(answer)
    assert "Final plan sent: not yet." in words(answer)


def test_a_decision_is_offered_with_its_other_side(small_town: Town) -> None:
    answer = small_town.as_(Role.DECISION_MAKER).get(f"/cases/{small_town.open()}")
    assert "Record: Agreed to assess" in words(answer)
    assert "Record: Refused to assess" in words(answer)


def test_whoever_only_reads_is_offered_nothing_to_record(small_town: Town) -> None:
    reference = assessing(small_town)
    for role in (Role.ANALYST, Role.PANEL_CLERK):
        visitor = small_town.as_(role)
        for tab in TABS:
            text = visitor.get(f"/cases/{reference}{tab}").text
            assert "/record/" not in text
            assert "/add" not in text
            assert "/put-right/" not in text
            assert "Who has read this" not in text


def test_advice_has_a_clock_of_its_own_and_what_was_done_about_it(small_town: Town) -> None:
    reference = assessing(small_town)
    answer = small_town.as_(Role.CASEWORKER).get(f"/cases/{reference}/advice")
    said = words(answer)
    assert "Health: paediatrics" in said
    assert "Asked Wednesday 21 January 2026" in said
    assert "Due Wednesday 4 March 2026" in said
    assert "Chased 1 time: 5 February 2026" in said
    assert "Received Friday 6 February 2026" in said
    assert f"/cases/{reference}/record/advice_chased?body=health&amp;service=paediatrics" in answer.text
    assert "advice_chased?body=social_care" not in answer.text
    assert "No advice has been asked for" in words(
        small_town.as_(Role.ANALYST).get(f"/cases/{small_town.open('Bo')}/advice")
    )


def test_what_happened_tells_both_dates_by_whom_and_what_it_did(town: Town) -> None:
    reference = assessing(town)
    done = correct(
        town.desk.office, reference, 1, "Typed wrongly", right_date=date(2026, 1, 6), as_user="manager@example.gov.uk"
    )
    assert isinstance(done, Done), done
    answer = town.as_(Role.CASEWORKER).get(f"/cases/{reference}/history")
    said = words(answer)
    assert said.index("entry 7") < said.index("entry 1")
    assert "Recorded 10 February 2026 at 09:30 by Manager" in said
    assert "Happened Wednesday 21 January 2026" in said
    assert "Source: Reg 5(1)." in said
    assert "Send the finalised EHC plan: starts, due Monday 25 May 2026" in said
    assert "Send the finalised EHC plan: moves from Monday 25 May 2026 to Tuesday 26 May 2026" in said
    assert "<s>Request received</s>" in answer.text
    assert '<a class="govuk-link" href="#entry-7">Put right by entry 7</a>' in answer.text
    assert f'href="/cases/{reference}/put-right/2"' in answer.text
    oldest = words(town.as_(Role.CASEWORKER).get(f"/cases/{reference}/history?order=oldest"))
    assert oldest.index("entry 1") < oldest.index("entry 6")


def test_every_date_says_how_it_stands_and_why(small_town: Town) -> None:
    said = words(small_town.as_(Role.CASEWORKER).get(f"/cases/{assessing(small_town)}/dates"))
    assert "Monday 16 February 2026 Decide whether to assess and tell the family" in said
    assert "Met on 20 January 2026" in said
    assert "On 21 January 2026 the body asked for advice received the request" in said


def test_the_case_is_shown_as_it_stood_on_another_day(small_town: Town) -> None:
    reference = assessing(small_town)
    visitor = small_town.as_(Role.CASEWORKER)
    answer = visitor.get(f"/cases/{reference}?as_at=2026-01-15")
    said = words(answer)
    assert "This is how the case stood on Thursday 15 January 2026." in said
    assert "Deciding whether to assess" in said
    assert "15 January 2026 was 1 week and 3 days after the request." in said
    assert "/record/" not in answer.text
    assert f"/cases/{reference}/history?as_at=2026-01-15" in answer.text
    parts = "as_at-day=15&as_at-month=1&as_at-year=2026&known_at-day=9&known_at-month=2&known_at-year=2026"
    said = words(visitor.get(f"/cases/{reference}/history?{parts}"))
    assert "as it was known at the end of Monday 9 February 2026" in said
    assert "Nothing had been recorded on this case by then" in said


@pytest.mark.parametrize(
    ("asked", "why"),
    [
        ("as_at=2026-02-11", "11 February 2026 has not come yet"),
        ("as_at=soon", "“soon” is not a day"),
        ("known_at=2026-13-40", "“2026-13-40” is not a day"),
        ("as_at-day=31&as_at-month=2&as_at-year=2026", "there is no such day"),
        ("as_at-day=3&as_at-month=&as_at-year=", "must include a month and year"),
    ],
)
def test_a_day_that_cannot_be_is_refused_in_words(small_town: Town, asked: str, why: str) -> None:
    answer = small_town.as_(Role.CASEWORKER).get(f"/cases/{small_town.open()}?{asked}")
    assert answer.status_code == 422
    assert why in words(answer)


def test_opening_a_page_is_written_down_and_managers_see_by_whom(small_town: Town) -> None:
    reference = small_town.open()
    assert small_town.as_(Role.CASEWORKER).get(f"/cases/{reference}/contacts").status_code == 200
    assert small_town.as_(Role.ANALYST).get(f"/cases/{reference}").status_code == 200
    said = words(small_town.as_(Role.MANAGER).get(f"/cases/{reference}/readings"))
    assert "10 February 2026 at 09:30 Caseworker Contacts" in said
    assert "10 February 2026 at 09:30 Analyst Overview" in said
    assert small_town.as_(Role.CASEWORKER).get(f"/cases/{reference}/readings").status_code == 403


def test_the_summary_for_paper_has_the_whole_case(small_town: Town) -> None:
    reference = assessing(small_town)
    said = words(small_town.as_(Role.CASEWORKER).get(f"/cases/{reference}/print"))
    for part in (
        "Ada Marrow",
        "The 20 weeks",
        "Every date",
        "Contacts",
        "What happened",
        "4. Thursday 22 January 2026",
    ):
        assert part in said


def test_what_is_typed_is_shown_as_it_was_typed_and_never_as_markup(small_town: Town) -> None:
    bad = "<script>alert(1)</script>"
    reference = small_town.open(f"Ada{bad}", "Marrow")
    happens(small_town, reference, Event.CASE_CLOSED, "2026-02-10", reason=f'"><img src=x onerror=alert(1)>{bad}')
    visitor = small_town.as_(Role.MANAGER)
    for tab in (*TABS, "/readings", "/notes/add", "/contacts/add", "/documents/add", "/warnings/add"):
        text = visitor.get(f"/cases/{reference}{tab}").text
        assert bad not in text, tab
        assert "<img" not in text, tab
        assert "Ada&lt;script&gt;" in text, tab


def test_every_role_that_may_not_is_told_so(small_town: Town) -> None:
    reference = small_town.open()
    for role in ROLES:
        visitor = small_town.as_(role)
        for method, path, who in routes():
            if role in who:
                continue
            where = address(path, reference)
            answer = visitor.get(where) if method == "GET" else visitor.post(where)
            assert answer.status_code == 403, f"{role} {method} {where}"


def test_whoever_is_not_signed_in_is_led_to_the_sign_in(small_town: Town) -> None:
    reference = small_town.open()
    visitor = small_town.as_(None)
    for method, path, _ in routes():
        where = address(path, reference)
        answer = visitor.get(where) if method == "GET" else visitor.post(where)
        assert answer.status_code == 303, where
        assert answer.headers["location"].startswith("/sign-in"), where


def test_a_case_that_may_not_be_seen_is_answered_like_one_that_there_is_not(town: Town) -> None:
    town.open("Bo", "Larch")
    reference = town.open()
    east = town.user("Eve East", *READERS, team="East")
    named = [town.users[Role.ANALYST].email]
    hidden = restrict(town.desk.office, reference, "adopted", "An order", date(2026, 8, 1), named)
    assert not isinstance(hidden, Refusal), hidden
    visitor = town.as_(east)
    for method, path, _ in routes():
        answers = []
        for case_of in (reference, "EHC-2026-99999"):
            where = address(path, case_of)
            answer = visitor.get(where) if method == "GET" else visitor.post(where)
            assert answer.status_code == 404, f"{method} {where}"
            answers.append(words(answer).replace(case_of, ""))
        assert answers[0] == answers[1], path
    assert town.as_(Role.ANALYST).get(f"/cases/{reference}").status_code == 200


@pytest.mark.parametrize("part", ["/contacts/x", "/notes/0x1/correct", "/documents/-1/download", "/nothing"])
def test_an_address_that_is_no_address_is_not_found(small_town: Town, part: str) -> None:
    assert small_town.as_(Role.CASEWORKER).get(f"/cases/{small_town.open()}{part}").status_code == 404


@pytest.mark.parametrize("part", ["/contacts/{}", "/notes/{}/correct", "/documents/{}/download", "/documents/{}/share"])
def test_a_number_beyond_every_number_is_not_found(town: Town, part: str) -> None:
    where = f"/cases/{town.open()}{part.format(10**30)}"
    assert town.as_(Role.CASEWORKER).get(where).status_code == 404


def test_a_long_case_stays_a_light_page(small_town: Town) -> None:
    reference = assessing(small_town)
    for _ in range(45):
        happens(small_town, reference, Event.ADVICE_CHASED, "2026-02-07", body="health", service="paediatrics")
    visitor = small_town.as_(Role.CASEWORKER)
    for tab in TABS:
        assert len(visitor.get(f"/cases/{reference}{tab}").content) < 100_000, tab
