"""`python -m workflows`: what the law gives for some events, and the step tables. Needs no database and reads no clock."""

import argparse
import json
import sys
from collections.abc import Sequence
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

from workflows.case import fold
from workflows.clocks import deadlines
from workflows.documents import document, renewed, rule_words
from workflows.events import read_facts
from workflows.explain import as_json
from workflows.ledger import Entry, effective
from workflows.parameters import the_law
from workflows.pipes import end_quietly
from workflows.refusals import Refusal
from workflows.vocabulary import Event
from workflows.words import day_words, list_words

OUT_OF_DATE = 1
WRONG_INPUT = 2


class WrongInput(ValueError):
    """What was typed cannot be used. The message says what, why and what to do."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command line; the exit code is 2 for input that cannot be used."""
    parser = _parser()
    given = parser.parse_args(arguments)
    try:
        if given.command == "document":
            return _document(given.write, given.check)
        if given.command == "law":
            _law(_date(given.on, "--on"))
            return 0
        _explain(given.event, given.as_at, given.json)
    except WrongInput as error:
        print(error, file=sys.stderr)
        return WRONG_INPUT
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m workflows", description=__doc__)
    commands = parser.add_subparsers(dest="command", required=True)
    explain = commands.add_parser("explain", help="every deadline that some events start, and why")
    explain.add_argument(
        "--event",
        action="append",
        required=True,
        metavar="NAME=DATE[,fact=value…]",
        help="for example request_received=2026-01-05,source=parent; give it once for each event",
    )
    explain.add_argument(
        "--as-at", metavar="DATE", help="the day on which to judge; the day of the last event, where not given"
    )
    explain.add_argument("--json", action="store_true", help="print JSON")
    law = commands.add_parser("law", help="every duty and its limit, as the law stood on a day")
    law.add_argument("--on", required=True, metavar="DATE", help="the day, for example 2026-01-05")
    made = commands.add_parser("document", help="the states, steps and duties as Markdown, made from the tables")
    where = made.add_mutually_exclusive_group()
    where.add_argument("--write", metavar="FILE", help="make that part of a file again and leave the rest")
    where.add_argument("--check", metavar="FILE", help="only say whether that part of a file is as it would be made")
    return parser


def _document(write: str | None, check: str | None) -> int:
    """Print the made part, put it into a file, or say (with exit code 1) that a file's is out of date."""
    name = write or check
    if name is None:
        print(document(), end="")
        return 0
    file = Path(name)
    try:
        now = file.read_text(encoding="utf-8") if file.exists() or check else ""
        right = renewed(now)
        if check and right != now:
            print(f"{name} is out of date. Run: python -m workflows document --write {name}", file=sys.stderr)
            return OUT_OF_DATE
        if write and right != now:
            file.write_text(right, encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise WrongInput(f"“{name}” cannot be used: {error}.") from None
    return 0


def _law(day: date) -> None:
    law = the_law()
    in_force = law.law_on(day)
    print(f"The law on {day_words(day)}")
    for duty, rules in in_force.items():
        print(f"\n{law.duties[duty].title} ({duty})")
        for rule in rules:
            which = "; ".join(f"{name} {list_words(sorted(values), 'or')}" for name, values in rule.when)
            print(f"  {f'Where {which}: ' if which else ''}{rule_words(rule)}")
            print(f"  {rule.source.title}: {rule.source.href}")
    if not in_force:
        print("No duty was in force.")


def _explain(given: Sequence[str], as_at_text: str | None, as_json_: bool) -> None:
    entries = [read_event(number, text) for number, text in enumerate(given, start=1)]
    as_at = _date(as_at_text, "--as-at") if as_at_text else max(entry.occurred_on for entry in entries)
    answer = explained(entries, as_at)
    if as_json_:
        print(json.dumps(answer, indent=2, ensure_ascii=False))
        return
    print(f"As at {day_words(as_at)}: {answer['state_words']}")
    for note in answer["notes"]:
        print(f"Note: {note}.")
    for deadline in answer["deadlines"]:
        due = day_words(date.fromisoformat(deadline["due"]))
        label = f" ({deadline['subject'].replace('_', ' ')})" if deadline["subject"] else ""
        print(f"\n{deadline['title']}{label}: {due}, {deadline['status'].replace('_', ' ')}")
        print(f"  {deadline['explanation']}")
        print(f"  {deadline['law']['href']}")
    if not answer["deadlines"]:
        print("These events start no deadline.")


def explained(entries: Sequence[Entry], as_at: date) -> dict[str, Any]:
    """The state and every deadline of some events, as it stood on a day. The shape is the contract of `--json`."""
    view = fold(entries, as_at)
    found = deadlines(effective(entries, as_at))
    return {
        "as_at": as_at.isoformat(),
        "state": view.state,
        "state_words": view.words,
        "notes": [misfit.why for misfit in view.misfits],
        "deadlines": [as_json(deadline, as_at) for deadline in found],
    }


def read_event(number: int, text: str) -> Entry:
    """An entry from NAME=DATE[,fact=value…]. Raises WrongInput."""
    head, *facts = text.split(",")
    name, _, day = head.partition("=")
    try:
        event = Event(name.strip())
    except ValueError:
        near = [each.value for each in Event if name.strip()[:4] and name.strip()[:4] in each.value]
        meant = f" Did you mean {list_words(near, 'or')}?" if near else ""
        raise WrongInput(
            f"“{name}” is not an event.{meant} The names are in workflows/vocabulary.py; "
            "write for example --event request_received=2026-01-05"
        ) from None
    pairs = [fact.partition("=") for fact in facts]
    for key, sign, _value in pairs:
        if not sign:
            raise WrongInput(f"“{key}” in “{text}” is not a fact. Write it as name=value.")
    read = read_facts(event, {key.strip(): value for key, _, value in pairs}, check_needed=False)
    if isinstance(read, Refusal):
        raise WrongInput(f"{read.what}: {read.why}. {read.do}")
    return Entry(
        number=number,
        event=event,
        occurred_on=_date(day, f"the date of {event.value}"),
        recorded_at=datetime(1, 1, 1, tzinfo=UTC),
        recorded_by="",
        facts=read,
    )


def _date(text: str, what: str) -> date:
    try:
        return date.fromisoformat(text.strip())
    except ValueError:
        raise WrongInput(f"{what} is “{text}”. Write a date as 2026-03-31 (year, month, day).") from None


if __name__ == "__main__":
    end_quietly()
    sys.exit(main())
