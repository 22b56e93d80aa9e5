"""Every table of what is told to whom: warnings, messages, health notices, the work list, and the runs of the scheduler."""

from sqlalchemy import Index, UniqueConstraint

from ehcp_flow.db.columns import belongs_to, day, flag, json_document, moment, number, one_of, table, text

# Messages to send

outbox = table(
    "outbox",
    ("authority", "message_id"),
    text("authority"),
    text("message_id"),
    text("kind"),
    text("recipient"),
    json_document("facts"),
    number("case_id", nullable=True),
    moment("created_at"),
    text("state"),
    number("attempts"),
    moment("lease_until", nullable=True),
    moment("sent_at", nullable=True),
    text("error"),
    text("dedupe_key"),
    text("channel"),  # "email" until it is sent: then the channel that took it
    flag("statutory"),
    text("order_key"),  # messages of one key go in the order of their numbers; empty: in any order
    number("order_number"),
    moment("next_try_at", nullable=True),
    moment("handed_at", nullable=True),  # from here on nobody but the channel knows whether it went
    text("receipt"),
    belongs_to("authority", "authority"),
    belongs_to("ehc_case", "authority", "case_id"),
    UniqueConstraint("authority", "dedupe_key"),
    one_of("state", "ready", "sending", "sent", "delivered", "failed", "bounced", "uncertain", "cancelled"),
    Index("ix_outbox_state", "state", "created_at"),
    Index("ix_outbox_case", "authority", "case_id"),
    Index("ix_outbox_order", "authority", "order_key", "order_number"),
)

address = table(
    "address",
    ("authority", "address"),
    text("authority"),
    text("address"),
    moment("doubtful_since"),
    text("why"),
    belongs_to("authority", "authority"),
)

# Warnings of deadlines. The key of an alert decides that it is raised once, and again only if the date moves.

alert = table(
    "alert",
    ("authority", "case_id", "duty", "subject", "rung", "due", "person"),
    text("authority"),
    number("case_id"),
    text("duty"),
    text("subject"),
    text("rung"),
    day("due"),
    text("person"),  # an e-mail address; empty where there was nobody to tell
    text("severity"),
    text("way"),
    moment("raised_at"),
    day("digest_on", nullable=True),  # the day of the digest that carried it
    belongs_to("ehc_case", "authority", "case_id"),
    one_of("severity", "notice", "warning", "urgent"),
    one_of("way", "digest", "now"),
    Index("ix_alert_person", "authority", "person", "digest_on"),
)

snooze = table(
    "snooze",
    ("authority", "case_id", "duty", "subject", "person"),
    text("authority"),
    number("case_id"),
    text("duty"),
    text("subject"),
    text("person"),
    day("due"),  # the date it was snoozed under: it ends when that moves
    day("until"),
    text("reason"),
    text("made_by"),
    moment("made_at"),
    belongs_to("ehc_case", "authority", "case_id"),
)

absence = table(
    "absence",
    ("authority", "user_id", "away_from"),
    text("authority"),
    number("user_id"),
    day("away_from"),
    day("back_on"),
    text("stand_in"),  # an e-mail address; empty: the manager
    text("made_by"),
    moment("made_at"),
    belongs_to("app_user", "authority", "user_id"),
)

# Health notices

health_contact = table(
    "health_contact",
    ("authority", "contact_id"),
    text("authority"),
    number("contact_id"),
    text("role"),
    text("name"),
    text("organisation"),
    text("provider"),
    text("service"),
    text("address"),
    text("channel"),
    flag("role_mailbox"),
    flag("active"),
    day("left_on", nullable=True),
    moment("created_at"),
    belongs_to("authority", "authority"),
    UniqueConstraint("authority", "role", "provider", "address"),
    Index("ix_health_contact_provider", "authority", "provider"),
)

person_health = table(
    "person_health",
    ("authority", "person_id"),
    text("authority"),
    number("person_id"),
    number("gp_contact_id", nullable=True),
    text("provider"),
    text("nhs_status"),
    text("nhs_checked_by"),
    day("nhs_checked_on", nullable=True),
    text("identified_by"),  # the three other identifiers by which a person confirmed who it is
    text("restricted"),
    belongs_to("person", "authority", "person_id"),
    one_of("nhs_status", "missing", "not_verified", "verified"),
)

sharing_decision = table(
    "sharing_decision",
    ("authority", "person_id", "number"),
    text("authority"),
    number("person_id"),
    number("number"),
    text("kind"),
    text("words"),
    text("decided_by"),
    day("decided_on"),
    day("expires_on", nullable=True),
    text("recorded_by"),
    moment("recorded_at"),
    text("streams"),  # of notices for which a basis holds, with commas; empty: for all
    belongs_to("person", "authority", "person_id"),
    one_of("kind", "basis", "consent", "objection", "objection_withdrawn"),
)

health_override = table(
    "health_override",
    ("authority", "case_id", "number"),
    text("authority"),
    number("case_id"),
    number("number"),
    number("contact_id"),
    flag("include"),
    text("reason"),
    text("made_by"),
    moment("made_at"),
    belongs_to("ehc_case", "authority", "case_id"),
    belongs_to("health_contact", "authority", "contact_id"),
)

health_notice = table(
    "health_notice",
    ("authority", "notice_id"),
    text("authority"),
    number("notice_id"),
    number("case_id"),
    number("person_id"),
    number("contact_id"),
    text("kind"),
    text("stream"),
    text("status"),
    text("reason"),
    text("key"),  # what it tells: two notices of one key are one
    json_document("details"),
    day("effective_on"),
    day("next_review_on", nullable=True),
    day("comment_until", nullable=True),
    text("basis"),
    text("state"),
    text("why"),
    moment("created_at"),
    text("message_id"),  # of the outbox, which knows whether it went; empty until it may go
    moment("acknowledged_at", nullable=True),
    text("acknowledged_by"),
    moment("confirmed_at", nullable=True),
    text("confirmed_by"),
    moment("rejected_at", nullable=True),
    text("rejected_because"),
    day("chase_on", nullable=True),  # when the next chaser, escalation or expiry is due
    number("chases"),
    moment("escalated_at", nullable=True),
    number("superseded_by", nullable=True),
    text("comment"),
    moment("commented_at", nullable=True),
    belongs_to("ehc_case", "authority", "case_id"),
    belongs_to("health_contact", "authority", "contact_id"),
    Index("ix_health_notice_case", "authority", "case_id"),
    Index("ix_health_notice_state", "authority", "state"),
    Index("ix_health_notice_chase", "authority", "chase_on"),
    Index("ix_health_notice_message", "authority", "message_id"),
)

notice_link = table(
    "notice_link",
    ("authority", "digest"),
    text("authority"),
    text("digest"),  # of the link's token, which is itself kept nowhere
    number("notice_id"),
    text("purpose"),
    moment("made_at"),
    moment("expires_at"),
    moment("used_at", nullable=True),
    belongs_to("health_notice", "authority", "notice_id"),
)

reconciliation = table(
    "reconciliation",
    ("authority", "month", "provider"),
    text("authority"),
    text("month"),
    text("provider"),
    number("expected"),
    moment("made_at"),
    moment("answered_at", nullable=True),
    number("agreed", nullable=True),
    number("differences", nullable=True),
    json_document("lines"),
    belongs_to("authority", "authority"),
)

# What a person must look at

task = table(
    "task",
    ("authority", "task_id"),
    text("authority"),
    number("task_id"),
    text("kind"),
    number("case_id", nullable=True),
    number("person_id", nullable=True),
    text("what"),
    text("do"),
    text("dedupe_key"),
    moment("made_at"),
    day("due_on", nullable=True),
    moment("done_at", nullable=True),
    text("done_by"),
    text("outcome"),
    belongs_to("authority", "authority"),
    belongs_to("ehc_case", "authority", "case_id"),
    belongs_to("person", "authority", "person_id"),
    UniqueConstraint("authority", "dedupe_key"),
    Index("ix_task_open", "authority", "done_at", "due_on"),
    Index("ix_task_case", "authority", "case_id"),
)

# What an authority has set for itself; the latest row of a name counts

preference = table(
    "preference",
    ("authority", "name", "number"),
    text("authority"),
    text("name"),
    number("number"),
    json_document("value"),
    text("reason"),
    text("changed_by"),
    moment("changed_at"),
    belongs_to("authority", "authority"),
)

# Work that was done, and who does it

run = table(
    "run",
    ("authority", "task", "period"),
    text("authority"),  # empty for work that is done once for the whole installation
    text("task"),
    text("period"),
    moment("started_at"),
    moment("finished_at", nullable=True),
    text("outcome"),
    json_document("detail"),
    one_of("outcome", "started", "done", "failed"),
    Index("ix_run_started", "task", "started_at"),
)

lease = table(
    "lease",
    ("name",),
    text("name"),
    text("holder"),
    number("token"),  # goes up with each new holder: a late writer of an old one is known by it
    moment("until"),
)

heartbeat = table(
    "heartbeat",
    ("process",),
    text("process"),
    moment("started_at"),
    moment("at"),
    flag("leads"),
    json_document("detail"),
)
