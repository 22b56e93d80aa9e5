"""Who gets in and who read what; the case's file: contacts, documents, notes, letters, warnings."""

from typing import Any

import sqlalchemy as sa
from alembic import op

from ehcp_flow.db.migrations.shorthand import check, day, flag, json_document, moment, number, of, table, text, unique

revision = "0004_web"
down_revision = "0003_board"
branch_labels = None
depends_on = None

REFUSED = "This record is append-only"
KEPT = ("reading", "admin_change")
GAINED: dict[str, dict[str, Any]] = {
    "contact": {"writes_to": False, "ended_on": None},
    "document": {"series": 0, "size": 0, "media_type": "", "answers": "", "recorded_by": ""},
}
"""The columns that two tables gain, and what stands there for rows that are there already."""


def upgrade() -> None:
    held = {name: _taken_out(name) for name in GAINED}
    _make_tables()
    for name, rows in held.items():
        if rows:
            op.get_bind().execute(_light(name, rows[0]).insert(), rows)
    _index_for_lists()
    _keep(op.get_bind().dialect.name == "sqlite")


def _index_for_lists() -> None:
    """What lists of work are ordered by. All of it is derived; when a family was last told is for the ledger to say, so
    that of cases which are there already it is given by “ehcp-flow doctor --repair”, or by their next entry."""
    for name in ("open_due", "fit_by", "waits_until", "family_told_on"):
        op.add_column("ehc_case", day(name, nullable=True))
    owed = "outcome IN ('open', 'excused') AND met_on IS NULL AND stood_down_on IS NULL"
    for name, earliest, where in (
        ("open_due", "due", "outcome = 'open' AND binding AND NOT floor"),
        ("fit_by", "fit_by", "outcome = 'open' AND binding AND NOT floor"),
        ("waits_until", "due", f"{owed} AND NOT floor AND owed_by NOT LIKE 'local authority%'"),
    ):
        its = "deadline.authority = ehc_case.authority AND deadline.case_id = ehc_case.case_id"
        op.execute(f"UPDATE ehc_case SET {name} = (SELECT min({earliest}) FROM deadline WHERE {its} AND {where})")  # noqa: S608
    of_an_officer = ["open_due", "next_due", "reference", "waits_until", "family_told_on", "fit_by", "state", "team"]
    op.drop_index("ix_ehc_case_owner", "ehc_case")
    for name, columns in {
        "owner": ["owner_id", *of_an_officer, "person_id"],
        "open_due": ["open_due", "team", "person_id"],
        "team": ["team", "open_due", "person_id"],
        "fit": ["fit_by", "team", "person_id"],
        "waits": ["waits_until", "team", "person_id"],
        "family": ["family_told_on", "team", "person_id"],
        "received": ["received_on", "state", "team", "person_id"],
        "stage": ["assessment_state", "open_due"],
    }.items():
        op.create_index(f"ix_ehc_case_{name}", "ehc_case", ["authority", *columns])
    live = sa.text("met_on IS NULL AND stood_down_on IS NULL")
    op.create_index(
        "ix_deadline_live",
        "deadline",
        ["authority", "duty", "due", "outcome"],
        sqlite_where=live,
        postgresql_where=live,
    )
    fits = sa.text("fit_by IS NOT NULL")
    op.create_index(
        "ix_deadline_fit",
        "deadline",
        ["authority", "outcome", "due", "fit_by", "binding", "floor"],
        sqlite_where=fits,
        postgresql_where=fits,
    )


def _taken_out(name: str) -> list[dict[str, Any]]:
    """The rows of a table, which is then gone: SQLite can add no column that must have a value."""
    found = sa.Table(name, sa.MetaData(), autoload_with=op.get_bind())
    rows = [dict(row._mapping) for row in op.get_bind().execute(sa.select(found))]
    op.drop_table(name)
    return [_with_gains(name, row) for row in rows]


def _with_gains(name: str, row: dict[str, Any]) -> dict[str, Any]:
    own = {"series": row["document_id"]} if name == "document" else {}
    return {**row, **GAINED[name], **own}


def _light(name: str, row: dict[str, Any]) -> sa.TableClause:
    """The table as its plain values were read, without types that would turn them again."""
    return sa.table(name, *(sa.column(each) for each in row))


def _keep(sqlite: bool) -> None:
    """Nothing changes or deletes what was read and what an administrator did."""
    if not sqlite:
        op.execute(
            "CREATE FUNCTION refuse_kept_change() RETURNS trigger LANGUAGE plpgsql AS $$ "
            f"BEGIN RAISE EXCEPTION '{REFUSED}' USING ERRCODE = 'integrity_constraint_violation'; END $$"
        )
    for name in KEPT:
        if not sqlite:
            op.execute(
                f"CREATE TRIGGER {name}_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON {name} "
                "FOR EACH STATEMENT EXECUTE FUNCTION refuse_kept_change()"
            )
            continue
        key = "reading_id" if name == "reading" else "change_id"
        refuse = f"BEGIN SELECT RAISE(ABORT, '{REFUSED}'); END"
        same = f"authority = NEW.authority AND {key} = NEW.{key}"
        op.execute(f"CREATE TRIGGER {name}_no_update BEFORE UPDATE ON {name} {refuse}")
        op.execute(f"CREATE TRIGGER {name}_no_delete BEFORE DELETE ON {name} {refuse}")
        there = f"EXISTS (SELECT 1 FROM {name} WHERE {same})"  # noqa: S608 (names of ours alone)
        op.execute(f"CREATE TRIGGER {name}_no_replace BEFORE INSERT ON {name} WHEN {there} {refuse}")


def _make_tables() -> None:
    _contacts_and_documents()
    _access()
    _file()


def _contacts_and_documents() -> None:
    table(
        "contact",
        ("authority", "contact_id"),
        number("contact_id"),
        number("person_id"),
        text("kind"),
        text("name"),
        text("email"),
        text("phone"),
        text("postal"),
        text("language"),
        text("note"),
        flag("writes_to"),
        day("ended_on", nullable=True),
        of("person", "authority", "person_id"),
    )
    op.create_index("ix_contact_person", "contact", ["authority", "person_id"])
    table(
        "document",
        ("authority", "document_id"),
        number("document_id"),
        number("case_id"),
        text("name"),
        text("kind"),
        number("version"),
        text("sha256"),
        day("received_on", nullable=True),
        text("from_whom"),
        text("place"),
        moment("recorded_at"),
        number("series"),
        number("size"),
        text("media_type"),
        text("answers"),
        text("recorded_by"),
        of("ehc_case", "authority", "case_id"),
    )
    op.create_index("ix_document_case", "document", ["authority", "case_id"])
    table(
        "attendance",
        ("authority", "person_id"),
        number("person_id"),
        number("setting_id"),
        day("since", nullable=True),
        of("person", "authority", "person_id"),
        of("setting", "authority", "setting_id"),
    )
    op.create_index("ix_attendance_setting", "attendance", ["authority", "setting_id"])


def _access() -> None:
    table(
        "account",
        ("authority", "user_id"),
        number("user_id"),
        text("password_hash"),
        moment("password_set_at", nullable=True),
        text("totp_secret"),
        number("totp_step"),
        json_document("recovery"),
        number("failures"),
        moment("locked_until", nullable=True),
        text("subject", nullable=True),
        moment("last_in_at", nullable=True),
        of("app_user", "authority", "user_id"),
        unique("authority", "subject"),
    )
    table(
        "web_session",
        ("authority", "session_hash"),
        text("session_hash"),
        number("user_id"),
        text("csrf"),
        text("stage"),
        moment("began_at"),
        moment("seen_at"),
        moment("ends_at"),
        text("address"),
        json_document("kept"),
        of("app_user", "authority", "user_id"),
        check("ck_web_session_stage", "stage IN ('second_factor', 'in')"),
    )
    op.create_index("ix_web_session_ends_at", "web_session", ["authority", "ends_at"])
    op.create_index("ix_web_session_user", "web_session", ["authority", "user_id"])
    table(
        "access_link",
        ("authority", "link_hash"),
        text("link_hash"),
        number("user_id"),
        text("purpose"),
        moment("made_at"),
        moment("ends_at"),
        moment("used_at", nullable=True),
        of("app_user", "authority", "user_id"),
        check("ck_access_link_purpose", "purpose IN ('set_password')"),
    )
    table(
        "sign_in_attempt",
        ("authority", "attempt_id"),
        text("attempt_id"),
        moment("tried_at"),
        text("email"),
        text("address"),
        text("outcome"),
        of("authority", "authority"),
    )
    op.create_index("ix_sign_in_attempt_address", "sign_in_attempt", ["authority", "address", "tried_at"])
    op.create_index("ix_sign_in_attempt_email", "sign_in_attempt", ["authority", "email", "tried_at"])
    table(
        "api_token",
        ("authority", "token_id"),
        number("token_id"),
        number("user_id"),
        text("name"),
        text("prefix"),
        text("token_hash"),
        json_document("scopes"),
        moment("made_at"),
        day("ends_on"),
        moment("used_at", nullable=True),
        moment("revoked_at", nullable=True),
        of("app_user", "authority", "user_id"),
        check("ck_api_token_hash", "length(token_hash) = 64"),
        unique("authority", "token_hash"),
    )
    table(
        "reading",
        ("authority", "reading_id"),
        text("reading_id"),
        number("case_id"),
        moment("read_at"),
        text("read_by"),
        text("page"),
        of("ehc_case", "authority", "case_id"),
    )
    op.create_index("ix_reading_case", "reading", ["authority", "case_id", "read_at"])
    op.create_index("ix_reading_reader", "reading", ["authority", "read_by", "read_at"])
    table(
        "admin_change",
        ("authority", "change_id"),
        number("change_id"),
        moment("changed_at"),
        text("changed_by"),
        text("what"),
        text("of"),
        json_document("was"),
        json_document("became"),
        text("reason"),
        of("authority", "authority"),
    )
    table(
        "restriction",
        ("authority", "person_id"),
        number("person_id"),
        text("kind"),
        text("reason"),
        day("since"),
        day("review_on"),
        text("set_by"),
        of("person", "authority", "person_id"),
        check("ck_restriction_kind", "kind IN ('looked_after', 'adopted', 'protected_address', 'other')"),
    )
    table(
        "restriction_reader",
        ("authority", "person_id", "user_id"),
        number("person_id"),
        number("user_id"),
        of("app_user", "authority", "user_id"),
        of("restriction", "authority", "person_id"),
    )
    table(
        "saved_view",
        ("authority", "view_id"),
        number("view_id"),
        number("user_id"),
        text("name"),
        text("place"),
        text("team"),
        of("app_user", "authority", "user_id"),
    )
    op.create_index("ix_saved_view_user", "saved_view", ["authority", "user_id"])


def _file() -> None:
    table(
        "note",
        ("authority", "note_id"),
        number("note_id"),
        number("case_id"),
        text("kind"),
        text("about"),
        text("words"),
        text("how"),
        day("on_day"),
        moment("written_at"),
        text("written_by"),
        number("corrects", nullable=True),
        of("ehc_case", "authority", "case_id"),
        check("ck_note_kind", "kind IN ('general', 'contact_with_family', 'quality', 'restricted')"),
    )
    op.create_index("ix_note_case", "note", ["authority", "case_id", "written_at"])
    table(
        "batch",
        ("authority", "batch"),
        number("batch"),
        text("goes_to"),
        text("reason"),
        json_document("cases"),
        moment("made_at"),
        text("made_by"),
        of("authority", "authority"),
    )
    table(
        "document_share",
        ("authority", "share_id"),
        number("share_id"),
        number("document_id"),
        text("with_whom"),
        text("how"),
        day("shared_on"),
        moment("recorded_at"),
        text("recorded_by"),
        of("document", "authority", "document_id"),
    )
    op.create_index("ix_document_share_document", "document_share", ["authority", "document_id"])
    table(
        "letter",
        ("authority", "letter_id"),
        number("letter_id"),
        number("case_id"),
        text("kind"),
        number("template_version"),
        text("template_hash"),
        text("addressed_to"),
        json_document("words"),
        json_document("dates"),
        number("entry", nullable=True),
        number("takes_place_of", nullable=True),
        moment("made_at"),
        text("made_by"),
        day("sent_on", nullable=True),
        text("sent_how"),
        text("sent_by"),
        of("ehc_case", "authority", "case_id"),
    )
    op.create_index("ix_letter_case", "letter", ["authority", "case_id"])
    table(
        "letter_template",
        ("authority", "kind", "version"),
        text("kind"),
        number("version"),
        text("words"),
        text("reason"),
        moment("changed_at"),
        text("changed_by"),
        of("authority", "authority"),
        check("ck_letter_template_version", "version >= 1"),
    )
    table(
        "warning",
        ("authority", "warning_id"),
        number("warning_id"),
        number("person_id"),
        text("kind"),
        text("words"),
        day("since"),
        day("review_on"),
        day("ended_on", nullable=True),
        moment("written_at"),
        text("written_by"),
        of("person", "authority", "person_id"),
    )
    op.create_index("ix_warning_person", "warning", ["authority", "person_id"])
    _asked()


def _asked() -> None:
    table(
        "asked_change",
        ("authority", "change_id"),
        number("change_id"),
        number("case_id"),
        text("kind"),
        json_document("what"),
        number("seen_version"),
        text("reason"),
        moment("asked_at"),
        text("asked_by"),
        text("decision"),
        moment("decided_at", nullable=True),
        text("decided_by"),
        text("why"),
        of("ehc_case", "authority", "case_id"),
        check("ck_asked_change_kind", "kind IN ('correction', 'exception')"),
        check("ck_asked_change_decision", "decision IN ('', 'agreed', 'refused')"),
    )
    op.create_index("ix_asked_change_case", "asked_change", ["authority", "case_id"])
    op.create_index("ix_asked_change_decision", "asked_change", ["authority", "decision"])
