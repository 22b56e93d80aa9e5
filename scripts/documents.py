"""Writes again the parts of the documents that are made from tables: `make docs`. A house test checks that they are fresh."""

import sys
from collections.abc import Callable
from pathlib import Path

import ehcp_flow.services.importing.case_documents
import notifications.documents
import reports.documents
import workflows.documents

ROOT = Path(__file__).resolve().parent.parent

# Each document with a part that is made, and what makes it, from its opening mark to its closing one.
MADE: dict[str, Callable[[], str]] = {
    "docs/import-cases.md": ehcp_flow.services.importing.case_documents.document,
    "notifications/README.md": notifications.documents.document,
    "reports/README.md": reports.documents.document,
    "workflows/README.md": workflows.documents.document,
}


def renewed(text: str, part: str) -> str:
    """The document with its made part replaced; at the end, where it has none yet. What is written by hand stays."""
    lines = part.strip().splitlines()
    opening, closing = lines[0], lines[-1]
    if opening in text and closing in text:
        return text[: text.index(opening)] + part.strip() + text[text.index(closing) + len(closing) :]
    return f"{text.rstrip()}\n\n{part.strip()}\n".lstrip()


def stale() -> dict[str, str]:
    """The documents that differ from what would be made now, each with its right text."""
    texts = {}
    for name, make in MADE.items():
        file = ROOT / name
        now = file.read_text(encoding="utf-8") if file.exists() else ""
        if (right := renewed(now, make())) != now:
            texts[name] = right
    return texts


def main() -> int:
    """Write what is stale and name it."""
    for name, text in stale().items():
        (ROOT / name).write_text(text, encoding="utf-8")
        print(f"written: {name}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
