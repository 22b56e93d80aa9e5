"""`ehcp-flow run-due`, `scheduler` and `status`: what is due is done, by hand or by itself, and how that goes."""

import sys
from datetime import date, datetime
from typing import TYPE_CHECKING, Annotated, Any

import typer

from ehcp_flow.cli import options
from ehcp_flow.cli.opening import check, opened
from ehcp_flow.cli.output import FAULT, NO_DATABASE, done, note, print_json, say

if TYPE_CHECKING:
    from ehcp_flow.services.running.run_due import Done


def run_due(
    ctx: typer.Context,
    as_at: Annotated[
        date | None,
        typer.Option(
            "--as-at",
            parser=options.typed_day,
            metavar="DATE",
            help="Do it as if it were noon of this day. It is done: what is told of a day to come is not told again on "
            "the day. In production a day to come needs --dry-run.",
        ),
    ] = None,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Say what would be done; write nothing, send nothing.")
    ] = False,
    everything: Annotated[
        bool, typer.Option("--all", help="Send also what is held because there is too much of it.")
    ] = False,
    at_once: Annotated[
        bool, typer.Option("--now", help="Do not wait out the pause after a failure, also if no terminal asks.")
    ] = False,
    as_json: options.Json = False,
    database: options.Database = None,
) -> None:
    """Do what is due now, for every authority: raise warnings, follow up health notices, make digests, send messages.

    Instead of “ehcp-flow scheduler”, cron may call this each minute: it does the same, makes up what was missed, and does
    nothing twice, also when several call it at once. Ends with 1 where a piece of work failed by a mistake of the program
    (it is tried again later); with 0 where only messages could not be sent or cases were set aside, which is said.

    A piece of work that failed is tried again after a minute, then two, four and so on up to half an hour. Typed at a
    terminal, or with --now or --as-at, it is tried at once.

    Example: ehcp-flow run-due --as-at 2026-03-31 --dry-run
    """
    from ehcp_flow.services.running import run_due as service

    found = opened(ctx, database)
    check(found)
    now = found.clock.now()
    ahead = as_at is not None and as_at > found.clock.today()
    if as_at is not None:
        done(service.not_ahead(found, as_at, dry_run))
        found, now = service.at_noon_of(found, as_at)
    a_person = at_once or as_at is not None or bool(sys.stdin and sys.stdin.isatty())
    what = service.run_due(found, now, dry_run=dry_run, by_hand=True, waits=not a_person, all_of_it=everything)
    if as_json:
        print_json(_done_document(what, now, dry_run))
    else:
        _say_done(what, now, as_at is not None, dry_run)
        if ahead and not dry_run:
            say("That day has not come. What was told is told: on the day itself it is not told again.")
    if what.faults:
        raise typer.Exit(FAULT)


def _done_document(done: "Done", now: datetime, dry_run: bool) -> dict[str, Any]:
    from ehcp_flow.clock import london_date

    names = (
        "warnings", "notices", "digests", "sent", "failed", "set_aside", "held", "uncertain", "waiting", "unheard",
    )  # fmt: skip
    faults = [{"task": each.task, "authority": each.authority, "why": each.words} for each in done.faults]
    counts = {name: getattr(done, name) for name in names}
    return counts | {"faults": faults, "as_at": london_date(now), "dry_run": dry_run}


def _say_done(done: "Done", now: datetime, as_at: bool, dry_run: bool) -> None:
    from ehcp_flow.cli.status_page import RELEASE, fault_line
    from ehcp_flow.clock import civil_date, london_date
    from ehcp_flow.phrases import full_day, how_many

    if as_at:
        say(f"As if it were noon on {full_day(london_date(now))}.")
    if dry_run:
        say("This would be done; nothing was written and nothing was sent.")
    say(
        f"{how_many(done.warnings, 'warning')} raised, {how_many(done.notices, 'health notice')} followed up, "
        f"{how_many(done.digests, 'digest')} made."
    )
    if civil_date(now) < london_date(now):
        say("It is not 07:00 yet: what today brings is told from then on.")
    messages = f"{how_many(done.sent, 'message')} {'to send' if dry_run else 'sent'}"
    failed = done.failed - len(done.faults)
    say(f"{messages}, {failed:,} could not be sent." if failed else f"{messages}.")
    if done.waiting:
        say(
            f"{how_many(done.waiting, 'message')} could not be sent now and will be tried again. "
            "“ehcp-flow outbox list --state ready” says why."
        )
    if done.unheard:
        say(
            f"Nobody could be told of {how_many(done.unheard, 'case')}: give them an officer (“ehcp-flow case assign”), "
            "add a manager (“ehcp-flow user add”), or set office_email."
        )
    if done.uncertain:
        say(f"Of {how_many(done.uncertain, 'message')} nobody knows whether they went: a person must decide.")
    if done.held:
        say(
            f"Held: {how_many(done.held, 'message')}, because so many at once may be a mistake. To send them: {RELEASE}"
        )
    if done.set_aside:
        say(f"Set aside: {how_many(done.set_aside, 'case')} that could not be worked on; the rest was done.")
    for fault in done.faults:
        note(fault_line(fault))
    if done.faults:
        note("What failed is tried again later; “ehcp-flow status” tells how it went.")


def scheduler(
    ctx: typer.Context,
    once: Annotated[
        bool, typer.Option("--once", help="Do what is due once, unless another process leads, and end.")
    ] = False,
    as_json: options.Json = False,
    database: options.Database = None,
) -> None:
    """Do what is due each minute, until stopped by Ctrl+C or SIGTERM.

    Several may run, on PostgreSQL also on several machines: one of them leads and works, and if it dies another takes
    over within seconds. What was missed while none ran is made up at the start, once. A scheduler is not a must:
    “ehcp-flow run-due”, called by cron each minute, does the same.

    Example: ehcp-flow scheduler
    """
    from ehcp_flow.scheduler import Scheduler, stopped_by_signals

    found = opened(ctx, database)
    check(found)
    process = Scheduler(found, tell=note)
    if once:
        what = process.once()
        _say_once(what, found.clock.now(), as_json)
        if what is not None and what.faults:
            raise typer.Exit(FAULT)
        return
    if as_json:
        print_json({"process": process.process, "database": found.place})
    else:
        say(f"The scheduler works on {found.place}. Stop it with Ctrl+C.")
    with stopped_by_signals() as stop:
        process.run(stop)
    note("The scheduler has ended.")


def _say_once(done: "Done | None", now: datetime, as_json: bool) -> None:
    if as_json:
        print_json({"leads": done is not None} | (_done_document(done, now, False) if done else {}))
    elif done is None:
        say("Another process leads and does what is due; nothing was done here.")
    else:
        _say_done(done, now, False, False)


def status(
    ctx: typer.Context,
    as_json: options.Json = False,
    database: options.Database = None,
) -> None:
    """Say when the dates were last checked and by whom, what was done, what waits and what failed.

    Ends with 4 if the last check is more than five minutes ago or there was none, so that nobody is being warned; and if
    a message has waited to be sent for more than four hours.

    Example: ehcp-flow status
    """
    from ehcp_flow.cli.status_page import say_status, status_document
    from ehcp_flow.services.running.status import status as ask

    found = opened(ctx, database)
    check(found)
    answer = ask(found, found.clock.now())
    if as_json:
        print_json(status_document(answer))
    else:
        say_status(answer)
    if answer.amiss:
        raise typer.Exit(NO_DATABASE)
