"""What becomes of a deadline, in words for a page."""

from ehcp_flow.documents import change
from workflows.advance import Moved
from workflows.words import day_words


def becomes(moved: Moved) -> str:
    """Starts; Moves; Met on 9 February 2026 instead of 10 February 2026: what a change does to one deadline."""
    was, now = moved.was, moved.now
    words = change(moved)
    if words == "changed" and was is not None and now is not None:
        if was.met_on and now.met_on and was.met_on != now.met_on:
            words = f"met on {day_words(now.met_on)} instead of {day_words(was.met_on)}"
        elif was.excused_by != now.excused_by:
            words = "an exception is noted" if now.excused_by else "no exception is noted any more"
    return words[:1].upper() + words[1:]
