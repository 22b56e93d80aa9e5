"""What stops the SEN2 return of a year from going, case by case, with the rule and what to do."""

from collections import Counter
from urllib.parse import urlencode

from fastapi.responses import Response

from ehcp_flow.services import team as teams
from ehcp_flow.services.board.shown import held
from ehcp_flow.services.returns.check import RULE_WORDS, Blocking, findings
from ehcp_flow.services.returns.rights import MAY_EXPORT
from ehcp_flow.web.pages import Pages
from ehcp_flow.web.views.case_rows import A_PAGE, page_asked, pages_of
from ehcp_flow.web.views.figures import OPENERS
from ehcp_flow.web.visit import V, Visit
from reports.sen2.checks_people import CENSUS_DATES
from workflows.refusals import Refusal

pages = Pages()

MENDERS = OPENERS & frozenset(MAY_EXPORT)


@pages.page("/figures/sen2", MENDERS, "sen2_check")
def check(visit: V) -> Response:
    """The findings of a collection year, by rule or all."""
    year = _year(visit)

    def count() -> list[Blocking] | Refusal:
        return findings(visit.office, year)

    key = (str(visit.office.database.url), visit.office.authority, "sen2", str(year))
    found = held.get(key, visit.office.clock.now(), count, visit.asked("count") == "again")
    if isinstance(found, Refusal):
        return visit.not_found(found)
    since, all_found = found
    seen = teams.seen(visit.office, visit.who, [each.case for each in all_found if each.case])
    listed = [each for each in all_found if not each.case or each.case in seen]
    rule = visit.asked("rule")
    wanted = [each for each in listed if not rule or each.rule == rule]
    page = page_asked(visit)
    return visit.show(
        "figures/sen2.html",
        year=year,
        years=sorted(CENSUS_DATES, reverse=True),
        since=since,
        rule=rule,
        rules=[
            (name, RULE_WORDS.get(name, ""), counted, f"/figures/sen2?{urlencode({'year': year, 'rule': name})}")
            for name, counted in sorted(Counter(each.rule for each in listed).items())
        ],
        total=len(wanted),
        cases=len({each.case for each in wanted if each.case}),
        hidden=len(all_found) - len(listed),
        rows=[(each, seen.get(each.case)) for each in wanted[(page - 1) * A_PAGE : page * A_PAGE]],
        pagination=pages_of("/figures/sen2", {"year": str(year), "rule": rule}, page, len(wanted)),
    )


def _year(visit: Visit) -> int:
    """The collection that is asked for; without one, the next of which the census day is held."""
    typed = visit.asked("year")
    if typed.isascii() and typed.isdecimal() and len(typed) == 4:
        return int(typed)
    today = visit.office.clock.today()
    coming = [year for year, census in CENSUS_DATES.items() if census >= today]
    return min(coming, default=max(CENSUS_DATES))
