"""`python -m workflows`: the contract of `explain`, and what is said to wrong input."""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from workflows.__main__ import main
from workflows.vocabulary import Standing

REQUEST = ["--event", "request_received=2025-01-06,source=parent"]


def run(capsys: pytest.CaptureFixture[str], *arguments: str) -> tuple[int, str, str]:
    code = main(arguments)
    printed = capsys.readouterr()
    return code, printed.out, printed.err


def told(capsys: pytest.CaptureFixture[str], *arguments: str) -> dict[str, Any]:
    code, out, err = run(capsys, "explain", *arguments, "--json")
    assert (code, err) == (0, "")
    answer: dict[str, Any] = json.loads(out)
    return answer


def test_it_runs_as_a_module_without_a_database() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "workflows", "explain", *REQUEST, "--json"],
        check=True, capture_output=True, text=True, encoding="utf-8", cwd=Path(__file__).parents[2],
    )  # fmt: skip
    assert json.loads(done.stdout)["state"] == "requested"


def test_json_keeps_the_contract(capsys: pytest.CaptureFixture[str]) -> None:
    answer = told(capsys, *REQUEST, "--as-at", "2025-02-18")
    assert answer["as_at"] == "2025-02-18"
    assert answer["state"] == "requested"
    assert [deadline["duty"] for deadline in answer["deadlines"]] == ["assess_decision", "plan_refusal", "final_plan"]
    for deadline in answer["deadlines"]:
        assert {
            "duty", "title", "starts", "started_on", "due", "due_cautious", "status", "met_on", "excused_by", "law", "explanation",
        } <= set(deadline)  # fmt: skip
        assert deadline["status"] in set(Standing)
        assert deadline["law"]["href"].startswith("https://")
    first = answer["deadlines"][0]
    assert (first["due"], first["due_cautious"], first["status"]) == ("2025-02-17", "2025-02-16", "overdue")
    assert (first["met_on"], first["excused_by"], first["starts"]) == (None, [], "request_received")


def test_deadlines_are_sorted_by_the_day_they_are_due(capsys: pytest.CaptureFixture[str]) -> None:
    answer = told(
        capsys, "--event", "plan_made=2024-09-02", "--event", "review_met=2025-03-20", "--event",
        "cease_notified=2025-03-21", "--event", "amendment_notice_sent=2025-03-25",
    )  # fmt: skip
    days = [deadline["due"] for deadline in answer["deadlines"]]
    assert days == sorted(days)
    assert len(days) > 5


def test_events_may_be_given_in_any_order(capsys: pytest.CaptureFixture[str]) -> None:
    late = ["--event", "assessment_agreed=2025-02-10"]
    assert told(capsys, *late, *REQUEST) == told(capsys, *REQUEST, *late)


def test_without_a_day_it_is_judged_on_the_day_of_the_last_event(capsys: pytest.CaptureFixture[str]) -> None:
    assert told(capsys, "--event", "assessment_agreed=2025-02-10", *REQUEST)["as_at"] == "2025-02-10"


def test_what_happened_after_the_day_is_left_out(capsys: pytest.CaptureFixture[str]) -> None:
    answer = told(capsys, *REQUEST, "--event", "assessment_agreed=2025-02-10", "--as-at", "2025-02-09")
    assert answer["state"] == "requested"
    assert answer["deadlines"][0]["met_on"] is None


def test_facts_pick_what_is_counted(capsys: pytest.CaptureFixture[str]) -> None:
    answer = told(capsys, "--event", "transfer_planned=2025-09-15,kind=secondary_to_post16,transfer_on=2026-09-01")
    assert answer["deadlines"][0]["due"] == "2026-03-30"


def test_an_exception_is_in_the_answer(capsys: pytest.CaptureFixture[str]) -> None:
    answer = told(
        capsys, *REQUEST, "--event", "exception_recorded=2025-03-04,ground=personal_circumstances,duty=final_plan"
    )
    assert answer["deadlines"][-1]["excused_by"] == ["personal_circumstances"]
    assert answer["deadlines"][-1]["status"] == "excused"


def test_for_people_it_is_text_with_dates_written_out(capsys: pytest.CaptureFixture[str]) -> None:
    code, out, _ = run(
        capsys, "explain", *REQUEST, "--event", "advice_requested=2025-02-12,body=educational_psychology"
    )
    assert code == 0
    assert "As at 12 February 2025: Deciding whether to assess" in out
    assert "Send the finalised EHC plan: 26 May 2025, upcoming" in out
    assert "(educational psychology): 26 March 2025" in out
    assert "https://www.legislation.gov.uk/uksi/2014/1530/regulation/13" in out
    assert "None" not in out


def test_events_that_do_not_follow_are_noted_and_counted_all_the_same(capsys: pytest.CaptureFixture[str]) -> None:
    _, out, _ = run(capsys, "explain", "--event", "review_met=2025-03-20")
    assert "Note: " not in out or "does not follow" in out
    _, out, _ = run(capsys, "explain", *REQUEST, "--event", "final_plan_sent=2025-05-12")
    assert "Note: “Final plan sent” on 12 May 2025 does not follow from “Deciding whether to assess”." in out


def test_events_that_start_nothing_say_so(capsys: pytest.CaptureFixture[str]) -> None:
    _, out, _ = run(capsys, "explain", "--event", "views_sought=2025-01-06")
    assert "These events start no deadline." in out


@pytest.mark.parametrize(
    "event,said",
    [
        ("request_recieved=2025-01-06", "Did you mean request_received"),
        ("xyz=2025-01-06", "“xyz” is not an event."),
        ("request_received", "Write a date as 2026-03-31"),
        ("request_received=", "Write a date as 2026-03-31"),
        ("request_received=6/1/2025", "“6/1/2025”. Write a date as 2026-03-31"),
        ("request_received=2025-02-30", "Write a date as 2026-03-31"),
        ("request_received=2025-01-06,parent", "“parent” in “request_received=2025-01-06,parent” is not a fact"),
        ("request_received=2025-01-06,source=uncle", "one of parent, young_person"),
        ("request_received=2025-01-06,colour=red", "“colour” is not a fact of this event"),
        ("", "“” is not an event."),
    ],
)
def test_wrong_input_is_answered_with_what_to_write(capsys: pytest.CaptureFixture[str], event: str, said: str) -> None:
    code, out, err = run(capsys, "explain", "--event", event)
    assert (code, out) == (2, "")
    assert said in err
    assert "Traceback" not in err


def test_a_wrong_day_to_judge_on_is_answered_too(capsys: pytest.CaptureFixture[str]) -> None:
    code, _, err = run(capsys, "explain", *REQUEST, "--as-at", "soon")
    assert code == 2
    assert "--as-at is “soon”" in err


def test_the_law_of_a_day_is_every_duty_in_force_with_its_limit_and_source(capsys: pytest.CaptureFixture[str]) -> None:
    code, out, err = run(capsys, "law", "--on", "2018-04-03")
    assert (code, err) == (0, "")
    assert out.startswith("The law on 3 April 2018\n")
    assert "Send the finalised EHC plan (final_plan)\n  20 weeks, not counting that day\n  SEND Regulations 2014" in out
    assert "  Where ground unopposed_appeal: 2 weeks, not counting that day" in out
    assert "(recommendation_response)" in out
    assert "None" not in out


def test_the_law_of_an_earlier_day_leaves_out_what_came_later(capsys: pytest.CaptureFixture[str]) -> None:
    assert "(recommendation_response)" not in run(capsys, "law", "--on", "2018-04-02")[1]
    assert "No duty was in force." in run(capsys, "law", "--on", "2014-08-31")[1]


def test_the_law_of_no_day_is_answered_with_what_to_write(capsys: pytest.CaptureFixture[str]) -> None:
    code, _, err = run(capsys, "law", "--on", "yesterday")
    assert code == 2
    assert "--on is “yesterday”" in err


@pytest.mark.parametrize("arguments", [[], ["explain"], ["law"], ["nonsense"]])
def test_a_command_that_is_not_whole_ends_with_2(capsys: pytest.CaptureFixture[str], arguments: list[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        main(arguments)
    assert ended.value.code == 2
    assert "usage:" in capsys.readouterr().err


def test_whoever_reads_the_first_line_only_sees_no_fault() -> None:
    command = f"{sys.executable} -m workflows document | head -1"
    ended = subprocess.run(["bash", "-c", f"set -o pipefail; {command}"], capture_output=True, text=True, check=False)
    assert ended.stdout.startswith("<!--")
    assert ended.stderr == ""
