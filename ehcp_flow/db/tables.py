"""Every table on one page. Person-scoped tables lead with the authority, in their keys and in every foreign key.

Only `event` is the record; the other columns of a case and all of `deadline` are an index that can be made again from it.
Names of constraints follow one convention, because a constraint without a name cannot be dropped by a migration.
"""

from typing import Any

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    Column,
    ForeignKeyConstraint,
    Index,
    Integer,
    MetaData,
    PrimaryKeyConstraint,
    Table,
    Text,
    UniqueConstraint,
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


def _table(name: str, key: tuple[str, ...], *items: Any) -> Table:
    """A table of whole, typed rows kept in the order of its key (on SQLite: STRICT, WITHOUT ROWID)."""
    return Table(name, metadata, *items, PrimaryKeyConstraint(*key), sqlite_strict=True, sqlite_with_rowid=False)


def _text(name: str, *, nullable: bool = False) -> Column[str]:
    return Column(name, Text, nullable=nullable)


def _number(name: str, *, nullable: bool = False) -> Column[int]:
    return Column(name, Number, nullable=nullable, autoincrement=False)


def _day(name: str, *, nullable: bool = False) -> Column[Any]:
    return Column(name, Day, nullable=nullable)


def _moment(name: str, *, nullable: bool = False) -> Column[Any]:
    return Column(name, UtcDateTime, nullable=nullable)


def _flag(name: str, *, nullable: bool = False) -> Column[Any]:
    return Column(name, Flag, nullable=nullable)


def _belongs_to(parent: str, *columns: str) -> ForeignKeyConstraint:
    """A foreign key to columns of the same names, except that an owner is a user. Nothing cascades."""
    theirs = [f"{parent}.{'user_id' if column == 'owner_id' else column}" for column in columns]
    return ForeignKeyConstraint(columns, theirs)


def _one_of(column: str, *words: str) -> CheckConstraint:
    return CheckConstraint(f"{column} IN ({', '.join(repr(word) for word in words)})", name=column)


# Authorities, and the numbers that they give out

authority = _table(
    "authority",
    ("authority",),
    _text("authority"),
    _text("name"),
    _moment("created_at"),
    CheckConstraint("length(authority) = 3", name="code"),  # DfE's three-digit code
)

counter = _table(
    "counter",
    ("authority", "name"),
    _text("authority"),
    _text("name"),
    _number("value"),
    _belongs_to("authority", "authority"),
)

# People

app_user = _table(
    "app_user",
    ("authority", "user_id"),
    _text("authority"),
    _number("user_id"),
    _text("name"),
    _text("email"),
    Column("roles", Json, nullable=False),
    _text("team"),
    _flag("active"),
    _moment("created_at"),
    _belongs_to("authority", "authority"),
    UniqueConstraint("authority", "email"),
    CheckConstraint("email = lower(email)", name="email_lower"),
)

person = _table(
    "person",
    ("authority", "person_id"),
    _text("authority"),
    _number("person_id"),
    _text("forename"),
    _text("surname"),
    _text("search_name"),
    _day("born", nullable=True),
    _text("sex"),
    _text("ethnicity"),
    _text("upn"),
    _text("uln"),
    _text("upn_unknown"),
    _text("nhs_number"),
    _text("postcode"),
    _text("source_key", nullable=True),
    _moment("created_at"),
    _belongs_to("authority", "authority"),
    Index("ix_person_upn", "authority", "upn"),
    Index("ix_person_uln", "authority", "uln"),
    Index("ix_person_search_name", "authority", "search_name"),
    Index("ix_person_born", "authority", "born"),
    Index("ix_person_nhs_number", "authority", "nhs_number"),
    Index("ix_person_source_key", "authority", "source_key"),
)

contact = _table(
    "contact",
    ("authority", "contact_id"),
    _text("authority"),
    _number("contact_id"),
    _number("person_id"),
    _text("kind"),
    _text("name"),
    _text("email"),
    _text("phone"),
    _text("postal"),
    _text("language"),
    _text("note"),
    _belongs_to("person", "authority", "person_id"),
    Index("ix_contact_person", "authority", "person_id"),
)

# Schools and calendars

setting = _table(
    "setting",
    ("authority", "setting_id"),
    _text("authority"),
    _number("setting_id"),
    _text("name"),
    _text("kind"),
    _text("urn"),
    _text("ukprn"),
    _belongs_to("authority", "authority"),
    Index("ix_setting_urn", "authority", "urn"),
)

closure = _table(
    "closure",
    ("authority", "closure_id"),
    _text("authority"),
    _number("closure_id"),
    _number("setting_id", nullable=True),  # without: every setting
    _text("name"),
    _day("closed_from"),
    _day("reopens_on"),
    _belongs_to("authority", "authority"),
    _belongs_to("setting", "authority", "setting_id"),
    CheckConstraint("reopens_on > closed_from", name="order"),
    Index("ix_closure_closed_from", "authority", "closed_from"),
)

holiday = _table(
    "holiday",
    ("authority", "day"),
    _text("authority"),
    _day("day"),
    _text("name"),
    _belongs_to("authority", "authority"),
)

# Cases, their ledger, and the index made from it

ehc_case = _table(
    "ehc_case",
    ("authority", "case_id"),
    _text("authority"),
    _number("case_id"),
    _text("reference"),
    _number("person_id"),
    _moment("opened_at"),
    _number("version"),  # how many entries its ledger has: what a person has seen when they act
    _text("last_hash"),
    _text("state"),
    _text("assessment_state"),
    _text("plan_state"),
    _number("owner_id", nullable=True),
    _text("team"),
    _day("received_on", nullable=True),
    _day("issued_on", nullable=True),
    _day("refused_on", nullable=True),
    _flag("exception"),
    _flag("disputed"),
    _flag("on_time", nullable=True),
    _day("next_due", nullable=True),
    _text("next_duty"),
    _belongs_to("person", "authority", "person_id"),
    _belongs_to("app_user", "authority", "owner_id"),
    UniqueConstraint("authority", "reference"),
    CheckConstraint("version >= 0", name="version"),
    Index("ix_ehc_case_person", "authority", "person_id"),
    Index("ix_ehc_case_owner", "authority", "owner_id", "state"),
    Index("ix_ehc_case_next_due", "authority", "next_due"),
    Index("ix_ehc_case_issued", "authority", "issued_on", "on_time", "exception", "disputed"),  # KP8 reads these alone
    Index("ix_ehc_case_refused", "authority", "refused_on", "on_time", "exception", "disputed"),
)

event = _table(
    "event",
    ("authority", "case_id", "number"),
    _text("authority"),
    _number("case_id"),
    _number("number"),
    _text("event"),
    _day("occurred_on"),
    _moment("recorded_at"),
    _text("recorded_by"),
    _text("source"),
    Column("facts", Json, nullable=False),
    _number("corrects", nullable=True),
    _text("previous_hash"),
    _text("hash"),
    _number("schema"),
    _belongs_to("ehc_case", "authority", "case_id"),
    CheckConstraint("number >= 1", name="number"),
    CheckConstraint("corrects >= 1 AND corrects < number", name="corrects"),
    CheckConstraint("length(hash) = 64 AND length(previous_hash) = 64", name="hash"),
)

deadline = _table(
    "deadline",
    ("authority", "case_id", "duty", "subject", "started_on"),
    _text("authority"),
    _number("case_id"),
    _text("duty"),
    _text("subject"),
    _day("started_on"),
    _text("title"),
    _text("owed_by"),
    _text("starts"),
    _day("due"),
    _day("due_cautious"),
    _day("warn_on"),
    _flag("floor"),
    _flag("binding"),
    _text("basis"),
    _text("outcome"),
    _text("excused_by"),
    _day("met_on", nullable=True),
    _day("stood_down_on", nullable=True),
    _text("aim"),
    _belongs_to("ehc_case", "authority", "case_id"),
    _one_of("basis", "statute", "guidance", "practice"),
    _one_of("outcome", "open", "met", "met_late", "excused", "not_required"),
    Index("ix_deadline_due", "authority", "outcome", "due"),
)

document = _table(
    "document",
    ("authority", "document_id"),
    _text("authority"),
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
    _belongs_to("ehc_case", "authority", "case_id"),
    Index("ix_document_case", "authority", "case_id"),
)

# Messages to send, and work that was done

outbox = _table(
    "outbox",
    ("authority", "message_id"),
    _text("authority"),
    _text("message_id"),
    _text("kind"),
    _text("recipient"),
    Column("facts", Json, nullable=False),
    _number("case_id", nullable=True),
    _moment("created_at"),
    _text("state"),
    _number("attempts"),
    _moment("lease_until", nullable=True),
    _moment("sent_at", nullable=True),
    _text("error"),
    _text("dedupe_key"),
    _belongs_to("authority", "authority"),
    _belongs_to("ehc_case", "authority", "case_id"),
    UniqueConstraint("authority", "dedupe_key"),
    _one_of("state", "ready", "sending", "sent", "failed", "uncertain"),
    Index("ix_outbox_state", "state", "created_at"),
    Index("ix_outbox_case", "authority", "case_id"),
)

run = _table(
    "run",
    ("authority", "task", "period"),
    _text("authority"),  # empty for work that is done once for the whole installation
    _text("task"),
    _text("period"),
    _moment("started_at"),
    _moment("finished_at", nullable=True),
    _text("outcome"),
    Column("detail", Json, nullable=False),
    _one_of("outcome", "started", "done", "failed"),
)
