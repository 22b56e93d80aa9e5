"""Closing a month: its figures, the cases behind them and the files are kept as they are, sealed, and never changed.

A closed month is corrected by a later issue, with a number and a reason (docs/decisions/0021).
"""

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from ehcp_flow.db.board import Contents, Issue, KeptFigure, digest_of, seal
from ehcp_flow.db.unit_of_work import UnitOfWork, unit_of_work
from ehcp_flow.services.board.messages import tell_readers
from ehcp_flow.services.board.monthly import SOURCE, Made, make
from ehcp_flow.services.board.rights import MAY_CLOSE, allowed
from ehcp_flow.services.office import Office
from reports.board.model import Report, as_json, read_json
from reports.forms.registry import FORMS, made_files
from reports.periods import Period
from workflows.refusals import Refusal

CASE = re.compile(r"EHC-\d{4}-\d+", re.IGNORECASE)
OF_THE_ISSUE = ("known_at", "issue", "reason")
"""What a report says of its issue, so that the next issue never says the same."""


@dataclass(frozen=True, slots=True)
class Frozen:
    """An issue with what was kept of it."""

    issue: Issue
    contents: Contents

    @property
    def figures(self) -> Sequence[KeptFigure]:
        return self.contents.figures

    def edition(self, exact: bool) -> Report:
        """The report as it was closed: exact, or with its small numbers held back as they were then."""
        return read_json(dict(self.contents.document if exact else self.contents.released))

    @property
    def sound(self) -> bool:
        """Whether the reports, the figures and the files' digests are what was sealed."""
        return seal(self.issue, self.contents) == self.issue.hash


def close(office: Office, of: Period, by: str | None, now: datetime, reason: str = "") -> Frozen | Refusal:
    """Closes a month, or with a reason makes the next issue of one that is closed. Its readers are told in the same step.

    Everything in it is as known at `now`, the moment that it is stamped with. Refuses a month that is not over, a closed
    one without a reason, and a new issue where there is nothing to correct: the month is not closed, or the latest issue
    holds already what would be sealed (`_holds_already`).
    """
    name = f"{of.first:%Y-%m}"
    with office.database.reading() as connection:
        uow = UnitOfWork(connection)
        actor = allowed(uow, office, by, MAY_CLOSE, f"Close {of.words}")
        held = uow.board.of_month(office.authority, name)
    if isinstance(actor, Refusal):
        return actor
    if refusal := _why_not(office, of, held, reason):
        return refusal
    made = make(office, of, now, len(held) + 1, reason.strip())
    if isinstance(made, Refusal):
        return made
    released = made.for_release()
    contents = Contents(as_json(made.exact), as_json(released), kept_figures(made), files={})
    if held and _holds_already(office, held[-1], contents, reason.strip()):
        return _nothing_to_correct(of, held[-1].issue)
    files = {**made_files(made.exact, FORMS), **made_files(released, FORMS)}
    contents = replace(contents, files={file: digest_of(content) for file, content in files.items()})
    issue = _issue(office, made, actor.name, now)
    issue = replace(issue, hash=seal(issue, contents))
    with unit_of_work(office.database) as uow:
        uow.alone_in(office.authority)
        if len(uow.board.of_month(office.authority, name)) != len(held):  # somebody closed it while we counted
            return _closed_already(of, len(held) + 1)
        uow.board.add(issue, contents, files)
        tell_readers(uow, office, released, now)
        uow.commit()
    return Frozen(issue, contents)


def _why_not(office: Office, of: Period, held: Sequence[Issue], reason: str) -> Refusal | None:
    if office.clock.today() <= of.last:
        return Refusal(
            f"Close {of.words}",
            "the month is not over",
            SOURCE,
            "Wait until it is, or print it as it stands: ehcp-flow board --month " + f"{of.first:%Y-%m}",
        )
    if held and not reason.strip():
        return _closed_already(of, len(held))
    if named := CASE.search(reason):
        return Refusal(
            f"Make a new issue of {of.words}",
            f"the reason names a case ({named[0]}), and it is printed on what leaves the service",
            SOURCE,
            "Say what was wrong without a case or a child: “A plan of 9 October was recorded late”.",
        )
    if reason.strip() and not held:
        return Refusal(
            f"Make a new issue of {of.words}",
            "the month is not closed, so there is nothing to correct",
            SOURCE,
            f"Close it first: ehcp-flow month close {of.first:%Y-%m}",
        )
    return None


def _closed_already(of: Period, issue: int) -> Refusal:
    return Refusal(
        f"Close {of.words}",
        f"it is closed already (issue {issue}), and a closed month is never changed",
        SOURCE,
        f"Make a new issue with a reason: ehcp-flow month reissue {of.first:%Y-%m} --reason WHY",
    )


def _holds_already(office: Office, latest: Issue, made: Contents, reason: str) -> bool:
    """Whether a new issue would say what the latest one says: then nothing is corrected by it.

    Compared are every figure with its parts and cases, and both editions of the report (the rules that they were counted
    by, the numbers held back, every word), but for what a report says of its own issue. How the files look is not. Only a
    reason that is printed can be put right by another one: that of a first issue is empty, and a month is not corrected by
    giving one. An issue that is no longer what was sealed, in its figures or in its files, can always be made again.
    """
    with office.database.reading() as connection:
        board = UnitOfWork(connection).board
        kept = Frozen(latest, board.contents(latest))
        digests = {name: digest_of(content) for name, content in board.files(latest, kept.contents.files).items()}
    if not kept.sound or digests != kept.contents.files or (latest.reason and reason != latest.reason):
        return False
    return _said_in(kept.contents) == _said_in(made)


def _said_in(contents: Contents) -> tuple[list[KeptFigure], list[dict[str, Any]]]:
    """The figures by id and both editions, without what is of the issue."""
    editions = [
        {name: value for name, value in edition.items() if name not in OF_THE_ISSUE}
        for edition in (contents.document, contents.released)
    ]
    return sorted(contents.figures, key=lambda each: each.figure), editions


def _nothing_to_correct(of: Period, issue: int) -> Refusal:
    return Refusal(
        f"Make a new issue of {of.words}",
        f"there is nothing to correct: its figures, their cases, the rules and the words are those of issue {issue}",
        SOURCE,
        f"Record first what is missing or wrong. What it changes: ehcp-flow month restated {of.first:%Y-%m}",
    )


def kept_figures(made: Made) -> list[KeptFigure]:
    """Every figure of a report as it is kept, by id."""
    return [
        KeptFigure(each.id, each.value, each.numerator, each.denominator, list(each.cases), list(each.meeting))
        for _, each in sorted(made.figures.asked.items())
    ]


def _issue(office: Office, made: Made, by: str, now: datetime) -> Issue:
    report = made.exact
    return Issue(
        authority=office.authority,
        month=report.month,
        issue=report.issue,
        as_at=report.as_at,
        known_at=now,
        made_by=by,
        reason=report.reason,
        rules=report.rules,
        hash="0" * 64,
    )


def issues(office: Office) -> list[Issue]:
    """Every issue of every closed month."""
    with office.database.reading() as connection:
        return UnitOfWork(connection).board.issues(office.authority)


def frozen(office: Office, of: Period, issue: int | None = None) -> Frozen | Refusal | None:
    """The issue of a closed month, without a number the latest; None where the month is not closed.

    Refuses a number that there is not, and one whose seal does not hold: it is not what was closed.
    """
    name = f"{of.first:%Y-%m}"
    with office.database.reading() as connection:
        uow = UnitOfWork(connection)
        held = uow.board.of_month(office.authority, name)
        wanted = [each for each in held if issue in (None, each.issue)]
        if issue is not None and not wanted:
            there = f"it has {len(held)}" if held else "it is not closed"
            return Refusal(
                f"Open issue {issue} of {of.words}", f"there is none: {there}", SOURCE, "See: ehcp-flow month list"
            )
        found = Frozen(wanted[-1], uow.board.contents(wanted[-1])) if wanted else None
    return _not_sound(of, found.issue.issue) if found is not None and not found.sound else found


def _not_sound(of: Period, issue: int) -> Refusal:
    return Refusal(
        f"Print {of.words}, issue {issue}",
        "what is kept is not what was sealed when the month was closed",
        SOURCE,
        "Somebody changed it outside EHCP Flow, or the disk did. Look at it beside a copy from before.",
    )


def files_of(office: Office, of: Period, kept: Frozen, names: Collection[str]) -> dict[str, bytes] | Refusal:
    """These files as they were made at closing, byte for byte, by name. Refuses one that is not what was sealed."""
    with office.database.reading() as connection:
        files = UnitOfWork(connection).board.files(kept.issue, names)
    if any(digest_of(content) != kept.contents.files.get(name) for name, content in files.items()):
        return _not_sound(of, kept.issue.issue)
    return files
