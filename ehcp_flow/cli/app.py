"""The commands of `ehcp-flow`, in the order and under the headings of its help."""

from typing import Annotated, Any

import typer
from typer.core import TyperGroup

from ehcp_flow.cli import (
    asked,
    case,
    importing,
    ladder,
    letters,
    months,
    notices,
    outbox,
    people,
    scheduler,
    sen2,
    snooze,
    tasks,
    upkeep,
    users,
)
from ehcp_flow.cli.board import board
from ehcp_flow.cli.demo import demo
from ehcp_flow.cli.due import due
from ehcp_flow.cli.figures import kpi
from ehcp_flow.cli.measures import measures
from ehcp_flow.cli.opening import Given
from ehcp_flow.cli.options import Authority, Database
from ehcp_flow.cli.output import EXIT_CODES, Command, say
from ehcp_flow.cli.serve import serve

START, CASES, DUE, TELLING, FIGURES, UPKEEP = "Start", "Cases", "What is due", "Telling people", "Figures", "Upkeep"

ORDER = (
    *("init", "demo", "serve", "import", "case", "asked", "letter", "person", "user", "due", "snooze", "task"),
    *(
        "run-due",
        "scheduler",
        "status",
        "outbox",
        "notices",
        "ladder",
        "kpi",
        "sen2",
        "board",
        "month",
        "measures",
        "doctor",
        "migrate",
        "config",
    ),
)


class InOrder(TyperGroup):
    """The commands as a newcomer needs them. Typer would list those with subcommands last."""

    def list_commands(self, ctx: Any) -> list[str]:
        return sorted(super().list_commands(ctx), key=ORDER.index)


app = typer.Typer(
    name="ehcp-flow",
    cls=InOrder,
    no_args_is_help=True,
    add_completion=False,
    rich_markup_mode="markdown",
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["--help", "-h"]},
    epilog=EXIT_CODES,
)


def _version(wanted: bool) -> None:
    if wanted:
        from importlib.metadata import version

        say(f"ehcp-flow {version('ehcp-flow')}")
        raise typer.Exit


@app.callback()
def root(
    ctx: typer.Context,
    database: Database = None,
    authority: Authority = None,
    version: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Print the version and end.")
    ] = False,
) -> None:
    """Education, health and care plans: what happened, what is due and why, and the figures.

    Start with “ehcp-flow demo”, or read in your own return: “ehcp-flow import sen2 RETURN.xml”. Dates are typed as
    2026-03-31, 31/3/2026, “31 March 2026”, today or yesterday. The database is the file ehcp-flow.db in the working folder, or what
    --database or EHCP_FLOW_DATABASE_URL says; EHCP_FLOW_AUTHORITY says whose work it is.
    """
    ctx.obj = Given(database, authority)


app.command("init", cls=Command, rich_help_panel=START)(upkeep.init)
app.command("demo", cls=Command, rich_help_panel=START)(demo)
app.command("serve", cls=Command, rich_help_panel=START)(serve)
app.add_typer(importing.app, name="import", rich_help_panel=START)
app.add_typer(case.app, name="case", rich_help_panel=CASES)
app.add_typer(asked.app, name="asked", rich_help_panel=CASES)
app.add_typer(letters.app, name="letter", rich_help_panel=CASES)
app.add_typer(people.app, name="person", rich_help_panel=CASES)
app.add_typer(users.app, name="user", rich_help_panel=CASES)
app.command("due", cls=Command, rich_help_panel=DUE)(due)
app.add_typer(snooze.app, name="snooze", rich_help_panel=DUE)
app.add_typer(tasks.app, name="task", rich_help_panel=DUE)
app.command("run-due", cls=Command, rich_help_panel=TELLING)(scheduler.run_due)
app.command("scheduler", cls=Command, rich_help_panel=TELLING)(scheduler.scheduler)
app.command("status", cls=Command, rich_help_panel=TELLING)(scheduler.status)
app.add_typer(outbox.app, name="outbox", rich_help_panel=TELLING)
app.add_typer(notices.app, name="notices", rich_help_panel=TELLING)
app.add_typer(ladder.app, name="ladder", rich_help_panel=TELLING)
app.command("kpi", cls=Command, rich_help_panel=FIGURES)(kpi)
app.add_typer(sen2.app, name="sen2", rich_help_panel=FIGURES)
app.command("board", cls=Command, rich_help_panel=FIGURES)(board)
app.add_typer(months.app, name="month", rich_help_panel=FIGURES)
app.command("measures", cls=Command, rich_help_panel=FIGURES)(measures)
app.command("doctor", cls=Command, rich_help_panel=UPKEEP)(upkeep.doctor)
app.command("migrate", cls=Command, rich_help_panel=UPKEEP)(upkeep.migrate)
app.add_typer(upkeep.config, name="config", rich_help_panel=UPKEEP)
