"""The calendar feed: one's own open deadlines, read back as a calendar program reads them."""

import re
from datetime import date, timedelta

import pytest
from icalendar import Calendar, Event

from ehcp_flow.services.access.restrictions import restrict
from ehcp_flow.services.cases import assign, record
from ehcp_flow.web.rate import Rate
from ehcp_flow.web.views.calendar import FEEDS, UNKNOWN
from tests.ehcp_flow.web.a_site import Town
from workflows.refusals import Refusal
from workflows.vocabulary import Event as Happened
from workflows.vocabulary import Role


@pytest.fixture
def path(small_town: Town) -> str:
    """Where the caseworker's calendar is, with a case of theirs in it."""
    take(small_town, small_town.open())
    return address_of(small_town)


def take(town: Town, case: str, role: Role = Role.CASEWORKER) -> None:
    assert not isinstance(assign(town.desk.office, case, town.users[role].email), Refusal)


def address_of(town: Town) -> str:
    text = town.as_(Role.CASEWORKER).post("/account/tokens/calendar").text
    found = re.search(r'value="http://127.0.0.1(/calendar/[^"]+\.ics)"', text)
    assert found
    return found[1]


def events_at(town: Town, path: str) -> list[Event]:
    answer = town.as_(None).get(path)
    assert answer.status_code == 200, answer.text
    assert answer.headers["content-type"] == "text/calendar; charset=utf-8"
    assert answer.headers["cache-control"] == "no-store"
    return list(Calendar.from_ical(answer.content).events)


def references(town: Town, path: str) -> set[str]:
    return {str(each["summary"]).partition(" ")[0] for each in events_at(town, path)}


def test_each_open_deadline_is_a_day_with_reference_and_initials_and_no_name(small_town: Town, path: str) -> None:
    first, *others = events_at(small_town, path)
    assert first["summary"] == "EHC-2026-00001 A.M.: Decide whether to assess and tell the family"
    assert [each["dtstart"].dt for each in others] == [date(2026, 4, 27), date(2026, 5, 25)]
    assert first["dtstart"].dt == date(2026, 2, 16)
    assert first["dtend"].dt == date(2026, 2, 17)
    assert "Due Monday 16 February 2026" in first["description"]
    assert (first["class"], first["transp"]) == ("PRIVATE", "TRANSPARENT")
    assert not first.alarms.times
    assert "Marrow" not in small_town.as_(None).get(path).text


def test_the_calendar_says_how_often_to_look_again(small_town: Town, path: str) -> None:
    calendar = Calendar.from_ical(small_town.as_(None).get(path).content)
    assert calendar["refresh-interval"].dt == timedelta(hours=6)
    assert calendar["version"] == "2.0"


def test_the_same_deadline_keeps_its_identity_and_its_sequence_rises_with_the_case(small_town: Town, path: str) -> None:
    before, *_ = events_at(small_town, path)
    assert small_town.as_(None).get(path).content == small_town.as_(None).get(path).content
    office = small_town.desk.office
    done = record(office, "EHC-2026-00001", Happened.VIEWS_SOUGHT, date(2026, 2, 9), {})
    assert not isinstance(done, Refusal), done
    after, *_ = events_at(small_town, path)
    assert after["uid"] == before["uid"]
    assert int(after["sequence"]) == int(before["sequence"]) + 1
    assert after["last-modified"].dt >= before["last-modified"].dt


def test_what_is_somebody_elses_or_may_not_be_seen_is_not_in_it(small_town: Town, path: str) -> None:
    office = small_town.desk.office
    take(small_town, small_town.open("Ben", "Leek"), Role.MANAGER)
    hidden = small_town.open("Cy", "Kale")
    take(small_town, hidden)
    assert references(small_town, path) == {"EHC-2026-00001", hidden}
    manager = small_town.users[Role.MANAGER].email
    assert not isinstance(restrict(office, hidden, "adopted", "Adopted", date(2026, 8, 1), [manager]), Refusal)
    assert references(small_town, path) == {"EHC-2026-00001"}


def test_an_address_that_is_unknown_has_ended_or_is_for_something_else_says_so(small_town: Town, path: str) -> None:
    nobody = small_town.as_(None)
    for wrong in ("/calendar/ehcpflow_nothing.ics", "/calendar/x.ics", f"/calendar/{'x' * 5000}.ics"):
        answer = nobody.get(wrong)
        assert answer.status_code == 404
        assert answer.text.startswith("There is no calendar at this address")
    small_town.as_(Role.CASEWORKER).post("/account/tokens/1/revoke")
    assert nobody.get(path).status_code == 404
    again = address_of(small_town)
    assert nobody.get(again).status_code == 200
    small_town.desk.clock.set_to(date(2027, 3, 1))
    assert nobody.get(again).status_code == 404


def test_a_token_for_a_program_opens_no_calendar_and_that_of_a_calendar_no_api(small_town: Town, path: str) -> None:
    key = path.removeprefix("/calendar/").removesuffix(".ics")
    answer = small_town.as_(None).client.get("/api/v1/me", headers={"authorization": f"Bearer {key}"})
    assert answer.status_code == 403
    given = {"name": "X", "scopes": "read", "ends_on-day": "1", "ends_on-month": "6", "ends_on-year": "2026"}
    program = re.search(
        r'value="(ehcpflow_[^"]+)"', small_town.as_(Role.CASEWORKER).post("/account/tokens/make", **given).text
    )
    assert program
    assert small_town.as_(None).get(f"/calendar/{program[1]}.ics").status_code == 404


def test_one_address_is_answered_so_many_times_an_hour(small_town: Town, path: str) -> None:
    small_town.app.state.calendar_rates = (Rate(3, 3600), Rate(2, 3600))
    nobody = small_town.as_(None)
    assert [nobody.get(path).status_code for _ in range(4)] == [200, 200, 200, 429]
    assert nobody.get(path).headers["retry-after"] == "3600"
    small_town.desk.clock.moment += timedelta(hours=1)
    assert nobody.get(path).status_code == 200
    assert [nobody.get(f"/calendar/ehcpflow_{number}.ics").status_code for number in range(3)] == [404, 404, 429]
    assert FEEDS > 24
    assert UNKNOWN > 0


def test_a_rate_forgets_and_remembers_no_more_keys_than_it_may() -> None:
    rate = Rate(1, 10)
    assert rate.allows("a", 0)
    assert not rate.allows("a", 9)
    assert rate.allows("a", 10)
    for number in range(11_000):
        rate.allows(str(number), 11)
    assert len(rate._seen) == 10_000
