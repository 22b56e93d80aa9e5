"""What was typed by hand about an adviser reaches no message, but for the words of a closed list."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from notifications.advisers import services, subject_words
from notifications.catalogue import CATALOGUE
from notifications.digest import Reader, alert, digest
from notifications.lines import Line, shown
from notifications.render import NOT_SHOWN, render
from workflows.facts import BODIES, TRANSFER_KINDS

MONDAY = date(2026, 11, 23)
SEE = "ehcp-flow due"
HOSTILE = "autism and ADHD diagnosis of Jessamine Marrowfat 943 476 5919"
WORDS = ("autism", "ADHD", "diagnosis", "Jessamine", "Marrowfat", "943", "5919", "9434765919", "St Anne")
ADVICE = Line(
    "EHC-2026-00291",
    "JM",
    "Assessing",
    "Give the advice",
    "advice",
    MONDAY,
    f"health {HOSTILE}",
    owed_by_authority=False,
)
SUBJECTS = [
    ("advice", f"health {HOSTILE}"),
    ("advice", f"health paediatrics {HOSTILE}"),
    ("advice", HOSTILE),
    ("advice", "health 9434765919"),
    ("recommendation_response", f"health {HOSTILE}"),
    ("setting_reply", f"St Anne's, for {HOSTILE}"),
    ("setting_reply", "health St Anne's"),
    ("phase_transfer", f"primary_to_secondary {HOSTILE}"),
    ("final_plan", HOSTILE),
]
LATE, COMING = date(2026, 11, 2), date(2026, 11, 25)


def rendered(kind: str, facts: Any) -> str:
    text = render(kind, facts)
    return f"{text.subject}\n{text.body}\n{text.html}"


def messages_with(line: Line) -> dict[str, str]:
    """Every kind of message that has lines of deadlines, with this line in it."""
    reader = Reader("pat@example.org", "Pat", SEE)
    facts = {
        "daily_digest": digest(reader, [line], MONDAY),
        "deadline_alert": alert([line], MONDAY, see=SEE, public_url="https://ehc.example.org"),
    }
    return {kind: rendered(kind, told) for kind, told in facts.items() if told is not None}


@pytest.mark.parametrize("duty, subject", SUBJECTS)
@pytest.mark.parametrize("due", [LATE, MONDAY, COMING])
def test_a_hostile_subject_reaches_no_message(duty: str, subject: str, due: date) -> None:
    for ours in (True, False):
        line = replace(ADVICE, duty=duty, subject=subject, due=due, owed_by_authority=ours, new=True)
        made = messages_with(line)
        assert "daily_digest" in made
        assert ("deadline_alert" in made) or not ours
        for kind, text in made.items():
            assert not [word for word in WORDS if word in text], kind


def test_every_kind_of_message_that_has_lines_of_deadlines_is_among_them() -> None:
    def keyed(facts: Any) -> bool:
        inner = [item for value in facts.values() if isinstance(value, (list, tuple)) for item in value]
        return bool(NOT_SHOWN & set(facts)) or any(keyed(item) for item in inner)

    assert {name for name, kind in CATALOGUE.items() if keyed(kind.facts)} == {"daily_digest", "deadline_alert"}


@pytest.mark.parametrize(
    "subject, words",
    [
        ("health", "Give the advice: health"),
        ("educational_psychology", "Give the advice: educational psychology"),
        ("health paediatrics", "Give the advice: health (paediatrics)"),
        ("health Occupational-Therapy", "Give the advice: health (occupational therapy)"),
        ("health salt", "Give the advice: health (speech and language therapy)"),
        ("health camhs", "Give the advice: health (CAMHS)"),
        ("health Dr Marrowfat", "Give the advice: health"),
        ("Dr Marrowfat", "Give the advice"),
        ("", "Give the advice"),
    ],
)
def test_the_body_and_a_known_service_are_said_and_nothing_else_is(subject: str, words: str) -> None:
    line = replace(ADVICE, subject=subject)
    assert shown(line, MONDAY)["what"] == words
    assert shown(line, MONDAY)["key"] == line.key


def test_every_body_and_kind_of_move_has_words_without_a_sign_of_ours() -> None:
    assert all("_" not in subject_words("advice", each) and subject_words("advice", each) for each in BODIES)
    assert subject_words("no_such_duty", "health") == ""
    assert subject_words("phase_transfer", TRANSFER_KINDS[2]) == "primary to secondary"
    assert not [way for way in services() if any(sign.isdigit() for sign in way)]
