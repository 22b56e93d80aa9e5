"""Frozen months: issues of the Board report with their figures and files, and the report's readers."""

import sqlalchemy as sa
from alembic import op

from ehcp_flow.db.types import Day, Json, UtcDateTime

revision = "0003_board"
down_revision = "0002_telling"
branch_labels = None
depends_on = None

NUMBER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
KEPT = {"sqlite_strict": True, "sqlite_with_rowid": False}
KEY = ("authority", "month", "issue")

REFUSED = "A closed month is append-only: make a new issue instead"
FROZEN = {"board_issue": "", "board_figure": "figure", "board_file": "name"}


def _frozen_sqlite(table: str, own: str) -> list[str]:
    """As for the ledger: no update, no delete, and no INSERT OR REPLACE, which would delete without a trigger."""
    same = " AND ".join(f"{name} = NEW.{name}" for name in (*KEY, own) if name)
    refuse = f"BEGIN SELECT RAISE(ABORT, '{REFUSED}'); END"
    return [
        f"CREATE TRIGGER {table}_no_update BEFORE UPDATE ON {table} {refuse}",
        f"CREATE TRIGGER {table}_no_delete BEFORE DELETE ON {table} {refuse}",
        f"""CREATE TRIGGER {table}_no_replace BEFORE INSERT ON {table}
            WHEN EXISTS (SELECT 1 FROM {table} WHERE {same}) {refuse}""",  # noqa: S608 (names of ours alone)
    ]


def _frozen_postgresql(table: str, _own: str) -> list[str]:
    return [
        f"CREATE TRIGGER {table}_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON {table} "
        "FOR EACH STATEMENT EXECUTE FUNCTION refuse_board_change()"
    ]


def upgrade() -> None:
    op.create_table(
        "board_issue",
        sa.Column("authority", sa.Text, nullable=False),
        sa.Column("month", sa.Text, nullable=False),
        sa.Column("issue", NUMBER, nullable=False),
        sa.Column("as_at", Day, nullable=False),
        sa.Column("known_at", UtcDateTime, nullable=False),
        sa.Column("made_by", sa.Text, nullable=False),
        sa.Column("reason", sa.Text, nullable=False),
        sa.Column("rules", sa.Text, nullable=False),
        sa.Column("document", Json, nullable=False),
        sa.Column("released", Json, nullable=False),
        sa.Column("hash", sa.Text, nullable=False),
        sa.ForeignKeyConstraint(["authority"], ["authority.authority"], name=op.f("fk_board_issue_authority")),
        sa.CheckConstraint("issue >= 1", name=op.f("ck_board_issue_issue")),
        sa.CheckConstraint("length(month) = 7", name=op.f("ck_board_issue_month")),
        sa.CheckConstraint("length(hash) = 64", name=op.f("ck_board_issue_hash")),
        sa.PrimaryKeyConstraint(*KEY, name=op.f("pk_board_issue")),
        **KEPT,
    )
    _of_issue(
        "board_figure",
        "figure",
        sa.Column("value", sa.Text, nullable=True),
        sa.Column("numerator", NUMBER, nullable=False),
        sa.Column("denominator", NUMBER, nullable=False),
        sa.Column("cases", Json, nullable=False),
        sa.Column("meeting", Json, nullable=False),
    )
    _of_issue(
        "board_file",
        "name",
        sa.Column("sha256", sa.Text, nullable=False),
        sa.Column("content", sa.LargeBinary, nullable=False),
    )
    op.create_table(
        "board_reader",
        sa.Column("authority", sa.Text, nullable=False),
        sa.Column("email", sa.Text, nullable=False),
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("added_at", UtcDateTime, nullable=False),
        sa.Column("added_by", sa.Text, nullable=False),
        sa.ForeignKeyConstraint(["authority"], ["authority.authority"], name=op.f("fk_board_reader_authority")),
        sa.CheckConstraint("email = lower(email)", name=op.f("ck_board_reader_email_lower")),
        sa.PrimaryKeyConstraint("authority", "email", name=op.f("pk_board_reader")),
        **KEPT,
    )
    _freeze(op.get_bind().dialect.name == "sqlite")


def _freeze(sqlite: bool) -> None:
    if not sqlite:
        op.execute(
            "CREATE FUNCTION refuse_board_change() RETURNS trigger LANGUAGE plpgsql AS $$ "
            f"BEGIN RAISE EXCEPTION '{REFUSED}' USING ERRCODE = 'integrity_constraint_violation'; END $$"
        )
    for table, own in FROZEN.items():
        for statement in (_frozen_sqlite if sqlite else _frozen_postgresql)(table, own):
            op.execute(statement)


def _of_issue(table: str, own: str, *columns: sa.Column[object]) -> None:
    """A table of what belongs to an issue, each row with a name of its own."""
    op.create_table(
        table,
        sa.Column("authority", sa.Text, nullable=False),
        sa.Column("month", sa.Text, nullable=False),
        sa.Column("issue", NUMBER, nullable=False),
        sa.Column(own, sa.Text, nullable=False),
        *columns,
        sa.ForeignKeyConstraint(
            list(KEY), [f"board_issue.{name}" for name in KEY], name=op.f(f"fk_{table}_board_issue")
        ),
        sa.PrimaryKeyConstraint(*KEY, own, name=op.f(f"pk_{table}")),
        **KEPT,
    )
