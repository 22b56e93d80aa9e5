"""The lists of work have the cases that a slow, obvious reading of every ledger gives, on each database."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from random import Random

import pytest

from ehcp_flow.db import ledger
from ehcp_flow.db.access_tables import restriction
from ehcp_flow.db.cases import NewCase
from ehcp_flow.db.engine import Database
from ehcp_flow.db.file_tables import note
from ehcp_flow.db.people import Person
from ehcp_flow.db.unit_of_work import UnitOfWork, unit_of_work
from ehcp_flow.db.users import User
from ehcp_flow.services.cases import reference_of
from ehcp_flow.services.doctor import examine
from ehcp_flow.services.indexing import case_index
from ehcp_flow.services.office import Office
from ehcp_flow.services.telling.ladders import rungs_here
from ehcp_flow.services.work import lists
from ehcp_flow.services.work.family import TELLS_THE_FAMILY, UNDER_ASSESSMENT
from ehcp_flow.services.work.filters import Filters, read
from ehcp_flow.services.work.lists import COUNTED, Listed, MyWork, listed, my_work, overview
from ehcp_flow.services.work.queues import QUEUES, ROWS
from tests.ehcp_flow.services.at_work import Desk
from workflows.advance import Actor, Begun, Proposal, begin
from workflows.case import CaseView, fold
from workflows.clocks import Deadline, deadlines
from workflows.ledger import GENESIS, seal
from workflows.options import options
from workflows.refusals import Refusal
from workflows.standing import Outcome
from workflows.vocabulary import Event, Process, Role, Standing

TODAY = date(2026, 2, 10)  # a Tuesday
SUNDAY = date(2026, 2, 15)
NOW = datetime(2026, 2, 10, 9, 30, tzinfo=UTC)
ROLES = frozenset({Role.CASEWORKER, Role.MANAGER, Role.DECISION_MAKER})
BY = Actor("casey@example.gov.uk", ROLES, may_decide_alone=True)
MADE = 120

Step = tuple[Event, int, dict[str, str]]
REQUEST: tuple[Step, ...] = (
    (Event.REQUEST_RECEIVED, 0, {"source": "parent"}),
    (Event.VIEWS_SOUGHT, 3, {}),
    (Event.ASSESSMENT_AGREED, 30, {}),
    (Event.ADVICE_REQUESTED, 33, {"body": "education"}),
    (Event.ADVICE_REQUESTED, 35, {"body": "health"}),
    (Event.ADVICE_CHASED, 60, {"body": "health"}),
    (Event.ADVICE_RECEIVED, 65, {"body": "education"}),
    (Event.ADVICE_RECEIVED, 70, {"body": "health"}),
    (Event.PLAN_AGREED, 80, {}),
    (Event.SETTING_CONSULTED, 85, {"setting": "Ash Lane"}),
    (Event.DRAFT_SENT, 90, {}),
    (Event.SETTING_REPLIED, 99, {"setting": "Ash Lane"}),
    (Event.FINAL_PLAN_SENT, 120, {}),
)
REVIEW: tuple[Step, ...] = (
    (Event.REQUEST_RECEIVED, -500, {"source": "school"}),
    (Event.ASSESSMENT_AGREED, -470, {}),
    (Event.PLAN_AGREED, -400, {}),
    (Event.DRAFT_SENT, -395, {}),
    (Event.FINAL_PLAN_SENT, -370, {}),
    (Event.TRANSFER_PLANNED, -10, {"kind": "primary_to_secondary", "transfer_on": "2026-09-01"}),
    (Event.REVIEW_INVITED, -8, {"meeting_on": "2026-02-20"}),
    (Event.REVIEW_MET, 12, {}),
    (Event.REASSESSMENT_REQUESTED, 14, {}),
)
EXCEPTION = (
    Event.EXCEPTION_RECORDED,
    20,
    {"ground": "exceptional_circumstances", "from": "2020-01-01", "to": "2030-01-01"},
)


class Town:
    """An authority with two officers and cases half-way through everything."""

    def __init__(self, desk: Desk, seed: int) -> None:
        self.office: Office = desk.office
        desk.installation.add_authority(desk.authority, "Madeupshire")
        dice = Random(seed)
        with unit_of_work(desk.database) as uow:
            self.casey = uow.users.add(User(desk.authority, 0, "Casey", BY.name, ROLES, NOW, "North"))
            self.dee = uow.users.add(User(desk.authority, 0, "Dee", "dee@example.gov.uk", ROLES, NOW, "South"))
            self.head = uow.users.add(User(desk.authority, 0, "Head", "head@example.gov.uk", ROLES, NOW))
            people, made = [], []
            for number in range(1, MADE + 1):
                case = self._case(dice, number)
                if case is not None:
                    people.append(
                        Person(
                            desk.authority, number, "Wren", f"Fern{number}", NOW, born=date(2016, 1, number % 28 + 1)
                        )
                    )
                    made.append(case)
            uow.cases.bulk_add(people, made, rungs_here(self.office, uow))
            uow.commit()
        assert len(made) > MADE // 2

    def _case(self, dice: Random, number: int) -> NewCase | None:
        script = list(dice.choice((REQUEST, REQUEST, REVIEW)))
        if dice.random() < 0.3:
            script = sorted([*script, EXCEPTION], key=lambda step: step[1]) if script[0][1] == 0 else script
        start = TODAY - timedelta(days=dice.randrange(1, 170) if script[0][1] == 0 else dice.randrange(0, 60))
        steps = [step for step in script if start + timedelta(days=step[1]) <= TODAY][
            : dice.randrange(1, len(script) + 1)
        ]
        to = dice.choice((self.casey, self.casey, self.dee, None))
        proposals = [Proposal(event, start + timedelta(days=days), facts) for event, days, facts in steps]
        if to is not None:
            assigned = {"to": to.email, "team": to.team}
            proposals.insert(1, Proposal(Event.CASE_ASSIGNED, proposals[0].occurred_on, assigned))
        begun = begin(proposals, by=BY, now=NOW, today=TODAY)
        if not isinstance(begun, Begun):
            return None
        reference, hashes, previous = reference_of(2025, number), [], GENESIS
        for entry in begun.entries:
            previous = seal(previous, self.office.authority, reference, number, entry)
            hashes.append(previous)
        users = {each.email: each.user_id for each in (self.casey, self.dee)}
        index = case_index(begun.view, begun.deadlines, users)
        return NewCase(
            self.office.authority, number, reference, number, NOW, index, begun.entries, hashes, begun.deadlines
        )

    def read(self, queue: str, user: User, **asked: str) -> Listed:
        row = QUEUES[queue]
        found = listed(self.office, user, row, read(f"/work/{queue}", asked, row.whose))
        assert isinstance(found, Listed), found
        return found

    def every(self, queue: str, user: User, **asked: str) -> list[str]:
        """The references of every page."""
        found = self.read(queue, user, **asked)
        rows = list(found.rows)
        for number in range(2, found.pages + 1):
            rows += self.read(queue, user, **asked, page=str(number)).rows
        assert len(rows) == found.shown
        return [row.case for row in rows]

    def stand(self) -> list["Stands"]:
        with self.office.database.reading() as connection:
            return [
                Stands(case.reference, fold(case.entries, TODAY), case.opened_at)
                for case in ledger.stream(connection, self.office.authority)
            ]


class Stands:
    """A case as its ledger tells it: every list, asked in the plainest way."""

    def __init__(self, reference: str, view: CaseView, opened_at: datetime) -> None:
        self.reference, self.view, self.opened_at = reference, view, opened_at
        self.due: Sequence[Deadline] = deadlines(view.entries)
        self.live = [each for each in self.due if each.live]
        self.owed = [each for each in self.live if each.binding and not each.floor]
        assigned = view.latest.get(Event.CASE_ASSIGNED)
        self.to = assigned.fact("to") if assigned else ""

    def is_in(self, queue: str) -> bool:
        return bool(getattr(self, queue.replace("-", "_"))())

    def mine(self) -> bool:
        return bool(self.owed) or self.view.state in UNDER_ASSESSMENT

    def unallocated(self) -> bool:
        return not self.to and self.mine()

    def overdue(self) -> bool:
        return any(each.standing(TODAY) is Standing.OVERDUE for each in self.owed)

    def _first_open(self) -> date | None:
        return min((each.due for each in self.owed if each.outcome is Outcome.OPEN), default=None)

    def week(self) -> bool:
        first = self._first_open()
        return first is not None and TODAY <= first <= SUNDAY

    def fortnight(self) -> bool:
        first = self._first_open()
        return first is not None and TODAY <= first <= TODAY + timedelta(days=14)

    def late_before_late(self) -> bool:
        return any(
            each.fit_by and each.fit_by <= TODAY + timedelta(days=7) and each.due >= TODAY
            for each in self.owed
            if each.outcome is Outcome.OPEN
        )

    def waiting(self) -> bool:
        return any(not each.floor and "local authority" not in each.owed_by.split(",")[0] for each in self.live)

    def advice(self) -> bool:
        return any(each.duty == "advice" for each in self.live)

    def decisions(self) -> bool:
        state, asked = self.view.state_of(Process.ASSESSMENT), Event.ADVICE_REQUESTED in self.view.latest
        waits = any(each.duty in ("review_decision", "reassess_decision") for each in self.live)
        return state == "requested" or (state == "assessing" and asked and not self.advice()) or waits

    def ready_to_sign(self) -> bool:
        may = options(self.view, Actor("other@example.gov.uk", ROLES), TODAY, law_of())
        final = [each for each in may if each.event is Event.FINAL_PLAN_SENT]
        return bool(final) and final[0].refusal is None

    def reviews(self) -> bool:
        return any(each.duty in ("review", "transfer_review") and each.warn_on <= TODAY for each in self.live)

    def phase_transfers(self) -> bool:
        return any(each.duty == "phase_transfer" for each in self.live)

    def health(self) -> bool:
        return False

    def family(self) -> bool:
        under_way = self.view.state_of(Process.ASSESSMENT) in UNDER_ASSESSMENT or any(
            each.duty not in ("review", "transfer_review", "phase_transfer") for each in self.live
        )
        told = [each.occurred_on for each in self.view.entries if each.event in TELLS_THE_FAMILY]
        last = max(told, default=self.view.entries[0].occurred_on)
        return under_way and last <= TODAY - timedelta(days=14)


def law_of():  # type: ignore[no-untyped-def]
    from workflows.parameters import the_law

    return the_law()


@pytest.fixture
def town(desk: Desk) -> Town:
    return Town(desk, 1)


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_every_queue_has_the_cases_that_the_ledgers_give(desk: Desk, seed: int) -> None:
    town = Town(desk, seed)
    stand = town.stand()
    for row in ROWS:
        wanted = sorted(each.reference for each in stand if each.is_in(row.name))
        assert sorted(town.every(row.name, town.head, whose="all")) == wanted, row.name
        for user in (town.casey, town.dee):
            own = sorted(
                each.reference
                for each in stand
                if each.to == user.email and each.is_in(row.name) and row.name != "unallocated"
            )
            assert sorted(town.every(row.name, user, whose="mine")) == own, (row.name, user.email)
    assert examine(town.office, repair=False).sound


def test_the_made_up_cases_are_in_every_queue_but_that_of_health(desk: Desk) -> None:
    """Otherwise the test above would prove little."""
    counts = {row.name: 0 for row in ROWS}
    town = Town(desk, 1)
    for each in town.stand():
        for row in ROWS:
            counts[row.name] += each.is_in(row.name)
    assert [name for name, count in counts.items() if not count] == ["health"], counts


def test_a_list_is_in_the_order_of_the_next_legal_date_and_those_without_one_come_last(town: Town) -> None:
    first = {each.reference: each._first_open() or date.max for each in town.stand()}
    shown = town.every("mine", town.head, whose="all")
    assert [first[case] for case in shown] == sorted(first[case] for case in shown)
    backwards = town.every("mine", town.head, whose="all", sort="-case")
    assert backwards == sorted(backwards, reverse=True)


def test_one_late_request_is_one_row_with_the_earliest_date_that_binds(town: Town) -> None:
    shown = town.every("overdue", town.head, whose="all")
    assert len(shown) == len(set(shown))
    stand = {each.reference: each for each in town.stand()}
    for row in town.read("overdue", town.head, whose="all").rows:
        assert row.next is not None
        assert row.next.due == stand[row.case]._first_open()
        assert row.tag == "Overdue"
        assert row.when.startswith("Due ")
        assert "overdue by " in row.when


def test_the_numbers_are_those_of_the_lists(town: Town) -> None:
    for user, whose in ((town.casey, "mine"), (town.dee, "mine"), (town.head, "all"), (town.head, "unallocated")):
        day = my_work(town.office, user, whose)
        counted = overview(town.office, user, whose)
        assert isinstance(day, MyWork)
        assert not isinstance(counted, Refusal)
        for name, count in day.counts.items():
            queue = "mine" if name == "open" else name
            assert count == len(town.every(queue, user, whose=whose)), name
        for each in counted:
            chosen = whose if each.queue.whose == "mine" else each.queue.whose
            assert each.cases == len(town.every(each.queue.name, user, whose=chosen)), each.queue.name


def test_filters_narrow_a_list_and_say_how_many_they_hide(town: Town) -> None:
    whole = town.read("mine", town.head, whose="all")
    assert whole.hidden == 0
    for asked in ({"stage": "assessing"}, {"when": "overdue"}, {"age": "5-10"}, {"q": "fern1"}, {"team": "North"}):
        found = town.read("mine", town.head, whose="all", **asked)
        assert found.of == whole.of
        assert 0 < found.shown < whole.of or asked == {"age": "5-10"}, asked
        assert found.hidden == whole.of - found.shown
    assert {row.state for row in town.read("mine", town.head, whose="all", stage="assessing").rows} == {"Assessing"}
    assert {row.age for row in town.read("mine", town.head, whose="all", age="5-10").rows} <= {9, 10}


def test_counting_stops_where_it_would_read_every_case_and_says_so(town: Town, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lists, "COUNTED", 5)
    found = town.read("mine", town.head, whose="all")
    assert (found.of, found.more) == (5, True)
    assert COUNTED == 1000


def test_an_officer_whom_there_is_not_is_refused_and_not_an_empty_list(town: Town) -> None:
    filters = Filters("/work/mine", "nobody@example.gov.uk")
    refusal = listed(town.office, town.head, QUEUES["mine"], filters)
    assert isinstance(refusal, Refusal)
    assert "no user has this e-mail address" in refusal.why


def test_cases_of_another_team_and_restricted_ones_are_in_no_list(town: Town) -> None:
    norths = set(town.every("mine", town.casey, whose="all"))
    dees = set(town.every("mine", town.dee, whose="mine"))
    assert norths
    assert dees
    assert not norths & dees
    hidden = min(norths)
    with town.office.database.writing() as connection:
        person = int(hidden.rsplit("-", 1)[1])
        values = {"authority": town.office.authority, "person_id": person, "kind": "adopted", "reason": "Adopted"}
        days = {"since": TODAY, "review_on": TODAY, "set_by": "x"}
        connection.execute(restriction.insert(), values | days)
    for row in ROWS:
        for user in (town.casey, town.head):
            assert hidden not in town.every(row.name, user, whose="all"), row.name


def _note(number: int, case_id: int, on_day: date, **other: object) -> dict[str, object]:
    return {
        "authority": "831", "note_id": number, "case_id": case_id, "kind": "contact_with_family", "about": "",
        "words": "Rang", "how": "telephone", "on_day": on_day, "written_at": NOW, "written_by": "x", "corrects": None,
    } | other  # fmt: skip


def test_a_note_of_contact_takes_a_family_off_the_list_unless_it_was_put_right(town: Town) -> None:
    waiting = town.every("family", town.head, whose="all")
    told, put_right, general = (int(case.rsplit("-", 1)[1]) for case in waiting[:3])
    day = TODAY - timedelta(days=3)
    with town.office.database.writing() as connection:
        connection.execute(note.insert(), _note(1, told, day))
        connection.execute(note.insert(), _note(2, put_right, day))
        connection.execute(note.insert(), _note(3, put_right, day, kind="general", corrects=2))
        connection.execute(note.insert(), _note(4, general, day, kind="general"))
    now = town.every("family", town.head, whose="all")
    assert set(waiting) - set(now) == {waiting[0]}


def test_a_row_of_what_is_waited_for_says_who_since_when_and_when_they_were_chased(town: Town) -> None:
    rows = town.read("advice", town.head, whose="all").rows
    chased = [each for row in rows for each in row.waiting if each.chased_on]
    assert chased
    assert {each.who for each in chased} == {"Health advice"}
    assert all(each.since < each.chased_on for each in chased if each.chased_on)
    assert all(each.due.startswith("due ") for row in rows for each in row.waiting)


def test_every_filter_of_an_address_can_be_taken_away_by_its_chip() -> None:
    filters = read(
        "/work/mine", {"stage": "assessing", "q": " a  b ", "age": "5-10", "when": "later", "team": "X", "page": "3"}
    )
    assert len(filters.chips) == 5
    for chip in filters.chips:
        assert read("/work/mine", _asked(chip.without)).page == 1
        assert len(read("/work/mine", _asked(chip.without)).chips) == 4
    assert filters.cleared == "/work/mine"
    assert read("/work/mine", _asked(filters.here)) == filters


@pytest.mark.parametrize(
    "odd", [{"page": "0"}, {"page": "x"}, {"page": "٣"}, {"page": "999999"}, {"sort": "name;"}, {"stage": "no"}]
)
def test_what_an_address_asks_and_there_is_not_is_passed_over(odd: dict[str, str]) -> None:
    assert replace(read("/work/mine", odd), page=1).address() == "/work/mine"


def _asked(address: str) -> dict[str, str]:
    from urllib.parse import parse_qsl, urlsplit

    return dict(parse_qsl(urlsplit(address).query))


def test_a_page_of_an_officer_asks_few_questions(town: Town) -> None:
    """No question a row: the number of statements is the same for one case and for fifty."""
    assert _statements(town.office.database, lambda: my_work(town.office, town.casey)) <= 14
    assert _statements(town.office.database, lambda: town.read("waiting", town.casey)) <= 10


def _statements(database: Database, do) -> int:  # type: ignore[no-untyped-def]
    from sqlalchemy import event

    asked: list[str] = []

    def note_down(_connection, _cursor, statement, *_rest) -> None:  # type: ignore[no-untyped-def]
        asked.append(statement)

    event.listen(database.reader, "before_cursor_execute", note_down)
    try:
        do()
    finally:
        event.remove(database.reader, "before_cursor_execute", note_down)
    return len(asked)


def test_nobody_without_a_role_that_reads_cases_sees_a_list(town: Town) -> None:
    admin = replace(town.head, roles=frozenset({Role.ADMIN}))
    assert isinstance(my_work(town.office, admin), Refusal)
    with town.office.database.reading() as connection:
        assert UnitOfWork(connection).users.get(town.office.authority, town.head.user_id) is not None
