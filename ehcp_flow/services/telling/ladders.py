"""The warnings and ladders of an authority: what counts here, who set it, and setting it anew for every open deadline."""

import json
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path
from typing import Any

from ehcp_flow.db import index
from ehcp_flow.db.index import Held, NextRung
from ehcp_flow.db.unit_of_work import UnitOfWork, unit_of_work
from ehcp_flow.services.access.changes import noted
from ehcp_flow.services.indexing import next_rungs
from ehcp_flow.services.office import Office
from notifications.ladder import stands
from workflows.days import Calendar
from workflows.law_files import LawError
from workflows.parameters import Law, the_law, with_own_policy
from workflows.policy import Ladder, Policy, Rung
from workflows.refusals import Refusal
from workflows.vocabulary import Role
from workflows.words import amount_words

PREFERENCE = "ladder"
SHIPPED, OURS = "shipped", "authority"
MAY_SET = frozenset({Role.MANAGER, Role.ADMIN})


@dataclass(frozen=True, slots=True)
class DutyLadder:
    """How one duty is warned of, and where each part of it comes from: "shipped" or "authority"."""

    duty: str
    title: str
    warning_days: int
    warning_from: str
    ladder: Ladder
    ladder_from: str
    severe: bool
    severe_from: str
    why: str


@dataclass(frozen=True, slots=True)
class Shown:
    """Every duty's ladder. `changed_by`, `changed_on` and `reason` tell of the last change; "" where nothing was set.

    `own` is what the authority has set, {} for nothing. `fault` says why it cannot be used, so that the shipped counts.
    """

    duties: tuple[DutyLadder, ...]
    own: Mapping[str, Any]
    changed_by: str = ""
    changed_on: str = ""
    reason: str = ""
    fault: str = ""


@dataclass(frozen=True, slots=True)
class LeftOut:
    """A rung that stands in the ladder of a duty and never comes, and why."""

    duty: str
    rung: str
    why: str


@dataclass(frozen=True, slots=True)
class Changed:
    """What was set: how many deadlines are warned of on another day from now on.

    `left_out` are the rungs of what the authority has set that no warning follows from.
    """

    deadlines: int
    left_out: tuple[LeftOut, ...] = ()


def law_here(office: Office, uow: UnitOfWork) -> Law:
    """The law with this authority's own warnings and ladders in place of the shipped ones.

    Where they no longer fit the law (a duty went with a new version), the shipped ones count and `show` says why: a
    setting of warnings must not keep anybody from recording what happened.
    """
    own = uow.preferences.get(office.authority, PREFERENCE)
    if not own:
        return office.law
    try:
        return with_own(office.law, own)
    except LawError:
        return office.law


def policy_of(office: Office, uow: UnitOfWork) -> Policy:
    """The policy that counts in this authority."""
    return law_here(office, uow).policy


def rungs_here(office: Office, uow: UnitOfWork, calendar: Calendar | None = None) -> NextRung:
    """By which day a deadline is indexed in this authority, today."""
    return next_rungs(law_here(office, uow), office.clock.today(), calendar or office.calendar(uow))


def with_own(law: Law, own: Mapping[str, Any]) -> Law:
    """The law with these settings. Raises LawError where they no longer fit the law."""
    if law is the_law():
        return _with_own_of_the_law(json.dumps(own, sort_keys=True))
    return with_own_policy(law, own)


@lru_cache(maxsize=64)
def _with_own_of_the_law(own: str) -> Law:
    return with_own_policy(the_law(), json.loads(own))


def show(office: Office) -> Shown:
    """Every duty's ladder, and who last changed any."""
    with office.database.reading() as connection:
        uow = UnitOfWork(connection)
        last = uow.preferences.last(office.authority, PREFERENCE)
        law = law_here(office, uow)
    own: Mapping[str, Any] = last.value if last and last.value else {}
    fault = _fault(office.law, own)
    duties = tuple(_shown(name, law, {} if fault else own) for name in law.duties)
    if last is None:
        return Shown(duties, own)
    return Shown(duties, own, last.changed_by, last.changed_at.date().isoformat(), last.reason, fault)


def _fault(law: Law, own: Mapping[str, Any]) -> str:
    try:
        with_own(law, own)
    except LawError as error:
        return str(error)
    return ""


def _shown(duty: str, law: Law, own: Mapping[str, Any]) -> DutyLadder:
    policy, ladder = law.policy, law.policy.ladder_of(duty)
    warning, row = own.get("warning", {}), own.get("duties", {}).get(duty, {})
    own_default = duty not in policy.warnings and "default" in warning
    return DutyLadder(
        duty=duty,
        title=law.duties[duty].title,
        warning_days=policy.warning_days(duty),
        warning_from=OURS if duty in warning.get("duties", {}) or own_default else SHIPPED,
        ladder=ladder,
        ladder_from=OURS if "ladder" in row or ladder.name in own.get("ladder", {}) else SHIPPED,
        severe=policy.severe(duty),
        severe_from=OURS if "severe" in row or "why" in row else SHIPPED,
        why=policy.severe_because.get(duty, ""),
    )


def set_ladder(office: Office, path: Path, reason: str, as_user: str | None = None) -> Changed | Refusal:
    """Sets what a TOML file names in place of what is shipped; what it does not name is as it is shipped.

    Refused, and nothing changed, where the file cannot be used: the refusal names table and key.
    """
    what = f"Set the warnings from {path.name}"
    try:
        text = path.read_text(encoding="utf-8")
    except UnicodeDecodeError as error:
        return _unusable(what, f"this is not TOML ({error})")
    return set_text(office, text, path.name, reason, as_user)


def set_text(office: Office, text: str, name: str, reason: str, as_user: str | None = None) -> Changed | Refusal:
    """The same from the text of a file, or of a page. `name` is what the refusal calls it."""
    what = f"Set the warnings from {name}"
    own = read_text(office, text, name, what)
    return own if isinstance(own, Refusal) else _put(office, what, own, reason, as_user)


def read_text(office: Office, text: str, name: str, what: str) -> dict[str, Any] | Refusal:
    """What a text sets, read by the reader of the shipped file. Nothing is changed."""
    try:
        own = tomllib.loads(text)
        with_own_policy(office.law, own, name)
    except tomllib.TOMLDecodeError as error:
        return _unusable(what, f"this is not TOML ({error})")
    except LawError as error:
        return _unusable(what, str(error))
    return own or _unusable(what, "the file sets nothing")


def reset(office: Office, reason: str, as_user: str | None = None) -> Changed | Refusal:
    """Takes back all that the authority has set: what is shipped counts again."""
    return _put(office, "Take back the authority's own warnings", None, reason, as_user)


def _unusable(what: str, why: str) -> Refusal:
    return Refusal(what, why.rstrip("."), "The shape of local_policy.toml (docs/law.md)", "Put the file right.")


def _put(
    office: Office, what: str, own: Mapping[str, Any] | None, reason: str, as_user: str | None
) -> Changed | Refusal:
    if not reason.strip():
        return Refusal(what, "no reason was given", "A change of policy says why", "Give --reason “…”.")
    with unit_of_work(office.database) as uow:
        actor = office.actor(uow, as_user)
        if isinstance(actor, Refusal):
            return actor
        if not actor.roles & MAY_SET:
            return Refusal(
                what, f"{actor.name} is neither manager nor admin", "Who may set warnings", "Ask a manager to set it."
            )
        held = uow.preferences.last(office.authority, PREFERENCE)
        was = held.value if held else None
        uow.preferences.put(office.authority, PREFERENCE, own, reason.strip(), actor.name, office.clock.now())
        changed = _index_anew(office, uow)
        left_out = _left_out(law_here(office, uow), own or {})
        told = "warnings set" if own else "warnings back to as shipped"
        noted(uow, office, actor.name, told, PREFERENCE, {"own": was}, {"own": own}, reason)
        uow.commit()
    return Changed(changed, left_out)


def _left_out(law: Law, own: Mapping[str, Any]) -> tuple[LeftOut, ...]:
    """What the shipped file leaves out is meant so; where the authority has set ladder or warning, it must be told."""
    policy = law.policy
    return tuple(
        LeftOut(shown.duty, rung.id, _why_left_out(rung, shown.warning_days))
        for shown in (_shown(duty, law, own) for duty in law.duties)
        if OURS in (shown.ladder_from, shown.warning_from)
        for rung in policy.left_out_of(shown.duty)
    )


def _why_left_out(rung: Rung, warning_days: int) -> str:
    if rung.fit:
        return "no step of the law has to come first"
    return f"the first warning is {amount_words(warning_days, 'working days')} before"


AT_ONCE = 2000


def _index_anew(office: Office, uow: UnitOfWork) -> int:
    """The first warning of every stored deadline, and the next rung of the open ones, by the policy that now counts."""
    law, calendar, today = law_here(office, uow), office.calendar(uow), office.clock.today()
    next_rung = next_rungs(law, today, calendar)
    count, last = 0, index.last_case_with_deadlines(uow.connection, office.authority)
    for first in range(0, last + 1, AT_ONCE):
        changed = []
        span = (first, first + AT_ONCE - 1)
        for held in index.held_deadlines(uow.connection, office.authority, *span, for_change=True):
            warn_on = calendar.add_working_days(
                held.deadline.due_cautious, -law.policy.warning_days(held.deadline.duty)
            )
            now = replace(held.deadline, warn_on=warn_on)
            day = next_rung(now, held) if stands(now) else None
            if now != held.deadline or day != held.next_rung_on:
                changed.append(Held(held.case_id, now, day))
        index.save_warnings(uow.connection, office.authority, changed)
        count += len(changed)
    return count
