"""`ehcp-flow user …`: who uses EHCP Flow, and with which roles."""

from typing import TYPE_CHECKING, Annotated, Any

import typer

from ehcp_flow.cli import options
from ehcp_flow.cli.opening import to_read, to_write
from ehcp_flow.cli.output import Command, done, print_json, say

if TYPE_CHECKING:
    from ehcp_flow.db.users import User

app = typer.Typer(no_args_is_help=True, help="Say who works here, and what each may do.")


@app.command("add", cls=Command)
def add(
    ctx: typer.Context,
    name: Annotated[str, typer.Argument(metavar="NAME", help="“Forename Surname”.", show_default=False)],
    email: Annotated[str, typer.Option("--email", metavar="EMAIL", help="By which the user is known.")],
    role: Annotated[
        list[str],
        typer.Option("--role", metavar="ROLE", help="caseworker, manager, decision_maker… May be given several times."),
    ],
    team: Annotated[str, typer.Option("--team", metavar="TEAM", help="The team.", show_default=False)] = "",
    as_json: options.Json = False,
    database: options.Database = None,
    authority: options.Authority = None,
) -> None:
    """Add a user with one role or several.

    Example: ehcp-flow user add "Priya Nair" --email priya@example.gov.uk --role caseworker --team East
    """
    from ehcp_flow.services.users import add_user

    roles = ["_".join(each.replace("-", " ").casefold().split()) for each in role]
    user = done(add_user(to_write(ctx, database, authority), name, email, roles, team))
    if as_json:
        print_json(_document(user))
        return
    say(f"{user.name} ({user.email}) was added: {_roles(user)}{f', team {user.team}' if user.team else ''}.")


@app.command("list", cls=Command)
def list_(
    ctx: typer.Context,
    as_json: options.Json = False,
    database: options.Database = None,
    authority: options.Authority = None,
) -> None:
    """List the users by name.

    Example: ehcp-flow user list
    """
    from ehcp_flow.services.users import list_users

    users = list_users(to_read(ctx, database, authority))
    if as_json:
        print_json([_document(user) for user in users])
        return
    if not users:
        say("There is no user yet. Add one with “ehcp-flow user add NAME --email EMAIL --role ROLE”.")
        return
    from ehcp_flow.cli.show import table

    table(
        ("Name", "E-mail", "Roles", "Team", "Active"),
        [(user.name, user.email, _roles(user), user.team, "yes" if user.active else "no") for user in users],
    )


def _roles(user: "User") -> str:
    return ", ".join(sorted(role.value.replace("_", " ") for role in user.roles))


def _document(user: "User") -> dict[str, Any]:
    return {
        "name": user.name,
        "email": user.email,
        "roles": sorted(role.value for role in user.roles),
        "team": user.team or None,
        "active": user.active,
    }
