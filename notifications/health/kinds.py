"""The words of health-flag notices as closed lists: kinds, streams, statuses, states, and which state may follow which."""

from collections.abc import Mapping
from enum import StrEnum


class NoticeKind(StrEnum):
    """What a notice asks of its recipient (HF-02)."""

    SET = "set"
    UPDATE = "update"
    CLEAR = "clear"
    SHARE_DRAFT = "share_draft"
    SHARE_FINAL = "share_final"
    INVITE = "invite"


class Stream(StrEnum):
    """A line of notices in which a later one takes the place of an earlier one that was not sent."""

    FLAG = "flag"
    SHARE = "share"
    INVITE = "invite"


class Status(StrEnum):
    """What a flag says of a child."""

    ASSESSMENT = "assessment"
    PLAN = "plan"


class NoticeState(StrEnum):
    """How far a notice has come (HF-07)."""

    QUEUED = "queued"
    HELD = "held"
    SENT = "sent"
    DELIVERED = "delivered"
    ACKNOWLEDGED = "acknowledged"
    CONFIRMED = "confirmed"
    REJECTED = "rejected"
    EXPIRED = "expired"
    SUPERSEDED = "superseded"
    CANCELLED = "cancelled"


class ClearReason(StrEnum):
    """Why there is no flag (any more): the reasons of the return for a plan that ceased, and ours for the way to a plan."""

    PLAN_REFUSED = "plan_refused"
    REQUEST_WITHDRAWN = "request_withdrawn"
    MOVED_AWAY = "moved_away"
    CASE_CLOSED = "case_closed"
    MAXIMUM_AGE = "maximum_age"
    NEEDS_MET = "needs_met"
    HIGHER_EDUCATION = "higher_education"
    PAID_EMPLOYMENT = "paid_employment"
    TRANSFERRED = "transferred"
    NO_LONGER_ENGAGING = "no_longer_engaging"
    MOVED_OUTSIDE_ENGLAND = "moved_outside_england"
    DECEASED = "deceased"
    OTHER = "other"
    RECORDED_IN_ERROR = "recorded_in_error"


K, S = NoticeKind, NoticeState

STREAM_OF: Mapping[NoticeKind, Stream] = {
    K.SET: Stream.FLAG,
    K.UPDATE: Stream.FLAG,
    K.CLEAR: Stream.FLAG,
    K.SHARE_DRAFT: Stream.SHARE,
    K.SHARE_FINAL: Stream.SHARE,
    K.INVITE: Stream.INVITE,
}

FLAG_KINDS = (K.SET, K.UPDATE, K.CLEAR)
SHARE_KINDS = (K.SHARE_DRAFT, K.SHARE_FINAL)
TO_CONFIRM = (K.SET, K.CLEAR)
"""The kinds after which the provider is asked to confirm that its own record was changed."""

MOVES: Mapping[NoticeState, tuple[NoticeState, ...]] = {
    S.QUEUED: (S.HELD, S.SENT, S.SUPERSEDED, S.CANCELLED),
    S.HELD: (S.QUEUED, S.SUPERSEDED, S.CANCELLED),
    S.SENT: (S.DELIVERED, S.ACKNOWLEDGED, S.CONFIRMED, S.REJECTED, S.EXPIRED),
    S.DELIVERED: (S.ACKNOWLEDGED, S.CONFIRMED, S.REJECTED, S.EXPIRED),
    S.ACKNOWLEDGED: (S.CONFIRMED, S.REJECTED, S.EXPIRED),
    # The provider's own list may show later that it did not keep what it confirmed.
    S.CONFIRMED: (S.REJECTED,),
    # A person has looked at why, and it is to be told anew: what is cancelled does not count as told.
    S.REJECTED: (S.CANCELLED,),
    # A late answer is an answer.
    S.EXPIRED: (S.ACKNOWLEDGED, S.CONFIRMED, S.REJECTED, S.CANCELLED),
    S.SUPERSEDED: (),
    S.CANCELLED: (),
}
"""Which state may follow which. What left is never unsent: after `sent` only the recipient's answers, or silence."""

UNSENT = (S.QUEUED, S.HELD)
TOLD = (S.SENT, S.DELIVERED, S.ACKNOWLEDGED, S.CONFIRMED, S.EXPIRED)
"""The states in which the recipient counts as told. Of an expired notice it is not known; it did leave."""

AWAITING = (S.SENT, S.DELIVERED, S.ACKNOWLEDGED)
"""The states from which more is awaited of the recipient."""

KIND_WORDS: Mapping[NoticeKind, str] = {
    K.SET: "Please set the flag",
    K.UPDATE: "Please update the flag",
    K.CLEAR: "Please clear the flag",
    K.SHARE_DRAFT: "Draft plan to comment on",
    K.SHARE_FINAL: "Final plan",
    K.INVITE: "Invitation to an annual review",
}

STATE_WORDS: Mapping[NoticeState, str] = {
    S.QUEUED: "Waiting to be sent",
    S.HELD: "Waiting for a person",
    S.SENT: "Sent",
    S.DELIVERED: "Delivered",
    S.ACKNOWLEDGED: "Acknowledged by a person",
    S.CONFIRMED: "Flag confirmed",
    S.REJECTED: "Rejected by the recipient",
    S.EXPIRED: "No answer; given up after escalation",
    S.SUPERSEDED: "Not sent: a later notice took its place",
    S.CANCELLED: "Not sent: no longer true or not to be sent",
}

STATUS_WORDS: Mapping[Status, str] = {
    Status.ASSESSMENT: "An EHC needs assessment is under way",
    Status.PLAN: "Has an EHC plan",
}

REASON_WORDS: Mapping[ClearReason, str] = {
    ClearReason.PLAN_REFUSED: "it was decided not to issue a plan",
    ClearReason.REQUEST_WITHDRAWN: "the request was withdrawn",
    ClearReason.MOVED_AWAY: "the family moved out of the area",
    ClearReason.CASE_CLOSED: "the case was closed",
    ClearReason.MAXIMUM_AGE: "the young person reached the greatest age for a plan",
    ClearReason.NEEDS_MET: "the needs are met without a plan",
    ClearReason.HIGHER_EDUCATION: "the young person went to higher education",
    ClearReason.PAID_EMPLOYMENT: "the young person went to paid employment",
    ClearReason.TRANSFERRED: "the plan was transferred to another authority",
    ClearReason.NO_LONGER_ENGAGING: "the young person no longer takes part in education or training",
    ClearReason.MOVED_OUTSIDE_ENGLAND: "the family moved outside England",
    ClearReason.DECEASED: "the child or young person has died",
    ClearReason.OTHER: "the plan ceased",
    ClearReason.RECORDED_IN_ERROR: "it had been recorded in error",
}


def may_move(before: NoticeState, after: NoticeState) -> bool:
    """Whether a notice in the one state may go to the other. Staying where it is is no move."""
    return after in MOVES[before]
