"""B18: what was shared with health and how it answered; one sentence where no notice was ever made."""

from datetime import date

from reports.board.blocks.health import build
from reports.board.model import Paragraph
from reports.rows.health import Happening, MonthlyList, Raised, SentNotice, ToTell
from tests.reports.board.by_hand import ABOUT, assert_sound, figures_of, the, values

FRIDAY, MONDAY = date(2026, 11, 6), date(2026, 11, 9)
TO_TELL = (
    ToTell("A", Happening.FINAL, FRIDAY, MONDAY),
    ToTell("A", Happening.SHARED, FRIDAY, MONDAY),
    ToTell("B", Happening.DRAFT, FRIDAY, None),
)
FIGURES = figures_of(
    2026,
    11,
    to_tell=TO_TELL,
    sent_notices=(SentNotice("A", MONDAY, True, answered_on=MONDAY),),
    raised_notices=(Raised(MONDAY, True, "B"), Raised(FRIDAY, False, "A")),
    monthly_lists=(MonthlyList(date(2026, 11, 1), 10, 8, 3), MonthlyList(date(2026, 11, 1), 4)),
)
BLOCK = build(FIGURES, ABOUT)


def test_every_number_opens_to_a_figure() -> None:
    assert BLOCK.id == "B18"
    assert_sound(BLOCK, FIGURES)


def test_a_month_of_telling_health_counted_by_hand() -> None:
    def of_month(table_id: str) -> dict[str, str | None]:
        return {row_id: row[0] for row_id, row in values(the(BLOCK, table_id)).items()}

    assert of_month("health.shared") == {"health.draft_shared": "0.0", "health.final_shared": "100.0"}
    assert of_month("health.days") == {"health.draft_days": None, "health.final_days": "3"}
    assert of_month("health.sent") == {"health.sent": "1"}
    assert of_month("health.flag") == {
        "health.set_sent": "100.0",
        "health.acknowledged": "100.0",
        "health.confirmed": "0.0",
        "health.clear_sent": None,
        "health.failed": "50.0",
    }
    assert of_month("health.lists") == {"health.reconciled": "80.0", "health.lists_answered": "50.0"}


def test_where_no_notice_was_ever_made_nothing_is_shown_as_zero() -> None:
    (part,) = build(figures_of(2026, 11, to_tell=TO_TELL), ABOUT).parts
    assert isinstance(part, Paragraph)
    assert "nothing to count" in part.text
