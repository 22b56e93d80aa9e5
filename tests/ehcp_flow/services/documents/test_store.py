"""The folder of files: whole or not there, the same content once, and nothing given out that was changed."""

import hashlib
import io
from pathlib import Path

import pytest

from ehcp_flow.services.documents import store


def test_a_file_is_kept_under_the_digest_of_its_content(tmp_path: Path) -> None:
    kept = store.put(tmp_path, io.BytesIO(b"words"), 100)
    assert kept == store.Kept(hashlib.sha256(b"words").hexdigest(), 5)
    place = tmp_path / kept.sha256[:2] / kept.sha256[2:4] / kept.sha256
    assert place.read_bytes() == b"words"
    assert list((tmp_path / "coming").iterdir()) == []
    assert place.stat().st_mode & 0o077 == 0


def test_the_same_content_is_kept_once(tmp_path: Path) -> None:
    assert store.put(tmp_path, io.BytesIO(b"words"), 100) == store.put(tmp_path, io.BytesIO(b"words"), 100)
    assert len([each for each in tmp_path.rglob("*") if each.is_file()]) == 1


def test_what_is_too_long_leaves_nothing_behind(tmp_path: Path) -> None:
    with pytest.raises(store.TooLarge):
        store.put(tmp_path, io.BytesIO(bytes(101)), 100)
    assert [each for each in tmp_path.rglob("*") if each.is_file()] == []
    assert store.put(tmp_path, io.BytesIO(bytes(100)), 100).size == 100


def test_a_file_that_was_changed_or_is_gone_is_not_given_out(tmp_path: Path) -> None:
    kept = store.put(tmp_path, io.BytesIO(b"words"), 100)
    with store.take(tmp_path, kept.sha256) as file:
        assert file.read() == b"words"
    store.path_of(tmp_path, kept.sha256).write_bytes(b"swords")
    with pytest.raises(store.NotAsKept, match="changed since"):
        store.take(tmp_path, kept.sha256)
    store.path_of(tmp_path, kept.sha256).unlink()
    with pytest.raises(store.NotAsKept, match="not where it was kept"):
        store.take(tmp_path, kept.sha256)


@pytest.mark.parametrize("wrong", ["", "../../../../etc/passwd", "A" * 64, "a" * 63 + "/"])
def test_what_is_no_digest_leads_nowhere(tmp_path: Path, wrong: str) -> None:
    with pytest.raises(store.NotAsKept):
        store.take(tmp_path, wrong)
