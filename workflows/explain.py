"""A deadline in words: what started it, the rule and its link, how it is counted, exceptions, and when it is late."""

from datetime import date, timedelta
from typing import Any

from workflows.clocks import Deadline
from workflows.events import EVENTS
from workflows.limits import limit_words
from workflows.parameters import Limit, Rule
from workflows.standing import Outcome
from workflows.vocabulary import GROUND_WORDS, Event
from workflows.words import day_words, list_words, sentence

_GIVES = {
    "statute": "The law gives",
    "guidance": "Guidance, not law, gives",
    "practice": "Practice, not law, gives",
}


def explain(deadline: Deadline) -> str:
    """The explanation that stands on a page or in a letter."""
    rule, start = deadline.rule, deadline.start
    if rule is None or start is None:
        raise ValueError("a deadline read back from the index has no rule to explain: derive it from the ledger")
    parts = [
        sentence(f"On {day_words(start.occurred_on)} {EVENTS[start.event].happened}"),
        _the_limit(deadline, rule),
        *_exceptions(deadline),
        *_the_end(deadline),
    ]
    if rule.note:
        parts.append(sentence(rule.note))
    if rule.source.unverified:
        parts.append(sentence(f"To be checked: {rule.source.unverified}"))
    return " ".join(parts)


def _the_limit(deadline: Deadline, rule: Rule) -> str:
    start = deadline.start
    if start is not None and start.date_fact(deadline.duty):
        agreed = start.event is Event.MEDIATION_AGREED or start.fact("ground") == "mediation_agreement"
        who = "The parties agreed in writing on" if agreed else "The Tribunal itself directed"
        return f"{who} {day_words(deadline.due)}, which replaces the usual limit ({rule.source.title})."
    ways = [
        f"{limit_words(limit)}{_ran_from(deadline, limit, anchor)}"
        for limit, anchor in zip(rule.limits, deadline.anchors, strict=True)
        if anchor is not None
    ]
    joined = f" and {'the earlier' if rule.combine == 'earliest' else 'the later'} counts: " if len(ways) > 1 else ""
    text = f"{joined}{'; or '.join(ways)}" if joined else ways[0]
    lead = "There are two limits" if joined else _GIVES[rule.basis]
    since = f", in force since {day_words(rule.since)}" if rule.basis == "statute" else ""
    return f"{lead}{'' if joined else ' '}{text} ({rule.source.title}{since})."


def _ran_from(deadline: Deadline, limit: Limit, anchor: date) -> str:
    """The day that a limit was counted from, where that is not the day that the explanation opens with."""
    if anchor == deadline.started_on and not limit.from_facts:
        return ""
    if limit.from_event is not None:
        return f" (from {day_words(anchor)}, when {EVENTS[limit.from_event].happened})"
    fact = next(
        (name for name in limit.from_facts if deadline.start and deadline.start.date_fact(name) == anchor), "from"
    )
    return f" ({fact.replace('_', ' ')}: {day_words(anchor)})"


def _exceptions(deadline: Deadline) -> list[str]:
    said = []
    if deadline.excused_by:
        grounds = list_words(GROUND_WORDS[ground] for ground in deadline.excused_by)
        if deadline.outcome is Outcome.MET:
            said.append(f"An exception is recorded ({grounds}); the limit was met all the same.")
        else:
            said.append(
                f"An exception is recorded ({grounds}): the limit does not apply so far as that made it impractical "
                "to meet, and “as soon as practicable” still does. It adds no days."
            )
    said.extend(
        f"An exception is recorded ({GROUND_WORDS[ground]}) that does not excuse this: {why}."
        for ground, why in deadline.not_excused
    )
    if not said:
        said.append("No exception is recorded.")
    return said


def _the_end(deadline: Deadline) -> list[str]:
    late_from = deadline.due + timedelta(days=1)
    if deadline.floor:
        said = [
            f"The last day of the window is {day_words(deadline.due)}; "
            f"the next step may be taken from {day_words(late_from)}."
        ]
    else:
        said = [f"The last day in time is {day_words(deadline.due)}; from {day_words(late_from)} it is late."]
        if deadline.due_cautious != deadline.due:
            said.append(f"{_why_cautious(deadline)}, so aim for {day_words(deadline.due_cautious)}.")
    closing = deadline.closed_by
    if closing is not None:
        happened = EVENTS[closing.event].happened
        said.append(_how_it_closed(deadline, happened, closing.occurred_on, closing.dated))
    elif not deadline.binding:
        said.append("Another clock that runs to the same end binds before this one.")
    return said


def _why_cautious(deadline: Deadline) -> str:
    notice = deadline.rule is not None and any(limit.counted == "clear_notice" for limit in deadline.rule.limits)
    return "“At least” may mean clear days" if notice else "Some count the first day"


def _how_it_closed(deadline: Deadline, happened: str, day: date, dated: bool) -> str:
    if not dated:
        return f"By {day_words(day)} {happened}; the source gives no date, so it is not known whether it was late."
    if deadline.stood_down_on:
        return f"It is not required: on {day_words(day)} {happened}."
    if deadline.floor:
        cut = deadline.outcome is not Outcome.MET
        return f"On {day_words(day)} {happened}{', before the window was over' if cut else ''}."
    if day <= deadline.due:
        return f"It was met: on {day_words(day)} {happened}."
    days = (day - deadline.due).days
    return f"On {day_words(day)} {happened}, {days} {'day' if days == 1 else 'days'} after the limit."


def as_json(deadline: Deadline, as_at: date) -> dict[str, Any]:
    """The deadline as the command line and the API give it; dates are ISO text."""
    rule = deadline.rule
    return {
        "duty": deadline.duty,
        "subject": deadline.subject,
        "title": deadline.title,
        "owed_by": deadline.owed_by,
        "starts": deadline.starts.value,
        "started_on": deadline.started_on.isoformat(),
        "due": deadline.due.isoformat(),
        "due_cautious": deadline.due_cautious.isoformat(),
        "floor": deadline.floor,
        "binding": deadline.binding,
        "basis": deadline.basis,
        "status": deadline.standing(as_at).value,
        "met_on": deadline.met_on.isoformat() if deadline.met_on else None,
        "excused_by": [ground.value for ground in deadline.excused_by],
        "law": {
            "title": rule.source.title,
            "href": rule.source.href,
            "since": rule.since.isoformat(),
            "unverified": rule.source.unverified or None,
        }
        if rule
        else None,
        "explanation": explain(deadline),
    }
