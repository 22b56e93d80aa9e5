"""Whatever is typed into a step by hand, no message that follows from it carries a name, a diagnosis or a number of a child."""

import logging
from datetime import date, timedelta

import pytest

from ehcp_flow.db.outbox_desk import OutboxDesk
from ehcp_flow.services.cases import Done, assign, open_case, record
from ehcp_flow.services.people import NewPerson
from notifications.render import render
from tests.ehcp_flow.services.at_work import HERE, Desk
from tests.ehcp_flow.services.telling.told import PAT, RECEIVED, SAM, digest_on, staffed, sweep_on
from workflows.vocabulary import Event

HOSTILE = "autism and ADHD diagnosis of Jessamine Marrowfat 943 476 5919"
WORDS = ("autism", "ADHD", "diagnosis", "Jessamine", "Marrowfat", "943 476", "9434765919", "2018")
STEPS = (
    (date(2026, 2, 3), Event.ASSESSMENT_AGREED, {"note": HOSTILE}),
    (date(2026, 2, 4), Event.ADVICE_REQUESTED, {"body": "health", "service": HOSTILE}),
    (date(2026, 2, 5), Event.ADVICE_REQUESTED, {"body": "health", "service": "paediatrics"}),
    (date(2026, 4, 1), Event.PLAN_AGREED, {"note": HOSTILE}),
    (date(2026, 4, 13), Event.DRAFT_SENT, {"version": HOSTILE}),
    (date(2026, 4, 14), Event.SETTING_CONSULTED, {"setting": f"The school of {HOSTILE}"}),
)


def test_nothing_typed_by_hand_is_in_any_message(desk: Desk, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    desk = staffed(desk)
    person = NewPerson("Jessamine Marrowfat", date(2018, 6, 1), nhs_number="9434765919")
    done = open_case(desk.office, person, RECEIVED, "parent")
    assert isinstance(done, Done)
    assert isinstance(assign(desk.office, done.case, PAT, SAM, HOSTILE), Done)
    steps = {day: (event, facts) for day, event, facts in STEPS}
    for day in (RECEIVED + timedelta(number) for number in range(160)):
        desk.clock.set_to(day)
        if day in steps:
            recorded = record(desk.office, done.case, steps[day][0], day, steps[day][1])
            assert isinstance(recorded, Done), recorded
        sweep_on(desk, day)
        if day.weekday() < 5:
            digest_on(desk, day)
    with desk.database.reading() as connection:
        found = [each.message for each in OutboxDesk(connection).listed(HERE)]
    assert {each.kind for each in found} >= {"case_assigned", "case_moved_on", "daily_digest", "deadline_alert"}
    texts = [(each.kind, render(each.kind, each.facts)) for each in found]
    for kind, text in texts:
        said = f"{text.subject}\n{text.body}\n{text.html}"
        assert not [word for word in WORDS if word in said], kind
    bodies = "\n".join(text.body for _kind, text in texts)
    assert "Give the advice that was asked for: health (paediatrics)" in bodies
    assert not [word for word in WORDS if word in caplog.text]
