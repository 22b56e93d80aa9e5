"""Every table of people, cases and what is derived from them. Those of what is told to whom are in `telling_tables.py`,
those of frozen months in `board_tables.py`, those of who gets in in `access_tables.py`, those of a case's file (notes,
letters, warnings) in `file_tables.py`.

Person-scoped tables lead with the authority, in their keys and in every foreign key. Only `event` is the record; the
other columns of a case and all of `deadline` are an index that can be made again from it.
"""

from sqlalchemy import CheckConstraint, Index, UniqueConstraint
from sqlalchemy import text as sql

# Imported so that whoever has the metadata of these has the metadata of all: a migration, a test.
from ehcp_flow.db.access_tables import account as _account  # noqa: F401
from ehcp_flow.db.batch_tables import batch as _batch  # noqa: F401
from ehcp_flow.db.board_tables import board_issue as _board_issue  # noqa: F401
from ehcp_flow.db.columns import (
    belongs_to,
    day,
    flag,
    json_document,
    moment,
    number,
    one_of,
    table,
    text,
)
from ehcp_flow.db.columns import (
    metadata as metadata,
)
from ehcp_flow.db.file_tables import note as _note  # noqa: F401
from ehcp_flow.db.telling_tables import outbox as _outbox  # noqa: F401

# Authorities, and the numbers that they give out

authority = table(
    "authority",
    ("authority",),
    text("authority"),
    text("name"),
    moment("created_at"),
    CheckConstraint("length(authority) = 3", name="code"),  # DfE's three-digit code
)

counter = table(
    "counter",
    ("authority", "name"),
    text("authority"),
    text("name"),
    number("value"),
    belongs_to("authority", "authority"),
)

# People

app_user = table(
    "app_user",
    ("authority", "user_id"),
    text("authority"),
    number("user_id"),
    text("name"),
    text("email"),
    json_document("roles"),
    text("team"),
    flag("active"),
    moment("created_at"),
    belongs_to("authority", "authority"),
    UniqueConstraint("authority", "email"),
    CheckConstraint("email = lower(email)", name="email_lower"),
)

person = table(
    "person",
    ("authority", "person_id"),
    text("authority"),
    number("person_id"),
    text("forename"),
    text("surname"),
    text("search_name"),
    day("born", nullable=True),
    text("sex"),
    text("ethnicity"),
    text("upn"),
    text("uln"),
    text("upn_unknown"),
    text("nhs_number"),
    text("postcode"),
    text("source_key", nullable=True),
    moment("created_at"),
    belongs_to("authority", "authority"),
    Index("ix_person_upn", "authority", "upn"),
    Index("ix_person_uln", "authority", "uln"),
    Index("ix_person_search_name", "authority", "search_name"),
    Index("ix_person_born", "authority", "born"),
    Index("ix_person_nhs_number", "authority", "nhs_number"),
    Index("ix_person_source_key", "authority", "source_key"),
)

contact = table(
    "contact",
    ("authority", "contact_id"),
    text("authority"),
    number("contact_id"),
    number("person_id"),
    text("kind"),
    text("name"),
    text("email"),
    text("phone"),
    text("postal"),
    text("language"),
    text("note"),
    flag("writes_to"),  # letters of the case go there
    day("ended_on", nullable=True),
    belongs_to("person", "authority", "person_id"),
    Index("ix_contact_person", "authority", "person_id"),
)

# Schools and calendars

setting = table(
    "setting",
    ("authority", "setting_id"),
    text("authority"),
    number("setting_id"),
    text("name"),
    text("kind"),
    text("urn"),
    text("ukprn"),
    belongs_to("authority", "authority"),
    Index("ix_setting_urn", "authority", "urn"),
)

attendance = table(
    "attendance",  # where a child goes now
    ("authority", "person_id"),
    text("authority"),
    number("person_id"),
    number("setting_id"),
    day("since", nullable=True),
    belongs_to("person", "authority", "person_id"),
    belongs_to("setting", "authority", "setting_id"),
    Index("ix_attendance_setting", "authority", "setting_id"),
)

closure = table(
    "closure",
    ("authority", "closure_id"),
    text("authority"),
    number("closure_id"),
    number("setting_id", nullable=True),  # without: every setting
    text("name"),
    day("closed_from"),
    day("reopens_on"),
    belongs_to("authority", "authority"),
    belongs_to("setting", "authority", "setting_id"),
    CheckConstraint("reopens_on > closed_from", name="order"),
    Index("ix_closure_closed_from", "authority", "closed_from"),
)

holiday = table(
    "holiday",
    ("authority", "day"),
    text("authority"),
    day("day"),
    text("name"),
    belongs_to("authority", "authority"),
)

# Cases, their ledger, and the index made from it

OF_AN_OFFICER = (
    "authority", "owner_id", "open_due", "next_due", "reference", "waits_until", "family_told_on", "fit_by", "state",
    "team", "person_id",
)  # fmt: skip
"""All that counting an officer's cases, and putting them in order, reads. Other lists read who may see a case (`team`,
`person_id`) from their indexes too, so that only the cases of the page are looked up."""

ehc_case = table(
    "ehc_case",
    ("authority", "case_id"),
    text("authority"),
    number("case_id"),
    text("reference"),
    number("person_id"),
    moment("opened_at"),
    number("version"),  # how many entries its ledger has: what a person has seen when they act
    text("last_hash"),
    text("state"),
    text("assessment_state"),
    text("plan_state"),
    number("owner_id", nullable=True),
    text("team"),
    day("received_on", nullable=True),
    day("issued_on", nullable=True),
    day("refused_on", nullable=True),
    flag("exception"),
    flag("disputed"),
    flag("on_time", nullable=True),
    day("next_due", nullable=True),
    text("next_duty"),
    day("open_due", nullable=True),  # the earliest date that no exception excuses: the order of every list of work
    day("fit_by", nullable=True),  # the earliest last day for a missing step, by which an open date could still be kept
    day("waits_until", nullable=True),  # the earliest date of what somebody else owes the authority
    day("family_told_on", nullable=True),  # while something is under way: when the family was last told anything
    belongs_to("person", "authority", "person_id"),
    belongs_to("app_user", "authority", "owner_id"),
    UniqueConstraint("authority", "reference"),
    CheckConstraint("version >= 0", name="version"),
    Index("ix_ehc_case_person", "authority", "person_id"),
    Index("ix_ehc_case_owner", *OF_AN_OFFICER),
    Index("ix_ehc_case_next_due", "authority", "next_due"),
    Index("ix_ehc_case_open_due", "authority", "open_due", "team", "person_id"),
    Index("ix_ehc_case_team", "authority", "team", "open_due", "person_id"),
    Index("ix_ehc_case_fit", "authority", "fit_by", "team", "person_id"),
    Index("ix_ehc_case_waits", "authority", "waits_until", "team", "person_id"),
    Index("ix_ehc_case_family", "authority", "family_told_on", "team", "person_id"),
    Index("ix_ehc_case_received", "authority", "received_on", "state", "team", "person_id"),
    Index("ix_ehc_case_stage", "authority", "assessment_state", "open_due"),
    Index("ix_ehc_case_issued", "authority", "issued_on", "on_time", "exception", "disputed"),  # KP8 reads these alone
    Index("ix_ehc_case_refused", "authority", "refused_on", "on_time", "exception", "disputed"),
)

event = table(
    "event",
    ("authority", "case_id", "number"),
    text("authority"),
    number("case_id"),
    number("number"),
    text("event"),
    day("occurred_on"),
    moment("recorded_at"),
    text("recorded_by"),
    text("source"),
    json_document("facts"),
    number("corrects", nullable=True),
    text("previous_hash"),
    text("hash"),
    number("schema"),
    belongs_to("ehc_case", "authority", "case_id"),
    CheckConstraint("number >= 1", name="number"),
    CheckConstraint("corrects >= 1 AND corrects < number", name="corrects"),
    CheckConstraint("length(hash) = 64 AND length(previous_hash) = 64", name="hash"),
)

deadline = table(
    "deadline",
    ("authority", "case_id", "duty", "subject", "started_on"),
    text("authority"),
    number("case_id"),
    text("duty"),
    text("subject"),
    day("started_on"),
    text("title"),
    text("owed_by"),
    text("starts"),
    day("due"),
    day("due_cautious"),
    day("warn_on"),
    flag("floor"),
    flag("binding"),
    text("basis"),
    text("outcome"),
    text("excused_by"),
    day("met_on", nullable=True),
    day("stood_down_on", nullable=True),
    text("aim"),
    day("fit_by", nullable=True),
    text("fit_step", nullable=True),
    day("next_rung_on", nullable=True),  # when the ladder next has something to say: all that a sweep reads
    belongs_to("ehc_case", "authority", "case_id"),
    one_of("basis", "statute", "guidance", "practice"),
    one_of("outcome", "open", "met", "met_late", "excused", "not_required"),
    Index("ix_deadline_due", "authority", "outcome", "due"),
    Index(
        "ix_deadline_live",
        "authority",
        "duty",
        "due",
        "outcome",
        sqlite_where=sql("met_on IS NULL AND stood_down_on IS NULL"),
        postgresql_where=sql("met_on IS NULL AND stood_down_on IS NULL"),
    ),
    Index(
        "ix_deadline_fit",
        *("authority", "outcome", "due", "fit_by", "binding", "floor"),
        sqlite_where=sql("fit_by IS NOT NULL"),
        postgresql_where=sql("fit_by IS NOT NULL"),
    ),
    Index(
        "ix_deadline_next_rung",
        "authority",
        "next_rung_on",
        sqlite_where=sql("next_rung_on IS NOT NULL"),
        postgresql_where=sql("next_rung_on IS NOT NULL"),
    ),
)

document = table(
    "document",
    ("authority", "document_id"),
    text("authority"),
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
    number("series"),  # the number of its first version
    number("size"),  # bytes
    text("media_type"),
    text("answers"),  # which request it answers: advice health
    text("recorded_by"),
    belongs_to("ehc_case", "authority", "case_id"),
    Index("ix_document_case", "authority", "case_id"),
)
