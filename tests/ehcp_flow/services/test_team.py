"""A team at a glance: what each number counts, that its list has the same cases, and that nobody sees more than they may."""

from datetime import date, timedelta

import pytest

from ehcp_flow.db.engine import Database
from ehcp_flow.db.tables import attendance, setting
from ehcp_flow.db.tables import person as people
from ehcp_flow.db.team_rows import NOBODY, Chosen, Load
from ehcp_flow.db.unit_of_work import UnitOfWork, unit_of_work
from ehcp_flow.db.users import User
from ehcp_flow.services.access.scope import unseen_by
from ehcp_flow.services.cases import Done, record
from ehcp_flow.services.team import BANDS, Officer, band_of, by_key, listed, officers, places, seen, team
from ehcp_flow.services.telling.absences import away
from ehcp_flow.services.users import add_user
from tests.ehcp_flow.services.at_work import HERE, Desk
from tests.ehcp_flow.services.restricting import restrict
from tests.ehcp_flow.services.telling.told import LEE, PAT, RECEIVED, SAM, case_of, decided, staffed
from workflows.refusals import Refusal
from workflows.vocabulary import Event

TODAY = date(2026, 2, 10)


@pytest.fixture
def here(desk: Desk) -> Desk:
    return staffed(desk)


def user(desk: Desk, email: str = SAM) -> User:
    found = by_key(desk.office, email)
    assert isinstance(found, User)
    return found


def line(desk: Desk, email: str, of: str = SAM) -> Officer:
    return next(each for each in team(desk.office, user(desk, of)).officers if each.key == email)


def counts(load: Load) -> tuple[int, int, int, int, int]:
    return load.open, load.overdue, load.this_week, load.at_risk, load.waiting


def test_each_officer_is_there_with_what_they_carry_and_what_nobody_has_is_a_line_of_its_own(here: Desk) -> None:
    case_of(here, 1, PAT)
    case_of(here, 2, PAT)
    case_of(here, 3, "")
    here.clock.set_to(TODAY)
    assert line(here, PAT).load.open == 2
    assert line(here, LEE).load.open == 0
    assert line(here, "nobody").load.open == 1
    assert team(here.office, user(here)).total.open == 3


def test_overdue_and_due_this_week_go_by_the_next_legal_date(here: Desk) -> None:
    case_of(here, 1, PAT)  # to be decided by Monday 16 February
    here.clock.set_to(date(2026, 2, 15))
    assert counts(line(here, PAT).load)[1:3] == (0, 0)  # the week ends on Sunday the fifteenth
    here.clock.set_to(date(2026, 2, 16))
    assert counts(line(here, PAT).load)[1:3] == (0, 1)
    here.clock.set_to(date(2026, 2, 20))
    load = line(here, PAT).load
    assert counts(load)[1:3] == (1, 0)
    assert load.oldest == date(2026, 2, 16)


def test_a_case_is_at_risk_when_a_step_that_comes_first_no_longer_fits(here: Desk) -> None:
    case = case_of(here, 1, PAT)
    decided(here, case, RECEIVED)
    limit = RECEIVED + timedelta(weeks=20)
    here.clock.set_to(limit)  # the draft had to be with the family for 15 days by now
    load = line(here, PAT).load
    assert (load.at_risk, load.overdue) == (1, 1)  # the decision not to issue is due after 16 weeks
    here.clock.set_to(limit + timedelta(days=1))
    assert line(here, PAT).load.at_risk == 0  # late, and no longer only late before late


def test_a_case_waits_on_others_while_advice_is_outstanding(here: Desk) -> None:
    case = case_of(here, 1, PAT)
    decided(here, case, RECEIVED)
    asked = record(here.office, case, Event.ADVICE_REQUESTED, RECEIVED, {"body": "health"})
    assert isinstance(asked, Done), asked
    assert line(here, PAT).load.waiting == 1


@pytest.mark.parametrize("figure", ["open", "overdue", "this_week", "at_risk", "waiting"])
def test_the_list_behind_a_number_has_as_many_cases(here: Desk, figure: str) -> None:
    first = case_of(here, 1, PAT)
    case_of(here, 2, PAT)
    decided(here, first, RECEIVED)
    for day in (date(2026, 2, 16), date(2026, 2, 17), RECEIVED + timedelta(weeks=20)):
        here.clock.set_to(day)
        load = line(here, PAT).load
        found = listed(here.office, user(here), Chosen(figure, officer=load.owner_id), 50)
        assert found.total == len(found.cases) == getattr(load, figure)


def test_assessments_are_counted_by_stage_and_by_the_limits_that_they_have_passed(here: Desk) -> None:
    case_of(here, 1, PAT)
    decided(here, case_of(here, 2, PAT), RECEIVED)
    for weeks, band in ((6, 0), (12, 1), (16, 2), (20, 3)):
        here.clock.set_to(RECEIVED + timedelta(weeks=weeks))
        assert _bands(here) == {"requested": band, "assessing": band}
        here.clock.set_to(RECEIVED + timedelta(weeks=weeks, days=1))
        assert _bands(here) == {"requested": band + 1, "assessing": band + 1}
        chosen = Chosen(stage="assessing", band=band_of(here.clock.today(), band + 1), running=True)
        assert listed(here.office, user(here), chosen, 50).total == 1


def _bands(desk: Desk) -> dict[str, int]:
    """In which band the one assessment of a stage is."""
    stages = team(desk.office, user(desk)).stages
    assert all(len(stage.counts) == len(BANDS) for stage in stages)
    return {stage.state: stage.counts.index(1) for stage in stages if stage.total}


def test_what_only_named_people_may_open_is_neither_counted_nor_listed(here: Desk) -> None:
    hidden, plain = case_of(here, 1, PAT), case_of(here, 2, PAT)
    restrict(here, hidden)
    assert line(here, PAT).load.open == 1
    assert [each.case for each in listed(here.office, user(here), Chosen(), 50).cases] == [plain]
    assert list(seen(here.office, user(here), [hidden, plain])) == [plain]
    with unit_of_work(here.database) as uow:
        assert unseen_by(uow, here.office, SAM, hidden) is not None
    restrict(here, hidden, user(here))
    assert line(here, PAT).load.open == 2


def test_the_cases_of_another_team_are_not_seen(here: Desk) -> None:
    assert not isinstance(add_user(here.office, "Una South", "una@example.test", ["manager"], "South"), Refusal)
    case_of(here, 1, PAT)
    case_of(here, 2, "")
    found = team(here.office, user(here, "una@example.test"))
    assert {each.key: each.load.open for each in found.officers} == {"una@example.test": 0, "nobody": 1}


def test_who_is_away_is_said_with_who_stands_in_and_only_on_the_days_of_it(here: Desk) -> None:
    assert not isinstance(away(here.office, PAT, date(2026, 1, 12), stand_in=LEE), Refusal)
    found = line(here, PAT)
    assert found.away is not None
    assert (found.away.back_on, found.stand_in) == (date(2026, 1, 12), "Lee Alder")
    here.clock.set_to(date(2026, 1, 12))
    assert line(here, PAT).away is None


def test_cases_are_chosen_by_school_area_and_letter(here: Desk) -> None:
    first, second = case_of(here, 1, ""), case_of(here, 2, "")
    _lives(here, first, "ZZ1 2AB", "Ash Lane Primary")
    _lives(here, second, "zz12ab", "")
    found = places(here.office, user(here))
    assert ([name for _, name in found.settings], found.areas, found.letters) == (
        ["Ash Lane Primary"],
        ("ZZ1",),
        ("M",),
    )
    by_school = Chosen(officer=NOBODY, setting_id=found.settings[0][0])
    assert [each.case for each in listed(here.office, user(here), by_school, 50).cases] == [first]
    assert listed(here.office, user(here), Chosen(area="ZZ1"), 50).total == 2
    assert listed(here.office, user(here), Chosen(letter="m"), 50).total == 2
    assert listed(here.office, user(here), Chosen(letter="Q"), 50).total == 0


def _lives(desk: Desk, case: str, postcode: str, school: str) -> None:
    with unit_of_work(desk.database) as uow:
        stored = uow.cases.load(HERE, case)
        assert stored is not None
        person = uow.people.get(HERE, stored.person_id)
        assert person is not None
        _moved(uow, person.person_id, postcode, school)
        uow.commit()


def _moved(uow: UnitOfWork, person_id: int, postcode: str, school: str) -> None:
    uow.connection.execute(people.update().where(people.c.person_id == person_id).values(postcode=postcode))
    if school:
        row = {"authority": HERE, "setting_id": 7, "name": school, "kind": "primary", "urn": "", "ukprn": ""}
        uow.connection.execute(setting.insert(), row)
        goes = {"authority": HERE, "person_id": person_id, "setting_id": 7, "since": None}
        uow.connection.execute(attendance.insert(), goes)


def test_whoever_no_longer_works_here_is_offered_no_cases(here: Desk, database: Database) -> None:
    with unit_of_work(database) as uow:
        uow.connection.exec_driver_sql(f"UPDATE app_user SET active = {_no(database)} WHERE email = '{LEE}'")
        uow.commit()
    assert {each.key for each in officers(here.office, user(here))} == {PAT, SAM}


def _no(database: Database) -> str:
    return "0" if database.is_sqlite else "false"
