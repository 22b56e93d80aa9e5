"""Health notices, lists and figures in the words and the JSON of the command line."""

import re
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from ehcp_flow.cli.output import WrongInput, print_json, say

if TYPE_CHECKING:
    from ehcp_flow.services.health.lookups import ShownNotice
    from ehcp_flow.services.health.reconciliation import Answered, MadeList
    from reports.periods import Period


def notice_document(shown: "ShownNotice") -> dict[str, Any]:
    """One notice as JSON. It names no child."""
    from ehcp_flow.services.health.facts import notice_number

    notice, contact = shown.notice, shown.contact
    return {
        "notice": notice_number(notice),
        "case": notice.case,
        "kind": notice.kind,
        "state": notice.stands,
        "why": _why(shown) or None,
        "to": {"contact": contact.contact_id, "role": contact.role, "name": contact.name, "channel": contact.channel},
        "status": notice.status or None,
        "reason": notice.reason or None,
        "effective": notice.effective_on,
        "next_review": notice.next_review_on,
        "comment_until": notice.comment_until,
        "basis": notice.basis or None,
        "created_at": notice.created_at,
        "sent_at": notice.left_at,
        "acknowledged_at": notice.acknowledged_at,
        "acknowledged_by": notice.acknowledged_by or None,
        "confirmed_at": notice.confirmed_at,
        "confirmed_by": notice.confirmed_by or None,
        "rejected_because": notice.rejected_because or None,
        "comment": notice.comment or None,
        "chase_on": notice.chase_on,
        "superseded_by": notice.superseded_by,
        "overtaken_by": notice.overtaken_by,
        "message": notice.message_id or None,
    }


def notice_rows(found: "Iterable[ShownNotice]") -> list[tuple[str, ...]]:
    """Number, case, what, to whom and state."""
    from ehcp_flow.services.health.facts import notice_number
    from notifications.health.kinds import KIND_WORDS, NoticeKind

    return [
        (
            notice_number(each.notice),
            each.notice.case,
            KIND_WORDS[NoticeKind(each.notice.kind)],
            each.contact.name,
            _state(each),
        )
        for each in found
    ]


def notice_lines(shown: "ShownNotice") -> Iterator[str]:
    """One notice for people, a line a thing."""
    from ehcp_flow.services.health.facts import notice_number
    from notifications.health.contacts import ContactRole
    from notifications.health.kinds import KIND_WORDS, NoticeKind
    from notifications.health.payload import reason_words

    notice, contact = shown.notice, shown.contact
    yield f"{notice_number(notice)}  {KIND_WORDS[NoticeKind(notice.kind)]}"
    told = (
        ("Case", notice.case),
        ("To", f"{contact.name} ({ContactRole(contact.role).words}), contact {contact.contact_id}"),
        ("State", _state(shown)),
        ("Why", _why(shown)),
        ("Reason", reason_words(NoticeKind(notice.kind), notice.reason)),
        ("Effective", _day(notice.effective_on)),
        ("Next review", _day(notice.next_review_on)),
        ("Comment until", _day(notice.comment_until)),
        ("Lawful basis", notice.basis),
        ("Left", _day(notice.left_at)),
        ("Acknowledged", _who(notice.acknowledged_at, notice.acknowledged_by)),
        ("Confirmed", _who(notice.confirmed_at, notice.confirmed_by)),
        ("Rejected", notice.rejected_because),
        ("Comment", notice.comment),
        ("Looked at next", _day(notice.chase_on)),
    )
    for label, value in told:
        if value:
            yield f"  {label}: {value}"


def _state(shown: "ShownNotice") -> str:
    from ehcp_flow.services.health.stopping import overtaken
    from notifications.health.kinds import STATE_WORDS, NoticeState

    if shown.notice.message_state == "uncertain" and shown.notice.stands == "sent":
        return "Nobody knows whether it went"
    words = STATE_WORDS[NoticeState(shown.notice.stands)]
    return f"{words}; overtaken by a later notice" if overtaken(shown.notice) else words


def _why(shown: "ShownNotice") -> str:
    """Why it waits or was not sent: the gate's words, or those of the message that failed."""
    notice = shown.notice
    return notice.message_error if notice.stands == "held" and notice.state == "queued" else notice.why


def _day(day: Any) -> str:
    from ehcp_flow.clock import london_date
    from workflows.words import day_words

    if day is None:
        return ""
    return day_words(london_date(day) if hasattr(day, "hour") else day)


def _who(at: Any, by: str) -> str:
    return f"{_day(at)}, {by}" if at is not None else ""


def month_period(text: str) -> "Period":
    """The days of a month typed as 2026-11. Raises WrongInput."""
    from reports.periods import Period

    found = re.fullmatch(r"(\d{4})-(0[1-9]|1[0-2])", text.strip())
    if not found:
        raise WrongInput(f"“{text}” is not a month. Write it as 2026-11.")
    first = date(int(found[1]), int(found[2]), 1)
    after = date(first.year + first.month // 12, first.month % 12 + 1, 1)
    return Period(first, after - timedelta(days=1))


def print_figures(found: dict[str, Any]) -> None:
    """Each figure with its numerator and denominator."""
    from reports.health_notices import MEASURES

    say(
        f"From {_day(date.fromisoformat(found['period']['from']))} to {_day(date.fromisoformat(found['period']['to']))}"
    )
    for measure in MEASURES:
        value = found[measure.id]
        if "median" in value:
            share = f"{value['median']} days" if value["median"] is not None else "none sent"
            say(f"  {measure.title}: {share}, of {value['denominator']:,} sent ({value['not_sent']:,} not sent)")
        else:
            say(f"  {measure.title}: {_share_words(value)}")
        for month in value.get("months", ()):
            say(f"    {month['month']}: {_share_words(month)}")


def _share_words(value: dict[str, Any]) -> str:
    """A percentage, always with what it is of."""
    share = f"{value['percent']}%" if value["percent"] is not None else "none to count"
    words = [f"{value['numerator']:,} of {value['denominator']:,}"]
    if "differences" in value:
        words += [f"differences: {value['differences']:,}", f"lists not answered: {value['not_answered']:,}"]
    return f"{share} ({'; '.join(words)})"


def print_lists(made: "Sequence[MadeList]", as_json: bool) -> None:
    """The lists that were made, or that there were."""
    from workflows.words import amount_words

    if as_json:
        print_json(
            [
                {
                    "provider": each.made.provider,
                    "month": each.made.month,
                    "expected": each.made.expected,
                    "left_out": each.left_out,
                    "new": each.new,
                    "file": str(each.file) if each.file else None,
                }
                for each in made
            ]
        )
        return
    for each in made:
        how = ("made" if each.new else "made before") + ("" if each.made.expected else ", and not sent")
        file = f": {each.file}" if each.file else ""
        people = f"{each.made.expected:,} {'person' if each.made.expected == 1 else 'people'}"
        say(f"{each.made.provider}, {each.made.month}: {people}, {how}{file}")
        if each.left_out:
            say(
                f"  Left out until a person has looked: {amount_words(each.left_out, 'cases')} (notices list --state held)"
            )


def print_answer(read: "Answered", as_json: bool) -> None:
    """What an answer came to. A person is named by their number alone."""
    if as_json:
        differences = [
            {"kind": each.kind.value, "case": each.case or None, "line": each.line, "what": each.words, "do": each.do}
            for each in read.differences
        ]
        print_json(
            {
                "provider": read.provider,
                "month": read.month,
                "expected": read.expected,
                "agreed": read.agreed,
                "confirmed": read.confirmed,
                "differences": differences,
            }
        )
        return
    say(
        f"{read.provider}, {read.month}: {read.agreed:,} of {read.expected:,} agree; {read.confirmed:,} notices confirmed."
    )
    for each in read.differences:
        say(f"  {each.case or 'Not ours'}: {each.words}. {each.do}")
    if read.differences:
        say("They are on the work list: ehcp-flow task list --kind health_difference")
