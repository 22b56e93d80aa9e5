"""The mediations and appeals of a case, each with what became of it."""

from collections.abc import Sequence
from dataclasses import replace

from ehcp_flow.services.board.told import Told
from reports.rows.disputes import AppealRow, MediationRow
from workflows.ledger import Entry
from workflows.vocabulary import Event


def mediation_rows(told: Told) -> list[MediationRow]:
    """One row a meeting. An agreement is of the last meeting before it about the same matter."""
    rows: list[MediationRow] = []
    if Event.MEDIATION_HELD not in told.view.latest:
        return rows
    for entry in told.entries:
        if entry.event is Event.MEDIATION_HELD:
            rows.append(MediationRow(told.case, entry.fact("about"), entry.occurred_on, entry.dated))
        elif entry.event is Event.MEDIATION_AGREED:
            place = _latest(rows, entry.fact("about"))
            if place is not None:
                rows[place] = replace(rows[place], agreed=True)
    appeals = [entry for entry in told.entries if entry.event is Event.APPEAL_REGISTERED]
    return [_with_appeal(row, appeals) for row in rows]


def _with_appeal(row: MediationRow, appeals: Sequence[Entry]) -> MediationRow:
    days = [each.occurred_on for each in appeals if each.fact("about") == row.about and each.occurred_on >= row.held_on]
    return replace(row, appealed_on=min(days)) if days else row


def appeal_rows(told: Told) -> list[AppealRow]:
    """One row an appeal. What says how it went is of the last appeal about its matter.

    Where it carries no matter it is of the last that is still open; an order also of one that was settled before it.
    """
    rows: list[AppealRow] = []
    if Event.APPEAL_REGISTERED not in told.view.latest:
        return rows
    for entry in told.entries:
        if entry.event is Event.APPEAL_REGISTERED:
            rows.append(AppealRow(told.case, entry.fact("about"), entry.occurred_on, entry.dated))
        elif entry.event in _FATES and (place := _place(rows, entry)) is not None:
            rows[place] = _with_fate(rows[place], entry)
    return rows


_FATES = frozenset(
    {
        Event.APPEAL_NOT_OPPOSED,
        Event.APPEAL_CONCEDED,
        Event.APPEAL_WITHDRAWN,
        Event.APPEAL_HEARD,
        Event.ORDER_MADE,
    }
)


def _with_fate(row: AppealRow, entry: Entry) -> AppealRow:
    on = entry.occurred_on
    match entry.event:
        case Event.APPEAL_WITHDRAWN:
            return replace(row, withdrawn_on=on)
        case Event.APPEAL_HEARD:
            return replace(row, heard_on=on)
        case Event.ORDER_MADE:
            return replace(row, ordered_on=on, order=entry.fact("kind"))
        case _:
            return replace(row, conceded_on=row.conceded_on or on)


def _place(rows: Sequence[AppealRow], entry: Entry) -> int | None:
    """Which appeal an entry is about; None where there is none."""
    if about := entry.fact("about"):
        return _latest(rows, about)
    places = range(len(rows) - 1, -1, -1)
    open_one = next((place for place in places if _is_open(rows[place])), None)
    if open_one is None and entry.event is Event.ORDER_MADE:
        return next((place for place in places if rows[place].ordered_on is None), None)
    return open_one


def _is_open(row: AppealRow) -> bool:
    return row.conceded_on is None and row.withdrawn_on is None and row.ordered_on is None


def _latest(rows: Sequence[AppealRow] | Sequence[MediationRow], about: str) -> int | None:
    return next((place for place in range(len(rows) - 1, -1, -1) if rows[place].about == about), None)
