"""The options that several commands share, and how what is typed for them is read."""

import re
from datetime import date, timedelta
from typing import Annotated

import typer

from ehcp_flow.cli.output import NotDone

ANYWHERE = "With any command"
DAYS_BACK = {"today": 0, "yesterday": 1}


def typed_day(text: str) -> date:
    """A date from the command line: 2026-03-31, 31/3/2026, “31 March 2026”, today or yesterday."""
    from ehcp_flow.services.day_text import read_day

    back = DAYS_BACK.get(text.strip().casefold())
    if back is not None:
        from ehcp_flow.bootstrap import today

        return today() - timedelta(days=back)
    try:
        return read_day(text)
    except ValueError as error:
        raise typer.BadParameter(str(error)) from None


def reference(typed: str) -> str:
    """A case's reference as it is kept: capitals. Raises NotDone (exit code 3) for what cannot be one."""
    from workflows.refusals import Refusal

    name = typed.strip().upper()
    if re.fullmatch(r"EHC-\d{4}-\d{5,}", name):
        return name
    short = re.fullmatch(r"(?:EHC)?[- ]?(\d{4})[-/ ](\d{1,5})", name)
    meant = f"Did you mean EHC-{short[1]}-{short[2]:0>5}? " if short else ""
    raise NotDone(
        Refusal(
            f"Open “{typed}”",
            "it is not the reference of a case: they look like EHC-2026-00001",
            "Cases of this authority",
            f"{meant}Look for a child or young person with “ehcp-flow person find NAME”, or for the case with "
            "“ehcp-flow case list”.",
        )
    )


Json = Annotated[bool, typer.Option("--json", help="Print JSON, for programs.", rich_help_panel=ANYWHERE)]
Database = Annotated[
    str | None,
    typer.Option(
        "--database",
        metavar="URL",
        show_default=False,
        help="The database: a file, or an address such as postgresql://user@host/name.",
        rich_help_panel=ANYWHERE,
    ),
]
Authority = Annotated[
    str | None,
    typer.Option(
        "--authority",
        metavar="CODE",
        show_default=False,
        help="The authority, by DfE's three-digit code, where the database holds several.",
        rich_help_panel=ANYWHERE,
    ),
]
AsAt = Annotated[
    date | None,
    typer.Option("--as-at", parser=typed_day, metavar="DATE", help="As it stood on this day. Without it: today."),
]
KnownAt = Annotated[
    date | None,
    typer.Option("--known-at", parser=typed_day, metavar="DATE", help="As it was known at the end of this day."),
]
As = Annotated[
    str | None,
    typer.Option("--as", metavar="EMAIL", help="The user who does it. Without it: the operator of this command line."),
]
Case = Annotated[str, typer.Argument(metavar="CASE", help="The reference, such as EHC-2026-00001.", show_default=False)]
Facts = Annotated[
    list[str] | None,
    typer.Option("--fact", metavar="NAME=VALUE", help="A fact that comes with it. May be given several times."),
]
Limit = Annotated[int, typer.Option("--limit", min=1, metavar="N", help="How many rows to show.")]
All = Annotated[bool, typer.Option("--all", help="Show every row.")]
DryRun = Annotated[bool, typer.Option("--dry-run", help="Read and check everything, save nothing.")]
