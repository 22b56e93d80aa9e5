"""A made-up case, step by step, with the contacts of a made-up child, for the tests of letters."""

from dataclasses import replace
from datetime import date

from ehcp_flow.db.people import Contact
from ehcp_flow.db.unit_of_work import unit_of_work
from ehcp_flow.services.cases import open_case, record
from ehcp_flow.services.office import Letterhead, Office
from ehcp_flow.services.people import NewPerson
from tests.ehcp_flow.services.at_work import Desk
from workflows.refusals import Refusal
from workflows.vocabulary import Event

LETTERHEAD = Letterhead(
    ("Special educational needs", "1 Made-up Square", "Madeup ZZ1 1ZZ"),
    "Madeupshire SENDIASS, 01632 960 002",
    "Fair Hearing Mediation, 01632 960 001",
    "Fair Hearing Resolution, 01632 960 003",
)
YES = {"may_have_sen": True, "plan_may_be_needed": True}
NO = {"may_have_sen": True, "plan_may_be_needed": False}


class CaseAtWork:
    """One case of Ada Marrow's, whose parent is to be written to; steps are recorded on the day they happen."""

    def __init__(self, desk: Desk, contacts: bool = True) -> None:
        desk.installation.add_authority(desk.authority, "Madeupshire")
        self.desk = desk
        self.office: Office = replace(desk.office, letterhead=LETTERHEAD)
        desk.clock.set_to(date(2026, 1, 5))
        done = open_case(self.office, NewPerson("Ada Marrow", date(2017, 5, 1)), date(2026, 1, 5), "parent")
        assert not isinstance(done, Refusal), done
        self.reference = done.case
        if contacts:
            self.parent = self.contact("parent", "Ms Rosa Marrow", "2 Ash Lane, Madeup, ZZ9 9ZZ")

    def contact(self, kind: str, name: str, postal: str) -> int:
        with unit_of_work(self.office.database) as uow:
            stored = uow.cases.load(self.office.authority, self.reference)
            assert stored is not None
            new = Contact(self.office.authority, 0, stored.person_id, kind, name, postal=postal, writes_to=True)
            added = uow.people.add_contact(new)
            uow.commit()
        return added.contact_id

    def on(self, day: date, event: Event, **facts: object) -> "CaseAtWork":
        """Records a step on its day."""
        self.desk.clock.set_to(day)
        done = record(self.office, self.reference, event, day, facts)
        assert not isinstance(done, Refusal), done
        return self

    def assessed(self) -> "CaseAtWork":
        return self.on(date(2026, 2, 10), Event.ASSESSMENT_AGREED, **YES)

    def refused(self, day: date = date(2026, 2, 10), reasons: str = "Her needs are met.") -> "CaseAtWork":
        return self.on(day, Event.ASSESSMENT_REFUSED, reasons=reasons, **NO)

    def drafted(self) -> "CaseAtWork":
        self.assessed().on(date(2026, 4, 7), Event.PLAN_AGREED)
        return self.on(date(2026, 4, 20), Event.DRAFT_SENT)

    def planned(self) -> "CaseAtWork":
        return self.drafted().on(date(2026, 5, 20), Event.FINAL_PLAN_SENT, setting="Ash Lane Primary School")

    def reviewed(self) -> "CaseAtWork":
        return self.planned().on(date(2027, 1, 12), Event.REVIEW_MET)
