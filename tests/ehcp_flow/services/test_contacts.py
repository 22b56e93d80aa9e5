"""The contacts of a child: added, changed, ended."""

from dataclasses import replace
from datetime import date

import pytest

from ehcp_flow.db.people import Contact
from ehcp_flow.db.users import User
from ehcp_flow.services import cases
from ehcp_flow.services.access.restrictions import restrict
from ehcp_flow.services.cases import Done
from ehcp_flow.services.contacts import (
    CaseContacts,
    ContactDetails,
    add_contact,
    change_contact,
    contacts_of_case,
    end_contact,
)
from ehcp_flow.services.people import NewPerson
from ehcp_flow.services.users import add_user
from tests.ehcp_flow.services.at_work import Desk
from workflows.refusals import Refusal

CASE, OTHER = "EHC-2026-00001", "EHC-2026-00002"
MOTHER = ContactDetails("parent", "Ms Rosa Marrow", "Rosa@example.com", writes_to=True)


@pytest.fixture
def pat(desk: Desk) -> User:
    desk.installation.add_authority(desk.authority, "Madeupshire")
    for name in ("Ada Marrow", "Bo Larch"):
        opened = cases.open_case(desk.office, NewPerson(name, date(2017, 5, 1)), date(2026, 1, 5), "parent")
        assert isinstance(opened, Done)
    added = add_user(desk.office, "Pat Osier", "pat@example.gov.uk", ["caseworker"])
    assert isinstance(added, User)
    return added


def held(desk: Desk, by: User, case: str = CASE) -> CaseContacts:
    found = contacts_of_case(desk.office, by, case)
    assert isinstance(found, CaseContacts)
    return found


def test_a_contact_is_added_changed_and_ended_and_stays_among_those_who_were(desk: Desk, pat: User) -> None:
    added = add_contact(desk.office, pat, CASE, MOTHER)
    assert isinstance(added, Contact)
    assert held(desk, pat).current == (added,)
    assert added.email == "rosa@example.com"
    changed = change_contact(desk.office, pat, CASE, added.contact_id, replace(MOTHER, language="Polish"))
    assert isinstance(changed, Contact)
    assert held(desk, pat).current == (changed,)
    assert isinstance(end_contact(desk.office, pat, CASE, added.contact_id, date(2026, 2, 10)), Contact)
    assert held(desk, pat).current == ()
    (gone,) = held(desk, pat).ended
    assert (gone.name, gone.ended_on, gone.writes_to) == (MOTHER.name, date(2026, 2, 10), False)
    for again in (
        change_contact(desk.office, pat, CASE, added.contact_id, MOTHER),
        end_contact(desk.office, pat, CASE, added.contact_id, date(2026, 2, 10)),
    ):
        assert isinstance(again, Refusal)
        assert again.why == "they were ended on 10 February 2026"


def test_a_contact_of_another_child_is_not_reached_through_this_case(desk: Desk, pat: User) -> None:
    added = add_contact(desk.office, pat, OTHER, MOTHER)
    assert isinstance(added, Contact)
    for refused in (
        change_contact(desk.office, pat, CASE, added.contact_id, MOTHER),
        end_contact(desk.office, pat, CASE, added.contact_id, date(2026, 2, 10)),
    ):
        assert isinstance(refused, Refusal)
        assert refused.why == "there is no such contact on this case"
    assert held(desk, pat, OTHER).current == (added,)


def test_a_contact_that_cannot_be_is_refused_with_the_reason(desk: Desk, pat: User) -> None:
    for details, why in (
        (replace(MOTHER, name=" "), "there is no name"),
        (replace(MOTHER, kind="pet"), "not a kind of contact"),
        (replace(MOTHER, email="rosa"), "not an e-mail address"),
        (replace(MOTHER, email="rosa@example.com, ann@example.com"), "not an e-mail address"),
        (replace(MOTHER, email=""), "there is no address"),
    ):
        refused = add_contact(desk.office, pat, CASE, details)
        assert isinstance(refused, Refusal), details
        assert why in refused.why
    added = add_contact(desk.office, pat, CASE, MOTHER)
    assert isinstance(added, Contact)
    late = end_contact(desk.office, pat, CASE, added.contact_id, date(2026, 2, 11))
    assert isinstance(late, Refusal)
    assert "has not come yet" in late.why


def test_whoever_may_not_see_the_case_sees_and_changes_no_contact(desk: Desk, pat: User) -> None:
    added = add_contact(desk.office, pat, CASE, MOTHER)
    assert isinstance(added, Contact)
    tom = add_user(desk.office, "Tom", "tom@example.gov.uk", ["manager"])
    assert isinstance(tom, User)
    named = [pat.email]
    assert not isinstance(restrict(desk.office, CASE, "protected_address", "x", date(2026, 8, 1), named), Refusal)
    for refused in (
        contacts_of_case(desk.office, tom, CASE),
        add_contact(desk.office, tom, CASE, MOTHER),
        change_contact(desk.office, tom, CASE, added.contact_id, MOTHER),
        end_contact(desk.office, tom, CASE, added.contact_id, date(2026, 2, 10)),
    ):
        assert isinstance(refused, Refusal)
        assert refused.why == "there is no case of this reference"
