"""The authority's policy: every duty is warned of by a ladder whose rungs stand in order, and a faulty one is refused."""

import tomllib
from collections.abc import Mapping
from copy import deepcopy
from datetime import date, timedelta
from importlib.resources import files
from typing import Any

import pytest

from tests.workflows.cases import due, entry, the
from workflows.clocks import Deadline, deadlines
from workflows.days import ENGLAND
from workflows.law_files import LawError
from workflows.parameters import the_law, with_own_policy
from workflows.policy import Audience, Policy, Severity, Way, merged, read_policy
from workflows.vocabulary import Event, Role

LAW = the_law()
POLICY = LAW.policy
FLOORS = [name for name, duty in LAW.duties.items() if duty.floor]
TABLES = tomllib.loads((files("workflows") / "law" / "local_policy.toml").read_text(encoding="utf-8"))

TYPICAL = (
    ("request_received=2026-03-03", "assessment_agreed=2026-04-10", "advice_requested=2026-04-10,body=health",
     "draft_sent=2026-06-15", "setting_consulted=2026-06-15,setting=Beech"),
    ("plan_made=2025-03-10", "review_invited=2026-01-05,meeting_on=2026-03-03", "review_met=2026-03-03"),
    ("plan_made=2025-03-10", "review_met=2026-03-03", "review_decided=2026-03-10,outcome=amend",
     "amendment_notice_sent=2026-03-20"),
    ("plan_made=2025-03-10", "review_met=2026-03-03", "review_decided=2026-03-10,outcome=amend"),
    ("plan_made=2025-03-10", "transfer_planned=2026-03-03,kind=primary_to_secondary,transfer_on=2027-09-01"),
    ("plan_transferred_in=2026-03-03",),
    ("plan_made=2025-03-10", "reassessment_requested=2026-03-03"),
    ("plan_made=2025-03-10", "reassessment_requested=2026-03-03", "reassessment_agreed=2026-03-10"),
    ("plan_made=2025-03-10", "cease_notified=2026-03-03"),
    ("order_made=2026-03-03,kind=assess",),
    ("order_made=2026-03-03,kind=make_plan",),
    ("order_made=2026-03-03,kind=reconsider",),
    ("order_made=2026-03-03,kind=amend",),
    ("order_made=2026-03-03,kind=name_setting",),
    ("recommendation_made=2026-03-03,body=health",),
)  # fmt: skip
DEADLINES = [each for events in TYPICAL for each in due(*events)]


def test_every_duty_of_the_law_has_a_ladder() -> None:
    for duty in LAW.duties:
        ladder = POLICY.ladder_of(duty)
        assert ladder.rungs, duty
        assert ladder.rungs[0].id == "first", duty
        assert all(rung.tell for rung in ladder.rungs), duty


def test_the_typical_cases_cover_every_duty() -> None:
    assert {each.duty for each in DEADLINES} == set(LAW.duties)


def day_of(deadline: Deadline, rung: str, days: int) -> date:
    """The day of a rung before the end, worked out here by itself."""
    return deadline.warn_on if rung == "first" else ENGLAND.add_working_days(deadline.due_cautious, days)


@pytest.mark.parametrize("deadline", DEADLINES, ids=lambda each: f"{each.duty} {each.due}")
def test_the_rungs_before_the_end_lie_within_the_period_and_in_order(deadline: Deadline) -> None:
    early = [rung for rung in POLICY.ladder_of(deadline.duty).rungs if not rung.fit and (rung.first or rung.days < 0)]
    days = [day_of(deadline, rung.id, rung.days) for rung in early]
    assert days == sorted(days)
    assert len(set(days)) == len(days)
    if deadline.duty != "review_notice":  # it is met by what starts it, so nothing is ever said of it
        assert deadline.started_on < days[0] <= days[-1] < deadline.due


@pytest.mark.parametrize("deadline", [each for each in DEADLINES if each.fit_by], ids=lambda each: each.duty)
def test_what_is_said_of_a_missing_step_lies_within_the_period(deadline: Deadline) -> None:
    assert deadline.fit_by
    early = [rung for rung in POLICY.ladder_of(deadline.duty).rungs if rung.fit and rung.days < 0]
    assert early
    for rung in early:
        assert deadline.started_on < ENGLAND.add_working_days(deadline.fit_by, rung.days) < deadline.due


@pytest.mark.parametrize("duty", LAW.duties)
def test_the_ids_of_a_ladder_are_unique_and_say_the_day(duty: str) -> None:
    rungs = POLICY.ladder_of(duty).rungs
    assert len({rung.id for rung in rungs}) == len(rungs)
    for rung in rungs:
        kind, _, days = rung.id.partition("_")
        if days.isdigit():
            assert rung.days == (int(days) if kind == "late" else -int(days))


def test_a_window_that_must_be_given_is_over_and_never_late() -> None:
    for duty in LAW.duties.values():
        ids = {rung.id for rung in POLICY.ladder_of(duty.id).rungs}
        assert ("over" in ids) == duty.floor, duty.id
        assert any(each.startswith("late_") for each in ids) != duty.floor, duty.id


def test_only_duties_that_need_a_step_first_are_told_that_it_is_missing() -> None:
    for duty in LAW.duties:
        assert any(rung.fit for rung in POLICY.ladder_of(duty).rungs) == (duty in POLICY.fits), duty


def test_the_duties_that_a_family_waits_for_are_severe_with_a_reason() -> None:
    assert {
        "assess_decision", "plan_refusal", "final_plan", "review_decision", "amended_plan", "phase_transfer",
        "reassessed_plan", "order_assess_notice", "order_plan_refusal", "order_final_plan", "order_draft", "order_plan",
        "order_reconsider", "order_amend", "order_name_setting",
    } == {duty for duty in LAW.duties if POLICY.severe(duty)}  # fmt: skip
    assert all(POLICY.severe_because.values())


def test_of_a_severe_duty_the_manager_hears_at_once_when_it_is_late() -> None:
    for duty in POLICY.severe_because:
        late = next(rung for rung in POLICY.ladder_of(duty).rungs if rung.id == "late_1")
        assert Audience.MANAGER in late.tell
        assert late.way is Way.NOW_IF_SEVERE
        assert late.severity is Severity.URGENT


def test_what_others_owe_is_never_called_severe() -> None:
    for duty in ("advice", "setting_reply", "review_report", "recommendation_response"):
        assert not POLICY.severe(duty)
        assert POLICY.ladder_of(duty).name == "chase"


def test_rungs_before_a_dutys_own_first_warning_are_left_out() -> None:
    assert POLICY.warning_days("assess_decision") == 10
    ids = [rung.id for rung in POLICY.ladder_of("assess_decision").rungs]
    assert "before_10" not in ids
    assert "before_5" in ids


def test_a_duty_that_nobody_knows_has_no_rungs_and_is_not_severe() -> None:
    assert POLICY.ladder_of("unheard_of").rungs == ()
    assert not POLICY.severe("unheard_of")


def test_the_steps_that_are_awaited_are_found_by_the_event() -> None:
    assert set(POLICY.awaited) == {
        Event.DRAFT_SENT, Event.AMENDMENT_NOTICE_SENT, Event.REVIEW_INVITED, Event.REVIEW_MET,
    }  # fmt: skip
    assert "final_plan" in POLICY.awaited[Event.DRAFT_SENT]


def test_the_audiences_beside_the_officer_and_the_stand_in_are_roles() -> None:
    assert {Audience.MANAGER.value, Audience.HEAD_OF_SERVICE.value} <= {role.value for role in Role}


# --- What is refused, and how it is said ------------------------------------------------------------------------------


def read(tables: Mapping[str, Any]) -> Policy:
    return read_policy(tables, LAW.duties, FLOORS)


def spoilt(*path: str | int, to: Any) -> dict[str, Any]:
    """The shipped tables with one value changed, or taken out (None)."""
    tables = deepcopy(TABLES)
    inner: Any = tables
    for part in path[:-1]:
        inner = inner[part]
    if to is None:
        del inner[path[-1]]
    else:
        inner[path[-1]] = to
    return tables


def rung(at: str, **other: Any) -> dict[str, Any]:
    return {"at": at, "tell": ["owner"], "severity": "notice", "way": "digest", **other}


@pytest.mark.parametrize(
    "tables,said",
    [
        (spoilt("ladder", "owed", "rungs", 0, "at", to="soon"), ["ladder.owed.rungs.0.at"]),
        (spoilt("ladder", "owed", "rungs", 0, "at", to="before_0"), ["ladder.owed.rungs.0.at"]),
        (spoilt("ladder", "owed", "rungs", 0, "tell", to=["mayor"]), ["ladder.owed.rungs.0.tell.0"]),
        (spoilt("ladder", "owed", "rungs", 0, "tell", to=[]), ["ladder.owed.rungs.0.tell"]),
        (spoilt("ladder", "owed", "rungs", 0, "way", to="pigeon"), ["ladder.owed.rungs.0.way"]),
        (spoilt("ladder", "owed", "rungs", 0, "severity", to="bad"), ["ladder.owed.rungs.0.severity"]),
        (spoilt("ladder", "owed", "rungs", 0, "every", to=5), ["ladder.owed.rungs.0", "only a late rung"]),
        (spoilt("ladder", "owed", "rungs", 0, "colour", to="red"), ["ladder.owed.rungs.0.colour", "not known"]),
        (spoilt("ladder", "owed", "rungs", 0, "at", to=None), ["ladder.owed.rungs.0.at", "missing"]),
        (spoilt("ladder", "owed", "rungs", to=[]), ["ladder.owed.rungs"]),
        (spoilt("ladder", "owed", "rungs", to=[rung("due"), rung("before_1")]), ["ladder.owed", "before_1 cannot come"]),
        (spoilt("ladder", "owed", "rungs", to=[rung("first"), rung("first")]), ["ladder.owed", "first cannot come"]),
        (spoilt("ladder", "owed", "rungs", to=[rung("due"), rung("no_fit")]), ["ladder.owed", "no_fit cannot come"]),
        (
            spoilt("ladder", "owed", "rungs", to=[rung("late_1", every=5), rung("late_5")]),
            ["ladder.owed", "late_1 repeats"],
        ),
        (spoilt("ladder", "owed", to=None), ["[duties.", "ladder", "there is no [ladder.owed]"]),
        (spoilt("duties", "final_plan", to=None), ["[duties]", "final_plan", "no ladder"]),
        (spoilt("duties", "finish_plan", to={"ladder": "owed"}), ["[duties.finish_plan]", "not a duty"]),
        (spoilt("duties", "final_plan", "severe", to="yes"), ["duties.final_plan.severe"]),
        (spoilt("duties", "final_plan", "why", to=None), ["duties.final_plan", "says why"]),
        (spoilt("duties", "final_plan", "ladder", to="window"), ["[duties.final_plan]", "“over”"]),
        (spoilt("duties", "cease_hold", "ladder", to="owed"), ["[duties.cease_hold]", "late_1 cannot come"]),
        (spoilt("warning", "duties", "finish_plan", to={"working_days": 3}), ["[warning.finish_plan]", "not a duty"]),
        (spoilt("warning", "default", to=-1), ["warning.default"]),
        (spoilt("fits", 0, "duty", to="finish_plan"), ["[fits.duty]", "not a duty"]),
        (spoilt("fits", 0, "window", to="a_while"), ["[fits.window]", "not a duty"]),
        (spoilt("fits", 0, "step", to="draft_posted"), ["[fits]", "step", "draft_posted"]),
        (spoilt("fits", 0, "step", to=[]), ["fits.0.step"]),
        (spoilt("ladders", to={}), ["ladders", "not known"]),
    ],
    ids=lambda value: value[0] if isinstance(value, list) else "",
)  # fmt: skip
def test_a_fault_is_refused_with_file_table_and_key(tables: dict[str, Any], said: list[str]) -> None:
    with pytest.raises(LawError) as error:
        read(tables)
    assert str(error.value).startswith("local_policy.toml")
    for words in said:
        assert words in str(error.value)


# --- An authority's own ------------------------------------------------------------------------------------------------


def own(text: str) -> Policy:
    return with_own_policy(LAW, tomllib.loads(text)).policy


def test_only_what_an_authority_names_is_different() -> None:
    policy = own("[warning.duties]\nfinal_plan = { working_days = 30 }\n[duties]\nreview = { ladder = 'owed' }")
    assert policy.warning_days("final_plan") == 30
    assert policy.warning_days("review") == POLICY.warning_days("review")
    assert policy.ladder_of("review").name == "owed"
    assert policy.ladder_of("final_plan") == POLICY.ladder_of("final_plan")
    assert (policy.severe_because, policy.fits) == (POLICY.severe_because, POLICY.fits)


def test_a_ladder_of_its_own_takes_the_place_of_the_shipped_one_for_all_its_duties() -> None:
    policy = own(
        "[ladder.chase]\nrungs = [{ at = 'late_3', tell = ['manager'], severity = 'warning', way = 'now', every = 3 }]"
    )
    for duty in ("advice", "setting_reply"):
        assert [rung.id for rung in policy.ladder_of(duty).rungs] == ["late_3"]


def test_a_duty_can_be_made_severe_or_not_severe() -> None:
    policy = own("[duties]\nadvice = { severe = true, why = 'Ours' }\nfinal_plan = { severe = false }")
    assert policy.severe("advice")
    assert not policy.severe("final_plan")


def test_the_default_of_the_first_warning_can_be_changed() -> None:
    policy = own("[warning]\ndefault = 4")
    assert policy.default_warning == 4
    assert policy.warnings == POLICY.warnings


@pytest.mark.parametrize(
    "text",
    [
        "[promise.family_update]\npolicy = 'x'\ndays = 1",
        "[[fits]]\nduty = 'final_plan'\nstep = 'draft_sent'\nwindow = 'setting_reply'",
        "[final_plan]\ntitle = 'x'",
        "[warning]\ndefalt = 4",
        "[duties]\nfinish_plan = { ladder = 'owed' }",
        "[duties]\nreview = { ladder = 'none_such' }",
    ],
)
def test_an_authority_sets_warnings_and_ladders_and_nothing_else(text: str) -> None:
    with pytest.raises(LawError) as error:
        with_own_policy(LAW, tomllib.loads(text), "ours.toml")
    assert str(error.value).startswith("ours.toml")


def test_what_is_shipped_is_not_touched_by_what_is_merged() -> None:
    before = deepcopy(TABLES)
    merged(TABLES, {"warning": {"default": 1, "duties": {"review": {"working_days": 1}}}}, "ours.toml")
    assert before == TABLES


def test_a_first_warning_of_an_authority_moves_the_day_and_nothing_else() -> None:
    law = with_own_policy(LAW, {"warning": {"duties": {"final_plan": {"working_days": 30}}}})
    events = [entry("request_received=2026-03-03")]
    ours, shipped = (the(deadlines(events, each), "final_plan") for each in (law, LAW))
    assert ours.warn_on == ENGLAND.add_working_days(date(2026, 7, 20), -30) == shipped.warn_on - timedelta(days=14)
    assert (ours.due, ours.fit_by) == (shipped.due, shipped.fit_by)


@pytest.mark.parametrize(
    ("rungs", "why"),
    [
        ([{"at": "whenever", "tell": ["owner"], "severity": "notice", "way": "digest"}], "no place on a ladder"),
        ([], "it is empty, and needs at least one"),
    ],
)
def test_what_is_wrong_with_a_ladder_is_said_in_words(rungs: list[dict[str, Any]], why: str) -> None:
    with pytest.raises(LawError, match=why):
        merged(TABLES, {"ladder": {"x": {"rungs": rungs}}}, "own.toml")
