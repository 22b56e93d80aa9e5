"""The tables of who gets in, by which means, and who read or changed what."""

from sqlalchemy import CheckConstraint, Index, UniqueConstraint

from ehcp_flow.db.columns import belongs_to, day, json_document, moment, number, one_of, table, text

# How a user signs in. Only hashes are kept; the secret of the second factor is encrypted (services/access/secrets.py).

account = table(
    "account",
    ("authority", "user_id"),
    text("authority"),
    number("user_id"),
    text("password_hash"),  # "": none has been set
    moment("password_set_at", nullable=True),
    text("totp_secret"),
    number("totp_step"),  # the last step that was used: a code opens the door once
    json_document("recovery"),
    number("failures"),
    moment("locked_until", nullable=True),
    text("subject", nullable=True),  # the issuer and the user's id there, where they sign in with the council's own
    moment("last_in_at", nullable=True),
    belongs_to("app_user", "authority", "user_id"),
    UniqueConstraint("authority", "subject"),
)

web_session = table(
    "web_session",
    ("authority", "session_hash"),
    text("authority"),
    text("session_hash"),
    number("user_id"),
    text("csrf"),
    text("stage"),  # how far signing in has come
    moment("began_at"),
    moment("seen_at"),
    moment("ends_at"),
    text("address"),
    json_document("kept"),  # what a page keeps for the next one: a notice of success, where to go after signing in
    belongs_to("app_user", "authority", "user_id"),
    one_of("stage", "second_factor", "in"),
    Index("ix_web_session_user", "authority", "user_id"),
    Index("ix_web_session_ends_at", "authority", "ends_at"),
)

access_link = table(
    "access_link",
    ("authority", "link_hash"),
    text("authority"),
    text("link_hash"),
    number("user_id"),
    text("purpose"),
    moment("made_at"),
    moment("ends_at"),
    moment("used_at", nullable=True),
    belongs_to("app_user", "authority", "user_id"),
    one_of("purpose", "set_password"),
)

sign_in_attempt = table(
    "sign_in_attempt",
    ("authority", "attempt_id"),
    text("authority"),
    text("attempt_id"),
    moment("tried_at"),
    text("email"),
    text("address"),
    text("outcome"),
    belongs_to("authority", "authority"),
    Index("ix_sign_in_attempt_address", "authority", "address", "tried_at"),
    Index("ix_sign_in_attempt_email", "authority", "email", "tried_at"),
)

api_token = table(
    "api_token",
    ("authority", "token_id"),
    text("authority"),
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
    belongs_to("app_user", "authority", "user_id"),
    UniqueConstraint("authority", "token_hash"),
    CheckConstraint("length(token_hash) = 64", name="hash"),
)

# Who read a case, and what an administrator changed. Both are append-only.

reading = table(
    "reading",
    ("authority", "reading_id"),
    text("authority"),
    text("reading_id"),
    number("case_id"),
    moment("read_at"),
    text("read_by"),
    text("page"),
    belongs_to("ehc_case", "authority", "case_id"),
    Index("ix_reading_case", "authority", "case_id", "read_at"),
    Index("ix_reading_reader", "authority", "read_by", "read_at"),
)

admin_change = table(
    "admin_change",
    ("authority", "change_id"),
    text("authority"),
    number("change_id"),
    moment("changed_at"),
    text("changed_by"),
    text("what"),
    text("of"),
    json_document("was"),
    json_document("became"),
    text("reason"),
    belongs_to("authority", "authority"),
)

# Children whose cases only named people may open

restriction = table(
    "restriction",
    ("authority", "person_id"),
    text("authority"),
    number("person_id"),
    text("kind"),
    text("reason"),
    day("since"),
    day("review_on"),
    text("set_by"),
    belongs_to("person", "authority", "person_id"),
    one_of("kind", "looked_after", "adopted", "protected_address", "other"),
)

restriction_reader = table(
    "restriction_reader",
    ("authority", "person_id", "user_id"),
    text("authority"),
    number("person_id"),
    number("user_id"),
    belongs_to("restriction", "authority", "person_id"),
    belongs_to("app_user", "authority", "user_id"),
)

saved_view = table(
    "saved_view",
    ("authority", "view_id"),
    text("authority"),
    number("view_id"),
    number("user_id"),
    text("name"),
    text("place"),  # the path and what follows it
    text("team"),  # "": for its maker alone
    belongs_to("app_user", "authority", "user_id"),
    Index("ix_saved_view_user", "authority", "user_id"),
)
