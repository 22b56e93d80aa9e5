"""Administration: who may, users, teams and settings."""

import re
from datetime import date

import pytest

from ehcp_flow.services.access import sessions
from ehcp_flow.services.access.changes import latest
from ehcp_flow.services.admin.schools import find_settings
from ehcp_flow.services.admin.users import user_of
from ehcp_flow.services.cases import assign
from tests.ehcp_flow.web.a_site import ROLES, Town, Visitor, words
from workflows.refusals import Refusal
from workflows.vocabulary import Role

PAGES = (
    "/admin", "/admin/changes", "/admin/users", "/admin/users/add", "/admin/users/1", "/admin/users/1/change",
    "/admin/users/1/rights", "/admin/users/1/leave", "/admin/teams", "/admin/settings", "/admin/settings/add",
    "/admin/settings/import", "/admin/calendar", "/admin/calendar/holidays/add", "/admin/calendar/closures/add",
    "/admin/ladder", "/admin/ladder/set", "/admin/ladder/back", "/admin/health", "/admin/health/add",
)  # fmt: skip
NAMING = ("/admin/restrictions", "/admin/restrictions/add")
HOLIDAY = {"name": "Jubilee", "day-day": "16", "day-month": "2", "day-year": "2026"}


@pytest.fixture
def admin(small_town: Town) -> Visitor:
    return small_town.as_(Role.ADMIN)


def day(name: str, text: str) -> dict[str, str]:
    given = date.fromisoformat(text)
    return {f"{name}-day": str(given.day), f"{name}-month": str(given.month), f"{name}-year": str(given.year)}


def number_of(town: Town, role: Role) -> int:
    return town.users[role].user_id


def last_change(town: Town) -> tuple[str, str, str]:
    change = latest(town.desk.office)[0]
    return change.what, change.of, change.changed_by


# --- who may


def test_the_pages_of_administration_are_for_administrators_alone(small_town: Town) -> None:
    visitors = {role: small_town.as_(role) for role in (*ROLES, None)}
    for path in PAGES:
        answers = {role: who.get(path).status_code for role, who in visitors.items()}
        assert answers == dict.fromkeys(ROLES, 403) | {Role.ADMIN: 200, None: 303}, path


def test_restricted_children_are_for_managers_and_administrators(small_town: Town) -> None:
    for path in NAMING:
        answers = {role: small_town.as_(role).get(path).status_code for role in ROLES}
        assert answers == dict.fromkeys(ROLES, 403) | {Role.ADMIN: 200, Role.MANAGER: 200}, path


def test_an_administrator_who_reads_no_cases_is_answered_as_if_there_were_none(small_town: Town) -> None:
    case = small_town.open()
    assert small_town.as_(Role.ADMIN).get(f"/cases/{case}").status_code in (403, 404)
    assert "Marrow" not in "".join(words(small_town.as_(Role.ADMIN).get(path)) for path in PAGES)


def test_what_there_is_not_is_not_found(admin: Visitor) -> None:
    for path in (
        "/admin/users/999", "/admin/users/999/change", "/admin/users/999/rights", "/admin/users/999/leave",
        "/admin/settings/999", "/admin/calendar/holidays/2026-03-03/remove", "/admin/calendar/closures/9/remove",
        "/admin/health/9/left", "/admin/restrictions/EHC-2026-99999", "/admin/teams/rename?team=Nowhere",
    ):  # fmt: skip
        assert admin.get(path).status_code == 404, path
    assert admin.post("/admin/users/1/do/no-such-thing").status_code == 404


# --- users


def test_a_new_user_is_added_and_the_record_says_by_whom(small_town: Town, admin: Visitor) -> None:
    answer = admin.post(
        "/admin/users/add", name="Priya Nair", email="priya@example.gov.uk", roles="caseworker", team="East"
    )
    assert "Priya Nair was added" in words(admin.follow(answer))
    assert last_change(small_town) == ("user added", "priya@example.gov.uk", "admin@example.gov.uk")
    assert "Priya Nair" in words(admin.get("/admin/users?team=East"))
    assert "Priya Nair" not in words(admin.get("/admin/users?role=manager"))
    assert "Nobody answers to this" in words(admin.get("/admin/users?text=nobody-of-this-name"))


def test_each_fault_of_a_new_user_stands_at_its_field_with_what_was_typed(admin: Visitor) -> None:
    answer = admin.post("/admin/users/add", name="", email="not an address", team="East")
    assert answer.status_code == 422
    for fault in ("Give the name by which", "Give an e-mail address in the correct form", "Choose at least one role"):
        assert fault in words(answer)
    assert 'value="not an address"' in answer.text
    twice = admin.post("/admin/users/add", name="Twice", email="admin@example.gov.uk", roles="analyst")
    assert twice.status_code == 422
    assert "belongs to another user" in words(twice)


def test_a_change_of_a_user_says_what_was_and_what_is(small_town: Town, admin: Visitor) -> None:
    number = number_of(small_town, Role.ANALYST)
    answer = admin.post(f"/admin/users/{number}/change", name="Ana Lyst", roles=["analyst", "manager"], team="West")
    assert "Ana Lyst was changed" in words(admin.follow(answer))
    changes = words(admin.get("/admin/changes?what=user+changed"))
    assert "Name: Analyst, now Ana Lyst" in changes
    assert "Roles: analyst, now analyst and manager" in changes
    assert "Team: nothing, now West" in changes


def test_nobody_takes_the_role_of_administrator_from_themselves(small_town: Town, admin: Visitor) -> None:
    small_town.user("Second Admin", Role.ADMIN)
    answer = admin.post(f"/admin/users/{number_of(small_town, Role.ADMIN)}/change", name="Admin", roles="analyst")
    assert answer.status_code == 409
    assert "nobody takes the role of administrator from themselves" in words(answer).casefold()


def test_the_only_administrator_cannot_leave(small_town: Town, admin: Visitor) -> None:
    number = number_of(small_town, Role.ADMIN)
    answer = admin.post(f"/admin/users/{number}/leave", reason="Retired")
    assert answer.status_code == 409
    assert "is the only administrator there is" in words(answer)
    small_town.user("Second Admin", Role.ADMIN)
    assert admin.post(f"/admin/users/{number}/leave", reason="Retired").status_code == 303
    assert admin.get("/admin").status_code == 303


def test_an_officer_with_open_cases_stays_one_until_a_manager_has_given_them_away(
    small_town: Town, admin: Visitor
) -> None:
    case, officer = small_town.open(), small_town.users[Role.CASEWORKER]
    assert not isinstance(assign(small_town.desk.office, case, officer.email), Refusal)
    page = words(admin.get(f"/admin/users/{officer.user_id}/leave"))
    assert "1 open case" in page
    assert "only a manager can give cases away" in page
    refused = admin.post(f"/admin/users/{officer.user_id}/change", name=officer.name, roles="analyst")
    assert refused.status_code == 409
    assert "1 open case is theirs" in words(refused)
    assert admin.post(f"/admin/users/{officer.user_id}/leave", reason="Left").status_code == 409


def test_somebody_leaves_and_comes_back(small_town: Town, admin: Visitor) -> None:
    number = number_of(small_town, Role.ANALYST)
    assert admin.post(f"/admin/users/{number}/leave", reason="").status_code == 422
    assert "no longer works here" in words(
        admin.follow(admin.post(f"/admin/users/{number}/leave", reason="Moved away"))
    )
    assert last_change(small_town)[0] == "no longer works here"
    assert "Reason: Moved away" in words(admin.get("/admin/changes"))
    assert small_town.as_(Role.ANALYST).get("/figures").status_code == 303
    assert "works here again" in words(admin.follow(admin.post(f"/admin/users/{number}/do/return")))
    assert last_change(small_town)[0] == "works here again"


def test_a_link_to_set_a_password_is_shown_once(small_town: Town, admin: Visitor) -> None:
    number = number_of(small_town, Role.CASEWORKER)
    answer = admin.post(f"/admin/users/{number}/link")
    link = re.search(r'value="(http://127.0.0.1/sign-in/link/[^"]+)"', answer.text)
    assert link
    key = link[1].rpartition("/")[2]
    assert small_town.as_(None).get(f"/sign-in/link/{key}").status_code == 200
    assert key not in admin.get(f"/admin/users/{number}").text
    assert key not in admin.get("/admin/changes").text


def test_signing_somebody_out_ends_their_sessions(small_town: Town, admin: Visitor) -> None:
    theirs = small_town.as_(Role.ANALYST)
    number = number_of(small_town, Role.ANALYST)
    assert theirs.get("/account").status_code == 200
    assert "In 1 browser" in words(admin.get(f"/admin/users/{number}"))
    assert "signed out everywhere" in words(admin.follow(admin.post(f"/admin/users/{number}/do/sign-out")))
    assert theirs.get("/account").status_code == 303
    assert sessions.open_sessions(small_town.desk.office, number) == []


@pytest.mark.parametrize(
    ("action", "noted"),
    [("unlock", "account unlocked"), ("forget-second-factor", "second factor forgotten"),
     ("forget-council-account", "no longer bound to the council's sign-in")],
)  # fmt: skip
def test_each_way_in_is_opened_again_and_written_down(
    small_town: Town, admin: Visitor, action: str, noted: str
) -> None:
    number = number_of(small_town, Role.ANALYST)
    assert admin.post(f"/admin/users/{number}/do/{action}").status_code == 303
    assert last_change(small_town)[0] == noted


def test_what_somebody_may_do_comes_with_the_role_by_which(small_town: Town, admin: Visitor) -> None:
    page = words(admin.get(f"/admin/users/{number_of(small_town, Role.DECISION_MAKER)}/rights"))
    assert "What DecisionMaker may do, and why" in page
    assert "as decision maker" in page
    assert "The cases of every team, as decision maker" in page


def test_without_the_token_of_the_form_nothing_is_changed(small_town: Town, admin: Visitor) -> None:
    admin.csrf = "forged"
    assert admin.post(f"/admin/users/{number_of(small_town, Role.ANALYST)}/do/sign-out").status_code == 403
    assert admin.post("/admin/users/add", name="X", email="x@example.gov.uk", roles="admin").status_code == 403
    assert not [change for change in latest(small_town.desk.office) if change.of == "x@example.gov.uk"]


# --- teams


def test_renaming_a_team_says_which_cases_keep_the_old_name(small_town: Town, admin: Visitor) -> None:
    officer = small_town.user("Pat East", Role.CASEWORKER, team="East")
    case = small_town.open()
    assert not isinstance(assign(small_town.desk.office, case, officer.email), Refusal)
    assert "Pat East" in words(admin.get("/admin/teams"))
    page = words(admin.get("/admin/teams/rename?team=East"))
    assert "1 case keeps the name East" in page
    unknowing = admin.post("/admin/teams/rename?team=East", name="Eastern")
    assert unknowing.status_code == 422
    assert "Say that you know what happens to the cases" in words(unknowing)
    done = admin.post("/admin/teams/rename?team=East", name="Eastern", knows="yes")
    assert "Team East is now Eastern: 1 person" in words(admin.follow(done))
    found = user_of(small_town.desk.office, officer.user_id)
    assert found is not None
    assert found[0].team == "Eastern"
    assert [each.team for each in small_town.desk.cases()] == ["East"]
    assert last_change(small_town)[:2] == ("team renamed", "East")


def test_a_team_does_not_take_the_name_of_another(small_town: Town, admin: Visitor) -> None:
    for name, team in (("Pat East", "East"), ("Lee West", "West")):
        small_town.user(name, Role.CASEWORKER, team=team)
    answer = admin.post("/admin/teams/rename?team=East", name="west")
    assert answer.status_code == 409
    assert "There is a team west already" in words(answer)
    assert admin.post("/admin/teams/rename?team=East", name="").status_code == 422


# --- settings


def csv_of(*rows: str) -> dict[str, tuple[str, bytes, str]]:
    return {"file": ("settings.csv", "\n".join(("name,kind,urn,ukprn", *rows)).encode(), "text/csv")}


def test_a_setting_is_added_found_and_changed(small_town: Town, admin: Visitor) -> None:
    answer = admin.post("/admin/settings/add", name="Hill School", kind="primary", urn="123456", ukprn="")
    assert "Hill School was added" in words(admin.follow(answer))
    (line,) = find_settings(small_town.desk.office, "hill 123456")
    number = line.setting.setting_id
    changed = admin.post(
        f"/admin/settings/{number}", name="Hill Academy", kind="primary", urn="123456", ukprn="10012345"
    )
    assert "Hill Academy was changed" in words(admin.follow(changed))
    assert last_change(small_town)[:2] == ("setting changed", f"setting {number}")
    assert "Name: Hill School, now Hill Academy" in words(admin.get("/admin/changes"))


def test_each_fault_of_a_setting_stands_at_its_field(admin: Visitor) -> None:
    answer = admin.post("/admin/settings/add", name="", kind="", urn="12", ukprn="99")
    assert answer.status_code == 422
    for fault in ("Give the name of the setting", "A URN has 6 numbers", "A UKPRN has 8 numbers"):
        assert fault in words(answer)
    admin.post("/admin/settings/add", name="Hill School", urn="123456")
    twice = admin.post("/admin/settings/add", name="Other", urn="123456")
    assert twice.status_code == 422
    assert "Hill School has the URN 123456" in words(twice)


def test_a_file_with_one_wrong_row_saves_none(small_town: Town, admin: Visitor) -> None:
    files = csv_of("Hill School,primary,123456,", "Dale School,primary,12,", ",special,654321,")
    answer = admin.post("/admin/settings/import", files=files, do="save")
    assert answer.status_code == 422
    page = words(answer)
    assert "2 faults, so nothing was saved" in page
    assert "3 12 A URN has 6 numbers" in page
    assert find_settings(small_town.desk.office) == []


def test_a_file_is_checked_first_and_read_in_then(small_town: Town, admin: Visitor) -> None:
    admin.post("/admin/settings/add", name="Hill School", urn="123456")
    files = csv_of("Hill Academy,primary,123456,", "Dale School,primary,234567,")
    looked = words(admin.post("/admin/settings/import", files=files, do="check"))
    assert "2 rows, of which 1 would be added, 1 changed, and 0 are as they are held" in looked
    assert [each.setting.name for each in find_settings(small_town.desk.office)] == ["Hill School"]
    done = words(admin.follow(admin.post("/admin/settings/import", files=files, do="save")))
    assert "1 setting added, 1 changed, 0 as they were" in done
    assert [each.setting.name for each in find_settings(small_town.desk.office)] == ["Dale School", "Hill Academy"]
    assert "0 settings added, 0 changed, 2 as they were" in words(
        admin.follow(admin.post("/admin/settings/import", files=files, do="save"))
    )


@pytest.mark.parametrize(
    ("content", "fault"),
    [(b"", "Choose a CSV file"), (b"urn\n123456\n", "The headings must be name"), (b"name\n", "no setting in it"),
     ("name\nÉcole\n".encode("utf-16"), "not in UTF-8"), (b"name,urn\nHill\n", "more or fewer values")],
)  # fmt: skip
def test_a_file_that_cannot_be_read_says_why(admin: Visitor, content: bytes, fault: str) -> None:
    answer = admin.post("/admin/settings/import", files={"file": ("s.csv", content, "text/csv")}, do="save")
    assert answer.status_code == 422
    assert fault in words(answer)


def test_many_settings_come_a_page_at_a_time(admin: Visitor) -> None:
    rows = [f"School {number:03},primary,{100000 + number}," for number in range(120)]
    admin.follow(admin.post("/admin/settings/import", files=csv_of(*rows), do="save"))
    first, last = admin.get("/admin/settings"), admin.get("/admin/settings?page=3")
    assert "120 settings , of which 1 to 50" in words(first).replace("settings,", "settings ,")
    assert "School 119" in words(last)
    assert len(first.content) < 100_000
    assert admin.get("/admin/settings?page=nonsense").status_code == 200
