"""Charts: what is drawn is what the table says, without colour, without script, and the same each time."""

import re
from dataclasses import replace
from decimal import Decimal
from importlib.resources import files
from io import BytesIO
from itertools import pairwise
from pathlib import Path
from xml.etree import ElementTree

import pypdf
import pytest
import typst

from reports.board.cells import row, words
from reports.board.model import Block, Cell, Chart, Drawing, Kind, Report, Table, Why
from reports.forms.charts import NOTHING_TO_DRAW, svg, table_of
from reports.forms.charts_axes import bottom_of, ticks
from reports.forms.charts_heat import shade_of
from reports.forms.charts_looks import COLOURS, DASHES, MARKERS, Looks
from tests.reports.forms import sample

SVG = "{http://www.w3.org/2000/svg}"


def charts_of(report: Report) -> list[tuple[Chart, Table]]:
    return [(part, table_of(block, part)) for block in report.blocks for part in block.parts if isinstance(part, Chart)]


ALL = [*charts_of(sample.EXACT), *charts_of(sample.HELD_BACK)]


def drawn(chart: Chart, table: Table) -> ElementTree.Element:
    return ElementTree.fromstring(svg(chart, table))


def texts(picture: ElementTree.Element) -> list[str]:
    return [each.text or "" for each in picture.iter(f"{SVG}text")]


def held_back(chart_id: str) -> ElementTree.Element:
    return next(drawn(chart, table) for chart, table in charts_of(sample.HELD_BACK) if chart.id == chart_id)


# --- every chart -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("chart,table", ALL)
def test_a_chart_tells_those_who_do_not_see_it_its_name_and_what_it_shows(chart: Chart, table: Table) -> None:
    picture = drawn(chart, table)
    assert picture.get("role") == "img"
    named = {each.get("id"): each.text for each in picture}
    assert named[picture.get("aria-labelledby")] == chart.title
    assert named[picture.get("aria-describedby")] == chart.says


@pytest.mark.parametrize("chart,table", ALL)
def test_a_chart_has_no_script_no_style_and_no_reference_out_of_itself(chart: Chart, table: Table) -> None:
    picture = drawn(chart, table)
    tags = {each.tag.removeprefix(SVG) for each in picture.iter()}
    assert tags <= {"svg", "title", "desc", "defs", "pattern", "rect", "path", "line", "circle", "text"}
    ids = {each.get("id") for each in picture.iter()}
    for each in picture.iter():
        assert not {"style", "class", "href"} & set(each.keys())
        for value in each.attrib.values():
            assert all(target in ids for target in re.findall(r"url\(#(.+)\)", value))


@pytest.mark.parametrize("chart,table", ALL)
def test_all_that_is_drawn_is_inside_the_picture(chart: Chart, table: Table) -> None:
    picture = drawn(chart, table)
    _, _, width, height = map(float, picture.get("viewBox", "").split())
    for each in picture.iter():
        if each.tag == f"{SVG}text" and each.get("transform") is None:
            half = len(each.text or "") * 4
            left = {"start": 0, "middle": half, "end": 2 * half}[each.get("text-anchor", "start")]
            assert 0 <= float(each.get("x", 0)) - left <= width - 2 * half + 1, each.text
            assert 0 < float(each.get("y", 0)) <= height, each.text
        if each.tag == f"{SVG}rect" and each.get("x"):
            assert float(each.get("y", 0)) >= 0
            assert float(each.get("x", 0)) + float(each.get("width", 0)) <= width + 0.1


def test_equal_charts_are_equal_bytes() -> None:
    assert [svg(*each) for each in ALL] == [svg(replace(chart), replace(table)) for chart, table in ALL]


def test_the_charts_can_be_printed_with_their_words(tmp_path: Path) -> None:
    for place, each in enumerate(ALL):
        (tmp_path / f"{place}.svg").write_text(svg(*each), encoding="utf-8")
    images = "\n".join(f'#image("{place}.svg", width: 100%)' for place in range(len(ALL)))
    (tmp_path / "charts.typ").write_text(images, encoding="utf-8")
    fonts = [str(files("font_source_sans_pro") / "files")]
    pages = pypdf.PdfReader(BytesIO(typst.compile(str(tmp_path / "charts.typ"), font_paths=fonts))).pages
    printed = "".join(page.extract_text() for page in pages)
    for said in ("Milestone", "Writing the plan", "held back", "Parent or carer", "298"):
        assert said in printed, said


# --- lines -----------------------------------------------------------------------------------------------------------


def test_a_month_with_nothing_to_count_is_a_gap_in_its_line() -> None:
    lines = [each for each in drawn(sample.TRAJECTORY_CHART, sample.TRAJECTORY).iter(f"{SVG}path") if each.get("d")]
    series = [each.get("d", "") for each in lines if each.get("fill") == "none"]
    assert [path.count("M") for path in series] == [1, 1, 2]
    assert [path.count("M") + path.count("L") for path in series] == [13, 13, 12]


def test_an_interpolated_month_has_a_hollow_marker() -> None:
    fills = [each.get("fill") for each in drawn(sample.TRAJECTORY_CHART, sample.TRAJECTORY).iter(f"{SVG}circle")]
    # Ten months lie between milestones; three are milestones, and one marker stands at the line's name.
    assert fills.count("#ffffff") == 10
    assert fills.count(COLOURS[0]) == 3 + 1


def test_the_name_of_a_line_stands_at_its_end_with_its_last_number() -> None:
    said = " ".join(texts(drawn(sample.TRAJECTORY_CHART, sample.TRAJECTORY)))
    for name in ("Milestone 40.0%", "With exceptions 38.7%", "Without exceptions 42.9%"):
        assert name in said


def test_the_names_of_lines_do_not_lie_upon_each_other() -> None:
    picture = drawn(sample.TRAJECTORY_CHART, sample.TRAJECTORY)
    beside = sorted(float(each.get("y", 0)) for each in picture.iter(f"{SVG}text") if float(each.get("x", 0)) > 460)
    assert len(beside) == 8
    assert all(below - above >= 17 for above, below in pairwise(beside))


def test_lines_are_told_apart_without_colour() -> None:
    picture = drawn(sample.TRAJECTORY_CHART, sample.TRAJECTORY)
    dashes = [each.get("stroke-dasharray") for each in picture.iter(f"{SVG}path") if each.get("stroke-dasharray")]
    assert len(set(dashes)) == 3
    assert len(set(DASHES)) == len(set(MARKERS)) == len(COLOURS)


# --- bars ------------------------------------------------------------------------------------------------------------


def test_a_bar_is_as_high_as_its_number() -> None:
    bars = [
        each
        for each in drawn(sample.SOURCES_CHART, sample.SOURCES).iter(f"{SVG}rect")
        if "hatch" in (each.get("fill") or "") and each.get("width") != "16"
    ]
    # The axis goes from 0 to 300 over 240 units, so a request is 0.8 of a unit high.
    assert [float(each.get("height", 0)) for each in bars] == [24.8, 238.4, 14.4, 163.2, 1.6, 13.6, 0.8, 7.2]


def test_a_row_that_is_a_total_is_not_drawn_among_its_parts() -> None:
    said = " ".join(texts(drawn(sample.SOURCES_CHART, sample.SOURCES)))
    assert "All requests" not in said
    assert "528" not in said


def test_a_number_that_is_held_back_is_said_and_not_drawn_as_nothing() -> None:
    said = texts(held_back("requests.by_source_chart"))
    assert said.count("held back") == 3
    assert "2" not in said
    assert "1" not in said


def test_a_stack_with_a_number_held_back_does_not_claim_to_be_whole() -> None:
    said = texts(held_back("backlog_chart"))
    # 6 to 12 weeks: 19 are being assessed, and those being decided are held back.
    assert "19 or" in said
    assert "22" not in said
    assert said.count("held back") == 2  # the bands from 39 weeks, of which no number is left


def test_a_whole_stack_has_its_sum_above_it() -> None:
    picture = drawn(sample.BACKLOG_CHART, sample.BACKLOG)
    above = [each.text for each in picture.iter(f"{SVG}text") if 40 < float(each.get("y", 0)) < 300]
    axis = ["0", "5", "10", "15", "20", "25"]
    assert [each for each in above if each not in axis] == ["24", "22", "18", "16", "13", "8", "3", "2"]


def test_words_of_the_table_are_escaped() -> None:
    written = svg(sample.SOURCES_CHART, sample.SOURCES)
    assert "&lt;other&gt;" in written
    assert "<other>" not in written


def test_a_number_under_0_hangs_from_the_line_of_0() -> None:
    rows = (row("in", "Came", (Cell("4", Kind.COUNT),)), row("out", "Left", (Cell("-6", Kind.COUNT),)))
    table = replace(sample.SOURCES, columns=sample.SOURCES.columns[:2], rows=rows)
    picture = drawn(replace(sample.SOURCES_CHART, columns=("month",)), table)
    came, left = [
        each for each in picture.iter(f"{SVG}rect") if "hatch" in (each.get("fill") or "") and each.get("width") != "16"
    ]
    zero = float(came.get("y", 0)) + float(came.get("height", 0))
    assert float(left.get("y", 0)) == pytest.approx(zero)
    assert float(left.get("height", 0)) == pytest.approx(1.5 * float(came.get("height", 0)), abs=0.2)


def test_a_number_under_0_is_not_stacked() -> None:
    rows = (row("out", "Left", (Cell("-6", Kind.COUNT), Cell("2", Kind.COUNT))),)
    with pytest.raises(ValueError, match="under 0"):
        svg(replace(sample.SOURCES_CHART, drawing=Drawing.STACKED), replace(sample.SOURCES, rows=rows))


def test_every_hatch_differs_from_the_others_in_its_lines() -> None:
    defined = ElementTree.fromstring(f"<svg>{Looks('x').hatches(len(COLOURS))}</svg>")
    lines = [tuple(each.get("d") for each in pattern.iter("path")) for pattern in defined.iter("pattern")]
    assert len(set(lines)) == len(COLOURS)


# --- heat maps -------------------------------------------------------------------------------------------------------


def test_a_heat_map_prints_every_number_and_says_which_are_held_back() -> None:
    whole = texts(drawn(sample.BACKLOG_HEAT, sample.BACKLOG))
    assert sum(int(each) for each in whole if each.isdigit()) == 106
    assert texts(held_back("backlog_heat")).count("held back") == 6


@pytest.mark.parametrize("number,shade", [(0, 0), (1, 1), (6, 1), (7, 2), (12, 2), (13, 3), (18, 3), (19, 4), (24, 4)])
def test_a_number_has_the_shade_of_its_quarter_of_the_largest(number: int, shade: int) -> None:
    assert shade_of(Decimal(number), Decimal(24)) == shade


# --- axes ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "numbers,expected",
    [
        (["42.9", "22.2"], [0, 10, 20, 30, 40, 50]),
        (["24"], [0, 5, 10, 15, 20, 25]),
        (["298", "1"], [0, 100, 200, 300]),
        (["3"], [0, 1, 2, 3]),
        (["0.7"], [0, 1]),
        (["0"], [0, 1]),
        (["-3", "12"], [-5, 0, 5, 10, 15]),
        (["72983"], [0, 20000, 40000, 60000, 80000]),
    ],
)
def test_the_axis_has_few_round_numbers_from_0_past_the_largest(numbers: list[str], expected: list[int]) -> None:
    assert ticks([Decimal(each) for each in numbers]) == expected


def test_months_are_short_with_the_year_where_it_changes() -> None:
    months = [each.cells[0].value or "" for each in sample.TRAJECTORY.rows]
    assert bottom_of(months, 52, 452).lines[:5] == (("Oct", "2025"), ("Nov",), ("Dec",), ("Jan", "2026"), ("Feb",))


def test_headings_that_do_not_fit_are_slanted_and_not_all_written_where_there_are_many() -> None:
    few = bottom_of([f"Communication {place}" for place in range(9)], 52, 452)
    assert (few.slanted, few.every) == (True, 1)
    assert few.left > 52, "the first of them reach further to the left than the axis"
    assert bottom_of([f"Communication {place}" for place in range(60)], 52, 452).every == 3


# --- what cannot be drawn --------------------------------------------------------------------------------------------


def test_a_chart_without_a_number_says_so() -> None:
    nothing = Cell(None, Kind.SHARE, why=Why.HELD_BACK)
    rows = tuple(row(each.id, "Month", (nothing,) * 4) for each in sample.TRAJECTORY.rows)
    assert texts(drawn(sample.TRAJECTORY_CHART, replace(sample.TRAJECTORY, rows=rows))) == [NOTHING_TO_DRAW]


def test_a_chart_of_words_alone_says_that_there_is_nothing_to_draw() -> None:
    rows = (row("a", "A", (words("yes"), words("no"))),)
    assert texts(drawn(sample.SOURCES_CHART, replace(sample.SOURCES, rows=rows))) == [NOTHING_TO_DRAW]


@pytest.mark.parametrize("columns,said", [(("gone",), "lacks: gone"), ((), "no column")])
def test_a_chart_of_columns_that_there_are_not_is_refused(columns: tuple[str, ...], said: str) -> None:
    with pytest.raises(ValueError, match=said):
        svg(replace(sample.SOURCES_CHART, columns=columns), sample.SOURCES)


def test_a_chart_of_a_table_that_its_block_lacks_is_refused() -> None:
    with pytest.raises(ValueError, match="B9 does not have"):
        table_of(Block("B9", "Exceptions", (sample.ANNEX,)), sample.SOURCES_CHART)
