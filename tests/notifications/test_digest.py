"""The digest and the alert: worst first, counts true, cut with the worst kept, and nothing when there is nothing."""

import json
import re
from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from notifications.digest import AT_LEAST, Carried, Reader, Unassigned, alert, carried, digest, without
from notifications.lines import COUNTED, Group, Line, group_of, grouped, how, overdue_days
from notifications.render import render

TODAY = date(2026, 11, 23)
PRIYA = Reader("priya@example.org", "Priya Nair", "ehcp-flow due")
DUE_LATE = Line(
    case="EHC-2026-00412", initials="JB", stage="Deciding whether to assess", what="Decide whether to assess",
    duty="assess_decision", due=date(2026, 11, 20), officer="priya@example.org", officer_name="Priya Nair",
)  # fmt: skip
DUE_TODAY = replace(DUE_LATE, case="EHC-2026-00388", initials="AK", due=TODAY)
FAR = replace(DUE_LATE, case="EHC-2026-00500", due=date(2027, 3, 1))
SAM = Carried("Sam Okoro", 28, 0, 0, 2, 5)
BUSY = Carried("Priya Nair", 31, 4, 17, 6, 9)

LINES = st.builds(
    Line,
    case=st.integers(1, 99_999).map(lambda number: f"EHC-2026-{number:05}"),
    initials=st.sampled_from(["JB", "AK", "M"]),
    stage=st.just("Assessing"),
    what=st.just("Send the finalised EHC plan"),
    duty=st.sampled_from(["final_plan", "advice", "draft_representations"]),
    due=st.integers(-60, 60).map(lambda days: TODAY + timedelta(days)),
    owed_by_authority=st.booleans(),
    floor=st.booleans(),
    excused=st.booleans(),
    fit_by=st.none() | st.integers(-30, 30).map(lambda days: TODAY + timedelta(days)),
    fit_step=st.just("draft_sent"),
    officer=st.sampled_from(["", "priya@example.org", "sam@example.org"]),
    new=st.booleans(),
)
SEVERAL = st.lists(LINES, max_size=30)


def keys(facts: dict) -> list[str]:
    return [line["key"] for group in facts["groups"] for line in group["lines"]]


@given(SEVERAL)
def test_every_line_is_in_exactly_one_group_and_the_worst_is_first(lines):
    found = grouped(lines, TODAY)
    assert list(found) == list(Group)
    assert sorted(line.key for held in found.values() for line in held) == sorted(line.key for line in lines)
    for group, held in found.items():
        assert all(group_of(line, TODAY) is group for line in held)
        late = [overdue_days(line, TODAY) for line in held]
        assert late == sorted(late, reverse=True)
        in_time = [line for line in held if not overdue_days(line, TODAY)]
        dates = [line.fit_by if group is Group.FIT else line.due for line in in_time]
        assert dates == sorted(dates)


@given(LINES, st.integers(-400, 400))
def test_there_is_a_sentence_and_a_group_for_every_line_on_every_day(line, days):
    today = TODAY + timedelta(days)
    assert how(line, today)
    assert not how(line, today).endswith(".")
    assert (group_of(line, today) is Group.OVERDUE) <= how(line, today).startswith("Overdue by ")


@given(SEVERAL, st.integers(1, 35))
def test_the_counts_add_up_and_what_is_cut_is_the_least_bad(lines, most):
    facts = digest(PRIYA, lines, TODAY, most=most)
    found = grouped(lines, TODAY)
    listed = [line for group, held in found.items() if group is not Group.LATER for line in held]
    if facts is None:
        assert not listed
        return
    assert [group["title"] for group in facts["groups"]] == [
        title for title in map(str, Group) if any(group["title"] == title for group in facts["groups"])
    ]
    few = sum(min(AT_LEAST, len(held)) for group, held in found.items() if group is not Group.LATER)
    assert len(keys(facts)) == min(len(listed), max(most, few))
    for group in facts["groups"]:
        held = found[Group(group["title"])]
        assert [line["key"] for line in group["lines"]] == [line.key for line in held[: len(group["lines"])]]
        assert len(group["lines"]) >= min(AT_LEAST, len(held))
    cut = len(listed) - len(keys(facts))
    assert facts["more"] == (f"And {cut} more, see ehcp-flow due" if cut else "")
    counted = re.sub(r" \(\d+ cases?\)", "", facts["summary"])
    said = dict(part.split(" ", 1)[::-1] for part in counted.rstrip(".").split(", "))
    assert said == {COUNTED[group]: str(len(held)) for group, held in found.items() if held and group != Group.LATER}
    assert json.loads(json.dumps(facts)) == facts
    assert render("daily_digest", facts).body


def test_deadlines_of_one_case_are_counted_with_their_cases():
    two = [replace(DUE_LATE, duty="final_plan"), replace(DUE_LATE, duty="plan_refusal")]
    assert digest(PRIYA, two, TODAY)["summary"] == "2 overdue (1 case)."


@given(SEVERAL, st.integers(1, 35))
def test_an_alert_tells_of_every_line_or_counts_it(lines, most):
    facts = alert(lines, TODAY, see="ehcp-flow due", most=most)
    if not lines:
        assert facts is None
        return
    cut = max(0, len(lines) - most)
    assert len(facts["lines"]) == len(lines) - cut
    assert facts["more"] == (f"And {cut} more, see ehcp-flow due" if cut else "")
    text = render("deadline_alert", facts)
    assert text.subject.startswith(f"{len(lines)} deadlines need" if len(lines) > 1 else lines[0].case)


@given(SEVERAL, st.data())
def test_what_no_longer_stands_is_left_out_and_the_rest_is_kept(lines, data):
    facts = digest(PRIYA, lines, TODAY)
    if facts is None:
        return
    before = keys(facts)
    gone = set(data.draw(st.lists(st.sampled_from(before))))
    left = without("daily_digest", facts, gone)
    if left is None:
        assert gone == set(before)
        return
    assert keys(left) == [key for key in before if key not in gone]
    assert all(group["lines"] for group in left["groups"])
    assert ("left out" in left["summary"]) == bool(gone)
    assert render("daily_digest", left).html


@pytest.mark.parametrize("lines", [[], [FAR], [replace(DUE_LATE, excused=True)]])
def test_nothing_is_sent_when_there_is_nothing(lines):
    assert digest(PRIYA, lines, TODAY, snoozed=[TODAY]) is None
    assert digest(PRIYA, lines, TODAY, team=[replace(SAM, this_week=0)]) is None


def test_an_officer_reads_the_worst_first_and_is_greeted_by_first_name():
    facts = digest(PRIYA, [FAR, DUE_TODAY, DUE_LATE], TODAY)
    assert facts["greeting"] == "Hello Priya."
    assert facts["day"] == "Monday 23 November 2026"
    assert facts["summary"] == "1 overdue, 1 due today."
    assert [group["title"] for group in facts["groups"]] == ["Overdue", "Due today"]
    body = render("daily_digest", facts).body
    assert "Nair" not in body
    assert "Overdue by 3 days (was due Friday 20 November 2026)" in body
    assert "Due today (23 November 2026)" in body
    assert body.index("EHC-2026-00412") < body.index("EHC-2026-00388")
    assert "EHC-2026-00500" not in body
    assert "Your team" not in body


def test_a_reader_without_a_name_is_greeted_all_the_same():
    assert digest(Reader("a@example.org", "", "x"), [DUE_LATE], TODAY)["greeting"] == "Hello."


def test_a_manager_who_carries_cases_gets_one_digest_with_both():
    facts = digest(
        PRIYA, [DUE_LATE], TODAY, team=[SAM, BUSY], unassigned=Unassigned(3, "EHC-2026-00420", date(2026, 5, 3))
    )
    assert facts["summary"] == (
        "1 overdue. Your team has 4 overdue, 8 due today or within a working week, 3 cases with no officer."
    )
    assert [row["officer"] for row in facts["team"]] == ["Priya Nair", "Sam Okoro"]
    assert facts["team"][0]["oldest"] == "17 days"
    assert facts["team"][1]["oldest"] == ""
    assert facts["unassigned"] == "3 cases have no officer. The oldest is EHC-2026-00420, since 3 May 2026."
    body = render("daily_digest", facts).body
    assert "Priya Nair: 4 overdue (the worst by 17 days), 6 due today or within a working week" in body
    assert "Sam Okoro: 0 overdue, 2 due today or within a working week, 5 waiting on others, 28 open" in body


def test_a_manager_without_cases_gets_the_team_alone():
    facts = digest(PRIYA, [], TODAY, team=[BUSY], unassigned=Unassigned(1, "EHC-2026-00420", date(2026, 5, 3)))
    assert facts["groups"] == []
    assert facts["unassigned"] == "1 case has no officer: EHC-2026-00420, since 3 May 2026."
    assert facts["summary"] == "Your team has 4 overdue, 6 due today or within a working week, 1 case with no officer."
    assert without("daily_digest", facts, {"anything"}) == facts


def test_cases_that_nobody_has_are_reason_enough_to_write():
    assert digest(PRIYA, [], TODAY, unassigned=Unassigned(0, "", TODAY)) is None
    facts = digest(PRIYA, [], TODAY, unassigned=Unassigned(2, "EHC-2026-00420", TODAY))
    assert facts["team"] == []
    assert "Your team" in render("daily_digest", facts).html


def test_the_worst_off_officer_is_named_first():
    team = [replace(SAM, officer=name, overdue=late, worst_days=days) for name, late, days in
            (("A", 0, 0), ("B", 2, 3), ("C", 2, 9), ("D", 5, 1))]  # fmt: skip
    facts = digest(PRIYA, [], TODAY, team=[*team, replace(SAM, officer="Idle", open=0)])
    assert [row["officer"] for row in facts["team"]] == ["D", "C", "B", "A"]


@given(SEVERAL)
def test_an_officers_row_counts_as_the_officers_own_digest_does(lines):
    row = carried("Priya Nair", 31, lines, TODAY)
    found = grouped(lines, TODAY)
    assert row.overdue == len(found[Group.OVERDUE])
    assert row.this_week == len(found[Group.TODAY] + found[Group.WEEK])
    assert row.waiting == len(found[Group.WAITING])
    assert row.worst_days == max([overdue_days(line, TODAY) for line in found[Group.OVERDUE]], default=0)


def test_a_manager_reads_who_has_a_case_and_that_nobody_has_one():
    others = replace(DUE_LATE, officer="sam@example.org", officer_name="Sam Okoro")
    nobodys = replace(DUE_LATE, case="EHC-2026-00413", officer="", officer_name="")
    facts = digest(PRIYA, [others, nobodys, DUE_TODAY], TODAY)
    late, today = facts["groups"]
    assert late["lines"][0]["do"].startswith("Sam Okoro has the case. Tell the family")
    assert late["lines"][1]["do"].startswith("Give the case to an officer. Tell the family")
    assert today["lines"][0]["do"].startswith("Tell the family")


def test_what_is_snoozed_is_counted_with_the_first_day_it_comes_back():
    assert digest(PRIYA, [DUE_LATE], TODAY)["snoozed"] == ""
    one = digest(PRIYA, [DUE_LATE], TODAY, snoozed=[date(2026, 11, 27)])
    assert one["snoozed"] == "1 deadline is snoozed until 27 November 2026."
    two = digest(PRIYA, [DUE_LATE], TODAY, snoozed=[date(2026, 12, 1), date(2026, 11, 27)])
    assert two["snoozed"] == "2 deadlines are snoozed, the first until 27 November 2026."


@pytest.mark.parametrize(
    "line, heading",
    [
        (DUE_LATE, "EHC-2026-00412 (JB): overdue by 3 days"),
        (replace(DUE_LATE, due=date(2026, 11, 22)), "EHC-2026-00412 (JB): overdue by 1 day"),
        (DUE_TODAY, "EHC-2026-00388 (AK): due today"),
        (replace(DUE_LATE, due=date(2026, 11, 27)), "EHC-2026-00412 (JB): due 27 November 2026"),
        (replace(DUE_LATE, owed_by_authority=False), "EHC-2026-00412 (JB): overdue by 3 days"),
        (
            replace(DUE_LATE, duty="final_plan", due=date(2026, 12, 11), fit_by=TODAY, fit_step="draft_sent"),
            "EHC-2026-00412 (JB): last day on which it fits",
        ),
    ],
)
def test_the_heading_of_an_alert_about_one_deadline_says_how_bad_it_is(line, heading):
    facts = alert([line], TODAY, see="ehcp-flow due")
    assert facts["heading"] == heading
    assert facts["lines"][0]["officer"] == "Priya Nair"


def test_an_alert_about_several_counts_them_and_leaves_out_what_was_done_since():
    facts = alert([DUE_TODAY, DUE_LATE], TODAY, see="ehcp-flow due", public_url="https://ehc.example.org")
    assert facts["heading"] == "2 deadlines need action now: 1 overdue, 1 due today"
    left = without("deadline_alert", facts, {DUE_LATE.key})
    assert [line["key"] for line in left["lines"]] == [DUE_TODAY.key]
    assert left["day"] == "Monday 23 November 2026. Of these, 1 was dealt with since and is left out."
    assert without("deadline_alert", facts, {DUE_LATE.key, DUE_TODAY.key}) is None
    assert without("deadline_alert", facts, set()) == facts
    assert without("case_assigned", {"case": "EHC-1"}, {"x"}) == {"case": "EHC-1"}
