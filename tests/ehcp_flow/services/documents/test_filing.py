"""Putting documents on a case, giving them back, and writing down with whom they were shared."""

import io
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from ehcp_flow.db.documents import Document
from ehcp_flow.db.readings import Readings
from ehcp_flow.db.unit_of_work import UnitOfWork
from ehcp_flow.db.users import User
from ehcp_flow.services import cases
from ehcp_flow.services.access.restrictions import restrict
from ehcp_flow.services.cases import Done
from ehcp_flow.services.documents import filing, store
from ehcp_flow.services.documents.filing import Filing, file_link, file_upload
from ehcp_flow.services.documents.reading import CaseDocuments, documents_of_case, take_document
from ehcp_flow.services.documents.sharing import share_document
from ehcp_flow.services.people import NewPerson
from tests.ehcp_flow.services.at_work import Desk
from tests.ehcp_flow.services.documents.files import PDF
from workflows.refusals import Refusal
from workflows.vocabulary import Event, Role

CASE = "EHC-2026-00001"
CAME = Filing("advice", date(2026, 2, 9), "Dr Penn")


@pytest.fixture(autouse=True)
def _case(desk: Desk, officer: User) -> None:
    opened = cases.open_case(desk.office, NewPerson("Ada Marrow", date(2017, 5, 1)), date(2026, 1, 5), "parent")
    assert isinstance(opened, Done)


def added(desk: Desk, officer: User, folder: Path, told: Filing = CAME, content: bytes = PDF) -> Document:
    done = file_upload(desk.office, officer, CASE, folder, told, "advice.pdf", io.BytesIO(content), len(content))
    assert isinstance(done, Document), done
    return done


def listed(desk: Desk, officer: User) -> CaseDocuments:
    found = documents_of_case(desk.office, officer, CASE)
    assert isinstance(found, CaseDocuments)
    return found


def test_a_file_is_on_the_case_with_what_was_said_about_it(desk: Desk, officer: User, folder: Path) -> None:
    document = added(desk, officer, folder)
    (only,) = listed(desk, officer).documents
    assert only.versions == (document,)
    assert (document.name, document.version, document.size, document.media_type) == (
        "advice.pdf", 1, len(PDF), "application/pdf",
    )  # fmt: skip
    assert (document.from_whom, document.received_on, document.recorded_by) == (
        "Dr Penn",
        date(2026, 2, 9),
        officer.email,
    )
    assert (folder / document.place).read_bytes() == PDF


def test_a_later_version_hangs_together_with_the_first(desk: Desk, officer: User, folder: Path) -> None:
    first = added(desk, officer, folder)
    second = added(desk, officer, folder, replace(CAME, series=first.series), PDF + b"%more\n")
    other = added(desk, officer, folder)
    third = added(desk, officer, folder, replace(CAME, series=first.series), PDF)
    assert [each.version for each in (first, second, other, third)] == [1, 2, 1, 3]
    series = {each.latest.series: each.versions for each in listed(desk, officer).documents}
    assert series == {first.series: (third, second, first), other.series: (other,)}


def test_what_is_given_back_is_what_came_and_the_reading_is_written_down(
    desk: Desk, officer: User, folder: Path
) -> None:
    document = added(desk, officer, folder)
    taken = take_document(desk.office, officer, CASE, document.document_id, folder)
    assert not isinstance(taken, Refusal)
    with taken.file:
        assert taken.file.read() == PDF
    with desk.database.reading() as connection:
        (reading,) = Readings(connection).of_case(desk.authority, document.case_id)
    assert (reading.read_by, reading.page) == (officer.email, "document 1, version 1")


def test_a_file_that_was_changed_is_given_to_nobody_and_somebody_is_told_once(
    desk: Desk, officer: User, folder: Path
) -> None:
    document = added(desk, officer, folder)
    store.path_of(folder, document.sha256).write_bytes(b"%PDF another")
    for _ in range(2):
        refused = take_document(desk.office, officer, CASE, document.document_id, folder)
        assert isinstance(refused, Refusal)
        assert "its content was changed since" in refused.why
    with desk.database.reading() as connection:
        tasks = UnitOfWork(connection).tasks.listed(desk.authority)
    assert [each.task.kind for each in tasks] == ["document_changed"]


REFUSED = [
    (replace(CAME, kind="nothing"), "not a kind of document"),
    (replace(CAME, received_on=date(2026, 2, 11)), "has not come yet"),
    (replace(CAME, answers="advice health"), "no such advice was asked for"),
    (replace(CAME, series=99), "not of this case"),
]


def test_what_cannot_be_is_refused_and_nothing_is_kept(desk: Desk, officer: User, folder: Path) -> None:
    for told, why in REFUSED:
        done = file_upload(desk.office, officer, CASE, folder, told, "advice.pdf", io.BytesIO(PDF), len(PDF))
        assert isinstance(done, Refusal), told
        assert why in done.why
    assert not folder.exists()
    assert listed(desk, officer).documents == ()


def test_a_file_that_is_too_long_is_refused_by_what_is_said_and_by_what_comes(
    desk: Desk, officer: User, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(filing, "LARGEST", 20)
    for said in (len(PDF), 0):
        done = file_upload(desk.office, officer, CASE, folder, CAME, "advice.pdf", io.BytesIO(PDF), said)
        assert isinstance(done, Refusal)
        assert "larger than" in done.why
    assert listed(desk, officer).documents == ()


def test_a_folder_that_cannot_be_written_is_said_in_words(desk: Desk, officer: User, tmp_path: Path) -> None:
    (tmp_path / "documents").write_text("a file where the folder should be")
    done = file_upload(desk.office, officer, CASE, tmp_path / "documents", CAME, "a.pdf", io.BytesIO(PDF), len(PDF))
    assert isinstance(done, Refusal)
    assert "cannot be written to" in done.why
    assert listed(desk, officer).documents == ()


def test_an_answer_names_the_advice_that_was_asked_for(desk: Desk, officer: User, folder: Path) -> None:
    for event, day, facts in (
        (Event.ASSESSMENT_AGREED, date(2026, 1, 20), {"may_have_sen": True, "plan_may_be_needed": True}),
        (Event.ADVICE_REQUESTED, date(2026, 1, 21), {"body": "health", "service": "paediatrics"}),
    ):
        assert isinstance(cases.record(desk.office, CASE, event, day, facts), Done)
    document = added(desk, officer, folder, replace(CAME, answers="advice health paediatrics"))
    assert document.answers == "advice health paediatrics"
    assert listed(desk, officer).advice == ("health paediatrics",)


def test_a_link_is_kept_instead_of_a_file(desk: Desk, officer: User, folder: Path) -> None:
    made = file_link(desk.office, officer, CASE, CAME, "The old file", " https://docs.example.gov.uk/a?b=1 ")
    assert isinstance(made, Document)
    assert (made.place, made.sha256, made.size) == ("https://docs.example.gov.uk/a?b=1", "", 0)
    refused = take_document(desk.office, officer, CASE, made.document_id, folder)
    assert isinstance(refused, Refusal)
    assert "it is a link" in refused.why


def test_sharing_is_written_down_with_whom_how_and_when(desk: Desk, officer: User, folder: Path) -> None:
    document = added(desk, officer, folder)
    made = share_document(
        desk.office, officer, CASE, document.document_id, " Ash Lane Primary ", "post", date(2026, 2, 10)
    )
    assert not isinstance(made, Refusal)
    (only,) = listed(desk, officer).documents
    assert only.shares[document.document_id] == (made,)
    assert (made.with_whom, made.how, made.shared_on) == ("Ash Lane Primary", "post", date(2026, 2, 10))


UNSHARED = [
    (9, "Ash Lane", "post", date(2026, 2, 10), "no such document"),
    (1, "  ", "post", date(2026, 2, 10), "with whom"),
    (1, "Ash Lane", "pigeon", date(2026, 2, 10), "not a way of sharing"),
    (1, "Ash Lane", "post", date(2026, 2, 11), "has not come yet"),
    (1, "Ash Lane", "post", date(2026, 2, 8), "is before that"),
]


def test_a_sharing_that_cannot_be_is_refused(desk: Desk, officer: User, folder: Path) -> None:
    added(desk, officer, folder)
    for number, whom, how, day, why in UNSHARED:
        refused = share_document(desk.office, officer, CASE, number, whom, how, day)
        assert isinstance(refused, Refusal), why
        assert why in refused.why
    assert listed(desk, officer).documents[0].shares == {1: ()}


def test_whoever_may_not_see_the_case_gets_nothing_of_it_and_adds_nothing(
    desk: Desk, officer: User, folder: Path
) -> None:
    document = added(desk, officer, folder)
    someone = replace(officer, user_id=99, team="West", email="someone@example.gov.uk")
    assert not isinstance(
        restrict(desk.office, CASE, "adopted", "An order", date(2026, 8, 1), [officer.email]), Refusal
    )
    tried = (
        documents_of_case(desk.office, someone, CASE),
        take_document(desk.office, someone, CASE, document.document_id, folder),
        share_document(desk.office, someone, CASE, document.document_id, "Me", "post", date(2026, 2, 10)),
        file_upload(desk.office, someone, CASE, folder, CAME, "a.pdf", io.BytesIO(PDF), len(PDF)),
        file_link(desk.office, someone, CASE, CAME, "a", "https://docs.example.gov.uk/"),
    )
    for refused in tried:
        assert isinstance(refused, Refusal)
        assert refused.why == "there is no case of this reference"


def test_whoever_only_reads_cases_adds_no_document(desk: Desk, officer: User, folder: Path) -> None:
    analyst = replace(officer, roles=frozenset({Role.ANALYST}))
    refused = file_upload(desk.office, analyst, CASE, folder, CAME, "a.pdf", io.BytesIO(PDF), len(PDF))
    assert isinstance(refused, Refusal)
    assert "it takes the role of caseworker, decision maker or manager" in refused.why
