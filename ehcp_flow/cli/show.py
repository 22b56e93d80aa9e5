"""What the terminal shows: tables that fold and never cut, the page of a case, what a step changes."""

from collections.abc import Iterable, Sequence
from datetime import date
from typing import TYPE_CHECKING, Any

from rich.box import SIMPLE_HEAD
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from ehcp_flow.cli.terminal import screen
from ehcp_flow.clock import LONDON, london_date
from ehcp_flow.documents import change, full_name, paired, undated_words
from ehcp_flow.fact_words import facts_words as facts_words
from ehcp_flow.fact_words import plain
from ehcp_flow.phrases import age, due_sentence, full_day, how_many, standing_words
from ehcp_flow.phrases import what as what
from workflows.events import EVENTS
from workflows.explain import explain
from workflows.vocabulary import Standing
from workflows.words import day_words, sentence

if TYPE_CHECKING:
    from ehcp_flow.services.lookups import ShownCase
    from workflows.advance import Moved
    from workflows.clocks import Deadline
    from workflows.days import Calendar
    from workflows.ledger import Entry

COLOUR = {
    Standing.OVERDUE: "bold red",
    Standing.DUE_TODAY: "bold yellow",
    Standing.DUE_SOON: "yellow",
    Standing.MET_LATE: "red",
    Standing.MET: "green",
}
"""The colour repeats what the words say."""

UNFOLDED = ("Case", "No.", "Born")


def table(headings: Sequence[str], rows: Iterable[Sequence[str | Text]], right: Sequence[str] = ()) -> None:
    """Print a table. What does not fit is folded; columns named in `right` stand at the right."""
    made = Table(box=SIMPLE_HEAD, pad_edge=False, header_style="bold", show_edge=False)
    for heading in headings:
        justify: Any = "right" if heading in right else "left"
        made.add_column(heading, justify=justify, overflow="fold", no_wrap=heading in UNFOLDED)
    for row in rows:
        made.add_row(*row)
    screen().print(made)


def line(words: str = "", style: str = "") -> None:
    """A paragraph, folded at the edge of the terminal."""
    screen().print(Text(words, style=style), soft_wrap=not screen().is_terminal)


def indented(words: str, by: int = 2) -> None:
    """A paragraph that stands in."""
    where = screen()
    if where.is_terminal:
        where.print(Padding(Text(words), (0, 0, 0, by)))
    else:
        where.print(Text(" " * by + words), soft_wrap=True)


def standing_cell(deadline: "Deadline", on: date, calendar: "Calendar") -> Text:
    words = standing_words(deadline, on, calendar)
    return Text(words[:1].upper() + words[1:], style=COLOUR.get(deadline.standing(on), ""))


def case_page(shown: "ShownCase", calendar: "Calendar", why: bool) -> None:
    """The page of a case."""
    on = shown.as_at
    line(f"{full_name(shown.person)}   {shown.reference}   {shown.view.words}", "bold")
    line(_introduction(shown))
    if shown.known_at is not None:
        line(f"As it stood on {full_day(on)}, as it was known at the end of {full_day(london_date(shown.known_at))}.")
    else:
        line(f"As it stood on {full_day(on)}.")
    line()
    _next(shown, calendar, why)
    _undated(shown)
    line()
    if shown.deadlines:
        line("Every date this case has had", "bold")
        if why:
            _explained(shown, calendar)
        else:
            rows = [_deadline_row(each, on, calendar) for each in shown.deadlines]
            table(("Due", "What must be done", "How it stands", "By whom"), rows)
            line(f"“ehcp-flow case show {shown.reference} --why” explains each of them.")
        line()
    _options(shown)
    line("What happened", "bold")
    table(("No.", "Happened", "What", "Recorded", "Details"), [_entry_row(shown, each) for each in shown.entries])
    for misfit in shown.view.misfits:
        line(f"Note on entry {misfit.entry.number}: {misfit.why}.")


def _introduction(shown: "ShownCase") -> str:
    person, view = shown.person, shown.view
    parts = []
    if person.born:
        parts.append(f"{age(person.born, shown.as_at)} years old, born {day_words(person.born)}")
    if person.upn:
        parts.append(f"UPN {person.upn}")
    first = view.entries[0] if view.entries else None
    if first is not None:
        came = f"{EVENTS[first.event].title}{f' from {plain(source)}' if (source := first.fact('source')) else ''}"
        parts.append(f"{came}{', ' if first.dated else ' '}{_happened(first)}")
    parts.append(f"Officer: {shown.owner or 'nobody yet'}")
    return ". ".join(parts) + "."


def _happened(entry: "Entry") -> str:
    """The day; of what is known only to have happened by a day, that."""
    return full_day(entry.occurred_on) if entry.dated else f"by {day_words(entry.occurred_on)}"


def _next(shown: "ShownCase", calendar: "Calendar", why: bool) -> None:
    """What is due next, with its reason, which is left to the list of dates where that explains every one (`why`)."""
    following = next((each for each in shown.deadlines if each.live and each.binding and not each.floor), None)
    if following is None:
        nothing = "nothing that can be dated is due" if shown.undated else "nothing is due on this case"
        line(f"Next: {nothing}.", "bold")
        return
    line(f"Next: {what(following)}, {due_sentence(following, shown.as_at, calendar)}", "bold")
    if why:
        return
    indented(f"Why this date? {explain(following)}")
    if following.rule is not None:
        indented(following.rule.source.href)


def _undated(shown: "ShownCase") -> None:
    """The duties for which no deadline can run, and why."""
    for each in shown.undated:
        line(f"Cannot be dated: {each.title}. {undated_words(each)}")


def _options(shown: "ShownCase") -> None:
    """What may be recorded, and what may not with its reason: it is listed and not hidden."""
    may = [(each.title, each.event.value) for each in shown.options if each.refusal is None]
    may_not = [(each.title, sentence(each.refusal.why)) for each in shown.options if each.refusal is not None]
    if may:
        line("What may be recorded next", "bold")
        table(("Step", "Name for “case record”"), may)
        line()
    if may_not:
        line("What may not, and why", "bold")
        table(("Step", "Why not"), may_not)
        line()


def _explained(shown: "ShownCase", calendar: "Calendar") -> None:
    for deadline in shown.deadlines:
        line()
        line(f"{what(deadline)}: {due_sentence(deadline, shown.as_at, calendar)}")
        indented(explain(deadline))
        if deadline.rule is not None:
            indented(deadline.rule.source.href)


def _deadline_row(deadline: "Deadline", on: date, calendar: "Calendar") -> tuple[str | Text, ...]:
    title = what(deadline)
    if deadline.floor:
        title += " (a window to be given)"
    elif deadline.live and not deadline.binding:
        title += " (another clock binds first)"
    return full_day(deadline.due), title, standing_cell(deadline, on, calendar), deadline.owed_by


def _entry_row(shown: "ShownCase", entry: "Entry") -> tuple[str | Text, ...]:
    """A line of the ledger; what was put right is struck through, and says by which entry."""
    details = facts_words(entry.facts)
    if entry.corrects is not None:
        details = f"puts entry {entry.corrects} right: {details}"
    if entry.source:
        details = f"{details}; from {entry.source}" if details else f"from {entry.source}"
    corrected = shown.corrected_by.get(entry.number)
    style = "strike" if corrected else ""
    if corrected:
        details = f"put right by entry {corrected}" + (f" (was: {details})" if details else "")
    elif entry.occurred_on > shown.as_at and entry.corrects is None:
        details = f"after the day asked for{'; ' + details if details else ''}"
    recorded = entry.recorded_at.astimezone(LONDON)
    return (
        str(entry.number),
        Text(_happened(entry), style=style),
        Text(EVENTS[entry.event].title, style=style),
        f"{day_words(recorded.date())} at {recorded:%H:%M} by {entry.recorded_by}",
        details,
    )


def changes(moved: Sequence["Moved"], today: date, calendar: "Calendar", heading: str = "What this changes") -> None:
    """The deadlines that a step starts, moves or closes, with old and new date."""
    rows = []
    for each in paired(moved):
        shown = each.now or each.was
        if shown is None:
            continue
        old = full_day(each.was.due) if each.was else "–"
        new = full_day(each.now.due) if each.now else "–"
        stands = standing_cell(each.now, today, calendar) if each.now else Text("No longer owed")
        rows.append((what(shown), change(each).capitalize(), old, new, stands))
    if not rows:
        line("It changes no date.")
        return
    line(heading, "bold")
    table(("What must be done", "Change", "Was due", "Is due", "How it stands"), rows)


def more(shown: int, there: int, of: str, everything: str = "--all") -> None:
    """How many rows were not shown; nothing where all were."""
    if there > shown:
        line(f"{how_many(there - shown, 'more ' + of, 'more ' + of + 's')} of {there:,}. Show them with {everything}.")
