"""Opens what a command works with: the installation, and the authority's office to read from or to write to."""

from dataclasses import dataclass, replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

import typer

from ehcp_flow.cli.output import NO_DATABASE, NotDone, done, note

if TYPE_CHECKING:
    from ehcp_flow.bootstrap import Installation
    from ehcp_flow.services.office import Office


@dataclass(frozen=True, slots=True)
class Given:
    """What was said before the command's name, for every command."""

    database: str | None = None
    authority: str | None = None


def given(ctx: typer.Context) -> Given:
    """What was said before the command's name."""
    return ctx.obj if isinstance(ctx.obj, Given) else Given()


def opened(ctx: typer.Context, database: str | None) -> "Installation":
    """The installation, whatever its database holds; closed when the command ends."""
    from ehcp_flow.bootstrap import installation

    found = installation(database or given(ctx).database)
    ctx.call_on_close(found.database.close)
    return found


def to_read(ctx: typer.Context, database: str | None, authority: str | None) -> "Office":
    """The office of an authority in a database that is set up and up to date. Raises NotDone (exit code 4 or 3)."""
    found = opened(ctx, database)
    check(found)
    return done(found.office(authority or given(ctx).authority or ""))


def to_write(ctx: typer.Context, database: str | None, authority: str | None, trial: bool = False) -> "Office":
    """The same, but an empty database is set up first, and that is said. A `trial` run sets up nothing that stays."""
    from ehcp_flow.bootstrap import UNNAMED

    found = opened(ctx, database)
    code = authority or given(ctx).authority or ""
    if trial and found.is_empty():
        found = _on_trial(ctx, found)
        note("There is no database yet, so the file is checked as if it were the first.")
    elif found.prepare():
        note(f"Set up a new database: {found.place}")
    check(found)
    if not found.authorities():
        first = code or found.settings.authority or UNNAMED
        found.add_authority(first, "Unnamed authority" if first == UNNAMED else f"Authority {first}")
        if first == UNNAMED and not trial:
            note(
                "No authority was named, so the work is kept under 000 for good: a ledger cannot change its authority. "
                "To keep it under your own code, begin with “ehcp-flow --database NEW.db init --authority CODE”."
            )
    return done(found.office(code))


def _on_trial(ctx: typer.Context, found: "Installation") -> "Installation":
    """The installation with a database that is gone when the command ends."""
    from ehcp_flow.db.engine import connect

    folder = TemporaryDirectory()
    ctx.call_on_close(folder.cleanup)
    passing = replace(found, database=connect(str(Path(folder.name) / "trial.db")))
    ctx.call_on_close(passing.database.close)
    passing.prepare()
    return passing


def check(found: "Installation") -> None:
    """Raises NotDone (exit code 4) for a database that is empty or of another version."""
    refusal = found.outdated()
    if refusal is not None:
        raise NotDone(refusal, NO_DATABASE)
