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
    commands.add_parser("list", help="every kind of message: when it goes, and to whom")
    preview = commands.add_parser("preview", help="the text of one kind, made from made-up facts")
    preview.add_argument("kind", choices=sorted(CATALOGUE))
    given = parser.parse_args(arguments)
    if given.command == "list":
        for kind in CATALOGUE.values():
            print(f"{kind.name}: when {kind.when}, to {kind.audience}")
        return 0
    text = render(given.kind, CATALOGUE[given.kind].facts)
    print(f"Subject: {text.subject}\n\n{text.body}", end="")
    return 0


if __name__ == "__main__":
    end_quietly()
    sys.exit(main())
