"""Each open deadline is indexed by the day of its next rung, with the event that moved it; an authority sets its own ladders."""

from datetime import date
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select, update

from ehcp_flow.db import index
from ehcp_flow.db.tables import deadline as deadlines
from ehcp_flow.db.unit_of_work import UnitOfWork, unit_of_work
from ehcp_flow.services.cases import Done, correct, open_case, record
from ehcp_flow.services.doctor import examine
from ehcp_flow.services.people import NewPerson
from ehcp_flow.services.telling import ladders
from ehcp_flow.services.telling.ladders import Changed, law_here, policy_of, reset, rungs_here, set_ladder, show
from ehcp_flow.services.users import add_user
from tests.ehcp_flow.db import made_up
from tests.ehcp_flow.services.at_work import HERE, Desk
from workflows.clocks import deadlines as derived
from workflows.ledger import effective
from workflows.policy import Policy
from workflows.refusals import Refusal
from workflows.vocabulary import Event

CASE = "EHC-2026-00001"
PAT, SAM = "pat@example.org", "sam@example.org"
RECEIVED = date(2026, 1, 5)
# The clock stands at Tuesday 10 February 2026. Counted on a calendar, for a request of Monday 5 January:
# assess_decision: by 16 February; first warning 2 February, 5 working days before on the 9th, 1 before on the 13th.
# final_plan: by 25 May; first warning Friday 24 April. The draft fits until Sunday 10 May, so Friday 8 May.


@pytest.fixture
def here(desk: Desk) -> Desk:
    desk = desk.of(HERE)
    for name, email, role in (("Pat Marlow", PAT, "caseworker"), ("Sam Osier", SAM, "manager")):
        assert not isinstance(add_user(desk.office, name, email, [role], team="North"), Refusal)
    done = open_case(desk.office, NewPerson("Ada Marrow", date(2015, 6, 1)), RECEIVED, "parent")
    assert isinstance(done, Done), done
    return desk


def did(desk: Desk, event: Event, on: date, **facts: Any) -> None:
    done = record(desk.office, CASE, event, on, facts)
    assert isinstance(done, Done), done


def next_on(desk: Desk) -> dict[str, date | None]:
    """The stored day of the next rung of each deadline."""
    with desk.database.reading() as connection:
        return {row[0]: row[1] for row in connection.execute(select(deadlines.c.duty, deadlines.c.next_rung_on))}


def sweep_left(desk: Desk, duty: str, day: date | None) -> None:
    """As after a sweep that told all up to today and moved on to `day`."""
    with unit_of_work(desk.database) as uow:
        uow.connection.execute(update(deadlines).where(deadlines.c.duty == duty).values(next_rung_on=day))
        uow.commit()


def policy(desk: Desk) -> Policy:
    with desk.database.reading() as connection:
        return policy_of(desk.office, UnitOfWork(connection))


def own(desk: Desk, text: str, name: str = "ours.toml") -> Path:
    path = desk.folder / name
    path.write_text(text, encoding="utf-8")
    return path


FINAL_PLAN_30 = "[warning.duties]\nfinal_plan = { working_days = 30 }\n"


# --- The index ----------------------------------------------------------------------------------------------------------


def test_a_new_case_is_indexed_by_the_rung_reached_or_the_first_to_come(here: Desk) -> None:
    found = next_on(here)
    assert found["assess_decision"] == date(2026, 2, 9)
    assert found["final_plan"] == date(2026, 4, 24)
    assert here.sound()


def test_an_event_that_does_not_concern_a_deadline_leaves_its_day(here: Desk) -> None:
    sweep_left(here, "assess_decision", date(2026, 2, 13))
    did(here, Event.VIEWS_SOUGHT, date(2026, 2, 10))
    assert next_on(here)["assess_decision"] == date(2026, 2, 13)
    assert here.sound()


def test_what_is_met_has_nothing_more_to_say(here: Desk) -> None:
    did(here, Event.ASSESSMENT_AGREED, date(2026, 2, 10))
    assert next_on(here)["assess_decision"] is None
    assert next_on(here)["final_plan"] == date(2026, 4, 24)


def test_a_deadline_that_moves_is_indexed_anew(here: Desk) -> None:
    sweep_left(here, "assess_decision", date(2026, 2, 13))
    assert isinstance(correct(here.office, CASE, 1, "typed wrong", right_date=date(2026, 1, 12)), Done)
    assert next_on(here)["assess_decision"] == date(2026, 2, 9)  # its first warning, a week later than before
    assert here.sound()


def test_when_the_missing_step_comes_what_was_said_is_not_said_again(here: Desk) -> None:
    did(here, Event.ASSESSMENT_AGREED, date(2026, 2, 10))
    here.clock.set_to(date(2026, 5, 6))
    did(here, Event.PLAN_AGREED, date(2026, 5, 5))
    sweep_left(here, "final_plan", date(2026, 5, 8))  # next: the last day on which the draft still fits
    did(here, Event.DRAFT_SENT, date(2026, 5, 6))
    assert next_on(here)["final_plan"] == date(2026, 5, 11)  # ten working days before
    assert here.sound()


def test_what_the_sweep_has_not_read_yet_is_not_lost_when_the_step_comes(here: Desk) -> None:
    did(here, Event.ASSESSMENT_AGREED, date(2026, 2, 10))
    here.clock.set_to(date(2026, 5, 6))
    did(here, Event.PLAN_AGREED, date(2026, 5, 5))
    assert next_on(here)["final_plan"] == date(2026, 4, 24)
    did(here, Event.DRAFT_SENT, date(2026, 5, 6))
    assert next_on(here)["final_plan"] == date(2026, 4, 24)


def test_what_is_stored_equals_what_is_derived_with_the_missing_step(here: Desk) -> None:
    with here.database.reading() as connection:
        held = index.deadline_rows(connection, HERE, here.case().case_id)
    assert held == derived(effective(here.case().entries))
    (plan,) = [each for each in held if each.duty == "final_plan"]
    assert (plan.fit_by, plan.fit_step) == (date(2026, 5, 10), "draft_sent")


def test_cases_stored_in_bulk_are_indexed_alike(desk: Desk) -> None:
    desk = desk.of(made_up.HERE)
    due = [made_up.deadline(), made_up.deadline("advice", "health")]
    new = made_up.whole_case(1, index.CaseIndex("requested"), deadlines=due)
    with unit_of_work(desk.database) as uow:
        uow.cases.bulk_add([made_up.whole_person(1)], [new], rungs_here(desk.office, uow))
        uow.commit()
    assert next_on(desk) == {each.duty: each.warn_on for each in due}


def test_the_doctor_finds_a_wrong_day_says_which_is_right_and_mends_it(here: Desk) -> None:
    for wrong in (None, date(2026, 2, 11), date(2026, 3, 2)):
        sweep_left(here, "assess_decision", wrong)
        (found,) = examine(here.office, repair=False).differing
        was = "never" if wrong is None else f"{wrong.day} {'February' if wrong.month == 2 else 'March'} 2026"
        assert found.what == f"assess_decision: the next warning is {was}, should be 9 February 2026"
        assert examine(here.office, repair=True).sound
        assert next_on(here)["assess_decision"] == date(2026, 2, 9)


def test_the_doctor_takes_away_the_day_of_what_is_settled(here: Desk) -> None:
    did(here, Event.ASSESSMENT_AGREED, date(2026, 2, 10))
    sweep_left(here, "assess_decision", date(2026, 2, 13))
    assert examine(here.office, repair=True).repaired == 1
    assert next_on(here)["assess_decision"] is None


@pytest.mark.parametrize("day", [date(2026, 2, 2), date(2026, 2, 9), date(2026, 2, 13)], ids=["missed", "now", "told"])
def test_the_doctor_leaves_a_day_that_waits_for_the_sweep_and_one_it_has_moved_to(here: Desk, day: date) -> None:
    sweep_left(here, "assess_decision", day)
    assert here.sound()


def test_the_doctor_says_what_differs_of_a_deadline_whose_date_is_right(here: Desk) -> None:
    with unit_of_work(here.database) as uow:
        uow.connection.execute(
            update(deadlines).where(deadlines.c.duty == "final_plan").values(fit_by=date(2026, 5, 9))
        )
        uow.commit()
    (found,) = examine(here.office, repair=True).differing
    assert found.what == "final_plan: fit_by 2026-05-09 to 2026-05-10"
    assert here.sound()


# --- An authority's own ---------------------------------------------------------------------------------------------------


def test_what_is_shipped_counts_until_the_authority_sets_its_own(here: Desk) -> None:
    shown = show(here.office)
    assert {each.ladder_from for each in shown.duties} == {each.warning_from for each in shown.duties} == {"shipped"}
    assert (shown.own, shown.changed_by) == ({}, "")
    assert policy(here) is here.office.law.policy


def test_setting_a_first_warning_moves_it_for_open_deadlines_at_once(here: Desk) -> None:
    done = set_ladder(here.office, own(here, FINAL_PLAN_30), "Six weeks for plans", as_user=SAM)
    assert done == Changed(1)
    assert next_on(here)["final_plan"] == date(2026, 4, 10)  # 30 working days before 24 May, Easter not counted
    assert next_on(here)["assess_decision"] == date(2026, 2, 9)
    assert here.sound()
    (plan,) = [each for each in show(here.office).duties if each.duty == "final_plan"]
    assert (plan.warning_days, plan.warning_from, plan.ladder_from) == (30, "authority", "shipped")
    shown = show(here.office)
    assert (shown.changed_by, shown.changed_on, shown.reason) == (SAM, "2026-02-10", "Six weeks for plans")


def test_cases_opened_afterwards_are_warned_of_as_the_authority_set(here: Desk) -> None:
    set_ladder(here.office, own(here, FINAL_PLAN_30), "Six weeks for plans")
    done = open_case(here.office, NewPerson("Bo Marrow", date(2015, 6, 2)), RECEIVED, "parent")
    assert isinstance(done, Done)
    (plan,) = [each for each in done.outcome.deadlines if each.duty == "final_plan"]
    assert plan.warn_on == date(2026, 4, 10)
    assert here.sound()


def test_a_new_ladder_goes_on_from_what_was_said(here: Desk) -> None:
    sweep_left(here, "assess_decision", date(2026, 2, 13))
    ours = "rungs = [{ at = 'before_2', tell = ['manager'], severity = 'warning', way = 'now' }]"
    assert set_ladder(here.office, own(here, f"[ladder.owed]\n{ours}"), "One warning") == Changed(3)
    assert next_on(here)["assess_decision"] == date(2026, 2, 12)
    assert here.sound()


def test_what_is_set_again_takes_the_place_of_what_was_set_before(here: Desk) -> None:
    set_ladder(here.office, own(here, FINAL_PLAN_30), "Six weeks for plans")
    set_ladder(here.office, own(here, "[warning]\ndefault = 9\n"), "Only the default")
    assert policy(here).warning_days("final_plan") == here.office.law.policy.warning_days("final_plan")
    assert policy(here).default_warning == 9
    assert here.sound()


def test_reset_takes_everything_back(here: Desk) -> None:
    before = next_on(here)
    set_ladder(here.office, own(here, FINAL_PLAN_30), "Six weeks for plans")
    assert reset(here.office, "It was too early", as_user=SAM) == Changed(1)
    assert next_on(here) == before
    assert policy(here) is here.office.law.policy
    assert here.sound()


def test_where_each_part_comes_from_is_shown(here: Desk) -> None:
    text = "[warning]\ndefault = 9\n[ladder.chase]\nrungs = [{ at = 'late_1', tell = ['owner'], severity = 'notice', way = 'digest' }]\n"
    set_ladder(here.office, own(here, text + "[duties]\nreview = { ladder = 'owed' }\n"), "Ours")
    shown = {each.duty: each for each in show(here.office).duties}
    assert shown["advice"].ladder_from == shown["review"].ladder_from == "authority"
    assert shown["final_plan"].ladder_from == "shipped"
    assert shown["review"].severe_from == "shipped"


@pytest.mark.parametrize(
    "text,said",
    [
        ("[warning", "not TOML"),
        ("", "sets nothing"),
        ("[warning]\ndefalt = 3", "ours.toml, warning.defalt: this key is not known"),
        ("[duties]\nfinal_plan = { ladder = 'none_such' }", "ours.toml, [duties.final_plan], ladder"),
        ("[final_plan]\ntitle = 'x'", "ours.toml, final_plan"),
    ],
)
def test_a_file_that_cannot_be_used_is_refused_and_changes_nothing(here: Desk, text: str, said: str) -> None:
    before = here.contents()
    refusal = set_ladder(here.office, own(here, text), "Ours")
    assert isinstance(refusal, Refusal)
    assert said in refusal.why
    assert here.contents() == before


def test_only_a_manager_sets_it_and_says_why(here: Desk) -> None:
    before = here.contents()
    file = own(here, FINAL_PLAN_30)
    for refusal, said in (
        (set_ladder(here.office, file, "Ours", as_user=PAT), "neither manager nor admin"),
        (set_ladder(here.office, file, "Ours", as_user="nobody@example.org"), "no active user"),
        (set_ladder(here.office, file, "  "), "no reason"),
        (reset(here.office, ""), "no reason"),
        (reset(here.office, "Ours", as_user=PAT), "neither manager nor admin"),
    ):
        assert isinstance(refusal, Refusal)
        assert said in refusal.why
    assert here.contents() == before


def test_a_setting_that_fails_half_way_leaves_nothing(here: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    before = here.contents()

    def fails(*_: object) -> None:
        raise RuntimeError("the lights went out")

    monkeypatch.setattr(ladders.index, "save_warnings", fails)
    with pytest.raises(RuntimeError):
        set_ladder(here.office, own(here, FINAL_PLAN_30), "Six weeks for plans")
    assert here.contents() == before


def test_the_law_of_an_authority_keeps_its_duties(here: Desk) -> None:
    set_ladder(here.office, own(here, FINAL_PLAN_30), "Six weeks for plans")
    with here.database.reading() as connection:
        law = law_here(here.office, UnitOfWork(connection))
    assert law.duties is here.office.law.duties
    assert law.policy.fits == here.office.law.policy.fits


def test_a_setting_that_no_longer_fits_the_law_keeps_nobody_from_recording(here: Desk) -> None:
    with unit_of_work(here.database) as uow:
        old = {"duties": {"abolished_in_2029": {"ladder": "owed"}}}
        uow.preferences.put(HERE, "ladder", old, "Before the reform", SAM, here.clock.now())
        uow.commit()
    did(here, Event.VIEWS_SOUGHT, date(2026, 2, 10))
    assert policy(here) is here.office.law.policy
    assert "abolished_in_2029" in show(here.office).fault
    assert {each.ladder_from for each in show(here.office).duties} == {"shipped"}
