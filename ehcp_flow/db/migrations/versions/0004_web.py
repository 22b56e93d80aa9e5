"""Who gets in and who read what; the case's file: contacts, documents, notes, letters, warnings."""

from typing import Any

import sqlalchemy as sa
from alembic import op

from ehcp_flow.db.types import Day, Flag, Json, UtcDateTime

revision = "0004_web"
down_revision = "0003_board"
branch_labels = None
depends_on = None

NUMBER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
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
        op.add_column("ehc_case", _day(name, nullable=True))
    owed = "outcome IN ('open', 'excused') AND met_on IS NULL AND stood_down_on IS NULL"
    for name, of, where in (
        ("open_due", "due", "outcome = 'open' AND binding AND NOT floor"),
        ("fit_by", "fit_by", "outcome = 'open' AND binding AND NOT floor"),
        ("waits_until", "due", f"{owed} AND NOT floor AND owed_by NOT LIKE 'local authority%'"),
    ):
        its = "deadline.authority = ehc_case.authority AND deadline.case_id = ehc_case.case_id"
        op.execute(f"UPDATE ehc_case SET {name} = (SELECT min({of}) FROM deadline WHERE {its} AND {where})")  # noqa: S608
    op.create_index("ix_ehc_case_open_due", "ehc_case", ["authority", "open_due"])
    op.create_index("ix_ehc_case_team", "ehc_case", ["authority", "team", "open_due"])
    op.create_index("ix_ehc_case_fit", "ehc_case", ["authority", "fit_by"])
    live = sa.text("met_on IS NULL AND stood_down_on IS NULL")
    op.create_index(
        "ix_deadline_live", "deadline", ["authority", "duty", "due", "outcome"], sqlite_where=live, postgresql_where=live
    )
    op.create_index("ix_ehc_case_waits", "ehc_case", ["authority", "waits_until"])
    op.create_index("ix_ehc_case_family", "ehc_case", ["authority", "family_told_on"])
    op.create_index("ix_ehc_case_stage", "ehc_case", ["authority", "assessment_state", "open_due"])


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


def _text(name: str, *, nullable: bool = False) -> sa.Column[Any]:
    return sa.Column(name, sa.Text, nullable=nullable)


def _number(name: str, *, nullable: bool = False) -> sa.Column[Any]:
    return sa.Column(name, NUMBER, nullable=nullable, autoincrement=False)


def _day(name: str, *, nullable: bool = False) -> sa.Column[Any]:
    return sa.Column(name, Day, nullable=nullable)


def _moment(name: str, *, nullable: bool = False) -> sa.Column[Any]:
    return sa.Column(name, UtcDateTime, nullable=nullable)


def _flag(name: str) -> sa.Column[Any]:
    return sa.Column(name, Flag, nullable=False)


def _json(name: str) -> sa.Column[Any]:
    return sa.Column(name, Json, nullable=False)


def _of(parent: str, *columns: str) -> tuple[str, str, tuple[str, ...]]:
    return "belongs to", parent, columns


def _unique(*columns: str) -> tuple[str, str, tuple[str, ...]]:
    return "unique", columns[1], columns


def _check(name: str, condition: str) -> sa.CheckConstraint:
    return sa.CheckConstraint(condition, name=op.f(name))


def _table(name: str, key: tuple[str, ...], *items: Any) -> None:
    """A table that leads with its authority, its constraints named by the house's convention."""
    made = [_named(name, each) if isinstance(each, tuple) else each for each in items]
    op.create_table(
        name,
        _text("authority"),
        *made,
        sa.PrimaryKeyConstraint(*key, name=op.f(f"pk_{name}")),
        sqlite_strict=True,
        sqlite_with_rowid=False,
    )


def _named(name: str, told: tuple[str, str, tuple[str, ...]]) -> Any:
    what, of, columns = told
    if what == "unique":
        return sa.UniqueConstraint(*columns, name=op.f(f"uq_{name}_{of}"))
    theirs = [f"{of}.{column}" for column in columns]
    return sa.ForeignKeyConstraint(columns, theirs, name=op.f(f"fk_{name}_{of}"))


def _make_tables() -> None:
    _contacts_and_documents()
    _access()
    _file()


def _contacts_and_documents() -> None:
    _table(
        "contact",
        ("authority", "contact_id"),
        _number("contact_id"),
        _number("person_id"),
        _text("kind"),
        _text("name"),
        _text("email"),
        _text("phone"),
        _text("postal"),
        _text("language"),
        _text("note"),
        _flag("writes_to"),
        _day("ended_on", nullable=True),
        _of("person", "authority", "person_id"),
    )
    op.create_index("ix_contact_person", "contact", ["authority", "person_id"])
    _table(
        "document",
        ("authority", "document_id"),
        _number("document_id"),
        _number("case_id"),
        _text("name"),
        _text("kind"),
        _number("version"),
        _text("sha256"),
        _day("received_on", nullable=True),
        _text("from_whom"),
        _text("place"),
        _moment("recorded_at"),
        _number("series"),
        _number("size"),
        _text("media_type"),
        _text("answers"),
        _text("recorded_by"),
        _of("ehc_case", "authority", "case_id"),
    )
    op.create_index("ix_document_case", "document", ["authority", "case_id"])
    _table(
        "attendance",
        ("authority", "person_id"),
        _number("person_id"),
        _number("setting_id"),
        _day("since", nullable=True),
        _of("person", "authority", "person_id"),
        _of("setting", "authority", "setting_id"),
    )
    op.create_index("ix_attendance_setting", "attendance", ["authority", "setting_id"])


def _access() -> None:
    _table(
        "account",
        ("authority", "user_id"),
        _number("user_id"),
        _text("password_hash"),
        _moment("password_set_at", nullable=True),
        _text("totp_secret"),
        _number("totp_step"),
        _json("recovery"),
        _number("failures"),
        _moment("locked_until", nullable=True),
        _text("subject", nullable=True),
        _moment("last_in_at", nullable=True),
        _of("app_user", "authority", "user_id"),
        _unique("authority", "subject"),
    )
    _table(
        "web_session",
        ("authority", "session_hash"),
        _text("session_hash"),
        _number("user_id"),
        _text("csrf"),
        _text("stage"),
        _moment("began_at"),
        _moment("seen_at"),
        _moment("ends_at"),
        _text("address"),
        _json("kept"),
        _of("app_user", "authority", "user_id"),
        _check("ck_web_session_stage", "stage IN ('second_factor', 'in')"),
    )
    op.create_index("ix_web_session_ends_at", "web_session", ["authority", "ends_at"])
    op.create_index("ix_web_session_user", "web_session", ["authority", "user_id"])
    _table(
        "access_link",
        ("authority", "link_hash"),
        _text("link_hash"),
        _number("user_id"),
        _text("purpose"),
        _moment("made_at"),
        _moment("ends_at"),
        _moment("used_at", nullable=True),
        _of("app_user", "authority", "user_id"),
        _check("ck_access_link_purpose", "purpose IN ('set_password')"),
    )
    _table(
        "sign_in_attempt",
        ("authority", "attempt_id"),
        _text("attempt_id"),
        _moment("tried_at"),
        _text("email"),
        _text("address"),
        _text("outcome"),
        _of("authority", "authority"),
    )
    op.create_index("ix_sign_in_attempt_address", "sign_in_attempt", ["authority", "address", "tried_at"])
    op.create_index("ix_sign_in_attempt_email", "sign_in_attempt", ["authority", "email", "tried_at"])
    _table(
        "api_token",
        ("authority", "token_id"),
        _number("token_id"),
        _number("user_id"),
        _text("name"),
        _text("prefix"),
        _text("token_hash"),
        _json("scopes"),
        _moment("made_at"),
        _day("ends_on"),
        _moment("used_at", nullable=True),
        _moment("revoked_at", nullable=True),
        _of("app_user", "authority", "user_id"),
        _check("ck_api_token_hash", "length(token_hash) = 64"),
        _unique("authority", "token_hash"),
    )
    _table(
        "reading",
        ("authority", "reading_id"),
        _text("reading_id"),
        _number("case_id"),
        _moment("read_at"),
        _text("read_by"),
        _text("page"),
        _of("ehc_case", "authority", "case_id"),
    )
    op.create_index("ix_reading_case", "reading", ["authority", "case_id", "read_at"])
    op.create_index("ix_reading_reader", "reading", ["authority", "read_by", "read_at"])
    _table(
        "admin_change",
        ("authority", "change_id"),
        _number("change_id"),
        _moment("changed_at"),
        _text("changed_by"),
        _text("what"),
        _text("of"),
        _json("was"),
        _json("became"),
        _text("reason"),
        _of("authority", "authority"),
    )
    _table(
        "restriction",
        ("authority", "person_id"),
        _number("person_id"),
        _text("kind"),
        _text("reason"),
        _day("since"),
        _day("review_on"),
        _text("set_by"),
        _of("person", "authority", "person_id"),
        _check("ck_restriction_kind", "kind IN ('looked_after', 'adopted', 'protected_address', 'other')"),
    )
    _table(
        "restriction_reader",
        ("authority", "person_id", "user_id"),
        _number("person_id"),
        _number("user_id"),
        _of("app_user", "authority", "user_id"),
        _of("restriction", "authority", "person_id"),
    )
    _table(
        "saved_view",
        ("authority", "view_id"),
        _number("view_id"),
        _number("user_id"),
        _text("name"),
        _text("place"),
        _text("team"),
        _of("app_user", "authority", "user_id"),
    )
    op.create_index("ix_saved_view_user", "saved_view", ["authority", "user_id"])


def _file() -> None:
    _table(
        "note",
        ("authority", "note_id"),
        _number("note_id"),
        _number("case_id"),
        _text("kind"),
        _text("about"),
        _text("words"),
        _text("how"),
        _day("on_day"),
        _moment("written_at"),
        _text("written_by"),
        _number("corrects", nullable=True),
        _of("ehc_case", "authority", "case_id"),
        _check("ck_note_kind", "kind IN ('general', 'contact_with_family', 'quality', 'restricted')"),
    )
    op.create_index("ix_note_case", "note", ["authority", "case_id", "written_at"])
    _table(
        "batch",
        ("authority", "batch"),
        _number("batch"),
        _text("goes_to"),
        _text("reason"),
        _json("cases"),
        _moment("made_at"),
        _text("made_by"),
        _of("authority", "authority"),
    )
    _table(
        "document_share",
        ("authority", "share_id"),
        _number("share_id"),
        _number("document_id"),
        _text("with_whom"),
        _text("how"),
        _day("shared_on"),
        _moment("recorded_at"),
        _text("recorded_by"),
        _of("document", "authority", "document_id"),
    )
    op.create_index("ix_document_share_document", "document_share", ["authority", "document_id"])
    _table(
        "letter",
        ("authority", "letter_id"),
        _number("letter_id"),
        _number("case_id"),
        _text("kind"),
        _number("template_version"),
        _text("template_hash"),
        _text("addressed_to"),
        _json("words"),
        _json("dates"),
        _number("entry", nullable=True),
        _number("takes_place_of", nullable=True),
        _moment("made_at"),
        _text("made_by"),
        _day("sent_on", nullable=True),
        _text("sent_how"),
        _text("sent_by"),
        _of("ehc_case", "authority", "case_id"),
    )
    op.create_index("ix_letter_case", "letter", ["authority", "case_id"])
    _table(
        "letter_template",
        ("authority", "kind", "version"),
        _text("kind"),
        _number("version"),
        _text("words"),
        _text("reason"),
        _moment("changed_at"),
        _text("changed_by"),
        _of("authority", "authority"),
        _check("ck_letter_template_version", "version >= 1"),
    )
    _table(
        "warning",
        ("authority", "warning_id"),
        _number("warning_id"),
        _number("person_id"),
        _text("kind"),
        _text("words"),
        _day("since"),
        _day("review_on"),
        _day("ended_on", nullable=True),
        _moment("written_at"),
        _text("written_by"),
        _of("person", "authority", "person_id"),
    )
    op.create_index("ix_warning_person", "warning", ["authority", "person_id"])
    _asked()


def _asked() -> None:
    _table(
        "asked_change",
        ("authority", "change_id"),
        _number("change_id"),
        _number("case_id"),
        _text("kind"),
        _json("what"),
        _number("seen_version"),
        _text("reason"),
        _moment("asked_at"),
        _text("asked_by"),
        _text("decision"),
        _moment("decided_at", nullable=True),
        _text("decided_by"),
        _text("why"),
        _of("ehc_case", "authority", "case_id"),
        _check("ck_asked_change_kind", "kind IN ('correction', 'exception')"),
        _check("ck_asked_change_decision", "decision IN ('', 'agreed', 'refused')"),
    )
    op.create_index("ix_asked_change_case", "asked_change", ["authority", "case_id"])
    op.create_index("ix_asked_change_decision", "asked_change", ["authority", "decision"])
