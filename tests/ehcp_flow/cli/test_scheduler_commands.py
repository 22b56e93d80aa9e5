"""`run-due`, `scheduler --once` and `status` as they are typed, and the codes with which they end."""

import json
from datetime import timedelta

import pytest

from ehcp_flow.demo.clock import FixedDay
from ehcp_flow.services.running import work
from ehcp_flow.services.running.work import Counts, Turn
from tests.ehcp_flow.cli.at_the_line import Line
from tests.ehcp_flow.cli.conftest import TODAY

COUNTS = ("warnings", "notices", "digests", "sent", "failed", "set_aside", "held", "uncertain", "waiting", "unheard")


def will_be(monkeypatch: pytest.MonkeyPatch, task: str, found: Counts | None = None) -> None:
    """What a task of the schedule does: it counts this, or fails."""

    def do(turn: Turn) -> Counts:
        if found is None:
            raise ValueError("Jamie Example")
        return found

    monkeypatch.setitem(work.WORK, task, do)  # type: ignore[arg-type]


def test_run_due_counts_what_it_did_and_status_tells_of_it(office: Line) -> None:
    done = office.asks("run-due")
    assert {name: done[name] for name in COUNTS} == dict.fromkeys(COUNTS, 0)
    assert (done["as_at"], done["dry_run"], done["faults"]) == ("2026-03-03", False, [])
    told = office.asks("status")
    assert (told["stale"], told["last_check"], told["leader"]) == (False, "2026-03-03T12:00:00+00:00", None)
    assert [each["code"] for each in told["authorities"]] == ["997"]
    tasks = {each["task"]: each["outcome"] for each in told["authorities"][0]["tasks"]}
    assert tasks == dict.fromkeys(("sweep", "follow_up", "reconciliation", "digest", "board", "nightly"), "done")


def test_status_of_an_installation_where_nothing_runs_says_so_and_ends_with_four(office: Line) -> None:
    result = office.run("status")
    assert result.exit_code == 4
    assert result.stdout.startswith("No scheduler has ever run here")
    assert "“ehcp-flow scheduler”" in result.stdout
    assert json.loads(office.run("status", "--json").stdout)["stale"] is True


def test_a_check_that_is_too_long_ago_ends_with_four_and_says_what_to_do(
    office: Line, monkeypatch: pytest.MonkeyPatch
) -> None:
    office.does("run-due")
    assert office.does("status").startswith("Last check: less than a minute ago (3 March 2026 at 12:00).")
    monkeypatch.setattr("ehcp_flow.bootstrap.SystemClock", lambda: FixedDay(TODAY + timedelta(days=2)))
    result = office.run("status")
    assert result.exit_code == 4
    assert "Last check: 2 days ago (3 March 2026 at 12:00). That is too long" in result.stdout
    assert "What to do: start “ehcp-flow scheduler”" in result.stdout


def test_as_at_acts_as_if_it_were_that_day_and_says_so(office: Line) -> None:
    assert office.does("run-due", "--as-at", "4 March 2026").startswith("As if it were noon on Wednesday 4 March 2026.")
    assert office.asks("run-due", "--as-at", "2026-03-05")["as_at"] == "2026-03-05"
    assert office.run("status").exit_code == 4  # that day has not come: nothing was checked today


def test_as_at_a_day_to_come_says_that_what_was_told_is_told(office: Line) -> None:
    assert "What was told is told" in office.does("run-due", "--as-at", "4 March 2026")
    for words in (("--as-at", "4 March 2026", "--dry-run"), ("--as-at", "3 March 2026"), ()):
        assert "What was told is told" not in office.does("run-due", *words)


def test_in_production_nobody_is_told_of_a_day_to_come(office: Line, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("EHCP_FLOW_PRODUCTION", "true")
    assert "--dry-run" in office.refused("run-due", "--as-at", "2026-03-04")["do"]
    assert office.asks("run-due", "--as-at", "2026-03-04", "--dry-run")["dry_run"] is True
    assert office.asks("run-due", "--as-at", "2026-03-03")["as_at"] == "2026-03-03"


def test_cron_waits_out_the_pause_after_a_failure_and_a_person_need_not(
    office: Line, monkeypatch: pytest.MonkeyPatch
) -> None:
    will_be(monkeypatch, "sweep")
    assert office.run("run-due").exit_code == 1
    assert office.run("run-due").exit_code == 0  # its pause is not over
    assert office.run("run-due", "--now").exit_code == 1


def test_a_dry_run_says_so_and_does_nothing(office: Line) -> None:
    assert "nothing was written and nothing was sent" in office.does("run-due", "--dry-run")
    assert office.asks("run-due", "--dry-run")["dry_run"] is True
    assert office.run("status").exit_code == 4


def test_a_mistake_of_the_program_ends_with_one_and_names_nobody(office: Line, monkeypatch: pytest.MonkeyPatch) -> None:
    will_be(monkeypatch, "sweep")
    result = office.run("run-due")
    assert result.exit_code == 1
    assert "Failed: check of what is due for 997. The program made a mistake (ValueError" in result.output
    assert "Jamie" not in result.output
    told = json.loads(office.run("run-due", "--now", "--json").stdout)
    assert (told["failed"], [each["task"] for each in told["faults"]]) == (1, ["sweep"])
    status = office.run("status")
    assert status.exit_code == 4
    assert "Failed: check of what is due for 997." in status.stdout


def test_messages_that_fail_or_are_held_are_told_with_what_to_do_and_are_no_fault(
    office: Line, monkeypatch: pytest.MonkeyPatch
) -> None:
    will_be(monkeypatch, "delivery", {"sent": 2, "failed": 1, "uncertain": 1, "held": 700})
    aside = [{"what": "EHC-2026-00001", "why": "It could not be read."}]
    will_be(monkeypatch, "sweep", {"warnings": 3, "set_aside": 1, "aside": aside})
    said = office.does("run-due")
    for words in (
        "3 warnings raised",
        "2 messages sent, 1 could not be sent",
        "Held: 700",
        "outbox release",
        "Set aside: 1",
    ):
        assert words in said
    status = office.does("status")
    for words in ("Held: 700", "outbox release", "EHC-2026-00001: It could not be read.", "3 warnings"):
        assert words in status


def test_the_scheduler_does_what_is_due_once_and_ends(office: Line) -> None:
    done = office.asks("scheduler", "--once")
    assert (done["leads"], done["failed"]) == (True, 0)
    office.does("status")


def test_without_a_database_they_say_what_to_do(line: Line) -> None:
    for words in (("run-due",), ("scheduler", "--once"), ("status",)):
        assert "ehcp-flow init" in line.fails(*words, code=4)["do"]


def test_run_due_says_aloud_that_a_warning_had_nobody_to_go_to(office: Line) -> None:
    office.new("Jamie Example")
    assert office.asks("run-due", "--as-at", "2026-03-03")["unheard"] == 1
    said = office.does("run-due", "--as-at", "2026-03-09")
    assert "Nobody could be told of 1 case" in said
    assert "user add" in said
    office.does("user", "add", "Mo", "--email", "mo@example.org", "--role", "manager")
    assert office.asks("run-due", "--as-at", "2026-03-10")["digests"] == 1
    assert office.asks("run-due", "--as-at", "2026-03-16")["unheard"] == 0


def test_run_due_before_seven_says_when_the_day_begins(office: Line, monkeypatch: pytest.MonkeyPatch) -> None:
    begins = "It is not 07:00 yet"
    assert begins not in office.does("run-due")
    night = FixedDay(TODAY).now() - timedelta(hours=9)
    monkeypatch.setattr(FixedDay, "now", lambda _self: night)
    assert begins in office.does("run-due")
