"""The first page, which leads everybody to where their work is; and the authority's colour."""

from fastapi.responses import Response

from ehcp_flow.web.navigation import EVERYBODY, links_for
from ehcp_flow.web.pages import Pages
from ehcp_flow.web.visit import ANYBODY, V

pages = Pages()


@pages.page("/", EVERYBODY, "first")
def first(visit: V) -> Response:
    """Goes to the first place of those that this user has; says so where there is none."""
    links = links_for(visit.user, "/")
    return visit.go(str(links[0]["href"])) if links else visit.show("nothing_here.html")


@pages.page("/brand.css", ANYBODY, "brand")
def brand(visit: V) -> Response:
    """The authority's colour. A style sheet of its own, because no page may carry style within it."""
    colour = visit.site.installation.settings.brand_colour
    return Response(f":root {{ --own-brand: {colour}; --govuk-brand-colour: {colour}; }}\n", media_type="text/css")
