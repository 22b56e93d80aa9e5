"""The composition root: the only place where real things (database, clock) are chosen and joined."""

import sys
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING

from ehcp_flow.clock import Clock, SystemClock
from ehcp_flow.config import Settings
from ehcp_flow.db.authorities import Authority
from ehcp_flow.db.engine import Database, connect
from ehcp_flow.db.schema import current, head, is_empty, migrate
from ehcp_flow.db.unit_of_work import UnitOfWork, unit_of_work
from ehcp_flow.services.office import Letterhead, Office
from workflows.refusals import Refusal

if TYPE_CHECKING:
    from notifications.channels.base import Channel

PACKAGES = ("ehcp_flow", "workflows", "notifications", "reports")

UNNAMED = "000"
"""The code of an authority that was not named when the work began. Its ledgers are sealed under it and keep it."""


class NotOurs(RuntimeError):
    """A package of the same name from elsewhere has taken the place of one of ours."""


def check_packages(find: Callable[[str], str | None] = lambda name: import_module(name).__file__) -> None:
    """The four packages must come from one place: the names of three are other people's on the package index."""
    homes = {name: Path(find(name) or "").parent.parent for name in PACKAGES}
    strangers = [name for name, home in homes.items() if home != homes["ehcp_flow"]]
    if strangers:
        raise NotOurs(
            f"The package “{strangers[0]}” that Python finds is not EHCP Flow's: it comes from {homes[strangers[0]]}. "
            "Install EHCP Flow in an environment of its own."
        )


@dataclass(frozen=True, slots=True)
class Installation:
    """The settings and the database of this run."""

    settings: Settings
    database: Database
    clock: Clock

    def is_empty(self) -> bool:
        """Whether nothing has been set up yet. Makes no file."""
        file = self.database.file
        return (file is not None and not file.exists()) or is_empty(self.database)

    def prepare(self) -> bool:
        """Set up an empty database. True where it was empty. One of another version is left alone (`outdated`)."""
        if not self.is_empty():
            return False
        migrate(self.database)
        return True

    def outdated(self) -> Refusal | None:
        """Why the database cannot be used as it is: not set up, or set up by another version."""
        if self.is_empty():
            return Refusal(
                "Use the database",
                f"there is nothing in it yet ({self.place})",
                "The database",
                "Set it up with “ehcp-flow init”, import a return, or give another one with --database.",
            )
        if current(self.database) != head():
            return Refusal(
                "Use the database",
                f"it was set up by another version of EHCP Flow ({self.place})",
                "The database",
                "Make a copy of it, then run “ehcp-flow migrate”.",
            )
        return None

    @property
    def place(self) -> str:
        """Where the database is, without any password."""
        return str(self.database.file or self.database.url.render_as_string(hide_password=True))

    def authorities(self) -> list[Authority]:
        """The authorities that the database holds."""
        with self.database.reading() as connection:
            return UnitOfWork(connection).authorities.all()

    def unnamed(self, code: str) -> Refusal | None:
        """Why no authority of this code can be added: the work goes on under 000 and cannot be moved."""
        held = [authority.code for authority in self.authorities()]
        if UNNAMED not in held or code in held:
            return None
        return Refusal(
            f"Add authority {code}",
            f"the database keeps its work under {UNNAMED}, and a ledger cannot change its authority",
            "Authorities of this database",
            f"Go on under {UNNAMED}, or start a new database: ehcp-flow --database NEW.db init --authority {code}",
        )

    def add_authority(self, code: str, name: str) -> None:
        """Add an authority that is not there yet."""
        with unit_of_work(self.database) as uow:
            if uow.authorities.get(code) is None:
                uow.authorities.add(code, name, self.clock.now())
                uow.commit()

    def office(self, code: str = "") -> Office | Refusal:
        """The work of one authority: the one named, the one of the settings, or the only one that there is."""
        held = {authority.code: authority.name for authority in self.authorities()}
        wanted = code or self.settings.authority
        if wanted and wanted not in held:
            refusal = self.unnamed(wanted)
            add = refusal.do if refusal else f"Add one with “ehcp-flow init --authority {wanted} --name NAME”."
            return Refusal(
                f"Work for authority {wanted}",
                "the database does not hold it",
                "Authorities of this database",
                f"It holds: {', '.join(held) or 'none'}. {add}",
            )
        if not wanted and len(held) > 1:
            return Refusal(
                "Choose the authority",
                f"the database holds {len(held)}: {', '.join(f'{each} ({name})' for each, name in held.items())}",
                "Authorities of this database",
                "Say which with --authority CODE, or set EHCP_FLOW_AUTHORITY.",
            )
        own = wanted or next(iter(held), UNNAMED)
        settings = self.settings
        return Office(
            self.database,
            self.clock,
            own,
            operator_decides=settings.operator_decides,
            public_url=settings.public_url,
            office_email=settings.office_email,
            production=settings.production,
            secret_key=settings.secret_key.get_secret_value(),
            domains=settings.domains,
            letterhead=Letterhead(
                tuple(line.strip() for line in settings.letter_head.split("|") if line.strip()),
                settings.appeal_help.strip(),
                settings.mediation_contact.strip(),
                settings.disagreement_contact.strip() or settings.mediation_contact.strip(),
            ),
        )

    def channel(self, name: str) -> "Channel":
        """A channel of this name, set up as the settings say. Raises DeliveryError, permanent, where there is none."""
        # Loaded only now: most commands send nothing.
        from notifications.channels.base import DeliveryError
        from notifications.channels.registry import CHANNELS, Console, FileDrop, Notify, Smtp, Webhook

        settings = self.settings
        kind = CHANNELS.get(name)
        if kind is Smtp:
            password = settings.smtp_password.get_secret_value()
            server = (settings.smtp_host, settings.smtp_port, settings.mail_from)
            return Smtp(*server, settings.smtp_user, password, settings.smtp_starttls)
        if kind is Notify:
            key = settings.notify_api_key.get_secret_value()
            return Notify(key, settings.notify_template_id, settings.notify_base_url)
        if kind is Webhook:
            return Webhook(settings.webhook_secret.get_secret_value(), local_too=not settings.production)
        if kind is FileDrop:
            return FileDrop(Path(settings.mail_folder))
        if kind is Console:
            return Console(sys.stderr.write)
        raise DeliveryError(f"There is no channel “{name}”.", permanent=True)


def today() -> date:
    """The day on which the program runs, for what is asked before there is an installation."""
    return SystemClock().today()


def installation(database_url: str | None = None, clock: Clock | None = None) -> Installation:
    """Everything joined. Raises pydantic's ValidationError for settings, DatabaseUnavailable for the database."""
    check_packages()
    settings = Settings() if database_url is None else Settings(database_url=database_url)
    return Installation(settings, connect(settings.database_url), clock or SystemClock())
