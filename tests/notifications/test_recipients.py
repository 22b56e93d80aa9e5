"""Who the people behind an audience are: nobody falls silent because somebody is away, has left, or was never named."""

from datetime import date

import pytest

from notifications.recipients import Member, told
from workflows.policy import Audience
from workflows.vocabulary import Role

OWNER, STAND_IN, MANAGER, HEAD = Audience
TODAY = date(2026, 3, 3)


def member(name: str, *roles: Role, team: str = "East", **other: object) -> Member:
    given = frozenset(roles or (Role.CASEWORKER,))
    return Member(f"{name}@example.org", name.title(), given, team, **other)  # type: ignore[arg-type]


def manager(name: str, team: str = "East", **other: object) -> Member:
    return member(name, Role.MANAGER, team=team, **other)


PRIYA = member("priya")
SAM = member("sam")
MO = manager("mo")
AWAY = {"away_from": date(2026, 3, 1), "back_on": date(2026, 3, 10)}


def names(*members: Member, audience: tuple[Audience, ...] = (OWNER,), owner: str = "priya@example.org", team: str = "East",
          today: date = TODAY) -> list[str]:  # fmt: skip
    return [each.partition("@")[0] for each in told(audience, owner, team, members, today)]


def test_the_officer_of_the_case_is_told() -> None:
    assert names(PRIYA, SAM, MO) == ["priya"]


def test_the_officers_address_is_found_however_it_is_written() -> None:
    assert names(PRIYA, MO, owner=" Priya@Example.org ") == ["priya"]


def test_while_the_officer_is_away_the_stand_in_is_told() -> None:
    assert names(member("priya", stand_in="sam@example.org", **AWAY), SAM, MO) == ["sam"]


@pytest.mark.parametrize(
    "today,who",
    [
        (date(2026, 2, 28), "priya"),
        (date(2026, 3, 1), "sam"),
        (date(2026, 3, 9), "sam"),
        (date(2026, 3, 10), "priya"),
    ],
)
def test_away_is_from_the_first_day_until_the_day_before_the_return(today: date, who: str) -> None:
    assert names(member("priya", stand_in="sam@example.org", **AWAY), SAM, MO, today=today) == [who]


def test_away_with_no_end_known_is_away() -> None:
    assert member("priya", away_from=TODAY).away(date(2030, 1, 1))
    assert not member("priya", away_from=TODAY).away(date(2026, 3, 2))


def test_away_until_a_day_has_begun_already() -> None:
    assert member("priya", back_on=date(2026, 3, 4)).away(TODAY)
    assert not member("priya", back_on=TODAY).away(TODAY)
    assert not PRIYA.away(TODAY)


def test_a_stand_in_who_is_away_is_stood_in_for_too() -> None:
    chain = (member("priya", stand_in="sam@example.org", **AWAY), member("sam", stand_in="lee@example.org", **AWAY))
    assert names(*chain, member("lee"), MO) == ["lee"]


def test_stand_ins_who_stand_in_for_each_other_leave_it_to_the_manager() -> None:
    ring = (member("priya", stand_in="sam@example.org", **AWAY), member("sam", stand_in="priya@example.org", **AWAY))
    assert names(*ring, MO) == ["mo"]
    assert names(member("priya", stand_in="priya@example.org", **AWAY), MO) == ["mo"]


@pytest.mark.parametrize("stand_in", ["", "nobody@example.org", "gone@example.org"])
def test_without_anybody_who_stands_in_the_manager_is_told(stand_in: str) -> None:
    gone = member("gone", active=False)
    assert names(member("priya", stand_in=stand_in, **AWAY), gone, MO) == ["mo"]


@pytest.mark.parametrize("owner", ["", "nobody@example.org", "gone@example.org"])
def test_of_a_case_that_nobody_has_the_managers_are_told(owner: str) -> None:
    assert names(member("gone", active=False), SAM, MO, owner=owner) == ["mo"]


def test_the_managers_are_those_of_the_cases_team() -> None:
    everybody = (PRIYA, manager("ann"), MO, manager("wes", team="West"), manager("any", team=""))
    assert names(*everybody, audience=(MANAGER,)) == ["ann", "mo"]
    assert names(*everybody, audience=(MANAGER,), team=" east") == ["ann", "mo"]


def test_else_they_are_those_of_no_team_and_else_any() -> None:
    west, none = manager("wes", team="West"), manager("any", team="")
    assert names(west, none, audience=(MANAGER,)) == ["any"]
    assert names(west, none, audience=(MANAGER,), team="") == ["any"]
    assert names(west, audience=(MANAGER,)) == ["wes"]


def test_managers_who_have_left_or_are_away_are_not_told() -> None:
    assert names(manager("ann", active=False), MO, audience=(MANAGER,)) == ["mo"]
    assert names(manager("ann", **AWAY), manager("wes", team="West"), audience=(MANAGER,)) == ["wes"]
    assert names(manager("ann", stand_in="sam@example.org", **AWAY), SAM, audience=(MANAGER,)) == ["sam"]


def test_the_head_of_service_is_told_else_the_managers() -> None:
    hetty = member("hetty", Role.HEAD_OF_SERVICE, team="")
    assert names(PRIYA, MO, hetty, audience=(HEAD,)) == ["hetty"]
    assert names(PRIYA, MO, audience=(HEAD,)) == ["mo"]
    assert names(MO, member("hetty", Role.HEAD_OF_SERVICE, **AWAY), audience=(HEAD,)) == ["mo"]


def test_the_stand_in_can_be_told_beside_the_officer() -> None:
    both = (OWNER, STAND_IN)
    assert names(member("priya", stand_in="sam@example.org"), SAM, MO, audience=both) == ["priya", "sam"]
    assert names(PRIYA, SAM, MO, audience=both) == ["priya"]
    assert names(SAM, MO, audience=(STAND_IN,), owner="") == []


def test_a_person_in_several_audiences_is_told_once() -> None:
    boss = Member("mo@example.org", "Mo", frozenset({Role.MANAGER, Role.HEAD_OF_SERVICE}), "East")
    assert names(boss, audience=tuple(Audience), owner="mo@example.org") == ["mo"]


def test_the_order_is_that_of_the_audiences_whatever_order_they_come_in() -> None:
    staff = (member("hetty", Role.HEAD_OF_SERVICE), manager("zoe"), manager("ann"), PRIYA)
    expected = ["priya", "ann", "zoe", "hetty"]
    assert names(*staff, audience=(OWNER, MANAGER, HEAD)) == expected
    assert names(*reversed(staff), audience=(HEAD, MANAGER, OWNER)) == expected


def test_where_there_is_nobody_at_all_nobody_is_told() -> None:
    assert names(audience=tuple(Audience)) == []
    assert names(SAM, audience=(MANAGER, HEAD)) == []
    assert names(PRIYA, MO, audience=()) == []


def test_where_every_manager_is_away_the_head_of_service_is_told() -> None:
    head = member("hana", Role.HEAD_OF_SERVICE, team="")
    assert names(manager("mo", **AWAY), head, audience=(MANAGER,)) == ["hana"]


def test_where_all_are_away_the_managers_read_of_it_on_their_return() -> None:
    assert names(member("priya", **AWAY), manager("mo", **AWAY)) == ["mo"]
