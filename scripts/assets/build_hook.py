"""What hatchling calls when it builds: the assets are made before the wheel or the sdist is packed."""

import sys
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

# A build starts somewhere else than `make` does, and has not the root of the project on its path.
sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from scripts.assets import npm, step
from scripts.assets.plan import AssetFault


class AssetsHook(BuildHookInterface[Any]):
    """Makes the assets; an editable install goes without, since `make` makes them in the folder that it points to."""

    def dependencies(self) -> list[str]:
        """The Python package that brings npm, where the build has to fetch and there is no npm."""
        places = step.Places(Path(self.root))
        return [] if step.is_fresh(places) or npm.command() else [npm.requirement(places.lock)]

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Before packing: make what is missing, or stop the build and say why."""
        if version == "editable":
            return
        try:
            step.make(step.Places(Path(self.root)), npm.never_install)
        except AssetFault as fault:
            self.app.abort(str(fault))
