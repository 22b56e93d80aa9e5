"""Cases that only named people may open, for the tests of what a user may see."""

from datetime import date

from ehcp_flow.db.access_tables import restriction, restriction_reader
from ehcp_flow.db.unit_of_work import unit_of_work
from ehcp_flow.db.users import User
from tests.ehcp_flow.services.at_work import Desk


def restrict(desk: Desk, case: str, *readers: User) -> None:
    """The case of a looked-after child. Asked again, more people may open it."""
    with unit_of_work(desk.database) as uow:
        stored = uow.cases.load(desk.authority, case)
        assert stored is not None
        of = {"authority": desk.authority, "person_id": stored.person_id}
        held = uow.connection.execute(restriction.select().filter_by(**of)).first()
        if held is None:
            words = {"kind": "looked_after", "reason": "", "set_by": "admin@example.test"}
            days = {"since": date(2026, 1, 1), "review_on": date(2026, 12, 1)}
            uow.connection.execute(restriction.insert(), {**of, **words, **days})
        for reader in readers:
            uow.connection.execute(restriction_reader.insert(), {**of, "user_id": reader.user_id})
        uow.commit()
