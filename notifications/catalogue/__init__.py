"""Every kind of message: its name, who gets it, when, how, and the facts that its texts are made from.

One file a family; this is the one registry. The texts of each are in `notifications/templates/<kind>/`.
"""

from collections.abc import Mapping

from notifications.catalogue import board, cases, deadlines, delivery, health
from notifications.catalogue.board import BOARD_REPORT
from notifications.catalogue.cases import CASE_ASSIGNED, CASE_MOVED_ON
from notifications.catalogue.deadlines import DAILY_DIGEST, DEADLINE_ALERT
from notifications.catalogue.delivery import MESSAGE_NOT_SENT, SENDING_STOPPED
from notifications.catalogue.health import (
    HEALTH_CHASER,
    HEALTH_CLEAR,
    HEALTH_ESCALATION,
    HEALTH_INVITE,
    HEALTH_REVIEW,
    HEALTH_SET,
    HEALTH_SHARE_DRAFT,
    HEALTH_SHARE_FINAL,
    HEALTH_UPDATE,
    RECONCILIATION_READY,
)
from notifications.catalogue.kind import Facts, MessageKind, WrongFacts, checked

CATALOGUE: Mapping[str, MessageKind] = {
    kind.name: kind for family in (cases, deadlines, delivery, health, board) for kind in family.KINDS
}

__all__ = [
    "BOARD_REPORT",
    "CASE_ASSIGNED",
    "CASE_MOVED_ON",
    "CATALOGUE",
    "DAILY_DIGEST",
    "DEADLINE_ALERT",
    "HEALTH_CHASER",
    "HEALTH_CLEAR",
    "HEALTH_ESCALATION",
    "HEALTH_INVITE",
    "HEALTH_REVIEW",
    "HEALTH_SET",
    "HEALTH_SHARE_DRAFT",
    "HEALTH_SHARE_FINAL",
    "HEALTH_UPDATE",
    "MESSAGE_NOT_SENT",
    "RECONCILIATION_READY",
    "SENDING_STOPPED",
    "Facts",
    "MessageKind",
    "WrongFacts",
    "checked",
]
