"""`python -m reports kpi FILE.xml`: KP8a and KP8b straight from a SEN2 return, without a database."""

import argparse
import json
import sys
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from datetime import date
from pathlib import Path
from typing import Any

from reports.kpi import CaseBehind, cases_behind, kpi
from reports.measure import Measure
from reports.periods import Period, year
from reports.registry import KP8, UnknownFigure
from reports.rows.assessments import AssessmentRow, count_outcomes
from reports.sen2.counts import Counts
from reports.sen2.problems import Problem, ReturnUnreadable
from reports.sen2.reader import Return, read_return
from reports.sen2.rows import assessment_rows
from workflows.pipes import end_quietly
from workflows.words import day_words


class CannotAnswer(Exception):
    """What was asked cannot be answered; the message says why and what to do."""


@dataclass(frozen=True, slots=True)
class Contents:
    """A return as the command needs it."""

    made_on: date | None
    rows: list[AssessmentRow]
    counts: Counts
    problems: list[Problem]


def main(arguments: Sequence[str] | None = None) -> int:
    """Exit code 0, or 2 with a message where the file or the question cannot be used."""
    asked = _parser().parse_args(arguments)
    try:
        _kpi(asked)
    except (CannotAnswer, ReturnUnreadable, UnknownFigure) as error:
        print(error, file=sys.stderr)
        return 2
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m reports", description="Board figures from a SEN2 return.")
    command = parser.add_subparsers(dest="command", required=True).add_parser(
        "kpi", help="KP8a and KP8b of a return", description="Prints KP8a and KP8b of a SEN2 return (XML)."
    )
    command.add_argument("file", type=Path, help="the return, as uploaded to COLLECT (.xml)")
    command.add_argument("--year", type=int, help="calendar year; without it the one that the return covers")
    command.add_argument("--from", dest="first", metavar="DATE", help="first day, with --to instead of --year")
    command.add_argument("--to", dest="last", metavar="DATE", help="last day")
    command.add_argument("--cases", metavar="FIGURE", help="list the cases behind a figure, such as kp8a.total")
    command.add_argument("--problems", action="store_true", help="list what is wrong with the return")
    command.add_argument("--json", action="store_true", help="print JSON")
    return parser


def _kpi(asked: argparse.Namespace) -> None:
    if asked.cases is not None and asked.cases not in KP8:
        raise UnknownFigure(f"There is no figure “{asked.cases}”. The figures are: {', '.join(KP8)}.")
    of_file = read_return(asked.file)
    period = _period(asked, of_file)
    contents = _read(of_file)
    if asked.problems:
        _show(asked.json, [asdict(problem) for problem in contents.problems], _problem_lines(contents.problems))
    elif asked.cases is not None:
        behind = cases_behind(contents.rows, asked.cases, period)
        _show(asked.json, [asdict(case) for case in behind], _case_lines(KP8[asked.cases], period, behind))
    else:
        figures = kpi(count_outcomes(contents.rows, period), period, as_at=contents.made_on)
        _show(asked.json, figures, _figure_lines(figures, period))
    _say_what_was_read(contents.counts)


def _period(asked: argparse.Namespace, of_file: Return) -> Period:
    if asked.first is not None or asked.last is not None:
        if asked.year is not None or asked.first is None or asked.last is None:
            raise CannotAnswer("Give either --year, or both --from and --to.")
        try:
            return Period(date.fromisoformat(asked.first), date.fromisoformat(asked.last))
        except ValueError as error:
            raise CannotAnswer(f"--from and --to are dates like 2024-03-31: {error}") from None
    wanted = asked.year
    if wanted is None and of_file.header.year is not None:
        wanted = of_file.header.year - 1
    if wanted is None:
        raise CannotAnswer("The return does not say its collection year: give --year.")
    if not date.min.year <= wanted <= date.max.year:
        raise CannotAnswer(f"{wanted} is not a calendar year.")
    return year(wanted)


def _read(of_file: Return) -> Contents:
    counts, rows, problems = Counts(problems=len(of_file.problems)), list[AssessmentRow](), list(of_file.problems)
    for record in of_file.records:
        counts.add(record)
        problems += record.problems
        if record.person is not None:
            rows += assessment_rows(record.person, record.label)
    made_at = of_file.header.made_at
    return Contents(made_at.date() if made_at else None, rows, counts, problems)


def _show(as_json: bool, document: Any, lines: Iterator[str]) -> None:
    if as_json:
        print(json.dumps(document, indent=2, ensure_ascii=False, default=str))
    else:
        for line in lines:
            print(line)


def _figure_lines(figures: dict[str, Any], period: Period) -> Iterator[str]:
    yield f"Education, health and care plans, {period.words}"
    if figures["as_at"]:
        yield f"As at {day_words(date.fromisoformat(figures['as_at']))}"
    for measure in KP8.values():
        value: Any = figures
        for name in measure.id.split("."):
            value = value[name]
        if measure.meets is None:
            yield f"  {measure.id:<28} {value:>7,}           {measure.title}"
        else:
            percent = "no plans" if value["percent"] is None else f"{value['percent']}%"
            parts = f"{value['numerator']:,} of {value['denominator']:,}"
            yield f"  {measure.id:<28} {percent:>8} {parts:>16}   {measure.title}; {measure.basis}"


def _case_lines(measure: Measure, period: Period, behind: list[CaseBehind]) -> Iterator[str]:
    yield f"{measure.title}, {period.words}: {len(behind):,} cases ({measure.exclusions})"
    for case in behind:
        days = "" if case.days is None else f"{case.days} days"
        marks = [case.mark or case.kind.replace("_", " ")]
        marks += ["exception"] * case.exception + ["mediation or tribunal"] * case.mediation_or_tribunal
        yield f"  {day_words(case.decided_on):<18} {days:>9}  {case.case:<24} {', '.join(marks)}"


def _problem_lines(problems: list[Problem]) -> Iterator[str]:
    for problem in problems:
        where = problem.person if problem.request is None else f"{problem.person}, request {problem.request}"
        yield f"{where}: {problem.field} ({problem.rule}, {problem.effect}). {problem.words} {problem.do}"


def _say_what_was_read(counts: Counts) -> None:
    print(
        f"Read {counts.people:,} people, {counts.requests:,} requests, {counts.assessments:,} assessments and "
        f"{counts.plans:,} plans. Set aside: {counts.set_aside:,}. Problems: {counts.problems:,}.",
        file=sys.stderr,
    )


if __name__ == "__main__":
    end_quietly()
    sys.exit(main())
