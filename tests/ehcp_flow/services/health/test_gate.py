"""What holds a notice back, what lets it go again, and who is told in place of whom."""

from datetime import UTC, date, datetime, timedelta

import pytest

from ehcp_flow.db.people import Person
from ehcp_flow.db.unit_of_work import UnitOfWork, unit_of_work
from ehcp_flow.services.health.naming import names_child
from ehcp_flow.services.health.people import contact_left, decide, new_contact, override, set_person
from ehcp_flow.services.health.release import release
from tests.ehcp_flow.services.at_work import HERE, Desk
from tests.ehcp_flow.services.health.health_desk import (
    CASE,
    FORENAME,
    PAT,
    REQUEST_TO_AGREED,
    SAM,
    SURNAME,
    TO_DRAFT,
    TO_FINAL,
    TRUST,
    HealthDesk,
)
from workflows.refusals import Refusal
from workflows.vocabulary import Event

FLAGGED = ("gp", "provider", "school_nurse")


@pytest.fixture
def health(desk: Desk) -> HealthDesk:
    return HealthDesk(desk.of(HERE))


def flags(*states: str) -> list[tuple[str, str, str]]:
    return [(role, "set", state) for role, state in zip(FLAGGED, states * 3, strict=False)]


def refused(answer: object) -> str:
    assert isinstance(answer, Refusal), answer
    assert answer.do.strip()
    return answer.why


def test_a_notice_without_a_verified_number_waits_and_the_officer_is_asked(health: HealthDesk) -> None:
    contacts = health.contacts()
    health.child(nhs_number="")
    basis = decide(health.office, CASE, "basis", "Children and Families Act 2014, section 26", "Sam Rowan")
    assert not isinstance(basis, Refusal)
    set_person(health.office, CASE, contacts["gp"], TRUST)
    health.happens(*REQUEST_TO_AGREED[:1])
    assert health.told() == flags("held")
    assert {each.why for each in health.notices()} == {"The NHS number of person 1 is missing"}
    asked = health.messages("health_review")
    assert {row.recipient for row in asked} == {PAT}
    assert len(asked) == len(health.tasks("health_held")) == 3
    assert "none is held" in refused(set_person(health.office, CASE, verified_by="Pat Osier"))
    health.happens((date(2026, 2, 10), Event.SETTING_CONSULTED, {"setting": "Made-up School"}))
    assert len(health.messages("health_review")) == 3

    with unit_of_work(health.desk.database) as uow:
        person = uow.people.get(HERE, 1)
        assert person is not None
        numbered = Person(**{name: getattr(person, name) for name in person.__slots__} | {"nhs_number": "9434765919"})
        uow.people.save(numbered)
        uow.commit()
    done = set_person(health.office, CASE, verified_by="Pat Osier")
    assert not isinstance(done, Refusal)
    assert done.notices == 3
    assert health.told() == flags("queued")
    assert health.tasks("health_held") == []


def test_three_other_identifiers_let_it_go_and_are_named_not_given(health: HealthDesk) -> None:
    contacts = health.contacts()
    health.child(nhs_number="")
    decide(health.office, CASE, "basis", "Children and Families Act 2014, section 26", "Sam Rowan")
    set_person(health.office, CASE, contacts["gp"], TRUST)
    health.happens(*REQUEST_TO_AGREED[:1])
    first = health.notices()[0].notice_id
    assert "is missing" in refused(release(health.office, first))
    assert "2 of the 3" in refused(release(health.office, first, "name, address"))
    assert "it says what they are" in refused(release(health.office, first, "name, born 1/6/2018, address"))
    for nonsense in ("a,b,c", f"{FORENAME} {SURNAME}, Rose Cottage, x", "name, address, Rose Cottage"):
        refusal = release(health.office, first, nonsense)
        assert "not a kind of identifier" in refused(refusal)
        assert not any(each in str(refusal) for each in (FORENAME, SURNAME, "Rose"))
    assert "1 of the 3" in refused(release(health.office, first, "address, Address, ADDRESS"))
    assert not any(FORENAME in str(row) for row in health.desk.contents()["person_health"])
    done = release(health.office, first, "Name, date of birth, Parent’s name", as_user=SAM)
    assert not isinstance(done, Refusal)
    assert done.stands == "queued"
    assert done.why == f"Released by {SAM}"
    with health.desk.database.reading() as connection:
        held = UnitOfWork(connection).health.person(HERE, 1)
    assert held is not None
    assert held.identified_by == "name, birth date, parent's name"
    assert refused(release(health.office, first)).startswith("it does not wait for a person")


def test_no_notice_goes_without_a_basis_or_after_it_has_run_out(health: HealthDesk) -> None:
    contacts = health.contacts()
    health.child()
    set_person(health.office, CASE, contacts["gp"], TRUST, verified_by="Pat Osier")
    health.happens(*REQUEST_TO_AGREED[:1])
    assert health.told() == flags("held")
    assert "lawful basis" in health.notices()[0].why
    until = date(2026, 3, 31)
    done = decide(health.office, CASE, "basis", "Section 26", "Sam Rowan", expires_on=until)
    assert not isinstance(done, Refusal)
    assert done.notices == 3
    health.sent()
    health.happens((date(2026, 4, 1), Event.PLAN_AGREED, {}), (date(2026, 4, 2), Event.PLAN_REFUSED, {"reasons": "no"}))
    assert [each for each in health.told("held") if each[1] == "clear"] == [(role, "clear", "held") for role in FLAGGED]
    assert "ran out on 31 March 2026" in health.notices()[-1].why


def test_an_objection_holds_a_flag_for_a_person_and_blocks_a_plan(health: HealthDesk) -> None:
    contacts = health.contacts()
    health.child()
    health.known(contacts)
    health.happens(*REQUEST_TO_AGREED)
    done = decide(health.office, CASE, "objection", "No plan to health", "her mother")
    assert not isinstance(done, Refusal)
    assert health.told() == flags("held"), "what had not left is held again"
    assert {row.state for row in health.messages("health_set")} == {"cancelled"}
    health.happens(*TO_DRAFT)
    drafts = [each for each in health.notices() if each.kind == "share_draft"]
    assert {each.stands for each in drafts} == {"held"}
    assert "objection" in refused(release(health.office, drafts[0].notice_id, as_user=SAM))
    flag = health.notices()[0]
    let = release(health.office, flag.notice_id, as_user=SAM, reason="Her mother was heard")
    assert not isinstance(let, Refusal)
    assert let.stands == "queued"
    health.happens((date(2026, 4, 14), Event.SETTING_CONSULTED, {"setting": "Made-up School"}))
    assert health.notices()[0].stands == "queued", "what a person let go is not held again"

    assert "none is recorded" not in str(decide(health.office, CASE, "objection_withdrawn", "Talked", "her mother"))
    assert health.told("held") == []
    assert refused(decide(health.office, CASE, "objection_withdrawn", "Talked", "her mother")) == "none is recorded"


def test_a_restricted_address_goes_to_a_person(health: HealthDesk) -> None:
    contacts = health.contacts()
    health.child()
    set_person(health.office, CASE, restricted="In a refuge: ask the social worker")
    health.known(contacts)
    health.happens(*REQUEST_TO_AGREED[:1])
    assert health.told() == flags("held")
    assert all("restricted" in each.why for each in health.notices())
    assert not any("refuge" in str(row.facts) for row in health.messages())
    done = set_person(health.office, CASE, restricted="")
    assert not isinstance(done, Refusal)
    assert health.told() == flags("queued")


def test_a_professional_who_has_left_is_replaced_by_the_role_mailbox(health: HealthDesk) -> None:
    contacts = health.contacts()
    nurse = health.contact("school_nurse", "Nell Ash", provider="Other Trust", address="nell@health.example")
    health.child()
    health.known(contacts)
    set_person(health.office, CASE, provider="Other Trust")
    health.happens(*REQUEST_TO_AGREED[:1])
    assert [each.contact_id for each in health.notices() if each.contact_id == nurse] == [nurse]
    health.contact(
        "school_nurse", "Other nurses", provider="Other Trust", role_mailbox=True, address="nurses@health.example"
    )
    left = contact_left(health.office, nurse, date(2026, 2, 4))
    assert not isinstance(left, Refusal)
    gone = [each for each in health.notices() if each.contact_id == nurse]
    assert {each.stands for each in gone} == {"cancelled"}
    (row,) = [row for row in health.messages("health_set") if row.recipient == "nurses@health.example"]
    assert row.state == "ready"
    assert not isinstance(new_contact(health.office, "gp", "A", "b", role_mailbox=True), Refusal)


def test_who_took_over_is_told_of_the_end_of_a_flag_that_another_was_told_of(health: HealthDesk) -> None:
    contacts = health.contacts()
    nurse = health.contact("school_nurse", "Nell Ash", provider="Other Trust", address="nell@health.example")
    health.child()
    health.known(contacts)
    set_person(health.office, CASE, provider="Other Trust")
    health.happens(*REQUEST_TO_AGREED)
    health.sent()
    mailbox = health.contact(
        "school_nurse", "Nurses", provider="Other Trust", role_mailbox=True, address="n@health.example"
    )
    contact_left(health.office, nurse, date(2026, 2, 4))
    health.happens((date(2026, 3, 2), Event.PLAN_REFUSED, {"reasons": "no need"}))
    assert [each.kind for each in health.notices() if each.contact_id == mailbox] == ["clear"]


def test_a_contact_added_or_left_out_on_a_case(health: HealthDesk) -> None:
    contacts = health.contacts()
    other = health.contact("advice_giver", "Speech therapy", provider="Other Trust", service="speech")
    health.child()
    health.known(contacts)
    health.happens(*REQUEST_TO_AGREED)
    assert refused(override(health.office, CASE, other, True, "  ")) == "there is no reason"
    assert "no contact" in refused(override(health.office, CASE, 99, True, "Leads her care"))
    assert not isinstance(override(health.office, CASE, contacts["gp"], False, "Not her practice", SAM), Refusal)
    assert not isinstance(override(health.office, CASE, other, True, "Leads her care", SAM), Refusal)
    assert [each.stands for each in health.notices() if each.contact_id == contacts["gp"]] == ["cancelled"]
    health.happens(*TO_DRAFT)
    assert [each.kind for each in health.notices() if each.contact_id == other] == ["share_draft"]


def test_a_child_who_changes_practice_is_told_of_to_the_new_and_a_person_asks_the_old(health: HealthDesk) -> None:
    contacts = health.contacts()
    health.child()
    health.known(contacts)
    health.happens(*REQUEST_TO_AGREED)
    health.sent()
    new = health.contact("gp", "Low Road Surgery", provider="Low Road Surgery", role_mailbox=True)
    assert not isinstance(set_person(health.office, CASE, gp=new), Refusal)
    assert [(each.kind, each.stands) for each in health.notices() if each.contact_id == new] == [("set", "queued")]
    (task,) = health.tasks("health_check")
    assert "High Street Surgery" in task.task.what
    assert refused(set_person(health.office, CASE, gp=contacts["dco"])).startswith(
        f"contact {contacts['dco']} is recorded"
    )
    health.happens((date(2026, 3, 2), Event.PLAN_REFUSED, {"reasons": "no need"}))
    assert [each.kind for each in health.notices() if each.contact_id == contacts["gp"]] == ["set", "clear"]


def test_words_that_go_out_name_no_child(health: HealthDesk) -> None:
    health.child()
    office = health.office
    for words in (
        "Consent of Mrs Marrowfat", "By the number 943 476 5919", "Consent of JESSAMINE's mother", "jessamine agreed",
    ):  # fmt: skip
        assert "name the child" in refused(decide(office, CASE, "basis", words, "Sam Rowan"))
        assert "name the child" in refused(decide(office, CASE, "consent", "Consent", words))
    assert "name the child" in refused(set_person(office, CASE, provider="Jessamine's own surgery"))
    assert not isinstance(
        decide(office, CASE, "consent", "Consent of the Marrowfats' neighbour", "her mother"), Refusal
    )
    assert "not come yet" in refused(
        decide(health.office, CASE, "basis", "Section 26", "Sam", decided_on=date(2026, 1, 5) + timedelta(days=900))
    )


@pytest.mark.parametrize(
    "forename, surname, words, named",
    [
        ("May", "Hill", "It may be shared up hill and down", False),
        ("May", "Hill", "May agreed", True),
        ("Anne-Marie", "O'Neil", "Marie's mother", True),
        ("Anne-Marie", "O'Neil", "Mr Oneil", False),
        ("Anne-Marie", "O'Neil", "Mr O’Neil", True),
        ("José", "Peña", "agreed with Jose", True),
        ("J", "Marrowfat", "Section 26, part J", False),
    ],
)
def test_a_name_is_known_by_any_of_its_parts_as_whole_words(
    forename: str, surname: str, words: str, named: bool
) -> None:
    assert names_child(words, Person(HERE, 1, forename, surname, datetime(2026, 1, 5, tzinfo=UTC))) is named


def test_a_provider_whose_contacts_are_held_may_be_called_like_the_child(health: HealthDesk) -> None:
    health.contact("provider", "Records", provider="Marrowfat Trust", role_mailbox=True)
    health.child()
    assert not isinstance(set_person(health.office, CASE, provider="Marrowfat Trust"), Refusal)


def test_a_new_contact_is_told_of_the_cases_that_waited_for_one(health: HealthDesk) -> None:
    health.contact("dco", "DCO", provider="ICB", role_mailbox=True)
    health.child()
    health.happens(*REQUEST_TO_AGREED[:1])
    assert len(health.tasks("health_gap")) == 1
    decide(health.office, CASE, "basis", "Section 26", "Sam Rowan")
    set_person(health.office, CASE, provider=TRUST, verified_by="Pat Osier")
    made = new_contact(health.office, "provider", "Records", "records", provider=TRUST, role_mailbox=True)
    assert not isinstance(made, Refusal)
    assert made[1] == 1
    assert health.told("queued") == [("provider", "set", "queued")]


def test_a_message_that_failed_is_released_again_and_goes_once(health: HealthDesk) -> None:
    contacts = health.contacts()
    health.child()
    health.known(contacts)
    health.happens(*REQUEST_TO_AGREED[:1])
    health.sent("failed")
    assert health.told() == flags("held")
    first = health.notices()[0]
    done = release(health.office, first.notice_id, as_user=SAM)
    assert not isinstance(done, Refusal)
    assert done.message_id != first.message_id
    assert [row.state for row in health.messages("health_set")].count("ready") == 1
    health.sent()
    health.happens(*TO_DRAFT, *TO_FINAL)
    kinds = [each.kind for each in health.notices() if each.contact_id == first.contact_id]
    assert kinds == ["set", "update"]


def test_a_basis_for_the_flag_alone_holds_every_plan(health: HealthDesk) -> None:
    contacts = health.contacts()
    health.child()
    set_person(health.office, CASE, contacts["gp"], TRUST, verified_by="Pat Osier")
    words = "CFA 2014, section 26"
    assert not isinstance(decide(health.office, CASE, "basis", words, "Sam Rowan", streams=["flag"]), Refusal)
    health.happens(*REQUEST_TO_AGREED, *TO_DRAFT)
    by_kind = {(each.kind, each.stands) for each in health.notices()}
    assert by_kind == {("set", "queued"), ("share_draft", "held")}
    assert not isinstance(decide(health.office, CASE, "basis", words, "Sam Rowan", streams=["share"]), Refusal)
    assert {each.stands for each in health.notices()} == {"queued"}
