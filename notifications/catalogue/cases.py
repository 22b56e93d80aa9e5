"""Messages about what others did to your case."""

from notifications.catalogue.kind import AT_ONCE, MessageKind

CASE_ASSIGNED = MessageKind(
    name="case_assigned",
    audience="the officer who is given the case",
    when="a case is assigned by somebody else",
    way=AT_ONCE,
    facts={
        "case": "EHC-2026-00412",
        "initials": "JB",
        "stage": "Deciding whether to assess",
        "next": "Decide whether to assess and tell the family: 20 November 2026",
        "by": "sam@example.org",
        "where": "https://ehc.example.org/cases/EHC-2026-00412",
    },
)

CASE_MOVED_ON = MessageKind(
    name="case_moved_on",
    audience="the officer of the case",
    when="somebody else records a step on it",
    way=AT_ONCE,
    facts={
        "case": "EHC-2026-00412",
        "initials": "JB",
        "stage": "Assessing",
        "next": "Send the finalised EHC plan: 26 February 2027",
        "by": "sam@example.org",
        "step": "Agreed to assess",
        "on": "20 November 2026",
        "where": "https://ehc.example.org/cases/EHC-2026-00412",
    },
)

KINDS = (CASE_ASSIGNED, CASE_MOVED_ON)
