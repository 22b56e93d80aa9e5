"""Cases of which health was not told because of a fault: the step stands, a person is asked, and it is tried again later."""

from datetime import date, datetime

from ehcp_flow.clock import london_date
from ehcp_flow.db.ledger import StoredCase
from ehcp_flow.db.unit_of_work import UnitOfWork, unit_of_work
from ehcp_flow.services.faults import fault_words
from ehcp_flow.services.health.asking import put_on_list
from ehcp_flow.services.health.case import of_stored
from ehcp_flow.services.health.raising import Raising
from ehcp_flow.services.health.sending import BY_ITSELF
from ehcp_flow.services.office import Office

KIND = "health_owed"
"""The kind of its tasks. The day of one is the day on which it is tried next."""


def owe(uow: UnitOfWork, stored: StoredCase, fault: Exception, now: datetime) -> None:
    """Lists a case once, until it has been brought up to date. The words of a fault hold nothing of the child."""
    if uow.tasks.listed(stored.authority, case_id=stored.case_id, kinds=[KIND]):
        return
    put_on_list(
        uow,
        stored.authority,
        KIND,
        f"{stored.case_id} {stored.version}",
        "Health was not told of this step: have it looked at",
        "The step is recorded. Health is told by itself as soon as that works: it is tried with the next run, then each "
        f"day. If this is still here tomorrow, give these words to whoever runs EHCP Flow: {fault_words(fault)}",
        now,
        stored.case_id,
        stored.person_id,
        london_date(now),
    )


def arrears(uow: UnitOfWork, authority: str, today: date) -> list[str]:
    """The references of the cases that are to be tried now."""
    found = uow.tasks.listed(authority, kinds=[KIND])
    return sorted({each.case for each in found if each.task.due_on is None or each.task.due_on <= today})


def catch_up(office: Office, case: str, now: datetime) -> int:
    """Brings a case up to date, and takes it off the list. Gives how many notices were raised or let go."""
    with unit_of_work(office.database) as uow:
        stored = uow.cases.load_for_change(office.authority, case)
        if stored is None:
            return 0
        calendar = office.calendar(uow)
        moved = Raising(uow, office, of_stored(uow, office, stored, calendar), now, calendar).bring_up_to_date()
        for each in uow.tasks.listed(office.authority, case_id=stored.case_id, kinds=[KIND]):
            uow.tasks.finish(office.authority, each.task.task_id, now, BY_ITSELF, "Health was told later")
        uow.commit()
    return moved


def bring_up_to_date(office: Office, case: str, now: datetime) -> int:
    """Asks again what a case needs, on another day. Gives how many notices were raised or let go."""
    with unit_of_work(office.database) as uow:
        stored = uow.cases.load_for_change(office.authority, case)
        if stored is None:
            return 0
        calendar = office.calendar(uow)
        moved = Raising(uow, office, of_stored(uow, office, stored, calendar), now, calendar).bring_up_to_date()
        uow.commit()
    return moved


def put_off(office: Office, case: str, until: date) -> None:
    """It still does not work: it is tried next on a day, and not each minute."""
    with unit_of_work(office.database) as uow:
        for each in uow.tasks.listed(office.authority, kinds=[KIND]):
            if each.case == case:
                uow.tasks.put_off(office.authority, each.task.task_id, until)
        uow.commit()
