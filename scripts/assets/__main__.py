"""`python -m scripts.assets`: make the front-end files where they are not what they should be."""

import json
import sys

from scripts.assets import step
from scripts.assets.folder import MANIFEST
from scripts.assets.plan import AssetFault


def main() -> int:
    """Say what was made, or nothing where all was there; 1 with the reason where it cannot be made."""
    places = step.Places()
    try:
        made = step.make(places)
    except AssetFault as fault:
        print(fault, file=sys.stderr)
        return 1
    if made:
        manifest = json.loads((places.made / MANIFEST).read_bytes())
        size = sum(entry["size"] for entry in manifest["files"].values())
        sources = ", ".join(f"{name} {package['version']}" for name, package in manifest["packages"].items())
        where = places.made.relative_to(step.ROOT).as_posix()
        print(f"Front-end assets: {len(manifest['files'])} files, {size:,} bytes in {where} ({sources})")
    return 0


if __name__ == "__main__":
    sys.exit(main())
