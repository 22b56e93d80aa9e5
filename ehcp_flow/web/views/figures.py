"""KP8 as known now and against its trajectory, the cases behind a figure, and what each measure means."""

from collections import Counter
from dataclasses import dataclass
from urllib.parse import urlencode

from fastapi.responses import Response

from ehcp_flow.services import team as teams
from ehcp_flow.services.access.scope import READERS
from ehcp_flow.services.board.cases_behind import open_figure
from ehcp_flow.services.board.kp8_now import SHOWN, kp8_now
from ehcp_flow.services.board.monthly import read_month
from ehcp_flow.services.board.restated import in_words, title_of
from ehcp_flow.services.board.rights import may_see_exact
from ehcp_flow.services.board.shown import shown
from ehcp_flow.services.figures import behind
from ehcp_flow.services.returns.rights import MAY_EXPORT
from ehcp_flow.web.navigation import MANAGERS
from ehcp_flow.web.pages import Pages
from ehcp_flow.web.views.case_rows import A_PAGE, CaseRow, page_asked, pages_of, rows_of
from ehcp_flow.web.visit import V, Visit
from reports.board.months import BASES, back, month_name, period_of
from reports.figures import Figure
from reports.kpi import CaseBehind
from reports.measure import Statistic
from reports.periods import Period, month
from reports.registry import KP8, MEASURES, UnknownFigure
from workflows.refusals import Refusal
from workflows.vocabulary import Role

pages = Pages()

SEERS = MANAGERS | {Role.ANALYST, Role.HEAD_OF_SERVICE, Role.DECISION_MAKER}
OPENERS = SEERS & READERS
"""Who may see figures, and who of them the cases behind one."""

MONTHS_OFFERED = 24


@dataclass(frozen=True, slots=True)
class Behind:
    """A figure and its cases. `how`: of each case by reference what is said of it beside; `known`: as closed, or as now."""

    title: str
    figure: Figure
    known: str
    how: dict[str, str]


def this_month(visit: Visit) -> Period:
    today = visit.office.clock.today()
    return month(today.year, today.month)


def month_asked(visit: Visit) -> Period | Refusal:
    """The month in the address; this one where there is none."""
    return read_month(visit.asked("month")) if visit.asked("month") else this_month(visit)


def issue_asked(visit: Visit) -> int | None:
    """The issue of a closed month in the address; None for the latest."""
    typed = visit.asked("issue")
    return int(typed[:4]) if typed.isascii() and typed.isdecimal() else None


def months_offered(visit: Visit) -> list[Period]:
    return [back(this_month(visit), ago) for ago in range(MONTHS_OFFERED)]


@pages.page("/figures", SEERS, "figures")
def figures(visit: V) -> Response:
    """The two indicators of a month, and the way to everything else that is counted."""
    of = month_asked(visit)
    if isinstance(of, Refusal):
        return visit.not_found(of)
    if of.first > visit.office.clock.today():
        of = this_month(visit)
    return visit.show(
        "figures/figures.html",
        found=kp8_now(visit.office, of),
        of=of,
        name=month_name(of),
        months=[(month_name(each), each.words) for each in months_offered(visit)],
        bases=[BASES[basis] for basis in SHOWN],
        in_words=_in_words,
        opens=visit.has(*OPENERS),
        mends=visit.has(*(OPENERS & frozenset(MAY_EXPORT))),
    )


def _in_words(figure: Figure) -> str:
    return in_words(figure.value, (figure.numerator, figure.denominator), figure.measure)


@pages.page("/figures/cases", OPENERS, "figure_cases")
def cases(visit: V) -> Response:
    """The cases behind one figure, of those that this user may see."""
    of = month_asked(visit)
    if isinstance(of, Refusal):
        return visit.not_found(of)
    try:
        found = _behind(visit, of)
    except (UnknownFigure, ValueError) as error:
        return visit.not_found(
            Refusal("Open a figure", str(error), "The list of measures", "Open it from the page that it stands on.")
        )
    if isinstance(found, Refusal):
        return visit.not_found(found)
    references = list(dict.fromkeys(found.figure.cases))
    rows = teams.seen(visit.office, visit.who, references)
    to_see = [each for each in references if each in rows]
    page = page_asked(visit)
    listed = rows_of(visit, (rows[each] for each in to_see[(page - 1) * A_PAGE : page * A_PAGE]))
    asked = {name: visit.asked(name) for name in ("figure", "month", "issue", "known")}
    return visit.show(
        "figures/cases.html",
        of=of,
        found=found,
        measure=MEASURES[found.figure.measure],
        basis=BASES.get(found.figure.basis, found.figure.basis),
        value=_in_words(found.figure),
        total=len(references),
        lines=len(found.figure.cases),
        hidden=len(references) - len(to_see),
        rows=_with_how(found, listed),
        pagination=pages_of("/figures/cases", asked, page, len(to_see)),
    )


def _with_how(found: Behind, listed: list[CaseRow]) -> list[tuple[CaseRow, str]]:
    return [(row, found.how.get(row.of.case, "")) for row in listed]


def _behind(visit: Visit, of: Period) -> Behind | Refusal:
    """The figure that the address names: of the indicators as known now, of a report as it was shown, or counted now."""
    wanted = visit.asked("figure")
    full = wanted if "@" in wanted else f"{wanted}@month"
    if isinstance(may := may_see_exact(visit.office, visit.who.email, "See the cases behind a number"), Refusal):
        return may
    if visit.asked("known") == "now" and full.partition("@")[0] in KP8:
        return _kp8(visit, of, full)
    issue = issue_asked(visit)
    made = shown(visit.office, of, issue)
    if isinstance(made, Refusal):
        return made
    if (kept := made.figures.get(full)) is not None:
        closed = made.exact.issue
        known = f"as closed, issue {closed}" if closed else "as known when the report was counted"
        return Behind(title_of(kept), kept, known, _parts(kept))
    opened = open_figure(visit.office, of, full, visit.who.email, issue)
    if isinstance(opened, Refusal):
        return opened
    known = f"as closed, issue {opened.issue}" if opened.issue else "as known now"
    return Behind(opened.title, opened.figure, known, _parts(opened.figure))


def _parts(figure: Figure) -> dict[str, str]:
    """Of a share: whether each case is in the numerator, and how often where it counts several times."""
    if MEASURES[figure.measure].statistic is not Statistic.SHARE:
        counted = Counter(figure.cases)
        return {case: f"counts {times} times" for case, times in counted.items() if times > 1}
    whole, meeting = Counter(figure.cases), Counter(figure.meeting)
    return {
        case: ("Yes" if meeting[case] else "No") if times == 1 else f"{meeting[case]} of {times}"
        for case, times in whole.items()
    }


def _kp8(visit: Visit, of: Period, full: str) -> Behind | Refusal:
    """An indicator from the index, as `ehcp-flow kpi` counts it."""
    measure_id, _, basis = full.partition("@")
    period = period_of(basis, of)
    found = behind(visit.office, measure_id, period)
    line = next(each for each in kp8_now(visit.office, of).lines if each.measure.id == measure_id)
    figure = next((each for each in line.figures if each.basis == basis), None)
    if figure is None:
        raise ValueError(f"“{basis}” is not one of the periods of this page.")
    references = tuple(each.case for each in found)
    with_cases = Figure(
        figure.id, figure.measure, "", basis, figure.first, figure.last, figure.numerator, figure.denominator,
        figure.value, references,
    )  # fmt: skip
    return Behind(MEASURES[measure_id].title, with_cases, "as known now", {each.case: _said(each) for each in found})


def _said(each: CaseBehind) -> str:
    took = f", {each.days} days" if each.days is not None else ""
    marks = [
        *(["an exception is recorded"] if each.exception else []),
        *(["mediation or tribunal"] if each.mediation_or_tribunal else []),
    ]
    first = f"{each.mark[:1].upper()}{each.mark[1:]}" if each.mark else "Decided not to issue"
    return "; ".join([f"{first}{took}", *marks])


@pages.page("/figures/definitions", SEERS, "definitions")
def definitions(visit: V) -> Response:
    """What each measure of a block of the report means."""
    blocks = dict.fromkeys(each.block for each in MEASURES.values())
    block = visit.asked("block") if visit.asked("block") in blocks else next(iter(blocks))
    return visit.show(
        "figures/definitions.html",
        block=block,
        blocks=[(each, f"/figures/definitions?{urlencode({'block': each})}") for each in blocks],
        measures=[each for each in MEASURES.values() if each.block == block],
    )
