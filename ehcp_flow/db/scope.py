"""Which cases a user may see, as a condition of the query itself: what one may not see is never read."""

from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Connection, and_, bindparam, exists, func, or_, select, true

from ehcp_flow.db.access_tables import restriction, restriction_reader
from ehcp_flow.db.tables import ehc_case as cases


@dataclass(frozen=True, slots=True)
class Scope:
    """Whose eyes: a user, and the team whose cases they see ("" sees every team's). Restricted cases: only where named."""

    user_id: int
    team: str = ""


def visible(scope: Scope) -> ColumnElement[bool]:
    """The condition on `ehc_case`: of the user's team or of none, and not restricted unless they are named."""
    of_team = cases.c.team.in_([scope.team, ""]) if scope.team else true()
    restricted = exists().where(
        restriction.c.authority == cases.c.authority, restriction.c.person_id == cases.c.person_id
    )
    named = exists().where(
        restriction_reader.c.authority == cases.c.authority,
        restriction_reader.c.person_id == cases.c.person_id,
        restriction_reader.c.user_id == scope.user_id,
    )
    return and_(of_team, or_(~restricted, named))


def visible_among_many(of_a_team: bool) -> ColumnElement[bool]:
    """The same for a query that goes through many cases: whoever is hidden from the user is found once, not case by case.

    It is prepared for every user: `values_of` gives what it is asked with. `of_a_team`: whether the user has a team.
    """
    named = exists().where(
        restriction_reader.c.authority == restriction.c.authority,
        restriction_reader.c.person_id == restriction.c.person_id,
        restriction_reader.c.user_id == bindparam("eyes_user"),
    )
    hidden = select(restriction.c.person_id).where(restriction.c.authority == bindparam("of"), ~named)
    seen = cases.c.person_id.not_in(hidden)
    if not of_a_team:
        return seen
    # Not the column by itself: SQLite would then choose the index of teams, and sort what another has in order already.
    team = func.coalesce(cases.c.team, "")
    return and_(or_(team == bindparam("eyes_team"), team == ""), seen)


def values_of(authority: str, scope: Scope) -> dict[str, Any]:
    """The values that `visible_among_many` is asked with."""
    values: dict[str, Any] = {"of": authority, "eyes_user": scope.user_id}
    return values | {"eyes_team": scope.team} if scope.team else values


def case_seen(connection: Connection, authority: str, reference: str, scope: Scope) -> int | None:
    """The number of the case of this reference, where there is one that this user may see."""
    found = select(cases.c.case_id).where(
        cases.c.authority == bindparam("of"), cases.c.reference == bindparam("case"), visible(scope)
    )
    return connection.execute(found, {"of": authority, "case": reference}).scalar_one_or_none()
