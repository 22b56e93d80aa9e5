"""Whether a notice may go: the number, the basis, an objection, protection; and that no word ever shows the number."""

from dataclasses import replace
from datetime import date

import pytest

from notifications.health.gate import (
    Answer,
    Basis,
    Confirmation,
    Identifier,
    NhsStatus,
    Objection,
    Subject,
    Verdict,
    identifier,
    may_go,
    number_fault,
    plain_number,
)
from notifications.health.kinds import NoticeKind, NoticeState, Stream
from notifications.health.milestones import birthday, birthdays, provider_moves, the_milestones
from tests.notifications.health.cases import TODAY

OF = Identifier
K = NoticeKind
NUMBER = "9434765919"  # a published example; of no range that is given out
LIVE = "4010232137"  # a published example, of a range that is given out
FOR_ALL = Basis("public task", "dee@example.org", date(2025, 9, 1), frozenset(Stream), date(2026, 8, 31))
READY = Subject(7, NUMBER, NhsStatus.VERIFIED, bases=(FOR_ALL,))
OBJECTS = Objection(date(2026, 1, 5), "parent", "sam@example.org")


def ask(subject: Subject = READY, kind: K = K.SET, on: date = TODAY, **more: bool) -> Verdict:
    verdict = may_go(subject, kind, on, production=more.pop("production", False), **more)
    assert bool(verdict.why) == bool(verdict.do) == (verdict.answer is not Answer.GO)
    for number in (subject.nhs_number, NUMBER, LIVE):
        assert not number or number not in f"{verdict!r}{subject!r}"
    return verdict


@pytest.mark.parametrize("kind", K)
def test_all_in_order_is_go_for_every_kind_and_says_by_which_basis(kind: K) -> None:
    verdict = ask(kind=kind)
    assert (verdict.answer, verdict.state) == (Answer.GO, NoticeState.QUEUED)
    assert verdict.basis == "public task (decided by dee@example.org on 1 September 2025)"


@pytest.mark.parametrize(
    "number, status, words",
    [
        ("", NhsStatus.MISSING, "is missing"),
        ("", NhsStatus.VERIFIED, "is missing"),
        (NUMBER, NhsStatus.MISSING, "is missing"),
        (NUMBER, NhsStatus.NOT_VERIFIED, "is not verified"),
        ("9434765918", NhsStatus.VERIFIED, "check digit"),
        ("943476591", NhsStatus.VERIFIED, "10 digits"),
    ],
)
def test_a_number_that_is_not_there_right_and_verified_is_held(number: str, status: NhsStatus, words: str) -> None:
    verdict = ask(replace(READY, nhs_number=number, nhs_status=status))
    assert (verdict.answer, verdict.state) == (Answer.HELD, NoticeState.HELD)
    assert words in verdict.why
    assert "person 7" in verdict.why


def test_three_other_identifiers_confirmed_by_a_person_make_up_for_a_number_that_is_not_verified() -> None:
    three = Confirmation("sam@example.org", TODAY, (OF.NAME, OF.BIRTH_DATE, OF.ADDRESS))
    doubtful = replace(READY, nhs_status=NhsStatus.NOT_VERIFIED)
    assert ask(replace(doubtful, confirmation=three)).answer is Answer.GO
    for few in ((OF.NAME, OF.NAME, OF.ADDRESS), (OF.NAME, OF.ADDRESS), ()):
        assert ask(replace(doubtful, confirmation=replace(three, identifiers=few))).answer is Answer.HELD
    assert ask(replace(doubtful, confirmation=replace(three, by=""))).answer is Answer.HELD


@pytest.mark.parametrize(
    "words, kind",
    [
        (" Name", OF.NAME),
        ("date of birth", OF.BIRTH_DATE),
        ("PARENT’S NAME", OF.PARENT),
        ("gp", OF.GP),
        ("upn", OF.UPN),
        ("Jessamine Marrowfat", None),
        ("a", None),
        ("", None),
    ],
)
def test_an_identifier_is_one_of_a_closed_list_of_kinds(words: str, kind: Identifier | None) -> None:
    assert identifier(words) is kind


def test_no_confirmation_makes_a_wrong_number_right() -> None:
    three = Confirmation("sam@example.org", TODAY, (OF.NAME, OF.BIRTH_DATE, OF.ADDRESS))
    assert ask(replace(READY, nhs_number="9434765918", confirmation=three)).answer is Answer.HELD


def test_numbers_for_tests_are_refused_in_production_and_only_there() -> None:
    test = replace(READY, nhs_number="9990000018")
    assert number_fault("9990000018", production=False) == ""
    assert ask(test).answer is Answer.GO
    assert "kept for tests" in ask(test, production=True).why
    assert ask(replace(READY, nhs_number=LIVE), production=True).answer is Answer.GO
    assert "not given out" in ask(READY, production=True).why


def test_a_number_is_known_with_and_without_spaces() -> None:
    assert plain_number("943 476 5919") == plain_number(NUMBER) == NUMBER
    assert plain_number("943 476 5918") == plain_number("") == ""


def test_without_a_basis_for_the_stream_it_is_held() -> None:
    only_flags = replace(FOR_ALL, streams=frozenset({Stream.FLAG}))
    assert "is not recorded" in ask(replace(READY, bases=())).why
    assert ask(replace(READY, bases=(only_flags,))).answer is Answer.GO
    assert "sharing a plan is not recorded" in ask(replace(READY, bases=(only_flags,)), K.SHARE_FINAL).why


def test_a_basis_holds_from_the_day_it_was_decided_to_its_last_day() -> None:
    assert ask(on=date(2025, 8, 31)).answer is Answer.HELD
    assert ask(on=date(2025, 9, 1)).answer is Answer.GO
    assert ask(on=date(2026, 8, 31)).answer is Answer.GO
    assert "ran out on 31 August 2026" in ask(on=date(2026, 9, 1)).why
    newer = replace(FOR_ALL, decided_on=date(2026, 2, 1), expires_on=None)
    assert ask(replace(READY, bases=(FOR_ALL, newer)), on=date(2027, 1, 1)).answer is Answer.GO
    assert ask(replace(READY, bases=(replace(FOR_ALL, decided_by=""),))).answer is Answer.HELD


@pytest.mark.parametrize(
    "kind, answer",
    [
        (K.SET, Answer.HELD),
        (K.UPDATE, Answer.HELD),
        (K.CLEAR, Answer.GO),
        (K.SHARE_DRAFT, Answer.SUPPRESSED),
        (K.SHARE_FINAL, Answer.SUPPRESSED),
        (K.INVITE, Answer.HELD),
    ],
)
def test_an_objection_blocks_a_share_and_sends_a_flag_to_a_person(kind: K, answer: Answer) -> None:
    verdict = ask(replace(READY, objection=OBJECTS), kind)
    assert verdict.answer is answer
    withdrawn = replace(OBJECTS, withdrawn_on=TODAY)
    assert ask(replace(READY, objection=withdrawn), kind).answer is Answer.GO


def test_a_person_may_let_a_flag_go_against_an_objection_and_never_a_share() -> None:
    objecting = replace(READY, objection=OBJECTS)
    assert ask(objecting, K.SET, released=True).answer is Answer.GO
    assert ask(objecting, K.SHARE_FINAL, released=True).answer is Answer.SUPPRESSED
    assert ask(replace(READY, bases=()), K.SET, released=True).answer is Answer.HELD
    assert ask(replace(READY, nhs_number=""), K.SET, released=True).answer is Answer.HELD


@pytest.mark.parametrize("kind", K)
def test_a_restricted_address_is_for_a_person_whatever_the_kind(kind: K) -> None:
    hidden = replace(READY, restricted_address=True)
    assert ask(hidden, kind).answer is Answer.HELD
    assert ask(hidden, kind, released=True).answer is Answer.GO


def test_birthdays_are_tasks_on_their_day_once() -> None:
    born = date(2008, 3, 3)
    assert [task.key for task in birthdays(born, date(2026, 3, 2), TODAY)] == ["birthday:18"]
    assert birthdays(born, TODAY, date(2026, 3, 4)) == ()
    assert birthdays(born, date(2026, 3, 1), date(2026, 3, 2)) == ()
    assert [task.key for task in birthdays(born, date(2026, 1, 1), date(2034, 1, 1))] == ["birthday:18", "birthday:25"]
    assert birthday(date(2008, 2, 29), 18) == date(2026, 3, 1)


def test_every_age_has_a_source_and_says_what_to_do() -> None:
    assert [each.age for each in the_milestones()] == [18, 25]
    assert all(each.source.title and each.do for each in the_milestones())


def test_a_provider_that_the_child_left_is_a_task() -> None:
    assert provider_moves(["vale-trust"], ["vale-trust", "hill-trust"]) == ()
    (task,) = provider_moves(["vale-trust", "elm-surgery"], ["elm-surgery"])
    assert task.key == "left:vale-trust"
