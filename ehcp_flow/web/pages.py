"""`Pages`: the routes of one family of pages. Each says who may open it; a route that does not is refused by a test."""

from collections.abc import Callable, Iterable
from typing import Any, TypeVar

from fastapi import APIRouter
from fastapi.responses import Response
from fastapi.routing import APIRoute

from workflows.vocabulary import Role

View = TypeVar("View", bound=Callable[..., Response])


class PageRoute(APIRoute):
    """A route that knows who may open it: holders of any of the roles; nobody's roles are asked where it is empty."""

    who: frozenset[Role] | None = None


class Pages(APIRouter):
    """The pages of one family. Not part of the API's description."""

    def __init__(self) -> None:
        super().__init__(route_class=PageRoute, include_in_schema=False, default_response_class=Response)

    def page(
        self, path: str, who: Iterable[Role], name: str, methods: Iterable[str] = ("GET",)
    ) -> Callable[[View], View]:
        """A page at an address, under a name, for whoever holds any of the roles."""

        def add(view: View) -> View:
            self.add_api_route(path, view, methods=list(methods), name=name, response_model=None)
            route: Any = self.routes[-1]
            route.who = frozenset(who)
            return view

        return add
