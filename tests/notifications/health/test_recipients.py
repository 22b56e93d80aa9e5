"""Who is told of a child, by rule, by age and by exception (HF-04). All people and places are made up."""

from dataclasses import replace
from datetime import date

import pytest

from notifications.health.contacts import Chosen, Contact, ContactRole, Override
from notifications.health.kinds import NoticeKind
from notifications.health.recipients import advising_services, age_on, recipients, the_rules
from tests.notifications.health.cases import ASSESSING, TODAY, ledger
from workflows.case import fold

R = ContactRole
BORN = date(2017, 5, 4)


def contact(number: int, role: R, provider: str = "", **more: object) -> Contact:
    made = Contact(
        number,
        role,
        f"Contact {number}",
        f"Organisation {provider or number}",
        provider,
        address=f"c{number}@health.example",
    )
    return replace(made, **more)  # type: ignore[arg-type]


GP = contact(1, R.GP, "elm-surgery")
VISITOR = contact(2, R.HEALTH_VISITOR, "vale-trust")
NURSE = contact(3, R.SCHOOL_NURSE, "vale-trust")
SPEECH = contact(4, R.ADVICE_GIVER, "hill-trust", service="speech")
VALE = contact(5, R.PROVIDER, "vale-trust", role_mailbox=True)
HILL = contact(6, R.PROVIDER, "hill-trust", role_mailbox=True)
DCO = contact(7, R.DCO, "icb")
ICB = contact(8, R.ICB, "icb", role_mailbox=True)
OF_CHILD = (GP, VISITOR, NURSE)
DIRECTORY = (SPEECH, VALE, HILL, DCO, ICB)


def chosen(**more: object) -> Chosen:
    given: dict[str, object] = {
        "services": ("speech",), "born": BORN, "on": TODAY, "of_child": OF_CHILD, "directory": DIRECTORY,
    }  # fmt: skip
    return recipients(**{**given, **more})  # type: ignore[arg-type]


def told(choice: Chosen, kind: NoticeKind) -> set[int]:
    return {each.contact.id for each in choice.recipients if kind in each.kinds}


def test_each_kind_goes_to_those_for_whom_the_file_says_it_is() -> None:
    choice = chosen()
    assert choice.gaps == ()
    assert told(choice, NoticeKind.SET) == told(choice, NoticeKind.CLEAR) == {1, 3, 5, 6}
    assert told(choice, NoticeKind.SHARE_DRAFT) == {4, 7}
    assert told(choice, NoticeKind.SHARE_FINAL) == {3, 4, 7, 8}
    assert told(choice, NoticeKind.INVITE) == {3, 4, 7}


@pytest.mark.parametrize(
    "born, who", [(date(2021, 3, 4), {2}), (date(2021, 3, 3), {3}), (date(2007, 3, 4), {3}), (date(2007, 3, 3), set())]
)
def test_a_health_visitor_before_school_age_and_a_school_nurse_from_the_birthday(born: date, who: set[int]) -> None:
    assert {each.contact.id for each in chosen(born=born).recipients} & {2, 3} == who


def test_without_a_date_of_birth_the_age_is_a_gap() -> None:
    assert {gap.role for gap in chosen(born=None).gaps} == {R.HEALTH_VISITOR, R.SCHOOL_NURSE}


def test_a_leap_day_is_a_birthday_on_the_first_of_march() -> None:
    assert (age_on(date(2020, 2, 29), date(2025, 2, 28)), age_on(date(2020, 2, 29), date(2025, 3, 1))) == (4, 5)


def test_who_has_left_is_replaced_by_the_role_mailbox_of_the_same_provider_and_role() -> None:
    gone = replace(NURSE, left_on=TODAY)
    mailbox = contact(20, R.SCHOOL_NURSE, "vale-trust", role_mailbox=True)
    other = contact(19, R.SCHOOL_NURSE, "hill-trust", role_mailbox=True)
    choice = chosen(of_child=(GP, gone), directory=(*DIRECTORY, other, mailbox))
    nurse = next(each for each in choice.recipients if each.contact.role is R.SCHOOL_NURSE)
    assert (nurse.contact.id, nurse.instead_of) == (20, "Contact 3")


def test_who_has_left_without_a_role_mailbox_is_a_gap_that_a_person_must_fill() -> None:
    (gap,) = chosen(of_child=(GP, replace(NURSE, active=False))).gaps
    assert gap.role is R.SCHOOL_NURSE
    assert "no longer there" in gap.why


def test_a_contact_that_leaves_tomorrow_is_still_there_today() -> None:
    assert 3 in {e.contact.id for e in chosen(of_child=(GP, replace(NURSE, left_on=date(2026, 3, 4)))).recipients}


def test_nobody_recorded_is_a_gap_for_each_thing_that_the_rules_ask_for() -> None:
    choice = chosen(of_child=(), directory=())
    assert choice.recipients == ()
    assert [gap.key for gap in choice.gaps] == [
        "gap:gp::", "gap:school_nurse::", "gap:advice_giver::speech", "gap:dco::", "gap:icb::",
    ]  # fmt: skip
    assert chosen(directory=(SPEECH, VALE, DCO, ICB)).gaps[0].provider == "hill-trust"


def test_one_address_is_written_to_once() -> None:
    same = replace(VALE, id=30, address=NURSE.address.upper())
    choice = chosen(directory=(SPEECH, same, HILL, DCO, ICB))
    assert len({each.contact.address.casefold() for each in choice.recipients}) == len(choice.recipients)
    nurse = next(each for each in choice.recipients if each.contact.id == 3)
    assert len(nurse.why) == 2


def test_the_order_is_the_same_however_the_contacts_come() -> None:
    assert chosen(of_child=OF_CHILD[::-1], directory=DIRECTORY[::-1]).recipients == chosen().recipients


def test_a_contact_is_left_out_or_added_on_a_case_with_a_reason() -> None:
    out = Override(1, True, "The family moved practice", "sam@example.org", TODAY)
    extra = contact(40, R.ADVICE_GIVER, "dale-trust", service="eyes")
    more = Override(40, False, "Sees the child weekly", "sam@example.org", TODAY, (NoticeKind.SHARE_FINAL,))
    choice = chosen(directory=(*DIRECTORY, extra), overrides=(out, more))
    assert choice.left_out == ((GP, "The family moved practice"),)
    assert 1 not in {each.contact.id for each in choice.recipients}
    assert 40 in told(choice, NoticeKind.SHARE_FINAL) - told(choice, NoticeKind.SHARE_DRAFT)
    assert 1 in {each.contact.id for each in chosen(overrides=(out, replace(out, leave_out=False))).recipients}


def test_an_added_contact_that_is_not_there_is_a_gap() -> None:
    added = Override(99, False, "Knows the child", "sam@example.org", TODAY)
    assert "contact 99" in chosen(overrides=(added,)).gaps[0].why


def test_an_override_without_a_reason_is_refused() -> None:
    with pytest.raises(ValueError, match="Say why"):
        Override(1, True, "  ", "sam@example.org", TODAY)


def test_the_health_services_are_those_whose_advice_was_asked_for() -> None:
    asked = (
        "advice_requested=2025-02-12,body=health,service=speech",
        "advice_requested=2025-02-12,body=health,service=physio",
        "advice_requested=2025-02-12,body=social_care",
    )
    assert advising_services(fold(ledger(*ASSESSING, *asked))) == ("physio", "speech")


def test_every_role_has_a_rule_and_every_rule_says_why() -> None:
    rules = the_rules().rule
    assert {rule.role for rule in rules.values()} == set(R)
    assert all(rule.why and rule.kinds for rule in rules.values())
    assert "own choice" in the_rules().source
    assert {kind for rule in rules.values() for kind in rule.kinds} == set(NoticeKind)
