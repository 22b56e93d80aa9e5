"""Builds the report of a month: every block whose data is held, in order, and the list of those that are not."""

from collections.abc import Callable
from datetime import datetime

from reports.board.about import About
from reports.board.blocks import (
    annex,
    backlog,
    cohort,
    demand,
    disputes,
    exceptions,
    forecast,
    health,
    issued,
    kp8a,
    kp8b,
    quality,
    reviews,
    stages,
    summary,
    transfers,
    workforce,
)
from reports.board.cells import count_faults
from reports.board.model import Block, NotHeld, Report
from reports.figures import Figures

Builder = Callable[[Figures, About], Block]

BLOCKS: tuple[Builder, ...] = (
    summary.build,
    kp8b.build,
    kp8a.build,
    demand.build,
    stages.build,
    issued.build,
    backlog.build,
    cohort.build,
    exceptions.build,
    forecast.build,
    reviews.build,
    transfers.build,
    workforce.build,
    disputes.build,
    health.build,
    quality.build,
    annex.build,
)
"""In the order of the design, B1 first. A block that reads figures of others asks for them itself."""

NOT_HELD: tuple[NotHeld, ...] = (
    NotHeld(
        "B4",
        "Requests per 10,000 children and young people",
        "how many children and young people live in the area is not held here",
        "a yearly table of population estimates",
    ),
    NotHeld("B13", "RAP panel", "no panel, meeting or decision of one is recorded yet", "the panel's decision queue"),
    NotHeld(
        "B16",
        "Quality audits",
        "no audit of a plan is recorded",
        "a quality audit process, or an import of its results",
    ),
    NotHeld(
        "B17", "Experience of families", "surveys have events and no process yet", "the survey of each finalised plan"
    ),
    NotHeld(
        "B14",
        "Plans in force and reviews for each officer",
        "open assessments have an officer here; who has the plans in force is not read for the report",
        "the officer of each plan in force",
    ),
    NotHeld("B14", "Vacancies", "posts that are not filled are not recorded here", "the council's staff records"),
    NotHeld(
        "B15",
        "Complaints (KP1a, KP1b) and the ombudsman",
        "complaints have events and no process yet",
        "the complaints process, or an import",
    ),
)


def build(figures: Figures, about: About, rules: str, known_at: datetime, issue: int = 0, reason: str = "") -> Report:
    """The report of the month of these figures, exact. What leaves the service goes through `held_back.py` first."""
    return Report(
        authority=about.authority,
        name=about.name,
        title="SEND Board report",
        month=f"{figures.month.first:%Y-%m}",
        period=figures.month.words,
        as_at=figures.rows.as_at,
        known_at=known_at,
        rules=rules,
        issue=issue,
        reason=reason,
        exact=True,
        small_numbers="None is held back: for use inside the service only.",
        blocks=tuple(count_faults(figures, builder(figures, about)) for builder in BLOCKS),
        not_held=NOT_HELD,
    )
