"""`python -m benchmarks` (or `make bench`): measures, and prints one table."""

import json
import os
import platform
import sys
from argparse import ArgumentParser
from datetime import UTC, datetime

from benchmarks.measure import Row
from benchmarks.registry import BENCHMARKS
from benchmarks.table import print_table


def main() -> int:
    asked = _arguments()
    rows: list[Row] = []
    for name in asked.only or BENCHMARKS:
        print(f"measuring {name} …", file=sys.stderr, flush=True)
        rows.extend(BENCHMARKS[name].rows(asked.quick))
    if asked.json:
        print(json.dumps({**_machine(), "quick": asked.quick, "rows": [row.as_json() for row in rows]}, indent=2))
    else:
        machine = _machine()
        print(f"{machine['measured_on']}, {machine['cores']} cores, Python {machine['python']}", end="")
        print(", small sizes: see that it runs, compare nothing\n" if asked.quick else "\n")
        print_table(rows)
    return 0


class _Asked:
    only: list[str]
    quick: bool
    json: bool


def _arguments() -> _Asked:
    parser = ArgumentParser(prog="python -m benchmarks", description="Measure, and print one table.")
    parser.add_argument("--only", action="append", choices=list(BENCHMARKS), help="measure this one (can be repeated)")
    parser.add_argument("--quick", action="store_true", help="small sizes: to see that it runs, not to compare")
    parser.add_argument("--json", action="store_true", help="the rows as JSON")
    return parser.parse_args(namespace=_Asked())


def _machine() -> dict[str, object]:
    return {
        "measured_on": datetime.now(UTC).date().isoformat(),
        "cores": os.cpu_count(),
        "machine": platform.machine(),
        "python": platform.python_version(),
    }


if __name__ == "__main__":
    sys.exit(main())
