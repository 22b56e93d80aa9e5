"""The dispute: mediation, appeal and order, as far as the ledger needs them (regs 32 to 45; CFA s.51 to 57)."""

from enum import StrEnum

from workflows.guards import directed_duty_is_started
from workflows.steps import DECIDE, IMPORT, RECORD, ProcessTable, Step
from workflows.vocabulary import Event, Process


class Dispute(StrEnum):
    NONE = "none"
    MEDIATION = "mediation"
    APPEAL_LIVE = "appeal_live"
    SETTLED = "settled"


WORDS: dict[StrEnum, str] = {
    Dispute.NONE: "No dispute",
    Dispute.MEDIATION: "In mediation",
    Dispute.APPEAL_LIVE: "Appeal not yet decided",
    Dispute.SETTLED: "Settled",
}

S = Dispute
BEFORE_APPEAL = (S.NONE, S.MEDIATION, S.SETTLED)
ANYWHERE = (*BEFORE_APPEAL, S.APPEAL_LIVE)

STEPS = (
    *(
        row
        for event, law in (
            (Event.MEDIATION_CONTACTED, "Reg 33"),
            (Event.MEDIATION_REQUESTED, "Regs 35 to 37"),
            (Event.MEDIATION_HELD, "Regs 36, 37"),
        )
        for row in (
            Step(event, (S.NONE, S.SETTLED), S.MEDIATION, RECORD, law=law),
            Step(event, (S.MEDIATION, S.APPEAL_LIVE), None, RECORD, law=law),
        )
    ),
    Step(Event.MEDIATION_AGREED, (S.MEDIATION,), S.SETTLED, RECORD, law="Reg 42"),
    Step(Event.MEDIATION_AGREED, (S.APPEAL_LIVE,), None, RECORD, law="Reg 42"),
    Step(Event.MEDIATION_CERTIFICATE_ISSUED, ANYWHERE, None, RECORD, law="Regs 34, 39"),
    # A return says that there was an appeal and not how it ended: it makes no appeal live.
    Step(Event.APPEAL_REGISTERED, ANYWHERE, None, IMPORT, law="SEN2 items 2.7, 3.4, 3.6"),
    Step(Event.APPEAL_REGISTERED, BEFORE_APPEAL, S.APPEAL_LIVE, RECORD, law="CFA s.51"),
    Step(Event.APPEAL_REGISTERED, (S.APPEAL_LIVE,), None, RECORD, law="CFA s.51"),
    Step(Event.APPEAL_RESPONSE_SENT, (S.APPEAL_LIVE,), None, RECORD, law="FTT Rules r.21"),
    Step(Event.APPEAL_NOT_OPPOSED, (S.APPEAL_LIVE,), S.SETTLED, DECIDE, law="Reg 45"),
    Step(Event.APPEAL_CONCEDED, (S.APPEAL_LIVE,), S.SETTLED, DECIDE, law="Reg 45; R (W) v Hertfordshire"),
    Step(Event.APPEAL_WITHDRAWN, (S.APPEAL_LIVE,), S.SETTLED, RECORD, law="FTT Rules r.17"),
    Step(Event.APPEAL_HEARD, (S.APPEAL_LIVE,), None, RECORD, law="CFA s.51"),
    Step(Event.ORDER_MADE, ANYWHERE, S.SETTLED, RECORD, needs=(directed_duty_is_started,), law="Reg 44"),
    Step(Event.RECOMMENDATION_MADE, ANYWHERE, None, RECORD, law="SI 2017/1306"),
    Step(Event.RECOMMENDATION_ANSWERED, ANYWHERE, None, RECORD, law="SI 2017/1306"),
)

TABLE = ProcessTable(Process.DISPUTE, "Dispute", WORDS, S.NONE, STEPS)
