"""The screen and the list; and what all channels have in common."""

import importlib
import pkgutil
from pathlib import Path

import pytest

from notifications import channels
from notifications.channels.base import without_numbers
from notifications.channels.console import Console
from notifications.channels.file import FileDrop
from notifications.channels.memory import Memory
from notifications.channels.registry import CHANNELS
from tests.notifications.channels.made_up import outgoing

NOT_CHANNELS = {"base", "registry", "mail_text"}


def test_every_file_is_a_registered_channel() -> None:
    names = {module.name for module in pkgutil.iter_modules(channels.__path__)} - NOT_CHANNELS
    assert set(CHANNELS) == names
    for name, kind in CHANNELS.items():
        assert kind.__module__ == importlib.import_module(f"notifications.channels.{name}").__name__


def test_only_the_folder_carries_personal_data() -> None:
    assert FileDrop(Path("outbox")).carries_personal_data
    assert not any(each.carries_personal_data for each in (Memory(), Console(print)))


def test_the_screen_shows_to_whom_and_what() -> None:
    shown: list[str] = []
    Console(shown.append).send(outgoing())
    assert shown[0].startswith("To: priya@council.example\nSubject: Case EHC-2026-00412")


def test_a_stranger_s_answer_is_kept_short_and_without_numbers_of_a_child() -> None:
    assert without_numbers("550 rejected: NHS 943 476 5919\r\nagain 9434765919 x") == "550 rejected: NHS … again … x"
    assert without_numbers("250 2.0.0 Ok: queued as 12 at 09:30") == "250 2.0.0 Ok: queued as 12 at 09:30"
    assert without_numbers("5.1.1 No such user 9434765919") == "5.1.1 No such user …"
    assert len(without_numbers("x" * 5000)) <= 300


@pytest.mark.parametrize("between", [".", "/", "--", " - ", "_", "\u00a0", "\u2011", ", ", "\u200b"])
def test_a_number_of_a_child_is_not_kept_however_it_is_written(between: str) -> None:
    number = between.join(("943", "476", "5919"))
    assert without_numbers(f"550 5.7.1 About {number}: no") == "550 5.7.1 About …: no"
    assert without_numbers(number) == "…"
    assert "5919" not in without_numbers(between.join("9434765919"))
