"""A pack is made of closed months as they were printed, and says beside them what was restated since."""

import csv
import io
from dataclasses import replace
from datetime import date

import pytest

from ehcp_flow.services.board.closing import Frozen, frozen
from ehcp_flow.services.board.monthly import figures_of
from ehcp_flow.services.board.packs import since_last_meeting, three_months
from ehcp_flow.services.board.restated import compare
from reports.board.model import Report
from reports.figures import Figures, opened
from reports.forms import csv_files
from reports.forms.html import html
from reports.forms.words import table_facts
from tests.ehcp_flow.services.at_work import Desk
from tests.ehcp_flow.services.board.months_at_work import JANUARY, ON_TIME, closed, journey, refused

pytestmark = pytest.mark.usefixtures("two_forms")


def test_a_pack_since_the_last_meeting_is_made_of_what_was_printed(year: Desk) -> None:
    closed(year)
    journey(year, "Cy", received=date(2025, 10, 1), sent=date(2026, 1, 30))
    pack = since_last_meeting(year.office, date(2026, 1, 20), exact=True, by=None)
    assert isinstance(pack, Report)
    assert pack.period == "January 2026"
    kept = frozen(year.office, JANUARY)
    assert isinstance(kept, Frozen)
    first = kept.edition(exact=True).block("B1").tables[0]
    side = pack.block("P1").tables[0]
    assert [row.cells[1].value for row in side.rows] == [row.cells[1].value for row in first.rows]
    assert "no month was closed" in refused(since_last_meeting(year.office, date(2026, 2, 6), exact=True, by=None)).why


def test_a_three_monthly_pack_needs_its_three_months_closed(year: Desk) -> None:
    closed(year)
    refusal = refused(three_months(year.office, JANUARY, exact=False, by=None))
    assert refusal.why == "November 2025 is not closed"
    assert "month close 2025-11" in refusal.do


def test_a_table_of_what_was_restated_says_that_it_is_counted_from_cases_as_closed_and_as_now(year: Desk) -> None:
    closed(year)
    journey(year, "Cy", received=date(2025, 10, 1), sent=date(2026, 1, 30))
    pack = since_last_meeting(year.office, date(2026, 1, 20), exact=True, by=None)
    assert isinstance(pack, Report)
    (table,) = pack.block("P2").tables
    assert table.header.basis == "each figure as it was closed in issue 1, beside it as counted now from the cases"
    assert table.header.faults is not None
    said = dict(table_facts(pack, table))
    assert "behind these figures" in said["Faults in records"]
    page = html(pack)
    assert table.header.basis in page
    assert table.note in page
    lines = list(csv.DictReader(io.StringIO(csv_files.write(pack).decode("utf-8-sig"))))
    assert {line["basis"] for line in lines if line["table"] == table.id} == {table.header.basis}
    assert {line["faults"] for line in lines if line["table"] == table.id} == {str(table.header.faults)}


def test_the_faults_of_what_was_restated_are_those_of_the_cases_behind_a_figure_that_moved(year: Desk) -> None:
    kept = closed(year)
    before = figures_of(year.office, JANUARY)
    assert before.rows.faults
    assert compare(kept, before).faults == 0
    journey(year, "Cy", received=date(2025, 10, 1), sent=date(2026, 1, 30))
    after = figures_of(year.office, JANUARY)
    now = compare(kept, after)
    moved = {each.figure for each in now.figures}
    behind = {case for each in kept.figures if each.figure in moved for case in each.cases}
    behind |= {case for each in moved for case in opened(after, each).cases}
    assert now.faults == len(behind & {fault.case for fault in after.rows.faults}) > 0
    alone = next(each for each in kept.figures if each.figure == f"{ON_TIME}@month")
    only = replace(kept, contents=replace(kept.contents, figures=[alone]))
    of_one = replace(after.rows, faults=tuple(each for each in after.rows.faults if each.case == alone.cases[0]))
    assert compare(only, Figures(of_one, JANUARY)).faults == 1
    assert compare(only, Figures(replace(of_one, faults=()), JANUARY)).faults == 0
