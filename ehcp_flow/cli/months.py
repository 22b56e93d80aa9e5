"""`ehcp-flow month …`: closing months, new issues of them, what was restated since, and who is sent the report."""

from dataclasses import asdict
from typing import TYPE_CHECKING, Annotated

import typer

from ehcp_flow.cli import options
from ehcp_flow.cli.opening import to_read, to_write
from ehcp_flow.cli.output import Command, done, note, print_json, say

if TYPE_CHECKING:
    from ehcp_flow.services.board.closing import Frozen
    from ehcp_flow.services.board.restated import Restated, Restatement

CASES = 10
"""So many cases that came into a figure or went out of it are shown; a Derby-sized year could fill the screen."""

app = typer.Typer(no_args_is_help=True, help="Close months, correct them by a new issue, and see what changed since.")
Month = Annotated[str, typer.Argument(metavar="MONTH", help="The month, such as 2026-10.", show_default=False)]
Email = Annotated[str, typer.Argument(metavar="EMAIL", help="The reader's address.", show_default=False)]


@app.command("list", cls=Command)
def list_(
    ctx: typer.Context,
    as_json: options.Json = False,
    database: options.Database = None,
    authority: options.Authority = None,
) -> None:
    """List the closed months and their issues.

    Example: ehcp-flow month list
    """
    from ehcp_flow.cli.show import table
    from ehcp_flow.clock import london_date
    from ehcp_flow.phrases import full_day
    from ehcp_flow.services.board.closing import issues

    held = issues(to_read(ctx, database, authority))
    if as_json:
        print_json([asdict(each) for each in held])
        return
    if not held:
        say("No month is closed yet. The scheduler closes the last one on the first working day of the next.")
        return
    rows = [
        (each.month, str(each.issue), full_day(london_date(each.known_at)), each.made_by, each.rules, each.reason)
        for each in held
    ]
    table(("Month", "Issue", "Made on", "By", "Rules", "Why a new issue"), rows)


@app.command("close", cls=Command)
def close(
    ctx: typer.Context,
    month: Month,
    as_user: options.As = None,
    as_json: options.Json = False,
    database: options.Database = None,
    authority: options.Authority = None,
) -> None:
    """Close a month: its figures, the cases behind them and the files are kept for good, and its readers are told.

    Example: ehcp-flow month close 2026-10
    """
    _close(ctx, month, "", as_user, as_json, database, authority)


@app.command("reissue", cls=Command)
def reissue(
    ctx: typer.Context,
    month: Month,
    reason: Annotated[str, typer.Option("--reason", metavar="TEXT", help="Why there is a new issue. It is printed.")],
    as_user: options.As = None,
    as_json: options.Json = False,
    database: options.Database = None,
    authority: options.Authority = None,
) -> None:
    """Make a new issue of a closed month, counted as known now. The issues before it stay.

    Example: ehcp-flow month reissue 2026-10 --reason "A plan of 9 October was recorded late"
    """
    from ehcp_flow.cli.output import WrongInput

    if not reason.strip():
        raise WrongInput("A new issue needs a reason, which is printed on it: --reason TEXT.")
    _close(ctx, month, reason, as_user, as_json, database, authority)


def _close(
    ctx: typer.Context,
    month: str,
    reason: str,
    as_user: str | None,
    as_json: bool,
    database: str | None,
    authority: str | None,
) -> None:
    from ehcp_flow.services.board import closing
    from ehcp_flow.services.board.monthly import read_month

    of = done(read_month(month), 2)
    office = to_write(ctx, database, authority)
    _say_closed(done(closing.close(office, of, as_user, office.clock.now(), reason)), as_json)


def _say_closed(closed: "Frozen", as_json: bool) -> None:
    issue = closed.issue
    if as_json:
        print_json(
            {
                "month": issue.month,
                "issue": issue.issue,
                "hash": issue.hash,
                "rules": issue.rules,
                "figures": len(closed.figures),
            }
        )
        return
    say(
        f"{closed.edition(exact=True).period} is closed: issue {issue.issue}, {len(closed.figures):,} figures, seal {issue.hash[:12]}."
    )
    say(f"Print it: ehcp-flow board --month {issue.month} --out DIR")


@app.command("restated", cls=Command)
def restated(
    ctx: typer.Context,
    month: Month,
    as_user: options.As = None,
    as_json: options.Json = False,
    database: options.Database = None,
    authority: options.Authority = None,
) -> None:
    """Show which figures of a closed month would be different today, and the cases behind each difference.

    Example: ehcp-flow month restated 2026-10
    """
    from ehcp_flow.services.board.monthly import read_month
    from ehcp_flow.services.board.restated import since_closed

    of = done(read_month(month), 2)
    now = done(since_closed(to_read(ctx, database, authority), of, as_user))
    if as_json:
        print_json(asdict(now))
    else:
        _say_restated(now, of.words)


def _say_restated(now: "Restatement", period: str) -> None:
    from ehcp_flow.cli.show import line, table
    from ehcp_flow.services.board.restated import in_words

    if now.rules_changed:
        note(
            f"It was counted by other rules ({now.rules_was}; now {now.rules_now}): not all of this is late recording."
        )
    if not now.figures:
        line(f"{period}, issue {now.issue}: every figure is still the same.")
        return
    line(f"{period}, issue {now.issue}: restated since", "bold")
    rows = []
    for each in now.figures:
        measure_id = each.figure.partition("@")[0].partition(":")[0]
        was, is_now = in_words(each.was, each.parts_was, measure_id), in_words(each.now, each.parts_now, measure_id)
        rows.append((each.title, each.figure.partition("@")[2], was, is_now, _moved_words(each)))
    table(("Figure", "Period", "As printed", "Now", "Cases (+ in, - out)"), rows)


def _moved_words(moved: "Restated") -> str:
    """How many cases came in and went out, then each on a line of its own, up to so many."""
    cases = [*(f"+{case}" for case in moved.entered), *(f"-{case}" for case in moved.left)]
    if not cases:
        return "a date was put right"
    lines = [f"{len(moved.entered):,} in, {len(moved.left):,} out:", *cases[:CASES]]
    if len(cases) > CASES:
        lines.append(f"and {len(cases) - CASES:,} more (--json has all)")
    return "\n".join(lines)


@app.command("readers", cls=Command)
def readers(
    ctx: typer.Context,
    as_json: options.Json = False,
    database: options.Database = None,
    authority: options.Authority = None,
) -> None:
    """List who is sent the report when a month is closed.

    Example: ehcp-flow month readers
    """
    from ehcp_flow.cli.show import table
    from ehcp_flow.services.board import readers as listed

    held = listed.readers(to_read(ctx, database, authority))
    if as_json:
        print_json([asdict(each) for each in held])
    elif held:
        table(("Address", "Name"), [(each.email, each.name) for each in held])
    else:
        say("Nobody is on the list. Add somebody: ehcp-flow month add-reader EMAIL")


@app.command("add-reader", cls=Command)
def add_reader(
    ctx: typer.Context,
    email: Email,
    name: Annotated[str, typer.Option("--name", metavar="NAME", help="The reader's name.")] = "",
    as_user: options.As = None,
    as_json: options.Json = False,
    database: options.Database = None,
    authority: options.Authority = None,
) -> None:
    """Send the report to somebody when a month is closed. Small numbers are held back in what is sent.

    Example: ehcp-flow month add-reader board@example.org --name "SEND Board"
    """
    from ehcp_flow.services.board import readers as listed

    reader = done(listed.add(to_write(ctx, database, authority), email, name, as_user))
    if as_json:
        print_json(asdict(reader))
        return
    say(f"{reader.email} is sent the Board report from the next month that is closed.")


@app.command("remove-reader", cls=Command)
def remove_reader(
    ctx: typer.Context,
    email: Email,
    as_user: options.As = None,
    as_json: options.Json = False,
    database: options.Database = None,
    authority: options.Authority = None,
) -> None:
    """Stop sending the report to somebody.

    Example: ehcp-flow month remove-reader board@example.org
    """
    from ehcp_flow.services.board import readers as listed

    removed = done(listed.remove(to_write(ctx, database, authority), email, as_user))
    if as_json:
        print_json({"removed": removed})
        return
    say(f"{removed} is no longer sent the Board report.")
