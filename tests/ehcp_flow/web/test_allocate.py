"""Giving many cases to an officer on the pages: choose, look, confirm, undo."""

import re

import httpx
import pytest

from ehcp_flow.services.cases import Done, assign
from tests.ehcp_flow.web.a_site import ROLES, Town, Visitor, words
from workflows.vocabulary import Event, Role

TO = "caseworker@example.gov.uk"
WHY = "Caseworker covers Ash Lane"


def ticked(answer: httpx.Response) -> list[str]:
    """The cases with the versions that a page carries, as boxes or hidden."""
    return re.findall(r'name="case"[^>]*value="([^"]+)"', answer.text)


def looked(visitor: Visitor, cases: list[str], **fields: str) -> httpx.Response:
    return visitor.post("/team/allocate", **{"case": cases, "to": TO, "reason": WHY, **fields})


def test_from_the_list_to_the_batch_and_back(town: Town) -> None:
    first, second = town.open("Ada", "Marrow"), town.open("Ben", "Nettle")
    manager = town.as_(Role.MANAGER)
    page = manager.get("/team/allocate?officer=nobody")
    assert "2 open cases" in words(page)
    preview = looked(manager, ticked(page), officer="nobody")
    assert "2 cases would go to Caseworker" in words(preview)
    assert all(case.owner_id is None for case in town.desk.cases())
    done = manager.post("/team/allocate/confirm", case=ticked(preview), to=TO, reason=WHY)
    batch = done.headers["location"]
    after = words(manager.follow(done))
    assert "2 cases were given" in after
    assert f"{first} AM Caseworker Given (entry 2)" in after
    assert f"{second} BN Caseworker Given (entry 2)" in after
    assert f"Why: {WHY}." in after
    assert batch in manager.get("/team/batches").text
    undone = manager.post(f"{batch}/undo", reason="the wrong officer")
    assert "2 cases are back where they were" in words(manager.follow(undone))
    assert "There is nothing left to undo" in words(manager.get(batch))
    assert all(case.owner_id is None for case in town.desk.cases())
    assert all(case.entries[-1].event is Event.CORRECTION for case in town.desk.cases())


def test_all_of_a_list_goes_by_its_filters(small_town: Town) -> None:
    first, second = small_town.open("Ada", "Marrow"), small_town.open("Ben", "Nettle")
    manager = small_town.as_(Role.MANAGER)
    preview = looked(manager, [], everything="yes", letter="N")
    assert [each.partition(":")[0] for each in ticked(preview)] == [second]
    assert first not in preview.text


def test_a_filter_narrows_the_list_and_can_be_cleared(small_town: Town) -> None:
    first, second = small_town.open("Ada", "Marrow"), small_town.open("Ben", "Nettle")
    answer = small_town.as_(Role.MANAGER).get("/team/allocate?letter=M")
    assert first in answer.text
    assert second not in answer.text
    assert "Clear all" in words(answer)
    assert "No open case that you may see answers to all of this" in words(
        small_town.as_(Role.MANAGER).get("/team/allocate?letter=Z")
    )


def test_the_preview_says_which_will_not_change_and_why(small_town: Town) -> None:
    case = small_town.open()
    assert isinstance(assign(small_town.desk.office, case, TO), Done)
    manager = small_town.as_(Role.MANAGER)
    preview = looked(manager, ticked(manager.get("/team/allocate")))
    assert "1 case would not change" in words(preview)
    assert f"{case}: Caseworker has it already" in words(preview)


def test_a_case_that_changed_after_the_preview_is_left_out_and_said(small_town: Town) -> None:
    case, other = small_town.open("Ada", "Marrow"), small_town.open("Ben", "Nettle")
    manager = small_town.as_(Role.MANAGER)
    preview = looked(manager, ticked(manager.get("/team/allocate")))
    assert isinstance(assign(small_town.desk.office, case, "manager@example.gov.uk"), Done)
    after = words(manager.follow(manager.post("/team/allocate/confirm", case=ticked(preview), to=TO, reason=WHY)))
    assert f"1 case was given. {case} was left out: it was changed in the meantime" in after
    assert f"{case} AM Manager Left out: it did not change" in after
    assert f"{other} BN Caseworker Given" in after


@pytest.mark.parametrize(
    ("fields", "error"),
    [
        ({"to": ""}, "Choose the officer who takes the cases"),
        ({"reason": " "}, "Give the reason"),
        ({"case": []}, "Tick the cases to give, or choose all that are listed"),
    ],
)
def test_what_is_missing_is_said_and_what_was_typed_is_kept(
    small_town: Town, fields: dict[str, object], error: str
) -> None:
    case = small_town.open()
    manager = small_town.as_(Role.MANAGER)
    asked = {"case": [f"{case}:1"], "to": TO, "reason": WHY, **fields}
    answer = manager.post("/team/allocate", **asked)
    assert answer.status_code == 422
    assert error in words(answer)
    assert "<title>Error: " in answer.text
    if "reason" not in fields:
        assert WHY in answer.text
    if "case" not in fields:
        assert re.search(rf'value="{case}:1" checked', answer.text)


def test_undoing_without_a_reason_is_not_done(small_town: Town) -> None:
    small_town.open()
    manager = small_town.as_(Role.MANAGER)
    done = manager.post("/team/allocate/confirm", case=ticked(manager.get("/team/allocate")), to=TO, reason=WHY)
    answer = manager.post(f"{done.headers['location']}/undo", reason="")
    assert answer.status_code == 422
    assert "Give the reason" in words(answer)
    assert small_town.desk.case().owner_id is not None


def test_only_officers_who_work_here_can_be_chosen_by_a_forged_form_too(small_town: Town) -> None:
    case = small_town.open()
    manager = small_town.as_(Role.MANAGER)
    answer = looked(manager, [f"{case}:1"], to="health@example.gov.uk")
    assert answer.status_code == 409
    assert "no officer who works here was chosen" in words(answer).lower()
    nonsense = manager.post("/team/allocate/confirm", case=["x", f"{case}:y"], to=TO, reason=WHY)
    assert nonsense.status_code == 409
    assert small_town.desk.case().owner_id is None


@pytest.mark.parametrize("role", [role for role in ROLES if role is not Role.MANAGER])
def test_nobody_else_gives_many_cases(small_town: Town, role: Role) -> None:
    visitor = small_town.as_(role)
    for path in ("/team/allocate", "/team/batches", "/team/batches/1"):
        assert visitor.get(path).status_code == 403
    for path in ("/team/allocate", "/team/allocate/confirm", "/team/batches/1/undo"):
        assert visitor.post(path).status_code == 403


def test_there_is_no_such_batch(small_town: Town) -> None:
    assert small_town.as_(Role.MANAGER).get("/team/batches/12").status_code == 404
