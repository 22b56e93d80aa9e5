"""`ehcp-flow demo`: a made-up authority from its return to its figures, in one go."""

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from ehcp_flow.cli import options
from ehcp_flow.cli.output import WrongInput, done, note, print_json, say

if TYPE_CHECKING:
    from ehcp_flow.services.demo_day import DemoDay
    from ehcp_flow.services.lookups import DueLine

ROWS = 10


def demo(
    no_serve: Annotated[
        bool,
        typer.Option("--no-serve", help="Stop once it is made, and do not serve the pages."),
    ] = False,
    port: Annotated[
        int, typer.Option("--port", min=1, max=65535, metavar="PORT", help="Where to serve the pages.")
    ] = 8000,
    people: Annotated[int, typer.Option("--people", min=1, metavar="N", help="How many people to make up.")] = 5000,
    seed: Annotated[int, typer.Option("--seed", metavar="N", help="Another seed makes up other people.")] = 2014,
    folder: Annotated[Path, typer.Option("--dir", metavar="FOLDER", help="Where to put it.")] = Path("demo"),
    today: Annotated[
        date | None,
        typer.Option("--today", parser=options.typed_day, metavar="DATE", help="The day on which it plays."),
    ] = None,
    as_json: options.Json = False,
) -> None:
    """Make up an authority of Derby's size, show what is due, its KP8 and the day's messages, and serve its pages.

    It replaces the database, the return and the messages in its own folder and touches nothing else.

    The pages are served on this machine alone until stopped by Ctrl+C, with a sign-in for each role.

    Example: ehcp-flow demo --people 500 --no-serve
    """
    from ehcp_flow.cli.importing import progress
    from ehcp_flow.clock import SystemClock
    from ehcp_flow.services.demo_day import demo_day

    note(f"Making up {people:,} people and reading their return in. This takes a moment.")
    day = today or SystemClock().today()
    try:
        with progress("Reading the made-up return") as on_progress:
            made = done(demo_day(folder, day, seed=seed, people=people, on_progress=on_progress))
    except ValueError as error:
        raise WrongInput(f"It cannot be made up: {error}.") from None
    try:
        _show(made, day, as_json)
        if not (no_serve or as_json):
            _serve(made, port)
    finally:
        made.installation.database.close()


def _show(made: "DemoDay", day: date, as_json: bool) -> None:
    from dataclasses import asdict

    from ehcp_flow.services import figures, lookups
    from reports.periods import year

    period = year(day.year - 1)
    due = done(lookups.due(made.office))
    document = figures.figures(made.office, period)
    overdue = [each for each in due if each.status == "overdue"]
    if as_json:
        told = made.messages
        counts = {"open": len(due), "overdue": len(overdue), "shared_out": made.shared_out}
        counts |= {"warnings": told.done.warnings, "digests": told.done.digests, "messages": told.files}
        print_json({"imported": asdict(made.imported), **counts, "kpi": document})
        return
    from ehcp_flow.cli.figures import figures_page, latest_published
    from ehcp_flow.cli.importing import say_counts
    from ehcp_flow.cli.show import line
    from ehcp_flow.demo import AUTHORITY_NAME

    line(f"{AUTHORITY_NAME}, a made-up authority. Nobody in it is real.", "bold")
    say_counts(made.imported)
    say(f"The {made.shared_out:,} open cases that are due first were shared out among three made-up officers.")
    say()
    _due_tables(made, day, due, overdue)
    say()
    figures_page(document, period, latest_published(period.first.year))
    say()
    _messages(made)
    say()
    _sign_ins(made)
    say()
    _what_next(made, due)


def _due_tables(made: "DemoDay", day: date, due: "list[DueLine]", overdue: "list[DueLine]") -> None:
    from ehcp_flow.cli.due import due_table
    from ehcp_flow.cli.show import line
    from ehcp_flow.phrases import full_day
    from ehcp_flow.services.lookups import calendar_of

    calendar = calendar_of(made.office)
    coming = [each for each in due if each.status != "overdue"]
    line(f"Due next, as at {full_day(day)}: the first {min(ROWS, len(coming))} of {len(coming):,}", "bold")
    due_table(coming[:ROWS], day, calendar)
    say()
    line(f"Overdue: the {min(ROWS, len(overdue))} oldest of {len(overdue):,}", "bold")
    due_table(overdue[:ROWS], day, calendar)


def _messages(made: "DemoDay") -> None:
    """What went out on the day, as files to open."""
    from ehcp_flow.cli.show import line
    from ehcp_flow.phrases import how_many
    from notifications.catalogue import CATALOGUE

    told = made.messages
    line("Today's warnings, digests and health notices, as files to open", "bold")
    say(
        f"{how_many(told.done.warnings, 'warning')}, {how_many(told.done.digests, 'digest')}, "
        f"{how_many(told.files, 'message')} in {told.folder}. Nothing left this machine. One of each kind:"
    )
    for kind, page in sorted(told.first.items(), key=lambda each: list(CATALOGUE).index(each[0])):
        say(f"  {page}")
        say(f"    when {CATALOGUE[kind].when}")


def _sign_ins(made: "DemoDay") -> None:
    """With what each of its people signs in."""
    from ehcp_flow.cli.show import line, table

    line("To sign in to the pages", "bold")
    rows = [
        (", ".join(role.replace("_", " ") for role in each.roles), each.email, each.password) for each in made.sign_ins
    ]
    table(("Role", "E-mail address", "Password"), rows)


def _serve(made: "DemoDay", port: int) -> None:
    """Serves the pages with the real clock, until stopped."""
    from dataclasses import replace

    import uvicorn

    from ehcp_flow.clock import SystemClock
    from ehcp_flow.services.access.keys import new_key
    from ehcp_flow.web.app import make_app

    note(f"The pages are at http://127.0.0.1:{port}. Stop with Ctrl+C.")
    office = replace(made.office, clock=SystemClock(), secret_key=new_key())
    installation = replace(made.installation, clock=SystemClock())
    uvicorn.run(make_app(installation, office), host="127.0.0.1", port=port, access_log=False, log_level="warning")


def _what_next(made: "DemoDay", due: "list[DueLine]") -> None:
    from ehcp_flow.cli.show import line
    from ehcp_flow.services.demo_day import DATABASE

    database = made.file.parent / DATABASE
    line("To try next", "bold")
    case = due[0].case if due else "EHC-2026-00001"
    for command in (
        f"case show {case} --why",
        f"due --owner {made.officers[0]}",
        "due --overdue --all",
        "kpi --by month",
        "kpi --cases kp8b.all_plans.including",
        "board --out board",
        "notices list",
        "outbox list",
        "ladder show",
        "doctor --check",
    ):
        say(f"  ehcp-flow --database {database} {command}")
