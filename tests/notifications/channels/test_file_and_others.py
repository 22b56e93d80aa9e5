"""The folder, the screen and the list; and what all channels have in common."""

import importlib
import pkgutil
from pathlib import Path

import pytest

from notifications import channels
from notifications.channels.base import Attachment, DeliveryError, without_numbers
from notifications.channels.console import Console
from notifications.channels.file import FileDrop
from notifications.channels.memory import Memory
from notifications.channels.registry import CHANNELS
from tests.notifications.channels.made_up import ID, outgoing

NOT_CHANNELS = {"base", "registry", "mail_text"}


def test_every_file_is_a_registered_channel() -> None:
    names = {module.name for module in pkgutil.iter_modules(channels.__path__)} - NOT_CHANNELS
    assert set(CHANNELS) == names
    for name, kind in CHANNELS.items():
        assert kind.__module__ == importlib.import_module(f"notifications.channels.{name}").__name__


def test_only_the_folder_carries_personal_data(tmp_path: Path) -> None:
    assert FileDrop(tmp_path).carries_personal_data
    assert not any(each.carries_personal_data for each in (Memory(), Console(print)))


def test_a_message_becomes_files_named_for_it(tmp_path: Path) -> None:
    folder = FileDrop(tmp_path / "new" / "outbox")
    assert folder.was_sent(ID) is False
    receipt = folder.send(outgoing(attachments=(Attachment("../flag one.json", "application/json", b"{}"),)))
    stem = f"2026-03-03_case_assigned_EHC-2026-00412_{ID}"
    assert receipt == f"{stem}.txt"
    assert sorted(each.name for each in folder.folder.iterdir()) == [
        f"{stem}.flag-one.json", f"{stem}.html", f"{stem}.txt",
    ]  # fmt: skip
    written = (folder.folder / receipt).read_text(encoding="utf-8")
    assert written.startswith("To: priya@council.example\nSubject: Case EHC-2026-00412 (JB) is yours\n")
    assert "“decide”" in written
    assert folder.was_sent(ID) is True
    assert folder.was_sent("f" * 32) is False


def test_files_that_belong_together_keep_their_names_and_two_of_one_name_are_kept(tmp_path: Path) -> None:
    names = ("N1.dat", "N1.ctl", "N1.dat", "txt")
    FileDrop(tmp_path).send(outgoing(attachments=tuple(Attachment(each, "text/plain", b"x") for each in names)))
    ends = sorted(each.name.partition(ID)[2] for each in tmp_path.iterdir())
    assert ends == [".3.N1.dat", ".4.txt", ".N1.ctl", ".N1.dat", ".html", ".txt"]


def test_the_same_message_again_is_the_same_file_again(tmp_path: Path) -> None:
    folder = FileDrop(tmp_path)
    folder.send(outgoing())
    folder.send(outgoing(text="Put right."))
    assert len(list(tmp_path.iterdir())) == 2
    assert "Put right." in next(tmp_path.glob("*.txt")).read_text(encoding="utf-8")


def test_a_file_is_written_whole_or_not_at_all(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = FileDrop(tmp_path)

    def full(_opened: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("notifications.channels.file.os.fsync", full)
    with pytest.raises(DeliveryError, match="No space left") as caught:
        folder.send(outgoing())
    assert caught.value.unreachable
    assert list(tmp_path.iterdir()) == []


def test_a_folder_that_cannot_be_made_is_said_so_in_words(tmp_path: Path) -> None:
    (tmp_path / "outbox").write_text("a file", encoding="utf-8")
    with pytest.raises(DeliveryError) as caught:
        FileDrop(tmp_path / "outbox").send(outgoing())
    assert caught.value.unreachable


@pytest.mark.parametrize("reference", ["../../etc/passwd", "a/b\\c", "..", "EHC:2026|1"])
def test_no_message_leads_out_of_the_folder(tmp_path: Path, reference: str) -> None:
    folder = tmp_path / "outbox"
    FileDrop(folder).send(outgoing(reference=reference, kind="case_assigned"))
    assert {each.parent for each in tmp_path.rglob("*") if each.is_file()} == {folder}


def test_the_screen_shows_to_whom_and_what() -> None:
    shown: list[str] = []
    Console(shown.append).send(outgoing())
    assert shown[0].startswith("To: priya@council.example\nSubject: Case EHC-2026-00412")


def test_a_stranger_s_answer_is_kept_short_and_without_numbers_of_a_child() -> None:
    assert without_numbers("550 rejected: NHS 943 476 5919\r\nagain 9434765919 x") == "550 rejected: NHS … again … x"
    assert without_numbers("250 2.0.0 Ok: queued as 12 at 09:30") == "250 2.0.0 Ok: queued as 12 at 09:30"
    assert len(without_numbers("x" * 5000)) <= 300
