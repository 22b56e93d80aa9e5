"""The calendar feed: opened by a program that has its address, and by no session."""

from fastapi.responses import PlainTextResponse, Response

from ehcp_flow.services.access.keys import hash_of
from ehcp_flow.services.calendar_feed import feed_of
from ehcp_flow.web.pages import Pages
from ehcp_flow.web.rate import Rate
from ehcp_flow.web.visit import ANYBODY, V

pages = Pages()
AN_HOUR = 3600
FEEDS = 60
"""Times an hour that one address is answered. Calendars ask every few hours."""
UNKNOWN = 30
"""Times an hour that addresses which open nothing are answered to one place."""
LONGEST = 100
"""Characters of a token. Longer ones are not looked up."""

GONE = (
    "There is no calendar at this address. It may have ended or been revoked. Make a new address on the page of your "
    "account, under tokens, and take this one out of your calendar."
)
WAIT = "This calendar was asked for too often. Ask again in an hour; every six hours is enough."


@pages.page("/calendar/{key}.ics", ANYBODY, "calendar")
def calendar(visit: V, key: str) -> Response:
    """The deadlines of whoever made the address. The token in it is all that is asked."""
    state = visit.request.app.state
    if not hasattr(state, "calendar_rates"):
        state.calendar_rates = (Rate(FEEDS, AN_HOUR), Rate(UNKNOWN, AN_HOUR))
    feeds, unknown = state.calendar_rates
    now = visit.office.clock.now().timestamp()
    if not feeds.allows(hash_of(key), now):
        return _told(WAIT, 429)
    feed = feed_of(visit.office, key) if len(key) <= LONGEST else None
    if feed is None:
        return _told(GONE, 404) if unknown.allows(visit.place, now) else _told(WAIT, 429)
    return Response(
        feed,
        media_type="text/calendar; charset=utf-8",
        headers={"content-disposition": 'attachment; filename="deadlines.ics"'},
    )


def _told(words: str, status: int) -> Response:
    return PlainTextResponse(words, status, {"retry-after": str(AN_HOUR)} if status == 429 else None)
