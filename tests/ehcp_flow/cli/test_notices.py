"""Health notices and the work list at the command line: set up, told, answered, and every refusal with what to do."""

import csv
import json
from pathlib import Path

import pytest

from tests.ehcp_flow.cli.at_the_line import Line

TRUST = "Made-up Trust"
SECRET = "a made-up secret that is long enough to sign links"


@pytest.fixture
def told(office: Line) -> str:
    """A case about which the records team of a provider is to be told; one notice is raised."""
    office.does(
        "notices", "contact", "add", "--role", "provider", "--name", "Records team", "--provider", TRUST,
        "--address", "records", "--role-mailbox",
    )  # fmt: skip
    who = (
        "--name",
        "Jamie Example",
        "--born",
        "2019-05-03",
        "--received",
        "2026-01-05",
        "--nhs-number",
        "943 476 5919",
    )
    case = str(office.asks("case", "new", *who, "--source", "parent")["case"])
    office.does("notices", "person", case, "--provider", TRUST, "--verified-by", "Pat Osier")
    office.does("notices", "basis", case, "--words", "CFA 2014, section 26", "--decided-by", "Sam Rowan")
    office.does("case", "record", case, "assessment_agreed", "--on", "2026-02-03")
    return case


def test_without_a_contact_the_list_says_how_to_begin(office: Line) -> None:
    assert "notices contact add" in office.does("notices", "list")
    assert office.asks("notices", "list") == []
    assert "no health contact" in office.does("notices", "contact", "list")


def test_a_notice_is_listed_and_shown_without_the_child(office: Line, told: str) -> None:
    (row,) = office.asks("notices", "list", "--case", told)
    assert (row["notice"], row["kind"], row["state"]) == ("HN-2026-00001", "set", "queued")
    assert row["to"] == {"contact": 1, "role": "provider", "name": "Records team", "channel": "file"}
    shown = office.does("notices", "show", "1")
    assert "CFA 2014, section 26 (decided by Sam Rowan" in shown
    listed = office.does("notices", "list")
    for hidden in ("Jamie", "Example", "943"):
        assert hidden not in shown + listed + json.dumps(row)


def test_a_notice_that_waits_is_on_the_work_list_and_is_let_go(office: Line, told: str) -> None:
    office.does("notices", "objection", told, "--by", "her mother")
    (row,) = office.asks("notices", "list", "--state", "held")
    assert "objection of 3 March 2026" in row["why"]
    (task,) = office.asks("task", "list", "--case", told, "--kind", "health_held")
    assert task["case"] == told
    assert "notices release HN-2026-00001" in task["do"]
    assert "waits for a person" not in office.does(
        "notices", "release", "HN-2026-00001", "--reason", "Her mother was heard"
    )
    assert office.asks("task", "list", "--kind", "health_held") == []
    assert "does not wait" in office.refused("notices", "release", "1")["why"]
    assert office.refused("notices", "acknowledge", "1", "--by", "Ida Penn")["why"].startswith("it has not been sent")


def test_a_task_is_done_once_and_needs_an_outcome(office: Line, told: str) -> None:
    (gap, *_) = office.asks("task", "list")
    number = str(gap["task"])
    assert "not said what came of it" in office.refused("task", "done", number, "--outcome", " ")["why"]
    assert office.asks("task", "done", number, "--outcome", "Asked the ICB")["done_by"] == "operator"
    assert "Asked the ICB" in office.refused("task", "done", number, "--outcome", "Again")["why"]
    assert "no task" in office.refused("task", "done", "999", "--outcome", "Again")["why"]
    assert number in office.does("task", "list", "--all")
    assert "Asked the ICB" in office.does("task", "list", "--all")
    assert "no user" in office.refused("task", "list", "--of", "nobody@example.org")["why"]


def test_what_cannot_be_is_refused_with_what_to_do(office: Line, told: str) -> None:
    add = ("notices", "contact", "add", "--name", "Somebody", "--address", "somewhere")
    assert "is not a role" in office.refused(*add, "--role", "dentist")["why"]
    assert "role mailbox" in office.refused(*add, "--role", "gp")["why"]
    assert "whose records" in office.refused(*add, "--role", "provider", "--role-mailbox")["why"]
    assert "not a way" in office.refused(*add, "--role", "dco", "--by", "fax")["why"]
    assert "not an e-mail" in office.refused(*add, "--role", "dco", "--by", "email")["why"]
    assert "https" in office.refused(*add, "--role", "dco", "--by", "webhook")["why"]
    again = ("--role", "provider", "--provider", TRUST, "--name", "R", "--address", "records", "--role-mailbox")
    assert "contact 1 has this role" in office.refused("notices", "contact", "add", *again)["why"]
    assert "no contact" in office.refused("notices", "contact", "left", "9")["why"]
    assert "is not a state" in office.refused("notices", "list", "--state", "lost")["why"]
    assert "no notice" in office.refused("notices", "show", "99")["why"]
    assert "is not the number" in office.fails("notices", "show", "abc", code=2)["why"]
    assert "not a month" in office.fails("notices", "figures", "--month", "May", code=2)["why"]
    assert "secret_key" in office.refused("notices", "link", "1")["why"]
    assert "Say one of" in office.fails("notices", "answer", "token", code=2)["why"]
    assert "waits already" in office.refused("notices", "again", told, "1")["why"]


def test_a_child_is_shown_with_what_was_decided(office: Line, told: str) -> None:
    office.does("notices", "recipient", "add", told, "1", "--reason", "Leads her care")
    office.does("notices", "recipient", "leave-out", told, "1", "--reason", "Asked not to")
    shown = office.asks("notices", "person", told)
    assert (shown["provider"], shown["nhs_number"]) == (TRUST, "verified")
    assert [each["kind"] for each in shown["decisions"]] == ["basis"]
    assert [each["told"] for each in shown["recipients"]] == [True, False]
    words = office.does("notices", "person", told)
    assert "Left out: Records team (Asked not to)" in words
    assert "Jamie" not in words


def _percent(figure: dict[str, object]) -> str:
    return f"{figure['percent']}%" if figure["percent"] else "none to count"


def test_links_lists_answers_and_figures(office: Line, told: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("EHCP_FLOW_SECRET_KEY", SECRET)
    assert "has not been sent" in office.refused("notices", "link", "1")["why"]
    assert "not whole" in office.refused("notices", "answer", "token", "--acknowledge")["why"]
    made = office.asks("notices", "reconcile", "--month", "2026-02", "--out", "lists")
    assert [(each["provider"], each["expected"], each["new"]) for each in made] == [(TRUST, 1, True)]
    file = Path(made[0]["file"])
    rows = list(csv.reader(file.read_text(encoding="utf-8-sig").splitlines()))
    rows[1][5] = "yes"
    with file.open("w", encoding="utf-8-sig", newline="") as out:
        csv.writer(out).writerows(rows)
    assert "whose answer" in office.fails("notices", "reconcile", "--answer", str(file), code=2)["why"]
    read = office.asks("notices", "reconcile", "--answer", str(file), "--provider", TRUST)
    assert (read["agreed"], read["differences"]) == (1, [])
    assert "made before" in office.does("notices", "reconcile", "--month", "2026-02")
    assert "1 of 1 agree" in office.does("notices", "reconcile", "--answer", str(file), "--provider", TRUST)
    figures = office.asks("notices", "figures", "--month", "2026-02")
    assert figures["health.set_sent"] == {"numerator": 0, "denominator": 0, "percent": None}
    printed = office.does("notices", "figures", "--month", "2026-02")
    assert "none to count (0 of 0)" in printed
    whole = {"numerator": 1, "denominator": 1, "percent": "100.0", "differences": 0, "not_answered": 0}
    assert figures["health.reconciled"] == {**whole, "months": [{"month": "2026-02", **whole}]}
    assert "2026-02: 100.0% (1 of 1; differences: 0; lists not answered: 0)" in printed
    failed = figures["health.failed"]
    assert f"Notices that failed or were rejected: {_percent(failed)} (0 of {failed['denominator']})" in printed


def test_a_contact_who_left_is_shown_as_left(office: Line, told: str) -> None:
    office.does("notices", "contact", "left", "1", "--on", "2026-03-02")
    (contact,) = office.asks("notices", "contact", "list")
    assert contact["left_on"] == "2026-03-02"
    assert "left" in office.does("notices", "contact", "list")
    assert "recorded already" in office.refused("notices", "contact", "left", "1")["why"]
    (row,) = office.asks("notices", "list")
    assert row["state"] == "cancelled"


def test_a_basis_for_the_flag_alone_lets_no_plan_out(office: Line, told: str) -> None:
    dco = ("--role", "dco", "--name", "DCO", "--address", "dco", "--role-mailbox")
    office.does("notices", "contact", "add", *dco)
    who = ("--name", "Robin Sample", "--born", "2019-06-03", "--received", "2026-01-06", "--nhs-number", "9434765870")
    case = str(office.asks("case", "new", *who, "--source", "parent")["case"])
    office.does("notices", "person", case, "--provider", TRUST, "--verified-by", "Pat Osier")
    basis = ("notices", "basis", case, "--words", "CFA 2014, section 26", "--decided-by", "Sam Rowan")
    assert "nothing that it could be for" in office.refused(*basis, "--for", "everything")["why"]
    assert "It holds for the flag." in office.does(*basis, "--for", "flag")
    for event, day, *facts in (
        ("assessment_agreed", "2026-01-20"),
        ("plan_agreed", "2026-02-20"),
        ("draft_sent", "2026-02-27", "--fact", "version=1"),
    ):
        office.does("case", "record", case, event, "--on", day, *facts)
    notices = office.asks("notices", "list", "--case", case)
    found = {(each["kind"], each["state"]) for each in notices}
    assert found == {("set", "queued"), ("share_draft", "held")}
    assert "for the flag" in office.does("notices", "person", case)
    assert "sharing plans" in office.does(*basis), "without --for it is said that it is for all"


def test_a_practice_by_email_is_told_that_it_must_ask(office: Line) -> None:
    add = ("notices", "contact", "add", "--role", "gp", "--name", "High Street", "--role-mailbox")
    said = office.does(*add, "--address", "high.street@health.example", "--by", "email")
    assert "ask by telephone" in said
    assert "Contact 1: what goes there by e-mail" in office.does("notices", "contact", "list")
    assert "ask by telephone" not in office.does(*add, "--address", "high-street")


def test_a_provider_of_whom_no_contact_is_recorded_is_questioned(office: Line, told: str) -> None:
    said = office.does("notices", "person", told, "--provider", "Mad-up Trust")
    assert "Is “Mad-up Trust” right?" in said
    assert f"Recorded are: {TRUST}." in said
    assert "right?" not in office.does("notices", "person", told, "--provider", TRUST)
