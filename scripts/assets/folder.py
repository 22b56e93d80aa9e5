"""The folder of finished files: what goes into it, its manifest, and whether it is what the plan would make now."""

import hashlib
import io
import json
import shutil
import tarfile
import tempfile
from pathlib import Path
from typing import Any

from scripts.assets import styles
from scripts.assets.plan import AssetFault, Package, Plan

MANIFEST = "manifest.json"


def fingerprint(plan_file: Path) -> str:
    """A hash of all that the result depends on: the plan and the code of this step (line ends aside)."""
    summed = hashlib.sha256()
    for file in [plan_file, *sorted(Path(__file__).parent.glob("*.py"))]:
        summed.update(file.read_bytes().replace(b"\r\n", b"\n"))
    return summed.hexdigest()


def contents(plan: Plan, tarballs: dict[str, bytes], made_from: str) -> dict[str, bytes]:
    """Every file of the folder by its path, with the manifest: the same bytes each time.

    Args:
        plan: what to take and change.
        tarballs: the packed file of each package, by the package's name.
        made_from: the fingerprint, kept in the manifest.
    """
    files: dict[str, bytes] = {}
    origins: dict[str, Package] = {}
    for package in plan.packages:
        made = _taken(package, plan, tarballs[package.name])
        files |= made
        origins |= dict.fromkeys(made, package)
    _check(files, plan)
    files[MANIFEST] = _manifest(files, origins, plan, made_from)
    return files


def is_fresh(folder: Path, made_from: str) -> bool:
    """Whether the folder was made from this plan by this code, and every file in it is still what the manifest says."""
    try:
        manifest = json.loads((folder / MANIFEST).read_bytes())
        said = {name: entry["sha256"] for name, entry in manifest["files"].items()}
        found = {
            path.relative_to(folder).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
            for path in folder.rglob("*")
            if path.is_file() and path != folder / MANIFEST
        }
        return bool(manifest["made_from"] == made_from and said == found)
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return False


def write(folder: Path, files: dict[str, bytes], workshop: Path) -> None:
    """Put the files into the folder, and nothing else: built beside it, on the same disk, then put in its place."""
    workshop.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix="new-", dir=workshop) as beside:
        new = Path(beside) / folder.name
        for name, content in files.items():
            (new / name).parent.mkdir(parents=True, exist_ok=True)
            (new / name).write_bytes(content)
        folder.parent.mkdir(parents=True, exist_ok=True)
        if folder.exists():
            shutil.move(folder, Path(beside) / "old")
        shutil.move(new, folder)


def _taken(package: Package, plan: Plan, packed: bytes) -> dict[str, bytes]:
    """What the plan takes from a package, changed as it says, and the text of its licence."""
    files = {}
    with tarfile.open(fileobj=io.BytesIO(packed), mode="r:gz") as archive:
        for source, target in package.take.items():
            content = _file_in(archive, source, package)
            if target.endswith(".css"):
                content = styles.style_sheet(content.decode(), package, plan.font, plan.address).encode()
            elif target.endswith(".js"):
                content = styles.script(content.decode()).encode()
            files[target] = content
    licence = plan.licences[package.licence].lstrip().format(title=package.title, notice=package.notice)
    return files | {f"licences/{package.short_name}.txt": licence.encode()}


def _file_in(archive: tarfile.TarFile, source: str, package: Package) -> bytes:
    try:
        opened = archive.extractfile(f"package/{source}")
    except KeyError:
        opened = None
    if opened is None:
        raise AssetFault(
            f"{package.name} {package.version} holds no file {source}. Put its name right in ehcp_flow/web/assets.toml."
        )
    return opened.read()


def _check(files: dict[str, bytes], plan: Plan) -> None:
    """Nothing may be left of the letters that are not licensed, nor of source maps."""
    for name, content in files.items():
        for forbidden in (plan.font.family, "sourceMappingURL"):
            if forbidden.encode() in content:
                raise AssetFault(f"{name} still holds {forbidden!r}. Put scripts/assets/styles.py right and run again.")


def _manifest(files: dict[str, bytes], origins: dict[str, Package], plan: Plan, made_from: str) -> bytes:
    manifest: dict[str, Any] = {
        "address": plan.address,
        "made_from": made_from,
        "packages": {
            package.name: {"version": package.version, "integrity": package.integrity, "licence": package.licence}
            for package in plan.packages
        },
        "files": {
            name: {
                "package": origins[name].name,
                "version": origins[name].version,
                "sha256": hashlib.sha256(content).hexdigest(),
                "size": len(content),
            }
            for name, content in files.items()
        },
    }
    return (json.dumps(manifest, indent=2, sort_keys=True) + "\n").encode()
