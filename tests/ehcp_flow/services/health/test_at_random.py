"""Whatever happens to a case, and whenever messages leave: in the end every recipient knows what is so, told in order."""

import random
from datetime import date, timedelta

import pytest

from ehcp_flow.db.unit_of_work import UnitOfWork
from ehcp_flow.services.cases import Done, correct, record
from ehcp_flow.services.health.people import decide
from ehcp_flow.services.health.release import release
from notifications.health.due_notices import has_flag
from notifications.health.kinds import NoticeState
from notifications.health.notices import Told
from notifications.health.wanted import wanted
from tests.ehcp_flow.services.at_work import HERE, Desk
from tests.ehcp_flow.services.health.health_desk import CASE, HealthDesk
from workflows.case import fold
from workflows.vocabulary import Event

E = Event
STEPS: tuple[tuple[Event, dict[str, str]], ...] = (
    (E.ASSESSMENT_AGREED, {}),
    (E.ADVICE_REQUESTED, {"body": "health", "service": "paediatrics"}),
    (E.PLAN_AGREED, {}),
    (E.DRAFT_SENT, {"version": "1"}),
    (E.FINAL_PLAN_SENT, {"version": "2", "early_because": "the family agreed"}),
    (E.PLAN_REFUSED, {"reasons": "no need"}),
    (E.REFUSAL_REVERSED, {"of": "plan", "ground": "conceded"}),
    (E.PLAN_AMENDED, {"cause": "reg_28", "setting": "Made-up School"}),
    (E.CEASE_CONSIDERED, {}),
    (E.PLAN_TRANSFERRED_OUT, {"authority": "830"}),
    (E.REQUEST_WITHDRAWN, {}),
)


def told_flags(health: HealthDesk, contact: int) -> list[Told]:
    from ehcp_flow.services.health.raising import _told

    return [_told(each) for each in health.notices() if each.contact_id == contact and each.stream == "flag"]


@pytest.mark.parametrize("seed", range(8))
def test_in_the_end_everybody_knows_what_is_so(desk: Desk, seed: int) -> None:
    dice = random.Random(seed)
    health = HealthDesk(desk.of(HERE))
    contacts = health.contacts()
    health.child()
    health.known(contacts)
    day = date(2026, 1, 6)
    for _ in range(40):
        day += timedelta(days=dice.randint(1, 9))
        health.on(day)
        entries = len(health.desk.case().entries)
        if entries > 2 and dice.random() < 0.15:
            number = dice.randint(3, entries)
            correct(health.office, CASE, number, "a slip", never_happened=True, confirmed=True)
        else:
            event, facts = dice.choice(STEPS[:5] if dice.random() < 0.7 else STEPS)
            record(health.office, CASE, event, day, facts)
        if dice.random() < 0.1:
            decide(health.office, CASE, dice.choice(["objection", "objection_withdrawn"]), "As they said", "her mother")
        if dice.random() < 0.4:
            health.sent(dice.choice(["sent", "sent", "sent", "failed", "uncertain"]))
    decide(health.office, CASE, "objection_withdrawn", "As they said", "her mother")
    health.sent()
    done = record(health.office, CASE, E.DETAILS_RECORDED, day, {"details": {"note": "the end"}})
    assert isinstance(done, Done)
    for notice in health.notices():
        if notice.stands == "held":  # its message failed: a person sees to it
            release(health.office, notice.notice_id)
    health.sent()
    with health.desk.database.reading() as connection:
        stored = UnitOfWork(connection).cases.load(HERE, CASE)
    assert stored is not None
    flag = wanted(fold(stored.entries), None).flag
    for role in ("gp", "records", "nurse"):
        told = told_flags(health, contacts[role])
        left = [each for each in told if each.state in (NoticeState.SENT, NoticeState.DELIVERED)]
        has = has_flag(wanted(fold(stored.entries), None), left)
        known = {name: value for name, value in (has or {}).items() if name != "next_review_on"}
        assert known == (flag.details() if flag else {}), (seed, role, told)
        has_it = False
        for each in left:
            assert (each.kind == "set") is not has_it, "it is set once, then updated or cleared"
            has_it = each.kind != "clear"
    messages = [row for row in health.messages() if row.order_key]
    assert len({(row.order_key, row.order_number) for row in messages if row.state in ("sent", "uncertain")}) == len(
        [row for row in messages if row.state in ("sent", "uncertain")]
    ), "a notice leaves once"
