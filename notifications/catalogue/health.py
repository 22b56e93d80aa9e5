"""Messages to and about health colleagues: notices, reminders, what a person must look at, the monthly list.

They carry a reference and initials, no other identifying fact. A date that is not known yet is given as "" and left out.
"""

from notifications.catalogue.kind import AT_ONCE, TO_HEALTH, Facts, MessageKind

# What every notice has. `notice` is its own number; `where` is the signed link by which it is answered, or whom to answer.
_NOTICE: Facts = {
    "notice": "HN-2026-00087",
    "case": "EHC-2026-00412",
    "initials": "JB",
    "status": "EHC plan in force",
    "authority": "Exampleshire Council",
    "contact": "SEND team, send@exampleshire.example, 01632 960001",
    "basis": "Children and Families Act 2014, section 26; UK GDPR article 6(1)(e) and article 9(2)(h)",
    "where": "https://ehc.example.org/notices/signed-link",
}
_TO_PROVIDER = "the health provider's mailbox, and others that the rule or the case names"
_ANSWER: Facts = {"answer_by": "Monday 7 December 2026"}
_DATES: Facts = {"effective": "Monday 30 November 2026", "next_review": "Tuesday 30 November 2027"}


HEALTH_SET = MessageKind(
    name="health_set",
    audience=_TO_PROVIDER,
    when="an assessment is agreed, a final plan is sent, or a plan moves in",
    way=TO_HEALTH,
    statutory=True,
    facts={**_NOTICE, **_DATES, **_ANSWER},
)

HEALTH_UPDATE = MessageKind(
    name="health_update",
    audience=_TO_PROVIDER,
    when="a plan is amended, a review is decided, or the placement changes",
    way=TO_HEALTH,
    statutory=True,
    facts={**_NOTICE, **_DATES, **_ANSWER, "reason": "The plan was amended after the annual review"},
)

HEALTH_CLEAR = MessageKind(
    name="health_clear",
    audience=_TO_PROVIDER,
    when="a plan ends or moves away, or there will be none",
    way=TO_HEALTH,
    statutory=True,
    facts={
        **_NOTICE,
        **_ANSWER,
        "status": "No EHC plan",
        "effective": "Monday 30 November 2026",
        "reason": "The plan has ended",
    },
)

HEALTH_SHARE_DRAFT = MessageKind(
    name="health_share_draft",
    audience="the health colleagues who gave advice for the plan",
    when="a draft plan is ready for health to comment on",
    way=TO_HEALTH,
    statutory=True,
    facts={**_NOTICE, "status": "Draft plan with the family", "comment_until": "Friday 11 December 2026"},
)

HEALTH_SHARE_FINAL = MessageKind(
    name="health_share_final",
    audience="those who gave advice, the health visitor or school nurse, the designated clinical or medical officer, the ICB",
    when="a final or amended plan is sent",
    way=TO_HEALTH,
    statutory=True,
    facts={**_NOTICE, **_DATES, **_ANSWER},
)

HEALTH_INVITE = MessageKind(
    name="health_invite",
    audience="the health colleagues who are asked to the annual review",
    when="an annual review meeting is arranged",
    way=TO_HEALTH,
    statutory=True,
    facts={**_NOTICE, **_ANSWER, "meeting": "Thursday 21 January 2027"},
)

HEALTH_CHASER = MessageKind(
    name="health_chaser",
    audience="whoever the notice went to",
    when="a notice is not answered after the number of working days in local policy",
    way=TO_HEALTH,
    facts={
        "notice": "HN-2026-00087",
        "case": "EHC-2026-00412",
        "initials": "JB",
        "what": "Set the flag that there is an EHC plan",
        "sent": "Monday 30 November 2026",
        "days": "5",
        "where": "https://ehc.example.org/notices/signed-link",
    },
)

HEALTH_ESCALATION = MessageKind(
    name="health_escalation",
    audience="the designated clinical or medical officer",
    when="a notice is still not answered after a reminder",
    way=TO_HEALTH,
    facts={**HEALTH_CHASER.facts, "days": "10"},
)

HEALTH_REVIEW = MessageKind(
    name="health_review",
    audience="the officer of the case; the manager where it has none",
    when="a notice may not leave by itself: an objection, an NHS number not verified, a protected address, an age reached",
    way=AT_ONCE,
    facts={
        "case": "EHC-2026-00412",
        "initials": "JB",
        "what": "Notice to set the flag that there is an EHC plan",
        "why": "The family objected to sharing on 12 November 2026",
        "do": "Decide whether this notice may go, and record who decided and on what basis",
        "where": "https://ehc.example.org/cases/EHC-2026-00412",
    },
)

RECONCILIATION_READY = MessageKind(
    name="reconciliation_ready",
    audience="whoever keeps the lists with health providers",
    when="the monthly list for a provider is made",
    way=AT_ONCE,
    facts={
        "provider": "Exampleshire Community Health",
        "month": "November 2026",
        "people": "412",
        "do": "Send the list to the provider, and read in the answer with ehcp-flow notices reconcile",
    },
)

KINDS = (
    HEALTH_SET,
    HEALTH_UPDATE,
    HEALTH_CLEAR,
    HEALTH_SHARE_DRAFT,
    HEALTH_SHARE_FINAL,
    HEALTH_INVITE,
    HEALTH_CHASER,
    HEALTH_ESCALATION,
    HEALTH_REVIEW,
    RECONCILIATION_READY,
)
