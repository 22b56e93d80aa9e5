"""Teams are a word on each user. A case notes the team of its officer when it was given to them, for good."""

from dataclasses import dataclass, replace

from ehcp_flow.db import admin_rows
from ehcp_flow.db.unit_of_work import UnitOfWork, unit_of_work
from ehcp_flow.db.users import User
from ehcp_flow.services.access.changes import ADMINS, allowed, noted
from ehcp_flow.services.office import Office
from workflows.refusals import Refusal

SOURCE = "Teams of this authority (docs/administration.md)"


@dataclass(frozen=True, slots=True)
class TeamLine:
    """A team: who is in it, and how many cases note it. `running`: those with something still to be done."""

    name: str
    members: tuple[User, ...]
    cases: int
    running: int


def teams(office: Office) -> list[TeamLine]:
    """Every team that a user is in or a case notes, by name; without one ("") last."""
    with office.database.reading() as connection:
        users = UnitOfWork(connection).users.all(office.authority)
        held = admin_rows.cases_by_team(connection, office.authority)
    names = {user.team for user in users if user.active} | set(held)
    return [
        TeamLine(name, tuple(each for each in users if each.active and each.team == name), *held.get(name, (0, 0)))
        for name in sorted(names, key=lambda name: (not name, name.casefold()))
    ]


def rename_team(office: Office, old: str, new: str, knows: bool, as_user: str | None = None) -> int | Refusal:
    """Gives everybody in a team its new name; how many they are. The cases keep the name under which they were given out.

    `knows`: whoever asks has been told that the team sees those cases again only when they are given out anew.
    """
    old, new, what = old.strip(), " ".join(new.split()), f"Rename team {old}"
    with unit_of_work(office.database) as uow:
        uow.alone_in(office.authority)
        actor = allowed(uow, office, as_user, what, ADMINS)
        if isinstance(actor, Refusal):
            return actor
        users = uow.users.all(office.authority)
        members = [each for each in users if each.team == old]
        refusal = _wrong(what, old, new, members, users)
        if refusal is not None:
            return refusal
        every, _running = admin_rows.cases_by_team(uow.connection, office.authority).get(old, (0, 0))
        if every and not knows:
            return Refusal(
                what,
                f"{every:,} {'case notes' if every == 1 else 'cases note'} team {old}, and their ledgers cannot be rewritten",
                SOURCE,
                "Say that you know it. A manager then reassigns those cases, so that the team sees them again.",
            )
        for each in members:
            uow.users.save(replace(each, team=new))
        became = {"name": new, "people": len(members), "cases_that_keep_the_old_name": every}
        noted(uow, office, actor.name, "team renamed", old, {"name": old}, became)
        uow.commit()
    return len(members)


def _wrong(what: str, old: str, new: str, members: list[User], users: list[User]) -> Refusal | None:
    if not old or not members:
        return Refusal(what, "nobody is in this team", SOURCE, "Look at the list of teams.")
    if not new:
        return Refusal(what, "there is no new name", SOURCE, "Give the new name of the team.")
    if new == old:
        return Refusal(what, "it has this name already", SOURCE, "Give another name.")
    if new.casefold() in {each.team.casefold() for each in users if each.team != old}:
        why = f"there is a team {new} already"
        return Refusal(what, why, SOURCE, "Give another name, or move people to that team one by one.")
    return None
