"""What the open performance page answers: each question, where its figures stand in the report, and what they mean."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Pick:
    """A cell of the report by the ids that stay the same from month to month.

    A column of "*.including" is the newest of those named by a year: 2024.including after 2023.including.
    """

    block: str
    table: str
    row: str
    column: str


@dataclass(frozen=True, slots=True)
class Line:
    """One number with the words after it.

    `words` may have: {period} the month, {since} the first day of the council's year, {day} the month's last day,
    {weeks} the time that the law gives for a plan, {parts} “12 of 31” of a share, {year} the year that the column is named by.
    `without` stands in the place of `words` where the number is not shown, if those would not read on their own.
    `beside` marks a number that is there to compare with: left out in silence where the report has none.
    """

    pick: Pick
    words: str
    without: str = ""
    beside: bool = False


@dataclass(frozen=True, slots=True)
class Question:
    """`means` says what is asked about, in plain words; `counted` how it is counted, and how to read it. As in `Line`."""

    id: str
    title: str
    lines: tuple[Line, ...]
    means: str
    counted: str


QUESTIONS = (
    Question(
        "requests",
        "How many people asked for help?",
        (
            Line(Pick("B4", "demand.source", "total", "month"), "requests in {period}"),
            Line(Pick("B4", "demand.source", "total", "year_to_date"), "requests since {since}"),
        ),
        "A parent, a young person, or a school or college can ask the council to find out what help a child or young "
        "person needs. This is called asking for an EHC needs assessment. EHC stands for education, health and care.",
        "We count each request in the month in which we received it.",
    ),
    Question(
        "plans",
        "How many plans did we make?",
        (
            Line(Pick("B6", "issued.all_plans.including", "month", "plans_issued_den"), "plans in {period}"),
            Line(Pick("B6", "issued.all_plans.including", "year_to_date", "plans_issued_den"), "plans since {since}"),
        ),
        "An EHC plan says what help a child or young person must get. We make one when the assessment shows that it is "
        "needed. Not every request leads to a plan.",
        "We count each plan in the month in which we sent the final plan to the family.",
    ),
    Question(
        "in_time",
        "How many plans were made in time?",
        (
            Line(
                Pick("B6", "issued.published.including", "month", "plans_issued_within_20_weeks"),
                "of plans in {period} were made in time: {parts}",
                "The share of plans in {period} that were made in time",
            ),
            Line(
                Pick("B6", "issued.published.including", "year_to_date", "plans_issued_within_20_weeks"),
                "of plans since {since} were made in time: {parts}",
                "The share of plans since {since} that were made in time",
            ),
            Line(
                Pick("B2", "kp8b.published", "England", "*.including"),
                "of plans in the whole of England were made in time in {year}",
                beside=True,
            ),
        ),
        "The law gives us {weeks} weeks from the request to send the plan. In some cases it lets us take longer, for "
        "example when a child is away.",
        "We take all plans that we sent in the month, and count those sent within {weeks} weeks. A plan that took longer "
        "counts as late, even where the law let us take longer. Plans are left out where the family and the council went "
        "to mediation (talks led by someone neutral) or to a tribunal. The government counts in the same way. When we "
        "finish many old requests in one month, this share goes down. So please read it with the next number.",
    ),
    Question(
        "waiting",
        "How many people have waited longer than {weeks} weeks?",
        (
            Line(
                Pick("B7", "backlog.summary", "past_week_20", "month"),
                "requests had no final answer after {weeks} weeks, on {day}",
            ),
            Line(Pick("B7", "backlog.summary", "open", "month"), "requests were open in all, old and new, on {day}"),
        ),
        "These families asked more than {weeks} weeks ago. We have not yet sent them a plan, or told them that there will "
        "be none.",
        "We count on the last day of the month. Requests that the law lets take longer are counted too.",
    ),
    Question(
        "reviews",
        "How many plans did we look at again in time?",
        (
            Line(
                Pick("B11", "reviews.completed", "reviews.review_completed", "month"),
                "of the reviews due in {period} were finished in that month or before: {parts}",
                "The share of the reviews due in {period} that were finished",
            ),
            Line(
                Pick("B11", "reviews.completed", "reviews.review_completed", "year_to_date"),
                "of the reviews due since {since} were finished by {day}: {parts}",
                "The share of the reviews due since {since} that were finished",
            ),
        ),
        "We must look at every plan again each year, with the family and the school. This is called an annual review. "
        "After it we tell the family whether the plan stays the same, changes or ends.",
        "A review is finished when we have told the family what we decided.",
    ),
    Question(
        "appeals",
        "How many families appealed?",
        (
            Line(Pick("B15", "disputes.counts", "disputes.registered", "month"), "appeals in {period}"),
            Line(Pick("B15", "disputes.counts", "disputes.registered", "year_to_date"), "appeals since {since}"),
        ),
        "A family that does not agree with what we decided can ask a tribunal to look at it. The tribunal is a court for "
        "such cases. It is not part of the council.",
        "We count an appeal in the month in which the tribunal registered it (took it on).",
    ),
)
