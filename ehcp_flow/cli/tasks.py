"""`ehcp-flow task …`: the work list, and saying that something on it is done."""

from typing import TYPE_CHECKING, Annotated, Any

import typer

from ehcp_flow.cli import options
from ehcp_flow.cli.opening import to_read, to_write
from ehcp_flow.cli.output import Command, done, print_json, say

if TYPE_CHECKING:
    from ehcp_flow.services.tasks import ShownTask

app = typer.Typer(no_args_is_help=True, help="See what a person must look at, and say that it is done.")


@app.command("list", cls=Command)
def list_(
    ctx: typer.Context,
    case: Annotated[str, typer.Option("--case", metavar="CASE", help="Of this case.", show_default=False)] = "",
    kind: Annotated[str, typer.Option("--kind", metavar="KIND", help="Of this kind.", show_default=False)] = "",
    mine: Annotated[
        str, typer.Option("--of", metavar="EMAIL", help="Of this officer's cases, and of nobody's.", show_default=False)
    ] = "",
    everything: Annotated[bool, typer.Option("--all", help="Those that are done, too.")] = False,
    as_json: options.Json = False,
    database: options.Database = None,
    authority: options.Authority = None,
) -> None:
    """List what a person must look at, the earliest due first.

    Example: ehcp-flow task list --case EHC-2026-00001
    """
    from ehcp_flow.services.tasks import list_tasks

    office = to_read(ctx, database, authority)
    reference = options.reference(case) if case else ""
    found = done(list_tasks(office, everything, reference, kind, mine))
    if as_json:
        print_json([_document(each) for each in found])
        return
    if not found:
        say("There is nothing on the list.")
        return
    for each in found:
        _print(each)


@app.command("done", cls=Command)
def done_(
    ctx: typer.Context,
    number: Annotated[int, typer.Argument(metavar="NUMBER", help="As “task list” gives it.", show_default=False)],
    outcome: Annotated[str, typer.Option("--outcome", metavar="WORDS", help="What came of it.", show_default=False)],
    by: options.As = None,
    as_json: options.Json = False,
    database: options.Database = None,
    authority: options.Authority = None,
) -> None:
    """Say that something on the list is done, and what came of it.

    Example: ehcp-flow task done 12 --outcome "Told the school nurse by telephone"
    """
    from ehcp_flow.services.tasks import finish_task

    task = done(finish_task(to_write(ctx, database, authority), number, outcome, by))
    if as_json:
        print_json({"task": task.task_id, "done_by": task.done_by, "done_at": task.done_at, "outcome": task.outcome})
        return
    say(f"Task {task.task_id} is done: {task.outcome}")


def _document(each: "ShownTask") -> dict[str, Any]:
    task = each.task
    return {
        "task": task.task_id,
        "kind": task.kind,
        "case": each.listed.case or None,
        "owner": each.owner or None,
        "what": task.what,
        "do": task.do,
        "due": task.due_on,
        "made_at": task.made_at,
        "done_at": task.done_at,
        "done_by": task.done_by or None,
        "outcome": task.outcome or None,
    }


def _print(each: "ShownTask") -> None:
    from ehcp_flow.cli.show import line
    from workflows.words import day_words

    task = each.task
    due = f", due {day_words(task.due_on)}" if task.due_on else ""
    case = f"  {each.listed.case}" if each.listed.case else ""
    line(f"{task.task_id}{case}  {task.what}{due}", "bold")
    if task.done_at is not None:
        line(f"   Done by {task.done_by}: {task.outcome}")
    else:
        line(f"   To do: {task.do}")
