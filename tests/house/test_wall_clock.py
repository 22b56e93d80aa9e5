"""Time is an argument: only `ehcp_flow/clock.py` asks what time it is (design, convention 4)."""

import ast
import re

import pytest

from tests.house import reading

CLOCK = "ehcp_flow/clock.py"
ASKS_THE_TIME = re.compile(
    r"^(datetime\.datetime\.(now|utcnow|today)"
    r"|datetime\.date\.today"
    r"|time\.(time|time_ns|localtime|gmtime|ctime|asctime)"
    r"|sqlalchemy(\.sql)?\.func\.(now|current_timestamp|current_date|localtimestamp|clock_timestamp|sysdate))$"
)
SQL_ASKS_THE_TIME = re.compile(
    r"\b(CURRENT_TIMESTAMP|CURRENT_DATE|CURRENT_TIME|LOCALTIMESTAMP)\b"
    r"|\b(date|time|datetime|julianday|strftime)\s*\([^)]*'now'"
    r"|\b(now|clock_timestamp|statement_timestamp)\s*\(\s*\)",
    re.IGNORECASE,
)


def wall_clock_uses(tree: ast.Module) -> list[str]:
    found = [f"{line}: {name}" for line, name in reading.references(tree) if ASKS_THE_TIME.match(name)]
    return found + [
        f"{line}: {text.strip()[:60]}" for line, text in reading.strings(tree) if SQL_ASKS_THE_TIME.search(text)
    ]


def test_only_the_clock_module_asks_what_time_it_is() -> None:
    found = [
        f"{name}:{use}"
        for name in reading.code_files()
        if name != CLOCK
        for use in wall_clock_uses(reading.tree_of(name))
    ]
    assert not found, "Take the day or the moment as an argument; ehcp_flow/clock.py alone reads it:\n" + "\n".join(
        found
    )


@pytest.mark.parametrize(
    "code",
    [
        "from datetime import date\nx = date.today()",
        "import datetime as d\nx = d.datetime.now(d.UTC)",
        "from datetime import datetime as moment\nfield(default_factory=moment.utcnow)",
        "import time\nx = time.time()",
        "from sqlalchemy import func\ncolumn(server_default=func.now())",
        "statement = 'SELECT * FROM due WHERE due < CURRENT_DATE'",
        "statement = \"SELECT date('now')\"",
    ],
)
def test_a_use_of_the_wall_clock_is_found(code: str) -> None:
    assert wall_clock_uses(ast.parse(code))


@pytest.mark.parametrize(
    "code",
    [
        "def due(today): return today",
        "from ehcp_flow.clock import SystemClock\nclock = SystemClock()\nx = clock.today()",
        "import time\nx = time.perf_counter()",
        '"""Nothing here calls now() or CURRENT_DATE."""',
        "from datetime import date\nx = date(2026, 3, 3)",
    ],
)
def test_time_as_an_argument_is_left_alone(code: str) -> None:
    assert not wall_clock_uses(ast.parse(code))
