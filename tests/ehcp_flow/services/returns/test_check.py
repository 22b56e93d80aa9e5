"""What blocks the return is told case by case, names nobody, and is gone once what it says was recorded."""

import json
import shlex
from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

import pytest

from ehcp_flow.db import ledger
from ehcp_flow.db.unit_of_work import UnitOfWork
from ehcp_flow.services import cases
from ehcp_flow.services.people import NewPerson
from ehcp_flow.services.returns.check import Blocking, Check, blocking, findings
from ehcp_flow.services.returns.collection import Collection
from ehcp_flow.services.returns.export import Posts, export_return
from ehcp_flow.services.returns.mends import MENDS
from ehcp_flow.services.returns.person_details import record_person
from reports.sen2.model import ActivePlan, Assessment, Person, Request
from reports.sen2.proof import is_error
from reports.sen2.reader import read_return
from reports.sen2.shape import PERSON, Block, Item, Part
from tests.ehcp_flow.services.at_work import HERE, Desk, active, agreed, child, issued, plan
from workflows.refusals import Refusal
from workflows.vocabulary import Event

ISSUED = agreed(date(2025, 1, 6), date(2025, 2, 10), issued(date(2025, 5, 26)), active_plan=active())
ALL_POSTS = Posts("Y", "Y", "Y")


def found(desk: Desk, year: int = 2026) -> list[Blocking]:
    answer = findings(desk.office, year, posts=ALL_POSTS)
    assert not isinstance(answer, Refusal), answer
    return answer


def rules(desk: Desk) -> list[tuple[str, str]]:
    return [(each.rule, each.field) for each in found(desk)]


def test_a_whole_record_blocks_nothing(desk: Desk) -> None:
    desk.read_in(child(ISSUED))
    assert found(desk) == []
    assert blocking(desk.office, 2026) == []


@pytest.mark.parametrize("known_at", [None, datetime(2020, 1, 1, tzinfo=UTC)])
def test_a_check_that_is_shown_the_cases_finds_what_blocks_and_in_the_same_order(
    desk: Desk, known_at: datetime | None
) -> None:
    bare = agreed(date(2025, 1, 6), date(2025, 2, 10), issued(date(2025, 5, 26)))
    again = Request(date(2025, 11, 3), "1", False, None, "Y", assessments=(Assessment("A"),))
    desk.read_in(
        replace(child(bare, again), ethnicity=None),
        child(ISSUED, upn="Z831200014002"),
        child(bare, upn=None, surname="Fennel"),
    )
    check = Check(desk.office, Collection(2026, date(2026, 1, 15)), known_at)
    with desk.office.database.reading() as connection:
        for case in ledger.stream(connection, HERE):
            check.add(case)
        shown = check.blocking(UnitOfWork(connection))
    assert shown == blocking(desk.office, 2026, known_at)
    assert {each.case[-1] for each in shown} == (set() if known_at else {"1", "2", "4"})


def test_a_plan_without_placement_and_need_blocks_until_its_details_are_recorded_as_the_mend_says(desk: Desk) -> None:
    desk.read_in(child(agreed(date(2025, 1, 6), date(2025, 2, 10), issued(date(2025, 5, 26)))))
    (block,) = found(desk)
    assert (block.case, block.rule, block.field, block.query) == (desk.case().reference, "S19", "ActivePlans", False)
    for command in (line for line in block.do.split("ehcp-flow ") if line.startswith("case record")):
        words = shlex.split(command[: command.rindex("'") + 1])
        details = json.loads(words[words.index("--fact") + 1].removeprefix("details="))
        done = cases.record(desk.office, words[2], Event(words[3]), desk.clock.today(), {"details": details})
        assert not isinstance(done, Refusal), done
    assert found(desk) == []


def test_a_case_opened_here_lacks_what_only_the_return_asks_of_a_person_until_it_is_recorded(desk: Desk) -> None:
    desk.installation.add_authority(HERE, "Derby")
    desk.clock.set_to(date(2025, 3, 3))
    opened = cases.open_case(desk.office, NewPerson("Ada Marrow", date(2012, 5, 11)), date(2025, 3, 3), source="parent")
    assert not isinstance(opened, Refusal)
    desk.clock.set_to(date(2026, 2, 3))
    assert rules(desk) == [("S01", "Sex"), ("S01", "Ethnicity"), ("S02", "UPN"), ("E01", "RYA")]
    assert all(each.case == opened.case for each in found(desk))
    given = {"sex": "f", "ethnicity": "WBRI", "upn_unknown": "UN1", "postcode": "zz0 9zz"}
    assert not isinstance(record_person(desk.office, opened.case, given), Refusal)
    facts = {"source": "parent", "rya": False}
    assert not isinstance(cases.correct(desk.office, opened.case, 1, "Not asked", right_facts=facts), Refusal)
    assert found(desk) == []


def test_a_refusal_turned_round_without_mediation_or_appeal_is_a_query_and_blocks_nothing(desk: Desk) -> None:
    turned = Request(date(2025, 1, 6), "1", False, date(2025, 2, 10), "N", mediation=False, tribunal=False,
                     assessments=(Assessment("A"),))  # fmt: skip
    desk.read_in(child(turned))
    (query,) = found(desk)
    assert (query.rule, query.query) == ("S08", True)
    assert blocking(desk.office, 2026) == []


def test_a_breach_of_a_second_request_names_the_case_of_that_request(desk: Desk) -> None:
    refused = Request(date(2025, 1, 13), "1", False, date(2025, 2, 20), "N", mediation=False, tribunal=False)
    bare = agreed(date(2025, 6, 2), date(2025, 7, 7), issued(date(2025, 10, 13)))
    desk.read_in(child(refused, bare))
    second = next(case for case in desk.cases() if case.state == "plan_in_force")
    assert [(each.case, each.field) for each in found(desk)] == [(second.reference, "ActivePlans")]


def test_two_people_of_one_upn_are_found_though_each_record_is_whole(desk: Desk) -> None:
    desk.read_in(child(ISSUED), child(ISSUED, upn="Z831200014002", surname="Fennel"))
    with_same = replace(desk.people()[1], upn="K831200014001")
    from ehcp_flow.db.unit_of_work import unit_of_work

    with unit_of_work(desk.database) as uow:
        uow.people.save(with_same)
        uow.commit()
    assert [(each.rule, each.query) for each in found(desk)] == [("S23", False)]


def test_nothing_that_is_said_names_a_child_or_gives_a_number_or_a_birth_date(desk: Desk) -> None:
    wrong = child(
        Request(date(2025, 1, 6), outcome="A"), upn="A831200014001", surname="Quillfeather", forename="Zebedee"
    )
    bare = child(agreed(date(2025, 1, 6), date(2025, 2, 10), issued(date(2025, 5, 26), plan=plan(None))), upn=None,
                 surname="Quillfeather", forename="Ottoline")  # fmt: skip
    desk.read_in(wrong, bare)
    said = " ".join(f"{each.words} {each.do}" for each in found(desk))
    assert {each.rule for each in found(desk)} >= {"S02", "S09", "E01"} or rules(desk)
    for secret in ("Quillfeather", "Zebedee", "Ottoline", "A831200014001", "2012", "ZZ0"):
        assert secret not in said


def test_the_header_needs_the_three_posts(desk: Desk) -> None:
    desk.read_in(child(ISSUED))
    answer = findings(desk.office, 2026)
    assert not isinstance(answer, Refusal)
    assert [(each.case, each.field) for each in answer] == [("", "DMO"), ("", "DCO"), ("", "DSCO")]
    assert blocking(desk.office, 2026) == []


def test_what_check_finds_in_the_ledgers_is_what_validate_finds_in_the_file(desk: Desk) -> None:
    odd = (
        child(Request(date(2025, 1, 6), "1", False, None, "Y", assessments=(Assessment("A"),))),
        child(agreed(date(2025, 1, 6), date(2025, 2, 10), issued(date(2025, 5, 26), week20=None)), upn="Z831200014002"),
        child(replace(ISSUED, active_plan=ActivePlan()), upn=None, surname="Fennel"),
    )
    desk.read_in(*odd)
    done = export_return(desk.office, 2026, desk.folder / "out.xml", posts=ALL_POSTS)
    assert not isinstance(done, Refusal)
    sent = read_return(done.file, HERE)
    of_file = [(p.rule, p.field, not is_error(p)) for record in sent.records for p in record.problems]
    assert [(each.rule, each.field, each.query) for each in found(desk) if each.rule != "E01"] == of_file
    assert done.blocked == 3
    assert sent.problems == ()


def elements(block: Block) -> set[str]:
    inner = [each for each in block.entries if isinstance(each, Part)]
    own = {each.element for each in block.entries if isinstance(each, Item)}
    return own.union(*(elements(part.block) for part in inner))


LOOKED_AT_BY_NO_RULE = {
    *("RequestMediation", "RequestTribunal", "AssessmentMediation", "AssessmentTribunal", "OtherMediation"),
    *("OtherTribunal", "PlanRes", "PlanWBP", "PB", "OA", "DP", "Res", "WBP", "AttendancePattern", "SENunitIndicator"),
    *("ResourcedProvisionIndicator", "PhaseTransferDueDate", "PhaseTransferFinalDate"),
}


def test_every_item_that_a_rule_can_name_has_a_mend_of_its_own() -> None:
    assert elements(PERSON) - LOOKED_AT_BY_NO_RULE <= set(MENDS)


# --- a person's own details --------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("details", "why"),
    [
        ({"sex": "X"}, "not a code of Sex"),
        ({"ethnicity": "QQQQ"}, "not a code of Ethnicity"),
        ({"upn": "A831200014001"}, "check letter"),
        ({"uln": "12345"}, "10 digits"),
        ({"upn": "Z831200014002"}, "another person"),
    ],
)
def test_a_detail_that_cannot_be_is_refused_and_nothing_is_saved(desk: Desk, details: dict[str, str], why: str) -> None:
    desk.read_in(child(ISSUED), child(ISSUED, upn="Z831200014002", surname="Fennel"))
    before = desk.people()
    first = desk.cases()[0].reference
    refused: Any = record_person(desk.office, first, {"postcode": "ZZ9 9ZZ", **details})
    assert isinstance(refused, Refusal)
    assert why in refused.why
    assert desk.people() == before


def test_a_number_found_later_takes_the_place_of_the_reason_and_the_next_return_knows_the_person_by_it(
    desk: Desk,
) -> None:
    desk.read_in(child(ISSUED, upn=None))
    saved = record_person(desk.office, desk.case().reference, {"upn": "k831200014001"})
    assert isinstance(saved, type(desk.people()[0]))
    assert (saved.upn, saved.upn_unknown) == ("K831200014001", "")
    again: Person = child(ISSUED)
    assert desk.read_in(again, name="again.xml").new_people == 0


def test_a_case_that_is_not_there_is_refused(desk: Desk) -> None:
    desk.read_in(child(ISSUED))
    assert isinstance(record_person(desk.office, "EHC-2026-99999", {"sex": "F"}), Refusal)
