"""Opening a number to its cases, for those with the right: of a closed month as kept, of another as known now."""

from dataclasses import dataclass

from ehcp_flow.db.board import KeptFigure
from ehcp_flow.db.unit_of_work import UnitOfWork
from ehcp_flow.services.board.closing import frozen
from ehcp_flow.services.board.monthly import figures_of
from ehcp_flow.services.board.restated import title_of
from ehcp_flow.services.board.rights import MAY_SEE_CASES, allowed
from ehcp_flow.services.office import Office
from reports.board.months import period_of
from reports.figures import Figure, figure_id, opened
from reports.periods import Period
from workflows.refusals import Refusal


@dataclass(frozen=True, slots=True)
class Opened:
    """A number and the cases behind it. `issue` is 0 where it was counted now, because the month is not closed or its
    report did not have this figure; `title` names it for people."""

    figure: Figure
    title: str
    issue: int


def open_figure(office: Office, of: Period, wanted: str, by: str | None, issue: int | None = None) -> Opened | Refusal:
    """The figure with this id. Raises UnknownFigure for a measure that there is not, ValueError for a category or period."""
    with office.database.reading() as connection:
        actor = allowed(UnitOfWork(connection), office, by, MAY_SEE_CASES, "See the cases behind a number")
    if isinstance(actor, Refusal):
        return actor
    full = wanted if "@" in wanted else figure_id(wanted)
    kept = frozen(office, of, issue)
    if isinstance(kept, Refusal):
        return kept
    if kept is not None:
        for each in kept.figures:
            if each.figure == full:
                figure = as_figure(each, of)
                return Opened(figure, title_of(figure), kept.issue.issue)
    figure = opened(figures_of(office, of), full)
    return Opened(figure, title_of(figure), 0)


def as_figure(kept: KeptFigure, of: Period) -> Figure:
    """A kept figure as the engine has it."""
    named, _, basis = kept.figure.partition("@")
    measure_id, _, category = named.partition(":")
    period = period_of(basis, of)
    return Figure(
        id=kept.figure,
        measure=measure_id,
        category=category,
        basis=basis,
        first=period.first,
        last=period.last,
        numerator=kept.numerator,
        denominator=kept.denominator,
        value=kept.value,
        cases=tuple(kept.cases),
        meeting=tuple(kept.meeting),
    )
