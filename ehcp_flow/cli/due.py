"""`ehcp-flow due`: every open deadline, the earliest first."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated

import typer

from ehcp_flow.cli import options
from ehcp_flow.cli.opening import to_read
from ehcp_flow.cli.output import done, print_json

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date, datetime

    from ehcp_flow.services.lookups import DueLine
    from ehcp_flow.services.office import Office
    from workflows.days import Calendar


def due(
    ctx: typer.Context,
    overdue: Annotated[bool, typer.Option("--overdue", help="Only what is overdue.")] = False,
    owner: Annotated[str | None, typer.Option("--owner", metavar="EMAIL", help="Only this officer's cases.")] = None,
    team: Annotated[str, typer.Option("--team", metavar="TEAM", help="Only this team's cases.")] = "",
    unassigned: Annotated[bool, typer.Option("--unassigned", help="Only cases that nobody has.")] = False,
    within: Annotated[
        int | None,
        typer.Option("--within", min=0, metavar="DAYS", help="Only what is overdue or due in so many days."),
    ] = None,
    as_at: options.AsAt = None,
    known_at: options.KnownAt = None,
    limit: options.Limit = 30,
    everything: options.All = False,
    as_json: options.Json = False,
    database: options.Database = None,
    authority: options.Authority = None,
) -> None:
    """List what is due, the earliest date first, in words: “overdue by 3 days”, “9 working days left”.

    Example: ehcp-flow due --overdue --owner priya@example.gov.uk
    """
    from ehcp_flow.clock import end_of_day
    from ehcp_flow.services import lookups

    office = to_read(ctx, database, authority)
    moment = end_of_day(known_at) if known_at else None
    lines = done(lookups.due(office, as_at, overdue, owner, within, moment, team, unassigned))
    if as_json:
        from ehcp_flow.documents import due_document

        print_json([due_document(line) for line in lines])
        return
    from ehcp_flow.cli.show import line, more
    from ehcp_flow.phrases import full_day, how_many

    day = as_at or office.clock.today()
    if not lines:
        line(_why_empty(office, day, overdue, _Whose(owner, team, unassigned), within, moment))
        return
    as_known = f", as known at the end of {full_day(known_at)}" if known_at else ""
    shown = lines if everything else lines[:limit]
    line(f"{'Overdue' if overdue else 'Due'}, as at {full_day(day)}{as_known}", "bold")
    due_table(shown, day, lookups.calendar_of(office))
    late = sum(each.status == "overdue" for each in lines)
    line(f"{how_many(len(lines), 'open deadline')}, {late:,} of them overdue.")
    more(len(shown), len(lines), "deadline")


def due_table(lines: "Sequence[DueLine]", day: "date", calendar: "Calendar") -> None:
    """Open deadlines, each with its date as a sentence."""
    from ehcp_flow.cli.show import standing_cell, table, what
    from ehcp_flow.phrases import full_day

    table(
        ("Case", "Person", "What must be done", "Due", "How it stands", "Officer"),
        [
            (
                each.case,
                each.person,
                what(each.deadline),
                full_day(each.deadline.due),
                standing_cell(each.deadline, day, calendar),
                each.owner or "nobody yet",
            )
            for each in lines
        ],
    )


@dataclass(frozen=True, slots=True)
class _Whose:
    """Whose cases are asked for."""

    owner: str | None
    team: str
    unassigned: bool

    def __str__(self) -> str:
        words = [
            f" on the cases of {self.owner}" if self.owner else "",
            f" in team {self.team}" if self.team else "",
            " on the cases that nobody has" if self.unassigned else "",
        ]
        return "".join(words)


def _why_empty(
    office: "Office", day: "date", overdue: bool, of: _Whose, within: int | None, moment: "datetime | None"
) -> str:
    """Why nothing is listed, and what would fill the list."""
    from ehcp_flow.cli.lists import NO_CASES
    from ehcp_flow.phrases import full_day, how_many
    from ehcp_flow.services import lookups

    there = done(lookups.due(office, day, owner=of.owner, known_at=moment, team=of.team, unassigned=of.unassigned))
    if not there:
        if not (count := len(done(lookups.list_cases(office)))):
            return NO_CASES
        return f"Nothing is due{of} as at {full_day(day)}: none of the {how_many(count, 'case')} held has an open date."
    first = f"{how_many(len(there), 'deadline')} open{of}; the first is due {full_day(there[0].deadline.due)}."
    if overdue:
        return f"Nothing is overdue{of} as at {full_day(day)}: {first}"
    return f"Nothing is due within {within} days of {full_day(day)}: {first}"
