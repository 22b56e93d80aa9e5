"""One after the other: read the plan, look whether all is there, fetch, make, write."""

from collections.abc import Callable
from pathlib import Path

from scripts.assets import folder, npm, plan

ROOT = Path(__file__).resolve().parents[2]


class Places:
    """Where the step reads and writes, under the root of the project."""

    def __init__(self, root: Path = ROOT) -> None:
        self.plan = root / "ehcp_flow" / "web" / "assets.toml"
        self.made = root / "ehcp_flow" / "web" / "static" / "vendor"
        self.cache = root / ".assets"  # the packed files as fetched; the tests read components' examples from them
        self.lock = root / npm.LOCK


def is_fresh(places: Places) -> bool:
    """Whether the finished files are what would be made now."""
    return folder.is_fresh(places.made, folder.fingerprint(places.plan))


def make(places: Places, get_npm: Callable[[Path], None] = npm.install) -> bool:
    """Make the finished files where they are not fresh; True where they were made. Nothing half done."""
    if is_fresh(places):
        return False
    wanted = plan.read(places.plan)
    tarballs = {package.name: npm.tarball(package, places.cache, places.lock, get_npm) for package in wanted.packages}
    files = folder.contents(wanted, tarballs, folder.fingerprint(places.plan))
    folder.write(places.made, files, places.cache)
    return True
