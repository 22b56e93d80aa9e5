"""A report made by hand with every kind of part, cell and reason that a report can have. Its numbers can be counted by eye.

`EXACT` is for inside the service; `HELD_BACK` is the same month as it leaves it, small numbers held back, no case numbers.
"""

from dataclasses import replace
from datetime import UTC, date, datetime

from reports.board.cells import percent_of, row, words
from reports.board.model import (
    Block,
    Cell,
    Chart,
    Column,
    Drawing,
    Header,
    Kind,
    NotHeld,
    Paragraph,
    Report,
    Table,
    Why,
)
from reports.percentages import percent

OCTOBER = "October 2026"
COUNTED = Header(OCTOBER, "all requests", "none: counts", "exceptions make no difference to these figures", 2)
NOTHING = Cell(None, Kind.SHARE, "kp8b.published.excluding@2026-05", 0, 0, Why.NOTHING)
HELD = Cell(None, Kind.COUNT, why=Why.HELD_BACK)


def count(number: int, figure: str = "") -> Cell:
    return Cell(str(number), Kind.COUNT, figure)


def share(numerator: int, denominator: int, figure: str = "") -> Cell:
    return Cell(percent(numerator, denominator), Kind.SHARE, figure, numerator, denominator)


def days(value: str | None, of: int, figure: str = "") -> Cell:
    return Cell(value, Kind.DAYS, figure, denominator=of, why=None if value else Why.NOTHING)


def between(value: str) -> Cell:
    return percent_of(value, Why.INTERPOLATED)


# --- B1: the figures of the month in a few lines, words as well as numbers ---------------------------------------------

SUMMARY = Table(
    "summary",
    "The month at a glance",
    (
        Column("measure", "Measure", Kind.TEXT),
        Column("actual", "In the month", Kind.SHARE),
        Column("target", "Target", Kind.PERCENT),
        Column("rating", "Rating", Kind.TEXT),
        Column("longest", "Longest open", Kind.WEEKS),
        Column("longest_since", "Open since", Kind.DATE),
    ),
    (
        row(
            "kp8bi",
            "Plans issued within 20 weeks, with exceptions",
            (
                share(12, 31, "kp8b.published.including@month"),
                percent_of("40.0"),
                words("Amber: 1.3 points below the target"),
                Cell("71", Kind.WEEKS, "backlog.longest@month", denominator=87),
                Cell("2025-06-21", Kind.DATE),
            ),
        ),
        row(
            "kp8bii",
            "Plans issued within 20 weeks, without exceptions",
            (
                share(12, 28, "kp8b.published.excluding@month"),
                percent_of("40.0"),
                words("Green: 2.9 points above the target"),
                Cell("64.5", Kind.WEEKS, "backlog.longest_excluding@month", denominator=81),
                Cell(None, Kind.DATE, why=Why.NOT_HELD),
            ),
        ),
    ),
    Header(OCTOBER, "published: no mediation or tribunal has taken place", "plans sent in the month", "both", 3),
    "Green: at the target or better. Amber: within 5 percentage points of it. Red: further away.",
)

# --- B2: thirteen months, gaps, interpolated months, a month with nothing to count -------------------------------------

_MONTHS = (
    ("2025-10", "October 2025", percent_of("30.0"), (5, 20), (5, 18)),
    ("2025-11", "November 2025", between("31.7"), (6, 22), (6, 20)),
    ("2025-12", "December 2025", between("33.3"), (4, 15), (4, 15)),
    ("2026-01", "January 2026", percent_of("35.0"), (7, 24), (7, 23)),
    ("2026-02", "February 2026", between("35.6"), (8, 25), (8, 21)),
    ("2026-03", "March 2026", between("36.1"), (9, 27), (9, 25)),
    ("2026-04", "April 2026", between("36.7"), (8, 26), (8, 22)),
    ("2026-05", "May 2026", between("37.2"), (2, 9), (0, 0)),
    ("2026-06", "June 2026", between("37.8"), (10, 30), (10, 27)),
    ("2026-07", "July 2026", between("38.3"), (11, 29), (11, 26)),
    ("2026-08", "August 2026", between("38.9"), (6, 18), (6, 17)),
    ("2026-09", "September 2026", between("39.4"), (13, 36), (13, 32)),
    ("2026-10", "October 2026", percent_of("40.0"), (12, 31), (12, 28)),
)

TRAJECTORY = Table(
    "trajectory",
    "Plans issued within 20 weeks, against the trajectory",
    (
        Column("month", "Month", Kind.TEXT),
        Column("milestone", "Milestone", Kind.PERCENT),
        Column("including", "With exceptions", Kind.SHARE),
        Column("excluding", "Without exceptions", Kind.SHARE),
        Column("england", "England", Kind.PERCENT),
    ),
    tuple(
        row(
            month,
            title,
            (
                milestone,
                share(*including, f"kp8b.published.including@{month}"),
                share(*excluding, f"kp8b.published.excluding@{month}") if excluding[1] else NOTHING,
                percent_of("50.3") if month == "2025-12" else percent_of(None, Why.NOT_PUBLISHED),
            ),
        )
        for month, title, milestone, including, excluding in _MONTHS
    ),
    Header(
        "13 months to October 2026",
        "published: no mediation or tribunal has taken place",
        "plans sent in each month; plans sent in each month, cases with an exception left out",
        "with and without, side by side",
        4,
    ),
    "Months between two milestones are on the straight line from one to the next.",
)

TRAJECTORY_CHART = Chart(
    "trajectory_chart",
    "Plans issued within 20 weeks, against the trajectory",
    "In October 2026 38.7% of plans were issued within 20 weeks, 12 of 31, against a milestone of 40.0%. "
    "Without exceptions it was 42.9%, 12 of 28. In May 2026 no plan without an exception was issued.",
    "trajectory",
    ("milestone", "including", "excluding"),
    Drawing.LINES,
)

# --- B4: counts in categories, with words that a page must escape ------------------------------------------------------

_SOURCES = (
    ("parent", "Parent or carer", 31, 298),
    ("school", "School, nursery or college", 18, 204),
    ("young_person", "Young person, 16 or over", 2, 17),
    ("other", "Health & social care, <other>", 1, 9),
)

SOURCES = Table(
    "requests_by_source",
    "Requests received, by who asked",
    (
        Column("source", "Who asked", Kind.TEXT),
        Column("month", "In the month", Kind.COUNT),
        Column("year_to_date", "Year to date, from 1 April", Kind.COUNT),
    ),
    (
        *(
            row(
                key,
                title,
                (
                    count(month, f"requests.received:{key}@month"),
                    count(year, f"requests.received:{key}@year_to_date"),
                ),
            )
            for key, title, month, year in _SOURCES
        ),
        row(
            "total",
            "All requests",
            (count(52, "requests.received@month"), count(528, "requests.received@year_to_date")),
            total=True,
        ),
    ),
    COUNTED,
)

SOURCES_CHART = Chart(
    "requests.by_source_chart",
    "Requests received, by who asked",
    "Of 52 requests in October 2026, 31 came from a parent or carer and 18 from a school, nursery or college.",
    "requests_by_source",
    ("month", "year_to_date"),
    Drawing.BARS,
)

# --- B7: open cases by age and stage, stacked and as a heat map; the oldest by case number -----------------------------

_BANDS = (
    ("0_6", "0 to 6 weeks", 24, 0, 0),
    ("6_12", "6 to 12 weeks", 3, 19, 0),
    ("12_16", "12 to 16 weeks", 0, 14, 4),
    ("16_20", "16 to 20 weeks", 0, 5, 11),
    ("20_26", "20 to 26 weeks", 0, 4, 9),
    ("26_39", "26 to 39 weeks", 0, 1, 7),
    ("39_52", "39 to 52 weeks", 0, 0, 3),
    ("52_up", "52 weeks or more", 0, 0, 2),
)
_STAGES = (("deciding", "Deciding"), ("assessing", "Assessing"), ("planning", "Writing the plan"))

BACKLOG = Table(
    "backlog_by_age_and_stage",
    "Open cases by weeks since the request, and by stage",
    (Column("age", "Weeks since the request", Kind.TEXT), *(Column(key, title) for key, title in _STAGES)),
    tuple(
        row(
            key,
            title,
            (
                count(number, f"backlog.open.{stage}:{key}@month")
                for (stage, _), number in zip(_STAGES, numbers, strict=True)
            ),
        )
        for key, title, *numbers in _BANDS
    ),
    replace(COUNTED, basis="open cases on the last day of the month", faults=0),
)

BACKLOG_CHART = Chart(
    "backlog_chart",
    "Open cases by weeks since the request",
    "Of 106 open cases 26 have waited longer than 20 weeks, 2 of them 52 weeks or more.",
    "backlog_by_age_and_stage",
    ("deciding", "assessing", "planning"),
    Drawing.STACKED,
)

BACKLOG_HEAT = Chart(
    "backlog_heat",
    "Where the open cases are",
    "Most open cases, 24, are in their first 6 weeks and being decided; 19 are being assessed at 6 to 12 weeks.",
    "backlog_by_age_and_stage",
    ("deciding", "assessing", "planning"),
    Drawing.HEAT,
)

OLDEST = Table(
    "oldest",
    "The oldest open cases, by case number only",
    (
        Column("case", "Case", Kind.TEXT),
        Column("stage", "Stage", Kind.TEXT),
        Column("weeks", "Weeks since the request", Kind.WEEKS),
        Column("received", "Request received", Kind.DATE),
    ),
    tuple(
        row(
            f"oldest_{place}",
            case,
            (words("Writing the plan"), Cell(weeks, Kind.WEEKS), Cell(received, Kind.DATE)),
        )
        for place, case, weeks, received in (
            (1, "EHC-2025-0117", "71", "2025-06-21"),
            (2, "EHC-2025-0204", "58", "2025-09-20"),
            (3, "EHC-2026-0012", "42", "2026-01-10"),
        )
    ),
    replace(COUNTED, basis="open cases on the last day of the month", faults=1),
)

# --- B5 and B20: days, plain numbers, and a table longer than a page ---------------------------------------------------

STAGES = Table(
    "stages",
    "Time taken by each stage",
    (
        Column("stage", "Stage", Kind.TEXT),
        Column("in_time", "In time", Kind.SHARE),
        Column("median", "Middle number of days", Kind.DAYS),
        Column("officers", "Cases per officer", Kind.NUMBER),
    ),
    (
        row(
            "decision",
            "Decision whether to assess",
            (
                share(41, 50, "stages.decision@month"),
                days("38.5", 50, "stages.decision_days@month"),
                Cell("27.4", Kind.NUMBER, "officers.mean@month"),
            ),
        ),
        row(
            "advice",
            "Advice from social care",
            (
                Cell(None, Kind.SHARE, "stages.advice:care@month", 0, 0, Why.NOTHING),
                days(None, 0, "stages.advice_days:care@month"),
                Cell(None, Kind.NUMBER, why=Why.NOT_HELD),
            ),
        ),
    ),
    replace(COUNTED, denominator="decisions made, and advice received, in the month"),
)

ANNEX = Table(
    "annex",
    "Every indicator",
    (
        Column("indicator", "Indicator", Kind.TEXT),
        Column("title", "What it counts", Kind.TEXT),
        Column("baseline", "Baseline", Kind.PERCENT),
        Column("target", "Target", Kind.PERCENT),
        Column("latest", "Latest", Kind.SHARE),
        Column("owner", "Owner", Kind.TEXT),
        Column("source", "Source", Kind.TEXT),
    ),
    tuple(
        row(
            f"kp{number}",
            f"KP{number}",
            (
                words(f"Indicator number {number} of the council’s own list, with words enough to need a second line"),
                percent_of(f"{number}.5"),
                percent_of(None, Why.NOT_HELD) if number % 4 == 0 else percent_of(f"{number + 10}.0"),
                share(number, 80, f"annex.kp{number}@month"),
                words("SEND service manager"),
                words("Imported: not counted here" if number % 5 == 0 else "EHCP Flow"),
            ),
        )
        for number in range(1, 61)
    ),
    replace(COUNTED, denominator="80 plans", faults=None),
)

EXACT = Report(
    authority="998",
    name="Madeupshire",
    title="SEND Board report",
    month="2026-10",
    period=OCTOBER,
    as_at=date(2026, 10, 31),
    known_at=datetime(2026, 11, 2, 8, 15, tzinfo=UTC),
    rules="7f3a9c0d5e6b1a2c4d8e",
    issue=2,
    reason="Three plans sent in October were recorded in November.",
    exact=True,
    small_numbers="None is held back: for use inside the service only.",
    blocks=(
        Block(
            "B1",
            "Summary",
            (
                Paragraph(
                    "In October 12 of 31 plans were issued within 20 weeks, 2.6 points more than in September.",
                    "what_moved",
                ),
                Paragraph("Five old cases were finished, which lowers the share and shortens the queue.", "why"),
                Paragraph("Nine plans are due in November.", "what_next"),
                SUMMARY,
            ),
        ),
        Block("B2", "KP8b: plans issued within 20 weeks", (TRAJECTORY, TRAJECTORY_CHART)),
        Block("B4", "Demand", (SOURCES, SOURCES_CHART)),
        Block("B5", "Time taken by each stage", (STAGES,)),
        Block("B7", "Open cases", (BACKLOG, BACKLOG_CHART, BACKLOG_HEAT, OLDEST)),
        Block("B20", "All indicators", (ANNEX,)),
    ),
    not_held=(
        NotHeld("B13", "RAP panel", "no panel, meeting or decision of one is recorded yet", "the panel’s queue"),
        NotHeld("B16", "Quality audits", "no audit of a plan is recorded", "a quality audit process, or an import"),
    ),
)

# --- the same month as it leaves the service -----------------------------------------------------------------------------

_SOURCES_HELD = replace(
    SOURCES,
    rows=tuple(
        replace(each, cells=(each.cells[0], HELD, HELD if each.id == "other" else each.cells[2]))
        if each.id in {"young_person", "other"}
        else each
        for each in SOURCES.rows
    ),
)
_SHARE_HELD = Cell(None, Kind.SHARE, why=Why.HELD_BACK)
_TRAJECTORY_HELD = replace(
    TRAJECTORY,
    rows=tuple(
        replace(each, cells=(*each.cells[:2], _SHARE_HELD, _SHARE_HELD, each.cells[4]))
        if each.id in {"2025-12", "2026-05"}
        else each
        for each in TRAJECTORY.rows
    ),
)
_BACKLOG_HELD = replace(
    BACKLOG,
    rows=tuple(
        replace(
            each,
            cells=tuple(HELD if cell.value is not None and cell.value in "1234" else cell for cell in each.cells),
        )
        for each in BACKLOG.rows
    ),
)

_NOT_TOLD = "Some of these numbers are held back, so what they come to is not told."

HELD_BACK = replace(
    EXACT,
    issue=1,
    reason="",
    exact=False,
    small_numbers="Numbers from 1 to 4 are held back, and every other number from which one of them could be worked out.",
    blocks=tuple(
        replace(
            block,
            parts=tuple(
                {
                    "requests_by_source": _SOURCES_HELD,
                    "trajectory": _TRAJECTORY_HELD,
                    "backlog_by_age_and_stage": _BACKLOG_HELD,
                    "backlog_chart": replace(BACKLOG_CHART, says=_NOT_TOLD),
                }.get(part.id, part)
                for part in block.parts
                if part.id != "oldest"
            ),
        )
        for block in EXACT.blocks
    ),
)


NOT_CLOSED = replace(EXACT, issue=0, reason="")
