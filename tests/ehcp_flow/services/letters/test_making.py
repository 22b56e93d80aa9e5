"""Letters made from a case: its deadlines, who it goes to, what the ledger does not know, and what is kept."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date

import pytest

from ehcp_flow.db.letters import Letters
from ehcp_flow.db.notes import Notes
from ehcp_flow.db.unit_of_work import UnitOfWork
from ehcp_flow.services.cases import correct
from ehcp_flow.services.letters.fitting import choices, fitting, preview
from ehcp_flow.services.letters.kept import as_pdf, as_word, letters_of_case, mark_sent, shown_letter
from ehcp_flow.services.letters.making import draft, keep, mark_of
from ehcp_flow.services.letters.own_templates import Template, Unfit, as_shipped, save, template
from ehcp_flow.services.letters.parts import Draft, Writing
from ehcp_flow.services.office import Letterhead
from ehcp_flow.services.users import add_user
from notifications.letters.kinds import kinds
from notifications.letters.model import LetterWords
from tests.ehcp_flow.services.at_work import Desk
from tests.ehcp_flow.services.letters.a_case import NO, YES, CaseAtWork
from workflows.refusals import Refusal
from workflows.vocabulary import Event

E = Event


def written(case: CaseAtWork, kind: str, **more: object) -> Draft:
    made = draft(case.office, case.reference, Writing(kind, **more))  # type: ignore[arg-type]
    assert isinstance(made, Draft), made
    return made


def not_written(case: CaseAtWork, kind: str, **more: object) -> Refusal:
    refused = draft(case.office, case.reference, Writing(kind, **more))  # type: ignore[arg-type]
    assert isinstance(refused, Refusal), refused
    return refused


def text_of(words: LetterWords) -> str:
    return "\n".join(text for block in words.blocks for text in block.texts)


def dates_of(made: Draft) -> dict[str, date]:
    return {each.name: each.on for each in made.words.dates}


def advised(case: CaseAtWork, body: str) -> CaseAtWork:
    return case.assessed().on(date(2026, 2, 11), E.ADVICE_REQUESTED, body=body)


def amending(case: CaseAtWork) -> CaseAtWork:
    case.reviewed().on(date(2027, 1, 26), E.REVIEW_DECIDED, outcome="amend")
    return case.on(date(2027, 1, 27), E.AMENDMENT_NOTICE_SENT)


PATHS: dict[str, tuple[Callable[[CaseAtWork], object], dict[str, str], dict[str, date]]] = {
    "request_acknowledged": (lambda case: case, {}, {"decision_by": date(2026, 2, 16)}),
    "assessment_agreed": (
        CaseAtWork.assessed,
        {},
        {"no_plan_by": date(2026, 4, 27), "final_by": date(2026, 5, 25)},
    ),
    "assessment_refused": (
        CaseAtWork.refused,
        {},
        {"appeal_by": date(2026, 4, 10), "mediation_by": date(2026, 4, 10)},
    ),
    "advice_education": (lambda case: advised(case, "education"), {}, {"advice_by": date(2026, 3, 25)}),
    "advice_health": (lambda case: advised(case, "health"), {}, {"advice_by": date(2026, 3, 25)}),
    "advice_educational_psychology": (
        lambda case: advised(case, "educational_psychology"), {}, {"advice_by": date(2026, 3, 25)},
    ),
    "advice_social_care": (lambda case: advised(case, "social_care"), {}, {"advice_by": date(2026, 3, 25)}),
    "plan_refused": (
        lambda case: case.assessed().on(date(2026, 4, 20), E.PLAN_REFUSED, reasons="Her school can meet her needs."),
        {},
        {"appeal_by": date(2026, 6, 20), "mediation_by": date(2026, 6, 20)},
    ),
    "draft_plan": (CaseAtWork.drafted, {}, {"comments_by": date(2026, 5, 4), "final_by": date(2026, 5, 25)}),
    "final_plan": (
        CaseAtWork.planned,
        {},
        {"appeal_by": date(2026, 7, 20), "mediation_by": date(2026, 7, 20), "review_by": date(2027, 5, 19)},
    ),
    "setting_consultation": (
        lambda case: case.drafted().on(date(2026, 4, 21), E.SETTING_CONSULTED, setting="Ash Lane Primary School"),
        {},
        {"reply_by": date(2026, 5, 6)},
    ),
    "review_keep": (
        lambda case: case.reviewed().on(date(2027, 1, 26), E.REVIEW_DECIDED, outcome="maintain"),
        {"reasons": "The plan still fits."},
        {"appeal_by": date(2027, 3, 26), "mediation_by": date(2027, 3, 26), "review_by": date(2028, 1, 25)},
    ),
    "review_amend": (
        lambda case: case.reviewed().on(date(2027, 1, 26), E.REVIEW_DECIDED, outcome="amend"),
        {"reasons": "She needs more speech therapy."},
        {"notice_by": date(2027, 2, 9), "amended_by": date(2027, 4, 6)},
    ),
    "review_cease": (
        lambda case: case.reviewed().on(date(2027, 1, 26), E.REVIEW_DECIDED, outcome="cease"),
        {"reasons": "Her outcomes are met."},
        {"appeal_by": date(2027, 3, 26), "mediation_by": date(2027, 3, 26)},
    ),
    "amendment_notice": (
        amending,
        {"reasons": "Section F gains speech therapy."},
        {"comments_by": date(2027, 2, 10), "amended_by": date(2027, 3, 24)},
    ),
    "amended_plan": (
        lambda case: amending(case).on(date(2027, 3, 1), E.AMENDED_PLAN_SENT),
        {"setting": "Ash Lane Primary School"},
        {"appeal_by": date(2027, 5, 1), "mediation_by": date(2027, 5, 1), "review_by": date(2028, 1, 25)},
    ),
    "amendment_dropped": (
        lambda case: amending(case).on(date(2027, 3, 1), E.AMENDMENT_DROPPED, reasons="You asked us not to."),
        {},
        {"appeal_by": date(2027, 5, 1), "mediation_by": date(2027, 5, 1)},
    ),
    "running_late": (
        lambda case: case,
        {"why": "We wait for advice.", "next": "We have asked again.", "expected_on": "2026-03-02"},
        {"limit_on": date(2026, 2, 16)},
    ),
}  # fmt: skip


def test_every_kind_is_tried() -> None:
    assert set(PATHS) == set(kinds())


@pytest.mark.parametrize("kind", PATHS)
def test_a_letter_prints_the_dates_of_the_case_and_is_kept(small: CaseAtWork, kind: str) -> None:
    path, given, dates = PATHS[kind]
    path(small)
    limit = {"limit": "assess_decision"} if kind == "running_late" else {}
    to = {} if kinds()[kind].audience == "family" else {"name": "Dr Ivy Penn", "address": "1 High Street, Madeup"}
    writing = Writing(kind, given=given, **limit, **to)  # type: ignore[arg-type]
    made = draft(small.office, small.reference, writing)
    assert isinstance(made, Draft), made
    assert dates_of(made) == dates
    assert {block.fixed for block in made.words.blocks} >= {each.block for each in kinds()[kind].mandatory}
    held = keep(small.office, small.reference, writing, seen=mark_of(made))
    assert not isinstance(held, Refusal), held
    shown = shown_letter(small.office, small.reference, held.letter_id)
    assert not isinstance(shown, Refusal), shown
    assert shown.words == made.words
    assert (as_word(shown), as_pdf(shown)) == (as_word(shown), as_pdf(shown))


def test_a_letter_that_is_late_says_so_and_one_in_time_does_not(small: CaseAtWork) -> None:
    small.refused(date(2026, 2, 20))
    assert "We should have done this by 16 February 2026." in text_of(written(small, "assessment_refused").words)


def test_a_letter_in_time_makes_no_excuses(small: CaseAtWork) -> None:
    assert "should have" not in text_of(written(small.refused(), "assessment_refused").words)


def test_a_step_that_is_not_recorded_yet_is_counted_from_the_date_of_the_letter(small: CaseAtWork) -> None:
    small.assessed().on(date(2026, 4, 7), E.PLAN_AGREED)
    made = written(small, "draft_plan", dated=date(2026, 4, 21))
    assert dates_of(made)["comments_by"] == date(2026, 5, 5)
    assert made.told is not None
    assert made.told.number is None
    assert "not recorded yet" in made.cautions[0]


def test_a_letter_that_does_not_follow_from_the_case_is_refused(small: CaseAtWork) -> None:
    refused = not_written(small, "draft_plan")
    assert "does not follow from “Deciding whether to assess”" in refused.why


def test_the_reasons_come_from_the_ledger_and_not_from_whoever_writes(small: CaseAtWork) -> None:
    small.refused(reasons="Her needs are met.")
    made = written(small, "assessment_refused", given={"reasons": "Because I say so."})
    assert "Her needs are met." in text_of(made.words)
    assert "Because I say so." not in text_of(made.words)


def test_what_the_ledger_lacks_must_be_given(small: CaseAtWork) -> None:
    small.reviewed().on(date(2027, 1, 26), E.REVIEW_DECIDED, outcome="maintain")
    assert "the reasons for the decision" in not_written(small, "review_keep").why


def test_a_letter_to_the_young_person_says_you(small: CaseAtWork) -> None:
    number = small.contact("young_person", "Ada Marrow", "2 Ash Lane, Madeup")
    made = written(small, "request_acknowledged", contact=number)
    assert "assessment of your needs" in text_of(made.words)
    assert "Ada’s" in text_of(written(small, "request_acknowledged").words)


def test_a_letter_without_anybody_to_write_to_is_refused(desk: Desk) -> None:
    case = CaseAtWork(desk, contacts=False)
    assert "does not say whom it is to go to" in not_written(case, "request_acknowledged").why
    made = written(case, "request_acknowledged", name="Mr Penn", address="1 High Street\nMadeup, Madeupshire")
    assert made.words.to == ("Mr Penn", "1 High Street", "Madeup, Madeupshire")


def test_a_contact_of_another_child_is_not_one_of_this_case(small: CaseAtWork) -> None:
    assert "is not a contact of this case" in not_written(small, "request_acknowledged", contact=99).why


@pytest.mark.parametrize(
    "lacking, setting",
    [("mediation", "mediation_contact"), ("advice", "appeal_help")],
)
def test_a_service_that_must_be_named_and_is_not_set_is_refused(small: CaseAtWork, lacking: str, setting: str) -> None:
    small.refused()
    letterhead = replace(small.office.letterhead, **{lacking: "", "disagreement": "D"})
    found = draft(replace(small.office, letterhead=letterhead), small.reference, Writing("assessment_refused"))
    assert isinstance(found, Refusal)
    assert setting in found.why
    assert f"EHCP_FLOW_{setting.upper()}" in found.do


def test_the_settings_give_the_letterhead(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("EHCP_FLOW_LETTER_HEAD", "SEND team | 1 Made-up Square | Madeup")
    monkeypatch.setenv("EHCP_FLOW_MEDIATION_CONTACT", "Fair Hearing")
    desk.installation.add_authority(desk.authority, "Madeupshire")
    office = desk.installation.office()
    assert not isinstance(office, Refusal)
    assert office.letterhead == Letterhead(
        ("SEND team", "1 Made-up Square", "Madeup"), "", "Fair Hearing", "Fair Hearing"
    )


def test_a_late_letter_must_say_which_date_it_is_about(small: CaseAtWork) -> None:
    given = {"why": "We wait.", "next": "We ask again.", "expected_on": "2026-03-02"}
    refused = not_written(small, "running_late", given=given)
    assert "which of the dates" in refused.why
    assert "assess_decision 2026-01-05" in refused.do
    assert "which of the dates" in not_written(small, "running_late", given=given, limit="review").why


def test_a_kept_letter_cannot_be_changed_and_a_corrected_one_names_it(each: CaseAtWork) -> None:
    each.refused()
    writing = Writing("assessment_refused")
    first = keep(each.office, each.reference, writing)
    second = keep(each.office, each.reference, replace(writing, takes_place_of=1, given={"support": "More."}))
    assert not isinstance(first, Refusal)
    assert not isinstance(second, Refusal), second
    held = letters_of_case(each.office, each.reference)
    assert not isinstance(held, Refusal)
    assert [(one.letter.letter_id, one.replaced_by) for one in held] == [(2, None), (1, 2)]
    assert held[1].words.as_json() == first.words
    third = keep(each.office, each.reference, replace(writing, takes_place_of=1))
    assert isinstance(third, Refusal)
    assert "letter 2 has taken the place of letter 1" in third.why
    none = keep(each.office, each.reference, replace(writing, takes_place_of=7))
    assert isinstance(none, Refusal)


def test_a_letter_is_sent_once_not_before_its_date_and_counts_as_having_told_the_family(each: CaseAtWork) -> None:
    each.refused()
    keep(each.office, each.reference, Writing("assessment_refused"))
    for day, how, why in (
        (date(2026, 2, 9), "post", "it is dated 10 February 2026"),
        (date(2026, 2, 11), "post", "has not come yet"),
        (date(2026, 2, 10), "pigeon", "is not a way of sending"),
    ):
        refused = mark_sent(each.office, each.reference, 1, day, how)
        assert isinstance(refused, Refusal)
        assert why in refused.why
    assert not isinstance(mark_sent(each.office, each.reference, 1, date(2026, 2, 10), "post"), Refusal)
    again = mark_sent(each.office, each.reference, 1, date(2026, 2, 10), "post")
    assert isinstance(again, Refusal)
    with each.office.database.reading() as connection:
        stored = UnitOfWork(connection).cases.load(each.office.authority, each.reference)
        assert stored is not None
        (note,) = Notes(connection).of_case(each.office.authority, stored.case_id)
        (held,) = Letters(connection).of_case(each.office.authority, stored.case_id)
    assert (note.kind, note.how, note.on_day, note.about) == (
        "contact_with_family", "letter", date(2026, 2, 10), "entry 2",
    )  # fmt: skip
    assert (held.sent_on, held.sent_how, held.sent_by) == (date(2026, 2, 10), "post", "operator")


def test_a_letter_that_went_after_its_date_is_named_where_days_in_it_were_counted(small: CaseAtWork) -> None:
    keep(small.office, small.reference, Writing("request_acknowledged"))
    small.refused()
    keep(small.office, small.reference, Writing("assessment_refused"))
    small.desk.clock.set_to(date(2026, 2, 13))
    late = mark_sent(small.office, small.reference, 2, date(2026, 2, 12), "post")
    answer = mark_sent(small.office, small.reference, 1, date(2026, 2, 12), "post")
    assert not isinstance(late, Refusal)
    assert not isinstance(answer, Refusal)
    assert (late.late_by, answer.late_by) == (2, 0)


def test_an_entry_that_was_put_right_later_is_named(small: CaseAtWork) -> None:
    small.refused()
    keep(small.office, small.reference, Writing("assessment_refused"))
    small.desk.clock.set_to(date(2026, 2, 12))
    done = correct(small.office, small.reference, 2, "It went a day earlier", right_date=date(2026, 2, 9))
    assert not isinstance(done, Refusal), done
    held = shown_letter(small.office, small.reference, 1)
    assert not isinstance(held, Refusal)
    assert held.put_right == date(2026, 2, 12)


def test_letters_tell_of_events_and_their_facts() -> None:
    assert [each.name for each in fitting(E.REVIEW_DECIDED, {"outcome": "amend"})] == ["review_amend"]
    assert [each.name for each in fitting(E.ADVICE_REQUESTED, {"body": "health"})] == ["advice_health"]
    assert fitting(E.CASE_ASSIGNED) == ()


def test_a_letter_can_be_looked_at_before_its_step_is_recorded(small: CaseAtWork) -> None:
    facts = {"reasons": "Her needs are met.", **NO}
    office = replace(small.office, letterhead=Letterhead())
    found = preview(office, small.reference, "assessment_refused", E.ASSESSMENT_REFUSED, date(2026, 2, 18), facts)
    assert isinstance(found, LetterWords), found
    assert "We should have done this by 16 February 2026." in text_of(found)
    assert "[mediation_contact is not set]" in text_of(found)
    with small.office.database.reading() as connection:
        assert Letters(connection).of_case(small.office.authority, 1) == []


def test_a_look_before_the_time_shows_gaps_where_words_are_still_wanted(small: CaseAtWork) -> None:
    found = preview(small.office, small.reference, "assessment_agreed", E.ASSESSMENT_AGREED, date(2026, 2, 10), YES)
    assert isinstance(found, LetterWords), found
    small.reviewed()
    found = preview(
        small.office, small.reference, "review_keep", E.REVIEW_DECIDED, date(2027, 1, 26), {"outcome": "maintain"}
    )
    assert isinstance(found, LetterWords), found
    assert "[the reasons for the decision]" in text_of(found)


def test_what_fits_the_case_comes_first_with_why(small: CaseAtWork) -> None:
    def fit() -> list[str]:
        found = choices(small.office, small.reference)
        assert not isinstance(found, Refusal)
        return [each.kind.name for each in found if each.why]

    assert fit() == ["request_acknowledged", "assessment_agreed", "assessment_refused"]
    small.desk.clock.set_to(date(2026, 2, 17))
    assert "running_late" in fit()
    small.refused(date(2026, 2, 18))
    assert fit() == ["assessment_refused"]
    keep(small.office, small.reference, Writing("assessment_refused"))
    assert fit() == []


def test_letters_are_for_officers_who_may_see_the_case(small: CaseAtWork) -> None:
    for name, role in (("Ann", "analyst"), ("Cas", "caseworker")):
        add_user(small.office, name, f"{name.lower()}@example.gov.uk", [role], "")
    refused = draft(small.office, small.reference, Writing("request_acknowledged"), "ann@example.gov.uk")
    assert isinstance(refused, Refusal)
    assert "caseworker" in refused.do
    made = draft(small.office, small.reference, Writing("request_acknowledged"), "cas@example.gov.uk")
    assert isinstance(made, Draft)
    assert made.words.closing == ("Yours sincerely,", "Cas", "Madeupshire")


def test_an_own_template_holds_from_its_version_on_and_back(each: CaseAtWork) -> None:
    office, name = each.office, "request_acknowledged"
    own = kinds()[name].words.replace("Thank you. On", "On")
    assert isinstance(save(office, name, own, " "), Refusal)
    done = save(office, name, own, "Shorter")
    assert isinstance(done, Template), done
    assert done.version == 1
    made = written(each, name)
    assert (made.template_version, text_of(made.words).startswith("On 5 January")) == (1, True)
    assert isinstance(save(office, name, own, "Again"), Refusal)
    assert isinstance(save(office, name, "Nothing", "Bad"), Unfit)
    stale = save(office, name, own + "\nMore.\n", "Late", seen=0)
    assert isinstance(stale, Refusal)
    assert "in the meantime" in stale.why
    back = as_shipped(office, name, "It was better", seen=1)
    assert isinstance(back, Template)
    assert written(each, name).template_version == 0
    assert isinstance(as_shipped(office, name, "Again"), Refusal)
    held = template(office, name)
    assert isinstance(held, Template)
    assert held.as_shipped


def test_only_an_administrator_changes_a_template(small: CaseAtWork) -> None:
    add_user(small.office, "Cas", "cas@example.gov.uk", ["caseworker", "manager"], "")
    own = kinds()["draft_plan"].words + "\nThank you.\n"
    refused = save(small.office, "draft_plan", own, "Kinder", "cas@example.gov.uk")
    assert isinstance(refused, Refusal)
    assert "admin" in refused.do
