"""The monthly list to each provider and its answer; and that the numbers go by file alone."""

import csv
import io
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from ehcp_flow.db.unit_of_work import UnitOfWork
from ehcp_flow.services.cases import open_case
from ehcp_flow.services.health import provider_lists, reconciliation
from ehcp_flow.services.health.lookups import figures
from ehcp_flow.services.health.people import decide, set_person
from ehcp_flow.services.health.reconciliation import ListsSetAside, make_lists, read_back, reconcile
from ehcp_flow.services.people import NewPerson
from reports.periods import Period
from tests.ehcp_flow.services.at_work import HERE, Desk
from tests.ehcp_flow.services.health.health_desk import (
    FORENAME,
    NUMBER,
    REQUEST_TO_AGREED,
    SURNAME,
    TO_AMENDED,
    TO_DRAFT,
    TO_END,
    TO_FINAL,
    TRUST,
    HealthDesk,
)
from workflows.refusals import Refusal

MONTH = "2026-05"


@pytest.fixture
def health(desk: Desk) -> HealthDesk:
    here = HealthDesk(desk.of(HERE))
    contacts = here.contacts()
    here.child()
    here.known(contacts)
    return here


def with_plan(health: HealthDesk) -> None:
    health.happens(*REQUEST_TO_AGREED)
    health.sent()
    health.happens(*TO_DRAFT, *TO_FINAL)
    health.sent()


def answered(folder: Path, *rows: tuple[str, str, str]) -> Path:
    """A provider's answer: number, yes or no, since."""
    file = folder / "answer.csv"
    out = io.StringIO(newline="")
    csv.writer(out).writerows([("NHS number", "Flagged (yes or no)", "Flagged since"), *rows])
    file.write_text(out.getvalue(), encoding="utf-8-sig")
    return file


def test_a_list_is_made_once_a_month_and_sent_to_the_mailbox(health: HealthDesk) -> None:
    with_plan(health)
    made = reconcile(health.office, MONTH, health.desk.clock.now())
    assert [(each.made.provider, each.made.expected) for each in made if each.made.provider == TRUST] == [(TRUST, 1)]
    again = reconcile(health.office, MONTH, health.desk.clock.now())
    assert not any(each.new for each in again)
    (row,) = health.messages("reconciliation_ready")
    assert (row.recipient, row.facts["people"], row.facts["month"]) == ("records@health.example", "1", "May 2026")
    assert len([each for each in health.tasks("health_list") if TRUST in each.task.what]) == 1
    assert NUMBER not in str(made)
    assert SURNAME not in str(made)


def test_a_list_that_cannot_be_made_does_not_stop_the_others(
    health: HealthDesk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with_plan(health)
    health.contact("provider", "Z records", provider="Zed Trust", role_mailbox=True)
    health.contact("provider", "A records", provider="Abbey Trust", role_mailbox=True)
    whole = provider_lists.should_be_flagged

    def broken(uow: Any, office: Any, provider: str, today: date) -> Any:
        if provider == TRUST:
            raise RuntimeError(SURNAME)
        return whole(uow, office, provider, today)

    with monkeypatch.context() as fault:
        fault.setattr(reconciliation, "should_be_flagged", broken)
        with pytest.raises(ListsSetAside) as raised:
            reconcile(health.office, MONTH, health.desk.clock.now())
        assert [each.what for each in raised.value.faults] == [f"list of {TRUST}"]
        assert SURNAME not in str(raised.value)
        refused = make_lists(health.office, "2026-06", tmp_path)
    assert isinstance(refused, Refusal)
    assert TRUST in refused.why
    assert len(list(tmp_path.glob("*.csv"))) == 2
    with health.desk.database.reading() as connection:
        made = [each.provider for each in UnitOfWork(connection).reconciliations.all(HERE, MONTH)]
    assert made == ["Abbey Trust", "Zed Trust"]
    again = reconcile(health.office, MONTH, health.desk.clock.now())
    assert [each.made.provider for each in again if each.new] == [TRUST]


def test_a_list_by_hand_is_a_file_that_a_spreadsheet_runs_nothing_of(health: HealthDesk, tmp_path: Path) -> None:
    with_plan(health)
    made = make_lists(health.office, MONTH, tmp_path / "lists")
    assert not isinstance(made, Refusal)
    (file,) = [each.file for each in made if each.made.provider == TRUST]
    assert file is not None
    rows = list(csv.reader(io.StringIO(file.read_text(encoding="utf-8-sig"))))
    assert rows[1][:2] == [NUMBER, f"{FORENAME} {SURNAME}"]
    assert rows[1][4] == "2026-05-01"
    assert isinstance(make_lists(health.office, "May"), Refusal)


def test_an_answer_that_agrees_confirms_what_was_still_open(health: HealthDesk, tmp_path: Path) -> None:
    with_plan(health)
    make_lists(health.office, MONTH)
    read = read_back(health.office, answered(tmp_path, (NUMBER, "yes", "2026-05-01")), TRUST)
    assert not isinstance(read, Refusal)
    assert (read.expected, read.agreed, read.differences) == (1, 1, ())
    assert read.confirmed > 0
    assert health.tasks("health_difference") == []
    roles = {role for role, kind, state in health.told("confirmed")}
    assert roles == {"provider", "school_nurse"}


def test_differences_go_on_the_work_list_once_and_the_figures_are_kept(health: HealthDesk, tmp_path: Path) -> None:
    with_plan(health)
    make_lists(health.office, MONTH)
    file = answered(tmp_path, (NUMBER, "no", ""), ("9434765870", "yes", ""))
    read = read_back(health.office, file, TRUST, MONTH)
    assert not isinstance(read, Refusal)
    assert (read.expected, read.agreed, len(read.differences), read.confirmed) == (1, 0, 2, 0)
    assert len(health.tasks("health_difference")) == 2
    read_back(health.office, file, TRUST, MONTH)
    assert len(health.tasks("health_difference")) == 2
    make_lists(health.office, "2026-06")
    read_back(health.office, answered(tmp_path, (NUMBER, "no", "")), TRUST)
    assert len(health.tasks("health_difference")) == 2, "a difference that is still open is not listed twice"
    for each in health.tasks("health_difference"):
        assert NUMBER not in f"{each.task.what} {each.task.do}"
        assert SURNAME not in f"{each.task.what} {each.task.do}"


def test_an_answer_that_cannot_be_read_changes_nothing_and_quotes_nothing(health: HealthDesk, tmp_path: Path) -> None:
    with_plan(health)
    make_lists(health.office, MONTH)
    refused = read_back(health.office, answered(tmp_path, (f"{NUMBER}9", "perhaps", "")), TRUST)
    assert isinstance(refused, Refusal)
    assert "line 2" in refused.why
    assert NUMBER not in f"{refused}"
    nobody = read_back(health.office, answered(tmp_path, (NUMBER, "yes", "")), "Nobody's Trust")
    assert isinstance(nobody, Refusal)
    assert TRUST in nobody.do


def test_who_may_not_be_told_is_left_out_of_the_list(health: HealthDesk) -> None:
    office = health.office
    other = NewPerson("Wren Example", date(2018, 2, 2), nhs_number="9434765870")
    open_case(office, other, date(2026, 1, 5), "parent")
    from ehcp_flow.services.cases import record

    record(office, "EHC-2026-00002", REQUEST_TO_AGREED[0][1], date(2026, 1, 5), {})
    set_person(office, "EHC-2026-00002", provider=TRUST, verified_by="Pat Osier", restricted="In a refuge")
    decide(office, "EHC-2026-00002", "basis", "Section 26", "Sam Rowan")
    (made,) = [each for each in reconcile(office, MONTH, health.desk.clock.now()) if each.made.provider == TRUST]
    assert (made.made.expected, made.left_out) == (0, 1)


def test_the_figures_say_of_how_many(health: HealthDesk) -> None:
    with_plan(health)
    health.happens(*TO_AMENDED, *TO_END)
    health.sent()
    may = figures(health.office, Period(date(2026, 5, 1), date(2026, 5, 31)))
    assert may["health.set_sent"] == {"numerator": 1, "denominator": 1, "percent": "100.0"}
    assert may["health.acknowledged"]["numerator"] == 0
    assert may["health.acknowledged"]["denominator"] > 0
    april = figures(health.office, Period(date(2026, 4, 1), date(2026, 4, 30)))
    assert april["health.draft_days"] == {"median": None, "denominator": 0, "not_sent": 1}
    end = figures(health.office, Period(date(2027, 9, 1), date(2027, 9, 30)))
    assert end["health.clear_sent"] == {"numerator": 1, "denominator": 1, "percent": "100.0"}


def test_a_list_of_nobody_is_made_and_not_sent(desk: Desk) -> None:
    health = HealthDesk(desk.of(HERE))
    health.contacts()
    health.child()
    (made,) = reconcile(health.office, "2026-01", health.desk.clock.now())
    assert made.made.expected == 0
    assert health.messages("reconciliation_ready") == []
    assert health.tasks("health_list") == []
