"""Types commands through Typer's runner and reads the answers."""

import json
from dataclasses import dataclass
from functools import cache
from typing import Any

import typer.main
from typer import testing
from typer.testing import CliRunner, Result

from ehcp_flow.cli.app import app

testing._get_command = cache(typer.main.get_command)  # type: ignore[attr-defined]
"""Typer would make the whole tree of commands again for each line that a test types: twice the time of the test itself."""


def typed(*words: str, answer: str | None = None) -> Result:
    """What a command printed, and its exit code."""
    return CliRunner().invoke(app, list(words), input=answer)


@dataclass(frozen=True)
class Line:
    """The command line on one database."""

    database: str

    def run(self, *words: str, answer: str | None = None) -> Result:
        return typed("--database", self.database, *words, answer=answer)

    def does(self, *words: str) -> str:
        """What a command that must work prints."""
        result = self.run(*words)
        assert result.exit_code == 0, result.output
        return result.stdout

    def asks(self, *words: str) -> Any:
        """The JSON of a command that must work."""
        return json.loads(self.does(*words, "--json"))

    def refused(self, *words: str) -> dict[str, str]:
        """The refusal of a command that must be refused."""
        result = self.run(*words, "--json")
        assert result.exit_code == 3, result.output
        found = json.loads(result.stdout)
        assert set(found) == {"refused"}
        assert set(found["refused"]) == {"what", "why", "source", "do"}
        return dict(found["refused"])

    def fails(self, *words: str, code: int) -> dict[str, str]:
        """The error of a command that cannot be done, be it what was typed (2) or the database (4)."""
        result = self.run(*words, "--json")
        assert result.exit_code == code, result.output
        found = json.loads(result.stdout)
        assert set(found) == {"error"}
        assert set(found["error"]) == {"what", "why", "do"}
        return dict(found["error"])

    def new(self, name: str, received: str = "2026-01-05") -> Any:
        who = ("--name", name, "--born", "2019-05-03", "--received", received, "--source", "parent")
        return self.asks("case", "new", *who)
