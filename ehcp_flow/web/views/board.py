"""The Board report of a month as pages: its contents, a page for each block, and its files."""

from collections import Counter
from urllib.parse import quote, urlencode

from fastapi.responses import Response

from ehcp_flow.services.board.closing import files_of, frozen
from ehcp_flow.services.board.messages import sentences
from ehcp_flow.services.board.monthly import read_month
from ehcp_flow.services.board.shown import Shown, may_be_exact, shown
from ehcp_flow.web.pages import Pages
from ehcp_flow.web.views.figures import OPENERS, SEERS, issue_asked, this_month
from ehcp_flow.web.visit import V, Visit
from reports.board.model import Block, Report
from reports.board.months import back, month_name
from reports.forms.html import block_shown
from reports.forms.registry import FORMS, made_files, names_of
from reports.forms.words import issue_words, report_facts
from reports.periods import Period
from reports.registry import MEASURES
from workflows.refusals import Refusal

pages = Pages()

FORM_WORDS = {
    "html": "Web page (one file)",
    "pdf": "PDF",
    "xlsx": "Workbook",
    "csv": "CSV",
    "json": "JSON",
    "page": "Page for the public",
}


@pages.page("/figures/board", SEERS, "board_latest")
def latest(visit: V) -> Response:
    """Leads to the last month that is over."""
    return visit.go(f"/figures/board/{month_name(back(this_month(visit), 1))}")


class _Asked:
    """Which report the address asks for: the month, the issue, the edition."""

    def __init__(self, visit: Visit, of: Period, made: Shown, issue: int | None) -> None:
        self.may_be_exact = may_be_exact(visit.office, visit.who.email)
        self.exact = self.may_be_exact and visit.asked("edition") != "released"
        self.of, self.made = of, made
        self.report: Report = made.edition(self.exact)
        self.name = month_name(of)
        self.asked = {
            **({"issue": str(issue)} if issue else {}),
            **({"edition": "released"} if self.may_be_exact and not self.exact else {}),
        }

    @property
    def query(self) -> str:
        return f"?{urlencode(self.asked)}" if self.asked else ""

    def other_edition(self) -> str:
        others = {name: value for name, value in self.asked.items() if name != "edition"}
        if self.exact:
            others["edition"] = "released"
        return f"?{urlencode(others)}" if others else ""


def _asked(visit: Visit, typed: str, *, anew: bool = False) -> _Asked | Refusal:
    of = read_month(typed)
    if isinstance(of, Refusal):
        return of
    issue = issue_asked(visit)
    made = shown(visit.office, of, issue, anew=anew)
    return made if isinstance(made, Refusal) else _Asked(visit, of, made, issue)


@pages.page("/figures/board/{month}", SEERS, "board")
def board(visit: V, month: str) -> Response:
    """The contents of the report of a month."""
    found = _asked(visit, month, anew=visit.asked("count") == "again")
    if isinstance(found, Refusal):
        return visit.not_found(found)
    report = found.report
    files = [
        (FORM_WORDS[form], f"/figures/board/{found.name}/files/{form}{found.query}")
        for form in FORMS
        if not (FORMS[form].released and report.exact)
    ]
    return visit.show(
        "figures/board.html",
        found=found,
        report=report,
        facts=report_facts(report),
        issue=issue_words(report),
        sentences=[each.text for each in sentences(report)],
        files=files,
    )


@pages.page("/figures/board/{month}/{block_id}", SEERS, "board_block")
def block(visit: V, month: str, block_id: str) -> Response:
    """One block of the report: its paragraphs, tables and charts, each number with its cases behind it."""
    found = _asked(visit, month)
    if isinstance(found, Refusal):
        return visit.not_found(found)
    blocks = {each.id: each for each in found.report.blocks}
    if block_id not in blocks:
        return visit.not_found()
    ids = list(blocks)
    place = ids.index(block_id)
    opens = found.exact and visit.has(*OPENERS)
    asked = {"month": found.name, **{name: found.asked[name] for name in found.asked if name == "issue"}}
    href = f"/figures/cases?{urlencode(asked)}&figure=" if opens else ""
    return visit.show(
        "figures/block.html",
        found=found,
        report=found.report,
        block=block_shown(found.report, blocks[block_id], href),
        before=blocks[ids[place - 1]] if place else None,
        after=blocks[ids[place + 1]] if place + 1 < len(ids) else None,
        definitions=_definitions(blocks[block_id]),
    )


def _definitions(of: Block) -> list[tuple[str, int]]:
    """Where the measures of a block's figures are defined: by the block that each belongs to, and how many."""
    figures = (cell.figure for table in of.tables for row in table.rows for cell in row.cells if cell.figure)
    ids = dict.fromkeys(figure.partition("@")[0].partition(":")[0] for figure in figures)
    return list(Counter(MEASURES[each].block for each in ids if each in MEASURES).items())


@pages.page("/figures/board/{month}/files/{form}", SEERS, "board_file")
def file(visit: V, month: str, form: str) -> Response:
    """One file of the report: of a closed month byte for byte as it was made then."""
    if form not in FORMS:
        return visit.not_found()
    found = _asked(visit, month)
    if isinstance(found, Refusal):
        return visit.not_found(found)
    if FORMS[form].released and found.report.exact:
        return visit.not_found()
    files = _files(visit, found, form)
    if isinstance(files, Refusal):
        return visit.refused(files)
    name = names_of(found.report, form)[0]
    if name not in files:
        return visit.not_found()
    headers = {"content-disposition": f"attachment; filename*=UTF-8''{quote(name)}"}
    return Response(files[name], media_type=FORMS[form].media_type, headers=headers)


def _files(visit: Visit, found: _Asked, form: str) -> dict[str, bytes] | Refusal:
    if not found.report.issue:
        return made_files(found.report, [form])
    kept = frozen(visit.office, found.of, found.report.issue)
    if kept is None or isinstance(kept, Refusal):
        return kept or {}
    return files_of(visit.office, found.of, kept, names_of(found.report, form))
