"""`ehcp-flow snooze …`: be quiet about one deadline until a day, for a reason, and never past the legal date."""

from dataclasses import asdict
from datetime import date
from typing import Annotated, Any

import typer
from typer.core import TyperGroup

from ehcp_flow.cli import options
from ehcp_flow.cli.opening import to_read, to_write
from ehcp_flow.cli.output import Command, done, print_json, say

ADD = "add"


class AddsFirst(TyperGroup):
    """`snooze CASE DUTY` is `snooze add CASE DUTY`."""

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        if args and not args[0].startswith("-") and args[0] not in self.commands:
            args = [ADD, *args]
        return super().parse_args(ctx, args)


app = typer.Typer(
    cls=AddsFirst,
    no_args_is_help=True,
    help="Be quiet about one deadline for a while: “ehcp-flow snooze CASE DUTY --until DATE --reason TEXT”.",
)

Duty = Annotated[
    str,
    typer.Argument(metavar="DUTY", help="The duty, such as final_plan (“case show” names it).", show_default=False),
]
Subject = Annotated[
    str,
    typer.Option("--subject", metavar="TEXT", help="Which, where several are open: the adviser.", show_default=False),
]


def _duty(typed: str) -> str:
    return "_".join(typed.replace("-", " ").casefold().split())


@app.command(ADD, cls=Command)
def add(
    ctx: typer.Context,
    case: options.Case,
    duty: Duty,
    until: Annotated[
        date,
        typer.Option(
            "--until", parser=options.typed_day, metavar="DATE", help="From this day on you are warned again."
        ),
    ],
    reason: Annotated[str, typer.Option("--reason", metavar="TEXT", help="Why. It is kept.")],
    subject: Subject = "",
    as_user: options.As = None,
    as_json: options.Json = False,
    database: options.Database = None,
    authority: options.Authority = None,
) -> None:
    """Warn the officer of a case no more of one deadline until a day. Managers are still told.

    Example: ehcp-flow snooze EHC-2026-00001 final_plan --until 12/6/2026 --reason "Advice promised by then"
    """
    from ehcp_flow.services.telling.snoozing import snooze

    office = to_write(ctx, database, authority)
    made = done(snooze(office, options.reference(case), _duty(duty), until, reason, as_user, subject))
    if as_json:
        print_json(asdict(made))
        return
    from ehcp_flow.phrases import full_day

    say(
        f"{made.case}: {made.person} is not warned of “{made.title}” until {full_day(made.until)}. "
        f"It is due {full_day(made.due)}, and that does not change."
    )


@app.command("list", cls=Command)
def list_(
    ctx: typer.Context,
    as_json: options.Json = False,
    database: options.Database = None,
    authority: options.Authority = None,
) -> None:
    """List what is snoozed, the next to end first.

    Example: ehcp-flow snooze list
    """
    from ehcp_flow.services.telling.snoozing import snoozes

    held = snoozes(to_read(ctx, database, authority))
    if as_json:
        print_json([asdict(each) for each in held])
        return
    if not held:
        say("Nothing is snoozed.")
        return
    from ehcp_flow.cli.show import table
    from workflows.words import day_words

    table(
        ("Case", "What must be done", "Due", "Quiet until", "For", "Why", "By"),
        [
            (
                each.case,
                f"{each.title}: {each.subject}" if each.subject else each.title,
                day_words(each.due),
                day_words(each.until),
                each.person,
                each.reason,
                each.made_by,
            )
            for each in held
        ],
    )


@app.command("end", cls=Command)
def end(
    ctx: typer.Context,
    case: options.Case,
    duty: Duty,
    subject: Subject = "",
    as_user: options.As = None,
    as_json: options.Json = False,
    database: options.Database = None,
    authority: options.Authority = None,
) -> None:
    """Warn of a deadline again from now on.

    Example: ehcp-flow snooze end EHC-2026-00001 final_plan
    """
    from ehcp_flow.services.telling.snoozing import end_snooze

    office = to_write(ctx, database, authority)
    ended = done(end_snooze(office, options.reference(case), _duty(duty), as_user, subject))
    if as_json:
        print_json([asdict(each) for each in ended])
        return
    for each in ended:
        say(f"{each.case}: {each.person} is warned of “{each.title}” again.")
