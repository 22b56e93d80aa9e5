"""Who is on the list of the Board report: an address that could not be sent to is refused when it is typed."""

import pytest

from ehcp_flow.db.board import Reader
from ehcp_flow.services.board import readers
from ehcp_flow.services.board.rights import may_see_exact
from ehcp_flow.services.users import add_user
from notifications.channels.base import DeliveryError
from notifications.channels.mail_text import address_of
from tests.ehcp_flow.services.at_work import Desk
from workflows.advance import Actor
from workflows.refusals import Refusal

NOT_ONE = [
    "a,b@c.org", "a@b.org;c.org", "é@b.org", "a@b.org\nx", "a b@c.org", "a@b", "@b.org", "a@", "a@.org", "a..b@c.org",
    "Name <a@b.org>", "(x)a@b.org", "a@b@c.org", "board", "",
]  # fmt: skip


@pytest.fixture
def here(desk: Desk) -> Desk:
    desk.installation.add_authority(desk.authority, "Madeupshire")
    return desk


@pytest.mark.parametrize("typed", NOT_ONE)
def test_what_is_not_one_address_is_refused_when_it_is_typed(here: Desk, typed: str) -> None:
    refused = readers.add(here.office, typed, "", None)
    assert isinstance(refused, Refusal), refused
    assert refused.why == "it is not an e-mail address"
    assert readers.readers(here.office) == []


@pytest.mark.parametrize("typed", ["Board@Example.org", " o'neil+send@a-b.example.org ", "x@b.org"])
def test_whoever_is_on_the_list_can_be_sent_to(here: Desk, typed: str) -> None:
    added = readers.add(here.office, typed, " SEND Board ", None)
    assert isinstance(added, Reader)
    assert (added.email, added.name) == (typed.strip().lower(), "SEND Board")
    assert address_of(added.email) == added.email
    assert readers.readers(here.office) == [added]


def test_an_address_is_on_the_list_once_and_can_be_taken_off(here: Desk) -> None:
    readers.add(here.office, "board@example.org", "", None)
    again = readers.add(here.office, "BOARD@example.org", "", None)
    assert isinstance(again, Refusal)
    assert "on the list already" in again.why
    assert readers.remove(here.office, "Board@example.org", None) == "board@example.org"
    gone = readers.remove(here.office, "board@example.org", None)
    assert isinstance(gone, Refusal)
    assert "not on the list" in gone.why


@pytest.mark.parametrize("typed", ["a,b@c.org", "a@b.org;c.org", "é@b.org"])
def test_a_users_address_passes_the_same_check(here: Desk, typed: str) -> None:
    refused = add_user(here.office, "Priya Nair", typed, ["caseworker"])
    assert isinstance(refused, Refusal)
    assert "is not an e-mail address" in refused.why


@pytest.mark.parametrize("recipient", ["a..b@c.org", "a@.org"])
def test_sending_refuses_what_no_header_takes_for_good(recipient: str) -> None:
    with pytest.raises(DeliveryError) as caught:
        address_of(recipient)
    assert caught.value.permanent
    assert caught.value.bad_address


def test_the_exact_edition_is_for_those_who_may_see_cases(here: Desk) -> None:
    add_user(here.office, "Priya Nair", "priya@example.org", ["caseworker"])
    add_user(here.office, "Pat Panel", "pat@example.org", ["panel_member"])
    assert isinstance(may_see_exact(here.office, "priya@example.org", "See it"), Actor)
    refused = may_see_exact(here.office, "pat@example.org", "See it")
    assert isinstance(refused, Refusal)
    assert refused.what == "See it"
    assert refused.why.startswith("pat@example.org has none of the roles that may: caseworker")
    unknown = may_see_exact(here.office, "nobody@example.org", "See it")
    assert isinstance(unknown, Refusal)
    assert unknown.why == "no active user has this e-mail address"
