"""What later recording has changed in a closed month: figure by figure, with the cases that came in and went out."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from ehcp_flow.services.board.closing import Frozen, frozen
from ehcp_flow.services.board.monthly import SOURCE, figures_of, read_month
from ehcp_flow.services.board.rights import may_see_exact
from ehcp_flow.services.board.rules import rules_version
from ehcp_flow.services.office import Office
from reports.figures import Figure, Figures, opened
from reports.measure import Statistic
from reports.periods import Period
from reports.registry import MEASURES, UnknownFigure
from workflows.refusals import Refusal


@dataclass(frozen=True, slots=True)
class Restated:
    """A figure that is no longer what was printed. `was` and `now` are as printed; `parts_…` numerator and denominator.

    `entered` and `left` are the cases that count now and did not, and the other way round (of a share: of either part).
    A figure whose value moved while its cases stayed (a date was put right) has neither.
    """

    figure: str
    title: str
    was: str | None
    now: str | None
    parts_was: tuple[int, int]
    parts_now: tuple[int, int]
    entered: tuple[str, ...]
    left: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Restatement:
    """What is different now. `rules_changed`: it was counted by other rules, so not only recording may be the reason.

    `gone`: figures that the rules of today do not have any more. `faults`: how many of the cases behind the figures that
    are different, then or now, have a fault in their record as known now.
    """

    month: str
    issue: int
    rules_was: str
    rules_now: str
    figures: tuple[Restated, ...]
    gone: tuple[str, ...]
    faults: int = 0

    @property
    def rules_changed(self) -> bool:
        return self.rules_was != self.rules_now

    @property
    def cases(self) -> tuple[str, ...]:
        """Every case that entered or left a figure."""
        return tuple(sorted({case for each in self.figures for case in (*each.entered, *each.left)}))


def since_closed(office: Office, of: Period, by: str | None) -> Restatement | Refusal:
    """What is different now in the latest issue of a month, with the cases, for those who may see them.

    `by` is whoever asks, None the operator of the command line. Refuses a month that is not closed.
    """
    if isinstance(asked := may_see_exact(office, by, "See the cases behind a restated figure"), Refusal):
        return asked
    kept = frozen(office, of)
    if kept is None:
        do = f"Close it: ehcp-flow month close {of.first:%Y-%m}"
        return Refusal(f"Compare {of.words}", "it is not closed", SOURCE, do)
    return kept if isinstance(kept, Refusal) else restated(office, kept)


def restated(office: Office, kept: Frozen) -> Restatement | Refusal:
    """The closed month counted again, as at the same day and as known now."""
    of = read_month(kept.issue.month)
    if isinstance(of, Refusal):
        return of
    return compare(kept, figures_of(office, of))


def compare(kept: Frozen, figures: Figures) -> Restatement:
    """Every kept figure beside the same figure of now."""
    moved: list[Restated] = []
    gone: list[str] = []
    behind: set[str] = set()
    for was in kept.figures:
        try:
            now = opened(figures, was.figure)
        except (UnknownFigure, ValueError):
            gone.append(was.figure)
            continue
        entered, left = _moved(was.cases, now.cases)
        more, fewer = _moved(was.meeting, now.meeting)
        if (was.value, was.numerator, was.denominator) != _parts(now) or entered or left or more or fewer:
            behind.update(was.cases, now.cases)
            moved.append(
                Restated(
                    figure=was.figure,
                    title=title_of(now),
                    was=was.value,
                    now=now.value,
                    parts_was=(was.numerator, was.denominator),
                    parts_now=(now.numerator, now.denominator),
                    entered=tuple(sorted({*entered, *more})),
                    left=tuple(sorted({*left, *fewer})),
                )
            )
    issue, faulty = kept.issue, {fault.case for fault in figures.rows.faults}
    return Restatement(
        month=issue.month,
        issue=issue.issue,
        rules_was=issue.rules,
        rules_now=rules_version(),
        figures=tuple(moved),
        gone=tuple(gone),
        faults=len(behind & faulty),
    )


def _parts(figure: Figure) -> tuple[str | None, int, int]:
    return figure.value, figure.numerator, figure.denominator


def _moved(was: Sequence[str], now: Sequence[str]) -> tuple[list[str], list[str]]:
    """Which cases came in and which went out; a case may be there several times."""
    before, after = Counter(was), Counter(now)
    return sorted(after - before), sorted(before - after)


def title_of(figure: Figure) -> str:
    """The figure's name for people: its measure, and its category where it has one."""
    of = MEASURES[figure.measure]
    return f"{of.title}: {of.split.words(figure.category)}" if of.split and figure.category else of.title


def in_words(value: str | None, parts: tuple[int, int], measure_id: str) -> str:
    """A figure as people read it: “12 of 31, 38.7%”, “12”, or that there was nothing to count."""
    if value is None:
        return "none to count"
    if MEASURES[measure_id].statistic is Statistic.SHARE:
        return f"{parts[0]:,} of {parts[1]:,}, {value}%"
    return value
