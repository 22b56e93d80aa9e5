"""The API: the same services as the pages, opened by a token and by nothing else."""

from datetime import date, timedelta

import pytest

from ehcp_flow.db.readings import Readings
from ehcp_flow.services.access.restrictions import restrict
from ehcp_flow.services.access.scope import READERS
from ehcp_flow.services.access.tokens import TokenScope, revoke_token, tokens_of
from tests.ehcp_flow.api.conftest import READ, WRITE, Program, program, token_of
from tests.ehcp_flow.web.a_site import ROLES, Town
from workflows.refusals import Refusal
from workflows.vocabulary import Role

ABSENT = "EHC-2026-99999"
READS = ("/me", "/events", "/due", "/cases", "/cases/{case}", "/cases/{case}/deadlines")
OF_A_CASE = ("/cases/{case}", "/cases/{case}/deadlines")
NEW_CASE = {"forename": "Ben", "surname": "Leek", "born": "2017-05-01", "occurred_on": "2026-02-02", "source": "parent"}
EVENT = {"event": "assessment_agreed", "occurred_on": "2026-02-09", "seen_version": 1}
CORRECTION = {"reason": "The stamp says so", "right_date": "2026-01-06", "seen_version": 1}
WRITES = {
    "/cases": NEW_CASE,
    "/cases/{case}/events": EVENT,
    "/cases/{case}/entries/1/correction": CORRECTION,
}


@pytest.fixture
def case(town: Town) -> str:
    return town.open()


# --- who may


def test_without_a_token_no_route_answers_anything_but_401_in_words(town: Town, case: str) -> None:
    for key in ("", "ehcpflow_unknown", "something-else"):
        who = Program(town, key)
        answers = [who.get(path.format(case=case)) for path in READS]
        answers += [who.post(path.format(case=case), **body) for path, body in WRITES.items()]
        for answer in answers:
            assert answer.status_code == 401
            assert answer.headers["www-authenticate"] == "Bearer"
            assert set(answer.json()) == {"what", "why", "source", "do"}


@pytest.mark.parametrize("scope", TokenScope)
def test_a_token_opens_only_what_its_scope_names(town: Town, case: str, scope: TokenScope) -> None:
    who = program(town, Role.MANAGER, scope)
    for path in READS:
        assert who.get(path.format(case=case)).status_code == (200 if scope is READ else 403), path
    for path, body in WRITES.items():
        answer = who.post(path.format(case=case), **body)
        assert (answer.status_code != 403) is (scope is WRITE), (path, answer.text)


@pytest.mark.parametrize("role", ROLES)
def test_each_role_reads_by_a_token_what_it_reads_on_the_pages(town: Town, case: str, role: Role) -> None:
    who = program(town, role)
    reads = role in READERS
    assert who.get("/me").json()["roles"] == [role.value]
    assert who.get("/cases").status_code == (200 if reads else 403)
    assert who.get("/due").status_code == (200 if reads else 403)
    for path in OF_A_CASE:
        assert who.get(path.format(case=case)).status_code == (200 if reads else 404), path


@pytest.mark.parametrize("role", ROLES)
def test_each_role_records_by_a_token_what_the_step_table_lets_it(town: Town, case: str, role: Role) -> None:
    who = program(town, role)
    answer = who.post(f"/cases/{case}/events", **EVENT)
    if role not in READERS:
        assert answer.status_code == 404
    elif role is Role.DECISION_MAKER:
        assert answer.status_code == 201, answer.text
    else:
        assert answer.status_code in (201, 409)
        if answer.status_code == 409:
            assert set(answer.json()) == {"what", "why", "source", "do"}
    permitted = role in (Role.CASEWORKER, Role.MANAGER, Role.DECISION_MAKER)
    opened = who.post("/cases", **NEW_CASE)
    assert opened.status_code == (201 if permitted else 409), opened.text


def test_a_token_that_has_ended_was_revoked_or_whose_user_left_opens_nothing(town: Town) -> None:
    ended, revoked = program(town), program(town, Role.ANALYST)
    office, analyst = town.desk.office, town.users[Role.ANALYST]
    assert revoked.get("/me").status_code == 200
    (token,) = tokens_of(office, analyst)
    assert not isinstance(revoke_token(office, analyst, token.token_id), Refusal)
    assert revoked.get("/me").status_code == 401
    town.desk.clock.set_to(town.desk.clock.today() + timedelta(days=30))
    assert ended.get("/me").status_code == 200
    town.desk.clock.set_to(town.desk.clock.today() + timedelta(days=1))
    assert ended.get("/me").status_code == 401
    assert ended.get("/me").json()["why"] == "the token is unknown, has ended or was revoked"


def test_a_session_of_the_pages_opens_no_route_of_the_api(town: Town) -> None:
    assert town.as_(Role.MANAGER).get("/api/v1/me").status_code == 401


def test_when_a_token_was_last_used_is_written_down_once_a_minute(town: Town) -> None:
    who, user, office = program(town), town.users[Role.CASEWORKER], town.desk.office
    assert tokens_of(office, user)[0].used_at is None
    first = town.desk.clock.now()
    who.get("/me")
    town.desk.clock.moment += timedelta(seconds=30)
    who.get("/me")
    assert tokens_of(office, user)[0].used_at == first
    town.desk.clock.moment += timedelta(seconds=31)
    who.get("/me")
    assert tokens_of(office, user)[0].used_at == first + timedelta(seconds=61)


# --- what may not be seen


def test_a_case_that_may_not_be_seen_answers_like_one_that_there_is_not(town: Town) -> None:
    town.open("Ben", "Leek")  # its reference is the example that refusals give
    case = town.open()
    manager = town.users[Role.MANAGER].email
    assert not isinstance(restrict(town.desk.office, case, "adopted", "Adopted", date(2026, 8, 1), [manager]), Refusal)
    who = program(town)

    def answers(reference: str) -> list[tuple[int, str]]:
        read = [who.get(path.format(case=reference)) for path in OF_A_CASE]
        written = [who.post(path.format(case=reference), **body) for path, body in list(WRITES.items())[1:]]
        return [(each.status_code, each.text.replace(reference, "CASE")) for each in (*read, *written)]

    assert answers(case) == answers(ABSENT)
    assert {status for status, _ in answers(case)} == {404}
    assert case not in who.get("/cases").text
    assert who.get("/cases", params={"q": case}).json() == []
    assert case not in who.get("/due").text
    assert program(town, Role.MANAGER).get(f"/cases/{case}").status_code == 200


def test_a_case_of_another_team_is_not_seen(town: Town, case: str) -> None:
    from ehcp_flow.services.cases import assign

    east = town.user("Pat East", Role.CASEWORKER, team="East")
    west = town.user("Lee West", Role.CASEWORKER, team="West")
    assert not isinstance(assign(town.desk.office, case, east.email), Refusal)
    assert program(town, east).get(f"/cases/{case}").status_code == 200
    assert program(town, west).get(f"/cases/{case}").status_code == 404


def test_that_a_case_was_read_is_written_down_and_that_it_was_not_found_is_not(town: Town, case: str) -> None:
    who = program(town)
    who.get(f"/cases/{ABSENT}")
    who.get(f"/cases/{case}")
    stored = town.desk.case()
    with town.desk.database.reading() as connection:
        read = Readings(connection).of_case("831", stored.case_id)
    assert [(each.read_by, each.page) for each in read] == [("caseworker@example.gov.uk", "api")]


# --- reading


def test_a_case_comes_with_its_ledger_its_dates_and_what_may_be_done_next(town: Town, case: str) -> None:
    answer = program(town).get(f"/cases/{case}").json()
    assert (answer["case"], answer["version"], answer["person"]["surname"]) == (case, 1, "Marrow")
    assert [entry["event"] for entry in answer["ledger"]] == ["request_received"]
    assert "2026-02-16" in [deadline["due"] for deadline in answer["deadlines"]]
    assert answer["permitted"]
    assert answer["not_permitted"]


def test_a_list_comes_in_pages_that_together_are_all_of_it(town: Town) -> None:
    for number in range(5):
        town.open("Ada", f"Marrow{'abcde'[number]}", f"2026-01-{number + 5:02}")
    who = program(town)
    whole = [row["case"] for row in who.get("/cases").json()]
    pages = [who.get("/cases", params={"limit": 2, "offset": at}).json() for at in (0, 2, 4)]
    assert [len(page) for page in pages] == [2, 2, 1]
    assert [row["case"] for page in pages for row in page] == whole
    due = who.get("/due").json()
    assert who.get("/due", params={"limit": 3, "offset": 3}).json() == due[3:6]


def test_the_list_is_narrowed_by_words_state_and_officer(town: Town, case: str) -> None:
    who = program(town)
    assert [row["case"] for row in who.get("/cases", params={"q": "marrow"}).json()] == [case]
    assert who.get("/cases", params={"state": "no_such_state"}).json() == []
    unknown = who.get("/cases", params={"owner": "nobody@example.gov.uk"})
    assert unknown.status_code == 409
    assert unknown.json()["why"] == "no user has this e-mail address"


# --- recording


def test_to_look_saves_nothing_and_to_record_does(town: Town, case: str) -> None:
    who = program(town, Role.DECISION_MAKER)
    looked = who.post(f"/cases/{case}/events", **EVENT, only_look=True)
    assert (looked.status_code, looked.json()["saved"]) == (201, False)
    assert len(town.desk.case().entries) == 1
    done = who.post(f"/cases/{case}/events", **EVENT)
    assert (done.status_code, done.json()["saved"]) == (201, True)
    assert town.desk.case().entries[-1].recorded_by == town.users[Role.DECISION_MAKER].email


def test_what_may_not_be_is_refused_in_words_with_409(town: Town, case: str) -> None:
    who = program(town, Role.DECISION_MAKER)
    early = who.post(f"/cases/{case}/events", event="final_plan_sent", occurred_on="2026-02-09", seen_version=1)
    assert early.status_code == 409
    assert all(early.json().values())
    stale = who.post(f"/cases/{case}/events", **{**EVENT, "seen_version": 0})
    assert stale.status_code == 409
    assert len(town.desk.case().entries) == 1


def test_an_entry_is_put_right_and_the_wrong_one_stays_in_the_ledger(town: Town, case: str) -> None:
    who = program(town, Role.MANAGER)
    assert who.post(f"/cases/{case}/entries/9/correction", **CORRECTION).status_code == 409
    done = who.post(f"/cases/{case}/entries/1/correction", **CORRECTION)
    assert done.status_code == 201, done.text
    assert [entry.event.value for entry in town.desk.case().entries] == ["request_received", "correction"]


@pytest.mark.parametrize(
    ("body", "where"),
    [({}, "body.event"), ({**EVENT, "event": "no_such_event"}, "body.event"), ({**EVENT, "more": 1}, "body.more"),
     ({**EVENT, "occurred_on": "yesterday"}, "body.occurred_on"), ({**EVENT, "seen_version": -1}, "body.seen_version")],
)  # fmt: skip
def test_what_does_not_fit_the_description_is_answered_with_where_and_why(
    town: Town, case: str, body: dict[str, object], where: str
) -> None:
    answer = program(town).ask("POST", f"/cases/{case}/events", json=body)
    assert answer.status_code == 422
    assert where in [problem["where"] for problem in answer.json()["problems"]]


def test_what_there_is_not_and_what_is_too_long_is_answered_in_words(town: Town) -> None:
    who = program(town)
    assert who.get("/nowhere").status_code == 404
    assert who.get("/nowhere").json()["what"] == "Answer"
    assert who.ask("DELETE", "/cases").status_code == 405
    assert who.ask("POST", "/cases", content=b"{" * 1_000_001).status_code == 413
    assert who.ask("POST", "/cases", content=b"{not json").status_code == 422


def test_every_answer_carries_the_headers_of_the_guard(town: Town) -> None:
    answer = program(town).get("/me")
    assert answer.headers["cache-control"] == "no-store"
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert "default-src 'none'" in answer.headers["content-security-policy"]


def test_the_description_names_every_route_and_needs_no_token(town: Town) -> None:
    described = Program(town).get("/openapi.json").json()["paths"]
    assert set(described) == {
        "/me", "/events", "/due", "/cases", "/cases/{reference}", "/cases/{reference}/deadlines",
        "/cases/{reference}/events", "/cases/{reference}/entries/{number}/correction",
    }  # fmt: skip


def test_a_calendar_token_is_named_as_such(town: Town) -> None:
    assert token_of(town, Role.CASEWORKER, TokenScope.CALENDAR).token.scopes == ("calendar",)
