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

    def make_context(self, info_name: str | None, args: list[str], parent: Any = None, **extra: Any) -> Any:
        """Read what was typed; with --json, what cannot be read is answered in JSON too."""
        as_json = "--json" in args
        try:
            return super().make_context(info_name, args, parent, **extra)
        except typer.TyperException as error:
            if not as_json:
                raise
            words = getattr(error, "format_message", error.__str__)()
            asked = f"{parent.command_path} {info_name}" if parent is not None else str(info_name)
            _stop(words, WRONG_INPUT, asked)

    def invoke(self, ctx: Any) -> Any:
        as_json = bool(ctx.params.get("as_json"))
        try:
            return super().invoke(ctx)
        except BrokenPipeError:
            let_go()
            raise typer.Exit(DONE) from None
        except (typer.Exit, typer.Abort, typer.TyperException):
            raise
        except NotDone as error:
            _refuse(error.refusal, error.code, as_json)
        except WrongInput as error:
            _stop(str(error), WRONG_INPUT, ctx.command_path if as_json else "")
        except Exception as error:
            _answer(error, ctx.command_path if as_json else "")


def let_go() -> None:
    """Whoever read our answer has closed the pipe: what is still to be written goes nowhere, without a word."""
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, sys.stdout.fileno())
    os.close(nowhere)


def _answer(error: Exception, asked: str) -> NoReturn:
    """What is said of an exception, by what it is. The modules that define them are loaded only now.

    `asked` is the command that was typed, where JSON is wanted; otherwise "".
    """
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
                Refusal("Use the database", why[:1].lower() + why[1:], "The database", error.do),
                NO_DATABASE,
                bool(asked),
            )
        case MigrationRefused():
            do = "Nothing was changed. Keep a copy of the database and ask whoever looks after EHCP Flow."
            _refuse(Refusal("Bring the database up to date", str(error), "The database", do), NO_DATABASE, bool(asked))
        case ReturnUnreadable() | UnknownFigure():
            _stop(str(error), WRONG_INPUT, asked)
        case ValidationError():
            _stop(_settings_words(error), WRONG_INPUT, asked)
        case TOMLDecodeError():
            _stop(f"The settings cannot be used: ehcp-flow.toml is not TOML ({error}).", WRONG_INPUT, asked)
        case NotOurs():
            _stop(str(error), FAULT, asked)
        case OSError() if error.filename:
            _stop(f"{error.filename} cannot be used: {error.strerror}.", WRONG_INPUT, asked)
        case _:
            _stop(_fault_words(error), FAULT, asked)


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
    """The refusal: JSON on stdout, or words on stderr. What is no rule's refusal is an error (exit code 4)."""
    if as_json and code == REFUSED:
        print_json({"refused": refusal.as_json()})
    elif as_json:
        print_json({"error": {"what": refusal.what, "why": refusal.why, "do": refusal.do}})
    else:
        note(f"Not done: {refusal.what}")
        note(f"  Why:        {_sentence(refusal.why)}")
        note(f"  Rule:       {refusal.source}")
        note(f"  What to do: {refusal.do}")
    raise typer.Exit(code)


def _sentence(text: str) -> str:
    from workflows.words import sentence

    return sentence(text)


def _stop(words: str, code: int, asked: str = "") -> NoReturn:
    """The words on stderr; where JSON is wanted of a command (`asked`), as JSON on stdout too."""
    note(words)
    if asked:
        do = "Please report it." if code == FAULT else f"See “{asked} --help”."
        print_json({"error": {"what": f"Run “{asked}”", "why": words, "do": do}})
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


def on_a_terminal() -> bool:
    """Whether someone is looking at stderr, where progress is shown."""
    return sys.stderr.isatty()
