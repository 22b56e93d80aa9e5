"""How a table is written down: names of constraints, and one short word for each type of column."""

from typing import Any

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    Column,
    ForeignKeyConstraint,
    Integer,
    LargeBinary,
    MetaData,
    PrimaryKeyConstraint,
    Table,
    Text,
)

from ehcp_flow.db.types import Day, Flag, Json, UtcDateTime

NAMES = {
    "pk": "pk_%(table_name)s",
    "fk": "fk_%(table_name)s_%(referred_table_name)s",
    "uq": "uq_%(table_name)s_%(column_1_name)s",  # column 0 is the authority
    "ck": "ck_%(table_name)s_%(constraint_name)s",
}
metadata = MetaData(naming_convention=NAMES)

Number = BigInteger().with_variant(Integer, "sqlite")  # strict tables of SQLite know INTEGER only


def table(name: str, key: tuple[str, ...], *items: Any) -> Table:
    """A table of whole, typed rows kept in the order of its key (on SQLite: STRICT, WITHOUT ROWID)."""
    return Table(name, metadata, *items, PrimaryKeyConstraint(*key), sqlite_strict=True, sqlite_with_rowid=False)


def text(name: str, *, nullable: bool = False) -> Column[str]:
    return Column(name, Text, nullable=nullable)


def number(name: str, *, nullable: bool = False) -> Column[int]:
    return Column(name, Number, nullable=nullable, autoincrement=False)


def day(name: str, *, nullable: bool = False) -> Column[Any]:
    return Column(name, Day, nullable=nullable)


def moment(name: str, *, nullable: bool = False) -> Column[Any]:
    return Column(name, UtcDateTime, nullable=nullable)


def flag(name: str, *, nullable: bool = False) -> Column[Any]:
    return Column(name, Flag, nullable=nullable)


def belongs_to(parent: str, *columns: str) -> ForeignKeyConstraint:
    """A foreign key to columns of the same names, except that an owner is a user. Nothing cascades."""
    theirs = [f"{parent}.{'user_id' if column == 'owner_id' else column}" for column in columns]
    return ForeignKeyConstraint(columns, theirs)


def one_of(column: str, *words: str) -> CheckConstraint:
    return CheckConstraint(f"{column} IN ({', '.join(repr(word) for word in words)})", name=column)


def json_document(name: str) -> Column[Any]:
    """JSON, kept in one canonical form."""
    return Column(name, Json, nullable=False)


def blob(name: str) -> Column[bytes]:
    """Bytes as they are: BLOB on SQLite, BYTEA on PostgreSQL."""
    return Column(name, LargeBinary, nullable=False)
