"""Whatever stands in the elements, each record is used or set aside with a reason; nothing is raised, nothing is lost."""

import re
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from reports.kpi import kpi
from reports.periods import year
from reports.rows.assessments import count_outcomes
from reports.sen2.counts import Counts
from reports.sen2.problems import Effect
from reports.sen2.reader import read_return
from reports.sen2.rows import assessment_rows

DATA = Path(__file__).parents[2] / "data" / "sen2"
LINES = (DATA / "return_2026.xml").read_text(encoding="utf-8").splitlines(keepends=True)
VALUES = [number for number, line in enumerate(LINES) if re.fullmatch(r" +<(\w+)>[^<]*</\1>\n", line) and number > 24]
ODD = st.sampled_from(
    [
        "",
        "H",
        "Y",
        "N",
        "A",
        "1",
        "0",
        "2025-02-30",
        "0001-01-01",
        "9999-12-31",
        "31/12/2024",
        "２０２５-01-01",
        "XXX",
        "-",
    ]
) | st.text(st.characters(codec="ascii", categories=("L", "N", "Zs")), max_size=8)


@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
@given(changes=st.dictionaries(st.sampled_from(VALUES), ODD | st.none(), min_size=1, max_size=12))
def test_odd_values_are_reported_and_never_raise(
    changes: dict[int, str | None], tmp_path_factory: pytest.TempPathFactory
) -> None:
    lines = list(LINES)
    for number, value in changes.items():
        before, after = lines[number].split(">", 1)
        lines[number] = "" if value is None else f"{before}>{value}<{after.split('<', 1)[1]}"
    path = tmp_path_factory.mktemp("odd") / "odd.xml"
    path.write_text("".join(lines), encoding="utf-8")
    counts, rows = Counts(), []
    for record in read_return(path).records:
        counts.add(record)
        aside = [problem for problem in record.problems if problem.effect is Effect.SET_ASIDE]
        assert (record.person is None) == bool(aside)
        if record.person is not None:
            rows += assessment_rows(record.person, record.label)
    assert counts.people + counts.set_aside == 14
    figures = kpi(count_outcomes(rows, year(2025)), year(2025))
    assert figures["kp8a"]["total"] <= 15
