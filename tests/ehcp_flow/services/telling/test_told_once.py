"""Whatever happens in whatever order: each rung of a date is told to a person at most once, and never of what is settled."""

import threading
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ehcp_flow.db.engine import Database
from ehcp_flow.services.cases import assign, correct, record
from ehcp_flow.services.telling.digests import send_digests
from ehcp_flow.services.telling.ladders import reset, set_ladder
from ehcp_flow.services.telling.snoozing import snooze
from tests.ehcp_flow.services.at_work import Desk, SetClock
from tests.ehcp_flow.services.telling.told import (
    LEE,
    PAT,
    RECEIVED,
    SAM,
    case_of,
    digest_on,
    messages,
    moment,
    staffed,
    sweep_on,
    told,
)
from workflows.clocks import deadlines
from workflows.ledger import effective
from workflows.refusals import Refusal
from workflows.vocabulary import Event

ACTIONS = st.lists(
    st.tuples(st.integers(0, 12), st.sampled_from(["sweep", "sweep", "digest", "agree", "assign", "move", "snooze"])),
    min_size=3,
    max_size=9,
)


def act(desk: Desk, case: str, action: str, day: date, number: int) -> None:
    desk.clock.set_to(day)
    match action:
        case "agree":
            record(desk.office, case, Event.ASSESSMENT_AGREED, day, {})
        case "assign":
            assign(desk.office, case, LEE if number % 2 else PAT)
        case "move":
            correct(desk.office, case, 1, "typed wrongly", right_date=RECEIVED - timedelta(days=number), confirmed=True)
        case "snooze":
            snooze(desk.office, case, "assess_decision", day + timedelta(days=2), "waiting")
        case "digest":
            digest_on(desk, day)
        case _:
            sweep_on(desk, day)


def settled(desk: Desk, case: str, day: date) -> set[tuple[str, str, date]]:
    """Duty, subject and date of what was open on no ledger of this day: by the law, not by the index."""
    (stored,) = [each for each in desk.cases() if each.reference == case]
    found = deadlines(effective(stored.entries))
    return {(each.duty, each.subject, each.due) for each in found if not each.live or each.excused_by}


@pytest.fixture
def one_database(database: Database, tmp_path: Path) -> Desk:
    return staffed(Desk(database, SetClock(), tmp_path))


def test_each_rung_of_a_date_is_told_once_and_never_of_what_is_settled(one_database: Desk) -> None:
    here = one_database
    seen = 0

    @settings(max_examples=40, suppress_health_check=list(HealthCheck))
    @given(ACTIONS)
    def whatever_happens(actions: list[tuple[int, str]]) -> None:
        nonlocal seen
        seen += 1
        here.clock.set_to(RECEIVED)
        case = case_of(here, seen)
        day = RECEIVED + timedelta(days=20)
        for number, (wait, action) in enumerate(actions):
            day += timedelta(days=wait)
            before = set(told(here, case))
            act(here, case, action, day, number)
            raised = set(told(here, case)) - before if action == "sweep" else set()
            over = settled(here, case, day)
            assert not [each for each in raised if (each.duty, each.subject, each.due) in over]

    whatever_happens()
    at_once = Counter(
        (each.person, "|".join((each.case, each.duty, each.subject, each.due.isoformat())))
        for case in here.cases()
        for each in told(here, case.reference)
        if each.way == "now"
    )
    alerts_sent = messages(here, "deadline_alert")
    assert Counter((to, line["key"]) for to, facts in alerts_sent for line in facts["lines"]) == at_once
    assert at_once
    digests = Counter((to, facts["day"]) for to, facts in messages(here, "daily_digest"))
    assert max(digests.values()) == 1


def test_taking_back_the_ladder_tells_nothing_again(one_database: Desk) -> None:
    here = one_database
    case = case_of(here)
    for day in (date(2026, 2, 9), date(2026, 2, 17)):
        sweep_on(here, day)
    before = told(here, case)
    reset(here.office, "as shipped")
    sweep_on(here, date(2026, 2, 17))
    assert told(here, case) == before


LADDER = """
[ladder.owed]
policy = "Our own."
rungs = [
    { at = "first", tell = ["owner"], severity = "notice", way = "digest" },
    { at = "before_3", tell = ["owner"], severity = "warning", way = "digest" },
    { at = "late_1", tell = ["owner"], severity = "urgent", way = "now" },
]
"""


def test_a_new_ladder_tells_its_own_rungs_and_repeats_none(one_database: Desk) -> None:
    here = one_database
    case = case_of(here)
    sweep_on(here, date(2026, 2, 9))
    file = here.folder / "own.toml"
    file.write_text(LADDER, encoding="utf-8")
    changed = set_ladder(here.office, file, "we have another rhythm")
    assert not isinstance(changed, Refusal), changed
    for days in range(12):
        sweep_on(here, date(2026, 2, 9) + timedelta(days=days))
    rungs = [each.rung for each in told(here, case) if each.duty == "assess_decision" and each.person == PAT]
    assert [rung for rung in rungs if rung != "first"] == ["before_5", "before_3", "late_1"]
    assert len(rungs) == len(set(rungs))


def test_two_who_write_the_digests_at_once_write_each_once(one_database: Desk) -> None:
    here = one_database
    case_of(here)
    sweep_on(here, date(2026, 2, 16))
    together = threading.Barrier(2)

    def act(_: int) -> int:
        together.wait(timeout=10)
        return send_digests(here.office, moment(date(2026, 2, 16))).digests

    with ThreadPoolExecutor(2) as threads:
        assert sum(threads.map(act, range(2))) == 2
    assert sorted(to for to, _ in messages(here, "daily_digest")) == [PAT, SAM]
