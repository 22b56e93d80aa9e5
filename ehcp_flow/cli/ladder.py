"""`ehcp-flow ladder …`: who is warned of what and when; the authority's own warnings in place of the shipped ones."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from ehcp_flow.cli import options
from ehcp_flow.cli.opening import to_read, to_write
from ehcp_flow.cli.output import Command, WrongInput, done, note, print_json, say

if TYPE_CHECKING:
    from ehcp_flow.services.telling.ladders import Changed, DutyLadder, Shown

app = typer.Typer(no_args_is_help=True, help="See and set who is warned of what is due, and when.")
Reason = Annotated[str, typer.Option("--reason", metavar="TEXT", help="Why it is changed. It is kept.")]


@app.command("show", cls=Command)
def show(
    ctx: typer.Context,
    duty: Annotated[
        str | None, typer.Argument(metavar="DUTY", help="One duty, such as final_plan.", show_default=False)
    ] = None,
    as_json: options.Json = False,
    database: options.Database = None,
    authority: options.Authority = None,
) -> None:
    """Show the warnings of every duty: when, to whom, how, and whether they are shipped or the authority's own.

    Example: ehcp-flow ladder show final_plan
    """
    from ehcp_flow.services.telling import ladders

    shown = ladders.show(to_read(ctx, database, authority))
    duties = [each for each in shown.duties if duty in (None, each.duty)]
    if not duties:
        raise WrongInput(f"“{duty}” is not a duty. They are: {', '.join(each.duty for each in shown.duties)}.")
    if as_json:
        print_json(_document(shown, duties))
        return
    for each in duties:
        _say_duty(each)
    if shown.fault:
        note(f"What the authority has set cannot be used, and the shipped warnings count: {shown.fault}")
    elif shown.own:
        say(f"Set by {shown.changed_by} on {shown.changed_on}: {shown.reason}")


@app.command("set", cls=Command)
def set_(
    ctx: typer.Context,
    file: Annotated[Path, typer.Argument(metavar="FILE", help="TOML, with what is to be different.", exists=True)],
    reason: Reason,
    as_user: options.As = None,
    as_json: options.Json = False,
    database: options.Database = None,
    authority: options.Authority = None,
) -> None:
    """Set the authority's own warnings from a file shaped like workflows/law/local_policy.toml.

    It holds only what is to be different: [warning], [warning.duties], [ladder.NAME], [duties]. All else stays as it is
    shipped. What was set before is replaced. Open deadlines follow at once.

    Example: ehcp-flow ladder set warnings.toml --reason "The board wants four weeks for reviews"
    """
    from ehcp_flow.services.telling import ladders

    office = to_write(ctx, database, authority)
    _say_changed(done(ladders.set_ladder(office, file, reason, as_user)), as_json)


@app.command("reset", cls=Command)
def reset(
    ctx: typer.Context,
    reason: Reason,
    as_user: options.As = None,
    as_json: options.Json = False,
    database: options.Database = None,
    authority: options.Authority = None,
) -> None:
    """Take back all that the authority has set: the shipped warnings count again.

    Example: ehcp-flow ladder reset --reason "Back to the shipped warnings"
    """
    from ehcp_flow.services.telling import ladders

    _say_changed(done(ladders.reset(to_write(ctx, database, authority), reason, as_user)), as_json)


def _say_changed(changed: "Changed", as_json: bool) -> None:
    if as_json:
        left_out = [{"duty": each.duty, "rung": each.rung, "why": each.why} for each in changed.left_out]
        print_json({"deadlines": changed.deadlines, "left_out": left_out})
        return
    say(f"Done. Deadlines that are warned of on another day from now on: {changed.deadlines:,}.")
    together: dict[tuple[str, str], list[str]] = {}
    for each in changed.left_out:
        together.setdefault((each.rung, each.why), []).append(each.duty)
    for (rung, why), duties in together.items():
        say(f"Left out: {rung} of {', '.join(duties)}, because {why}.")
    if any(why.startswith("the first warning") for _rung, why in together):
        say("To have them, set an earlier first warning under [warning.duties].")


def _say_duty(each: "DutyLadder") -> None:
    from ehcp_flow.ladder_words import rung_words

    say(f"{each.duty}: {each.title}")
    days = f"{each.warning_days} working day{'' if each.warning_days == 1 else 's'}"
    say(f"  First warning {days} before ({each.warning_from}); ladder “{each.ladder.name}” ({each.ladder_from})")
    if each.severe:
        say(f"  Severe ({each.severe_from}): {each.why}")
    for rung in each.ladder.rungs:
        say(f"  {rung.id:<10} {rung_words(rung)}")
    say()


def _document(shown: "Shown", duties: "list[DutyLadder]") -> dict[str, Any]:
    from ehcp_flow.ladder_words import rung_words

    return {
        "duties": [
            {
                "duty": each.duty,
                "title": each.title,
                "warning_days": each.warning_days,
                "warning_from": each.warning_from,
                "ladder": each.ladder.name,
                "ladder_from": each.ladder_from,
                "severe": each.severe,
                "severe_from": each.severe_from,
                "why": each.why or None,
                "rungs": [
                    {
                        "id": rung.id,
                        "words": rung_words(rung),
                        "tell": [audience.value for audience in rung.tell],
                        "severity": rung.severity.value,
                        "way": rung.way.value,
                        "every": rung.every or None,
                    }
                    for rung in each.ladder.rungs
                ],
            }
            for each in duties
        ],
        "changed_by": shown.changed_by or None,
        "changed_on": shown.changed_on or None,
        "reason": shown.reason or None,
        "fault": shown.fault or None,
    }
