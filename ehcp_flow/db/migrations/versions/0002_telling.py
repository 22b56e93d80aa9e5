"""What is told to whom: the ladder's next rung, warnings, deliveries, health notices, the work list, the scheduler."""

import sqlalchemy as sa
from alembic import op

from ehcp_flow.db.types import Day, Flag, Json, UtcDateTime

revision = "0002_telling"
down_revision = "0001_first"
branch_labels = None
depends_on = None

NUMBER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
KEPT = {"sqlite_strict": True, "sqlite_with_rowid": False}
STATES = "'ready', 'sending', 'sent', 'delivered', 'failed', 'bounced', 'uncertain', 'cancelled'"

# The columns that a message had, and those that it gets, each with its value for the messages that are there.
OLD = (
    "authority, message_id, kind, recipient, facts, case_id, created_at, state, attempts, lease_until, sent_at, error, "
    "dedupe_key"
)
NEW = (
    ("channel", sa.Text(), "email"),
    ("statutory", Flag(), "0"),
    ("order_key", sa.Text(), ""),
    ("order_number", NUMBER, "0"),
    ("next_try_at", UtcDateTime(), None),
    ("handed_at", UtcDateTime(), None),
    ("receipt", sa.Text(), ""),
)


def upgrade() -> None:
    _deadlines()
    if op.get_bind().dialect.name == "sqlite":
        _outbox_anew()
    else:
        _outbox_altered()
    _say_where()
    op.create_index("ix_outbox_order", "outbox", ["authority", "order_key", "order_number"])
    op.create_index("ix_run_started", "run", ["task", "started_at"])
    _messages()
    _warnings()
    _health_people()
    _health_notices()
    _work_list()


def _say_where() -> None:
    """The two kinds of message that there were now also say where the case is to be seen."""
    outbox = sa.table(
        "outbox", sa.column("authority"), sa.column("message_id"), sa.column("kind"), sa.column("facts", Json)
    )
    told = sa.select(outbox).where(outbox.c.kind.in_(("case_assigned", "case_moved_on")))
    for row in op.get_bind().execute(told).all():
        facts = {**row.facts, "where": f"ehcp-flow case show {row.facts.get('case', '')}"}
        this = sa.and_(outbox.c.authority == row.authority, outbox.c.message_id == row.message_id)
        op.get_bind().execute(outbox.update().where(this).values(facts=facts))


def _deadlines() -> None:
    op.add_column("deadline", sa.Column("fit_by", Day, nullable=True))
    op.add_column("deadline", sa.Column("fit_step", sa.Text, nullable=True))
    op.add_column("deadline", sa.Column("next_rung_on", Day, nullable=True))
    some = sa.text("next_rung_on IS NOT NULL")
    op.create_index(
        "ix_deadline_next_rung", "deadline", ["authority", "next_rung_on"], sqlite_where=some, postgresql_where=some
    )


def _outbox_altered() -> None:
    for name, kind, value in NEW:
        default = None if value is None else sa.text("false" if isinstance(kind, Flag) else f"'{value}'")
        op.add_column("outbox", sa.Column(name, kind, nullable=value is None, server_default=default))
        if value is not None:
            op.alter_column("outbox", name, server_default=None)
    op.drop_constraint(op.f("ck_outbox_state"), "outbox")
    op.create_check_constraint(op.f("ck_outbox_state"), "outbox", f"state IN ({STATES})")


def _outbox_anew() -> None:
    """SQLite can neither change a check nor add a column that must have a value."""
    op.create_table(
        "outbox_new",
        sa.Column("authority", sa.Text, nullable=False),
        sa.Column("message_id", sa.Text, nullable=False),
        sa.Column("kind", sa.Text, nullable=False),
        sa.Column("recipient", sa.Text, nullable=False),
        sa.Column("facts", Json, nullable=False),
        sa.Column("case_id", NUMBER, nullable=True),
        sa.Column("created_at", UtcDateTime, nullable=False),
        sa.Column("state", sa.Text, nullable=False),
        sa.Column("attempts", NUMBER, nullable=False),
        sa.Column("lease_until", UtcDateTime, nullable=True),
        sa.Column("sent_at", UtcDateTime, nullable=True),
        sa.Column("error", sa.Text, nullable=False),
        sa.Column("dedupe_key", sa.Text, nullable=False),
        *(sa.Column(name, kind, nullable=value is None) for name, kind, value in NEW),
        sa.CheckConstraint(f"state IN ({STATES})", name=op.f("ck_outbox_state")),
        sa.ForeignKeyConstraint(
            ["authority", "case_id"], ["ehc_case.authority", "ehc_case.case_id"], name=op.f("fk_outbox_ehc_case")
        ),
        sa.ForeignKeyConstraint(["authority"], ["authority.authority"], name=op.f("fk_outbox_authority")),
        sa.PrimaryKeyConstraint("authority", "message_id", name=op.f("pk_outbox")),
        sa.UniqueConstraint("authority", "dedupe_key", name=op.f("uq_outbox_dedupe_key")),
        **KEPT,
    )
    names = ", ".join(name for name, _, _ in NEW)
    values = ", ".join("NULL" if value is None else f"'{value}'" if value != "0" else "0" for _, _, value in NEW)
    op.execute(f"INSERT INTO outbox_new ({OLD}, {names}) SELECT {OLD}, {values} FROM outbox")  # noqa: S608
    op.drop_table("outbox")
    op.rename_table("outbox_new", "outbox")
    op.create_index("ix_outbox_case", "outbox", ["authority", "case_id"])
    op.create_index("ix_outbox_state", "outbox", ["state", "created_at"])


def _messages() -> None:
    op.create_table(
        "address",
        sa.Column("authority", sa.Text, nullable=False),
        sa.Column("address", sa.Text, nullable=False),
        sa.Column("doubtful_since", UtcDateTime, nullable=False),
        sa.Column("why", sa.Text, nullable=False),
        sa.ForeignKeyConstraint(["authority"], ["authority.authority"], name=op.f("fk_address_authority")),
        sa.PrimaryKeyConstraint("authority", "address", name=op.f("pk_address")),
        **KEPT,
    )
    op.create_table(
        "preference",
        sa.Column("authority", sa.Text, nullable=False),
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("number", NUMBER, nullable=False),
        sa.Column("value", Json, nullable=False),
        sa.Column("reason", sa.Text, nullable=False),
        sa.Column("changed_by", sa.Text, nullable=False),
        sa.Column("changed_at", UtcDateTime, nullable=False),
        sa.ForeignKeyConstraint(["authority"], ["authority.authority"], name=op.f("fk_preference_authority")),
        sa.PrimaryKeyConstraint("authority", "name", "number", name=op.f("pk_preference")),
        **KEPT,
    )
    op.create_table(
        "lease",
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("holder", sa.Text, nullable=False),
        sa.Column("token", NUMBER, nullable=False),
        sa.Column("until", UtcDateTime, nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_lease")),
        **KEPT,
    )
    op.create_table(
        "heartbeat",
        sa.Column("process", sa.Text, nullable=False),
        sa.Column("started_at", UtcDateTime, nullable=False),
        sa.Column("at", UtcDateTime, nullable=False),
        sa.Column("leads", Flag, nullable=False),
        sa.Column("detail", Json, nullable=False),
        sa.PrimaryKeyConstraint("process", name=op.f("pk_heartbeat")),
        **KEPT,
    )


def _warnings() -> None:
    op.create_table(
        "alert",
        sa.Column("authority", sa.Text, nullable=False),
        sa.Column("case_id", NUMBER, nullable=False),
        sa.Column("duty", sa.Text, nullable=False),
        sa.Column("subject", sa.Text, nullable=False),
        sa.Column("rung", sa.Text, nullable=False),
        sa.Column("due", Day, nullable=False),
        sa.Column("person", sa.Text, nullable=False),
        sa.Column("severity", sa.Text, nullable=False),
        sa.Column("way", sa.Text, nullable=False),
        sa.Column("raised_at", UtcDateTime, nullable=False),
        sa.Column("digest_on", Day, nullable=True),
        sa.CheckConstraint("way IN ('digest', 'now')", name=op.f("ck_alert_way")),
        sa.CheckConstraint("severity IN ('notice', 'warning', 'urgent')", name=op.f("ck_alert_severity")),
        sa.ForeignKeyConstraint(
            ["authority", "case_id"], ["ehc_case.authority", "ehc_case.case_id"], name=op.f("fk_alert_ehc_case")
        ),
        sa.PrimaryKeyConstraint(
            "authority", "case_id", "duty", "subject", "rung", "due", "person", name=op.f("pk_alert")
        ),
        **KEPT,
    )
    op.create_index("ix_alert_person", "alert", ["authority", "person", "digest_on"])
    op.create_table(
        "snooze",
        sa.Column("authority", sa.Text, nullable=False),
        sa.Column("case_id", NUMBER, nullable=False),
        sa.Column("duty", sa.Text, nullable=False),
        sa.Column("subject", sa.Text, nullable=False),
        sa.Column("person", sa.Text, nullable=False),
        sa.Column("due", Day, nullable=False),
        sa.Column("until", Day, nullable=False),
        sa.Column("reason", sa.Text, nullable=False),
        sa.Column("made_by", sa.Text, nullable=False),
        sa.Column("made_at", UtcDateTime, nullable=False),
        sa.ForeignKeyConstraint(
            ["authority", "case_id"], ["ehc_case.authority", "ehc_case.case_id"], name=op.f("fk_snooze_ehc_case")
        ),
        sa.PrimaryKeyConstraint("authority", "case_id", "duty", "subject", "person", name=op.f("pk_snooze")),
        **KEPT,
    )
    op.create_table(
        "absence",
        sa.Column("authority", sa.Text, nullable=False),
        sa.Column("user_id", NUMBER, nullable=False),
        sa.Column("away_from", Day, nullable=False),
        sa.Column("back_on", Day, nullable=False),
        sa.Column("stand_in", sa.Text, nullable=False),
        sa.Column("made_by", sa.Text, nullable=False),
        sa.Column("made_at", UtcDateTime, nullable=False),
        sa.ForeignKeyConstraint(
            ["authority", "user_id"], ["app_user.authority", "app_user.user_id"], name=op.f("fk_absence_app_user")
        ),
        sa.PrimaryKeyConstraint("authority", "user_id", "away_from", name=op.f("pk_absence")),
        **KEPT,
    )


def _health_people() -> None:
    op.create_table(
        "health_contact",
        sa.Column("authority", sa.Text, nullable=False),
        sa.Column("contact_id", NUMBER, nullable=False),
        sa.Column("role", sa.Text, nullable=False),
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("organisation", sa.Text, nullable=False),
        sa.Column("provider", sa.Text, nullable=False),
        sa.Column("service", sa.Text, nullable=False),
        sa.Column("address", sa.Text, nullable=False),
        sa.Column("channel", sa.Text, nullable=False),
        sa.Column("role_mailbox", Flag, nullable=False),
        sa.Column("active", Flag, nullable=False),
        sa.Column("left_on", Day, nullable=True),
        sa.Column("created_at", UtcDateTime, nullable=False),
        sa.ForeignKeyConstraint(["authority"], ["authority.authority"], name=op.f("fk_health_contact_authority")),
        sa.UniqueConstraint("authority", "role", "provider", "address", name=op.f("uq_health_contact_role")),
        sa.PrimaryKeyConstraint("authority", "contact_id", name=op.f("pk_health_contact")),
        **KEPT,
    )
    op.create_index("ix_health_contact_provider", "health_contact", ["authority", "provider"])
    op.create_table(
        "person_health",
        sa.Column("authority", sa.Text, nullable=False),
        sa.Column("person_id", NUMBER, nullable=False),
        sa.Column("gp_contact_id", NUMBER, nullable=True),
        sa.Column("provider", sa.Text, nullable=False),
        sa.Column("nhs_status", sa.Text, nullable=False),
        sa.Column("nhs_checked_by", sa.Text, nullable=False),
        sa.Column("nhs_checked_on", Day, nullable=True),
        sa.Column("identified_by", sa.Text, nullable=False),
        sa.Column("restricted", sa.Text, nullable=False),
        sa.CheckConstraint(
            "nhs_status IN ('missing', 'not_verified', 'verified')", name=op.f("ck_person_health_nhs_status")
        ),
        sa.ForeignKeyConstraint(
            ["authority", "person_id"], ["person.authority", "person.person_id"], name=op.f("fk_person_health_person")
        ),
        sa.PrimaryKeyConstraint("authority", "person_id", name=op.f("pk_person_health")),
        **KEPT,
    )
    op.create_table(
        "sharing_decision",
        sa.Column("authority", sa.Text, nullable=False),
        sa.Column("person_id", NUMBER, nullable=False),
        sa.Column("number", NUMBER, nullable=False),
        sa.Column("kind", sa.Text, nullable=False),
        sa.Column("words", sa.Text, nullable=False),
        sa.Column("decided_by", sa.Text, nullable=False),
        sa.Column("decided_on", Day, nullable=False),
        sa.Column("expires_on", Day, nullable=True),
        sa.Column("recorded_by", sa.Text, nullable=False),
        sa.Column("recorded_at", UtcDateTime, nullable=False),
        sa.Column("streams", sa.Text, nullable=False),
        sa.CheckConstraint(
            "kind IN ('basis', 'consent', 'objection', 'objection_withdrawn')", name=op.f("ck_sharing_decision_kind")
        ),
        sa.ForeignKeyConstraint(
            ["authority", "person_id"],
            ["person.authority", "person.person_id"],
            name=op.f("fk_sharing_decision_person"),
        ),
        sa.PrimaryKeyConstraint("authority", "person_id", "number", name=op.f("pk_sharing_decision")),
        **KEPT,
    )
    op.create_table(
        "health_override",
        sa.Column("authority", sa.Text, nullable=False),
        sa.Column("case_id", NUMBER, nullable=False),
        sa.Column("number", NUMBER, nullable=False),
        sa.Column("contact_id", NUMBER, nullable=False),
        sa.Column("include", Flag, nullable=False),
        sa.Column("reason", sa.Text, nullable=False),
        sa.Column("made_by", sa.Text, nullable=False),
        sa.Column("made_at", UtcDateTime, nullable=False),
        sa.ForeignKeyConstraint(
            ["authority", "contact_id"],
            ["health_contact.authority", "health_contact.contact_id"],
            name=op.f("fk_health_override_health_contact"),
        ),
        sa.ForeignKeyConstraint(
            ["authority", "case_id"],
            ["ehc_case.authority", "ehc_case.case_id"],
            name=op.f("fk_health_override_ehc_case"),
        ),
        sa.PrimaryKeyConstraint("authority", "case_id", "number", name=op.f("pk_health_override")),
        **KEPT,
    )


def _health_notices() -> None:
    op.create_table(
        "health_notice",
        sa.Column("authority", sa.Text, nullable=False),
        sa.Column("notice_id", NUMBER, nullable=False),
        sa.Column("case_id", NUMBER, nullable=False),
        sa.Column("person_id", NUMBER, nullable=False),
        sa.Column("contact_id", NUMBER, nullable=False),
        sa.Column("kind", sa.Text, nullable=False),
        sa.Column("stream", sa.Text, nullable=False),
        sa.Column("status", sa.Text, nullable=False),
        sa.Column("reason", sa.Text, nullable=False),
        sa.Column("key", sa.Text, nullable=False),
        sa.Column("details", Json, nullable=False),
        sa.Column("effective_on", Day, nullable=False),
        sa.Column("next_review_on", Day, nullable=True),
        sa.Column("comment_until", Day, nullable=True),
        sa.Column("basis", sa.Text, nullable=False),
        sa.Column("state", sa.Text, nullable=False),
        sa.Column("why", sa.Text, nullable=False),
        sa.Column("created_at", UtcDateTime, nullable=False),
        sa.Column("message_id", sa.Text, nullable=False),
        sa.Column("acknowledged_at", UtcDateTime, nullable=True),
        sa.Column("acknowledged_by", sa.Text, nullable=False),
        sa.Column("confirmed_at", UtcDateTime, nullable=True),
        sa.Column("confirmed_by", sa.Text, nullable=False),
        sa.Column("rejected_at", UtcDateTime, nullable=True),
        sa.Column("rejected_because", sa.Text, nullable=False),
        sa.Column("chase_on", Day, nullable=True),
        sa.Column("chases", NUMBER, nullable=False),
        sa.Column("escalated_at", UtcDateTime, nullable=True),
        sa.Column("superseded_by", NUMBER, nullable=True),
        sa.Column("comment", sa.Text, nullable=False),
        sa.Column("commented_at", UtcDateTime, nullable=True),
        sa.ForeignKeyConstraint(
            ["authority", "case_id"], ["ehc_case.authority", "ehc_case.case_id"], name=op.f("fk_health_notice_ehc_case")
        ),
        sa.ForeignKeyConstraint(
            ["authority", "contact_id"],
            ["health_contact.authority", "health_contact.contact_id"],
            name=op.f("fk_health_notice_health_contact"),
        ),
        sa.PrimaryKeyConstraint("authority", "notice_id", name=op.f("pk_health_notice")),
        **KEPT,
    )
    op.create_index("ix_health_notice_case", "health_notice", ["authority", "case_id"])
    op.create_index("ix_health_notice_chase", "health_notice", ["authority", "chase_on"])
    op.create_index("ix_health_notice_message", "health_notice", ["authority", "message_id"])
    op.create_index("ix_health_notice_state", "health_notice", ["authority", "state"])
    op.create_table(
        "notice_link",
        sa.Column("authority", sa.Text, nullable=False),
        sa.Column("digest", sa.Text, nullable=False),
        sa.Column("notice_id", NUMBER, nullable=False),
        sa.Column("purpose", sa.Text, nullable=False),
        sa.Column("made_at", UtcDateTime, nullable=False),
        sa.Column("expires_at", UtcDateTime, nullable=False),
        sa.Column("used_at", UtcDateTime, nullable=True),
        sa.ForeignKeyConstraint(
            ["authority", "notice_id"],
            ["health_notice.authority", "health_notice.notice_id"],
            name=op.f("fk_notice_link_health_notice"),
        ),
        sa.PrimaryKeyConstraint("authority", "digest", name=op.f("pk_notice_link")),
        **KEPT,
    )
    op.create_table(
        "reconciliation",
        sa.Column("authority", sa.Text, nullable=False),
        sa.Column("month", sa.Text, nullable=False),
        sa.Column("provider", sa.Text, nullable=False),
        sa.Column("expected", NUMBER, nullable=False),
        sa.Column("made_at", UtcDateTime, nullable=False),
        sa.Column("answered_at", UtcDateTime, nullable=True),
        sa.Column("agreed", NUMBER, nullable=True),
        sa.Column("differences", NUMBER, nullable=True),
        sa.Column("lines", Json, nullable=False),
        sa.ForeignKeyConstraint(["authority"], ["authority.authority"], name=op.f("fk_reconciliation_authority")),
        sa.PrimaryKeyConstraint("authority", "month", "provider", name=op.f("pk_reconciliation")),
        **KEPT,
    )


def _work_list() -> None:
    op.create_table(
        "task",
        sa.Column("authority", sa.Text, nullable=False),
        sa.Column("task_id", NUMBER, nullable=False),
        sa.Column("kind", sa.Text, nullable=False),
        sa.Column("case_id", NUMBER, nullable=True),
        sa.Column("person_id", NUMBER, nullable=True),
        sa.Column("what", sa.Text, nullable=False),
        sa.Column("do", sa.Text, nullable=False),
        sa.Column("dedupe_key", sa.Text, nullable=False),
        sa.Column("made_at", UtcDateTime, nullable=False),
        sa.Column("due_on", Day, nullable=True),
        sa.Column("done_at", UtcDateTime, nullable=True),
        sa.Column("done_by", sa.Text, nullable=False),
        sa.Column("outcome", sa.Text, nullable=False),
        sa.ForeignKeyConstraint(["authority"], ["authority.authority"], name=op.f("fk_task_authority")),
        sa.ForeignKeyConstraint(
            ["authority", "person_id"], ["person.authority", "person.person_id"], name=op.f("fk_task_person")
        ),
        sa.ForeignKeyConstraint(
            ["authority", "case_id"], ["ehc_case.authority", "ehc_case.case_id"], name=op.f("fk_task_ehc_case")
        ),
        sa.UniqueConstraint("authority", "dedupe_key", name=op.f("uq_task_dedupe_key")),
        sa.PrimaryKeyConstraint("authority", "task_id", name=op.f("pk_task")),
        **KEPT,
    )
    op.create_index("ix_task_case", "task", ["authority", "case_id"])
    op.create_index("ix_task_open", "task", ["authority", "done_at", "due_on"])
