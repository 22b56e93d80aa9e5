"""Whoever a provider was told of stays on its list, whatever the gate says now; whoever it was not told of does not get on it."""

from ehcp_flow.db.unit_of_work import UnitOfWork
from ehcp_flow.services.health.people import decide, set_person
from ehcp_flow.services.health.provider_lists import should_be_flagged
from tests.ehcp_flow.services.at_work import HERE, Desk
from tests.ehcp_flow.services.health.health_desk import (
    CASE,
    REQUEST_TO_AGREED,
    TO_DRAFT,
    TO_FINAL,
    TRUST,
    HealthDesk,
)


def listed(health: HealthDesk) -> tuple[int, int]:
    """How many are on the provider's list, and how many a person must look at first."""
    with health.desk.database.reading() as connection:
        uow = UnitOfWork(connection)
        lines, left_out = should_be_flagged(uow, health.office, TRUST, health.desk.clock.today())
    return len(lines), left_out


def with_plan(desk: Desk, *, told: bool) -> HealthDesk:
    health = HealthDesk(desk.of(HERE))
    contacts = health.contacts()
    health.child()
    health.known(contacts)
    health.happens(*REQUEST_TO_AGREED, *TO_DRAFT, *TO_FINAL)
    if told:
        health.sent()
    return health


def stop(health: HealthDesk) -> None:
    """What keeps the gate shut: an objection, and an address that must not be known."""
    decide(health.office, CASE, "objection", "No plan to health", "her mother")
    set_person(health.office, CASE, restricted="In a refuge")


def test_who_was_told_of_stays_on_the_list_after_an_objection_so_that_the_flag_can_be_compared(desk: Desk) -> None:
    health = with_plan(desk, told=True)
    assert listed(health) == (1, 0)
    stop(health)
    assert listed(health) == (1, 0)


def test_who_was_never_told_of_does_not_get_on_the_list_after_an_objection(desk: Desk) -> None:
    health = with_plan(desk, told=False)
    assert listed(health) == (1, 0)
    stop(health)
    assert listed(health) == (0, 1)
