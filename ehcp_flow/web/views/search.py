"""The search: one box, and an answer that says what was searched."""

from fastapi.responses import Response

from ehcp_flow.services.access.scope import READERS
from ehcp_flow.services.work.searching import MOST, find
from ehcp_flow.web.pages import Pages
from ehcp_flow.web.visit import V
from workflows.case import headline_words

pages = Pages()


@pages.page("/search", READERS, "search")
def search(visit: V) -> Response:
    """Cases by name, date of birth, reference, number or setting."""
    found = find(visit.office, visit.who, visit.asked("q"))
    return visit.show("search/search.html", found=found, most=MOST, headline=headline_words)
