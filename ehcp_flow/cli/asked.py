"""`ehcp-flow asked …`: what waits for a second person, and agreeing to it or refusing it (docs/decisions/0023)."""

from typing import TYPE_CHECKING, Annotated, Any

import typer

from ehcp_flow.cli import options
from ehcp_flow.cli.opening import to_read, to_write
from ehcp_flow.cli.output import Command, done, print_json, say

if TYPE_CHECKING:
    from collections.abc import Callable

    from ehcp_flow.db.users import User
    from ehcp_flow.services.asking import Asked
    from ehcp_flow.services.cases import Done
    from ehcp_flow.services.office import Office
    from workflows.advance import Proposal

app = typer.Typer(no_args_is_help=True, help="What waits for a second person: list it, agree to it, refuse it.")

Who = Annotated[
    str, typer.Option("--as", metavar="EMAIL", help="Who looks or decides: a user by their e-mail address.")
]
Number = Annotated[int, typer.Argument(metavar="NUMBER", min=1, help="The number in “asked list”.", show_default=False)]


@app.command("list", cls=Command)
def list_(
    ctx: typer.Context,
    as_user: Who,
    as_json: options.Json = False,
    database: options.Database = None,
    authority: options.Authority = None,
) -> None:
    """List what waits for this user to decide, and what they asked for themselves.

    Example: ehcp-flow asked list --as sam@example.gov.uk
    """
    from ehcp_flow.services import asking

    office = to_read(ctx, database, authority)
    found = asking.waiting(office, _user(office, as_user))
    if as_json:
        print_json(
            {"to_decide": [_document(each) for each in found.to_decide], "own": [_document(each) for each in found.own]}
        )
        return
    from ehcp_flow.cli.show import line, table

    for heading, rows in (("For you to decide", found.to_decide), ("What you asked for", found.own)):
        line(heading, "bold")
        if rows:
            table(("No.", "Case", "What", "Why", "Asked by", "How it stands"), [_row(each) for each in rows])
        else:
            line("Nothing.")


@app.command("agree", cls=Command)
def agree(
    ctx: typer.Context,
    number: Number,
    as_user: Who,
    as_json: options.Json = False,
    database: options.Database = None,
    authority: options.Authority = None,
) -> None:
    """Agree to what somebody else asked for: it is recorded under your name, and says who asked.

    Example: ehcp-flow asked agree 3 --as sam@example.gov.uk
    """
    from ehcp_flow.services import asking

    office = to_write(ctx, database, authority)
    recorded = done(asking.agree(office, _user(office, as_user), number))
    if as_json:
        from ehcp_flow.documents import done_document

        print_json(done_document(recorded, office.clock.today()))
        return
    say(f"{recorded.case}: recorded as entry {recorded.outcome.entry.number}.")
    say(f"The case now stands at: {recorded.outcome.view.words}.")


@app.command("refuse", cls=Command)
def refuse(
    ctx: typer.Context,
    number: Number,
    reason: Annotated[str, typer.Option("--reason", help="Why not. Whoever asked reads it.")],
    as_user: Who,
    as_json: options.Json = False,
    database: options.Database = None,
    authority: options.Authority = None,
) -> None:
    """Refuse what somebody else asked for. Nothing is recorded on the case.

    Example: ehcp-flow asked refuse 3 --reason "There is no evidence" --as sam@example.gov.uk
    """
    from ehcp_flow.services import asking

    office = to_write(ctx, database, authority)
    refused = done(asking.refuse(office, _user(office, as_user), number, reason))
    if as_json:
        print_json({"refused_request": refused.change.change_id, "case": refused.case})
        return
    say(f"Request {number} on {refused.case} was refused. Nothing was recorded.")


def ask_for(office: "Office", case: str, proposal: "Proposal", as_user: str, as_json: bool, seen: int | None) -> None:
    """Asks for a change that takes two, and says that it waits."""
    from ehcp_flow.services import asking

    asked = done(asking.ask(office, case, proposal, as_user, seen))
    if as_json:
        print_json({"asked": asked.change.change_id, "case": asked.case})
        return
    say(f"{asked.case}: it waits as request {asked.change.change_id} for another manager or decision maker.")
    say(
        f"They agree with “ehcp-flow asked agree {asked.change.change_id} --as EMAIL”, or on the page “Waiting for a second person”."
    )


def asked_of_another(
    office: "Office",
    case: str,
    proposal: "Proposal",
    as_user: str,
    as_json: bool,
    quiet: bool,
    confirm: "Callable[[Office, Done], None]",
) -> bool:
    """Whether a correction takes two: then it is asked for, after it was shown and confirmed unless `quiet`."""
    from ehcp_flow.services import asking

    looked = done(asking.look(office, case, proposal, as_user))
    if not looked.takes_two:
        return False
    if not quiet:
        say(f"It takes a second person, because {looked.takes_two}.")
        confirm(office, looked)
    ask_for(office, case, proposal, as_user, as_json, looked.version - 1)
    return True


def _user(office: "Office", email: str) -> "User":
    from ehcp_flow.services import asking

    return done(asking.user_of(office, email))


def _document(asked: "Asked") -> dict[str, Any]:
    change = asked.change
    return {
        "request": change.change_id,
        "case": asked.case,
        "kind": change.kind,
        "what": dict(change.what),
        "reason": change.reason,
        "asked_by": change.asked_by,
        "asked_at": change.asked_at,
        "decision": change.decision or None,
        "decided_by": change.decided_by or None,
        "why": change.why or None,
    }


def _row(asked: "Asked") -> tuple[str, ...]:
    from workflows.events import EVENTS
    from workflows.vocabulary import Event

    change, corrects = asked.change, asked.change.what["corrects"]
    what = f"Put entry {corrects} right" if corrects else EVENTS[Event(change.what["event"])].title
    stands = f"{change.decision} by {change.decided_by}" + (f": {change.why}" if change.why else "")
    return (
        str(change.change_id),
        asked.case,
        what,
        change.reason,
        change.asked_by,
        stands if change.decision else "waits",
    )
