"""Every percentage that the Department published, with the parts that it published, comes out of ours exactly."""

import csv
from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest

from reports.percentages import percent
from reports.published import lines, own_line, published_lines

DFE = Path(__file__).parents[2] / "data" / "dfe"

SLIPS = {(23, 80): "28.7", (41, 80): "51.2"}
"""Floating-point slips of the publication, three cells with these two shares, all in breakdowns by age, sex or ethnicity that
are not kept here. The totals have none."""

TIMELINESS = tuple(
    (within, den, f"pc_{within}")
    for den, names in (
        (
            "plans_issued_den",
            ("plans_issued_within_20_weeks", "plans_issued_gt20weeks_ltyear", "plans_issued_gt_1_year"),
        ),
        (
            "plans_issued_den_ex",
            ("plans_issued_20_weeks_ex", "plans_issued_gt20weeks_ltyear_ex", "plans_issued_gt_1_year_ex"),
        ),
    )
    for within in names
)
OF_ASSESSMENTS = tuple(
    (name, ("assess_in_year",), f"{name}_pc")
    for name in ("assess_issued", "assess_not_issued", "assess_not_made", "assess_withdrawn")
)
OF_REFUSALS = tuple(
    (
        f"outcome_decision_{kind}_time",
        ("outcome_decision_within_time", "outcome_decision_over_time"),
        f"outcome_decision_{kind}_time_pc",
    )
    for kind in ("within", "over")
)
OF_REQUESTS = tuple(
    (name, ("requests_received_in_year",), shown)
    for name, shown in (
        ("requests_decided_to_assess", "request_assess_pc"),
        ("requests_decided_not_to_assess", "request_not_assess_pc"),
        ("requests_decision_not_made", "request_outstanding_pc"),
        ("requests_withdrawn", "request_withdrawn_pc"),
    )
)
SIX_WEEKS = tuple(
    (name, ("request_outcome_six_weeks", "request_outcome_over_6_weeks"), f"{name}_pc")
    for name in ("request_outcome_six_weeks", "request_outcome_over_6_weeks")
)
OF_REVIEWS = tuple(
    (name, ("number_decsion_4weeks", "number_decision_gt_4weeks"), shown)
    for name, shown in (
        ("number_decsion_4weeks", "pc_decsion_4weeks"),
        ("number_decision_gt_4weeks", "pc_decision_gt_4weeks"),
    )
)
OF_HISTORY = (
    ("incexc20weekehc", ("totincexcehc",), "incexc20weekrate"),
    ("noexc20weekehc", ("totnoexcehc",), "noexc20weekrate"),
)

Columns = tuple[str, Sequence[str], str]
Compared = tuple[dict[str, str], tuple[int, int], str]


def read(name: str) -> list[dict[str, str]]:
    with (DFE / name).open(encoding="utf-8") as table:
        return list(csv.DictReader(table))


def shown(published: str) -> str:
    return published if "." in published else f"{published}.0"


def compared(name: str, columns: Sequence[Columns]) -> Iterator[Compared]:
    """Each row with its (numerator, denominator) and the published percentage, where all of them were published."""
    for row in read(name):
        for numerator, parts, published in columns:
            if all(row[part].isdigit() for part in (numerator, *parts)) and row[published].replace(".", "").isdigit():
                whole = sum(int(row[part]) for part in parts)
                if whole:
                    yield row, (int(row[numerator]), whole), shown(row[published])


def misses(found: Sequence[Compared]) -> list[tuple[str, str, tuple[int, int], str]]:
    return [
        (row["time_period"], row["la_name"], parts, published)
        for row, parts, published in found
        if percent(*parts) != published
    ]


@pytest.mark.parametrize(
    ("name", "columns", "at_least"),
    [
        ("timeliness_20_week.csv", tuple((n, (d,), p) for n, d, p in TIMELINESS), 3000),
        ("assessments.csv", OF_ASSESSMENTS, 1700),
        ("assessments.csv", OF_REFUSALS, 600),
        ("requests.csv", OF_REQUESTS, 1200),
        ("annual_reviews.csv", OF_REVIEWS, 300),
        ("history_2014_2021.csv", OF_HISTORY, 2400),
    ],
)
def test_every_published_percentage_comes_out_exactly(name: str, columns: Sequence[Columns], at_least: int) -> None:
    found = list(compared(name, columns))
    assert len(found) > at_least
    assert misses(found) == []


def test_the_known_slips_of_the_publication_are_the_only_ones_and_we_do_not_copy_them() -> None:
    assert {parts: percent(*parts) for parts in SLIPS} == {(23, 80): "28.8", (41, 80): "51.3"}
    everything = [
        *compared("timeliness_20_week.csv", tuple((n, (d,), p) for n, d, p in TIMELINESS)),
        *compared("assessments.csv", (*OF_ASSESSMENTS, *OF_REFUSALS)),
        *compared("requests.csv", OF_REQUESTS),
        *compared("annual_reviews.csv", OF_REVIEWS),
    ]
    assert not [parts for _, parts, published in everything if SLIPS.get(parts) == published]


def test_six_week_percentages_rest_on_a_few_undated_decisions_too_which_are_not_published() -> None:
    """Their denominator is not published: within and over leave out the undated, so ours may only be higher."""
    found = list(compared("requests.csv", SIX_WEEKS))
    missed = [(parts, published) for _, parts, published in found if percent(*parts) != published]
    assert (len(found), len(missed)) == (646, 53)
    assert all(float(percent(*parts) or 0) > float(published) for parts, published in missed)
    derby = [each for each in found if each[0]["old_la_code"] == "831"]
    assert len(derby) == 4
    assert misses(derby) == []


def test_in_the_panel_the_assessments_completed_are_those_issued_and_those_not_issued() -> None:
    panel = read("benchmark_panel.csv")
    assert len(panel) == 129
    for row in panel:
        parts = int(row["of_which_plan_issued"]) + int(row["of_which_not_issued"])
        assert int(row["kp8a_assessments_completed"]) == parts, (row["year"], row["area"])


def source_of(name: str) -> dict[tuple[str, str], dict[str, str]]:
    """The rows of a source by (year, authority, region or England)."""
    area = {"National": "England"}
    return {
        (row["time_period"], row["old_la_code"] or area.get(row["geographic_level"], row["region_name"])): row
        for row in read(name)
    }


def test_what_is_shipped_agrees_with_the_sources() -> None:
    timeliness, assessments, requests = (
        source_of(name) for name in ("timeliness_20_week.csv", "assessments.csv", "requests.csv")
    )
    compared_lines = 0
    for year in range(2019, 2025):
        for line in lines(year):
            key = str(year), line.authority or line.area
            timely, ended = timeliness[key], assessments[key]
            assert (str(line.issued), str(line.not_issued)) == (ended["assess_issued"], ended["assess_not_issued"])
            assert line.kp8a == line.issued + line.not_issued
            assert str(line.requests) == requests[key]["requests_received_in_year"]
            for share, den, within, rate in (
                (line.kp8b_i, "plans_issued_den", "plans_issued_within_20_weeks", "pc_plans_issued_within_20_weeks"),
                (line.kp8b_ii, "plans_issued_den_ex", "plans_issued_20_weeks_ex", "pc_plans_issued_20_weeks_ex"),
            ):
                assert (str(share.numerator), str(share.denominator)) == (timely[within], timely[den])
                assert share.percent == shown(timely[rate]) == percent(share.numerator, share.denominator)
            compared_lines += 1
    assert compared_lines == 129


def test_derbys_baseline_of_2018_is_52_of_444_plans() -> None:
    derby = next(
        row for row in read("history_2014_2021.csv") if (row["time_period"], row["old_la_code"]) == ("2018", "831")
    )
    assert (derby["newallehc"], derby["totincexcehc"], derby["incexc20weekehc"]) == ("444", "444", "52")
    assert percent(52, 444) == derby["incexc20weekrate"] == derby["noexc20weekrate"] == "11.7"
    assert [on_time for on_time in range(445) if percent(on_time, 444) == "11.7"] == [52]


def test_an_authority_of_the_panel_has_a_line_of_its_own_and_the_main_lines_stay_three() -> None:
    derbyshire = own_line("830", 2024)
    assert derbyshire is not None
    assert (derbyshire.area, derbyshire.group) == ("Derbyshire", "East Midlands LA")
    assert own_line("999", 2024) is None
    assert [line.area for line in published_lines(2024)] == ["Derby", "England", "East Midlands"]
