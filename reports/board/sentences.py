"""The three generated sentences of the summary: what moved, why, what next. Numbers and words for them, and no judgement.

Each number in them is a figure, and `numbers_table` lists them, so that each opens to its cases and can be held back.
"""

from collections.abc import Sequence
from fractions import Fraction

from reports.board.about import About
from reports.board.cells import cell, header, row, words
from reports.board.model import Column, Kind, Paragraph, Table
from reports.board.months import back
from reports.board.trajectory import points_text, rated_measures, scope_words
from reports.figures import Figure, Figures
from reports.measures.summary import SENT_LATE, STEPS, WEEK_20_NEXT, step_measure
from reports.registry import MEASURES
from workflows.words import list_words, sentence

COMPARED = ("previous_month", "same_month_last_year")


def sentences(figures: Figures, about: About) -> tuple[Paragraph, ...]:
    """The three paragraphs, with the ids what_moved, why and what_next."""
    measure_id = rated_measures(about)[0]
    name = f"KP8b (i), including exceptions, {scope_words(about)}"
    now, *before = (figures.figure(measure_id, basis) for basis in ("month", *COMPARED))
    months = [figures.period(basis).words for basis in ("month", *COMPARED)]
    late = [(named, figures.figure(step_measure(step))) for step, named in STEPS]
    sent, falls = figures.figure(SENT_LATE), figures.figure(WEEK_20_NEXT)
    moved = what_moved(name, now, months[0], list(zip(before, months[1:], strict=True)))
    return (
        Paragraph(moved, "what_moved", _ids(now, *before)),
        Paragraph(why(sent, late, months[0]), "why", _ids(sent, *(figure for _, figure in late))),
        Paragraph(what_next(falls, back(figures.month, -1).words), "what_next", _ids(falls)),
    )


def _ids(*figures: Figure) -> tuple[str, ...]:
    return tuple(figure.id for figure in figures)


def what_moved(name: str, now: Figure, month: str, before: Sequence[tuple[Figure, str]]) -> str:
    """A share in a month against the same share in others: `before` has (figure, month) for each."""
    if now.value is None:
        others = [f"in {of} it was {_parts(each)}" for each, of in before if each.value is not None]
        then = sentence(list_words(others)) if others else "Nor was any in the months that it is compared with."
        return f"Plans within 20 weeks ({name}): no plan that this counts was sent in {month}. {then}"
    against = [_against(now.value, each, of) for each, of in before]
    return f"Plans within 20 weeks ({name}): {_parts(now)}, in {month}. That is {list_words(against)}."


def _against(now: str, before: Figure, month: str) -> str:
    if before.value is None:
        return f"not to be compared with {month}, when no plan that this counts was sent"
    points = Fraction(now) - Fraction(before.value)
    if points == 0:
        return f"the same as in {month} ({_parts(before)})"
    amount = points_text(abs(points))
    unit = "percentage point" if amount == "1.0" else "percentage points"
    return f"{amount} {unit} {'more' if points > 0 else 'less'} than in {month} ({_parts(before)})"


def _parts(share: Figure) -> str:
    """12 of 31 plans, 38.7%."""
    if share.value is None:
        return "no plans"
    plans = "plan" if share.denominator == 1 else "plans"
    return f"{share.numerator:,} of {share.denominator:,} {plans}, {share.value}%"


def why(sent_late: Figure, late: Sequence[tuple[str, Figure]], month: str) -> str:
    """Of the plans sent late, how many were so already, and which steps before them were late in most of the cases.

    `late` has (words, figure) for each step: in how many of these cases it was late.
    """
    plans = sent_late.denominator
    if plans == 0:
        return f"No plan was sent late in {month}."
    if plans == 1:
        was = "was" if sent_late.numerator else "was not"
        first = f"1 plan was sent late in {month}; it {was} past week 20 before the month began."
        return f"{first} {_one_case(late)}"
    first = f"Of the {plans:,} plans sent late in {month}, {sent_late.numerator:,} {_were(sent_late.numerator)} past week 20"
    return f"{first} before the month began. {_most_often(late, plans)}"


_COUNTS = "This counts what was late and does not say what caused it."


def _one_case(late: Sequence[tuple[str, Figure]]) -> str:
    which = [step for step, figure in late if figure.numerator]
    if not which:
        return "No step before it is recorded as late."
    return f"In its case {list_words(which)} {_were(len(which))} late too. {_COUNTS}"


def _most_often(late: Sequence[tuple[str, Figure]], plans: int) -> str:
    most = max((figure.numerator for _, figure in late), default=0)
    if most == 0:
        return "No step before them is recorded as late in these cases."
    which = [step for step, figure in late if figure.numerator == most]
    each = "each " if len(which) > 1 else ""
    often = f"{list_words(which)} {_were(len(which))} late {each}in {most:,} of {plans:,}"
    return f"Of the steps before them, {often}: no other was late in more of these cases. {_COUNTS}"


def _were(number: int) -> str:
    return "was" if number == 1 else "were"


def what_next(share: Figure, month: str) -> str:
    """The open assessments whose week 20 comes in the month after, and how many drafts are out."""
    number, drafts = share.denominator, share.numerator
    if number == 0:
        return f"No open assessment has its week 20 in {month}."
    if number == 1:
        return f"Week 20 of 1 open assessment falls in {month}; its draft is {'' if drafts else 'not yet '}with the family."
    if drafts in (0, number):
        which = "none" if drafts == 0 else "all"
        return f"Week 20 of {number:,} open assessments falls in {month}; the drafts of {which} of them are with the family."
    of_them = "1 of them is" if drafts == 1 else f"{drafts:,} of them are"
    drafts_of = "draft of" if drafts == 1 else "drafts of"
    return f"Week 20 of {number:,} open assessments falls in {month}; the {drafts_of} {of_them} with the family."


def numbers_table(figures: Figures, about: About) -> Table:
    """The figures that the sentences are made of. The id of a row begins with the id of its sentence."""
    measure_id = rated_measures(about)[0]
    late = [(step, figures.figure(step_measure(step))) for step, _ in STEPS]
    rows = [
        *((f"what_moved.{basis}", figures.figure(measure_id, basis)) for basis in ("month", *COMPARED)),
        ("why.sent_late", figures.figure(SENT_LATE)),
        *((f"why.{step}", figure) for step, figure in late if figure.numerator),
        ("what_next.week_20", figures.figure(WEEK_20_NEXT)),
    ]
    titles = {"what_moved": "What moved", "why": "Why", "what_next": "What next"}
    return Table(
        "summary.sentences",
        "The numbers in the three sentences",
        (
            Column("sentence", "Sentence", Kind.TEXT),
            Column("figure", "Figure", Kind.SHARE),
            Column("measure", "What it counts", Kind.TEXT),
            Column("period", "Period", Kind.TEXT),
        ),
        tuple(
            row(
                row_id,
                titles[row_id.partition(".")[0]],
                (cell(figure), words(MEASURES[figure.measure].title), words(figures.period(figure.basis).words)),
            )
            for row_id, figure in rows
        ),
        header(figures, [measure_id, SENT_LATE, WEEK_20_NEXT], exceptions="with exceptions"),
        note="No step that was late in none of the cases is listed.",
    )
