"""The console that tables are printed on; a reader who has seen enough, such as `head`, is no fault."""

from rich.console import Console

PIPED_WIDTH = 240
"""Wide enough that a table is not folded where nobody's screen sets a limit."""


class Terminal(Console):
    """A console that leaves a closed pipe to whoever runs the command; Rich's own would end it with a fault's code."""

    def on_broken_pipe(self) -> None:
        raise BrokenPipeError


def screen() -> Terminal:
    """As wide as the terminal, or wide enough for every table where it is piped; no colours there."""
    console = Terminal(highlight=False, markup=False, emoji=False)
    if not console.is_terminal:
        console = Terminal(highlight=False, markup=False, emoji=False, width=PIPED_WIDTH, no_color=True)
    return console
