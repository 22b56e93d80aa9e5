"""A real server of the pages and many browsers at once, as small as they can be: the load for the benchmark of the pages."""

import asyncio
import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from math import ceil
from pathlib import Path

from benchmarks.material import AUTHORITY

HOST = "127.0.0.1"
BEGIN = (
    "from datetime import datetime; import uvicorn, benchmarks.web_load as load; "
    "uvicorn.run('benchmarks.web_load:app', factory=True, host=load.HOST, port={port}, workers={workers}, "
    "access_log=False, log_level='warning')"
)


def app() -> object:
    """The application as `serve` makes it, on the day on which the material plays."""
    from dataclasses import replace

    from benchmarks.material import StillClock
    from ehcp_flow.bootstrap import installation
    from ehcp_flow.services.office import Office
    from ehcp_flow.web.app import make_app

    found = installation(clock=StillClock())
    office = found.office()
    assert isinstance(office, Office), office
    return make_app(replace(found), office)


@dataclass(frozen=True, slots=True)
class Server:
    """A server at work: its port and the process that began it."""

    port: int
    process: subprocess.Popen[bytes]

    def memory(self) -> int:
        """The most bytes that one of its processes holds."""
        children = Path(f"/proc/{self.process.pid}/task/{self.process.pid}/children").read_text().split()
        return max(_resident(int(pid)) for pid in [str(self.process.pid), *children])


@contextmanager
def serving(url: str, workers: int) -> Iterator[Server]:
    """The pages of a database, served by so many processes."""
    with socket.socket() as free:
        free.bind((HOST, 0))
        port = int(free.getsockname()[1])
    environment = os.environ | {"EHCP_FLOW_DATABASE_URL": url, "EHCP_FLOW_AUTHORITY": AUTHORITY}
    process = subprocess.Popen([sys.executable, "-c", BEGIN.format(port=port, workers=workers)], env=environment)
    try:
        _wait_for(port)
        yield Server(port, process)
    finally:
        process.terminate()
        process.wait(timeout=30)


def _wait_for(port: int) -> None:
    until = time.monotonic() + 60
    while True:
        try:
            with socket.create_connection((HOST, port), timeout=1):
                return
        except OSError:
            assert time.monotonic() < until, "the server did not start"
            time.sleep(0.1)


def _resident(pid: int) -> int:
    lines = Path(f"/proc/{pid}/status").read_text().splitlines()
    return next(int(line.split()[1]) * 1024 for line in lines if line.startswith("VmRSS"))


@dataclass(frozen=True, slots=True)
class Load:
    """What the browsers met: pages a second, and how long each page took, in seconds."""

    rate: float
    times: list[float]

    @property
    def p95(self) -> float:
        return sorted(self.times)[ceil(len(self.times) * 0.95) - 1]


def load(server: Server, path: str, cookie: str, browsers: int, lasting: float) -> Load:
    """So many browsers that ask for one page, each again as soon as it has it."""
    return asyncio.run(_load(server, path, cookie, browsers, lasting))


async def _load(server: Server, path: str, cookie: str, browsers: int, lasting: float) -> Load:
    asked = f"GET {path} HTTP/1.1\r\nHost: {HOST}\r\nCookie: {cookie}\r\n\r\n".encode()
    await _browse(server.port, asked, time.perf_counter() + 0.5)
    began = time.perf_counter()
    found = await asyncio.gather(*(_browse(server.port, asked, began + lasting) for _ in range(browsers)))
    times = [each for one in found for each in one]
    return Load(len(times) / (time.perf_counter() - began), times)


async def _browse(port: int, asked: bytes, until: float) -> list[float]:
    reader, writer = await asyncio.open_connection(HOST, port)
    times = []
    try:
        while time.perf_counter() < until:
            began = time.perf_counter()
            writer.write(asked)
            head = await reader.readuntil(b"\r\n\r\n")
            assert head.startswith(b"HTTP/1.1 200"), head[:200]
            length = next(line for line in head.lower().split(b"\r\n") if line.startswith(b"content-length:"))
            await reader.readexactly(int(length.split(b":")[1]))
            times.append(time.perf_counter() - began)
    finally:
        writer.close()
    return times
