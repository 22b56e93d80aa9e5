"""Restricted children: who says who is named, what is refused, and that naming opens nothing to whoever names."""

from datetime import date, timedelta

import pytest

from ehcp_flow.db.users import User
from ehcp_flow.services import leaving
from ehcp_flow.services.access import changes, restrictions
from ehcp_flow.services.access.restrictions import RestrictedChild, due_for_review, lift, restrict, restricted
from ehcp_flow.services.access.scope import read_by
from ehcp_flow.services.cases import open_case
from ehcp_flow.services.office import Office
from ehcp_flow.services.people import NewPerson
from tests.ehcp_flow.services.access.quick import a_user
from tests.ehcp_flow.services.at_work import Desk
from workflows.refusals import Refusal

REVIEW = date(2026, 8, 3)
WHY = "The address is protected by an order"


@pytest.fixture
def case(office: Office) -> str:
    person = NewPerson("Ada Marrow", date(2017, 5, 1))
    done = open_case(office, person, date(2026, 1, 5), "parent")
    assert not isinstance(done, Refusal), done
    return done.case


def named(office: Office, case: str, *users: User, by: User | None = None) -> RestrictedChild:
    done = restrict(office, case, "protected_address", WHY, REVIEW, [u.email for u in users], by.email if by else None)
    assert isinstance(done, RestrictedChild), done
    return done


def opens(office: Office, user: User, case: str) -> bool:
    return read_by(office, user, case, "case") is None


def test_only_those_who_are_named_open_the_case(office: Office, case: str) -> None:
    one, other = a_user(office, password=""), a_user(office, "Sam Oyelaran", password="")
    assert opens(office, one, case)
    assert opens(office, other, case)
    named(office, case, one)
    assert opens(office, one, case)
    assert not opens(office, other, case)


def test_the_manager_who_names_and_the_administrator_see_nothing_by_it(office: Office, case: str) -> None:
    officer = a_user(office, password="")
    manager = a_user(office, "Ola Manager", "manager", password="")
    admin = a_user(office, "Ada Admin", "admin", password="")
    named(office, case, officer, by=manager)
    named(office, case, officer, by=admin)
    assert not opens(office, manager, case)
    assert not opens(office, admin, case)


@pytest.mark.parametrize("role", ["caseworker", "decision_maker", "analyst", "head_of_service"])
def test_nobody_else_says_who_is_named(office: Office, case: str, role: str) -> None:
    user = a_user(office, "Some Body", role, password="")
    for refusal in (
        restrict(office, case, "adopted", WHY, REVIEW, [user.email], user.email),
        lift(office, case, "No longer", user.email),
        restricted(office, user.email),
        due_for_review(office, user.email),
    ):
        assert isinstance(refusal, Refusal)
        assert "is not admin or manager" in refusal.why


@pytest.mark.parametrize(
    "kind, reason, review_on, words",
    [
        ("secret", WHY, REVIEW, "is not a kind"),
        ("adopted", "  ", REVIEW, "no reason"),
        ("adopted", WHY, date(2026, 2, 10), "not within a year from tomorrow"),
        ("adopted", WHY, date(2027, 2, 12), "not within a year from tomorrow"),
    ],
)
def test_a_restriction_needs_a_kind_a_reason_and_a_review_within_a_year(
    office: Office, case: str, kind: str, reason: str, review_on: date, words: str
) -> None:
    user = a_user(office, password="")
    refusal = restrict(office, case, kind, reason, review_on, [user.email])
    assert isinstance(refusal, Refusal)
    assert words in refusal.why
    assert restricted(office) == []


def test_somebody_who_reads_cases_must_be_named(office: Office, case: str) -> None:
    health = a_user(office, "Hel Thworth", "health", password="")
    for people, words in (
        ([], "nobody is named"),
        ([health.email], "no role that reads cases"),
        (["nobody@example.gov.uk"], "no user has this e-mail address"),
    ):
        refusal = restrict(office, case, "adopted", WHY, REVIEW, people)
        assert isinstance(refusal, Refusal)
        assert words in refusal.why


def test_a_case_that_there_is_not_cannot_be_restricted(office: Office) -> None:
    refusal = restrict(office, "EHC-2026-99999", "adopted", WHY, REVIEW, [])
    assert isinstance(refusal, Refusal)
    assert "no case of this reference" in refusal.why


def test_every_change_is_written_down_with_what_was(office: Office, case: str) -> None:
    one, other = a_user(office, password=""), a_user(office, "Sam Oyelaran", password="")
    manager = a_user(office, "Ola Manager", "manager", password="")
    named(office, case, one, by=manager)
    named(office, case, one, other, by=manager)
    assert lift(office, case, "The order has ended", manager.email) is None
    lifted, changed, begun = changes.of(office, case)
    assert (begun.what, begun.was, begun.became["named"]) == ("child restricted", {}, [one.email])
    assert (changed.was["named"], changed.became["named"]) == ([one.email], [one.email, other.email])
    assert (lifted.what, lifted.became, lifted.reason) == ("restriction lifted", {}, "The order has ended")
    assert {each.changed_by for each in (lifted, changed, begun)} == {manager.email}


def test_what_is_lifted_is_open_again_and_not_listed(office: Office, case: str) -> None:
    one, other = a_user(office, password=""), a_user(office, "Sam Oyelaran", password="")
    named(office, case, one)
    assert isinstance(lift(office, case, " "), Refusal)
    assert not opens(office, other, case)
    assert lift(office, case, "The order has ended") is None
    assert opens(office, other, case)
    assert restricted(office) == []
    assert isinstance(lift(office, case, "Again"), Refusal)


def test_the_list_names_cases_and_people_and_nothing_of_the_child(office: Office, case: str) -> None:
    one = a_user(office, password="")
    named(office, case, one)
    listed = restricted(office)
    assert not isinstance(listed, Refusal)
    (child,) = listed
    assert (child.cases, child.title, child.readers) == ((case,), "At a protected address", (one,))
    assert "Marrow" not in repr(child)


def test_a_restriction_is_due_for_review_a_month_before(office: Office, case: str, desk: Desk) -> None:
    named(office, case, a_user(office, password=""))
    assert due_for_review(office) == []
    desk.clock.set_to(REVIEW - restrictions.SOON - timedelta(days=1))
    assert due_for_review(office) == []
    desk.clock.set_to(REVIEW - restrictions.SOON)
    found = due_for_review(office)
    assert not isinstance(found, Refusal)
    assert [child.cases for child in found] == [(case,)]


def test_a_child_whom_nobody_named_can_open_any_more_is_due_at_once(office: Office, case: str) -> None:
    one, other = a_user(office, password=""), a_user(office, "Sam Oyelaran", password="")
    named(office, case, one)
    gone = leaving.deactivate(office, one.email, cases_to=other.email)
    assert not isinstance(gone, Refusal), gone
    found = due_for_review(office)
    assert not isinstance(found, Refusal)
    assert [child.nobody_left() for child in found] == [True]
