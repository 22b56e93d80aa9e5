"""`python -m notifications`: lists the kinds of message, and shows one made from made-up facts. Needs no database."""

import argparse
import sys
from collections.abc import Sequence

from notifications.catalogue import CATALOGUE
from notifications.render import render
from workflows.pipes import end_quietly


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command line."""
    parser = argparse.ArgumentParser(prog="python -m notifications", description=__doc__)
    commands = parser.add_subparsers(dest="command", required=True)
    commands.add_parser("list", help="every kind of message: when it goes, to whom, and how")
    preview = commands.add_parser("preview", help="the text of one kind, made from made-up facts")
    preview.add_argument("kind", choices=sorted(CATALOGUE), metavar="KIND", help="a kind that “list” names")
    preview.add_argument("--html", action="store_true", help="print the HTML, to be put in a file and opened")
    given = parser.parse_args(arguments)
    if given.command == "list":
        _list()
        return 0
    text = render(given.kind, CATALOGUE[given.kind].facts)
    print(text.html if given.html else f"Subject: {text.subject}\n\n{text.body}", end="")
    return 0


def _list() -> None:
    for kind in CATALOGUE.values():
        marks = [
            words
            for words, is_so in (("statutory", kind.statutory), ("checked again before it leaves", kind.perishable))
            if is_so
        ]
        print(f"{kind.name}: when {kind.when}")
        print(f"    to {kind.audience}; {'; '.join([kind.way, *marks])}")


if __name__ == "__main__":
    end_quietly()
    sys.exit(main())
