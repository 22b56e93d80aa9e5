"""The benchmarks run and say what they measured. Nothing here is timed: how fast it is depends on the machine."""

import json
import subprocess
import sys

import pytest

from tests.house import reading


def test_a_benchmark_runs_and_gives_each_row_its_floor_and_its_goal() -> None:
    told = subprocess.run(
        [sys.executable, "-m", "benchmarks", "--quick", "--only", "event", "--json"],
        cwd=reading.ROOT, capture_output=True, text=True, check=True, timeout=60,
    )  # fmt: skip
    answer = json.loads(told.stdout)
    assert answer["quick"] is True
    assert [row["name"] for row in answer["rows"]] == ["event", "event (bare step)"]
    for row in answer["rows"]:
        assert row["unit"] == "seconds"
        assert row["ours"] > 0
        assert row["floor"] > 0
        assert row["floor_is"]
        assert row["goal"] == "at least 0.25 of the floor's speed"
        assert row["met"] is (row["ratio"] >= 0.25)
        assert bool(row["why_not"]) is not row["met"]


@pytest.mark.parametrize(
    ("name", "rows"),
    [
        ("sweep", ["(idle)", "(idle, what is late)", "(flat)", "(alerts)", "(digests)", "(idle, PostgreSQL)"]),
        ("mail", [""]),
        ("failover", ["(SQLite)", "(PostgreSQL)"]),
    ],
)
def test_the_benchmarks_of_telling_people_in_time_run_with_small_sizes(name: str, rows: list[str]) -> None:
    told = subprocess.run(
        [sys.executable, "-m", "benchmarks", "--quick", "--only", name, "--json"],
        cwd=reading.ROOT, capture_output=True, text=True, check=True, timeout=120,
    )  # fmt: skip
    answer = json.loads(told.stdout)
    assert [row["name"] for row in answer["rows"]] == [f"{name} {row}".strip() for row in rows]
    assert all(row["skipped"] or row["ours"] > 0 for row in answer["rows"])


def test_every_benchmark_has_a_file_and_is_told_of_in_the_readme() -> None:
    from benchmarks.registry import BENCHMARKS

    told = (reading.ROOT / "benchmarks" / "README.md").read_text(encoding="utf-8")
    for name in BENCHMARKS:
        assert f"`{name}`" in told, f"benchmarks/README.md does not tell of {name}"
