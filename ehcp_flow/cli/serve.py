"""`ehcp-flow serve`: the pages, for browsers."""

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Annotated

import typer

from ehcp_flow.cli import options
from ehcp_flow.cli.opening import to_read
from ehcp_flow.cli.output import WrongInput, note


def serve(
    ctx: typer.Context,
    host: Annotated[str, typer.Option("--host", metavar="ADDRESS", help="Where to listen.")] = "127.0.0.1",
    port: Annotated[int, typer.Option("--port", min=1, max=65535, metavar="PORT", help="The port.")] = 8000,
    workers: Annotated[
        int,
        typer.Option("--workers", min=1, max=64, metavar="N", help="How many processes: as many as there are cores."),
    ] = 1,
    with_scheduler: Annotated[
        bool, typer.Option("--with-scheduler", help="Run the scheduler beside it, as a process of its own.")
    ] = False,
    database: options.Database = None,
    authority: options.Authority = None,
) -> None:
    """Serve the pages of one authority until stopped by Ctrl+C or SIGTERM.

    It speaks plain HTTP, for a proxy in front of it that speaks HTTPS; say where browsers find it with
    EHCP_FLOW_PUBLIC_URL=https://…, so that cookies go nowhere else and strange hosts are turned away.

    Example: ehcp-flow serve --workers 2 --with-scheduler
    """
    import uvicorn

    office = to_read(ctx, database, authority)
    if host not in ("127.0.0.1", "localhost", "::1") and not office.public_url:
        raise WrongInput(
            f"Pages that others can reach ({host}) need the address by which they do: set EHCP_FLOW_PUBLIC_URL to "
            "https://… of the proxy in front of this service."
        )
    # A worker is a process of its own, which is told by its environment what was said here.
    os.environ["EHCP_FLOW_DATABASE_URL"] = office.database.url.render_as_string(hide_password=False)
    os.environ["EHCP_FLOW_AUTHORITY"] = office.authority
    with _scheduler(with_scheduler):
        note(f"The pages are at {office.public_url or f'http://{host}:{port}'}. Stop with Ctrl+C.")
        uvicorn.run(
            "ehcp_flow.web.serving:app",
            factory=True,
            host=host,
            port=port,
            workers=workers,
            access_log=False,
            server_header=False,
            proxy_headers=True,
            forwarded_allow_ips="127.0.0.1,::1",
        )


@contextmanager
def _scheduler(wanted: bool) -> Iterator[None]:
    """A scheduler as a process of its own for as long as the pages are served."""
    if not wanted:
        yield
        return
    beside = subprocess.Popen([sys.executable, "-m", "ehcp_flow", "scheduler"])
    try:
        yield
    finally:
        beside.terminate()
        beside.wait(timeout=30)
