"""A desk with health contacts and a child whose plan is on its way, for the tests of health notices."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from typing import Any

from sqlalchemy import select, update

from ehcp_flow.db.notices import Notice
from ehcp_flow.db.tasks import ListedTask
from ehcp_flow.db.telling_tables import outbox
from ehcp_flow.db.unit_of_work import UnitOfWork
from ehcp_flow.services import cases
from ehcp_flow.services.cases import Done
from ehcp_flow.services.health.people import decide, new_contact, set_person
from ehcp_flow.services.people import NewPerson
from ehcp_flow.services.users import add_user
from tests.ehcp_flow.services.at_work import HERE, Desk
from workflows.refusals import Refusal
from workflows.vocabulary import Event

CASE = "EHC-2026-00001"
TRUST = "Exampleshire Community Health"
PAT, SAM = "pat@example.org", "sam@example.org"
NUMBER, SURNAME, FORENAME, BORN = "9434765919", "Marrowfat", "Jessamine", date(2018, 6, 1)
RECEIVED = date(2026, 1, 5)

E = Event

Steps = tuple[tuple[date, E, Mapping[str, Any]], ...]

# The way to a plan and to its end: day, event, facts.
REQUEST_TO_AGREED: Steps = (
    (date(2026, 2, 3), E.ASSESSMENT_AGREED, {}),
    (date(2026, 2, 4), E.ADVICE_REQUESTED, {"body": "health", "service": "paediatrics"}),
)
TO_DRAFT: Steps = ((date(2026, 4, 1), E.PLAN_AGREED, {}), (date(2026, 4, 13), E.DRAFT_SENT, {"version": "1"}))
TO_FINAL: Steps = ((date(2026, 5, 1), E.FINAL_PLAN_SENT, {"version": "2"}),)
TO_AMENDED: Steps = (
    (date(2027, 2, 1), E.REVIEW_INVITED, {"meeting_on": "2027-03-15"}),
    (date(2027, 3, 15), E.REVIEW_MET, {}),
    (date(2027, 3, 22), E.REVIEW_REPORTED, {}),
    (date(2027, 4, 2), E.REVIEW_DECIDED, {"outcome": "maintain"}),
)
TO_END: Steps = (
    (date(2027, 5, 4), E.CEASE_CONSIDERED, {}),
    (date(2027, 5, 24), E.CEASE_NOTIFIED, {"reasons": "The needs are met without a plan"}),
    (date(2027, 9, 1), E.PLAN_CEASED, {"reason": "needs_met"}),
)


@dataclass(frozen=True, slots=True)
class HealthDesk:
    """The desk, and what it did with health."""

    desk: Desk

    @property
    def office(self) -> Any:
        return self.desk.office

    def on(self, day: date) -> None:
        self.desk.clock.moment = datetime.combine(day, time(9, 30), UTC)

    def contact(self, role: str, name: str, channel: str = "file", **more: Any) -> int:
        address = more.pop("address", f"{name.lower().replace(' ', '.')}@health.example")
        made = new_contact(self.office, role, name, address, channel, **more)
        assert not isinstance(made, Refusal), made
        return made[0].contact_id

    def contacts(self, channel: str = "file") -> dict[str, int]:
        """A practice, a school nurse, an adviser, the provider's records, the DCO and the ICB: all role mailboxes."""
        told: dict[str, Any] = {"channel": channel, "role_mailbox": True}
        return {
            "gp": self.contact("gp", "High Street Surgery", provider="High Street Surgery", **told),
            "nurse": self.contact("school_nurse", "School nurses", provider=TRUST, **told),
            "adviser": self.contact("advice_giver", "Paediatrics", provider=TRUST, service="paediatrics", **told),
            "records": self.contact("provider", "Records", provider=TRUST, **told),
            "dco": self.contact("dco", "DCO", provider="ICB", **told),
            "icb": self.contact("icb", "ICB", provider="ICB", **told),
        }

    def child(self, nhs_number: str = NUMBER) -> str:
        """A case with its request, given to an officer."""
        for name, email, roles in (
            ("Pat Osier", PAT, ["caseworker"]),
            ("Sam Rowan", SAM, ["manager", "decision_maker"]),
        ):
            add_user(self.office, name, email, roles)
        self.on(RECEIVED)
        person = NewPerson(f"{FORENAME} {SURNAME}", BORN, nhs_number=nhs_number)
        done = cases.open_case(self.office, person, RECEIVED, "parent")
        assert isinstance(done, Done), done
        assert isinstance(cases.assign(self.office, CASE, PAT, SAM), Done)
        return done.case

    def known(self, contacts: Mapping[str, int]) -> None:
        """All that the gate asks for: practice, provider, a verified number, a basis."""
        person = set_person(self.office, CASE, contacts["gp"], TRUST, verified_by="Pat Osier")
        assert not isinstance(person, Refusal), person
        basis = decide(self.office, CASE, "basis", "Children and Families Act 2014, section 26", "Sam Rowan")
        assert not isinstance(basis, Refusal), basis

    def happens(self, *steps: tuple[date, Event, Mapping[str, Any]]) -> None:
        for day, event, facts in steps:
            self.on(day)
            done = cases.record(self.office, CASE, event, day, facts)
            assert isinstance(done, Done), done

    def sent(self, state: str = "sent") -> int:
        """Every message that waits has left, by the channel that it was for."""
        with self.desk.database.writing() as connection:
            now = self.desk.clock.moment
            values = {"state": state, "sent_at": now if state == "sent" else None}
            return connection.execute(update(outbox).where(outbox.c.state == "ready").values(values)).rowcount

    def notices(self) -> list[Notice]:
        with self.desk.database.reading() as connection:
            return UnitOfWork(connection).notices.of_case(HERE, 1)

    def told(self, *states: str) -> list[tuple[str, str, str]]:
        """Role of the contact, kind and state of each notice, in order; those of some states."""
        with self.desk.database.reading() as connection:
            roles = {each.contact_id: each.role for each in UnitOfWork(connection).health.contacts(HERE)}
        found = [(roles[each.contact_id], each.kind, each.stands) for each in self.notices()]
        return [each for each in found if not states or each[2] in states]

    def messages(self, prefix: str = "health_") -> list[Any]:
        """Messages of the outbox, oldest first."""
        with self.desk.database.reading() as connection:
            rows = connection.execute(select(outbox).order_by(outbox.c.created_at, outbox.c.order_number)).all()
        return [row for row in rows if row.kind.startswith(prefix)]

    def tasks(self, kind: str = "") -> list[ListedTask]:
        with self.desk.database.reading() as connection:
            return UnitOfWork(connection).tasks.listed(HERE, kinds=[kind] if kind else [])
