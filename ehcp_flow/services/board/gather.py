"""All the rows of a report from the ledgers of one authority: one view of the database, each ledger read once."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field, fields
from datetime import date, datetime
from typing import Protocol

from ehcp_flow.clock import end_of_day
from ehcp_flow.db import ledger
from ehcp_flow.db.ledger import StoredCase
from ehcp_flow.db.notices import Notice
from ehcp_flow.db.unit_of_work import UnitOfWork
from ehcp_flow.services.board.cases_of import case_row
from ehcp_flow.services.board.disputes_of import appeal_rows, mediation_rows
from ehcp_flow.services.board.exceptions_of import evidenced, exception_rows, excuses
from ehcp_flow.services.board.faults_of import fault_rows
from ehcp_flow.services.board.plans_of import plan_row
from ehcp_flow.services.board.reviews_of import review_rows
from ehcp_flow.services.board.steps_of import step_rows
from ehcp_flow.services.board.told import Against, Told, told
from ehcp_flow.services.health.rows import monthly_lists, raised_notices, sent_notices, to_tell
from ehcp_flow.services.indexing import assessment_row
from ehcp_flow.services.office import Office
from ehcp_flow.services.telling.ladders import law_here
from reports.board.about import Choices, the_choices
from reports.rows.assessments import AssessmentRow
from reports.rows.cases import CaseRow
from reports.rows.disputes import AppealRow, MediationRow
from reports.rows.every import Rows
from reports.rows.exceptions import ExceptionRow
from reports.rows.health import Raised, SentNotice, ToTell
from reports.rows.plans import PlanRow, ReviewRow
from reports.rows.quality import FaultRow
from reports.rows.steps import StepRow
from workflows.vocabulary import Role


class Blocking(Protocol):
    """Finds the records that the SEN2 return could not be sent with: it is shown every case, in order, and then asked."""

    def add(self, case: StoredCase) -> None:
        """One case with its ledger."""

    def faults(self, uow: UnitOfWork) -> Iterable[FaultRow]:
        """What was found, by case. The view of the database is that from which the cases came."""


@dataclass(slots=True)
class _Found:
    """The rows so far, in order of case."""

    assessments: list[AssessmentRow] = field(default_factory=list)
    cases: list[CaseRow] = field(default_factory=list)
    steps: list[StepRow] = field(default_factory=list)
    exceptions: list[ExceptionRow] = field(default_factory=list)
    plans: list[PlanRow] = field(default_factory=list)
    reviews: list[ReviewRow] = field(default_factory=list)
    mediations: list[MediationRow] = field(default_factory=list)
    appeals: list[AppealRow] = field(default_factory=list)
    faults: list[FaultRow] = field(default_factory=list)
    to_tell: list[ToTell] = field(default_factory=list)
    sent_notices: list[SentNotice] = field(default_factory=list)
    raised_notices: list[Raised] = field(default_factory=list)

    def add(self, case: Told, backdated_after: int) -> None:
        """The rows that a ledger gives by itself."""
        assessment = assessment_row(case.case, case.view, case.deadlines)
        found = excuses(case)
        self.assessments.append(assessment)
        self.cases.append(case_row(case, assessment, evidenced(found)))
        self.steps += step_rows(case)
        self.exceptions += exception_rows(case, found)
        if (plan := plan_row(case)) is not None:
            self.plans.append(plan)
            self.reviews += review_rows(case)
        self.mediations += mediation_rows(case)
        self.appeals += appeal_rows(case)
        self.faults += fault_rows(case, backdated_after)


def gather(
    office: Office,
    as_at: date,
    known_at: datetime | None = None,
    *,
    blocking: Blocking | None = None,
    choices: Choices | None = None,
) -> Rows:
    """The rows of the office's authority as they stood at the end of a day, as they were known at a moment.

    `known_at` None: as known now. Dates of birth, postcodes and who works here are as they are now: no history is kept of
    them. `choices` are those of the council, as shipped where none are given.
    """
    backdated_after = (choices or the_choices()).backdated_after
    until = end_of_day(as_at) if known_at is None else min(end_of_day(as_at), known_at)
    found = _Found()
    order: dict[str, int] = {}
    with office.database.reading() as connection:
        uow = UnitOfWork(connection)
        against = Against(as_at, known_at, law_here(office, uow), office.calendar(uow))
        people = uow.people.born_where(office.authority)
        notices = _notices(uow, office)
        users = uow.users.all(office.authority)
        lists = monthly_lists(uow.reconciliations.all(office.authority), until)
        for stored in ledger.stream(connection, office.authority):
            born, postcode = people.get(stored.person_id, (None, ""))
            own = notices.get(stored.case_id, [])
            if (case := told(stored.reference, stored.entries, against, born, postcode)) is not None:
                found.add(case, backdated_after)
                found.to_tell += to_tell(case.case, case.view, own, until)
            found.sent_notices += sent_notices(own, until)
            found.raised_notices += raised_notices(own, until)
            if blocking is not None:
                blocking.add(stored)
                order[stored.reference] = len(order)
        if blocking is not None:
            found.faults = sorted([*found.faults, *blocking.faults(uow)], key=lambda fault: order[fault.case])
    rows = {each.name: tuple(getattr(found, each.name)) for each in fields(found)}
    officers = tuple(user.email for user in users if user.active and Role.CASEWORKER in user.roles)
    return Rows(as_at, known_at or office.clock.now(), **rows, monthly_lists=tuple(lists), officers=officers)


def _notices(uow: UnitOfWork, office: Office) -> dict[int, list[Notice]]:
    """The notices about each case, in the order in which they were raised."""
    by_case: dict[int, list[Notice]] = defaultdict(list)
    for notice in reversed(uow.notices.listed(office.authority)):
        by_case[notice.case_id].append(notice)
    return by_case
