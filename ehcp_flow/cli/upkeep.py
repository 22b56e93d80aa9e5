"""`ehcp-flow init`, `migrate`, `doctor` and `config show`: setting up and looking after an installation."""

import os
import re
from dataclasses import asdict
from typing import TYPE_CHECKING, Annotated, Any

import typer

from ehcp_flow.cli import options
from ehcp_flow.cli.opening import Given, check, given, opened, to_read
from ehcp_flow.cli.output import NO_DATABASE, Command, NotDone, WrongInput, note, print_json, say

if TYPE_CHECKING:
    from ehcp_flow.services.doctor import Report

config = typer.Typer(no_args_is_help=True, help="See the settings and where each comes from.")
LISTED = 20


def init(
    ctx: typer.Context,
    name: Annotated[str, typer.Option("--name", metavar="NAME", help="The authority's name.", show_default=False)] = "",
    as_json: options.Json = False,
    database: options.Database = None,
    authority: options.Authority = None,
) -> None:
    """Set up the database, and say which authority works in it.

    Without --authority the first return that is read in says which. An authority cannot be changed later: every line of
    a ledger is sealed under it.

    Example: ehcp-flow init --authority 831 --name Derby
    """
    found = opened(ctx, database)
    code = authority or given(ctx).authority or found.settings.authority
    if code and not re.fullmatch(r"\d{3}", code):
        raise WrongInput(f"“{code}” is not the code of an authority: DfE's codes have three digits, such as 831.")
    if name and not code:
        raise WrongInput("A name needs the code that it belongs to. Give --authority CODE as well.")
    new = found.prepare()
    check(found)
    held = {each.code: each.name for each in found.authorities()}
    if code and (refusal := found.unnamed(code)):
        raise NotDone(refusal)
    if code and code not in held:
        found.add_authority(code, name or f"Authority {code}")
    now = {each.code: each.name for each in found.authorities()}
    if as_json:
        authorities = [{"code": each, "name": called} for each, called in now.items()]
        print_json({"database": found.place, "new": new, "authorities": authorities})
        return
    say(f"{'Set up a new database' if new else 'The database is set up'}: {found.place}")
    for each, called in now.items():
        say(f"Authority {each}: {called}{'' if each in held else ' (added now)'}")
    if code in held and name and name != held[code]:
        note(f"Authority {code} is held as “{held[code]}”; the name was left as it is.")
    if not now:
        say("The authority will be the one of the first return: ehcp-flow import sen2 FILE.xml")


def migrate(
    ctx: typer.Context,
    as_json: options.Json = False,
    database: options.Database = None,
) -> None:
    """Bring the database up to date with this version, whole or not at all.

    Example: ehcp-flow migrate
    """
    from ehcp_flow.db import schema

    found = opened(ctx, database)
    before = None if found.is_empty() else schema.current(found.database)
    after = schema.migrate(found.database)
    if as_json:
        print_json({"database": found.place, "from": before, "to": after})
    elif before == after:
        say(f"Nothing to do: {found.place} is up to date ({after}).")
    else:
        say(f"{found.place} was brought from {before or 'nothing'} to {after}.")


def doctor(
    ctx: typer.Context,
    check: Annotated[bool, typer.Option("--check", help="Only look; write nothing.")] = False,
    as_json: options.Json = False,
    database: options.Database = None,
    authority: options.Authority = None,
) -> None:
    """Verify every ledger's chain, work every state and date out again, and mend what is stored of them.

    Ends with 4 where something is wrong that was not mended. A ledger whose chain is broken is never written to.

    Example: ehcp-flow doctor --check
    """
    from ehcp_flow.services.doctor import examine

    report = examine(to_read(ctx, database, authority), repair=not check)
    if as_json:
        print_json(asdict(report) | {"sound": report.sound})
    else:
        _say_report(report, check)
    if not report.sound:
        raise typer.Exit(NO_DATABASE)


def _say_report(report: "Report", check: bool) -> None:
    from ehcp_flow.phrases import how_many

    entries = how_many(report.entries, "entry", "entries")
    say(f"Looked at {how_many(report.cases, 'case')} with {entries} on their ledgers.")
    if report.broken:
        say(f"The chain does not hold in {how_many(len(report.broken), 'ledger')}; they were left as they are:")
        _list([f"{each.case}: {each.what}" for each in report.broken])
    else:
        say("Every chain holds: no entry was changed or removed.")
    if report.differing:
        mended = "nothing was written" if check else f"{report.repaired:,} mended"
        say(
            f"What is stored differs from what the ledger gives in {how_many(len(report.differing), 'case')}; {mended}:"
        )
        _list([f"{each.case}: {each.what}" for each in report.differing])
        if check:
            say("“ehcp-flow doctor” without --check mends them.")
    else:
        say("Every state and date that is stored is what the ledger gives.")
    if report.foreign_keys:
        say("Rows that belong to nothing:")
        _list(report.foreign_keys)


def _list(lines: list[str]) -> None:
    for line in lines[:LISTED]:
        say(f"  {line}")
    if len(lines) > LISTED:
        say(f"  and {len(lines) - LISTED:,} more; --json lists them all.")


@config.command("show", cls=Command)
def config_show(ctx: typer.Context, as_json: options.Json = False, database: options.Database = None) -> None:
    """Print every setting, its value and where it comes from. Passwords are not shown.

    Example: ehcp-flow config show
    """
    from ehcp_flow.config import FILE, Settings

    said = Given(database or given(ctx).database, given(ctx).authority)
    chosen = {"database_url": said.database, "authority": said.authority}
    settings = Settings(**{name: value for name, value in chosen.items() if value is not None})  # type: ignore[arg-type]
    in_file = _file_settings(FILE)
    environment = {name.upper() for name in os.environ}
    rows = []
    for name in Settings.model_fields:
        variable = f"EHCP_FLOW_{name.upper()}"
        if chosen.get(name) is not None:
            origin = "the command line"
        elif variable in environment:
            origin = f"the environment ({variable})"
        else:
            origin = FILE if name in in_file else "the default"
        rows.append({"name": name, "value": without_passwords(getattr(settings, name)), "from": origin})
    if as_json:
        print_json(rows)
        return
    from ehcp_flow.cli.show import table

    table(("Setting", "Value", "From"), [(each["name"], _plain(each["value"]), each["from"]) for each in rows])


def _file_settings(name: str) -> set[str]:
    """The settings that the file in the working folder gives."""
    import tomllib
    from pathlib import Path

    file = Path(name)
    return set(tomllib.loads(file.read_text(encoding="utf-8"))) if file.exists() else set()


def without_passwords(value: Any) -> Any:
    """The value, with any password of an address replaced by stars."""
    if not isinstance(value, str):
        return value
    hidden = re.sub(r"(://[^:/@?]*:).*@", r"\1***@", value)
    return re.sub(r"([?&](?:password|passwd|pwd)=)[^&]*", r"\1***", hidden, flags=re.IGNORECASE)


def _plain(value: Any) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    return str(value) or "(none)"
