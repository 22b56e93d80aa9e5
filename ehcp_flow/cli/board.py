"""`ehcp-flow board`: the report of a month in its forms, packs of closed months, and the cases behind each number."""

from collections import Counter
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from ehcp_flow.cli import options
from ehcp_flow.cli.opening import to_read
from ehcp_flow.cli.output import WrongInput, done, note, print_json, say

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from ehcp_flow.services.board.cases_behind import Opened
    from ehcp_flow.services.office import Office
    from reports.board.model import Report
    from reports.figures import Figure
    from reports.periods import Period

PACKS = ("meeting", "quarter")
ROWS = 40
"""So many cases behind a figure are listed without --all."""

Month = Annotated[
    str,
    typer.Option(
        "--month", metavar="2026-10", help="The month, of --pack quarter the last. Without it: the last one over."
    ),
]


def board(
    ctx: typer.Context,
    month: Month = "",
    out: Annotated[
        Path | None, typer.Option("--out", metavar="DIR", help="The folder to write to. Without it: a summary here.")
    ] = None,
    form: Annotated[
        str, typer.Option("--format", metavar="FORMS", help="Which: html,pdf,xlsx,csv,json,page. Without it: all.")
    ] = "",
    exact: Annotated[bool, typer.Option("--exact", help="Hold nothing back. For use inside the service only.")] = False,
    cases: Annotated[
        str,
        typer.Option("--cases", metavar="FIGURE", help="The cases behind a figure: kp8b.published.including@month."),
    ] = "",
    issue: Annotated[int | None, typer.Option("--issue", min=1, metavar="N", help="An earlier issue.")] = None,
    pack: Annotated[
        str,
        typer.Option("--pack", metavar="PACK", help="meeting: the months closed since --since. quarter: three months."),
    ] = "",
    since: Annotated[
        date | None,
        typer.Option("--since", parser=options.typed_day, metavar="DATE", help="The day of the last meeting."),
    ] = None,
    show_all: Annotated[bool, typer.Option("--all", help="With --cases: list every one.")] = False,
    as_user: options.As = None,
    as_json: options.Json = False,
    database: options.Database = None,
    authority: options.Authority = None,
) -> None:
    """Make the monthly Board report as a web page, PDF, workbook, CSV and JSON, and a page for the public.

    A closed month prints the same bytes each time (see “ehcp-flow month”); one that is not closed is counted now, and
    says so. Small numbers are held back unless --exact says otherwise.

    Example: ehcp-flow board --month 2026-10 --out board
    """
    _check(month, pack, since, cases, issue, show_all)
    if out is not None and out.exists() and not out.is_dir():
        raise WrongInput(f"{out} is not a folder. Give --out the folder to write to.")
    forms = _forms(form)
    office = to_read(ctx, database, authority)
    of = _month(office, month)
    if cases:
        _cases(office, of, cases, as_user, issue, None if show_all else ROWS, as_json)
        return
    if pack:
        report = _pack(office, of, since, exact, as_user)
        _pack_out(report, pack, out, forms, as_json)
        return
    _report(office, of, out, forms, exact, issue, as_user, as_json)


def _check(month: str, pack: str, since: date | None, cases: str, issue: int | None, show_all: bool) -> None:
    """What does not go together is refused, so that nothing that was typed is passed over in silence."""
    if pack and pack not in PACKS:
        raise WrongInput(f"“{pack}” is not a pack. Give --pack {' or --pack '.join(PACKS)}.")
    if since is not None and pack != "meeting":
        raise WrongInput(
            "--since is the day of the last meeting, of which there is a pack: give --pack meeting with it."
        )
    if pack == "meeting" and since is None:
        raise WrongInput("The pack since the last meeting needs the day of that meeting: --since 2026-09-10.")
    if pack == "meeting" and month:
        raise WrongInput(
            "The pack since the last meeting takes every month that was closed since that day, so --month has no place in "
            "it. Leave out --month; for three months up to one, give --pack quarter with --month and without --since."
        )
    if pack and issue is not None:
        raise WrongInput("A pack takes the latest issue of each of its months. Leave out --issue, or --pack.")
    if pack and cases:
        raise WrongInput("The cases behind a figure are those of one month. Leave out --pack, or --cases.")
    if show_all and not cases:
        raise WrongInput("--all lists every case behind a figure: give --cases FIGURE with it.")


def _forms(typed: str) -> list[str]:
    from reports.forms.registry import FORMS

    wanted = [each.strip().lower() for each in typed.split(",") if each.strip()] or list(FORMS)
    if unknown := [each for each in wanted if each not in FORMS]:
        raise WrongInput(f"“{unknown[0]}” is not a form of the report. Give some of: {','.join(FORMS)}.")
    return wanted


def _month(office: "Office", typed: str) -> "Period":
    from ehcp_flow.services.board.monthly import read_month
    from reports.board.months import back
    from reports.periods import month

    if typed:
        return done(read_month(typed), 2)
    today = office.clock.today()
    return back(month(today.year, today.month), 1)


def _report(
    office: "Office",
    of: "Period",
    out: Path | None,
    forms: list[str],
    exact: bool,
    issue: int | None,
    as_user: str | None,
    as_json: bool,
) -> None:
    from ehcp_flow.services.board.printing import printed

    found = done(printed(office, of, office.clock.now(), exact, issue, forms if out else (), by=as_user))
    _answer(found.report, _written(out, found.files) if out else [], as_json)
    if out is None and not as_json:
        note(f"The whole report: ehcp-flow board --month {of.first:%Y-%m} --out DIR")


def _answer(report: "Report", paths: "Sequence[Path]", as_json: bool) -> None:
    """The report here. Its files are written before, so that where one cannot be there is one answer, and no report."""
    if as_json:
        from reports.board.model import as_json as document

        print_json(document(report))
        return
    _summary(report)
    for path in paths:
        say(f"Wrote {path}")


def _written(out: Path, files: "Mapping[str, bytes]") -> "Sequence[Path]":
    from reports.forms.registry import write_files

    if not files:
        why = "the page for the public is made of one month, and of the edition with its small numbers held back"
        raise WrongInput(f"Nothing was written: {why}.")
    return write_files(files, out)


def _summary(report: "Report") -> None:
    from ehcp_flow.cli.show import line
    from ehcp_flow.phrases import full_day
    from ehcp_flow.services.board.messages import sentences

    closed = f"issue {report.issue}" if report.issue else "not closed: its figures may still change"
    line(f"{report.title}, {report.name}, {report.period} ({closed})", "bold")
    line(f"As at {full_day(report.as_at)}. Rules {report.rules}. {report.small_numbers}")
    for each in sentences(report):
        line(each.text)
    line(f"Blocks: {', '.join(f'{block.id} {block.title}' for block in report.blocks)}.")
    if report.not_held:
        line(f"Not yet held: {', '.join(dict.fromkeys(each.title for each in report.not_held))}.")


def _pack(office: "Office", of: "Period", since: date | None, exact: bool, as_user: str | None) -> "Report":
    from ehcp_flow.services.board.packs import since_last_meeting, three_months

    if since is not None:
        return done(since_last_meeting(office, since, exact, by=as_user))
    return done(three_months(office, of, exact, by=as_user))


def _pack_out(report: "Report", name: str, out: Path | None, forms: list[str], as_json: bool) -> None:
    from reports.forms.registry import made_files

    wanted = [form for form in forms if form != "page"]  # the public is told of a month, not of a pack
    paths = _written(out, made_files(report, wanted, f"send-board-pack-{name}")) if out else []
    _answer(report, paths, as_json)


def _cases(
    office: "Office",
    of: "Period",
    wanted: str,
    as_user: str | None,
    issue: int | None,
    limit: int | None,
    as_json: bool,
) -> None:
    from dataclasses import asdict

    from ehcp_flow.services.board.cases_behind import open_figure

    try:
        opened = done(open_figure(office, of, wanted, as_user, issue))
    except ValueError as error:
        raise WrongInput(str(error)) from None
    if as_json:
        print_json({"title": opened.title, "issue": opened.issue, **asdict(opened.figure)})
        return
    _opened(opened, of, limit)


def _opened(opened: "Opened", of: "Period", limit: int | None) -> None:
    """The figure in words, how many cases, then one a line, up to `limit`; a case can count several times."""
    from ehcp_flow.cli.show import line, more, table
    from ehcp_flow.phrases import how_many
    from ehcp_flow.services.board.restated import in_words
    from reports.registry import MEASURES

    figure, measure = opened.figure, MEASURES[opened.figure.measure]
    kept = f"as closed, issue {opened.issue}" if opened.issue else "as known now"
    line(f"{opened.title}, {figure.basis} of {of.words} ({kept})", "bold")
    line(f"{in_words(figure.value, (figure.numerator, figure.denominator), measure.id)} · {measure.definition}")
    line(f"Left out: {measure.exclusions}")
    rows = _case_rows(figure, share=measure.meets is not None)
    if not rows:
        line("No case is behind it.")
        return
    cases, lines = how_many(len(set(figure.cases)), "case"), how_many(len(rows), "line")
    line(f"{cases}:" if len(set(figure.cases)) == len(rows) else f"{cases} in {lines}:")
    table(("Case", "In the numerator") if measure.meets else ("Case",), rows[:limit])
    more(len(rows[:limit]), len(rows), "line")


def _case_rows(figure: "Figure", share: bool) -> list[tuple[str, ...]]:
    """Each case behind a figure, in order; of a share with whether it is in the numerator too."""
    if not share:
        return [(case,) for case in figure.cases]
    left = Counter(figure.meeting)
    rows: list[tuple[str, ...]] = []
    for case in figure.cases:
        counts = left[case] > 0
        left[case] -= counts
        rows.append((case, "yes" if counts else "no"))
    return rows
