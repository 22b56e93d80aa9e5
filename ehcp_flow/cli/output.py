"""How the command line answers: JSON or text on stdout, everything else on stderr, refusals in words, exit codes."""

import json
import os
import sys
import traceback
from collections.abc import Callable
from typing import TYPE_CHECKING, Any, NoReturn, TypeVar

import typer
from typer.core import TyperCommand

if TYPE_CHECKING:
    from rich.console import Console

    from workflows.refusals import Refusal

DONE = 0
FAULT = 1
WRONG_INPUT = 2
REFUSED = 3
NO_DATABASE = 4

EXIT_CODES = (
    "Exit codes: 0 done; 1 a fault of the program; 2 input that cannot be used; 3 refused, and nothing was changed; "
    "4 the database cannot be used as it is. An import that set records aside has still ended with 0, and says so."
)
TRACEBACK = "EHCP_FLOW_TRACEBACK"
PIPED_WIDTH = 240
"""Wide enough that a table is not folded where nobody's screen sets a limit."""

T = TypeVar("T")


class WrongInput(Exception):
    """What was typed cannot be used. The message says what, why and what to do. Exit code 2."""


class NotDone(Exception):
    """A refusal on its way to whoever asked, with the exit code that goes with it."""

    def __init__(self, refusal: "Refusal", code: int = REFUSED) -> None:
        super().__init__(refusal.why)
        self.refusal = refusal
        self.code = code


def done(answer: "T | Refusal", code: int = REFUSED) -> T:
    """The answer of a service. Raises NotDone where it is a refusal."""
    from workflows.refusals import Refusal

    if isinstance(answer, Refusal):
        raise NotDone(answer, code)
    return answer


class Command(TyperCommand):
    """A command that answers faults and refusals in words: no traceback reaches a user."""

    def invoke(self, ctx: Any) -> Any:
        try:
            return super().invoke(ctx)
        except (typer.Exit, typer.Abort, typer.TyperException, BrokenPipeError):
            raise
        except NotDone as error:
            _refuse(error.refusal, error.code, bool(ctx.params.get("as_json")))
        except WrongInput as error:
            _stop(str(error), WRONG_INPUT)
        except Exception as error:
            _answer(error, bool(ctx.params.get("as_json")))


def _answer(error: Exception, as_json: bool) -> NoReturn:
    """What is said of an exception, by what it is. The modules that define them are loaded only now."""
    from tomllib import TOMLDecodeError

    from pydantic import ValidationError

    from ehcp_flow.bootstrap import NotOurs
    from ehcp_flow.db.engine import DatabaseUnavailable
    from ehcp_flow.db.schema import MigrationRefused
    from reports.registry import UnknownFigure
    from reports.sen2.problems import ReturnUnreadable
    from workflows.refusals import Refusal

    if os.environ.get(TRACEBACK) == "1":
        traceback.print_exc()
    match error:
        case DatabaseUnavailable():
            why = error.what.rstrip(".")
            _refuse(
                Refusal("Use the database", why[:1].lower() + why[1:], "The database", error.do), NO_DATABASE, as_json
            )
        case MigrationRefused():
            do = "Nothing was changed. Keep a copy of the database and ask whoever looks after EHCP Flow."
            _refuse(Refusal("Bring the database up to date", str(error), "The database", do), NO_DATABASE, as_json)
        case ReturnUnreadable() | UnknownFigure():
            _stop(str(error), WRONG_INPUT)
        case ValidationError():
            _stop(_settings_words(error), WRONG_INPUT)
        case TOMLDecodeError():
            _stop(f"The settings cannot be used: ehcp-flow.toml is not TOML ({error}).", WRONG_INPUT)
        case NotOurs():
            _stop(str(error), FAULT)
        case OSError() if error.filename:
            _stop(f"{error.filename} cannot be used: {error.strerror}.", WRONG_INPUT)
        case _:
            _stop(_fault_words(error), FAULT)


def _settings_words(error: Any) -> str:
    lines = ["The settings cannot be used:"]
    for each in error.errors(include_url=False, include_input=False):
        name = ".".join(str(part) for part in each["loc"]) or "ehcp-flow.toml"
        unknown = each["type"] == "extra_forbidden"
        lines.append(f"  {name}: {'there is no setting of this name' if unknown else each['msg'].lower()}.")
    lines.append("They come from variables named EHCP_FLOW_… and from ehcp-flow.toml in the working folder.")
    return "\n".join(lines)


def _fault_words(error: Exception) -> str:
    again = "" if os.environ.get(TRACEBACK) == "1" else f" Run it again with {TRACEBACK}=1 to see where."
    return (
        f"EHCP Flow made a mistake and stopped ({type(error).__name__}: {error}). It is not something that you did.\n"
        f"Please report it with the command that you typed, leaving out names and numbers of children.{again}"
    )


def _refuse(refusal: "Refusal", code: int, as_json: bool) -> NoReturn:
    """The refusal: JSON on stdout, or words on stderr."""
    if as_json:
        print_json({"refused": refusal.as_json()})
    else:
        note(f"Not done: {refusal.what}")
        note(f"  Why:        {_sentence(refusal.why)}")
        note(f"  Rule:       {refusal.source}")
        note(f"  What to do: {refusal.do}")
    raise typer.Exit(code)


def _sentence(text: str) -> str:
    from workflows.words import sentence

    return sentence(text)


def _stop(words: str, code: int) -> NoReturn:
    note(words)
    raise typer.Exit(code)


def print_json(document: Any) -> None:
    """A document on stdout. Dates and moments come as ISO text."""
    typer.echo(json.dumps(document, indent=2, ensure_ascii=False, default=_as_text))


def _as_text(value: Any) -> str:
    iso: Callable[[], str] | None = getattr(value, "isoformat", None)
    return iso() if iso else str(value)


def say(words: str = "") -> None:
    """A line of the answer, on stdout."""
    typer.echo(words)


def note(words: str) -> None:
    """A line beside the answer, on stderr."""
    typer.echo(words, err=True)


def screen() -> "Console":
    """Where tables go: as wide as the terminal, or wide enough for every table where it is piped; no colours there."""
    from rich.console import Console

    console = Console(highlight=False, markup=False, emoji=False)
    if not console.is_terminal:
        console = Console(highlight=False, markup=False, emoji=False, width=PIPED_WIDTH, no_color=True)
    return console


def on_a_terminal() -> bool:
    """Whether someone is looking at stderr, where progress is shown."""
    return sys.stderr.isatty()
