"""A case recorded day by day goes into the return as a SEND officer would fill the return in (cases.toml)."""

import tomllib
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from ehcp_flow.cli.inputs import read_pairs
from ehcp_flow.db.unit_of_work import UnitOfWork
from ehcp_flow.services import cases
from ehcp_flow.services.people import NewPerson
from ehcp_flow.services.returns.collection import Collection, collection_of
from ehcp_flow.services.returns.people import Returned, returned
from reports.sen2.shape import REQUESTS, Block, Item, Part
from tests.ehcp_flow.services.at_work import HERE, Desk
from workflows.refusals import Refusal
from workflows.vocabulary import Event

CASES: list[dict[str, Any]] = tomllib.loads((Path(__file__).parent / "cases.toml").read_text(encoding="utf-8"))["case"]
PARTS = ("Requests", "Assessment", "NamedPlan", "PlanDetail", "ActivePlans", "PlacementDetail", "SENneed")


def recorded(desk: Desk, lines: list[str]) -> str:
    """The case with these events, each recorded on its own day through the services."""
    reference = ""
    for line in lines:
        day_text, name, *pairs = line.split(" ")
        day, event = date.fromisoformat(day_text), Event(name)
        facts = {key: v.replace("_", " ") if key in ("reasons", "setting", "arrangement") else v
                 for key, v in read_pairs(event, pairs).items()}  # fmt: skip
        desk.clock.set_to(day)
        if reference:
            done = cases.record(desk.office, reference, event, day, facts)
        else:
            person = NewPerson("Ada Marrow", date(2012, 5, 11), upn="K831200014001")
            done = cases.open_case(desk.office, person, day, event=event, facts=facts)
        assert not isinstance(done, Refusal), done
        reference = done.case
    desk.clock.set_to(date(2026, 2, 3))
    return reference


def out(desk: Desk, year: int = 2026) -> list[Returned]:
    collection = collection_of(year)
    assert isinstance(collection, Collection)
    with desk.database.reading() as connection:
        return list(returned(UnitOfWork(connection), HERE, collection))


def blocks(record: Any, block: Block, element: str) -> Iterator[tuple[str, dict[str, Any]]]:
    """Each block of a record with its items by DfE's element names, and those within it."""
    items = {each.element: _plain(value) for each in block.entries
             if isinstance(each, Item) and (value := getattr(record, each.attribute)) is not None}  # fmt: skip
    yield element, items
    for part in block.entries:
        if isinstance(part, Part):
            inner = getattr(record, part.attribute)
            for each in (inner if part.many else (inner,)) if inner is not None else ():
                yield from blocks(each, part.block, part.element)


def _plain(value: Any) -> Any:
    return ("1" if value else "0") if isinstance(value, bool) else value


@pytest.mark.parametrize("case", CASES, ids=[case["name"] for case in CASES])
def test_a_case_recorded_day_by_day_is_returned_as_an_officer_would(desk: Desk, case: dict[str, Any]) -> None:
    desk = Desk(desk.database, desk.clock, desk.folder)
    desk.installation.add_authority(HERE, "Derby")
    reference = recorded(desk, case["recorded"])
    people = out(desk)
    found: dict[str, list[dict[str, Any]]] = {}
    for person in people:
        assert person.person is not None
        assert person.cases == (reference,)
        for element, items in blocks(person.person.requests[0], REQUESTS, "Requests"):
            found.setdefault(element, []).append(items)
    expected = {name: case[name] if isinstance(case[name], list) else [case[name]] for name in PARTS if name in case}
    assert found == expected


def test_the_worked_cases_have_every_outcome_of_both_modules() -> None:
    for block, item, codes in (("Requests", "RequestOutcome", "YNAWH"), ("Assessment", "AssessmentOutcome", "YNAWH")):
        assert {case[block][item] for case in CASES if block in case} == set(codes)
