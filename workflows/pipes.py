"""Lets a command end quietly when whoever reads its output has read enough (`… | head`)."""

import signal


def end_quietly() -> None:
    """Take a closed pipe as the end. For the outermost edge of a command line only; does nothing where there is no such signal."""
    if hasattr(signal, "SIGPIPE"):
        signal.signal(signal.SIGPIPE, signal.SIG_DFL)
