"""The tables of a case's file: notes, letters, warnings, and with whom a document was shared. None is an event of the ledger."""

from sqlalchemy import CheckConstraint, Index

from ehcp_flow.db.columns import belongs_to, day, json_document, moment, number, one_of, table, text

note = table(
    "note",
    ("authority", "note_id"),
    text("authority"),
    number("note_id"),
    number("case_id"),
    text("kind"),
    text("about"),  # "": the case; otherwise what it hangs on: entry 4, document 12, advice health
    text("words"),
    text("how"),  # the family was told: by telephone, by e-mail; "" for notes of another kind
    day("on_day"),  # when the family was told, or the day of writing
    moment("written_at"),
    text("written_by"),
    number("corrects", nullable=True),
    belongs_to("ehc_case", "authority", "case_id"),
    one_of("kind", "general", "contact_with_family", "quality", "restricted"),
    Index("ix_note_case", "authority", "case_id", "written_at"),
)

document_share = table(
    "document_share",
    ("authority", "share_id"),
    text("authority"),
    number("share_id"),
    number("document_id"),
    text("with_whom"),
    text("how"),
    day("shared_on"),
    moment("recorded_at"),
    text("recorded_by"),
    belongs_to("document", "authority", "document_id"),
    Index("ix_document_share_document", "authority", "document_id"),
)

letter = table(
    "letter",
    ("authority", "letter_id"),
    text("authority"),
    number("letter_id"),
    number("case_id"),
    text("kind"),
    number("template_version"),  # 0: as shipped
    text("template_hash"),
    text("addressed_to"),
    json_document("words"),  # the letter as it was made, paragraph by paragraph
    json_document("dates"),  # the deadlines that are printed on it
    number("entry", nullable=True),  # of the ledger, that it tells of
    number("takes_place_of", nullable=True),  # the letter that this one puts right
    moment("made_at"),
    text("made_by"),
    day("sent_on", nullable=True),
    text("sent_how"),
    text("sent_by"),
    belongs_to("ehc_case", "authority", "case_id"),
    Index("ix_letter_case", "authority", "case_id"),
)

letter_template = table(
    "letter_template",
    ("authority", "kind", "version"),
    text("authority"),
    text("kind"),
    number("version"),
    text("words"),
    text("reason"),
    moment("changed_at"),
    text("changed_by"),
    belongs_to("authority", "authority"),
    CheckConstraint("version >= 1", name="version"),
)

warning = table(
    "warning",
    ("authority", "warning_id"),
    text("authority"),
    number("warning_id"),
    number("person_id"),
    text("kind"),
    text("words"),
    day("since"),
    day("review_on"),
    day("ended_on", nullable=True),
    moment("written_at"),
    text("written_by"),
    belongs_to("person", "authority", "person_id"),
    Index("ix_warning_person", "authority", "person_id"),
)

asked_change = table(
    "asked_change",  # what waits for a second person's agreement, and what became of it (docs/decisions/0023)
    ("authority", "change_id"),
    text("authority"),
    number("change_id"),
    number("case_id"),
    text("kind"),
    json_document("what"),  # the event that is asked for, with its facts
    number("seen_version"),
    text("reason"),
    moment("asked_at"),
    text("asked_by"),
    text("decision"),  # "": not yet
    moment("decided_at", nullable=True),
    text("decided_by"),
    text("why"),
    belongs_to("ehc_case", "authority", "case_id"),
    one_of("kind", "correction", "exception"),
    one_of("decision", "", "agreed", "refused"),
    Index("ix_asked_change_case", "authority", "case_id"),
    Index("ix_asked_change_decision", "authority", "decision"),
)
