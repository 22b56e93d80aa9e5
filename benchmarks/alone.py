"""A piece of work in a process of its own, which tells how long it took and how much memory the process came to hold.

python -m benchmarks.alone import RETURN.xml DATABASE
python -m benchmarks.alone due DATABASE
"""

import json
import resource
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from benchmarks.material import half_way, new_installation, office_at
from benchmarks.measure import seconds
from ehcp_flow.services.importing.import_sen2 import Imported, import_return
from ehcp_flow.services.lookups import due
from workflows.refusals import Refusal


@dataclass(frozen=True, slots=True)
class Told:
    """`peak` in bytes; `found` is how many people, or lines, there were."""

    seconds: float
    peak: int
    found: int


def alone(*told: str | Path) -> Told:
    """Does the work in a new process and gives what it tells."""
    command = [sys.executable, "-m", "benchmarks.alone", *map(str, told)]
    said = subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True).stdout
    return Told(**json.loads(said))


def _peak() -> int:
    """Most memory held at once, in bytes. Where the system tells it of this program alone, without what started it."""
    status = Path("/proc/self/status")
    if status.exists():
        for line in status.read_text(encoding="utf-8").splitlines():
            if line.startswith("VmHWM:"):
                return int(line.split()[1]) * 1024
    used = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return used if sys.platform == "darwin" else used * 1024


def _import(file: str, database: str) -> int:
    imported = import_return(new_installation(Path(database)), Path(file))
    assert isinstance(imported, Imported)
    return imported.people


def _due(database: str) -> int:
    lines = due(office_at(database), within=14)
    assert not isinstance(lines, Refusal)
    return len(lines)


def main() -> None:
    work, *told = sys.argv[1:]
    half_way()  # what is loaded once (the law, the bank holidays) is no part of the time
    found: list[int] = []
    works: dict[str, Callable[..., int]] = {"import": _import, "due": _due}
    taken = seconds(lambda: found.append(works[work](*told)))
    print(json.dumps({"seconds": taken, "peak": _peak(), "found": found[0]}))


if __name__ == "__main__":
    main()
