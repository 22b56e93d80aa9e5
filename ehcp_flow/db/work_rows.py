"""Lists of work: a page of one, in its order, and how many cases it has. What a user may not see is in none.

A page reads an index and stops at its last row. A statement is made once for each shape of question, and asked again and
again with other values: making one takes longer than the database needs to answer it.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache
from typing import Any

from sqlalchemy import ColumnElement, Connection, Select, and_, bindparam, case, false, func, or_, select, true

from ehcp_flow.db.index import DEADLINE_COLUMNS, deadline_of
from ehcp_flow.db.people import search_name
from ehcp_flow.db.scope import visible_among_many
from ehcp_flow.db.search import like_part, part_of_reference, refers_to
from ehcp_flow.db.tables import app_user as users
from ehcp_flow.db.tables import deadline as deadlines
from ehcp_flow.db.tables import ehc_case as cases
from ehcp_flow.db.tables import person as people
from ehcp_flow.db.work_conditions import OF, OF_CASE, WHICH, Among, Asking
from workflows.clocks import Deadline


@dataclass(frozen=True, slots=True)
class Narrow:
    """Which cases; what is left as it is narrows nothing.

    `which`: a key of WHICH. `when`: a key of WHICH too, beside the first. `unowned`: nobody has them. `team` is exact, ""
    being the cases of no team. `born`: on the first of the two days or later, and on the second or earlier. `text`: words
    of the name, or part of the reference.
    """

    which: str = "all"
    owner_id: int | None = None
    unowned: bool = False
    team: str | None = None
    state: str = ""
    when: str = ""
    born: tuple[date | None, date | None] | None = None
    text: str = ""


@dataclass(frozen=True, slots=True)
class WorkRow:
    """A case in a list of work. `owner` is a name and `owner_email` an address; both "" where nobody has it.

    `next`: of what is still to be done, the earliest date that binds and that no exception excuses; else one that is
    excused. None where nothing is to be done.
    """

    case_id: int
    case: str
    forename: str
    surname: str
    born: date | None
    state: str
    team: str
    owner: str
    owner_email: str
    opened_at: datetime
    received_on: date | None
    open_due: date | None
    family_told_on: date | None
    next: Deadline | None


@dataclass(frozen=True, slots=True)
class _Shape:
    """All of a question that changes its statement; what is left are values. `words`: how many are looked for in names."""

    which: tuple[str, ...]
    running: tuple[str, ...]
    owned: bool
    unowned: bool
    of_team: bool
    state: bool
    born_from: bool
    born_to: bool
    words: int | None
    has_team: bool


def _shape(asking: Asking, narrow: Narrow) -> _Shape:
    first, last = narrow.born or (None, None)
    return _Shape(
        which=tuple(name for name in (narrow.which, narrow.when) if name not in ("", "all")),
        running=asking.running,
        owned=narrow.owner_id is not None,
        unowned=narrow.unowned,
        of_team=narrow.team is not None,
        state=bool(narrow.state),
        born_from=first is not None,
        born_to=last is not None,
        words=len(search_name(narrow.text).split()) if narrow.text else None,
        has_team=bool(asking.scope.team),
    )


def _values(asking: Asking, narrow: Narrow) -> dict[str, Any]:
    """The values of a question. More of them than its statement has is no matter."""
    first, last = narrow.born or (None, None)
    values = asking.values() | {
        "owner": narrow.owner_id, "team": narrow.team, "state": narrow.state, "born_from": first, "born_to": last,
    }  # fmt: skip
    if narrow.text:
        values["reference_part"] = part_of_reference(narrow.text)
        values |= {f"word_{place}": like_part(word) for place, word in enumerate(search_name(narrow.text).split())}
    return values


ORDERS: Mapping[str, tuple[ColumnElement[Any], ...]] = {
    "due": (cases.c.open_due, cases.c.next_due),
    "waits": (cases.c.waits_until,),
    "fit": (cases.c.fit_by,),
    "received": (cases.c.received_on,),
    "case": (),
    "born": (people.c.born,),
    "officer": (users.c.name,),
}
"""What a list may be ordered by. Cases without a value come last, whichever way; those that are alike by reference."""

_PERSON = and_(people.c.authority == cases.c.authority, people.c.person_id == cases.c.person_id)
_OWNER = and_(users.c.authority == cases.c.authority, users.c.user_id == cases.c.owner_id)
_ROW = (
    cases.c.case_id, cases.c.reference, people.c.forename, people.c.surname, people.c.born, cases.c.state, cases.c.team,
    func.coalesce(users.c.name, ""), func.coalesce(users.c.email, ""), cases.c.opened_at, cases.c.received_on,
    cases.c.open_due, cases.c.family_told_on,
)  # fmt: skip
_IS_NEXT = and_(
    OF_CASE,
    deadlines.c.due == func.coalesce(cases.c.open_due, cases.c.next_due),
    or_(deadlines.c.outcome == "open", and_(deadlines.c.outcome == "excused", cases.c.open_due.is_(None))),
    deadlines.c.met_on.is_(None),
    deadlines.c.stood_down_on.is_(None),
    deadlines.c.binding == true(),
    deadlines.c.floor == false(),
)


def page(
    connection: Connection,
    asking: Asking,
    narrow: Narrow,
    limit: int,
    offset: int = 0,
    order: str = "due",
    backwards: bool = False,
) -> list[WorkRow]:
    """One page of a list, in the order of a key of ORDERS."""
    values = _values(asking, narrow) | {"limit": limit, "offset": offset}
    found = connection.execute(_page(_shape(asking, narrow), order, backwards), values).all()
    width = len(_ROW)
    made: dict[int, WorkRow] = {}
    for row in found:  # of two things that are next on the same day, the first counts
        if row[0] not in made:
            following = None if row[width] is None else deadline_of(row[width:])
            made[row[0]] = WorkRow(*row[:width], following)  # type: ignore[call-arg]  # a row has as many as _ROW
    return list(made.values())


@lru_cache(maxsize=1000)
def _page(shape: _Shape, order: str, backwards: bool) -> Select[Any]:
    by = [(each.desc() if backwards else each.asc()).nulls_last() for each in ORDERS[order]]
    by.append(cases.c.reference.desc() if backwards and not by else cases.c.reference.asc())
    source: Any = cases
    if order == "born" or shape.born_from or shape.born_to:
        source = source.join(people, _PERSON)
    if order == "officer":
        source = source.outerjoin(users, _OWNER)
    wanted = _narrowed(select(cases.c.case_id).select_from(source), shape).order_by(*by)
    chosen = wanted.limit(bindparam("limit")).offset(bindparam("offset")).subquery("chosen")
    joined = (
        chosen.join(cases, and_(cases.c.authority == OF, cases.c.case_id == chosen.c.case_id))
        .join(people, _PERSON)
        .outerjoin(users, _OWNER)
        .outerjoin(deadlines, _IS_NEXT)
    )
    return select(*_ROW, *DEADLINE_COLUMNS).select_from(joined).order_by(*by, deadlines.c.duty, deadlines.c.subject)


def count(connection: Connection, asking: Asking, narrow: Narrow, at_most: int) -> int:
    """How many cases a list has; it stops counting at `at_most`."""
    values = _values(asking, narrow) | {"limit": at_most}
    return int(connection.execute(_count(_shape(asking, narrow)), values).scalar_one())


@lru_cache(maxsize=1000)
def _count(shape: _Shape) -> Select[Any]:
    source: Any = cases.join(people, _PERSON) if shape.born_from or shape.born_to else cases
    some = _narrowed(select(cases.c.case_id).select_from(source), shape).limit(bindparam("limit")).subquery()
    return select(func.count()).select_from(some)


def tallies(connection: Connection, asking: Asking, narrow: Narrow, names: Sequence[str]) -> dict[str, int]:
    """How many cases of an officer, a team or of nobody each of these lists has, in one question."""
    row = connection.execute(_tallies(_shape(asking, narrow), tuple(names)), _values(asking, narrow)).one()
    return dict(zip(names, map(int, row), strict=True))


@lru_cache(maxsize=100)
def _tallies(shape: _Shape, names: tuple[str, ...]) -> Select[Any]:
    among = Among(shape.running, few=True)
    sums = [func.coalesce(func.sum(case((WHICH[name](among), 1), else_=0)), 0) for name in names]
    return _narrowed(select(*sums).select_from(cases), shape)


def _narrowed(found: Select[Any], shape: _Shape) -> Select[Any]:
    among = Among(shape.running, few=shape.owned)
    what: list[ColumnElement[bool]] = [cases.c.authority == OF]
    what += [WHICH[name](among) for name in shape.which]
    if shape.owned:
        what.append(cases.c.owner_id == bindparam("owner"))
    if shape.unowned:
        what.append(cases.c.owner_id.is_(None))
    if shape.of_team:
        what.append(cases.c.team == bindparam("team"))
    if shape.state:
        what.append(cases.c.state == bindparam("state"))
    if shape.born_from:
        what.append(people.c.born >= bindparam("born_from"))
    if shape.born_to:
        what.append(people.c.born <= bindparam("born_to"))
    if shape.words is not None:
        what.append(_text(among, shape.words))
    return found.where(*what, visible_among_many(shape.has_team))


def _text(among: Among, words: int) -> ColumnElement[bool]:
    named = and_(true(), *(people.c.search_name.like(bindparam(f"word_{place}"), escape="/") for place in range(words)))
    return among.either(
        refers_to(bindparam("reference_part")),
        cases.c.person_id.in_(select(people.c.person_id).where(people.c.authority == OF, named)),
    )
