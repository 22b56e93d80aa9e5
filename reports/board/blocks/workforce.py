"""B14: how open assessments are spread over the officers and change hands. No officer is named or can be told from it."""

from reports.board.about import About
from reports.board.cells import header, measure_rows, period_columns, row
from reports.board.model import Block, Cell, Header, Kind, Table
from reports.figures import Figures
from reports.measures.workforce import officers_without

NOW = ("month",)
_SPREAD = ("workforce.least_open", "workforce.middle_open", "workforce.most_open")
_CHANGES = ("workforce.changes_mean", "workforce.changes_most")


def build(figures: Figures, _about: About) -> Block:
    """Open assessments per officer, the officers, what nobody has, and changes of officer, on the last day of the month."""
    return Block("B14", "Workforce", (_spread(figures), *_officers(figures), _nobody(figures), _changes(figures)))


def _spread(figures: Figures) -> Table:
    return Table(
        "workforce.spread",
        "Open assessments for each officer",
        period_columns(figures, "Officer", NOW, Kind.NUMBER),
        measure_rows(figures, _SPREAD, NOW),
        header(figures, _SPREAD),
        "Plans in force and their reviews are not counted for an officer: they are listed as not held.",
    )


def _officers(figures: Figures) -> tuple[Table, ...]:
    """Counted from the list of users and not from cases, so that they open to none. Left out where there is no such list.

    Few officers are no small number of children, and may be shown. But who knows how many share the assessments can work
    out the fewest from the most, the middle and all of them, so both numbers rest on those figures.
    """
    everybody = figures.rows.officers
    if not everybody:
        return ()
    without = len(officers_without(figures.rows.cases, everybody, figures.month.last))
    spread = tuple(figures.figure(each).id for each in _SPREAD)
    table = Table(
        "workforce.officers",
        "Officers",
        period_columns(figures, "Officers", NOW),
        (
            row("officers", "Active officers", (Cell(str(len(everybody)), Kind.COUNT, rests_on=spread),)),
            row(
                "officers_without",
                "Of these, without an open assessment",
                (Cell(str(without), Kind.COUNT, rests_on=spread),),
            ),
        ),
        Header(
            period=figures.month.words,
            basis="active users who are caseworkers, on the day of the report",
            denominator="none: counts",
            exceptions="exceptions make no difference to these figures",
        ),
        "Counted from the list of users. An officer may have plans in force without an open assessment. Where a number "
        "of assessments for each officer is held back, so are these, because it could be worked out with them.",
    )
    return (table,)


def _nobody(figures: Figures) -> Table:
    of = ("workforce.no_officer",)
    return Table(
        "workforce.no_officer",
        "Open assessments that nobody has",
        period_columns(figures, "Measure", NOW, Kind.SHARE),
        measure_rows(figures, of, NOW),
        header(figures, of),
    )


def _changes(figures: Figures) -> Table:
    return Table(
        "workforce.changes",
        "Changes of officer",
        period_columns(figures, "Measure", NOW, Kind.NUMBER),
        measure_rows(figures, _CHANGES, NOW),
        header(figures, _CHANGES),
    )
