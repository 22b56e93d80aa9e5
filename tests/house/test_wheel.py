"""What is installed is all of it: law, templates, migrations, tables and front-end files go into the wheel with the code."""

import json
import os
import subprocess
import sys
import tarfile
import zipfile
from pathlib import Path

import pytest

from scripts.assets import step
from tests.house import reading

VENDOR = "ehcp_flow/web/static/vendor"


def built(target: str, root: Path, folder: Path, path: str = os.environ["PATH"]) -> Path:
    """What hatchling builds of a project into an empty folder."""
    command = [sys.executable, "-m", "hatchling", "build", "--target", target, "--directory", str(folder)]
    subprocess.run(command, cwd=root, check=True, capture_output=True, timeout=120, env={**os.environ, "PATH": path})
    return next(folder.iterdir())


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return built("wheel", reading.ROOT, tmp_path_factory.mktemp("wheel"))


def front_end_files(wheel: Path) -> dict[str, bytes]:
    with zipfile.ZipFile(wheel) as archive:
        return {name: archive.read(name) for name in archive.namelist() if name.startswith(f"{VENDOR}/")}


def test_the_wheel_holds_every_file_of_the_four_packages(wheel: Path) -> None:
    inside = set(zipfile.ZipFile(wheel).namelist())
    ours = {name for name in reading.project_files() if Path(name).parts[0] in reading.PACKAGES}
    assert ours - inside == set()


def test_the_wheel_holds_nothing_else_that_could_be_imported(wheel: Path) -> None:
    tops = {name.split("/")[0] for name in zipfile.ZipFile(wheel).namelist()}
    assert {top for top in tops if not top.endswith(".dist-info")} == set(reading.PACKAGES)


def test_the_wheel_cannot_be_uploaded(wheel: Path) -> None:
    with zipfile.ZipFile(wheel) as archive:
        metadata = next(name for name in archive.namelist() if name.endswith("/METADATA"))
        assert "Classifier: Private :: Do Not Upload" in archive.read(metadata).decode()


def test_the_wheel_holds_the_front_end_files_and_the_templates(wheel: Path) -> None:
    files = front_end_files(wheel)
    manifest = json.loads(files.pop(f"{VENDOR}/manifest.json"))
    assert set(files) == {f"{VENDOR}/{name}" for name in manifest["files"]}
    assert {name for name in manifest["files"] if name.endswith(".min.css")}
    inside = set(zipfile.ZipFile(wheel).namelist())
    templates = {path.relative_to(reading.ROOT).as_posix() for path in (reading.ROOT / "ehcp_flow").rglob("*.html")}
    assert templates - inside == set()


def test_a_source_archive_builds_the_same_front_end_files_without_npm(wheel: Path, tmp_path: Path) -> None:
    archive = built("sdist", reading.ROOT, tmp_path / "sdist")
    with tarfile.open(archive) as packed:
        packed.extractall(tmp_path / "unpacked", filter="data")
    (root,) = (tmp_path / "unpacked").iterdir()
    assert step.is_fresh(step.Places(root))
    again = built("wheel", root, tmp_path / "wheel", path="")
    assert front_end_files(again) == front_end_files(wheel)
