"""`ehcp-flow outbox …`: the messages, what became of each, and what a person decides about them."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from ehcp_flow.cli import options
from ehcp_flow.cli.opening import opened, to_read, to_write
from ehcp_flow.cli.output import Command, WrongInput, done, print_json, say

if TYPE_CHECKING:
    from ehcp_flow.services.sending.desk import OpenedMessage, ShownMessage

app = typer.Typer(no_args_is_help=True, help="See the messages, and decide about those that did not arrive.")

Id = Annotated[
    str, typer.Argument(metavar="ID", help="As “outbox list” gives it, or its beginning.", show_default=False)
]
Reason = Annotated[str, typer.Option("--reason", metavar="WORDS", help="Why, in words.", show_default=False)]
LARGEST_REPORT = 10_000_000


@app.command("list", cls=Command)
def list_(
    ctx: typer.Context,
    state: Annotated[
        str,
        typer.Option("--state", metavar="STATE", help="ready, sent, failed, bounced, uncertain…", show_default=False),
    ] = "",
    kind: Annotated[str, typer.Option("--kind", metavar="KIND", help="Of this kind.", show_default=False)] = "",
    case: Annotated[str, typer.Option("--case", metavar="CASE", help="About this case.", show_default=False)] = "",
    limit: options.Limit = 50,
    everything: options.All = False,
    as_json: options.Json = False,
    database: options.Database = None,
    authority: options.Authority = None,
) -> None:
    """List the messages, the newest first.

    Example: ehcp-flow outbox list --state failed
    """
    from ehcp_flow.services.sending.desk import list_messages

    reference = options.reference(case) if case else ""
    known_state, known_kind = _state(state), _kind(kind)
    office = to_read(ctx, database, authority)
    most = None if everything or as_json else limit + 1
    found = list_messages(office, state=known_state, kind=known_kind, case=reference, limit=most)
    if as_json:
        print_json([_row(each) for each in found])
        return
    if not found:
        say("No message fits." if state or kind or case else "There is no message yet.")
        return
    _table(found if everything else found[:limit])
    if not everything and len(found) > limit:
        say("There are more. Show them with --all.")


@app.command("show", cls=Command)
def show(
    ctx: typer.Context,
    message: Id,
    as_json: options.Json = False,
    database: options.Database = None,
    authority: options.Authority = None,
) -> None:
    """Show one message: what became of it, and its text.

    Example: ehcp-flow outbox show 3f2a
    """
    from ehcp_flow.services.sending.desk import show_message

    found = done(show_message(to_read(ctx, database, authority), message))
    if as_json:
        print_json(_opened(found))
        return
    _say_opened(found)


@app.command("retry", cls=Command)
def retry(
    ctx: typer.Context,
    message: Annotated[str, typer.Argument(metavar="[ID]", help="The message.", show_default=False)] = "",
    all_failed: Annotated[bool, typer.Option("--all-failed", help="Every one that failed.")] = False,
    by: options.As = None,
    as_json: options.Json = False,
    database: options.Database = None,
    authority: options.Authority = None,
) -> None:
    """Send a message again that failed, came back, or of which nobody knows whether it arrived.

    Example: ehcp-flow outbox retry 3f2a
    """
    from ehcp_flow.services.sending.desk import retry_all_failed, retry_message

    if bool(message) == all_failed:
        raise WrongInput("Say which message to send again: give its ID, or --all-failed.")
    office = to_write(ctx, database, authority)
    if all_failed:
        again, left = done(retry_all_failed(office, by))
        if as_json:
            print_json({"again": again, "left": left})
            return
        say(f"{again:,} will be sent again with the next run.")
        if left:
            say(f"{left:,} may not be. “ehcp-flow outbox retry ID” says why.")
        return
    found = done(retry_message(office, message, by))
    if as_json:
        print_json({"id": found.message_id, "state": "ready"})
        return
    say(f"{found.message_id[:12]} will be sent again with the next run.")


@app.command("settle", cls=Command)
def settle(
    ctx: typer.Context,
    message: Id,
    reason: Reason,
    sent: Annotated[bool | None, typer.Option("--sent/--not-sent", help="Whether it arrived.")] = None,
    by: options.As = None,
    as_json: options.Json = False,
    database: options.Database = None,
    authority: options.Authority = None,
) -> None:
    """Say whether a message arrived of which nobody knew.

    Example: ehcp-flow outbox settle 3f2a --sent --reason "The surgery has it"
    """
    from ehcp_flow.services.sending.desk import settle_message

    if sent is None:
        raise WrongInput("Say whether it arrived: give --sent or --not-sent.")
    found = done(settle_message(to_write(ctx, database, authority), message, sent=sent, reason=reason, as_user=by))
    state = "sent" if sent else "failed"
    if as_json:
        print_json({"id": found.message_id, "state": state})
        return
    say(f"{found.message_id[:12]} is now {'sent' if sent else 'not sent'}.")
    if not sent:
        say(f"Send it again with “ehcp-flow outbox retry {found.message_id[:12]}”.")


@app.command("release", cls=Command)
def release(
    ctx: typer.Context,
    reason: Reason,
    by: options.As = None,
    as_json: options.Json = False,
    database: options.Database = None,
    authority: options.Authority = None,
) -> None:
    """Let out the messages that are held because there are so many. Those decided later are counted anew.

    Example: ehcp-flow outbox release --reason "First digest after the holidays"
    """
    from ehcp_flow.phrases import how_many
    from ehcp_flow.services.sending.desk import release_held

    released = done(release_held(to_write(ctx, database, authority), reason, by))
    if as_json:
        print_json({"released": released})
        return
    say(f"{how_many(released, 'message')} may go with the next run.")


@app.command("bounce", cls=Command)
def bounce(
    ctx: typer.Context,
    file: Annotated[Path, typer.Argument(metavar="FILE", help="The report, saved as .eml.", show_default=False)],
    as_json: options.Json = False,
    database: options.Database = None,
    authority: options.Authority = None,
) -> None:
    """Read a mail server's report that a message did not arrive.

    Example: ehcp-flow outbox bounce report.eml
    """
    from ehcp_flow.services.sending.bounces import note_report

    if not file.is_file():
        raise WrongInput(f"{file} is not a file. Save the report from the mail program as .eml and give its name.")
    if file.stat().st_size > LARGEST_REPORT:
        raise WrongInput(f"{file} is too large to be a report of a mail server.")
    settings = opened(ctx, database).settings
    found = done(note_report(to_write(ctx, database, authority), settings, file.read_bytes()))
    if as_json:
        print_json(
            {
                "id": found.message.message_id,
                "outcome": found.outcome,
                "doubted": found.doubted or None,
                "why": found.why,
            }
        )
        return
    short = found.message.message_id[:12]
    match found.outcome:
        case "bounced":
            say(f"{short} came back. {found.why}")
        case "delivered":
            say(f"{short} was delivered.")
        case _:
            say(f"{short}: the server is still trying, or has passed it on. Nothing was changed.")
    if found.doubted:
        say(f"{found.doubted} is now in doubt: nothing goes there until “ehcp-flow outbox trust {found.doubted}”.")


@app.command("trust", cls=Command)
def trust(
    ctx: typer.Context,
    address: Annotated[str, typer.Argument(metavar="ADDRESS", help="The address.", show_default=False)],
    reason: Reason,
    by: options.As = None,
    as_json: options.Json = False,
    database: options.Database = None,
    authority: options.Authority = None,
) -> None:
    """Say that an address in doubt is right.

    Example: ehcp-flow outbox trust flags@provider.example --reason "Checked by telephone"
    """
    from ehcp_flow.services.sending.desk import trust_address

    found = done(trust_address(to_write(ctx, database, authority), address, reason, by))
    if as_json:
        print_json({"address": found.address, "was": found.why})
        return
    say(f"Messages go to {found.address} again. Those that failed are sent with “ehcp-flow outbox retry”.")


def _state(typed: str) -> str:
    from ehcp_flow.services.sending.desk import STATES

    name = typed.strip().lower()
    if name and name not in STATES:
        raise WrongInput(f"“{typed}” is not a state of a message. They are: {', '.join(STATES)}.")
    return name


def _kind(typed: str) -> str:
    from ehcp_flow.cli.inputs import nearest
    from notifications.catalogue import CATALOGUE

    name = "_".join(typed.replace("-", " ").lower().split())
    if name and name not in CATALOGUE:
        near = nearest(name, list(CATALOGUE)) or list(CATALOGUE)
        raise WrongInput(f"“{typed}” is not a kind of message. Did you mean one of these? {', '.join(near)}.")
    return name


def _row(each: "ShownMessage") -> dict[str, Any]:
    message = each.message
    return {
        "id": message.message_id,
        "kind": message.kind,
        "to": message.recipient,
        "case": each.listed.case or None,
        "subject": each.subject,
        "state": message.state,
        "channel": message.channel,
        "sent_at": message.sent_at,
        "attempts": message.attempts,
        "error": message.error or None,
    }


def _table(found: "list[ShownMessage]") -> None:
    from ehcp_flow.cli.show import table

    table(
        ("Id", "To", "Subject", "State", "Sent", "Why"),
        [
            (
                each.message.message_id[:12],
                each.message.recipient,
                each.subject,
                each.message.state,
                _moment(each.message.sent_at),
                each.message.error,
            )
            for each in found
        ],
    )


def _opened(found: "OpenedMessage") -> dict[str, Any]:
    from ehcp_flow.services.sending.desk import ShownMessage

    message, text = found.message, found.text
    return _row(ShownMessage(found.listed, text.subject if text else "")) | {
        "decided_at": message.created_at,
        "next_try_at": message.next_try_at if message.state == "ready" else None,
        "statutory": message.statutory,
        "receipt": message.answer or None,
        "text": text.body if text else None,
        "fault": found.fault or None,
    }


def _say_opened(found: "OpenedMessage") -> None:
    message = found.message
    lines = (
        ("Id", message.message_id),
        ("Kind", message.kind),
        ("To", message.recipient),
        ("Case", found.listed.case),
        ("State", message.state),
        ("Channel", message.channel),
        ("Decided", _moment(message.created_at)),
        ("Sent", _moment(message.sent_at)),
        ("Next try", _moment(message.next_try_at) if message.state == "ready" else ""),
        ("Attempts", str(message.attempts)),
        ("Why", message.error),
        ("Receipt", message.answer),
    )
    for name, value in lines:
        if value:
            say(f"{name + ':':<10}{value}")
    say()
    say(f"Subject: {found.text.subject}\n\n{found.text.body}" if found.text else found.fault)


def _moment(moment: Any) -> str:
    """A moment as London reads it: 3 March 2026, 09:30."""
    if moment is None:
        return ""
    from ehcp_flow.clock import LONDON
    from workflows.words import day_words

    there = moment.astimezone(LONDON)
    return f"{day_words(there.date())}, {there:%H:%M}"
