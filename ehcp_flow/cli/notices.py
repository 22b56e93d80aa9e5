"""`ehcp-flow notices …`: what health was told, what it answered, and the monthly lists."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from ehcp_flow.cli import notice_people, options
from ehcp_flow.cli.opening import given, opened, to_read, to_write
from ehcp_flow.cli.output import Command, WrongInput, done, print_json, say

if TYPE_CHECKING:
    from ehcp_flow.db.notices import Notice
    from ehcp_flow.services.health.lookups import ShownNotice

app = typer.Typer(no_args_is_help=True, help="See what health was told of a plan, and record what it answers.")
notice_people.join(app)

BEGIN = (
    "No health contact is set up, so health is told nothing. To begin: ehcp-flow notices contact add --role provider "
    "--name “Records team” --provider “NAME OF THE PROVIDER” --role-mailbox --address FOLDER"
)

Number = Annotated[
    str, typer.Argument(metavar="NOTICE", help="HN-2026-00087, or its number alone.", show_default=False)
]
By = Annotated[str, typer.Option("--by", metavar="WHO", help="Who at the provider: “name, role”.", show_default=False)]


@app.command("list", cls=Command)
def list_(
    ctx: typer.Context,
    state: Annotated[
        list[str] | None,
        typer.Option("--state", metavar="STATE", help="queued, held, sent, confirmed… May be given several times."),
    ] = None,
    case: Annotated[str, typer.Option("--case", metavar="CASE", help="Of this case.", show_default=False)] = "",
    limit: options.Limit = 30,
    everything: options.All = False,
    as_json: options.Json = False,
    database: options.Database = None,
    authority: options.Authority = None,
) -> None:
    """List the notices to health, the latest first.

    Example: ehcp-flow notices list --state held
    """
    from ehcp_flow.services.health.lookups import list_notices

    office = to_read(ctx, database, authority)
    reference = options.reference(case) if case else ""
    found = done(list_notices(office, state or (), reference, None if everything else limit))
    if as_json:
        print_json([_document(each) for each in found.notices])
        return
    if not found.in_use:
        say(BEGIN)
    elif not found.notices:
        say("There is no such notice.")
    else:
        _table(found.notices)


@app.command("show", cls=Command)
def show(
    ctx: typer.Context,
    number: Number,
    as_json: options.Json = False,
    database: options.Database = None,
    authority: options.Authority = None,
) -> None:
    """Show one notice: to whom, what it says, and how far it has come.

    Example: ehcp-flow notices show HN-2026-00087
    """
    from ehcp_flow.services.health.lookups import show_notice

    shown = done(show_notice(to_read(ctx, database, authority), _id(number)))
    if as_json:
        print_json(_document(shown))
        return
    from ehcp_flow.cli.notice_words import notice_lines

    for words in notice_lines(shown):
        say(words)


@app.command("acknowledge", cls=Command)
def acknowledge(
    ctx: typer.Context,
    number: Number,
    by: By,
    as_user: options.As = None,
    as_json: options.Json = False,
    database: options.Database = None,
    authority: options.Authority = None,
) -> None:
    """Record that a person at the provider has read a notice.

    Example: ehcp-flow notices acknowledge HN-2026-00087 --by "Ida Penn, records team"
    """
    from ehcp_flow.services.health.answers import acknowledge as answered

    office = to_write(ctx, database, authority)
    _answered(done(answered(office, _id(number), by, as_user)), as_json)


@app.command("confirm", cls=Command)
def confirm(
    ctx: typer.Context,
    number: Number,
    by: By,
    as_user: options.As = None,
    as_json: options.Json = False,
    database: options.Database = None,
    authority: options.Authority = None,
) -> None:
    """Record that the provider has set, updated or cleared the flag.

    Example: ehcp-flow notices confirm HN-2026-00087 --by "Ida Penn, records team"
    """
    from ehcp_flow.services.health.answers import confirm as answered

    office = to_write(ctx, database, authority)
    _answered(done(answered(office, _id(number), by, as_user)), as_json)


@app.command("reject", cls=Command)
def reject(
    ctx: typer.Context,
    number: Number,
    reason: Annotated[str, typer.Option("--reason", metavar="WHY", help="Why.", show_default=False)],
    by: By,
    as_user: options.As = None,
    as_json: options.Json = False,
    database: options.Database = None,
    authority: options.Authority = None,
) -> None:
    """Record that the provider will not do as the notice asks, and why.

    Example: ehcp-flow notices reject HN-2026-00087 --reason "Not our patient" --by "Ida Penn"
    """
    from ehcp_flow.services.health.answers import reject as answered

    office = to_write(ctx, database, authority)
    _answered(done(answered(office, _id(number), reason, by, as_user)), as_json)


@app.command("comment", cls=Command)
def comment(
    ctx: typer.Context,
    number: Number,
    words: Annotated[str, typer.Option("--words", metavar="WORDS", help="The comment.", show_default=False)],
    by: By,
    as_user: options.As = None,
    as_json: options.Json = False,
    database: options.Database = None,
    authority: options.Authority = None,
) -> None:
    """Record what health says about a draft plan. It goes on the work list as a change to decide.

    Example: ehcp-flow notices comment 87 --words "Section G should name the service" --by "Dr Penn"
    """
    from ehcp_flow.services.health.answers import comment as answered

    office = to_write(ctx, database, authority)
    _answered(done(answered(office, _id(number), words, by, as_user)), as_json)


@app.command("release", cls=Command)
def release(
    ctx: typer.Context,
    number: Number,
    identified_by: Annotated[
        str,
        typer.Option(
            "--identified-by",
            metavar="KINDS",
            help="Three kinds of other identifiers by which you confirmed the child, not what they are: name, birth "
            "date, address, postcode, parent's name, school, GP, UPN.",
            show_default=False,
        ),
    ] = "",
    reason: Annotated[
        str,
        typer.Option(
            "--reason", metavar="WHY", help="Why it goes against an objection or a restriction.", show_default=False
        ),
    ] = "",
    as_user: options.As = None,
    as_json: options.Json = False,
    database: options.Database = None,
    authority: options.Authority = None,
) -> None:
    """Let a notice go that waits for a person; have one that was rejected or given up raised anew.

    Example: ehcp-flow notices release 87 --identified-by "name, birth date, address"
    """
    from ehcp_flow.services.health.release import release as released

    office = to_write(ctx, database, authority)
    _answered(done(released(office, _id(number), identified_by, as_user, reason)), as_json)


@app.command("cancel", cls=Command)
def cancel(
    ctx: typer.Context,
    number: Number,
    reason: Annotated[str, typer.Option("--reason", metavar="WHY", help="Why.", show_default=False)],
    as_user: options.As = None,
    as_json: options.Json = False,
    database: options.Database = None,
    authority: options.Authority = None,
) -> None:
    """Decide that a notice which waits is not sent. The same is not raised again; “release” has it raised after all.

    Example: ehcp-flow notices cancel 87 --reason "The family objects, and the practice knows already"
    """
    from ehcp_flow.services.health.release import cancel as cancelled

    office = to_write(ctx, database, authority)
    _answered(done(cancelled(office, _id(number), reason, as_user)), as_json)


@app.command("again", cls=Command)
def again(
    ctx: typer.Context,
    case: options.Case,
    contact: Annotated[int, typer.Argument(metavar="CONTACT", help="The contact's number.", show_default=False)],
    as_user: options.As = None,
    as_json: options.Json = False,
    database: options.Database = None,
    authority: options.Authority = None,
) -> None:
    """Tell a contact of the flag all over again: its own list lacks the child.

    Example: ehcp-flow notices again EHC-2026-00001 4
    """
    from ehcp_flow.services.health.release import tell_again

    raised = done(tell_again(to_write(ctx, database, authority), options.reference(case), contact, as_user))
    if as_json:
        print_json({"raised": raised})
        return
    say(f"Raised: {raised}. Look at “ehcp-flow notices list --case {options.reference(case)}”.")


@app.command("link", cls=Command)
def link(
    ctx: typer.Context,
    number: Number,
    purpose: Annotated[
        str,
        typer.Option("--for", metavar="WHAT", help="acknowledge, confirm, reject or comment.", show_default=False),
    ] = "",
    as_json: options.Json = False,
    database: options.Database = None,
    authority: options.Authority = None,
) -> None:
    """Make a link by which the recipient answers once, without an account. It is shown once and kept nowhere.

    Example: ehcp-flow notices link HN-2026-00087 --for confirm
    """
    from ehcp_flow.services.health.answers import make_link
    from notifications.health.links import Purpose
    from workflows.words import day_words

    if purpose and purpose not in [each.value for each in Purpose]:
        raise WrongInput(f"“{purpose}” is not what a link is for. Give acknowledge, confirm, reject or comment.")
    office = to_write(ctx, database, authority)
    made = done(make_link(office, _id(number), _secret(ctx, database), Purpose(purpose) if purpose else None))
    if as_json:
        print_json(
            {
                "notice": made.notice,
                "for": made.purpose.value,
                "token": made.token,
                "address": made.address or None,
                "expires_at": made.expires_at,
            }
        )
        return
    say(made.address or made.token)
    say(f"It works once, to {made.purpose.value} {made.notice}, until {day_words(made.expires_at.date())}.")
    if not made.address:
        say("No public_url is set, so there is no web address: “ehcp-flow notices answer TOKEN” uses it.")


@app.command("answer", cls=Command)
def answer(
    ctx: typer.Context,
    token: Annotated[str, typer.Argument(metavar="TOKEN", help="The link, or its last part.", show_default=False)],
    acknowledge: Annotated[bool, typer.Option("--acknowledge", help="It was read.")] = False,
    confirm: Annotated[bool, typer.Option("--confirm", help="The flag is as the notice asks.")] = False,
    reject: Annotated[str, typer.Option("--reject", metavar="WHY", help="It is not done.", show_default=False)] = "",
    comment: Annotated[str, typer.Option("--comment", metavar="WORDS", help="On a draft.", show_default=False)] = "",
    by: Annotated[str, typer.Option("--by", metavar="WHO", help="Who answers.", show_default=False)] = "",
    as_json: options.Json = False,
    database: options.Database = None,
    authority: options.Authority = None,
) -> None:
    """Answer a notice by its link, as the recipient would.

    Example: ehcp-flow notices answer TOKEN --acknowledge
    """
    from ehcp_flow.services.health.answers import answer as answered
    from notifications.health.links import Purpose

    chosen = [
        each
        for each, is_meant in (
            (Purpose.ACKNOWLEDGE, acknowledge),
            (Purpose.CONFIRM, confirm),
            (Purpose.REJECT, bool(reject)),
            (Purpose.COMMENT, bool(comment)),
        )
        if is_meant
    ]
    if len(chosen) != 1:
        raise WrongInput("Say one of --acknowledge, --confirm, --reject “why” or --comment “words”.")
    office = to_write(ctx, database, authority)
    notice = done(answered(office, token, _secret(ctx, database), chosen[0], reject or comment, by))
    _answered(notice, as_json)


@app.command("reconcile", cls=Command)
def reconcile(
    ctx: typer.Context,
    month: Annotated[str, typer.Option("--month", metavar="MONTH", help="As 2026-11.", show_default=False)] = "",
    out: Annotated[
        Path | None, typer.Option("--out", metavar="DIR", help="Write the lists here: they hold names and numbers.")
    ] = None,
    answer: Annotated[
        Path | None, typer.Option("--answer", metavar="FILE", exists=True, dir_okay=False, help="A provider's answer.")
    ] = None,
    provider: Annotated[str, typer.Option("--provider", metavar="NAME", help="Whose answer.", show_default=False)] = "",
    as_user: options.As = None,
    as_json: options.Json = False,
    database: options.Database = None,
    authority: options.Authority = None,
) -> None:
    """Make the monthly list for each provider, or read a provider's answer: differences go on the work list.

    Example: ehcp-flow notices reconcile --month 2026-11 --out lists
    """
    from ehcp_flow.cli import notice_words
    from ehcp_flow.services.health.reconciliation import make_lists, read_back

    office = to_write(ctx, database, authority)
    if answer is not None:
        if not provider:
            raise WrongInput("Say whose answer it is with --provider NAME.")
        notice_words.print_answer(done(read_back(office, answer, provider, month, as_user)), as_json)
        return
    wanted = month or f"{office.clock.today():%Y-%m}"
    notice_words.print_lists(done(make_lists(office, wanted, out)), as_json)


@app.command("figures", cls=Command)
def figures(
    ctx: typer.Context,
    month: Annotated[str, typer.Option("--month", metavar="MONTH", help="As 2026-11.", show_default=False)] = "",
    as_at: options.AsAt = None,
    as_json: options.Json = False,
    database: options.Database = None,
    authority: options.Authority = None,
) -> None:
    """Count how well health is told: each figure with what it is of.

    Example: ehcp-flow notices figures --month 2026-11
    """
    from ehcp_flow.cli import notice_words
    from ehcp_flow.services.health.lookups import figures as counted

    office = to_read(ctx, database, authority)
    period = notice_words.month_period(month or f"{office.clock.today():%Y-%m}")
    found = counted(office, period, as_at)
    if as_json:
        print_json(found)
        return
    notice_words.print_figures(found)


def _id(number: str) -> int:
    from ehcp_flow.services.health.facts import notice_id_of

    found = notice_id_of(number)
    if found is None:
        raise WrongInput(f"“{number}” is not the number of a notice. They look like HN-2026-00087.")
    return found


def _secret(ctx: typer.Context, database: str | None) -> str:
    return opened(ctx, database or given(ctx).database).settings.secret_key.get_secret_value()


def _answered(notice: "Notice", as_json: bool) -> None:
    from ehcp_flow.services.health.facts import notice_number
    from notifications.health.kinds import STATE_WORDS, NoticeState

    if as_json:
        print_json({"notice": notice_number(notice), "case": notice.case, "state": notice.stands})
        return
    say(f"{notice_number(notice)} of {notice.case}: {STATE_WORDS[NoticeState(notice.stands)].lower()}.")


def _document(shown: "ShownNotice") -> dict[str, Any]:
    from ehcp_flow.cli.notice_words import notice_document

    return notice_document(shown)


def _table(found: "tuple[ShownNotice, ...]") -> None:
    from ehcp_flow.cli.notice_words import notice_rows
    from ehcp_flow.cli.show import table

    table(("Notice", "Case", "What", "To", "State"), notice_rows(found))
