"""What anyone may read: how deadlines are worked out, and how accessible the pages are."""

from datetime import date

from fastapi.responses import Response

from ehcp_flow.services.law_in_words import grounds_in_words, law_in_words
from ehcp_flow.services.lookups import calendar_of
from ehcp_flow.web.forms import FormModel, TypedDayOrNone, fill
from ehcp_flow.web.pages import Pages
from ehcp_flow.web.visit import ANYBODY, V

pages = Pages()


class OnDay(FormModel):
    """The day whose law is shown; today where none is given."""

    on: TypedDayOrNone = None


@pages.page("/how-deadlines-are-worked-out", ANYBODY, "law")
def law(visit: V) -> Response:
    """The law files, as they stand on a day."""
    filled = fill(OnDay, visit.in_address())
    on: date = (filled.read.on if filled.read else None) or visit.office.clock.today()
    return visit.show(
        "law/duties.html",
        422 if filled.errors else 200,
        form=filled,
        on=on,
        instruments=law_in_words(visit.office.law, on, calendar_of(visit.office)),
        grounds=grounds_in_words(visit.office.law),
    )


@pages.page("/accessibility", ANYBODY, "accessibility")
def accessibility(visit: V) -> Response:
    return visit.show("law/accessibility.html")
