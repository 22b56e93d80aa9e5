"""The pages of contacts, and of what health was told and answers by its own link."""

from dataclasses import replace
from datetime import date

import pytest

from ehcp_flow.db.unit_of_work import UnitOfWork
from ehcp_flow.services.access.restrictions import restrict
from ehcp_flow.services.health.answers import MadeLink, make_link
from ehcp_flow.web.app import make_app
from notifications.health.links import Purpose
from tests.ehcp_flow.services.health.health_desk import (
    CASE,
    PAT,
    REQUEST_TO_AGREED,
    SURNAME,
    TO_DRAFT,
    TO_FINAL,
    HealthDesk,
)
from tests.ehcp_flow.web.a_site import Town, words
from workflows.refusals import Refusal
from workflows.vocabulary import Role

SECRET = "a made-up secret for the tests of the pages"
MOTHER = {"kind": "parent", "name": "Ms Rosa Marrow", "email": "rosa@example.com", "writes_to": "yes"}
BAD = "<script>alert(1)</script>"


# --- Contacts --------------------------------------------------------------------------------------------------------


def test_a_contact_is_added_changed_and_ended(town: Town) -> None:
    path = f"/cases/{town.open()}/contacts"
    visitor = town.as_(Role.CASEWORKER)
    assert "No contacts are held." in words(visitor.get(path))
    shown = visitor.follow(visitor.post(f"{path}/add", **MOTHER, postal=f"2 Ash Lane\n{BAD}", language="Polish"))
    assert "Ms Rosa Marrow is added." in words(shown)
    assert "Letters of the case go there" in words(shown)
    assert BAD not in shown.text
    form = visitor.get(f"{path}/1").text
    assert 'value="Ms Rosa Marrow"' in form
    assert 'value="yes" checked' in form
    said = words(visitor.follow(visitor.post(f"{path}/1", kind="carer", name="Ms Rosa Marrow")))
    assert "Carer" in said
    assert "No letters go there" in said
    day = {"ended_on-day": "9", "ended_on-month": "2", "ended_on-year": "2026"}
    said = words(visitor.follow(visitor.post(f"{path}/1/end", **day)))
    assert "Contacts no longer Ms Rosa Marrow (Carer), until 9 February 2026" in said
    assert visitor.get(f"{path}/1").status_code == 404
    assert visitor.post(f"{path}/1", **MOTHER).status_code == 409


def test_what_is_wrong_with_a_contact_is_said_beside_the_field_and_what_was_typed_stays(small_town: Town) -> None:
    path = f"/cases/{small_town.open()}/contacts"
    visitor = small_town.as_(Role.CASEWORKER)
    for fields, why in (
        ({**MOTHER, "kind": "pet"}, "Choose who it is"),
        ({**MOTHER, "name": ""}, "Enter the name"),
        ({**MOTHER, "email": "rosa"}, "Enter an e-mail address in the correct format"),
        ({**MOTHER, "phone": "1" * 201}, "The telephone number must be 200 characters or less"),
        ({**MOTHER, "postal": "x" * 501}, "The address must be 500 characters or less"),
        ({**MOTHER, "email": ""}, "Letters are to go there: enter an e-mail or a postal address"),
    ):
        answer = visitor.post(f"{path}/add", **fields)
        assert answer.status_code == 422, why
        assert why in words(answer)
    assert 'value="Ms Rosa Marrow"' in answer.text
    visitor.post(f"{path}/add", **MOTHER)
    answer = visitor.post(f"{path}/1/end", **{"ended_on-day": "", "ended_on-month": "2", "ended_on-year": "2026"})
    assert answer.status_code == 422
    assert "The date must include a day" in words(answer)


def test_a_protected_address_is_warned_of_above_the_contacts(small_town: Town) -> None:
    reference = small_town.open()
    visitor = small_town.as_(Role.CASEWORKER)
    warned = "An address of this child is protected."
    assert warned not in words(visitor.get(f"/cases/{reference}/contacts"))
    named = [small_town.users[Role.CASEWORKER].email]
    hidden = restrict(small_town.desk.office, reference, "protected_address", "x", date(2026, 8, 1), named)
    assert not isinstance(hidden, Refusal)
    assert warned in words(visitor.get(f"/cases/{reference}/contacts"))


# --- Health ----------------------------------------------------------------------------------------------------------


@pytest.fixture
def told(small_town: Town) -> Town:
    """A town where health was told of a draft and of a final plan, and where links are signed."""
    health = HealthDesk(small_town.desk)
    health.on(date(2026, 1, 2))
    contacts = health.contacts()
    health.child()
    health.known(contacts)
    health.happens(*REQUEST_TO_AGREED, *TO_DRAFT, *TO_FINAL)
    health.sent()
    office = replace(small_town.desk.office, secret_key=SECRET, public_url="")
    return Town(small_town.desk, make_app(small_town.desk.installation, office), small_town.users)


def link(town: Town, kind: str, purpose: Purpose | None = None) -> tuple[int, str]:
    """The first notice of a kind that was sent, and the address of a link to answer it."""
    notice = next(each for each in HealthDesk(town.desk).notices() if each.kind == kind and each.left_at is not None)
    office = replace(town.desk.office, secret_key=SECRET)
    made = make_link(office, notice.notice_id, SECRET, purpose)
    assert isinstance(made, MadeLink), made
    return notice.notice_id, f"/notices/answer/{made.token}"


def test_the_notices_of_a_case_are_shown_with_how_far_they_have_come(told: Town) -> None:
    answer = told.as_(Role.CASEWORKER).get(f"/cases/{CASE}/health")
    said = words(answer)
    assert "HN-2026-00001" in said
    assert "Please set the flag" in said
    assert "Delivered" in said
    assert "Raised" in said
    assert "Basis: Children and Families Act 2014, section 26" in said
    assert "Make a link to answer" in said
    assert "Make a link to answer" not in words(told.as_(Role.ANALYST).get(f"/cases/{CASE}/health"))


def test_where_health_is_not_set_up_the_page_says_so(small_town: Town) -> None:
    said = words(small_town.as_(Role.CASEWORKER).get(f"/cases/{small_town.open()}/health"))
    assert "No health contact is set up" in said


def test_an_officer_makes_a_link_that_is_shown_once(told: Town) -> None:
    number, _ = link(told, "set")
    visitor = told.as_(Role.CASEWORKER)
    answer = visitor.post(f"/cases/{CASE}/health/{number}/link")
    assert answer.status_code == 200
    assert "http://127.0.0.1/notices/answer/" in answer.text
    assert visitor.post(f"/cases/{CASE}/health/999/link").status_code == 404
    other = told.open("Bo", "Larch", "2026-03-02")
    assert visitor.post(f"/cases/{other}/health/{number}/link").status_code == 404


def test_the_recipient_sees_initials_and_answers_once_without_an_account(told: Town) -> None:
    number, address = link(told, "set", Purpose.CONFIRM)
    nobody = told.as_(None)
    page = nobody.get(address)
    said = words(page)
    assert page.status_code == 200
    assert "Please set the flag" in said
    assert f"JM, our reference {CASE}" in said or f"J.M., our reference {CASE}" in said
    for secret in (SURNAME, "Jessamine", "943 476", "9434765919", "1 June 2018"):
        assert secret not in page.text
    answer = nobody.post(address, purpose="confirm", by="Ida Penn, records team")
    assert answer.status_code == 200
    assert "Thank you. Your answer is kept" in words(answer)
    with told.desk.database.reading() as connection:
        notice = UnitOfWork(connection).notices.get(told.desk.authority, number)
    assert notice is not None
    assert (notice.stands, notice.confirmed_by) == ("confirmed", "Ida Penn, records team (by link)")
    for again in (nobody.get(address), nobody.post(address, purpose="confirm", by="x")):
        assert again.status_code == 410
        assert "and works once" in words(again)


def test_looking_at_a_link_uses_nothing_up(told: Town) -> None:
    _, address = link(told, "set")
    assert [told.as_(None).get(address).status_code for _ in range(3)] == [200, 200, 200]


def test_that_it_cannot_be_done_needs_a_reason(told: Town) -> None:
    number, address = link(told, "set")
    nobody = told.as_(None)
    for fields, why in (
        ({"by": "Ida Penn"}, "Choose your answer"),
        ({"purpose": "acknowledge"}, "Enter your name and your role"),
        ({"purpose": "reject", "by": "Ida Penn"}, "Write why it cannot be done"),
        ({"purpose": "reject", "by": "Ida Penn", "words": "x" * 5001}, "Write at most 5,000 characters"),
    ):
        answer = nobody.post(address, **fields)
        assert answer.status_code == 422, why
        assert why in words(answer)
    assert nobody.post(address, purpose="reject", by=f"Ida{BAD}", words=f"Not ours {BAD}").status_code == 200
    shown = told.as_(Role.CASEWORKER).get(f"/cases/{CASE}/health")
    assert "Rejected by the recipient" in words(shown)
    assert BAD not in shown.text
    assert number


def test_a_link_for_one_answer_is_not_good_for_another(told: Town) -> None:
    _, address = link(told, "set", Purpose.ACKNOWLEDGE)
    answer = told.as_(None).post(address, purpose="confirm", by="Ida Penn")
    assert answer.status_code == 410
    assert "It is to acknowledge, not to confirm." in words(answer)
    assert told.as_(None).get(address).status_code == 200


@pytest.mark.parametrize("token", ["x", "WzEsMV0.abc", "a" * 3000, "%00", "..%2f..%2fetc"])
def test_a_link_that_was_not_made_here_opens_nothing(told: Town, token: str) -> None:
    assert told.as_(None).get(f"/notices/answer/{token}").status_code in (404, 410)


def test_a_link_that_has_run_out_says_so(told: Town) -> None:
    _, address = link(told, "set")
    told.desk.clock.set_to(date(2026, 7, 1))
    answer = told.as_(None).get(address)
    assert answer.status_code == 410
    assert "It has run out." in words(answer)


def test_without_a_key_no_link_opens(small_town: Town) -> None:
    assert small_town.as_(None).get("/notices/answer/x").status_code == 410


def test_an_answer_from_a_page_of_another_site_is_not_kept(told: Town) -> None:
    _, address = link(told, "set")
    nobody = told.as_(None)
    nobody.client.headers["sec-fetch-site"] = "cross-site"
    assert nobody.post(address, purpose="acknowledge", by="Ida Penn").status_code == 403


def test_the_number_of_a_notice_leads_officers_to_the_case_and_tells_others_how_to_answer(told: Town) -> None:
    number, _ = link(told, "set")
    path = f"/notices/HN-2026-{number:05d}"
    answer = told.as_(Role.CASEWORKER).get(path)
    assert answer.status_code == 303
    assert answer.headers["location"].startswith(f"/cases/{CASE}/health")
    others = [told.as_(None).get(path), told.as_(None).get("/notices/HN-2026-99999"), told.as_(None).get("/notices/x")]
    assert {words(each) for each in others} == {words(others[0])}
    assert "Use the link of your own" in words(others[0])
    assert told.as_(Role.HEALTH).get(path).status_code == 200
    hidden = restrict(told.desk.office, CASE, "adopted", "An order", date(2026, 11, 1), [PAT])
    assert not isinstance(hidden, Refusal)
    assert told.as_(Role.CASEWORKER).get(path).status_code == 200
