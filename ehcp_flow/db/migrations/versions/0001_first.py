"""The first tables, and the triggers by which the database itself refuses to change the ledger."""

import sqlalchemy as sa
from alembic import op

from ehcp_flow.db.types import Day, Flag, Json, UtcDateTime

revision = "0001_first"
down_revision = None
branch_labels = None
depends_on = None

NUMBER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
KEPT = {"sqlite_strict": True, "sqlite_with_rowid": False}

REFUSED = "The ledger is append-only: record a correction instead"

# The third is a second lock: INSERT OR REPLACE deletes without a trigger on connections that did not ask for one.
SQLITE_APPEND_ONLY = (
    f"CREATE TRIGGER event_no_update BEFORE UPDATE ON event BEGIN SELECT RAISE(ABORT, '{REFUSED}'); END",
    f"CREATE TRIGGER event_no_delete BEFORE DELETE ON event BEGIN SELECT RAISE(ABORT, '{REFUSED}'); END",
    f"""CREATE TRIGGER event_no_replace BEFORE INSERT ON event
        WHEN EXISTS (SELECT 1 FROM event
                     WHERE authority = NEW.authority AND case_id = NEW.case_id AND number = NEW.number)
        BEGIN SELECT RAISE(ABORT, '{REFUSED}'); END""",  # noqa: S608 (no value of a user's is in it)
)

POSTGRESQL_APPEND_ONLY = (
    f"""CREATE FUNCTION refuse_ledger_change() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN RAISE EXCEPTION '{REFUSED}' USING ERRCODE = 'integrity_constraint_violation'; END $$""",
    """CREATE TRIGGER event_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON event
       FOR EACH STATEMENT EXECUTE FUNCTION refuse_ledger_change()""",
)


def upgrade() -> None:
    _authorities_and_people()
    _settings_and_calendars()
    _cases()
    _messages_and_runs()
    sqlite = op.get_bind().dialect.name == "sqlite"
    for statement in SQLITE_APPEND_ONLY if sqlite else POSTGRESQL_APPEND_ONLY:
        op.execute(statement)


def _authorities_and_people() -> None:
    op.create_table(
        "authority",
        sa.Column("authority", sa.Text, nullable=False),
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("created_at", UtcDateTime, nullable=False),
        sa.CheckConstraint("length(authority) = 3", name=op.f("ck_authority_code")),
        sa.PrimaryKeyConstraint("authority", name=op.f("pk_authority")),
        **KEPT,
    )
    op.create_table(
        "counter",
        sa.Column("authority", sa.Text, nullable=False),
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("value", NUMBER, autoincrement=False, nullable=False),
        sa.ForeignKeyConstraint(["authority"], ["authority.authority"], name=op.f("fk_counter_authority")),
        sa.PrimaryKeyConstraint("authority", "name", name=op.f("pk_counter")),
        **KEPT,
    )
    op.create_table(
        "app_user",
        sa.Column("authority", sa.Text, nullable=False),
        sa.Column("user_id", NUMBER, autoincrement=False, nullable=False),
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("email", sa.Text, nullable=False),
        sa.Column("roles", Json, nullable=False),
        sa.Column("team", sa.Text, nullable=False),
        sa.Column("active", Flag, nullable=False),
        sa.Column("created_at", UtcDateTime, nullable=False),
        sa.CheckConstraint("email = lower(email)", name=op.f("ck_app_user_email_lower")),
        sa.ForeignKeyConstraint(["authority"], ["authority.authority"], name=op.f("fk_app_user_authority")),
        sa.PrimaryKeyConstraint("authority", "user_id", name=op.f("pk_app_user")),
        sa.UniqueConstraint("authority", "email", name=op.f("uq_app_user_email")),
        **KEPT,
    )
    op.create_table(
        "person",
        sa.Column("authority", sa.Text, nullable=False),
        sa.Column("person_id", NUMBER, autoincrement=False, nullable=False),
        sa.Column("forename", sa.Text, nullable=False),
        sa.Column("surname", sa.Text, nullable=False),
        sa.Column("search_name", sa.Text, nullable=False),
        sa.Column("born", Day, nullable=True),
        sa.Column("sex", sa.Text, nullable=False),
        sa.Column("ethnicity", sa.Text, nullable=False),
        sa.Column("upn", sa.Text, nullable=False),
        sa.Column("uln", sa.Text, nullable=False),
        sa.Column("upn_unknown", sa.Text, nullable=False),
        sa.Column("nhs_number", sa.Text, nullable=False),
        sa.Column("postcode", sa.Text, nullable=False),
        sa.Column("source_key", sa.Text, nullable=True),
        sa.Column("created_at", UtcDateTime, nullable=False),
        sa.ForeignKeyConstraint(["authority"], ["authority.authority"], name=op.f("fk_person_authority")),
        sa.PrimaryKeyConstraint("authority", "person_id", name=op.f("pk_person")),
        **KEPT,
    )
    op.create_index("ix_person_born", "person", ["authority", "born"])
    op.create_index("ix_person_nhs_number", "person", ["authority", "nhs_number"])
    op.create_index("ix_person_search_name", "person", ["authority", "search_name"])
    op.create_index("ix_person_source_key", "person", ["authority", "source_key"])
    op.create_index("ix_person_uln", "person", ["authority", "uln"])
    op.create_index("ix_person_upn", "person", ["authority", "upn"])
    op.create_table(
        "contact",
        sa.Column("authority", sa.Text, nullable=False),
        sa.Column("contact_id", NUMBER, autoincrement=False, nullable=False),
        sa.Column("person_id", NUMBER, autoincrement=False, nullable=False),
        sa.Column("kind", sa.Text, nullable=False),
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("email", sa.Text, nullable=False),
        sa.Column("phone", sa.Text, nullable=False),
        sa.Column("postal", sa.Text, nullable=False),
        sa.Column("language", sa.Text, nullable=False),
        sa.Column("note", sa.Text, nullable=False),
        sa.ForeignKeyConstraint(
            ["authority", "person_id"], ["person.authority", "person.person_id"], name=op.f("fk_contact_person")
        ),
        sa.PrimaryKeyConstraint("authority", "contact_id", name=op.f("pk_contact")),
        **KEPT,
    )
    op.create_index("ix_contact_person", "contact", ["authority", "person_id"])


def _settings_and_calendars() -> None:
    op.create_table(
        "setting",
        sa.Column("authority", sa.Text, nullable=False),
        sa.Column("setting_id", NUMBER, autoincrement=False, nullable=False),
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("kind", sa.Text, nullable=False),
        sa.Column("urn", sa.Text, nullable=False),
        sa.Column("ukprn", sa.Text, nullable=False),
        sa.ForeignKeyConstraint(["authority"], ["authority.authority"], name=op.f("fk_setting_authority")),
        sa.PrimaryKeyConstraint("authority", "setting_id", name=op.f("pk_setting")),
        **KEPT,
    )
    op.create_index("ix_setting_urn", "setting", ["authority", "urn"])
    op.create_table(
        "closure",
        sa.Column("authority", sa.Text, nullable=False),
        sa.Column("closure_id", NUMBER, autoincrement=False, nullable=False),
        sa.Column("setting_id", NUMBER, autoincrement=False, nullable=True),
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("closed_from", Day, nullable=False),
        sa.Column("reopens_on", Day, nullable=False),
        sa.CheckConstraint("reopens_on > closed_from", name=op.f("ck_closure_order")),
        sa.ForeignKeyConstraint(
            ["authority", "setting_id"], ["setting.authority", "setting.setting_id"], name=op.f("fk_closure_setting")
        ),
        sa.ForeignKeyConstraint(["authority"], ["authority.authority"], name=op.f("fk_closure_authority")),
        sa.PrimaryKeyConstraint("authority", "closure_id", name=op.f("pk_closure")),
        **KEPT,
    )
    op.create_index("ix_closure_closed_from", "closure", ["authority", "closed_from"])
    op.create_table(
        "holiday",
        sa.Column("authority", sa.Text, nullable=False),
        sa.Column("day", Day, nullable=False),
        sa.Column("name", sa.Text, nullable=False),
        sa.ForeignKeyConstraint(["authority"], ["authority.authority"], name=op.f("fk_holiday_authority")),
        sa.PrimaryKeyConstraint("authority", "day", name=op.f("pk_holiday")),
        **KEPT,
    )


def _cases() -> None:
    op.create_table(
        "ehc_case",
        sa.Column("authority", sa.Text, nullable=False),
        sa.Column("case_id", NUMBER, autoincrement=False, nullable=False),
        sa.Column("reference", sa.Text, nullable=False),
        sa.Column("person_id", NUMBER, autoincrement=False, nullable=False),
        sa.Column("opened_at", UtcDateTime, nullable=False),
        sa.Column("version", NUMBER, autoincrement=False, nullable=False),
        sa.Column("last_hash", sa.Text, nullable=False),
        sa.Column("state", sa.Text, nullable=False),
        sa.Column("assessment_state", sa.Text, nullable=False),
        sa.Column("plan_state", sa.Text, nullable=False),
        sa.Column("owner_id", NUMBER, autoincrement=False, nullable=True),
        sa.Column("team", sa.Text, nullable=False),
        sa.Column("received_on", Day, nullable=True),
        sa.Column("issued_on", Day, nullable=True),
        sa.Column("refused_on", Day, nullable=True),
        sa.Column("exception", Flag, nullable=False),
        sa.Column("disputed", Flag, nullable=False),
        sa.Column("on_time", Flag, nullable=True),
        sa.Column("next_due", Day, nullable=True),
        sa.Column("next_duty", sa.Text, nullable=False),
        sa.CheckConstraint("version >= 0", name=op.f("ck_ehc_case_version")),
        sa.ForeignKeyConstraint(
            ["authority", "owner_id"], ["app_user.authority", "app_user.user_id"], name=op.f("fk_ehc_case_app_user")
        ),
        sa.ForeignKeyConstraint(
            ["authority", "person_id"], ["person.authority", "person.person_id"], name=op.f("fk_ehc_case_person")
        ),
        sa.PrimaryKeyConstraint("authority", "case_id", name=op.f("pk_ehc_case")),
        sa.UniqueConstraint("authority", "reference", name=op.f("uq_ehc_case_reference")),
        **KEPT,
    )
    op.create_index("ix_ehc_case_issued", "ehc_case", ["authority", "issued_on", "on_time", "exception", "disputed"])
    op.create_index("ix_ehc_case_next_due", "ehc_case", ["authority", "next_due"])
    op.create_index("ix_ehc_case_owner", "ehc_case", ["authority", "owner_id", "state"])
    op.create_index("ix_ehc_case_person", "ehc_case", ["authority", "person_id"])
    op.create_index("ix_ehc_case_refused", "ehc_case", ["authority", "refused_on", "on_time", "exception", "disputed"])
    op.create_table(
        "event",
        sa.Column("authority", sa.Text, nullable=False),
        sa.Column("case_id", NUMBER, autoincrement=False, nullable=False),
        sa.Column("number", NUMBER, autoincrement=False, nullable=False),
        sa.Column("event", sa.Text, nullable=False),
        sa.Column("occurred_on", Day, nullable=False),
        sa.Column("recorded_at", UtcDateTime, nullable=False),
        sa.Column("recorded_by", sa.Text, nullable=False),
        sa.Column("source", sa.Text, nullable=False),
        sa.Column("facts", Json, nullable=False),
        sa.Column("corrects", NUMBER, autoincrement=False, nullable=True),
        sa.Column("previous_hash", sa.Text, nullable=False),
        sa.Column("hash", sa.Text, nullable=False),
        sa.Column("schema", NUMBER, autoincrement=False, nullable=False),
        sa.CheckConstraint("corrects >= 1 AND corrects < number", name=op.f("ck_event_corrects")),
        sa.CheckConstraint("length(hash) = 64 AND length(previous_hash) = 64", name=op.f("ck_event_hash")),
        sa.CheckConstraint("number >= 1", name=op.f("ck_event_number")),
        sa.ForeignKeyConstraint(
            ["authority", "case_id"], ["ehc_case.authority", "ehc_case.case_id"], name=op.f("fk_event_ehc_case")
        ),
        sa.PrimaryKeyConstraint("authority", "case_id", "number", name=op.f("pk_event")),
        **KEPT,
    )
    op.create_table(
        "deadline",
        sa.Column("authority", sa.Text, nullable=False),
        sa.Column("case_id", NUMBER, autoincrement=False, nullable=False),
        sa.Column("duty", sa.Text, nullable=False),
        sa.Column("subject", sa.Text, nullable=False),
        sa.Column("started_on", Day, nullable=False),
        sa.Column("title", sa.Text, nullable=False),
        sa.Column("owed_by", sa.Text, nullable=False),
        sa.Column("starts", sa.Text, nullable=False),
        sa.Column("due", Day, nullable=False),
        sa.Column("due_cautious", Day, nullable=False),
        sa.Column("warn_on", Day, nullable=False),
        sa.Column("floor", Flag, nullable=False),
        sa.Column("binding", Flag, nullable=False),
        sa.Column("basis", sa.Text, nullable=False),
        sa.Column("outcome", sa.Text, nullable=False),
        sa.Column("excused_by", sa.Text, nullable=False),
        sa.Column("met_on", Day, nullable=True),
        sa.Column("stood_down_on", Day, nullable=True),
        sa.Column("aim", sa.Text, nullable=False),
        sa.CheckConstraint("basis IN ('statute', 'guidance', 'practice')", name=op.f("ck_deadline_basis")),
        sa.CheckConstraint(
            "outcome IN ('open', 'met', 'met_late', 'excused', 'not_required')", name=op.f("ck_deadline_outcome")
        ),
        sa.ForeignKeyConstraint(
            ["authority", "case_id"], ["ehc_case.authority", "ehc_case.case_id"], name=op.f("fk_deadline_ehc_case")
        ),
        sa.PrimaryKeyConstraint("authority", "case_id", "duty", "subject", "started_on", name=op.f("pk_deadline")),
        **KEPT,
    )
    op.create_index("ix_deadline_due", "deadline", ["authority", "outcome", "due"])
    op.create_table(
        "document",
        sa.Column("authority", sa.Text, nullable=False),
        sa.Column("document_id", NUMBER, autoincrement=False, nullable=False),
        sa.Column("case_id", NUMBER, autoincrement=False, nullable=False),
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("kind", sa.Text, nullable=False),
        sa.Column("version", NUMBER, autoincrement=False, nullable=False),
        sa.Column("sha256", sa.Text, nullable=False),
        sa.Column("received_on", Day, nullable=True),
        sa.Column("from_whom", sa.Text, nullable=False),
        sa.Column("place", sa.Text, nullable=False),
        sa.Column("recorded_at", UtcDateTime, nullable=False),
        sa.ForeignKeyConstraint(
            ["authority", "case_id"], ["ehc_case.authority", "ehc_case.case_id"], name=op.f("fk_document_ehc_case")
        ),
        sa.PrimaryKeyConstraint("authority", "document_id", name=op.f("pk_document")),
        **KEPT,
    )
    op.create_index("ix_document_case", "document", ["authority", "case_id"])


def _messages_and_runs() -> None:
    op.create_table(
        "outbox",
        sa.Column("authority", sa.Text, nullable=False),
        sa.Column("message_id", sa.Text, nullable=False),
        sa.Column("kind", sa.Text, nullable=False),
        sa.Column("recipient", sa.Text, nullable=False),
        sa.Column("facts", Json, nullable=False),
        sa.Column("case_id", NUMBER, autoincrement=False, nullable=True),
        sa.Column("created_at", UtcDateTime, nullable=False),
        sa.Column("state", sa.Text, nullable=False),
        sa.Column("attempts", NUMBER, autoincrement=False, nullable=False),
        sa.Column("lease_until", UtcDateTime, nullable=True),
        sa.Column("sent_at", UtcDateTime, nullable=True),
        sa.Column("error", sa.Text, nullable=False),
        sa.Column("dedupe_key", sa.Text, nullable=False),
        sa.CheckConstraint(
            "state IN ('ready', 'sending', 'sent', 'failed', 'uncertain')", name=op.f("ck_outbox_state")
        ),
        sa.ForeignKeyConstraint(
            ["authority", "case_id"], ["ehc_case.authority", "ehc_case.case_id"], name=op.f("fk_outbox_ehc_case")
        ),
        sa.ForeignKeyConstraint(["authority"], ["authority.authority"], name=op.f("fk_outbox_authority")),
        sa.PrimaryKeyConstraint("authority", "message_id", name=op.f("pk_outbox")),
        sa.UniqueConstraint("authority", "dedupe_key", name=op.f("uq_outbox_dedupe_key")),
        **KEPT,
    )
    op.create_index("ix_outbox_case", "outbox", ["authority", "case_id"])
    op.create_index("ix_outbox_state", "outbox", ["state", "created_at"])
    op.create_table(
        "run",
        sa.Column("authority", sa.Text, nullable=False),
        sa.Column("task", sa.Text, nullable=False),
        sa.Column("period", sa.Text, nullable=False),
        sa.Column("started_at", UtcDateTime, nullable=False),
        sa.Column("finished_at", UtcDateTime, nullable=True),
        sa.Column("outcome", sa.Text, nullable=False),
        sa.Column("detail", Json, nullable=False),
        sa.CheckConstraint("outcome IN ('started', 'done', 'failed')", name=op.f("ck_run_outcome")),
        sa.PrimaryKeyConstraint("authority", "task", "period", name=op.f("pk_run")),
        **KEPT,
    )
