"""`ehcp-flow import …`: a SEN2 return, cases, or school closures, with every problem counted and listed."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from ehcp_flow.cli import options
from ehcp_flow.cli.opening import check, given, opened, to_write
from ehcp_flow.cli.output import (
    WRONG_INPUT,
    Command,
    done,
    note,
    on_a_terminal,
    print_json,
    say,
)

if TYPE_CHECKING:
    from ehcp_flow.bootstrap import Installation
    from ehcp_flow.services.importing.import_cases import ImportedCases
    from ehcp_flow.services.importing.import_sen2 import Imported

app = typer.Typer(no_args_is_help=True, help="Read in a SEN2 return, a file of cases, or school closures.")

File = Annotated[Path, typer.Argument(metavar="FILE", help="The file to read.", show_default=False)]
RULES_SHOWN = 10


@app.command("sen2", cls=Command)
def sen2(
    ctx: typer.Context,
    file: File,
    dry_run: options.DryRun = False,
    as_json: options.Json = False,
    database: options.Database = None,
    authority: options.Authority = None,
) -> None:
    """Read in a SEN2 person-level return (XML): every child's case, every deadline, every figure follows from it.

    A record that cannot be used is set aside whole, and each problem is listed in a CSV beside the file. Importing the
    same file twice changes nothing; a later return adds what is new.

    Example: ehcp-flow import sen2 sen2-2026.xml --dry-run
    """
    from ehcp_flow.services.importing.import_sen2 import import_return

    found = opened(ctx, database)
    new = found.is_empty()
    if not new:
        check(found)
    asked = authority or given(ctx).authority or found.settings.authority
    with progress(f"Reading {file.name}") as on_progress:
        answer = import_return(
            found,
            _there(file),
            authority=asked or ("" if new else _of_the_return(found, file)),
            dry_run=dry_run,
            on_progress=on_progress,
        )
    imported = done(answer)
    if new and not dry_run:
        note(f"Set up a new database: {found.place}")
    if as_json:
        print_json(asdict(imported))
        return
    say(f"Authority {imported.authority}.")
    say_counts(imported)


@app.command("cases", cls=Command)
def cases(
    ctx: typer.Context,
    file: File,
    dry_run: options.DryRun = False,
    as_json: options.Json = False,
    database: options.Database = None,
    authority: options.Authority = None,
) -> None:
    """Read in cases from a simple CSV: one line a case, with its dates.

    Example: ehcp-flow import cases open-cases.csv --dry-run
    """
    from ehcp_flow.phrases import how_many
    from ehcp_flow.services.importing.import_cases import import_cases

    office = to_write(ctx, database, authority, trial=dry_run)
    with progress(f"Reading {file.name}") as on_progress:
        imported = done(import_cases(office, _there(file), dry_run=dry_run, on_progress=on_progress))
    if as_json:
        print_json(asdict(imported))
        return
    held = f"{how_many(imported.cases, 'case')} of {how_many(imported.people, 'person', 'people')}"
    _say_already(imported)
    say(f"The file holds {held} that can be used.")
    _say_new(imported)
    _say_set_aside(imported, "line")
    if imported.problems:
        say(f"Problems to look at: {imported.problems:,}.")
    _say_where(imported)


@app.command("terms", cls=Command)
def terms(
    ctx: typer.Context,
    file: File,
    dry_run: options.DryRun = False,
    as_json: options.Json = False,
    database: options.Database = None,
    authority: options.Authority = None,
) -> None:
    """Read in school closures from a CSV, which the ground “school closed” is tested against.

    Columns: name, closed_from, reopens_on (the first day open again) and, for one setting only, setting_urn. Every line
    must be right, or nothing is saved.

    Example: ehcp-flow import terms closures-2026.csv
    """
    from ehcp_flow.phrases import how_many
    from ehcp_flow.services.importing.terms import import_terms

    read = import_terms(to_write(ctx, database, authority, trial=dry_run), _there(file), dry_run)
    if as_json:
        print_json(asdict(read))
    elif not read.problems:
        say(f"{_saved(dry_run)}: {how_many(read.added, 'closure')} added; {read.already:,} held already.")
    else:
        note(f"Nothing was saved: {how_many(len(read.problems), 'problem')} in {file.name}.")
        for problem in read.problems:
            where = f"line {problem.line}" + (f", {problem.column}" if problem.column else "")
            value = f" “{problem.value}”:" if problem.value else ":"
            note(f"  {where}{value} {problem.words}")
    if read.problems:
        raise typer.Exit(WRONG_INPUT)


def _of_the_return(found: "Installation", file: Path) -> str:
    """The authority that the return names, where the database holds it among several; otherwise ""."""
    from reports.sen2.reader import read_return

    held = [each.code for each in found.authorities()]
    sent = read_return(_there(file)).header.authority
    return sent if sent and len(held) > 1 and sent in held else ""


def _there(file: Path) -> Path:
    """The file, if it can be opened. Raises OSError, which is told in words."""
    with file.open("rb"):
        return file


def _saved(dry_run: bool) -> str:
    return "Dry run, nothing was saved" if dry_run else "Done"


@contextmanager
def progress(words: str) -> Iterator[Callable[[int, int], None] | None]:
    """A bar on stderr while a long file is read, where somebody is looking; otherwise nothing."""
    if not on_a_terminal():
        yield None
        return
    from rich.console import Console
    from rich.progress import BarColumn, Progress, TextColumn, TimeRemainingColumn

    columns = (
        TextColumn("{task.description}"),
        BarColumn(),
        TextColumn("{task.percentage:>3.0f}%"),
        TimeRemainingColumn(),
    )
    with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task(words, total=None)
        yield lambda done_bytes, total_bytes: bar.update(task, completed=done_bytes, total=total_bytes)


def say_counts(imported: "Imported") -> None:
    """What a return held, what it added, what was set aside and why, and up to which day it tells."""
    from ehcp_flow.phrases import how_many
    from workflows.words import day_words

    _say_already(imported)
    say(
        f"The file holds {how_many(imported.people, 'person', 'people')}, {how_many(imported.requests, 'request')}, "
        f"{how_many(imported.assessments, 'assessment')} and {how_many(imported.plans, 'plan')} that can be used."
    )
    _say_new(imported)
    _say_set_aside(imported, "record")
    if imported.problems:
        by_rule = sorted(imported.by_rule.items(), key=lambda each: (-each[1], each[0]))
        listed = ", ".join(f"{rule} {count:,}" for rule, count in by_rule[:RULES_SHOWN])
        rest = f" and {len(by_rule) - RULES_SHOWN} other rules" if len(by_rule) > RULES_SHOWN else ""
        say(f"Problems to look at: {imported.problems:,} (by rule: {listed}{rest}).")
    if differing := imported.differing:
        say(
            f"{how_many(differing, 'fact')} {'differs' if differing == 1 else 'differ'} from what is held; the held ones "
            "were kept, and the figures here will differ from this return's."
        )
    _say_where(imported)
    if (to := imported.tells_to) is not None:
        say(
            f"The return tells of the time to {day_words(to)}; what has happened since is not in it, "
            "and dates that have passed since then may have been met."
        )


def _say_already(imported: "Imported | ImportedCases") -> None:
    if imported.already:
        say("This file had been read in before; nothing was changed.")


def _say_new(imported: "Imported | ImportedCases") -> None:
    from ehcp_flow.phrases import how_many

    if not imported.already:
        say(
            f"{_saved(imported.dry_run)}: {how_many(imported.new_people, 'new person', 'new people')}, "
            f"{how_many(imported.new_cases, 'new case')}, "
            f"{how_many(imported.new_entries, 'new entry', 'new entries')} on ledgers."
        )


def _say_set_aside(imported: "Imported | ImportedCases", what: str) -> None:
    from ehcp_flow.phrases import how_many

    if imported.set_aside:
        say(f"Set aside, and in no figure: {how_many(imported.set_aside, what)}.")
    else:
        say(f"No {what} had to be set aside.")


def _say_where(imported: "Imported | ImportedCases") -> None:
    if imported.problems_file is not None:
        say(f"Each is listed with what to do in {imported.problems_file}")
