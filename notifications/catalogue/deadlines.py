"""Messages about what is due: the alert that goes at once, and the day's digest. Their facts come from `digest.py`."""

from notifications.catalogue.kind import AT_ONCE, DAILY, Facts, MessageKind

_OVERDUE: Facts = {
    "case": "EHC-2026-00412",
    "initials": "JB",
    "stage": "Deciding whether to assess",
    "what": "Decide whether to assess and tell the family",
    "due": "20 November 2026",
    "how": "Overdue by 3 days (was due Friday 20 November 2026)",
    "do": "Tell the family whether you will assess, then record the decision",
    "where": "https://ehc.example.org/cases/EHC-2026-00412",
    "key": "EHC-2026-00412|assess_decision||2026-11-20",
}
_TODAY: Facts = {
    "case": "EHC-2026-00388",
    "initials": "AK",
    "stage": "Writing the draft plan",
    "what": "Tell the family if no plan will be issued",
    "due": "23 November 2026",
    "how": "Due today",
    "do": "Decide whether there will be a plan; if not, tell the family and record it",
    "where": "https://ehc.example.org/cases/EHC-2026-00388",
    "key": "EHC-2026-00388|plan_refusal||2026-11-23",
}
_FIT: Facts = {
    "case": "EHC-2026-00291",
    "initials": "MO",
    "stage": "Writing the draft plan",
    "what": "Send the finalised EHC plan",
    "due": "11 December 2026",
    "how": "No slack: the draft plan must be sent by 26 November 2026 for the family's 15 days to fit before the limit",
    "do": "Send the draft plan to the family, then record it",
    "where": "https://ehc.example.org/cases/EHC-2026-00291",
    "key": "EHC-2026-00291|final_plan||2026-12-11",
}
_WAITING: Facts = {
    "case": "EHC-2026-00397",
    "initials": "LS",
    "stage": "Assessing",
    "what": "Give the advice that was asked for: educational psychology",
    "due": "24 November 2026",
    "how": "Due tomorrow, Tuesday 24 November 2026",
    "do": "Chase the adviser; record the advice when it comes",
    "where": "https://ehc.example.org/cases/EHC-2026-00397",
    "key": "EHC-2026-00397|advice|educational psychology|2026-11-24",
}

DEADLINE_ALERT = MessageKind(
    name="deadline_alert",
    audience="whoever the rung of the ladder names: the officer or the stand-in, the manager, the head of service",
    when="a rung is reached that must be told at once: for managers the first day overdue on a duty marked severe",
    way=AT_ONCE,
    perishable=True,
    facts={
        "heading": "2 deadlines need action now: 1 overdue, 1 due today",
        "day": "Monday 23 November 2026",
        "lines": [{**_OVERDUE, "officer": "Priya Nair"}, {**_TODAY, "officer": "Nobody yet"}],
        "more": "And 12 more, see https://ehc.example.org/cases?overdue=yes",
    },
)

DAILY_DIGEST = MessageKind(
    name="daily_digest",
    audience="each officer, and each manager (with the team), who has something to see that day",
    when="it is the morning of a working day, and something is due, overdue or newly warned of",
    way=DAILY,
    perishable=True,
    facts={
        "greeting": "Hello Priya.",
        "day": "Monday 23 November 2026",
        "summary": "1 overdue, 1 due today, 1 with no slack left, 1 waiting on others.",
        "groups": [
            {"title": "Overdue", "lines": [{**_OVERDUE, "new": False}]},
            {"title": "Due today", "lines": [{**_TODAY, "new": False}]},
            {"title": "No slack left", "lines": [{**_FIT, "new": True}]},
            {"title": "Waiting on others", "lines": [{**_WAITING, "new": False}]},
        ],
        "team": [
            {
                "officer": "Priya Nair",
                "open": "31",
                "overdue": "4",
                "oldest": "17 days",
                "this_week": "6",
                "waiting": "9",
            },
            {"officer": "Sam Okoro", "open": "28", "overdue": "0", "oldest": "", "this_week": "2", "waiting": "5"},
        ],
        "unassigned": "3 cases have no officer. The oldest is EHC-2026-00420, since 16 November 2026.",
        "more": "And 12 more, see https://ehc.example.org/work",
        "snoozed": "2 deadlines are snoozed, the first until 27 November 2026.",
    },
)

KINDS = (DEADLINE_ALERT, DAILY_DIGEST)
