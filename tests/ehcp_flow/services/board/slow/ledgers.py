"""Random ledgers: lives of cases from 2024 to 2026, likely and unlikely, with what recording does to them."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from random import Random
from typing import Any

from workflows.facts import (
    BODIES,
    CEASE_REASONS,
    DISPUTE_SUBJECTS,
    ORDER_KINDS,
    REQUEST_SOURCES,
    REVERSAL_GROUNDS,
    TRANSFER_KINDS,
)
from workflows.ledger import NOT_LATER_THAN, Entry
from workflows.vocabulary import Event, Ground

E = Event
FROM, UNTIL = date(2024, 1, 8), date(2026, 6, 30)
POSTCODES = ("", "DE1 2AB", "DE12AB", "DE22 1AA", "de21 4aa", "NG10 1AA")
SERVICES = ("", "paediatrics", "therapy", "nursing")
OFFICERS = ("pat@example.test", "Pat@example.test", "sam@example.test", "ros@example.test")
NEEDS = ("ASD", "SLCN", "SEMH", "XX", "")


@dataclass(frozen=True)
class Folder:
    """What is held about one case: its ledger, and who it is about."""

    case: str
    entries: tuple[Entry, ...]
    born: date | None
    postcode: str


Happening = tuple[Event, int]
"""An event with the most days that pass before it."""

BEGINNINGS: tuple[tuple[Happening, ...], ...] = (
    ((E.REQUEST_RECEIVED, 0), (E.ASSESSMENT_AGREED, 60)),
    ((E.REQUEST_RECEIVED, 0), (E.CASE_ASSIGNED, 9), (E.VIEWS_SOUGHT, 9), (E.ASSESSMENT_AGREED, 50)),
    (
        (E.REQUEST_RECEIVED, 0),
        (E.ASSESSMENT_REFUSED, 60),
        (E.MEDIATION_HELD, 60),
        (E.REFUSAL_REVERSED, 60),
        (E.ASSESSMENT_AGREED, 30),
    ),
    (
        (E.REQUEST_RECEIVED, 0),
        (E.ASSESSMENT_REFUSED, 50),
        (E.MEDIATION_HELD, 30),
        (E.APPEAL_REGISTERED, 60),
        (E.ORDER_MADE, 90),
        (E.ASSESSMENT_AGREED, 30),
    ),
    ((E.BECAME_RESPONSIBLE, 0), (E.REQUEST_RECEIVED, 30), (E.ASSESSMENT_AGREED, 60)),
    ((E.REQUEST_RECEIVED, 0),),
    ((E.REQUEST_RECEIVED, 0), (E.REQUEST_WITHDRAWN, 60)),
)
MIDDLES: tuple[tuple[Happening, ...], ...] = (
    ((E.PLAN_REFUSED, 60), (E.REFUSAL_REVERSED, 60), (E.DRAFT_SENT, 40), (E.FINAL_PLAN_SENT, 40)),
    (
        (E.ADVICE_REQUESTED, 5),
        (E.ADVICE_REQUESTED, 2),
        (E.ADVICE_RECEIVED, 60),
        (E.ADVICE_RECEIVED, 9),
        (E.DRAFT_SENT, 40),
    ),
    ((E.ADVICE_REQUESTED, 5), (E.EXCEPTION_RECORDED, 30), (E.PLAN_AGREED, 50), (E.DRAFT_SENT, 30)),
    (
        (E.ADVICE_REQUESTED, 9),
        (E.ADVICE_RECEIVED, 50),
        (E.PLAN_REFUSED, 60),
        (E.REFUSAL_REVERSED, 60),
        (E.DRAFT_SENT, 40),
    ),
    ((E.PLAN_REFUSED, 90), (E.APPEAL_REGISTERED, 60), (E.APPEAL_NOT_OPPOSED, 40), (E.DRAFT_SENT, 40)),
    ((E.PLAN_REFUSED, 100),),
    ((E.PLAN_REFUSED, 90), (E.APPEAL_REGISTERED, 60), (E.ORDER_MADE, 60), (E.DRAFT_SENT, 40)),
    ((E.DRAFT_SENT, 100), (E.SETTING_CONSULTED, 5), (E.SETTING_REPLIED, 25)),
)
ENDS: tuple[tuple[Happening, ...], ...] = (
    ((E.FINAL_PLAN_SENT, 50),),
    ((E.FINAL_PLAN_SENT, 20),),
    ((E.FINAL_PLAN_SENT, 300),),
    ((E.SETTING_CONSULTED, 5), (E.FINAL_PLAN_SENT, 40)),
    ((E.EXCEPTION_RECORDED, 9), (E.FINAL_PLAN_SENT, 200)),
    ((E.MOVED_AWAY, 50),),
    ((E.CASE_CLOSED, 60),),
    (),
)
OLDER: tuple[tuple[Happening, ...], ...] = (
    ((E.PLAN_MADE, 0),),
    ((E.PLAN_TRANSFERRED_IN, 0), (E.TRANSFER_NOTIFIED, 30)),
    ((E.FINAL_PLAN_SENT, 0),),
)
AFTER: tuple[tuple[Happening, ...], ...] = (
    ((E.REVIEW_INVITED, 300), (E.REVIEW_MET, 60), (E.REVIEW_DECIDED, 40)),
    ((E.REVIEW_MET, 390), (E.REVIEW_DECIDED, 40), (E.AMENDMENT_NOTICE_SENT, 20), (E.AMENDED_PLAN_SENT, 70)),
    ((E.REVIEW_MET, 200), (E.REVIEW_MET, 20), (E.REVIEW_REPORTED, 20)),
    ((E.TRANSFER_PLANNED, 200), (E.TRANSFER_PLAN_SENT, 200)),
    ((E.TRANSFER_PLANNED, 60), (E.TRANSFER_PLANNED, 60)),
    ((E.PERSONAL_BUDGET_SET, 60), (E.PERSONAL_BUDGET_ENDED, 200), (E.PERSONAL_BUDGET_SET, 200)),
    ((E.CEASE_CONSIDERED, 60), (E.CEASE_NOTIFIED, 30), (E.PLAN_CEASED, 90)),
    ((E.PLAN_TRANSFERRED_OUT, 200),),
    (
        (E.MEDIATION_HELD, 60),
        (E.MEDIATION_AGREED, 20),
        (E.APPEAL_REGISTERED, 60),
        (E.APPEAL_HEARD, 90),
        (E.ORDER_MADE, 30),
    ),
    ((E.APPEAL_REGISTERED, 60), (E.APPEAL_HEARD, 60), (E.APPEAL_HEARD, 60), (E.APPEAL_CONCEDED, 90)),
    ((E.APPEAL_REGISTERED, 60), (E.APPEAL_WITHDRAWN, 60)),
    ((E.APPEAL_REGISTERED, 60), (E.ORDER_MADE, 60), (E.PLAN_AMENDED, 60)),
    ((E.ORDER_MADE, 200), (E.PLAN_AMENDED, 60)),
    ((E.DETAILS_RECORDED, 30), (E.CASE_ASSIGNED, 30), (E.CASE_ASSIGNED, 60)),
)
PLANS = (E.FINAL_PLAN_SENT, E.PLAN_MADE, E.PLAN_TRANSFERRED_IN)
ANY = tuple(event for event in Event if event is not Event.CORRECTION)


def folder(random: Random, number: int) -> Folder:
    """One case with 1 to 30 entries or so, in the order of recording."""
    happened = _life(random)
    born = random.choice((None, FROM, date(2021, 9, 1), date(2015, 6, 1), date(2009, 2, 28), date(1998, 1, 1)))
    return Folder(f"C{number:02}", _recorded(random, happened), born, random.choice(POSTCODES))


def _life(random: Random) -> list[tuple[Event, date]]:
    day = FROM + timedelta(days=random.randint(0, 700))
    wanted: list[Happening] = []
    if random.random() < 0.3:
        wanted += random.choice(OLDER)
    else:
        wanted += [(E.CASE_ASSIGNED, 0)] if random.random() < 0.4 else []
        wanted += random.choice(BEGINNINGS)
        if wanted[-1][0] is E.ASSESSMENT_AGREED or random.random() > 0.9:
            wanted += random.choice(MIDDLES)
        if wanted[-1][0] in (E.DRAFT_SENT, E.SETTING_REPLIED) or random.random() > 0.9:
            wanted += random.choice(ENDS)
    if any(event in PLANS for event, _ in wanted) or random.random() > 0.9:
        for _ in range(random.randint(0, 3)):
            wanted += random.choice(AFTER)
    happened = []
    for event, most in wanted:
        if random.random() > 0.96:
            continue  # a step that nobody recorded
        day += timedelta(days=random.randint(0, most))
        happened.append((event, day))
        if random.random() > 0.94:
            happened.append((random.choice(ANY), day + timedelta(days=random.randint(0, 30))))
    if any(event in (E.FINAL_PLAN_SENT, E.PLAN_MADE) for event, _ in happened):
        # A plan made here that has transferred in too has two reviews running, and one decision for both.
        happened = [each for each in happened if each[0] is not E.PLAN_TRANSFERRED_IN]
    return [each for each in happened if each[1] <= UNTIL] or [(E.REQUEST_RECEIVED, FROM)]


def _recorded(random: Random, happened: list[tuple[Event, date]]) -> tuple[Entry, ...]:
    read_in = random.random() < 0.25
    lines: list[Line] = []
    for event, day in happened:
        late = random.choice((0, 0, 0, 1, 14, 15, 40))
        at = datetime(day.year, day.month, day.day, random.choice((9, 23)), 30, tzinfo=UTC) + timedelta(days=late)
        imported = read_in or random.random() < 0.05
        facts = _like_before(random, event, _facts(random, event, day), lines)
        if (imported and random.random() < 0.3) or random.random() < 0.03:
            facts["dated"] = NOT_LATER_THAN
        lines.append((at, event, day, facts, "sen2 2026" if imported else ""))
    lines.sort(key=lambda line: line[0])
    entries = [
        Entry(number, event, day, at, "someone", facts, source)
        for number, (at, event, day, facts, source) in enumerate(lines, start=1)
    ]
    for _ in range(random.choice((0, 0, 0, 0, 0, 1, 1, 2))):
        entries.append(_correction(random, entries))
    return tuple(entries)


Line = tuple[datetime, Event, date, dict[str, Any], str]
ANSWERS = {
    E.ADVICE_RECEIVED: (E.ADVICE_REQUESTED,),
    E.SETTING_REPLIED: (E.SETTING_CONSULTED,),
    E.TRANSFER_PLAN_SENT: (E.TRANSFER_PLANNED,),
    E.REFUSAL_REVERSED: (E.ASSESSMENT_REFUSED, E.PLAN_REFUSED),
    E.ORDER_MADE: (E.ASSESSMENT_REFUSED, E.PLAN_REFUSED, E.FINAL_PLAN_SENT, E.PLAN_MADE),
    E.MEDIATION_AGREED: (E.MEDIATION_HELD,),
    E.APPEAL_CONCEDED: (E.APPEAL_REGISTERED,),
}
"""What mostly answers something before it, and then says what is about the same."""
ABOUT: dict[tuple[Event, Event], tuple[dict[str, str], ...]] = {
    (E.REFUSAL_REVERSED, E.ASSESSMENT_REFUSED): ({"of": "assessment"},),
    (E.REFUSAL_REVERSED, E.PLAN_REFUSED): ({"of": "plan"},),
    (E.ORDER_MADE, E.ASSESSMENT_REFUSED): ({"kind": "assess"},),
    (E.ORDER_MADE, E.PLAN_REFUSED): ({"kind": "make_plan"}, {"kind": "reconsider"}),
    (E.ORDER_MADE, E.FINAL_PLAN_SENT): ({"kind": "amend"}, {"kind": "name_setting"}),
    (E.ORDER_MADE, E.PLAN_MADE): ({"kind": "amend"}, {"kind": "name_setting"}, {"kind": "dismiss"}),
}


def _like_before(random: Random, event: Event, facts: dict[str, Any], lines: list[Line]) -> dict[str, Any]:
    before = [line for line in lines if line[1] in ANSWERS.get(event, ())]
    if not before or random.random() > 0.8:
        return facts
    _, asked, _, said, _ = random.choice(before[-2:])
    if (event, asked) in ABOUT:
        return facts | random.choice(ABOUT[event, asked])
    return facts | {name: value for name, value in said.items() if name in facts or name == "service"}


def _correction(random: Random, entries: list[Entry]) -> Entry:
    wrong = random.choice(entries)
    facts: dict[str, Any] = {"reason": "a slip"}
    if wrong.event is Event.CORRECTION or random.random() < 0.3:
        facts["never_happened"] = True
    elif random.random() < 0.7:
        facts["right_date"] = (wrong.occurred_on + timedelta(days=random.randint(-60, 60))).isoformat()
    else:
        facts["right_facts"] = _facts(random, wrong.event, wrong.occurred_on)
    at = entries[-1].recorded_at + timedelta(days=random.randint(0, 40))
    return Entry(len(entries) + 1, Event.CORRECTION, at.date(), at, "a manager", facts, corrects=wrong.number)


def _facts(random: Random, event: Event, day: date) -> dict[str, Any]:
    """The facts that the measures look at, now and then left out."""
    one = random.choice
    match event:
        case E.REQUEST_RECEIVED:
            facts: dict[str, Any] = {"source": one(REQUEST_SOURCES)}
        case E.ADVICE_REQUESTED | E.ADVICE_RECEIVED | E.ADVICE_CHASED | E.APPOINTMENT_MISSED:
            facts = {"body": one((*BODIES, "health", "health")), "service": one(SERVICES)}
        case E.SETTING_CONSULTED | E.SETTING_REPLIED:
            facts = {"setting": one(("Hill School", "Vale School"))}
        case E.REFUSAL_REVERSED:
            facts = {"ground": one(REVERSAL_GROUNDS), "of": one(("assessment", "plan"))}
        case E.EXCEPTION_RECORDED:
            facts = _exception(random, day)
        case E.EXCEPTION_ENDED:
            facts = {"ground": one([ground.value for ground in Ground])}
        case E.CASE_ASSIGNED:
            facts = {"to": one(OFFICERS)}
        case E.DETAILS_RECORDED:
            needs = [{"type": one(NEEDS), "rank": one(("1", "2"))}]
            sent = {} if needs[0]["type"] == NEEDS[0] else {"phase_transfer_final": "2026-03-02"}
            move = {"phase_transfer_due": "2026-02-15" if needs[0]["rank"] == "1" else "2026-03-31", **sent}
            facts = {"details": one(({}, {"active_plan": {}}, {"active_plan": {"needs": needs, **move}}))}
        case E.PLAN_CEASED:
            facts = {"reason": one(CEASE_REASONS)}
        case E.PLAN_AMENDED:
            facts = {"cause": one(("review", "order", "order", "order", "reg_28"))}
        case E.REVIEW_INVITED:
            facts = {"meeting_on": (day + timedelta(days=random.randint(0, 30))).isoformat()}
        case E.REVIEW_DECIDED:
            facts = {"outcome": one(("maintain", "amend", "amend", "cease", "not_stated"))}
        case E.TRANSFER_PLANNED:
            facts = {"kind": one(TRANSFER_KINDS), "transfer_on": one(("2025-09-01", "2026-09-01"))}
        case E.TRANSFER_PLAN_SENT:
            facts = {"kind": one((*TRANSFER_KINDS, ""))}
        case E.ORDER_MADE:
            facts = {"kind": one((*ORDER_KINDS, "assess", "make_plan"))}
        case E.APPEAL_REGISTERED | E.MEDIATION_HELD | E.MEDIATION_AGREED:
            facts = {"about": one((*DISPUTE_SUBJECTS, "assess", "assess", "assess", "assess", "plan", "plan"))}
        case E.APPEAL_NOT_OPPOSED | E.APPEAL_CONCEDED:
            facts = {"about": one(("assess", "plan", "cease", "content"))}
        case E.RECOMMENDATION_MADE | E.RECOMMENDATION_ANSWERED:
            facts = {"body": one(("health", "social_care"))}
        case _:
            facts = {}
    return {name: value for name, value in facts.items() if value != "" and (name == "body" or random.random() > 0.04)}


def _exception(random: Random, day: date) -> dict[str, Any]:
    facts: dict[str, Any] = {
        "ground": random.choice([*[ground.value for ground in Ground], "personal_circumstances", "absent_4_weeks"]),
        "evidence": random.choice(("", "a letter")),
        "duty": random.choice(("", "", "", "final_plan", "assess_decision", "advice")),
    }
    if random.random() < 0.5:
        first = day - timedelta(days=random.randint(0, 40))
        facts["from"] = first.isoformat()
        facts["to"] = (first + timedelta(days=random.randint(5, 60))).isoformat()
    return facts
