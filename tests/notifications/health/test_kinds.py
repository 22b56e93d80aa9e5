"""The closed lists of health notices: every kind, every state, and exactly which state may follow which."""

import re
from pathlib import Path

import pytest

from notifications.health import kinds
from notifications.health.kinds import MOVES, NoticeKind, NoticeState, Status, Stream, may_move

AS_WRITTEN = {
    "queued": ["held", "sent", "superseded", "cancelled"],
    "held": ["queued", "superseded", "cancelled"],
    "sent": ["delivered", "acknowledged", "confirmed", "rejected", "expired"],
    "delivered": ["acknowledged", "confirmed", "rejected", "expired"],
    "acknowledged": ["confirmed", "rejected", "expired"],
    "confirmed": ["rejected"],
    "rejected": ["cancelled"],
    "expired": ["acknowledged", "confirmed", "rejected", "cancelled"],
    "superseded": [],
    "cancelled": [],
}


def test_the_kinds_streams_and_statuses_are_these() -> None:
    assert [kind.value for kind in NoticeKind] == ["set", "update", "clear", "share_draft", "share_final", "invite"]
    assert [stream.value for stream in Stream] == ["flag", "share", "invite"]
    assert [status.value for status in Status] == ["assessment", "plan"]


def test_the_moves_of_a_notice_are_these_and_no_others() -> None:
    assert {state.value: [after.value for after in afters] for state, afters in MOVES.items()} == AS_WRITTEN
    assert set(MOVES) == set(NoticeState)


def test_what_was_sent_is_never_unsent() -> None:
    reachable, at = set(), {NoticeState.SENT}
    while at:
        reachable |= at
        at = {after for state in at for after in MOVES[state]} - reachable
    assert not reachable & {NoticeState.QUEUED, NoticeState.HELD, NoticeState.SUPERSEDED}


@pytest.mark.parametrize("state", NoticeState)
def test_staying_is_no_move(state: NoticeState) -> None:
    assert not may_move(state, state)


def test_each_word_of_a_list_has_words_for_people() -> None:
    assert set(kinds.KIND_WORDS) == set(kinds.STREAM_OF) == set(NoticeKind)
    assert set(kinds.STATE_WORDS) == set(NoticeState)
    assert set(kinds.STATUS_WORDS) == set(Status)
    assert set(kinds.REASON_WORDS) == set(kinds.ClearReason)


def test_every_reason_of_the_return_for_a_plan_that_ceased_is_a_reason_to_clear() -> None:
    from workflows.facts import CEASE_REASONS

    assert set(CEASE_REASONS) <= {reason.value for reason in kinds.ClearReason}


def test_the_diagram_in_the_readme_is_the_table_of_moves() -> None:
    readme = Path(str(kinds.__file__)).with_name("README.md").read_text(encoding="utf-8")
    drawn = re.findall(r"^    (\w+) --> (\w+)$", readme, re.MULTILINE)
    assert drawn == [(state.value, after.value) for state, afters in MOVES.items() for after in afters]


def test_the_readme_names_every_file() -> None:
    folder = Path(str(kinds.__file__)).parent
    readme = (folder / "README.md").read_text(encoding="utf-8")
    files = [file.name for file in folder.iterdir() if file.suffix in (".py", ".toml") and file.stem != "__init__"]
    assert not [name for name in files if f"`{name}`" not in readme]
