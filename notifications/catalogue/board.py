"""The message with which the Board report goes to its list when a month is closed. It holds no number of a child."""

from notifications.catalogue.kind import MessageKind

BOARD_REPORT = MessageKind(
    name="board_report",
    audience="everybody on the list of the Board report (ehcp-flow month readers)",
    when="a month is closed, or a new issue of a closed month is made",
    way=(
        "e-mail, at once, with the report as a web page, a PDF and a workbook; small numbers are held back in all of them. "
        "GOV.UK Notify carries no files, so it does not go by it and is listed as failed"
    ),
    facts={
        "authority": "Madeupshire",
        "month": "October 2026",
        "issue": "Issue 2",
        "reason": "A plan of 9 October was recorded late",
        "as_at": "31 October 2026",
        "sentences": [
            {
                "text": "In October 2026 12 of 31 plans (38.7%) were sent within 20 weeks; in September 2026 9 of 30 (30.0%)."
            },
        ],
        "report": "2026-10 issue 2",
    },
)

KINDS = (BOARD_REPORT,)
