"""Open assessments (B7), the due-date cohort (B8), the forecast, officers (B14) and week 20 to come (B1), from the ledgers."""

from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from fractions import Fraction

from tests.ehcp_flow.services.board.slow import paper
from tests.ehcp_flow.services.board.slow.assessments_twin import has_exception
from tests.ehcp_flow.services.board.slow.desk import Desk, Listing, Twin
from tests.ehcp_flow.services.board.slow.paper import OPEN_STATES, Answer, Case, Line
from workflows.case import read_all
from workflows.vocabulary import Event, Process

LEFT = {
    "assessment_refused": "not_assessed",
    "plan_refused": "not_issued",
    "plan_issued": "issued",
    "withdrawn": "withdrawn",
    "moved_away": "moved_away",
    "closed": "closed",
}


def days_open(case: Case, desk: Desk) -> int | None:
    if case.received_on is None or case.received_on > desk.last:
        return None
    return (desk.last - case.received_on).days


def weeks_band(case: Case, desk: Desk) -> str:
    days = days_open(case, desk)
    if days is None:
        return "undated"
    for lower, upper in ((0, 6), (6, 12), (12, 16), (16, 20), (20, 26), (26, 39), (39, 52)):
        if days <= 7 * upper:
            return f"{lower}_{upper}"
    return "over_52"


def open_at(stage: str = "", by: str = "", past: bool = False, no_exception: bool = False) -> Listing:
    def lines(desk: Desk) -> Iterator[Line]:
        for case in desk.cases:
            at = case.stage_on(desk.last)
            if not at or (stage and at != stage):
                continue
            if past and (case.week_20 is None or case.week_20 >= desk.last):
                continue
            if no_exception and has_exception(case):
                continue
            yield Line(case.case, category=at if by == "stage" else weeks_band(case, desk))

    return lines


def no_day_of_receipt(desk: Desk) -> Iterator[Line]:
    for case in desk.cases:
        if case.stage_on(desk.last) and days_open(case, desk) is None:
            yield Line(case.case)


def how_long(desk: Desk) -> Iterator[Line]:
    for case in desk.cases:
        days = days_open(case, desk)
        if case.stage_on(desk.last) and days is not None:
            yield Line(case.case, amount=days)


def comings_and_goings(case: Case) -> list[tuple[str, date, str, bool]]:
    """joined or left, the day, how it left, and whether it had been open before. Ended and open again on one day: neither."""
    moves: list[tuple[str, date, str, bool]] = []
    was, been_open = "none", False
    for place, entry in enumerate(case.entries):
        now = read_all(case.entries[: place + 1]).state_of(Process.ASSESSMENT)
        if now in OPEN_STATES and was not in OPEN_STATES:
            if moves and moves[-1][:2] == ("left", entry.occurred_on):
                moves.pop()
            else:
                moves.append(("joined", entry.occurred_on, "", been_open))
            been_open = True
        elif was in OPEN_STATES and now not in OPEN_STATES:
            moves.append(("left", entry.occurred_on, LEFT.get(now, "other"), False))
        was = now
    return moves


def flows(which: str) -> Listing:
    def lines(desk: Desk) -> Iterator[Line]:
        for case in desk.cases:
            for way, on, how, again in comings_and_goings(case):
                if desk.in_period(on) and (way == which or (which == "again" and again)):
                    yield Line(case.case, category=how)

    return lines


def became(case: Case) -> str:
    """What has become of a case of the cohort by the day of the report; of one that ended, how it left the open work."""
    state = case.view.state_of(Process.ASSESSMENT)
    sent = case.known_day(Event.FINAL_PLAN_SENT)
    if sent is not None and case.week_20 is not None:
        return "issued_on_time" if sent <= case.week_20 else "issued_late"
    if state in OPEN_STATES:
        return "still_open"
    left = [how for way, _, how, _ in comings_and_goings(case) if way == "left"]
    last = left[-1] if left else LEFT.get(state, "")
    if last == "issued":
        return "undated"
    return "not_issued" if last == "not_issued" else "other"


def cohort(needed: bool, no_exception: bool = False) -> Listing:
    def lines(desk: Desk) -> Iterator[Line]:
        for case in desk.cases:
            if not desk.in_period(case.week_20):
                continue
            how = became(case)
            if needed and how not in ("issued_on_time", "issued_late", "still_open"):
                continue
            if no_exception and has_exception(case):
                continue
            yield Line(case.case, how == "issued_on_time", category=how)

    return lines


def due_next(desk: Desk) -> Iterator[Line]:
    for case in desk.cases:
        month_end = desk.last
        for number in ("1", "2", "3", "4", "5"):
            begins = month_end + timedelta(days=1)
            month_end = paper.last_of_month(begins)
            if case.stage_on(desk.last) and case.week_20 is not None and begins <= case.week_20 <= month_end:
                yield Line(case.case, category=number)


def week_20_next(desk: Desk) -> Iterator[Line]:
    begins = desk.last + timedelta(days=1)
    for case in desk.cases:
        at = case.stage_on(desk.last)
        if at and case.week_20 is not None and begins <= case.week_20 <= paper.last_of_month(begins):
            yield Line(case.case, at == "draft_with_family")


def officers(case: Case) -> list[str]:
    had: list[str] = []
    for entry in case.of(Event.CASE_ASSIGNED):
        to = entry.fact("to").lower()
        if not had or had[-1] != to:
            had.append(to)
    return had


def _open_cases(desk: Desk) -> list[Case]:
    return [case for case in desk.cases if case.stage_on(desk.last)]


def held(desk: Desk) -> Iterator[Line]:
    for case in _open_cases(desk):
        had = officers(case)
        if had and had[-1]:
            yield Line(case.case, category=had[-1])


def nobody(desk: Desk) -> Iterator[Line]:
    for case in _open_cases(desk):
        had = officers(case)
        yield Line(case.case, not had or not had[-1])


def changes(desk: Desk) -> Iterator[Line]:
    for case in _open_cases(desk):
        if had := officers(case):
            yield Line(case.case, amount=len(had) - 1)


def _piles(lines: Sequence[Line]) -> list[int]:
    piles: dict[str, int] = {}
    for line in lines:
        piles[line.category] = piles.get(line.category, 0) + 1
    return sorted(piles.values())


def _of_piles(lines: Sequence[Line], number: Fraction | None) -> Answer:
    value = None if number is None else paper.printed(number)
    return Answer(len(lines), len(lines), value, paper.names(lines), ())


def least_pile(lines: Sequence[Line]) -> Answer:
    return _of_piles(lines, Fraction(_piles(lines)[0]) if lines else None)


def middle_pile(lines: Sequence[Line]) -> Answer:
    piles = [Line("", amount=pile) for pile in _piles(lines)]
    return Answer(len(lines), len(lines), paper.median(piles).value, paper.names(lines), ())


def most_pile(lines: Sequence[Line]) -> Answer:
    return _of_piles(lines, Fraction(_piles(lines)[-1]) if lines else None)


TWINS: dict[str, Twin] = {
    "backlog.open": (open_at(by="stage"), paper.count),
    "backlog.by_age": (open_at(), paper.count),
    **{f"backlog.{stage}": (open_at(stage), paper.count) for stage in OPEN_STATES},
    "backlog.past_week_20": (open_at(past=True), paper.count),
    "backlog.past_week_20_without_exception": (open_at(past=True, no_exception=True), paper.count),
    "backlog.undated": (no_day_of_receipt, paper.count),
    "backlog.longest": (how_long, paper.most_weeks),
    "backlog.joined": (flows("joined"), paper.count),
    "backlog.joined_again": (flows("again"), paper.count),
    "backlog.left": (flows("left"), paper.count),
    "cohort.cases": (cohort(needed=False), paper.count),
    "cohort.on_time": (cohort(needed=True), paper.share),
    "cohort.on_time_without_exception": (cohort(needed=True, no_exception=True), paper.share),
    "forecast.due": (due_next, paper.count),
    "summary.week_20_next": (week_20_next, paper.share),
    "workforce.least_open": (held, least_pile),
    "workforce.middle_open": (held, middle_pile),
    "workforce.most_open": (held, most_pile),
    "workforce.no_officer": (nobody, paper.share),
    "workforce.changes_mean": (changes, paper.mean),
    "workforce.changes_most": (changes, paper.most),
}
