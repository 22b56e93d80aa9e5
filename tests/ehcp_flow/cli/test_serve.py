"""`ehcp-flow serve` and the demonstration's pages: a real server, asked over a real connection."""

import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx
import pytest

from tests.ehcp_flow.cli.at_the_line import Line, typed

PROGRAM = Path(sys.executable).parent / "ehcp-flow"


def a_free_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])


@contextmanager
def running(*words: str, port: int) -> Iterator[str]:
    """The command at work until the pages answer, and stopped in the end."""
    process = subprocess.Popen(
        [str(PROGRAM), *words], stdout=subprocess.PIPE, stderr=subprocess.STDOUT, env=os.environ, text=True
    )
    try:
        until = time.monotonic() + 60
        while True:
            try:
                httpx.get(f"http://127.0.0.1:{port}/sign-in", timeout=2)
                break
            except httpx.TransportError:
                assert process.poll() is None, process.stdout.read() if process.stdout else ""
                assert time.monotonic() < until, "the pages did not answer"
                time.sleep(0.1)
        yield f"http://127.0.0.1:{port}"
    finally:
        process.terminate()
        process.communicate(timeout=30)


@pytest.mark.parametrize("workers", ["2"])
def test_the_pages_of_an_authority_are_served(office: Line, workers: str) -> None:
    port = a_free_port()
    words = ("--database", office.database, "serve", "--port", str(port), "--workers", workers)
    with running(*words, port=port) as address:
        assert "Sign in" in httpx.get(f"{address}/sign-in").text
        assert httpx.get(f"{address}/").headers["location"] == "/sign-in"
        assert httpx.get(f"{address}/api/v1/openapi.json").json()["info"]["title"] == "EHCP Flow"


def test_pages_that_others_can_reach_need_the_address_by_which_they_do(office: Line) -> None:
    result = office.run("serve", "--host", "0.0.0.0")
    assert result.exit_code == 2
    assert "EHCP_FLOW_PUBLIC_URL" in result.output


def test_there_is_nothing_to_serve_without_a_database(at_work: Path) -> None:
    assert typed("serve").exit_code == 4
