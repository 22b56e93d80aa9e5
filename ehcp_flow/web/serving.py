"""The application as a worker process makes it: from its environment alone."""

from fastapi import FastAPI

from ehcp_flow.bootstrap import installation
from ehcp_flow.web.app import make_app
from workflows.refusals import Refusal


class NotReady(RuntimeError):
    """The settings, or the database that they name, have no authority whose pages could be served."""


def app() -> FastAPI:
    """The application of the authority that the settings name. Raises NotReady, with words, where there is none."""
    found = installation()
    refusal = found.outdated()
    office = found.office() if refusal is None else refusal
    if isinstance(office, Refusal):
        raise NotReady(f"{office.what}: {office.why}. {office.do}")
    return make_app(found, office)
