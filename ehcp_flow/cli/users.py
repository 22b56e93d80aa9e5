"""`ehcp-flow user …`: who uses EHCP Flow, and with which roles."""

from datetime import date
from typing import TYPE_CHECKING, Annotated, Any

import typer

from ehcp_flow.cli import options
from ehcp_flow.cli.opening import to_read, to_write
from ehcp_flow.cli.output import Command, done, print_json, say

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ehcp_flow.db.absences import Absence
    from ehcp_flow.db.users import User

app = typer.Typer(no_args_is_help=True, help="Say who works here, and what each may do.")

Email = Annotated[str, typer.Argument(metavar="EMAIL", help="By which the user is known.", show_default=False)]


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
    """List the users by name, with who is away and who stands in.

    Example: ehcp-flow user list
    """
    from ehcp_flow.services.telling.absences import absences
    from ehcp_flow.services.users import list_users

    office = to_read(ctx, database, authority)
    users, away_when = list_users(office), absences(office)
    if as_json:
        print_json([_document(user) | {"away": _away(away_when.get(user.user_id, ()))} for user in users])
        return
    if not users:
        say("There is no user yet. Add one with “ehcp-flow user add NAME --email EMAIL --role ROLE”.")
        return
    from ehcp_flow.cli.show import table

    table(
        ("Name", "E-mail", "Roles", "Team", "Active", "Away"),
        [
            (
                user.name,
                user.email,
                _roles(user),
                user.team,
                "yes" if user.active else "no",
                "; ".join(_away_words(each) for each in away_when.get(user.user_id, ())),
            )
            for user in users
        ],
    )


@app.command("away", cls=Command)
def away(
    ctx: typer.Context,
    email: Email,
    until: Annotated[
        date,
        typer.Option("--until", parser=options.typed_day, metavar="DATE", help="The first day back at work."),
    ],
    stand_in: Annotated[
        str,
        typer.Option(
            "--stand-in",
            metavar="EMAIL",
            help="The user who gets the warnings and digests. Without it the manager is told.",
            show_default=False,
        ),
    ] = "",
    since: Annotated[
        date | None,
        typer.Option("--from", parser=options.typed_day, metavar="DATE", help="The first day away. Without it: today."),
    ] = None,
    as_user: options.As = None,
    as_json: options.Json = False,
    database: options.Database = None,
    authority: options.Authority = None,
) -> None:
    """Record that a user is away, and who stands in.

    Example: ehcp-flow user away priya@example.gov.uk --until 14/8/2026 --stand-in sam@example.gov.uk
    """
    from ehcp_flow.services.telling import absences

    absence = done(absences.away(to_write(ctx, database, authority), email, until, stand_in, since, as_user))
    if as_json:
        print_json({"email": email.strip().lower(), "away": _away([absence])})
        return
    told = f"{absence.stand_in} stands in" if absence.stand_in else "nobody stands in, so the manager is told"
    say(f"{email} is {_away_days(absence)}; {told}.")


@app.command("back", cls=Command)
def back(
    ctx: typer.Context,
    email: Email,
    as_user: options.As = None,
    as_json: options.Json = False,
    database: options.Database = None,
    authority: options.Authority = None,
) -> None:
    """Record that a user is back today, or will not be away after all.

    Example: ehcp-flow user back priya@example.gov.uk
    """
    from ehcp_flow.services.telling import absences

    ended = done(absences.back(to_write(ctx, database, authority), email, as_user))
    if as_json:
        print_json({"email": email.strip().lower(), "ended": _away([ended])})
        return
    say(f"{email} is back, and gets their own warnings again.")


@app.command("deactivate", cls=Command)
def deactivate(
    ctx: typer.Context,
    email: Email,
    cases_to: Annotated[
        str, typer.Option("--cases-to", metavar="EMAIL", help="Who takes the open cases.", show_default=False)
    ] = "",
    to_team: Annotated[
        str, typer.Option("--to-team", metavar="TEAM", help="Whose manager takes them.", show_default=False)
    ] = "",
    reason: Annotated[str, typer.Option("--reason", metavar="TEXT", help="Why. It is kept.", show_default=False)] = "",
    as_user: options.As = None,
    as_json: options.Json = False,
    database: options.Database = None,
    authority: options.Authority = None,
) -> None:
    """Record that a user no longer works here, and to whom their open cases go. Past entries keep the name.

    Example: ehcp-flow user deactivate priya@example.gov.uk --cases-to sam@example.gov.uk --reason "Left in May"
    """
    from ehcp_flow.services import leaving

    left = done(leaving.deactivate(to_write(ctx, database, authority), email, cases_to, to_team, reason, as_user))
    if as_json:
        print_json(
            _document(left.user)
            | {
                "cases": list(left.cases),
                "cases_to": left.to or None,
                "absences_ended": left.absences,
                "messages_called_back": left.messages,
            }
        )
        return
    say(f"{left.user.name} ({left.user.email}) is no longer active, and is told nothing more.")
    if left.cases:
        say(f"Now with {left.to}: {', '.join(left.cases)}.")
    else:
        say("No open case was theirs.")


@app.command("activate", cls=Command)
def activate(
    ctx: typer.Context,
    email: Email,
    as_user: options.As = None,
    as_json: options.Json = False,
    database: options.Database = None,
    authority: options.Authority = None,
) -> None:
    """Record that a user works here again. Their former cases stay where they went.

    Example: ehcp-flow user activate priya@example.gov.uk
    """
    from ehcp_flow.services import leaving

    user = done(leaving.activate(to_write(ctx, database, authority), email, as_user))
    if as_json:
        print_json(_document(user))
        return
    say(f"{user.name} ({user.email}) is active again. Give them cases with “ehcp-flow case assign”.")


@app.command("link", cls=Command)
def link(
    ctx: typer.Context,
    email: Email,
    as_user: options.As = None,
    as_json: options.Json = False,
    database: options.Database = None,
    authority: options.Authority = None,
) -> None:
    """Print a link by which a user sets a password: once, within three days. It is kept nowhere, so it is not sent.

    Example: ehcp-flow user link priya@example.gov.uk
    """
    from ehcp_flow.services.access import accounts
    from ehcp_flow.web.words import moment_words

    made = done(accounts.make_link(to_write(ctx, database, authority), email, as_user))
    if as_json:
        print_json({"email": made.user.email, "link": made.address, "until": made.ends_at})
        return
    say(made.address)
    whole = (
        "" if made.address.startswith("http") else " Put the address of this service before it (setting public_url)."
    )
    say(
        f"Give it to {made.user.name} in person or by a way that only they read. "
        f"It opens once, until {moment_words(made.ends_at)}.{whole}"
    )


@app.command("password", cls=Command)
def password(
    ctx: typer.Context,
    email: Email,
    from_stdin: Annotated[
        bool, typer.Option("--password-stdin", help="Read the password from the standard input, one line.")
    ] = False,
    as_user: options.As = None,
    as_json: options.Json = False,
    database: options.Database = None,
    authority: options.Authority = None,
) -> None:
    """Set the password of a user. It is asked for, and not shown; “user link” lets them choose their own.

    Example: ehcp-flow user password priya@example.gov.uk
    """
    import sys

    from ehcp_flow.services.access import accounts

    office = to_write(ctx, database, authority)
    if from_stdin:
        given = sys.stdin.readline().rstrip("\r\n")
    else:
        given = typer.prompt("New password", hide_input=True, confirmation_prompt=True, err=True)
    user = done(accounts.set_password(office, email, given, as_user))
    _answer(as_json, user, "password_set", f"The password of {user.name} ({user.email}) is set. They are signed out.")


@app.command("unlock", cls=Command)
def unlock(
    ctx: typer.Context,
    email: Email,
    as_user: options.As = None,
    as_json: options.Json = False,
    database: options.Database = None,
    authority: options.Authority = None,
) -> None:
    """Let a user try again at once who gave too many wrong passwords.

    Example: ehcp-flow user unlock priya@example.gov.uk
    """
    from ehcp_flow.services.access import accounts

    user = done(accounts.unlock(to_write(ctx, database, authority), email, as_user))
    _answer(as_json, user, "unlocked", f"{user.name} ({user.email}) may try again.")


@app.command("sign-out", cls=Command)
def sign_out(
    ctx: typer.Context,
    email: Email,
    as_user: options.As = None,
    as_json: options.Json = False,
    database: options.Database = None,
    authority: options.Authority = None,
) -> None:
    """Sign a user out of every browser.

    Example: ehcp-flow user sign-out priya@example.gov.uk
    """
    from ehcp_flow.services.access import accounts

    user = done(accounts.sign_out(to_write(ctx, database, authority), email, as_user))
    _answer(as_json, user, "signed_out", f"{user.name} ({user.email}) is signed out everywhere.")


@app.command("forget", cls=Command)
def forget(
    ctx: typer.Context,
    email: Email,
    second_factor: Annotated[
        bool, typer.Option("--second-factor", help="The telephone and the recovery codes are lost.")
    ] = False,
    council: Annotated[
        bool, typer.Option("--council-account", help="Their account at the council's sign-in is another one now.")
    ] = False,
    as_user: options.As = None,
    as_json: options.Json = False,
    database: options.Database = None,
    authority: options.Authority = None,
) -> None:
    """Forget a user's second factor, or to which account of the council's they are bound. They are signed out.

    Example: ehcp-flow user forget priya@example.gov.uk --second-factor
    """
    from ehcp_flow.services.access import accounts

    if second_factor is council:
        raise typer.BadParameter("Give one of --second-factor and --council-account.")
    act = accounts.forget_second_factor if second_factor else accounts.forget_directory
    user = done(act(to_write(ctx, database, authority), email, as_user))
    what = "second factor" if second_factor else "council account"
    _answer(as_json, user, "forgotten", f"The {what} of {user.name} ({user.email}) is forgotten. They are signed out.")


def _answer(as_json: bool, user: "User", what: str, words: str) -> None:
    if as_json:
        print_json({"email": user.email, "done": what})
        return
    say(words)


def _away(found: "Sequence[Absence]") -> list[dict[str, Any]]:
    return [
        {"from": each.away_from, "until": each.back_on, "stand_in": each.stand_in or None, "by": each.made_by}
        for each in found
    ]


def _away_days(absence: "Absence") -> str:
    from workflows.words import day_words

    return f"away from {day_words(absence.away_from)} and back on {day_words(absence.back_on)}"


def _away_words(absence: "Absence") -> str:
    from workflows.words import day_words

    days = f"{day_words(absence.away_from)} to {day_words(absence.back_on)}"
    return f"{days} ({absence.stand_in})" if absence.stand_in else days


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
