"""`ehcp-flow board`, `month` and `measures` as they are typed: the report, its packs, closed months, and who may see what.

The clock stands at Tuesday 3 March 2026, so the last month that is over is February.
"""

import errno
import json
from pathlib import Path
from typing import Any

import pytest

from reports.forms.registry import FORMS
from tests.ehcp_flow.cli.at_the_line import Line

FEBRUARY = ("--month", "2026-02")
RECEIVED = "requests.received"
PANEL = "pat@example.org"
ANALYST = "ana@example.org"


@pytest.fixture
def engine_name() -> str:
    """One engine is enough for what is typed; the services are tested on both."""
    return "sqlite"


@pytest.fixture(autouse=True)
def one_form(monkeypatch: pytest.MonkeyPatch) -> None:
    """A closed month keeps the form that is made at once: how all are kept is tested with the service."""
    monkeypatch.setattr("ehcp_flow.services.board.closing.FORMS", {"json": FORMS["json"]})


@pytest.fixture
def board(office: Line) -> Line:
    """One request received in February, an analyst, and a member of the panel."""
    office.new("Jamie Example", "2026-02-09")
    office.does("user", "add", "Ana Lyst", "--email", ANALYST, "--role", "analyst")
    office.does("user", "add", "Pat Panel", "--email", PANEL, "--role", "panel_member")
    return office


@pytest.fixture
def closed(board: Line) -> Line:
    """The same with February closed."""
    board.does("month", "close", "2026-02")
    return board


def received(report: dict[str, Any]) -> set[str | None]:
    """Every value that is printed of the requests received in the month."""
    rows = [row for block in report["blocks"] for part in block["parts"] for row in part.get("rows", ())]
    return {cell["value"] for row in rows for cell in row["cells"] if cell["figure"] == f"{RECEIVED}@month"}


# --- the report of a month --------------------------------------------------------------------------------------------


def test_without_a_folder_the_last_month_that_is_over_is_summed_up(board: Line) -> None:
    said = " ".join(board.does("board").split())
    assert "SEND Board report, Madeupshire, February 2026 (not closed: its figures may still change)" in said
    assert "As at 28 February 2026" in said or "As at Saturday 28 February 2026" in said
    assert "Blocks: B1 Summary" in said
    assert "Not yet held:" in said


def test_the_json_is_the_edition_for_release_and_the_exact_one_is_asked_for(board: Line) -> None:
    released, exact = board.asks("board", *FEBRUARY), board.asks("board", *FEBRUARY, "--exact")
    assert (released["exact"], exact["exact"]) == (False, True)
    assert received(exact) == {"1"}
    assert received(released) == {None}
    assert "EHC-2026-" not in json.dumps(released)


def test_the_json_of_a_closed_month_is_the_edition_for_release_too(closed: Line) -> None:
    report = closed.asks("board", *FEBRUARY)
    assert (report["exact"], report["issue"], received(report)) == (False, 1, {None})
    assert closed.asks("board", *FEBRUARY, "--issue", "1") == report


def test_the_files_are_written_and_named(board: Line, tmp_path: Path) -> None:
    out = tmp_path / "deep" / "board"
    said = board.does("board", *FEBRUARY, "--out", str(out), "--format", "json,CSV")
    assert "send-board-2026-02-not-closed.json" in said.replace("\n", "")
    assert {path.name for path in out.iterdir()} >= {
        "send-board-2026-02-not-closed.json",
        "send-board-2026-02-not-closed.csv",
    }


def test_a_closed_month_writes_the_same_bytes_though_more_was_recorded_since(closed: Line, tmp_path: Path) -> None:
    def written() -> bytes:
        closed.does("board", *FEBRUARY, "--out", str(tmp_path), "--format", "json")
        return (tmp_path / "send-board-2026-02.json").read_bytes()

    before = written()
    closed.new("Robin Example", "2026-02-10")
    assert written() == before


# --- the cases behind a number ----------------------------------------------------------------------------------------


def test_a_number_opens_to_its_cases(board: Line) -> None:
    found = board.asks("board", *FEBRUARY, "--cases", RECEIVED)
    assert (found["numerator"], found["issue"], len(found["cases"])) == (1, 0, 1)
    said = board.does("board", *FEBRUARY, "--cases", f"{RECEIVED}@month")
    assert found["cases"][0] in said
    assert "as known now" in said


def test_a_number_of_a_closed_month_opens_to_the_cases_as_they_were(closed: Line) -> None:
    closed.new("Robin Example", "2026-02-10")
    found = closed.asks("board", *FEBRUARY, "--cases", f"{RECEIVED}@month", "--issue", "1")
    assert (found["issue"], len(found["cases"])) == (1, 1)


def test_the_cases_are_counted_first_and_listed_one_a_line_up_to_so_many(
    board: Line, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("ehcp_flow.cli.board.ROWS", 2)
    cases = board.asks("board", *FEBRUARY, "--cases", RECEIVED)["cases"]
    for name in ("Robin Example", "Sam Example"):
        cases.append(board.new(name, "2026-02-10")["case"])
    asked = ("board", *FEBRUARY, "--cases", RECEIVED)
    some = [line.strip() for line in board.does(*asked).splitlines()]
    assert [line for line in some if line in cases] == cases[:2]
    assert some.index("3 cases:") < some.index(cases[0])
    assert some[-1] == "1 more line of 3. Show them with --all."
    everything = board.does(*asked, "--all")
    assert [line.strip() for line in everything.splitlines() if line.strip() in cases] == cases
    assert "more" not in everything
    assert board.asks(*asked)["cases"] == cases


def test_a_share_says_of_each_case_whether_it_is_in_the_numerator_and_an_empty_figure_has_no_list(board: Line) -> None:
    board.does("case", "record", "EHC-2026-00001", "assessment_agreed", "--on", "2026-02-20")
    decided = board.does("board", *FEBRUARY, "--cases", "requests.decided_in_time").splitlines()
    assert [line.split() for line in decided if line.startswith("EHC-")] == [["EHC-2026-00001", "yes"]]
    nothing = board.does("board", *FEBRUARY, "--cases", "kp8a.issued")
    assert "No case is behind it." in nothing
    assert "Case  " not in nothing


NO_FIGURES = ("nonsense", "kp8a.total:zzz", "kp8a.total@someday", "kp8a.total@2026-13", "kp8a.total@2026-²", "@month")


def test_a_figure_that_there_is_not_is_wrong_input_whether_the_month_is_closed_or_not(board: Line) -> None:
    board.does("month", "close", "2026-01")
    for month in ("2026-02", "2026-01"):
        for figure in NO_FIGURES:
            error = board.fails("board", "--month", month, "--cases", figure, code=2)
            named = figure.rpartition("@")[2] if "@" in figure else figure.rpartition(":")[2]
            assert "made a mistake" not in error["why"], figure
            assert figure == "@month" or named in error["why"], error


# --- what cannot be used ----------------------------------------------------------------------------------------------

BAD_MONTHS = ("2026-²", "0001-01", "2026-13", "2026-00", "26-02", "February", "2026-02-01", "٢٠٢٦-02", "2026")


@pytest.mark.parametrize("words", [("board", "--month"), ("month", "close"), ("month", "restated")])
def test_a_month_that_is_none_is_refused_in_words(office: Line, words: tuple[str, str]) -> None:
    for month in BAD_MONTHS:
        result = office.run(*words, month)
        assert result.exit_code == 2, result.output
        assert f"“{month}” is not a month" in " ".join(result.stderr.split())
        assert "Write it as 2026-10." in result.stderr


@pytest.mark.parametrize(
    ("words", "part"),
    [
        (("--format", "docx"), "“docx” is not a form of the report"),
        (("--pack", "x"), "“x” is not a pack"),
        (("--since", "2026-02-01"), "--pack meeting"),
        (("--pack", "quarter", "--since", "2026-02-01"), "--pack meeting"),
        (("--pack", "meeting"), "--since 2026-09-10"),
        (("--pack", "meeting", "--since", "2026-02-01"), "Leave out --month"),
        (("--all",), "give --cases FIGURE"),
        (("--pack", "quarter", "--issue", "1"), "Leave out --issue"),
        (("--pack", "quarter", "--cases", RECEIVED), "Leave out --pack"),
        (("--issue", "0"), "--issue"),
        (("--since", "someday", "--pack", "meeting"), "--since"),
        (("--out", ".", "--format", "page", "--exact"), "the page for the public"),
    ],
)
def test_what_does_not_fit_is_wrong_input_and_says_what_would(office: Line, words: tuple[str, ...], part: str) -> None:
    error = office.fails("board", *FEBRUARY, *words, code=2)
    assert part in error["why"]


def test_an_issue_that_there_is_not_is_refused(closed: Line) -> None:
    refused = closed.refused("board", *FEBRUARY, "--issue", "9")
    assert (refused["what"], refused["why"]) == ("Open issue 9 of February 2026", "there is none: it has 1")
    assert closed.refused("board", "--month", "2026-01", "--issue", "9")["why"] == "there is none: it is not closed"


def test_a_month_that_has_not_begun_is_refused(board: Line) -> None:
    assert board.refused("board", "--month", "2026-04")["why"] == "the month has not begun"


def test_a_file_in_the_place_of_the_folder_is_told_before_anything_is_counted(
    board: Line, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def counted(*_given: object) -> None:
        raise AssertionError("it was counted")

    monkeypatch.setattr("ehcp_flow.services.board.printing.printed", counted)
    file = tmp_path / "notes.txt"
    file.write_text("mine")
    error = board.fails("board", *FEBRUARY, "--out", str(file), "--format", "json", code=2)
    assert error["why"] == f"{file} is not a folder. Give --out the folder to write to."
    assert file.read_text() == "mine"


def test_a_folder_inside_a_file_is_told_in_words(board: Line, tmp_path: Path) -> None:
    (tmp_path / "notes.txt").write_text("mine")
    error = board.fails("board", *FEBRUARY, "--out", str(tmp_path / "notes.txt" / "in"), "--format", "json", code=2)
    assert "notes.txt" in error["why"]
    assert "cannot be used" in error["why"]


def test_a_folder_that_cannot_be_written_is_told_in_words(
    board: Line, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The superuser, whom tests may run as, can write everywhere: so the system's answer is put in its place."""

    def refused(**given: object) -> None:
        raise PermissionError(errno.EACCES, "Permission denied", str(given["dir"]))

    monkeypatch.setattr("reports.forms.registry.TemporaryDirectory", refused)
    error = board.fails("board", *FEBRUARY, "--out", str(tmp_path), "--format", "json", code=2)
    assert error["why"] == f"{tmp_path} cannot be used: Permission denied."


# --- closing months ---------------------------------------------------------------------------------------------------


def test_a_month_is_closed_once_and_listed(board: Line) -> None:
    assert "No month is closed yet" in board.does("month", "list")
    made = board.asks("month", "close", "2026-02", "--as", ANALYST)
    assert (made["month"], made["issue"]) == ("2026-02", 1)
    assert len(made["hash"]) == 64
    (held,) = board.asks("month", "list")
    assert (held["month"], held["issue"], held["made_by"], held["reason"]) == ("2026-02", 1, ANALYST, "")
    assert held["hash"] == made["hash"]
    assert "EHC-2026-" not in json.dumps(held)
    assert "2026-02" in board.does("month", "list")
    refused = board.refused("month", "close", "2026-02")
    assert "closed already (issue 1)" in refused["why"]
    assert "month reissue 2026-02" in refused["do"]


def test_closing_says_what_was_kept_and_how_to_print_it(board: Line) -> None:
    said = " ".join(board.does("month", "close", "2026-02").split())
    assert "February 2026 is closed: issue 1, " in said
    assert "ehcp-flow board --month 2026-02 --out DIR" in said


def test_a_month_that_is_not_over_is_not_closed(board: Line) -> None:
    assert board.refused("month", "close", "2026-03")["why"] == "the month is not over"


def test_what_was_recorded_since_is_shown_with_its_case_and_a_new_issue_takes_it_in(closed: Line) -> None:
    assert "every figure is still the same" in closed.does("month", "restated", "2026-02")
    case = closed.new("Robin Example", "2026-02-10")["case"]
    now = closed.asks("month", "restated", "2026-02")
    (moved,) = [each for each in now["figures"] if each["figure"] == f"{RECEIVED}@month"]
    assert (moved["was"], moved["now"], moved["entered"]) == ("1", "2", [case])
    assert f"+{case}" in "".join(closed.does("month", "restated", "2026-02").split())
    second = closed.asks("month", "reissue", "2026-02", "--reason", "A request was recorded late")
    assert second["issue"] == 2
    assert [each["reason"] for each in closed.asks("month", "list")] == ["", "A request was recorded late"]
    assert "every figure is still the same" in closed.does("month", "restated", "2026-02")
    assert received(closed.asks("board", *FEBRUARY, "--exact", "--issue", "1")) == {"1"}
    assert received(closed.asks("board", *FEBRUARY, "--exact")) == {"2"}


def test_the_cases_that_moved_stand_one_a_line_with_their_number_first(
    closed: Line, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("ehcp_flow.cli.months.CASES", 2)
    new = [closed.new(f"Robin Example {number}", "2026-02-10")["case"] for number in "abc"]
    lines = [line.split() for line in closed.does("month", "restated", "2026-02").splitlines()]
    assert any(line[-4:] == ["3", "in,", "0", "out:"] for line in lines)
    assert [f"+{new[0]}"] in lines
    assert [f"+{new[1]}"] in lines
    assert [f"+{new[2]}"] not in lines
    assert any(line[:3] == ["and", "1", "more"] for line in lines)


def test_a_new_issue_of_a_month_in_which_nothing_changed_is_refused(closed: Line) -> None:
    refused = closed.refused("month", "reissue", "2026-02", "--reason", "Wrong")
    assert refused["why"].startswith("there is nothing to correct")
    assert len(closed.asks("month", "list")) == 1


def test_a_new_issue_needs_a_reason_and_a_month_that_is_closed(board: Line) -> None:
    assert "needs a reason" in board.fails("month", "reissue", "2026-02", "--reason", "  ", code=2)["why"]
    assert "nothing to correct" in board.refused("month", "reissue", "2026-02", "--reason", "Wrong")["why"]
    assert board.refused("month", "restated", "2026-02")["why"] == "it is not closed"


# --- packs ------------------------------------------------------------------------------------------------------------


def test_the_two_packs_stand_side_by_side_in_one_folder(closed: Line, tmp_path: Path) -> None:
    for month in ("2025-12", "2026-01"):
        closed.does("month", "close", month)
    for words in (("--pack", "meeting", "--since", "2026-03-01"), (*FEBRUARY, "--pack", "quarter")):
        closed.does("board", *words, "--out", str(tmp_path), "--format", "json")
    assert {path.name for path in tmp_path.glob("*.json")} == {
        "send-board-pack-meeting-2026-02.json",
        "send-board-pack-quarter-2026-02.json",
    }
    report = json.loads((tmp_path / "send-board-pack-quarter-2026-02.json").read_bytes())["report"]
    assert [each["month"] for each in report["printed"]] == ["2025-12", "2026-01", "2026-02"]
    assert not report["exact"]


def test_the_page_for_the_public_is_not_made_of_a_pack(closed: Line, tmp_path: Path) -> None:
    words = ("--pack", "meeting", "--since", "2026-03-01", "--out", str(tmp_path), "--format", "page")
    assert "the page for the public" in closed.fails("board", *words, code=2)["why"]


def test_a_pack_of_months_that_are_not_closed_is_refused(closed: Line) -> None:
    assert closed.refused("board", *FEBRUARY, "--pack", "quarter")["why"] == "December 2025 is not closed"
    refused = closed.refused("board", "--pack", "meeting", "--since", "2026-03-09")
    assert refused["why"] == "no month was closed since then"


# --- who may ----------------------------------------------------------------------------------------------------------

NOT_FOR_THE_PANEL: tuple[tuple[str, ...], ...] = (
    ("board", *FEBRUARY, "--exact"),
    ("board", *FEBRUARY, "--exact", "--issue", "1"),
    ("board", *FEBRUARY, "--cases", RECEIVED),
    ("board", "--pack", "meeting", "--since", "2026-03-01", "--exact"),
    ("board", *FEBRUARY, "--pack", "quarter", "--exact"),
    ("month", "restated", "2026-02"),
    ("month", "close", "2026-01"),
    ("month", "reissue", "2026-02", "--reason", "Wrong"),
)


def test_what_shows_small_numbers_or_closes_a_month_is_refused_to_who_may_not(closed: Line) -> None:
    for words in NOT_FOR_THE_PANEL:
        assert closed.refused(*words, "--as", PANEL)["why"].startswith(f"{PANEL} has none of the roles that may:"), (
            words
        )
        unknown = closed.refused(*words, "--as", "nobody@example.org")
        assert unknown["why"] == "no active user has this e-mail address", words
    assert len(closed.asks("month", "list")) == 1


def test_no_file_of_the_exact_edition_is_written_for_who_may_not(closed: Line, tmp_path: Path) -> None:
    result = closed.run(
        "board", *FEBRUARY, "--exact", "--out", str(tmp_path / "out"), "--format", "json", "--as", PANEL
    )
    assert result.exit_code == 3, result.output
    assert not (tmp_path / "out").exists()


def test_the_panel_reads_the_edition_for_release(closed: Line) -> None:
    assert closed.asks("board", *FEBRUARY, "--as", PANEL)["exact"] is False


# --- the list of readers ----------------------------------------------------------------------------------------------


def test_readers_are_put_on_the_list_shown_and_taken_off(board: Line) -> None:
    assert "Nobody is on the list" in board.does("month", "readers")
    added = board.does("month", "add-reader", "Board@Example.org", "--name", "SEND Board", "--as", ANALYST)
    assert "board@example.org is sent the Board report" in added
    (reader,) = board.asks("month", "readers")
    assert (reader["email"], reader["name"]) == ("board@example.org", "SEND Board")
    assert "SEND Board" in board.does("month", "readers")
    board.does("month", "close", "2026-02")
    assert "no longer sent" in board.does("month", "remove-reader", "board@example.org")
    assert board.asks("month", "readers") == []


REFUSED: list[tuple[tuple[str, ...], str]] = [
    (("add-reader", "a,b@c.org"), "it is not an e-mail address"),
    (("add-reader", "a@b.org;c.org"), "it is not an e-mail address"),
    (("add-reader", "é@b.org"), "it is not an e-mail address"),
    (("remove-reader", "nobody@example.org"), "the address is not on the list"),
    (("add-reader", "board@example.org", "--as", PANEL), f"{PANEL} has none of the roles that may"),
    (("remove-reader", "board@example.org", "--as", PANEL), f"{PANEL} has none of the roles that may"),
]


def test_what_cannot_be_done_to_the_list_is_refused_in_words(board: Line) -> None:
    for words, why in REFUSED:
        result = board.run("month", *words)
        assert result.exit_code == 3, result.output
        assert why.lower() in " ".join(result.stderr.split()).lower()
    assert board.asks("month", "readers") == []


# --- measures ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("words", [(), ("kp8b.published.including",)])
def test_the_register_of_measures_is_listed_and_one_is_shown_whole(line: Line, words: tuple[str, ...]) -> None:
    said, found = line.does("measures", *words), line.asks("measures", *words)
    assert "kp8b.published.including" in said.replace("\n", "") or "kp8b.published" in said
    assert "kp8b.published.including" in [each["id"] for each in found]
    assert len(found) == 1 if words else len(found) > 20
    assert all(each["definition"] and each["source"] for each in found)


def test_a_measure_that_there_is_not_is_wrong_input(line: Line) -> None:
    assert "nonsense" in line.fails("measures", "nonsense", code=2)["why"]
