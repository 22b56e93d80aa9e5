"""The months that were closed: each issue of a report with its figures, the cases behind them, and the files as they were
made; and who is sent it. Nothing here is ever changed: what was wrong is put right by a later issue."""

from sqlalchemy import CheckConstraint

from ehcp_flow.db.columns import belongs_to, blob, day, json_document, moment, number, table, text

board_issue = table(
    "board_issue",
    ("authority", "month", "issue"),
    text("authority"),
    text("month"),  # 2026-10
    number("issue"),
    day("as_at"),
    moment("known_at"),
    text("made_by"),
    text("reason"),
    text("rules"),
    json_document("document"),
    json_document("released"),  # the same with its small numbers held back, by the limit of that day
    text("hash"),
    belongs_to("authority", "authority"),
    CheckConstraint("issue >= 1", name="issue"),
    CheckConstraint("length(month) = 7", name="month"),
    CheckConstraint("length(hash) = 64", name="hash"),
)

board_figure = table(
    "board_figure",
    ("authority", "month", "issue", "figure"),
    text("authority"),
    text("month"),
    number("issue"),
    text("figure"),
    text("value", nullable=True),
    number("numerator"),
    number("denominator"),
    json_document("cases"),
    json_document("meeting"),
    belongs_to("board_issue", "authority", "month", "issue"),
)

board_file = table(
    "board_file",
    ("authority", "month", "issue", "name"),
    text("authority"),
    text("month"),
    number("issue"),
    text("name"),
    text("sha256"),
    blob("content"),
    belongs_to("board_issue", "authority", "month", "issue"),
)

board_reader = table(
    "board_reader",
    ("authority", "email"),
    text("authority"),
    text("email"),
    text("name"),
    moment("added_at"),
    text("added_by"),
    belongs_to("authority", "authority"),
    CheckConstraint("email = lower(email)", name="email_lower"),
)
