"""The list of an import's problems: a CSV beside the file that was read, safe to open in a spreadsheet."""

import csv
from collections.abc import Sequence
from pathlib import Path
from types import TracebackType
from typing import TextIO

from reports.sen2.problems import Problem

COLUMNS = ("person", "request", "field", "value", "rule", "effect", "what is wrong", "what to do")
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "＝", "＋", "－", "＠")


class ProblemFile:
    """Written as problems are found; not made where there is none. `path` is None until the first."""

    def __init__(self, beside: Path, columns: Sequence[str] = COLUMNS) -> None:
        self._beside = beside
        self._columns = columns
        self._file: TextIO | None = None
        self.path: Path | None = None

    def add(self, problem: Problem) -> None:
        """Write the line of one problem of a return. Raises OSError like `write`."""
        self.write(
            problem.person,
            problem.request or "",
            problem.field,
            problem.value,
            problem.rule,
            problem.effect.value,
            problem.words,
            problem.do,
        )

    def write(self, *cells: str | int) -> None:
        """Write one line. Raises OSError where neither the file's folder nor the working folder can be written to."""
        if self._file is None:
            self._open()
        if self._file is not None:
            csv.writer(self._file).writerow([safe(cell) if isinstance(cell, str) else cell for cell in cells])

    def _open(self) -> None:
        name = f"{self._beside.name}.problems.csv"
        for folder in (self._beside.parent, Path.cwd()):
            try:
                self._file = (folder / name).open("w", encoding="utf-8-sig", newline="")
            except OSError:
                continue
            self.path = folder / name
            csv.writer(self._file).writerow(self._columns)
            return
        raise OSError(f"{name} cannot be written beside the file or in the working folder")

    def __enter__(self) -> "ProblemFile":
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._file is not None:
            self._file.close()


def safe(text: str) -> str:
    """Text that a spreadsheet will not take for a formula; other text is left as it is."""
    return f"'{text}" if text.lstrip().startswith(_FORMULA) else text
