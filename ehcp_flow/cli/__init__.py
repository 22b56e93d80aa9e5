"""The command line, `ehcp-flow`: reads what was typed, calls a service, and prints the answer. No rule is made here."""

import sys
from typing import TextIO


def main() -> None:
    """Run the command that was typed. Ends the program; the exit codes are in `cli/output.py`."""
    for stream in (sys.stdout, sys.stderr):
        _never_fail_on_a_letter(stream)
    from ehcp_flow.cli.app import app  # after the streams, which Rich looks at when it is first used
    from ehcp_flow.cli.output import let_go

    try:
        app(prog_name="ehcp-flow")
    finally:
        try:
            sys.stdout.flush()
        except BrokenPipeError:
            let_go()


def _never_fail_on_a_letter(stream: TextIO) -> None:
    """A terminal that cannot show a dash or a quotation mark gets a question mark, not a fault."""
    reconfigure = getattr(stream, "reconfigure", None)
    if reconfigure is not None:
        reconfigure(errors="replace")
