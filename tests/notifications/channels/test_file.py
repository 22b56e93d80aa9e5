"""The folders: whole files, each recipient's apart, and never twice however it is stopped and whoever fetches them."""

import os
import stat
from pathlib import Path

import pytest

from notifications.channels import file
from notifications.channels.base import Attachment, DeliveryError
from notifications.channels.file import FileDrop
from tests.notifications.channels.made_up import ID, outgoing

FLAG = Attachment("flag.json", "application/json", b"{}")
STEM = f"2026-03-03_case_assigned_EHC-2026-00412_{ID}"


def written(folder: Path) -> list[str]:
    """The files that anybody might fetch."""
    every = (each.relative_to(folder) for each in folder.rglob("*") if each.is_file())
    return sorted(str(each) for each in every if not any(part.startswith(".") for part in each.parts))


def test_a_message_becomes_files_named_for_it(tmp_path: Path) -> None:
    folder = FileDrop(tmp_path / "new" / "outbox")
    attached = Attachment("../flag one.json", "application/json", b"{}")
    receipt = folder.send(outgoing(recipient="trust-records", attachments=(attached,)))
    assert receipt == f"trust-records/{STEM}.txt"
    assert written(folder.folder) == [f"trust-records/{STEM}.{end}" for end in ("flag-one.json", "html", "txt")]
    text = (folder.folder / receipt).read_text(encoding="utf-8")
    assert text.startswith("To: trust-records\nSubject: Case EHC-2026-00412 (JB) is yours\n")
    assert "“decide”" in text
    assert folder.was_sent(ID) is True
    assert folder.was_sent("f" * 32) is False


def test_files_that_belong_together_keep_their_names_and_two_of_one_name_are_kept(tmp_path: Path) -> None:
    names = ("N1.dat", "N1.ctl", "N1.dat", "txt")
    FileDrop(tmp_path).send(outgoing(attachments=tuple(Attachment(each, "text/plain", b"x") for each in names)))
    ends = [each.partition(ID)[2] for each in written(tmp_path)]
    assert ends == [".3.N1.dat", ".4.txt", ".N1.ctl", ".N1.dat", ".html", ".txt"]


def test_the_same_message_again_is_the_same_file_again(tmp_path: Path) -> None:
    folder = FileDrop(tmp_path)
    receipt = folder.send(outgoing())
    assert folder.send(outgoing(text="Put right.")) == receipt
    assert len(written(tmp_path)) == 2
    assert "Put right." in (tmp_path / receipt).read_text(encoding="utf-8")


# Who may see what


def test_what_two_are_told_of_children_stands_in_two_folders_and_staff_mail_in_a_third(tmp_path: Path) -> None:
    folder = FileDrop(tmp_path)
    recipients = (
        "surgery",
        "Surgery",
        "../../surgery",
        "mail",
        "records@trust.example",
        "a/b",
        "a-b",
        "a b",
        ".",
        "x" * 999,
    )
    receipts = [folder.send(outgoing(recipient=each, attachments=(FLAG,))) for each in recipients]
    receipts.append(folder.send(outgoing()))
    folders = [each.partition("/")[0] for each in receipts]
    assert len({each.lower() for each in folders}) == len(folders)
    assert folders[0] == "surgery"
    assert folders[-1] == "mail"
    assert {each.parent.parent for each in tmp_path.rglob("*") if each.is_file()} == {tmp_path}


def test_only_the_user_of_this_program_may_read_them(tmp_path: Path) -> None:
    before = os.umask(0)
    try:
        FileDrop(tmp_path / "new" / "outbox").send(outgoing(recipient="trust", attachments=(FLAG,)))
    finally:
        os.umask(before)
    for each in (tmp_path / "new" / "outbox", *(tmp_path / "new" / "outbox").rglob("*")):
        assert stat.S_IMODE(each.stat().st_mode) == (0o700 if each.is_dir() else 0o600), each


def test_a_folder_that_the_authority_arranged_stays_as_it_is(tmp_path: Path) -> None:
    (tmp_path / "trust").mkdir()
    (tmp_path / "trust").chmod(0o750)
    FileDrop(tmp_path).send(outgoing(recipient="trust"))
    assert stat.S_IMODE((tmp_path / "trust").stat().st_mode) == 0o750


@pytest.mark.parametrize("reference", ["../../etc/passwd", "a/b\\c", "..", "EHC:2026|1"])
def test_no_message_leads_out_of_the_folder(tmp_path: Path, reference: str) -> None:
    folder = tmp_path / "outbox"
    FileDrop(folder).send(outgoing(reference=reference, recipient=reference, kind="case_assigned"))
    assert {each.parent.parent for each in tmp_path.rglob("*") if each.is_file()} == {folder}


# What goes wrong


def test_a_file_is_written_whole_or_not_at_all(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(_opened: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("notifications.channels.file.os.fsync", full)
    with pytest.raises(DeliveryError, match="No space left") as caught:
        FileDrop(tmp_path).send(outgoing(attachments=(FLAG,)))
    assert (caught.value.unreachable, caught.value.uncertain) == (True, False)
    assert [each for each in tmp_path.rglob("*") if each.is_file()] == []
    assert FileDrop(tmp_path).was_sent(ID) is False


def test_a_folder_that_cannot_be_made_is_said_so_in_words(tmp_path: Path) -> None:
    (tmp_path / "outbox").write_text("a file", encoding="utf-8")
    with pytest.raises(DeliveryError) as caught:
        FileDrop(tmp_path / "outbox").send(outgoing())
    assert caught.value.unreachable


def test_what_could_be_seen_in_part_is_not_said_not_to_have_gone(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    real, calls = Path.replace, []

    def second_fails(self: Path, target: Path) -> Path:
        calls.append(target)
        if len(calls) == 2:
            raise OSError(5, "Input/output error")
        return real(self, target)

    monkeypatch.setattr(Path, "replace", second_fails)
    with pytest.raises(DeliveryError) as caught:
        FileDrop(tmp_path).send(outgoing(recipient="trust", attachments=(FLAG,)))
    assert caught.value.uncertain
    assert FileDrop(tmp_path).was_sent(ID) is None
    assert not list(tmp_path.rglob("*.part"))


# Stopped between any two steps, and what could be seen is fetched at once


class Killed(BaseException):
    """The program is killed here."""


STEPS = ("unlink", "_make", "_written", "_begin", "replace", "_settle")


def killed_at(monkeypatch: pytest.MonkeyPatch, nth: int) -> None:
    """Has the program killed just before the nth step that touches the disk."""
    count = 0

    def killing(owner: object, name: str) -> None:
        real = getattr(owner, name)

        def step(*given: object, **named: object) -> object:
            nonlocal count
            count += 1
            if count == nth:
                raise Killed
            return real(*given, **named)

        monkeypatch.setattr(owner, name, step)

    for name in STEPS:
        killing(Path if hasattr(Path, name) else file, name)


@pytest.mark.parametrize("again", [False, True], ids=["first", "sent again by a person"])
@pytest.mark.parametrize("fetched", [False, True], ids=["left there", "fetched"])
def test_killed_at_any_step_it_is_known_to_have_gone_or_not_or_a_person_is_asked(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, fetched: bool, again: bool
) -> None:
    answers = []
    for nth in range(1, 60):
        folder = FileDrop(tmp_path / str(nth))
        letter = outgoing(recipient="trust", attachments=(FLAG,))
        folder.send(outgoing(message_id="f" * 32))
        if again:
            folder.send(letter)
            fetch(folder.folder)
        with monkeypatch.context() as stopping:
            killed_at(stopping, nth)
            try:
                folder.send(letter)
                killed = False
            except Killed:
                killed = True
        seen = [each for each in written(folder.folder) if "trust/" in each]
        if fetched:
            fetch(folder.folder)
        answer = folder.was_sent(ID)
        if answer is False:
            assert seen == [], "what could be fetched would be sent twice"
        if answer is True and nth > 1:  # at the first step of a second time, what is noted is still the first time
            assert f"trust/{STEM}.txt" in seen, "what was not there would never be sent"
        answers.append(answer)
        if not killed:
            assert answer is True
            assert len(seen) == 3
            break
    else:
        raise AssertionError("it was never done")
    assert {True, False, None} <= set(answers)
    assert folder.was_sent("f" * 32) is True


def fetch(folder: Path) -> None:
    """What a transfer client does: it takes away what is there to be seen."""
    for name in written(folder):
        (folder / name).unlink()


def test_without_its_record_nobody_says_that_a_message_has_not_gone(tmp_path: Path) -> None:
    assert FileDrop(tmp_path).was_sent(ID) is None
