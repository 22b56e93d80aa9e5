"""Who left: their open cases go somewhere, each with an entry, and nobody who left is told anything."""

from dataclasses import replace
from datetime import date

import pytest

from ehcp_flow.db.unit_of_work import UnitOfWork
from ehcp_flow.services.cases import Done, assign, record
from ehcp_flow.services.leaving import Left, activate, deactivate
from ehcp_flow.services.telling.absences import absences, away
from ehcp_flow.services.users import add_user
from tests.ehcp_flow.services.at_work import HERE, Desk
from tests.ehcp_flow.services.telling.told import (
    DECIDE_BY,
    LEE,
    PAT,
    SAM,
    alerts,
    case_of,
    cases_of,
    digest_on,
    messages,
    staffed,
    sweep_on,
)
from workflows.refusals import Refusal
from workflows.vocabulary import Event

LATE = date(2026, 2, 17)


@pytest.fixture
def here(desk: Desk) -> Desk:
    return staffed(desk)


def owners(desk: Desk) -> dict[str, str]:
    return {
        case.reference: next((e.fact("to") for e in reversed(case.entries) if e.event is Event.CASE_ASSIGNED), "")
        for case in desk.cases()
    }


def is_active(desk: Desk, email: str) -> bool:
    with desk.database.reading() as connection:
        user = UnitOfWork(connection).users.by_email(HERE, email)
    assert user is not None
    return user.active


def left(found: Left | Refusal) -> Left:
    assert isinstance(found, Left), found
    return found


def test_nobody_leaves_while_open_cases_go_nowhere(here: Desk) -> None:
    first, second = cases_of(here, 2)
    refused = deactivate(here.office, PAT)
    assert isinstance(refused, Refusal)
    assert f"2 open cases are still theirs: {first} and {second}" in refused.why
    assert is_active(here, PAT)
    assert set(owners(here).values()) == {PAT}


def test_each_open_case_goes_to_another_with_an_entry_of_its_own_and_a_reason(here: Desk) -> None:
    given = cases_of(here, 2)
    before = {case.reference: len(case.entries) for case in here.cases()}
    gone = left(deactivate(here.office, PAT, LEE, reason="Retired", as_user=SAM))
    assert (list(gone.cases), gone.to) == (given, LEE)
    assert owners(here) == dict.fromkeys(given, LEE)
    for case in here.cases():
        assert len(case.entries) == before[case.reference] + 1
        assert (case.entries[-1].fact("reason"), case.entries[-1].recorded_by) == ("Retired", SAM)
    assert not is_active(here, PAT)
    assert here.sound()


def test_a_team_gets_them_through_its_manager(here: Desk) -> None:
    case = case_of(here)
    assert left(deactivate(here.office, PAT, to_team="north")).to == SAM
    assert owners(here) == {case: SAM}


@pytest.mark.parametrize(
    "to, team, why",
    [
        (PAT, "", "no other active user"),
        ("nobody@example.test", "", "no other active user"),
        ("", "South", "nobody active is in a team South"),
        (LEE, "North", "a person and a team"),
    ],
)
def test_cases_go_to_nobody_who_is_not_there(here: Desk, to: str, team: str, why: str) -> None:
    case_of(here)
    refused = deactivate(here.office, PAT, to, team)
    assert isinstance(refused, Refusal)
    assert why in refused.why
    assert is_active(here, PAT)


def test_a_team_without_a_manager_takes_no_cases(here: Desk) -> None:
    case_of(here)
    add_user(here.office, "Jo Elm", "jo@example.test", ["caseworker"], team="South")
    refused = deactivate(here.office, PAT, to_team="South")
    assert isinstance(refused, Refusal)
    assert "no active manager" in refused.why


def test_a_case_that_is_over_stays_in_its_history_with_who_had_it(here: Desk) -> None:
    case = case_of(here)
    closed = record(here.office, case, Event.CASE_CLOSED, here.clock.today(), {"reason": "Opened twice"}, as_user=SAM)
    assert isinstance(closed, Done), closed
    assert left(deactivate(here.office, PAT)).cases == ()
    assert owners(here) == {case: PAT}


def test_who_left_is_told_nothing_and_stands_in_for_nobody(here: Desk) -> None:
    mine, theirs = case_of(here, 1), case_of(here, 2, LEE)
    away(here.office, PAT, date(2026, 3, 2))
    away(here.office, LEE, date(2026, 3, 2), stand_in=PAT)
    gone = left(deactivate(here.office, PAT, SAM))
    assert (gone.cases, gone.absences) == ((mine,), 1)
    assert [each.stand_in for each in absences(here.office)[2]] == [PAT]
    assert 1 not in absences(here.office)
    for day in (DECIDE_BY, LATE):
        sweep_on(here, day)
        digest_on(here, day)
    people = {person for _rung, person, _way in alerts(here)}
    assert people == {SAM}
    assert PAT not in {to for kind in ("daily_digest", "deadline_alert") for to, _facts in messages(here, kind)}
    assert owners(here) == {mine: SAM, theirs: LEE}


def test_what_waited_to_be_sent_to_who_left_is_called_back(here: Desk) -> None:
    case = case_of(here)
    assert isinstance(assign(here.office, case, LEE, SAM), Done)
    assert left(deactivate(here.office, PAT)).messages == 1
    with here.database.reading() as connection:
        outbox = UnitOfWork(connection).outbox
        assert outbox.counts(HERE).get("cancelled") == 1
        assert outbox.waiting(HERE) == 1, "the message to Lee still goes"


def test_nobody_inactive_is_offered_a_case_and_who_comes_back_is(here: Desk) -> None:
    case = case_of(here)
    left(deactivate(here.office, PAT, LEE))
    assert isinstance(assign(here.office, case, PAT), Refusal)
    assert isinstance(deactivate(here.office, PAT), Refusal)
    assert isinstance(away(here.office, LEE, date(2026, 3, 2), stand_in=PAT), Refusal)
    assert not isinstance(activate(here.office, PAT), Refusal)
    assert isinstance(activate(here.office, PAT), Refusal)
    assert isinstance(assign(here.office, case, PAT), Done)


def test_only_a_manager_says_who_works_here(here: Desk) -> None:
    refused = deactivate(here.office, PAT, as_user=LEE)
    assert isinstance(refused, Refusal)
    assert "neither manager nor admin" in refused.why


# --- The council's own domains ---


def test_a_user_of_another_domain_is_refused_where_own_domains_are_set(desk: Desk) -> None:
    office = replace(desk.of(HERE).office, domains=("council.example",))
    refused = add_user(office, "Jo Elm", "jo@elsewhere.example", ["caseworker"])
    assert isinstance(refused, Refusal)
    assert "council.example" in refused.why
    for sly in ("jo@council.example.elsewhere.example", "jo@notcouncil.example", "council.example@elsewhere.example"):
        assert isinstance(add_user(office, "Jo Elm", sly, ["caseworker"]), Refusal)
    assert not isinstance(add_user(office, "Jo Elm", "Jo@Council.Example", ["caseworker"]), Refusal)
