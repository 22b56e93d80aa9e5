"""One change, whole or not at all: state, events, deadlines and messages commit together, only when told to."""

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import Connection

from ehcp_flow.db.absences import Absences
from ehcp_flow.db.alerts import Alerts
from ehcp_flow.db.authorities import Authorities
from ehcp_flow.db.board import Board
from ehcp_flow.db.cases import Cases
from ehcp_flow.db.documents import Documents
from ehcp_flow.db.engine import Database, in_words
from ehcp_flow.db.health import Health
from ehcp_flow.db.heartbeats import Heartbeats
from ehcp_flow.db.leases import Leases
from ehcp_flow.db.notice_links import NoticeLinks, Reconciliations
from ehcp_flow.db.notices import Notices
from ehcp_flow.db.outbox import Outbox
from ehcp_flow.db.people import People
from ehcp_flow.db.preferences import Preferences
from ehcp_flow.db.runs import Runs
from ehcp_flow.db.settings import Settings
from ehcp_flow.db.snoozes import Snoozes
from ehcp_flow.db.sweeps import Sweeps
from ehcp_flow.db.tasks import Tasks
from ehcp_flow.db.users import Users


class UnitOfWork:
    """One transaction, and everything that can be read and written in it."""

    __slots__ = (
        "absences", "alerts", "authorities", "board", "cases", "connection", "documents", "health", "heartbeats", "leases",
        "notice_links", "notices", "outbox", "people", "preferences", "reconciliations", "runs", "settings",
        "snoozes", "sweeps", "tasks", "users",
    )  # fmt: skip

    def __init__(self, connection: Connection) -> None:
        self.connection = connection
        self.absences = Absences(connection)
        self.alerts = Alerts(connection)
        self.authorities = Authorities(connection)
        self.board = Board(connection)
        self.cases = Cases(connection)
        self.documents = Documents(connection)
        self.health = Health(connection)
        self.heartbeats = Heartbeats(connection)
        self.leases = Leases(connection)
        self.notice_links = NoticeLinks(connection)
        self.notices = Notices(connection)
        self.outbox = Outbox(connection)
        self.people = People(connection)
        self.preferences = Preferences(connection)
        self.reconciliations = Reconciliations(connection)
        self.runs = Runs(connection)
        self.settings = Settings(connection)
        self.snoozes = Snoozes(connection)
        self.sweeps = Sweeps(connection)
        self.tasks = Tasks(connection)
        self.users = Users(connection)

    def alone_in(self, authority: str) -> None:
        """Lets nobody else register people in the authority until this unit ends: call it before the first read.

        Whoever looks for a person and adds them if they are not there must be alone, or two who look at once add them
        twice. On SQLite a unit of work is alone from its beginning.
        """
        self.authorities.hold(authority)

    def commit(self) -> None:
        """Makes it so, and ends the unit: what is asked of it afterwards is refused, not lost."""
        self.connection.commit()
        self.connection.close()


@contextmanager
def unit_of_work(database: Database) -> Iterator[UnitOfWork]:
    """A unit of work that is undone unless it was committed. Keep it short: no mail, file or network inside.

    Raises DatabaseUnavailable.
    """
    with in_words(), database.writer.connect() as connection:
        yield UnitOfWork(connection)
