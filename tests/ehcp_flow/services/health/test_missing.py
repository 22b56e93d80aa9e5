"""Who is missing in health: a task that says what to type, only where somebody is to be told; and addresses that cannot be."""

from dataclasses import replace
from datetime import date

import pytest

from ehcp_flow.services import cases
from ehcp_flow.services.cases import Done
from ehcp_flow.services.health.contacts import web_fault
from ehcp_flow.services.health.people import new_contact, set_person
from ehcp_flow.services.users import add_user
from tests.ehcp_flow.services import sent
from tests.ehcp_flow.services.at_work import HERE, Desk, active, agreed, child, issued
from tests.ehcp_flow.services.health.health_desk import CASE, PAT, REQUEST_TO_AGREED, HealthDesk
from workflows.refusals import Refusal
from workflows.vocabulary import Event


@pytest.fixture
def health(desk: Desk) -> HealthDesk:
    return HealthDesk(desk.of(HERE))


def test_nobody_is_missing_for_a_flag_that_a_return_told_of(health: HealthDesk) -> None:
    plan = replace(agreed(date(2025, 1, 6), date(2025, 2, 10), issued(date(2025, 5, 26))), active_plan=active())
    health.desk.read_in(child(plan, upn=sent.upn_of(1)))
    health.contact("dco", "DCO", provider="ICB", role_mailbox=True)
    add_user(health.office, "Pat Osier", PAT, ["caseworker"])
    (case,) = [each.reference for each in health.desk.cases()]
    assert isinstance(cases.assign(health.office, case, PAT), Done)
    assert health.tasks("health_gap") == []
    assert health.notices() == []
    day = health.desk.clock.today()
    assert isinstance(cases.record(health.office, case, Event.REVIEW_INVITED, day, {"meeting_on": "2026-03-20"}), Done)
    assert len(health.tasks("health_gap")) > 0, "for an invitation of our own somebody is to be told"


def test_a_task_about_a_missing_contact_says_what_to_type(health: HealthDesk) -> None:
    health.contact("icb", "ICB", provider="ICB", role_mailbox=True)
    health.child()
    health.happens(*REQUEST_TO_AGREED)
    set_person(health.office, CASE, provider="Other Trust")
    for_case = next(each.task for each in health.tasks("health_gap") if each.case)
    assert "ehcp-flow notices contact add --role gp --name NAME --address WHERE" in for_case.do
    assert "--role provider --name NAME --address WHERE --provider “Other Trust” --role-mailbox" in for_case.do
    assert f"ehcp-flow notices person {CASE} --gp CONTACT" in for_case.do
    assert not any("Record a contact" in each.task.do for each in health.tasks("health_gap"))


@pytest.mark.parametrize(
    "address, why",
    [
        ("http://hooks.provider.example/in", "does not begin with https://"),
        ("https://", "is not a web address"),
        ("https://a b.example/", "is not a web address"),
        ("https://[::1", "is not a web address"),
        ("https://hooks.provider.example:99999/", "is not a web address"),
        ("https://localhost/in", "this machine"),
        ("https://127.0.0.1/in", "private or local"),
        ("https://10.1.2.3/in", "private or local"),
        ("https://192.168.0.9:8443/in", "private or local"),
        ("https://169.254.169.254/latest/meta-data", "private or local"),
        ("https://user@169.254.169.254/", "private or local"),
        ("https://[::1]/", "private or local"),
        ("https://[fe80::1%25eth0]/", "private or local"),
        ("https://[fd00::1]/", "private or local"),
        ("https://[::ffff:10.0.0.1]/", "private or local"),
        ("https://2130706433/", "not the name of a machine"),
        ("https://0x7f.1/", "not the name of a machine"),
        ("https://hooks.provider.example/in", ""),
        ("https://8.8.8.8/in", ""),
    ],
)
def test_a_webhook_is_https_and_not_inside_the_councils_network(address: str, why: str) -> None:
    assert why in web_fault(address)
    assert bool(why) == bool(web_fault(address))


def test_a_contact_by_webhook_inside_the_network_is_refused(health: HealthDesk) -> None:
    inside = "https://169.254.169.254/latest/meta-data"
    refused = new_contact(health.office, "dco", "DCO", inside, "webhook", provider="ICB", role_mailbox=True)
    assert isinstance(refused, Refusal)
    assert "private or local" in refused.why
    there = new_contact(health.office, "dco", "DCO", "https://icb.example/in", "webhook", provider="ICB")
    assert not isinstance(there, Refusal)
