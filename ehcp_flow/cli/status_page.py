"""How the command line tells of an installation: when it was last checked, by whom, what waits and what failed."""

from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from ehcp_flow.cli.show import line, table
from ehcp_flow.clock import LONDON
from ehcp_flow.phrases import how_many
from ehcp_flow.services.running.schedule import BY_NAME
from workflows.words import amount_words, day_words

if TYPE_CHECKING:
    from ehcp_flow.db.runs import Run
    from ehcp_flow.services.running.run_due import Piece
    from ehcp_flow.services.running.status import AuthorityStatus, LastRun, Status

RELEASE = "ehcp-flow outbox release --reason WORDS (or at once: ehcp-flow run-due --all)"
LISTED = 5
SHORT = 12
STATES = {
    "ready": "waiting to be sent",
    "sending": "being sent",
    "sent": "sent",
    "delivered": "delivered",
    "failed": "failed",
    "bounced": "came back",
    "uncertain": "nobody knows whether they went",
    "cancelled": "cancelled",
}


def fault_line(piece: "Piece | Run") -> str:
    """One line on a piece of work that failed."""
    task = BY_NAME.get(piece.task)
    where = f" for {piece.authority}" if piece.authority else ""
    words = getattr(piece, "words", "") or piece.detail.get("words", "")  # type: ignore[union-attr]
    return f"Failed: {task.title if task else piece.task}{where}. {words}"


def status_document(answer: "Status") -> dict[str, Any]:
    """The status as JSON."""
    leader = answer.leader
    return {
        "now": answer.now,
        "database": answer.place,
        "schema": answer.schema,
        "last_check": answer.last_check,
        "stale": answer.stale,
        "leader": leader.process if leader else None,
        "processes": [
            {"process": each.process, "started_at": each.started_at, "at": each.at, "leads": each.leads}
            | {"alive": answer.alive(each)}
            for each in answer.processes
        ],
        "tasks": [_run_document(each) for each in answer.runs],
        "held": answer.held,
        "failed": [{"task": each.task, "authority": each.authority, "at": each.started_at, "why": each.detail.get("words", "")} for each in answer.failed],
        "authorities": [
            {
                "code": each.code,
                "name": each.name,
                "last_check": each.last_check,
                "tasks": [_run_document(run) for run in each.runs],
                "outbox": dict(each.outbox),
                "set_aside": [{"what": what, "why": why} for what, why in each.set_aside.items()],
                "unheard": each.unheard,
                "open_tasks": each.open_tasks,
                "late_tasks": each.late_tasks,
                "oldest_waiting": _oldest_document(each, answer),
            }
            for each in answer.authorities
        ],
    }  # fmt: skip


def _oldest_document(each: "AuthorityStatus", answer: "Status") -> dict[str, Any] | None:
    oldest = each.oldest
    if oldest is None:
        return None
    said = {"id": oldest.message_id, "kind": oldest.kind, "since": oldest.created_at, "why": oldest.error}
    return said | {"too_long": answer.waits_too_long(each)}


def _run_document(last: "LastRun") -> dict[str, Any]:
    run = last.run
    if run is None:
        return {"task": last.task.name, "period": None, "started_at": None, "finished_at": None, "outcome": None}
    detail = {"detail": dict(run.detail)}
    when = {"period": run.period, "started_at": run.started_at, "finished_at": run.finished_at}
    return {"task": run.task, **when, "outcome": run.outcome, **detail}


def say_status(answer: "Status") -> None:
    """The status in words."""
    line(_check_words(answer), "bold")
    if answer.stale:
        line(
            "What to do: start “ehcp-flow scheduler”, or have cron call “ehcp-flow run-due” each minute. Either makes up "
            "at once for what was missed."
        )
    _say_processes(answer)
    line(f"Database: {answer.place}, schema {answer.schema}, up to date.")
    if answer.held:
        line(f"Held: {answer.held:,} messages, because so many at once may be a mistake. To send them: {RELEASE}")
    for run in answer.failed[:LISTED]:
        line(f"{fault_line(run)} That was {ago(run.started_at, answer.now)}.")
    if len(answer.failed) > LISTED:
        line(f"And {len(answer.failed) - LISTED:,} more runs failed in the last day; --json lists them.")
    for each in answer.authorities:
        _say_authority(each, answer)


def _check_words(answer: "Status") -> str:
    if answer.never:
        return "No scheduler has ever run here: no date was checked, and nobody was told of anything."
    if answer.last_check is None:
        return "Last check: not every authority's dates have been checked yet."
    late = " That is too long: it should be each minute." if answer.stale else ""
    return f"Last check: {ago(answer.last_check, answer.now)} ({moment_words(answer.last_check)}).{late}"


def _say_processes(answer: "Status") -> None:
    leader = answer.leader
    if leader is not None:
        host, pid = leader.detail.get("host", ""), leader.detail.get("pid", "")
        waiting = sum(answer.alive(each) and not each.leads for each in answer.processes)
        others = f"; {waiting} more stand by" if waiting else ""
        line(f"Scheduler: process {pid} on {host} leads, since {moment_words(leader.started_at)}{others}.")
        return
    line("Scheduler: none is running. (Where cron calls “ehcp-flow run-due”, none is needed.)")
    for each in answer.processes:
        line(f"  Process {each.detail.get('pid', '')} on {each.detail.get('host', '')} was last heard of "
             f"{ago(each.at, answer.now)}, and did not end as it should.")  # fmt: skip


def _say_authority(each: "AuthorityStatus", answer: "Status") -> None:
    line()
    line(f"{each.name} ({each.code})", "bold")
    rows = [_run_row(run, answer.now) for run in (*each.runs, *answer.runs)]
    table(("Task", "Last run", "Outcome"), rows)
    waiting = [f"{amount:,} {STATES.get(state, state)}" for state, amount in sorted(each.outbox.items())]
    line(f"Messages: {', '.join(waiting) or 'none yet'}.")
    if each.oldest is not None:
        why = f": {each.oldest.error}" if each.oldest.error else ""
        since = f"{moment_words(each.oldest.created_at)} ({ago(each.oldest.created_at, answer.now)})"
        line(f"Waiting longest: {each.oldest.message_id[:SHORT]}, since {since}{why}")
        if answer.waits_too_long(each):
            line(f"That is too long. Look why: ehcp-flow outbox show {each.oldest.message_id[:SHORT]}", "bold")
    if lost := [state for state in ("failed", "bounced", "uncertain") if each.outbox.get(state)]:
        line(f"For a person to look at: {', '.join(f'“ehcp-flow outbox list --state {state}”' for state in lost)}.")
    if each.set_aside:
        line(f"Set aside in the last day, to be tried again: {len(each.set_aside):,}.")
        for what, why in list(each.set_aside.items())[:LISTED]:
            line(f"  {what}: {why}")
    if each.unheard:
        line(
            f"Nobody to tell: the warnings of {how_many(each.unheard, 'case')} had nobody to go to. Give the cases an "
            "officer (“ehcp-flow case assign”) and the authority a manager (“ehcp-flow user add”), or set office_email."
        )
    late = f", {each.late_tasks:,} of them late" if each.late_tasks else ""
    line(f"Work list: {how_many(each.open_tasks, 'task')} open{late}.")


def _run_row(last: "LastRun", now: datetime) -> tuple[str, str, str]:
    title, run = last.task.title.capitalize(), last.run
    if run is None:
        return title, "never", ""
    if run.outcome == "failed":
        return title, ago(run.started_at, now), f"failed: {run.detail.get('words', '')}"
    if run.outcome == "started":
        return title, ago(run.started_at, now), "at work, or ended before it was done"
    amounts = {name: amount for name, amount in run.detail.items() if amount and isinstance(amount, int)}
    counts = [f"{amount:,} {name.replace('_', ' ')}" for name, amount in amounts.items()]
    return title, ago(run.started_at, now), f"done{': ' if counts else ''}{', '.join(counts)}"


def ago(moment: datetime, now: datetime) -> str:
    """Less than a minute ago, 3 minutes ago, 2 hours ago, 4 days ago."""
    passed = now - moment
    for unit, length in (("days", timedelta(days=1)), ("hours", timedelta(hours=1)), ("minutes", timedelta(minutes=1))):
        if passed >= length:
            return f"{amount_words(passed // length, unit)} ago"
    return "less than a minute ago"


def moment_words(moment: datetime) -> str:
    """23 November 2026 at 07:05, London time."""
    local = moment.astimezone(LONDON)
    return f"{day_words(local.date())} at {local:%H:%M}"
