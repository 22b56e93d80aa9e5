"""What is to be made: ehcp_flow/web/assets.toml, read."""

import tomllib
from dataclasses import dataclass
from pathlib import Path


class AssetFault(Exception):
    """The assets cannot be made. The message says what, where, why and what to do; nothing was changed."""


@dataclass(frozen=True)
class Package:
    """One package of npm, pinned, and what is taken from it."""

    name: str
    version: str
    integrity: str  # as npm writes it: "sha512-" and the base64 of the hash of the packed file
    title: str
    licence: str
    notice: str
    assets: str  # the folder in the package that its style sheets call /assets/
    left_out: tuple[str, ...]  # files that its style sheets name and that are not shipped
    take: dict[str, str]  # from this path in the package, to this path in the folder

    @property
    def short_name(self) -> str:
        """The name as a part of a file name: `ministryofjustice-frontend`."""
        return self.name.removeprefix("@").replace("/", "-")

    @property
    def packed(self) -> str:
        """The name that npm gives the packed file."""
        return f"{self.short_name}-{self.version}.tgz"


@dataclass(frozen=True)
class Font:
    """A family of letters that may not be shipped, and the list of families that stands for it."""

    family: str
    instead: str


@dataclass(frozen=True)
class Plan:
    """The whole of assets.toml."""

    address: str
    font: Font
    packages: tuple[Package, ...]
    licences: dict[str, str]


def read(file: Path) -> Plan:
    """The plan in a file; an `AssetFault` where it is not one."""
    try:
        said = tomllib.loads(file.read_text(encoding="utf-8"))
        packages = tuple(_package(entry) for entry in said["package"])
        plan = Plan(said["address"], Font(**said["font"]), packages, said["licences"])
    except (OSError, ValueError, KeyError, TypeError) as fault:
        raise AssetFault(
            f"{file} is not a list of front-end packages ({fault!r}). Put it right and run again."
        ) from None
    _check(plan, file)
    return plan


def _package(entry: dict[str, object]) -> Package:
    return Package(**{**entry, "left_out": tuple(entry["left_out"])})  # type: ignore[arg-type]


def _check(plan: Plan, file: Path) -> None:
    targets = [target for package in plan.packages for target in package.take.values()]
    if twice := sorted({target for target in targets if targets.count(target) > 1}):
        raise AssetFault(f"{file}: {', '.join(twice)} is taken twice. Give each file a name of its own.")
    for package in plan.packages:
        if package.licence not in plan.licences:
            raise AssetFault(
                f"{file}: {package.name} is under the licence {package.licence!r}, whose text is not in [licences]. Add it."
            )
