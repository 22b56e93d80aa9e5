"""The team at a glance, and the cases behind each of its numbers."""

from collections.abc import Callable
from typing import Any
from urllib.parse import urlencode

from fastapi.responses import Response
from markupsafe import Markup

from ehcp_flow.db.team_rows import FIGURES, NOBODY, Chosen
from ehcp_flow.db.users import User
from ehcp_flow.phrases import how_many
from ehcp_flow.services import asking
from ehcp_flow.services import team as teams
from ehcp_flow.services.team import BANDS, Officer, Team
from ehcp_flow.web.navigation import MANAGERS
from ehcp_flow.web.pages import Pages
from ehcp_flow.web.views.case_rows import A_PAGE, page_asked, pages_of, rows_of
from ehcp_flow.web.visit import V
from reports.board.model import Cell, Chart, Column, Drawing, Header, Kind, Row, Table
from reports.forms.charts import svg
from workflows.case import headline_words
from workflows.vocabulary import Role

pages = Pages()

SEERS = MANAGERS | {Role.HEAD_OF_SERVICE}
TITLES = {
    "open": "Open cases",
    "overdue": "Overdue cases",
    "this_week": "Cases due this week",
    "at_risk": "Cases at risk: late before late",
    "waiting": "Cases waiting on others",
}
MEANT = {
    "open": "A case is open while something is to be done on it.",
    "overdue": "The next legal date of the case has passed, and no exception excuses it.",
    "this_week": "The next legal date of the case is today or later, and not after Sunday.",
    "at_risk": "A step that must come first must come within a week, or is too late already, for the legal date to be kept.",
    "waiting": "Somebody outside the authority owes something: advice, an answer to a consultation or to a health notice.",
}
Key = Callable[[Officer], Any]
SORTS: dict[str, tuple[str, Key]] = {
    "officer": ("Officer", lambda each: each.name.casefold()),
    "open": ("Open", lambda each: each.load.open),
    "overdue": ("Overdue", lambda each: (each.load.overdue, -each.load.oldest.toordinal() if each.load.oldest else 0)),
    "this_week": ("Due this week", lambda each: each.load.this_week),
    "at_risk": ("At risk", lambda each: each.load.at_risk),
    "waiting": ("Waiting on others", lambda each: each.load.waiting),
    "away": ("Away", lambda each: (each.away is not None, each.away.back_on.toordinal() if each.away else 0)),
}


@pages.page("/team", SEERS, "team")
def team(visit: V) -> Response:
    """What each officer carries, and how old the open assessments are."""
    found = teams.team(visit.office, visit.who)
    sort = visit.asked("sort") if visit.asked("sort") in SORTS else "officer"
    down = visit.asked("order") == "down"
    people = sorted((each for each in found.officers if each.user), key=SORTS[sort][1], reverse=down)
    return visit.show(
        "team/team.html",
        team=found,
        rows=[*people, *(each for each in found.officers if not each.user)],
        heads=[_head(name, sort, down) for name in SORTS],
        figures=FIGURES,
        bands=["Stage", *({"text": words, "numeric": True} for words in (*BANDS, "All ages"))],
        chart=_chart(found),
        opens=visit.has(*MANAGERS),
        to_decide=len(asking.waiting(visit.office, visit.who).to_decide) if visit.has(*MANAGERS) else 0,
    )


def _head(name: str, sort: str, down: bool) -> dict[str, object]:
    """A heading that sorts: numbers begin with the most, names with the first."""
    turned = not down if name == sort else name != "officer"
    return {
        "text": SORTS[name][0],
        "numeric": name in FIGURES,
        "href": f"/team?{urlencode({'sort': name, 'order': 'down' if turned else 'up'})}",
        "sorted": ("descending" if down else "ascending") if name == sort else "none",
    }


def _chart(found: Team) -> Markup | None:
    """The picture of the table of ages; None where no assessment is under way."""
    if not any(stage.total for stage in found.stages):
        return None
    columns = (Column("stage", "Stage", Kind.TEXT), *(Column(f"band{n}", words) for n, words in enumerate(BANDS)))
    rows = tuple(
        Row(stage.state, (Cell(stage.words), *(Cell(str(count), Kind.COUNT) for count in stage.counts)))
        for stage in found.stages
    )
    table = Table("ages", "Assessments under way", columns, rows, Header("", "", "", ""))
    late = sum(stage.counts[-1] for stage in found.stages)
    total = sum(stage.total for stage in found.stages)
    says = f"{how_many(late, 'assessment')} of {total:,} under way began more than 20 weeks ago."
    names = tuple(column.id for column in columns[1:])
    return Markup(svg(Chart("team-ages", "Assessments under way by age", says, "ages", names, Drawing.STACKED), table))  # noqa: S704 - our own writer, which escapes every word


@pages.page("/team/cases", MANAGERS, "team_cases")
def cases(visit: V) -> Response:
    """The cases behind one number of the team."""
    figure = visit.asked("figure") if visit.asked("figure") in FIGURES else "open"
    officer = teams.by_key(visit.office, visit.asked("officer")) if visit.asked("officer") else None
    if visit.asked("officer") and officer is None:
        return visit.not_found()
    stage, band = visit.asked("stage"), visit.asked("band")
    place = int(band) if band in {str(n) for n in range(len(BANDS))} else None
    if stage and stage not in teams.RUNNING:
        return visit.not_found()
    chosen = Chosen(
        figure=figure,
        officer=officer.user_id if isinstance(officer, User) else officer,
        stage=stage,
        band=teams.band_of(visit.office.clock.today(), place) if place is not None else None,
        running=bool(stage or band),
    )
    page = page_asked(visit)
    found = teams.listed(visit.office, visit.who, chosen, A_PAGE, (page - 1) * A_PAGE)
    asked = {name: visit.asked(name) for name in ("figure", "officer", "stage", "band")}
    of = officer.name if isinstance(officer, User) else "nobody" if officer == NOBODY else ""
    return visit.show(
        "team/cases.html",
        title=TITLES[figure],
        of=[
            *([f"Officer: {of}"] if of else []),
            *([f"Stage: {headline_words(stage)}"] if stage else []),
            *([f"Age: {BANDS[place].lower()} since the request"] if place is not None else []),
        ],
        meant=MEANT[figure],
        found=found,
        rows=rows_of(visit, found.cases),
        pagination=pages_of("/team/cases", asked, page, found.total),
        allocate=f"/team/allocate?{urlencode({'officer': asked['officer']})}" if officer is not None else "",
    )
