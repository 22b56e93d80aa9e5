"""One digest a person a working day, worst first, and nothing where there is nothing to say."""

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

import pytest

from ehcp_flow.db.absences import Absence
from ehcp_flow.db.outbox import StoredMessage
from ehcp_flow.db.outbox_desk import OutboxDesk
from ehcp_flow.db.unit_of_work import UnitOfWork, unit_of_work
from ehcp_flow.services.running.run_due import run_due
from ehcp_flow.services.telling import digests
from ehcp_flow.services.telling.absences import away
from ehcp_flow.services.telling.digests import Digested
from ehcp_flow.services.telling.snoozing import Snoozed, snooze
from ehcp_flow.services.telling.standing_lines import key_of, still_standing
from ehcp_flow.services.users import add_user
from notifications.digest import digest
from tests.ehcp_flow.services.at_work import HERE, Desk
from tests.ehcp_flow.services.telling.told import (
    DECIDE_BY,
    LEE,
    PAT,
    RECEIVED,
    SAM,
    case_of,
    cases_of,
    decided,
    digest_on,
    inactive,
    messages,
    moment,
    received_instead,
    staffed,
    sweep_on,
)
from workflows.refusals import Refusal

FIRST, BEFORE_5, BEFORE_1, LATE_1 = date(2026, 2, 2), date(2026, 2, 9), date(2026, 2, 13), date(2026, 2, 17)
KIM = "kim@example.test"


@pytest.fixture
def here(desk: Desk) -> Desk:
    return staffed(desk)


def of(desk: Desk, person: str) -> list[Mapping[str, Any]]:
    return [facts for to, facts in messages(desk, "daily_digest") if to == person]


def new_user(desk: Desk, name: str, email: str, role: str, team: str = "") -> None:
    assert not isinstance(add_user(desk.office, name, email, [role], team=team), Refusal)


def groups(facts: Mapping[str, Any]) -> list[tuple[str, str, bool]]:
    return [(group["title"], line["case"], line["new"]) for group in facts["groups"] for line in group["lines"]]


def morning(desk: Desk, day: date) -> Digested:
    sweep_on(desk, day)
    return digest_on(desk, day)


def stored(desk: Desk, kind: str, person: str) -> StoredMessage:
    with desk.database.reading() as connection:
        found = [each.message for each in OutboxDesk(connection).listed(HERE, state="ready", kind=kind)]
    return next(each for each in reversed(found) if each.recipient == person)


def standing(desk: Desk, message: StoredMessage) -> Mapping[str, Any] | None:
    with desk.database.reading() as connection:
        return still_standing(UnitOfWork(connection), message)


def test_nothing_is_written_where_there_is_nothing_to_say(here: Desk) -> None:
    case_of(here)
    assert morning(here, RECEIVED + timedelta(days=2)) == Digested()
    assert messages(here, "daily_digest") == []


def test_a_rung_that_is_new_is_in_the_digest_once_as_new(here: Desk) -> None:
    case = case_of(here)
    for day in (FIRST, FIRST + timedelta(days=1), BEFORE_5, BEFORE_5 + timedelta(days=1)):
        morning(here, day)
    assert [groups(facts) for facts in of(here, PAT)] == [
        [("Coming up", case, True)],
        [("Due within a working week", case, True)],
        [("Due within a working week", case, False)],
    ]


def test_there_is_one_digest_a_person_a_day_however_often_it_is_asked_for(here: Desk) -> None:
    case_of(here)
    assert morning(here, DECIDE_BY).digests == 2
    assert morning(here, DECIDE_BY).digests == 0
    assert len(of(here, PAT)) == 1


def test_no_digest_is_written_on_a_day_that_is_no_working_day(here: Desk) -> None:
    case_of(here)
    assert morning(here, date(2026, 2, 14)) == Digested()
    assert messages(here, "daily_digest") == []
    assert morning(here, DECIDE_BY).digests == 2


def test_the_worst_comes_first(here: Desk) -> None:
    late = case_of(here, 1)
    today = case_of(here, 2, received=RECEIVED + timedelta(days=1))
    soon = case_of(here, 3, received=RECEIVED + timedelta(days=3))
    morning(here, LATE_1)
    (facts,) = of(here, PAT)
    shown = [(title, case) for title, case, _ in groups(facts)]
    assert shown == [("Overdue", late), ("Due today", today), ("Due within a working week", soon)]


def test_the_manager_sees_the_team_and_what_is_new_for_the_manager(here: Desk) -> None:
    cases_of(here, 2)
    case_of(here, 3, owner=LEE)
    morning(here, LATE_1)
    (facts,) = of(here, SAM)
    assert [(row["officer"], row["open"], row["overdue"], row["oldest"]) for row in facts["team"]] == [
        ("Pat Marlow", "2", "2", "1 day"),
        ("Lee Alder", "1", "1", "1 day"),
    ]
    assert facts["groups"] == []  # of the first day overdue the manager was told at once
    assert of(here, PAT)[0]["team"] == []


def test_what_a_manager_is_warned_of_by_digest_is_a_line_that_says_whose_it_is(here: Desk) -> None:
    case = case_of(here)
    morning(here, date(2026, 2, 13))
    (facts,) = of(here, SAM)
    ((_, shown, new),) = groups(facts)
    assert (shown, new) == (case, True)
    assert facts["groups"][0]["lines"][0]["do"].startswith("Pat Marlow has the case.")


def test_the_manager_is_told_how_many_cases_nobody_has(here: Desk) -> None:
    case = case_of(here, owner="")
    morning(here, FIRST)
    (facts,) = of(here, SAM)
    assert facts["unassigned"] == f"1 case has no officer: {case}, since 5 January 2026."


def test_a_stand_in_has_the_lines_of_whoever_is_away_and_the_one_who_is_away_has_none(here: Desk) -> None:
    case = case_of(here)
    here.clock.set_to(BEFORE_5)
    assert isinstance(away(here.office, PAT, date(2026, 3, 2), LEE), Absence)
    morning(here, BEFORE_5)
    assert of(here, PAT) == []
    (facts,) = of(here, LEE)
    assert groups(facts) == [("Due within a working week", case, True)]
    assert facts["groups"][0]["lines"][0]["do"].startswith("Pat Marlow has the case.")


def test_what_a_manager_was_warned_of_and_not_yet_told_goes_to_the_end_of_the_chain_of_stand_ins(here: Desk) -> None:
    case = case_of(here)
    new_user(here, "Kim Rowan", KIM, "manager", team="South")
    sweep_on(here, BEFORE_1)
    here.clock.set_to(BEFORE_1)
    assert isinstance(away(here.office, SAM, date(2026, 3, 2), LEE), Absence)
    assert isinstance(away(here.office, LEE, date(2026, 3, 2), KIM), Absence)
    digest_on(here, BEFORE_1)
    (facts,) = of(here, KIM)
    assert [shown for _, shown, _ in groups(facts)] == [case]
    (line,) = facts["groups"][0]["lines"]
    assert line["do"].startswith("For Sam Osier, who is away. Pat Marlow has the case.")
    with here.database.reading() as connection:
        assert UnitOfWork(connection).alerts.new_to(HERE, [SAM, LEE, PAT]) == {}


def test_what_somebody_who_has_left_was_warned_of_goes_to_another_manager_who_is_told_whose_it_was(here: Desk) -> None:
    case = case_of(here)
    sweep_on(here, BEFORE_1)
    new_user(here, "Kim Rowan", KIM, "manager", team="North")
    inactive(here, SAM)
    digest_on(here, BEFORE_1)
    (line,) = of(here, KIM)[0]["groups"][0]["lines"]
    assert line["case"] == case
    assert line["do"].startswith("For Sam Osier, who has left. Pat Marlow has the case.")


def test_what_nobody_was_there_to_be_told_of_is_a_manager_s_as_soon_as_there_is_one(desk: Desk) -> None:
    here = staffed(desk, PAT)
    case = case_of(here, owner="")
    sweep_on(here, BEFORE_5)
    new_user(here, "Kim Rowan", KIM, "manager")
    digest_on(here, BEFORE_5)
    (facts,) = of(here, KIM)
    assert groups(facts) == [("Due within a working week", case, True)]
    digest_on(here, BEFORE_5 + timedelta(days=1))
    assert "'new': True" not in str(of(here, KIM)[1:])


def test_a_day_s_digests_that_were_not_all_made_are_tried_again_and_nobody_has_two(
    here: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    case_of(here, 1)
    case_of(here, 2, owner=LEE)
    sweep_on(here, DECIDE_BY)
    made = digest

    def fails_for_pat(reader: Any, *given: Any, **more: Any) -> Any:
        if reader.email == PAT:
            raise ValueError("a passing fault")
        return made(reader, *given, **more)

    with monkeypatch.context() as patched:
        patched.setattr(digests, "digest", fails_for_pat)
        first = run_due(here.installation, moment(DECIDE_BY), only=["digest"])
    assert (first.digests, first.set_aside, [each.task for each in first.faults]) == (2, 1, ["digest"])
    assert "1 digest could not be made" in first.faults[0].words
    assert PAT not in first.faults[0].words
    assert run_due(here.installation, moment(DECIDE_BY), only=["digest"]).pieces == ()  # its pause is not over
    again = run_due(here.installation, moment(DECIDE_BY) + timedelta(minutes=1), only=["digest"])
    assert (again.digests, again.faults) == (1, ())
    assert sorted(to for to, _ in messages(here, "daily_digest")) == [LEE, PAT, SAM]


def test_the_team_shows_who_is_away(here: Desk) -> None:
    case_of(here)
    here.clock.set_to(BEFORE_5)
    assert isinstance(away(here.office, PAT, date(2026, 3, 2)), Absence)
    morning(here, BEFORE_5)
    (facts,) = of(here, SAM)
    assert [row["officer"] for row in facts["team"]] == ["Pat Marlow (away until 2 March 2026)"]
    assert len(groups(facts)) == 1  # without a stand-in, the warning is the manager's


def test_what_is_snoozed_is_left_out_and_counted_and_new_again_afterwards(here: Desk) -> None:
    quiet, loud = cases_of(here, 2)
    here.clock.set_to(FIRST)
    until = date(2026, 2, 12)
    assert isinstance(snooze(here.office, quiet, "assess_decision", until, "Advice is promised"), Snoozed)
    morning(here, BEFORE_5)
    (facts,) = of(here, PAT)
    assert [case for _, case, _ in groups(facts)] == [loud]
    assert facts["snoozed"] == "1 deadline is snoozed until 12 February 2026."
    morning(here, until)
    assert groups(of(here, PAT)[-1]) == [
        ("Due within a working week", quiet, True),
        ("Due within a working week", loud, False),
    ]


def test_a_person_whose_digest_fails_is_set_aside_and_the_rest_get_theirs(
    here: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    case_of(here, 1)
    case_of(here, 2, owner=LEE)
    made = digest

    def fails_for_pat(reader: Any, *given: Any, **more: Any) -> Any:
        if reader.email == PAT:
            raise ValueError("no template")
        return made(reader, *given, **more)

    monkeypatch.setattr(digests, "digest", fails_for_pat)
    found = morning(here, DECIDE_BY)
    assert [each.what for each in found.faults] == [f"digest of {PAT}"]
    assert found.digests == 2
    assert of(here, PAT) == []
    assert len(of(here, LEE)) == 1


def test_a_dry_run_counts_the_digests_and_writes_nothing(here: Desk) -> None:
    case_of(here)
    sweep_on(here, DECIDE_BY)
    before = here.contents()
    assert digest_on(here, DECIDE_BY, dry_run=True).digests == 2
    assert here.contents() == before


def test_it_says_nothing_of_a_name_in_full(here: Desk) -> None:
    case_of(here)
    morning(here, LATE_1)
    assert "Marrow" not in str(messages(here, "daily_digest"))


# --- Just before sending ---------------------------------------------------------------------------------------------


def test_a_line_that_was_settled_since_is_left_out_just_before_sending(here: Desk) -> None:
    settled, open_still = cases_of(here, 2)
    morning(here, LATE_1)
    decided(here, settled, LATE_1)
    for kind in ("deadline_alert", "daily_digest"):
        facts = standing(here, stored(here, kind, PAT))
        assert facts is not None
        assert settled not in str(facts)
        assert open_still in str(facts)


def test_where_nothing_is_left_the_message_is_not_sent(here: Desk) -> None:
    case = case_of(here)
    morning(here, LATE_1)
    decided(here, case, LATE_1)
    assert standing(here, stored(here, "deadline_alert", PAT)) is None
    assert standing(here, stored(here, "daily_digest", PAT)) is None


def test_a_line_whose_date_moved_since_is_left_out(here: Desk) -> None:
    case = case_of(here)
    sweep_on(here, LATE_1)
    message = stored(here, "deadline_alert", PAT)
    received_instead(here, case, date(2026, 1, 9))
    assert standing(here, message) is None


def test_what_still_stands_is_sent_as_it_was_decided(here: Desk) -> None:
    case_of(here)
    morning(here, LATE_1)
    for kind in ("deadline_alert", "daily_digest"):
        message = stored(here, kind, PAT)
        assert standing(here, message) == message.facts


def test_a_message_of_another_kind_is_not_looked_at(here: Desk) -> None:
    case_of(here)
    message = stored(here, "case_assigned", PAT)
    assert standing(here, message) == message.facts


def test_the_subject_of_a_line_may_hold_any_sign() -> None:
    assert key_of("EHC-2026-00001|advice|speech|language|2026-02-03") == (
        "EHC-2026-00001",
        "advice",
        "speech|language",
        date(2026, 2, 3),
    )


def test_an_alert_that_no_digest_carried_yet_is_new_until_one_does(here: Desk) -> None:
    case_of(here)
    sweep_on(here, FIRST)
    with unit_of_work(here.database) as uow:
        new = uow.alerts.new_to(HERE, [PAT, LEE])
        assert [each.rung for each in new[PAT] if each.duty == "assess_decision"] == ["first"]
        assert LEE not in new
    digest_on(here, FIRST)
    with unit_of_work(here.database) as uow:
        assert uow.alerts.new_to(HERE, [PAT]) == {}
        assert {each.digest_on for each in uow.alerts.of_case(HERE, "EHC-2026-00001")} == {FIRST}
        assert {each.raised_at for each in uow.alerts.of_case(HERE, "EHC-2026-00001")} == {moment(FIRST)}
