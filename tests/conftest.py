"""What every test may lean on: all modules imported, one place of import, and a database of each engine.

Fixtures, each giving every test that asks for it two runs, `sqlite` and `postgresql`:

    database_url   the URL of a fresh, empty database
    migrated_url   the URL of a fresh database with all migrations done
    database       a `Database` connected to such a one
"""

import importlib
import os
import pkgutil
import secrets
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import hypothesis
import pytest

from tests import databases
from tests.browser import chromium as chromium  # here and nowhere else: one browser for each worker

if TYPE_CHECKING:
    from ehcp_flow.db.engine import Database

ROOT = Path(__file__).resolve().parent.parent
PACKAGES = ("workflows", "notifications", "reports", "ehcp_flow")

hypothesis.settings.register_profile("here", deadline=None)
hypothesis.settings.register_profile("ci", deadline=None, derandomize=True, print_blob=True, max_examples=60)
hypothesis.settings.load_profile("ci" if databases.in_ci() else "here")


def _import_everything() -> dict[str, str]:
    """Import every module of ours, so that nothing is first imported under freezegun and keeps its fake classes.

    The names `workflows`, `notifications` and `reports` are also other projects' on the package index, and a folder of
    tests could hide them: so all four must come from one place. A module that cannot be imported is returned with the
    fault, and fails a test of its own (tests/house/test_folders.py) rather than every test there is.
    """
    places, faults = {}, {}
    for name in PACKAGES:
        package = importlib.import_module(name)
        places[name] = Path(str(package.__file__)).resolve().parent.parent
        for module in pkgutil.walk_packages(package.__path__, f"{name}.", onerror=lambda _: None):
            if not module.name.endswith("__main__") and ".migrations." not in module.name:
                try:
                    importlib.import_module(module.name)
                except Exception as fault:
                    faults[module.name] = f"{type(fault).__name__}: {fault}"
    if len(set(places.values())) != 1:
        raise pytest.UsageError(f"The four packages must come from one place, and they come from: {places}")
    return faults


IMPORT_FAULTS = _import_everything()


# --- PostgreSQL: looked for once by the process that was started; workers are told where it is -----------------------

SERVER = pytest.StashKey[databases.Server]()
RUN = pytest.StashKey[str]()


def pytest_configure(config: pytest.Config) -> None:
    workerinput = getattr(config, "workerinput", None)
    if workerinput is not None:
        config.stash[SERVER] = databases.Server(workerinput["postgres_url"], workerinput["postgres_told"])
        config.stash[RUN] = workerinput["postgres_run"]
    else:
        config.stash[SERVER] = databases.find_or_start()
        config.stash[RUN] = secrets.token_hex(3)


@pytest.hookimpl(optionalhook=True)
def pytest_configure_node(node: pytest.Item) -> None:
    """Called by pytest-xdist for each worker, in the process that was started."""
    server = node.config.stash[SERVER]
    node.workerinput["postgres_url"] = server.url  # type: ignore[attr-defined]
    node.workerinput["postgres_told"] = server.told  # type: ignore[attr-defined]
    node.workerinput["postgres_run"] = node.config.stash[RUN]  # type: ignore[attr-defined]


def pytest_report_header(config: pytest.Config) -> str:
    return f"databases: SQLite; {config.stash[SERVER].told}"


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter, config: pytest.Config) -> None:
    server = config.stash[SERVER]
    if server.url is None:
        terminalreporter.section(databases.NOT_RUN, sep="!", red=True, bold=True)
        terminalreporter.line(server.told)


@pytest.fixture(scope="session")
def postgres_server(pytestconfig: pytest.Config) -> databases.Server:
    return pytestconfig.stash[SERVER]


@pytest.fixture(scope="session")
def import_faults() -> dict[str, str]:
    """The modules of ours that could not be imported, each with its fault."""
    return IMPORT_FAULTS


# --- A database for a test ---------------------------------------------------------------------------------------------


@pytest.fixture(scope="session")
def _postgres(pytestconfig: pytest.Config, postgres_server: databases.Server) -> Iterator[databases.Postgres | None]:
    if postgres_server.url is None:
        yield None
        return
    worker = os.environ.get("PYTEST_XDIST_WORKER", "main")
    ours = databases.Postgres(postgres_server.url, f"ehcp_flow_test_{pytestconfig.stash[RUN]}_{worker}")
    yield ours
    ours.drop_all()


@pytest.fixture
def postgres(_postgres: databases.Postgres | None, postgres_server: databases.Server) -> databases.Postgres:
    """This worker's databases on PostgreSQL; without a server the test is skipped aloud, and in CI it fails."""
    if _postgres is not None:
        return _postgres
    if databases.in_ci():
        pytest.fail(postgres_server.told, pytrace=False)
    pytest.skip(postgres_server.told)


@pytest.fixture(params=["sqlite", "postgresql"])
def engine_name(request: pytest.FixtureRequest) -> str:
    """Which of the two engines this run of the test is on."""
    return str(request.param)


@pytest.fixture
def database_url(engine_name: str, request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """The URL of a fresh, empty database."""
    if engine_name == "sqlite":
        return f"sqlite:///{tmp_path / 'empty.db'}"
    postgres: databases.Postgres = request.getfixturevalue("postgres")
    return postgres.empty()


def _migrate(url: str) -> None:
    from ehcp_flow.db import engine, schema

    database = engine.connect(url)
    schema.migrate(database)
    database.close()


@pytest.fixture(scope="session")
def _migrated_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    file = tmp_path_factory.mktemp("migrated") / "template.db"
    _migrate(f"sqlite:///{file}")
    return file


@pytest.fixture
def migrated_url(engine_name: str, request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """The URL of a fresh database with all migrations done: the one of this worker, without rows."""
    if engine_name == "sqlite":
        file = shutil.copy(request.getfixturevalue("_migrated_file"), tmp_path / "ehcp-flow.db")
        yield f"sqlite:///{file}"
        return
    postgres: databases.Postgres = request.getfixturevalue("postgres")
    url = postgres.migrated(_migrate)
    yield url
    postgres.give_back(url)


@pytest.fixture
def database(migrated_url: str) -> "Iterator[Database]":
    """A migrated database, connected."""
    from ehcp_flow.db import engine

    connected = engine.connect(migrated_url)
    yield connected
    connected.close()
