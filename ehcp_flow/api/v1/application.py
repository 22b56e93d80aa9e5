"""Version 1 of the API as an application of its own, with its description at `openapi.json`."""

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse, Response
from starlette.exceptions import HTTPException

from ehcp_flow.api.v1 import cases, vocabulary
from ehcp_flow.api.v1.asking import ANSWERS, NotDone
from ehcp_flow.api.v1.shapes import NotUnderstood, Problem
from ehcp_flow.db.engine import DatabaseUnavailable
from ehcp_flow.services.office import Office
from workflows.refusals import Refusal

ABOUT = (
    "Cases of one authority for programs: the same services, the same refusals and the same record of who read what as "
    "the pages. A token opens what its user may do, and no more."
)


def make_api(office: Office) -> FastAPI:
    """The API of one authority."""
    api = FastAPI(title="EHCP Flow", version="1", description=ABOUT, docs_url=None, redoc_url=None, responses=ANSWERS)
    api.state.office = office
    api.include_router(vocabulary.router)
    api.include_router(cases.router)
    _answer_faults(api)
    return api


def _answer_faults(api: FastAPI) -> None:
    @api.exception_handler(NotDone)
    async def not_done(_request: Request, error: NotDone) -> Response:
        headers = {"www-authenticate": "Bearer"} if error.status == 401 else None
        return JSONResponse(error.refusal.as_json(), error.status, headers)

    @api.exception_handler(RequestValidationError)
    async def not_understood(_request: Request, error: RequestValidationError) -> Response:
        problems = [Problem(where=".".join(map(str, each["loc"])), why=each["msg"]) for each in error.errors()]
        told = NotUnderstood(what="The request could not be read", problems=problems)
        return JSONResponse(told.model_dump(), 422)

    @api.exception_handler(DatabaseUnavailable)
    async def unavailable(_request: Request, error: DatabaseUnavailable) -> Response:
        return _refused(Refusal("Answer", error.what, "The database", error.do), 503)

    @api.exception_handler(HTTPException)
    async def http(_request: Request, error: HTTPException) -> Response:
        told = Refusal("Answer", str(error.detail), "docs/api.md", "Look at openapi.json for what there is.")
        return _refused(told, error.status_code, error.headers)

    @api.exception_handler(Exception)
    async def fault(_request: Request, _error: Exception) -> Response:
        told = Refusal("Answer", "there is a fault in the service", "The service", "Tell whoever looks after it.")
        return _refused(told, 500)


def _refused(refusal: Refusal, status: int, headers: object = None) -> Response:
    return JSONResponse(refusal.as_json(), status, dict(headers) if isinstance(headers, dict) else None)
