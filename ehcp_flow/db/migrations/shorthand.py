"""Short words for the columns and constraints of a migration, by the house's naming convention. Frozen: migrations rest on it."""

from typing import Any

import sqlalchemy as sa
from alembic import op

from ehcp_flow.db.types import Day, Flag, Json, UtcDateTime

NUMBER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def text(name: str, *, nullable: bool = False) -> sa.Column[Any]:
    return sa.Column(name, sa.Text, nullable=nullable)


def number(name: str, *, nullable: bool = False) -> sa.Column[Any]:
    return sa.Column(name, NUMBER, nullable=nullable, autoincrement=False)


def day(name: str, *, nullable: bool = False) -> sa.Column[Any]:
    return sa.Column(name, Day, nullable=nullable)


def moment(name: str, *, nullable: bool = False) -> sa.Column[Any]:
    return sa.Column(name, UtcDateTime, nullable=nullable)


def flag(name: str) -> sa.Column[Any]:
    return sa.Column(name, Flag, nullable=False)


def json_document(name: str) -> sa.Column[Any]:
    return sa.Column(name, Json, nullable=False)


def of(parent: str, *columns: str) -> tuple[str, str, tuple[str, ...]]:
    return "belongs to", parent, columns


def unique(*columns: str) -> tuple[str, str, tuple[str, ...]]:
    return "unique", columns[1], columns


def check(name: str, condition: str) -> sa.CheckConstraint:
    return sa.CheckConstraint(condition, name=op.f(name))


def table(name: str, key: tuple[str, ...], *items: Any) -> None:
    """A table that leads with its authority, its constraints named by the house's convention."""
    made = [_named(name, each) if isinstance(each, tuple) else each for each in items]
    op.create_table(
        name,
        text("authority"),
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
