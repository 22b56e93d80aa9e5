"""Messages about messages: one that did not arrive, and a run of sending that stopped."""

from notifications.catalogue.kind import AT_ONCE, MessageKind

MESSAGE_NOT_SENT = MessageKind(
    name="message_not_sent",
    audience="the officer of the case; the managers of its team where it has none, else the office",
    when="a message failed for good, bounced, or nobody knows whether it went",
    way=AT_ONCE,
    facts={
        "what": "Set the EHC flag: EHC-2026-00412 (JB), notice HN-2026-00087",
        "to": "flags@provider.example",
        "case": "EHC-2026-00412",
        "state": "Came back",
        "why": "The address does not exist (550 5.1.1)",
        "do": "Find the right address, record it, then send it again: ehcp-flow outbox retry 5121",
        "where": "ehcp-flow outbox show 5121",
    },
)

SENDING_STOPPED = MessageKind(
    name="sending_stopped",
    audience="the managers; the office where there are none",
    when="more messages are waiting than may leave in one run",
    way=AT_ONCE,
    facts={
        "waiting": "1,204",
        "most": "500",
        "do": "Look at what waits with “ehcp-flow outbox list --state ready”. If it is right, let it out with "
        "“ehcp-flow outbox release --reason WHY”.",
    },
)

KINDS = (MESSAGE_NOT_SENT, SENDING_STOPPED)
