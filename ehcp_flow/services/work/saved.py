"""Saved views: keep the address of a list under a name, for oneself or for one's team; rename it, take it away."""

from dataclasses import dataclass
from urllib.parse import urlsplit

from ehcp_flow.db.saved_views import SavedView, SavedViews
from ehcp_flow.db.unit_of_work import UnitOfWork, unit_of_work
from ehcp_flow.db.users import User
from ehcp_flow.services.office import Office
from ehcp_flow.services.work.queues import QUEUES
from workflows.refusals import Refusal
from workflows.vocabulary import Role

MOST = 50
"""So many views may one person keep."""

LONGEST = 80
_SOURCE = "Saved views (casework.md 1.3)"


@dataclass(frozen=True, slots=True)
class ShownView:
    """A view as a user sees it. `team` is "" where it is theirs alone; `mine`: they made it; `may_change`: they may
    rename it and take it away."""

    view_id: int
    name: str
    place: str
    team: str
    maker: str
    mine: bool
    may_change: bool


def saved_views(office: Office, user: User) -> list[ShownView]:
    """The views of a user and of their team, by name."""
    with office.database.reading() as connection:
        found = SavedViews(connection).seen_by(
            office.authority, user.user_id, _teams(UnitOfWork(connection), office, user)
        )
    return [
        ShownView(
            each.view.view_id,
            each.view.name,
            each.view.place,
            each.view.team,
            each.maker,
            each.view.user_id == user.user_id,
            _may_change(each.view, user),
        )
        for each in found
    ]


def save_view(office: Office, user: User, name: str, place: str, for_team: bool) -> SavedView | Refusal:
    """Keeps the address of a list under a name."""
    what = f"Save “{name}”"
    if refusal := _no_name(what, name):
        return refusal
    if not _is_list(place):
        return Refusal(
            what, "this is not the address of a list of work", _SOURCE, "Open a list and save it from there."
        )
    if for_team and not user.team:
        return Refusal(
            what,
            "you belong to no team",
            _SOURCE,
            "Save it for yourself, and send the address to whoever else should have it.",
        )
    with unit_of_work(office.database) as uow:
        views = SavedViews(uow.connection)
        own = [
            each.view for each in views.seen_by(office.authority, user.user_id, ()) if each.view.user_id == user.user_id
        ]
        if any(each.name.casefold() == name.strip().casefold() for each in own):
            return Refusal(
                what, "you have a view of this name", _SOURCE, "Choose another name, or delete that one first."
            )
        if len(own) >= MOST:
            return Refusal(what, f"you have {MOST} views", _SOURCE, "Delete one that you no longer need.")
        made = views.add(
            SavedView(office.authority, 0, user.user_id, name.strip(), place, user.team if for_team else "")
        )
        uow.commit()
    return made


def rename_view(office: Office, user: User, view_id: int, name: str) -> SavedView | Refusal:
    if refusal := _no_name("Rename the view", name):
        return refusal
    with unit_of_work(office.database) as uow:
        view = _to_change(uow, office, user, view_id, "Rename the view")
        if not isinstance(view, Refusal):
            SavedViews(uow.connection).rename(view, name.strip())
            uow.commit()
    return view


def delete_view(office: Office, user: User, view_id: int) -> SavedView | Refusal:
    with unit_of_work(office.database) as uow:
        view = _to_change(uow, office, user, view_id, "Delete the view")
        if not isinstance(view, Refusal):
            SavedViews(uow.connection).remove(view)
            uow.commit()
    return view


def _to_change(uow: UnitOfWork, office: Office, user: User, view_id: int, what: str) -> SavedView | Refusal:
    """The view, where this user may change it; the same words where it is somebody else's own and where there is none."""
    view = SavedViews(uow.connection).get(office.authority, view_id)
    if view is None or (view.user_id != user.user_id and view.team not in _teams(uow, office, user)):
        return Refusal(what, "you have no view of this number", _SOURCE, "Look at your saved views.")
    if not _may_change(view, user):
        return Refusal(
            what, "somebody else made this view for the team", _SOURCE, "Ask whoever made it, or a manager of the team."
        )
    return view


def _may_change(view: SavedView, user: User) -> bool:
    return view.user_id == user.user_id or (bool(view.team) and Role.MANAGER in user.roles)


def _teams(uow: UnitOfWork, office: Office, user: User) -> list[str]:
    """The teams whose views a user sees: their own; every one for a manager who belongs to none."""
    if user.team:
        return [user.team]
    if Role.MANAGER in user.roles:
        return sorted({each.team for each in uow.users.all(office.authority) if each.team})
    return []


def _is_list(place: str) -> bool:
    parts = urlsplit(place)
    path = parts.path.removeprefix("/work/")
    return not parts.scheme and not parts.netloc and parts.path.startswith("/work/") and path in QUEUES


def _no_name(what: str, name: str) -> Refusal | None:
    if not name.strip():
        return Refusal(what, "it has no name", _SOURCE, "Enter a name for the view.")
    if len(name.strip()) > LONGEST:
        return Refusal(what, f"its name is longer than {LONGEST} characters", _SOURCE, "Enter a shorter name.")
    return None
