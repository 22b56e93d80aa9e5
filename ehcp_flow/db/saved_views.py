"""Saved views: a name and an address, for whoever made it or for a team."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass, fields, replace

from sqlalchemy import ColumnElement, Connection, and_, bindparam, delete, insert, or_, select, update

from ehcp_flow.db.access_tables import saved_view as views
from ehcp_flow.db.authorities import next_number
from ehcp_flow.db.tables import app_user as users


@dataclass(frozen=True, slots=True)
class SavedView:
    """A view. `view_id` is 0 until numbered; `user_id` made it; `team` is "" where it is for them alone."""

    authority: str
    view_id: int
    user_id: int
    name: str
    place: str
    team: str = ""


@dataclass(frozen=True, slots=True)
class OfSomebody:
    """A view with the name of its maker."""

    view: SavedView
    maker: str


_COLUMNS = tuple(views.c[field.name] for field in fields(SavedView))
_SEEN = (
    select(*_COLUMNS, users.c.name)
    .join_from(views, users, and_(users.c.authority == views.c.authority, users.c.user_id == views.c.user_id))
    .where(
        views.c.authority == bindparam("of"),
        or_(views.c.user_id == bindparam("user"), views.c.team.in_(bindparam("teams", expanding=True))),
    )
    .order_by(views.c.name, views.c.view_id)
)
_ONE = select(*_COLUMNS).where(views.c.authority == bindparam("of"), views.c.view_id == bindparam("view"))


class SavedViews:
    """The saved views of this database, inside one transaction."""

    __slots__ = ("_connection",)

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def add(self, view: SavedView) -> SavedView:
        """Stores a new view and gives it back with its number."""
        view = replace(view, view_id=next_number(self._connection, view.authority, "saved_view"))
        self._connection.execute(insert(views), asdict(view))
        return view

    def get(self, authority: str, view_id: int) -> SavedView | None:
        row = self._connection.execute(_ONE, {"of": authority, "view": view_id}).one_or_none()
        return None if row is None else SavedView(*row)

    def seen_by(self, authority: str, user_id: int, teams: Sequence[str]) -> list[OfSomebody]:
        """Those that a user made, and those of these teams, by name."""
        asked = {"of": authority, "user": user_id, "teams": [team for team in teams if team]}
        return [OfSomebody(SavedView(*row[:-1]), row[-1]) for row in self._connection.execute(_SEEN, asked)]

    def rename(self, view: SavedView, name: str) -> None:
        self._connection.execute(update(views).where(*_this(view)).values(name=name))

    def remove(self, view: SavedView) -> None:
        self._connection.execute(delete(views).where(*_this(view)))


def _this(view: SavedView) -> tuple[ColumnElement[bool], ...]:
    return views.c.authority == view.authority, views.c.view_id == view.view_id
