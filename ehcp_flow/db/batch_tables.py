"""The table of batches: one action of a manager on many cases. What was done is on the ledger of each."""

from ehcp_flow.db.columns import belongs_to, json_document, moment, number, table, text

batch = table(
    "batch",
    ("authority", "batch"),
    text("authority"),
    number("batch"),
    text("goes_to"),  # the officer to whom the cases were given
    text("reason"),
    json_document("cases"),  # the references of those that were to change: where to look
    moment("made_at"),
    text("made_by"),
    belongs_to("authority", "authority"),
)
