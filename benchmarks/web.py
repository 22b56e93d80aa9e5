"""The pages: a list of 50 cases against the template alone, two workers against one, 20 people at once, and memory."""

from collections.abc import Iterator
from typing import Any
from unittest.mock import patch

from fastapi.testclient import TestClient

from benchmarks.material import AUTHORITY, StillClock, folder
from benchmarks.measure import Benchmark, Compared, Goal, Kind, Row, Unit, interleaved, seconds
from benchmarks.open_cases import open_cases
from benchmarks.web_load import HOST, load, serving
from ehcp_flow.bootstrap import Installation
from ehcp_flow.config import Settings
from ehcp_flow.db.engine import connect
from ehcp_flow.db.unit_of_work import UnitOfWork
from ehcp_flow.services.access import sessions
from ehcp_flow.services.office import Office
from ehcp_flow.web import visit as visits
from ehcp_flow.web.app import make_app
from ehcp_flow.web.templating import rendered

NAME = "web"
LIST = "/work/overdue?whose=team"
DAY = "/work"
OFFICER = "officer1@example.org"
OF_LIST = "a list of 50 cases by one worker, 8 browsers at once, {:,} cases in the database"
TEMPLATE = "the same template rendered from the same facts, in one process that does nothing else"
TWO = "the same list by two workers"
ONE = "the same by one worker, in the same run"
AT_ONCE = "95 of 100 pages of “my work” within, 20 people at once, two workers, {:,} cases"
MEMORY = "memory of the larger worker after that"
LIST_GOAL = Goal(Kind.SHARE, 0.55)
TWO_GOAL = Goal(Kind.SHARE, 1.6)
AT_ONCE_GOAL = Goal(Kind.AMOUNT, 0.1)
MEMORY_GOAL = Goal(Kind.AMOUNT, 200e6)
WHY_LIST = "beside the template, a page asks who is there, reads its rows and counts, and goes through the server."
WHY_TWO = "the browsers of this measurement take of the same two cores."


def rows(quick: bool) -> Iterator[Row]:
    count, lasting, pairs = (500, 0.5, 1) if quick else (100_000, 4.0, 5)
    with folder() as place:
        url = f"sqlite:///{place / 'web.db'}"
        open_cases(url, count)
        cookie = _cookie(url)
        once = _template(url, cookie)
        with serving(url, 1) as one, serving(url, 2) as two:
            many = 5 if quick else 100
            against = interleaved(
                lambda _: 1 / load(one, LIST, cookie, 8, lasting).rate,
                lambda _: seconds(lambda: [once() for _ in range(many)]) / many,
                pairs=pairs,
            )
            yield against.row(NAME, OF_LIST.format(count), TEMPLATE, LIST_GOAL, WHY_LIST)
            both = interleaved(
                lambda _: 1 / load(two, LIST, cookie, 8, lasting).rate,
                lambda _: 1 / load(one, LIST, cookie, 8, lasting).rate,
                pairs=pairs,
            )
            yield both.row(f"{NAME} (two)", TWO, ONE, TWO_GOAL, WHY_TWO)
            crowd = [load(two, DAY, cookie, 20, lasting).p95 for _ in range(pairs)]
            of = AT_ONCE.format(count)
            yield Compared(crowd, crowd).row(f"{NAME} (20 at once)", of, "itself", AT_ONCE_GOAL, WHY_TWO)
            held = [float(two.memory())]
            yield Compared(held, held).row(f"{NAME} (memory)", MEMORY, "itself", MEMORY_GOAL, unit=Unit.BYTES)


def _office(url: str) -> Office:
    return Office(connect(url), StillClock(), AUTHORITY)


def _cookie(url: str) -> str:
    """A session of an officer, as a browser sends it."""
    office = _office(url)
    with office.database.reading() as connection:
        user = UnitOfWork(connection).users.by_email(AUTHORITY, OFFICER)
    assert user is not None
    key, _ = sessions.begin(office, user, HOST)
    office.database.close()
    return f"ehcp-flow={key}"


def _template(url: str, cookie: str) -> Any:
    """Renders the list's template again from the facts that the page gave it."""
    office, kept = _office(url), []

    def keep(templates: Any, name: str, facts: dict[str, Any]) -> str:
        kept.append((templates, name, facts))
        return rendered(templates, name, facts)

    installation = Installation(Settings(database_url=url), office.database, StillClock())
    with (
        patch.object(visits, "rendered", keep),
        TestClient(make_app(installation, office), base_url=f"http://{HOST}") as client,
    ):
        answer = client.get(LIST, headers={"cookie": cookie})
    assert answer.status_code == 200, answer.text[:500]
    return lambda: rendered(*kept[-1])


BENCHMARK = Benchmark(NAME, rows)
