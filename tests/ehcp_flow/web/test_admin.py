"""Administration: users, teams, settings, days, warnings, health contacts, restricted children, and the record of changes."""

import re
from datetime import date

import pytest
from playwright.sync_api import Browser

from ehcp_flow.services.access import sessions
from ehcp_flow.services.access.changes import latest
from ehcp_flow.services.admin.schools import find_settings
from ehcp_flow.services.admin.users import user_of
from ehcp_flow.services.cases import assign
from tests.browser import DESK, PHONE, axe_faults
from tests.ehcp_flow.web.a_site import ROLES, Town, Visitor, browsing, served, words
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


# --- days


def test_a_holiday_shows_first_which_dates_move_and_moves_them_when_it_is_saved(
    small_town: Town, admin: Visitor
) -> None:
    case, office = small_town.open(day="2026-02-09"), small_town.desk.office
    small_town.desk.clock.set_to(date(2026, 2, 10))
    looked = admin.post("/admin/calendar/holidays/add", **HOLIDAY)
    assert looked.status_code == 200
    assert "Monday 16 February 2026" in words(looked)
    assert case not in words(looked)
    assert [change.what for change in latest(office) if "holiday" in change.what] == []
    saved = words(admin.follow(admin.post("/admin/calendar/holidays/add", do="save", **HOLIDAY)))
    assert "Monday 16 February 2026 is a holiday" in saved
    assert "Jubilee" in saved
    assert last_change(small_town)[:2] == ("holiday added", "2026-02-16")
    assert small_town.desk.sound()
    page = admin.get("/admin/calendar/holidays/2026-02-16/remove")
    assert "Jubilee is a working day again: what moves" in words(page)
    assert admin.post("/admin/calendar/holidays/2026-02-16/remove", reason="").status_code == 422
    back = words(admin.follow(admin.post("/admin/calendar/holidays/2026-02-16/remove", reason="Not proclaimed")))
    assert "is a working day again" in back
    assert small_town.desk.sound()


def test_a_day_that_is_no_working_day_already_cannot_be_a_holiday(admin: Visitor) -> None:
    for text, fault in (("2026-12-25", "is no working day already"), ("2026-02-14", "is no working day already"),
                        ("2046-02-14", "within 5 years of today")):  # fmt: skip
        answer = admin.post("/admin/calendar/holidays/add", name="Day", **day("day", text))
        assert answer.status_code == 422
        assert fault in words(answer)
    missing = words(admin.post("/admin/calendar/holidays/add", name=""))
    assert "Give the name of the holiday" in missing
    assert "Give the day" in missing


SUMMER = {"name": "Summer holiday", **day("closed_from", "2026-07-22"), **day("reopens_on", "2026-09-02")}


def test_a_closure_is_looked_at_saved_and_removed_with_a_reason(small_town: Town, admin: Visitor) -> None:
    looked = words(admin.post("/admin/calendar/closures/add", **SUMMER))
    assert "It is the first closure that is held" in looked
    assert "It lasts 42 days" in looked
    assert "Nothing is saved yet" in looked
    assert "Summer holiday is held" in words(
        admin.follow(admin.post("/admin/calendar/closures/add", do="save", **SUMMER))
    )
    assert last_change(small_town)[0] == "closure added"
    assert admin.post("/admin/calendar/closures/add", do="save", **SUMMER).status_code == 409
    assert admin.post("/admin/calendar/closures/1/remove", reason="").status_code == 422
    gone = admin.post("/admin/calendar/closures/1/remove", reason="Wrong year")
    assert "is no longer held" in words(admin.follow(gone))
    assert last_change(small_town)[0] == "closure removed"


def test_each_fault_of_a_closure_stands_at_its_field(admin: Visitor) -> None:
    wrong = {"name": "", **day("closed_from", "2026-09-02"), **day("reopens_on", "2026-07-22"), "setting": "77"}
    answer = words(admin.post("/admin/calendar/closures/add", **wrong))
    assert "Give the name, such as Summer holiday 2026" in answer
    named = words(admin.post("/admin/calendar/closures/add", **{**wrong, "name": "Summer"}))
    assert "The first day open again must be after 2 September 2026" in named
    assert "Choose a setting of the list" in named
    short = {"name": "Half-term", **day("closed_from", "2026-05-25"), **day("reopens_on", "2026-06-01")}
    assert "The law asks for 28 days running" in words(admin.post("/admin/calendar/closures/add", **short))


# --- warnings


OWN = '[warning.duties]\nfinal_plan = { working_days = 30, policy = "Six weeks." }\n'


def test_own_warnings_are_set_shown_again_and_taken_back(small_town: Town, admin: Visitor) -> None:
    assert "All of them are as shipped" in words(admin.get("/admin/ladder"))
    done = words(admin.follow(admin.post("/admin/ladder/set", toml=OWN, reason="The panel meets monthly")))
    assert "Saved. 0 deadlines are warned of on another day" in done
    assert "First warning 30 working days before (set here)" in done
    assert "The panel meets monthly" in done
    assert "working_days = 30" in admin.get("/admin/ladder/set").text.replace("&#34;", '"')
    assert last_change(small_town)[0] == "warnings set"
    assert "All of them are as shipped" in words(admin.follow(admin.post("/admin/ladder/back", reason="Enough")))
    assert last_change(small_town)[0] == "warnings back to as shipped"


@pytest.mark.parametrize(
    ("toml", "fault"),
    [
        ("[warning", "This is not TOML"),
        ("[warning.duties]\nno_such = 3\n", "no_such"),
        ("", "Say what is to be different"),
    ],
)
def test_warnings_that_cannot_be_used_say_why_in_place(admin: Visitor, toml: str, fault: str) -> None:
    answer = admin.post("/admin/ladder/set", toml=toml, reason="")
    assert answer.status_code == 422
    assert fault in words(answer)
    assert "Give the reason" in words(answer)
    assert "All of them are as shipped" in words(admin.get("/admin/ladder"))


# --- health contacts


def test_a_health_contact_is_added_and_leaves(small_town: Town, admin: Visitor) -> None:
    given = {"role": "gp", "name": "Hill Practice", "provider": "", "channel": "file", "address": "hill-practice"}
    unnamed = admin.post("/admin/health/add", **given)
    assert unnamed.status_code == 422
    assert "written to at a role mailbox" in words(unnamed)
    added = words(admin.follow(admin.post("/admin/health/add", role_mailbox="yes", **given)))
    assert "Hill Practice was added" in added
    assert last_change(small_town)[0] == "health contact added"
    assert admin.post("/admin/health/1/left").status_code == 422
    left = words(admin.follow(admin.post("/admin/health/1/left", **day("left_on", "2026-02-10"))))
    assert "Left on 10 February 2026" in left
    assert last_change(small_town)[0] == "health contact left"
    missing = words(admin.post("/admin/health/add"))
    for fault in (
        "Choose what they are",
        "Give the name of the person",
        "Choose how they are told",
        "Give the address",
    ):
        assert fault in missing


# --- restricted children


@pytest.mark.parametrize("role", [Role.MANAGER, Role.ADMIN])
def test_a_child_is_restricted_and_seen_by_those_who_are_named(small_town: Town, role: Role) -> None:
    case, who = small_town.open(), small_town.as_(role)
    caseworker, manager = small_town.users[Role.CASEWORKER], small_town.users[Role.MANAGER]
    given = {"case": case, "kind": "adopted", "reason": "Adopted", **day("review_on", "2026-08-10")}
    done = words(who.follow(who.post("/admin/restrictions/add", named=caseworker.email, **given)))
    assert "Adopted" in done
    assert "Marrow" not in done
    assert small_town.as_(Role.CASEWORKER).get(f"/cases/{case}").status_code == 200
    assert small_town.as_(Role.MANAGER).get(f"/cases/{case}").status_code == 404
    changed = who.post(f"/admin/restrictions/{case}", named=[caseworker.email, manager.email], **given)
    assert changed.status_code == 303
    assert small_town.as_(Role.MANAGER).get(f"/cases/{case}").status_code == 200
    assert last_change(small_town)[:2] == ("restriction changed", case)
    assert who.post(f"/admin/restrictions/{case}/lift", reason="").status_code == 422
    assert "The restriction is lifted" in words(who.follow(who.post(f"/admin/restrictions/{case}/lift", reason="Over")))
    assert last_change(small_town)[0] == "restriction lifted"


def test_each_fault_of_a_restriction_stands_at_its_field(small_town: Town, admin: Visitor) -> None:
    missing = words(admin.post("/admin/restrictions/add"))
    for fault in (
        "Give the reference of a case",
        "Choose the kind",
        "Give the reason",
        "Give the day on which",
        "Name at",
    ):
        assert fault in missing
    email = small_town.users[Role.CASEWORKER].email
    given = {"case": "EHC-2026-99999", "kind": "adopted", "reason": "Adopted", "named": email}
    unknown = admin.post("/admin/restrictions/add", **given, **day("review_on", "2026-08-10"))
    assert unknown.status_code == 422
    late = admin.post(
        "/admin/restrictions/add", **{**given, "case": small_town.open()}, **day("review_on", "2029-01-01")
    )
    assert late.status_code == 422
    assert "not within a year from tomorrow" in words(late)


def test_those_to_look_at_come_first(small_town: Town, admin: Visitor) -> None:
    later, soon = small_town.open("Ada", "Marrow"), small_town.open("Ben", "Leek")
    email = small_town.users[Role.CASEWORKER].email
    for case, review in ((later, "2026-12-01"), (soon, "2026-02-20")):
        given = {"case": case, "kind": "other", "reason": "Named", "named": email, **day("review_on", review)}
        assert admin.post("/admin/restrictions/add", **given).status_code == 303
    page = words(admin.get("/admin/restrictions"))
    assert page.index(soon) < page.index("Others") < page.index(later)
    assert "one to look at" in words(admin.get("/admin"))


# --- the record of changes


def test_changes_are_found_by_whom_and_what_and_go_back_page_by_page(small_town: Town, admin: Visitor) -> None:
    for number in range(60):
        admin.post("/admin/settings/add", name=f"School {number}")
    first = admin.get("/admin/changes")
    assert "School 59" in words(first)
    assert "School 1 " not in words(first)
    earlier = re.search(r'href="(/admin/changes\?before=\d+)"', first.text)
    assert earlier
    assert "School 1 " in words(admin.get(earlier[1]))
    assert "School" not in words(admin.get("/admin/changes?what=user+added"))
    assert "No change answers to this" in words(admin.get("/admin/changes?who=nobody-at-all"))
    assert "School 59" in words(admin.get("/admin/changes?who=ADMIN@example"))


def test_a_page_of_changes_stays_small(small_town: Town, admin: Visitor) -> None:
    for number in range(60):
        admin.post("/admin/settings/add", name=f"School {number}")
    assert len(admin.get("/admin/changes").content) < 100_000


@pytest.fixture
def furnished(small_town: Town) -> Town:
    """Something on every page."""
    admin, case = small_town.as_(Role.ADMIN), small_town.open()
    email = small_town.users[Role.CASEWORKER].email
    small_town.user("Pat East", Role.CASEWORKER, team="East")
    admin.post("/admin/settings/add", name="Hill School", kind="primary", urn="123456")
    admin.post("/admin/calendar/holidays/add", do="save", **HOLIDAY)
    admin.post("/admin/calendar/closures/add", do="save", **SUMMER)
    admin.post("/admin/ladder/set", toml=OWN, reason="The panel meets monthly")
    admin.post("/admin/health/add", role="gp", name="Hill Practice", channel="file", address="hill", role_mailbox="yes")
    given = {"case": case, "kind": "adopted", "reason": "Adopted", "named": email, **day("review_on", "2026-02-20")}
    assert admin.post("/admin/restrictions/add", **given).status_code == 303
    return small_town


MORE = (
    "/admin/teams/rename?team=East", "/admin/settings/1", "/admin/calendar/holidays/2026-02-16/remove",
    "/admin/calendar/closures/1/remove", "/admin/health/1/left", "/account/tokens",
)  # fmt: skip


@pytest.mark.parametrize("width", [DESK, PHONE])
def test_the_pages_have_no_fault_that_axe_finds_and_do_not_scroll_sideways(
    chromium: Browser, furnished: Town, width: int
) -> None:
    with served(furnished.app) as address, browsing(chromium, furnished, address, Role.ADMIN, width) as window:
        page = window.new_page()
        titles = set()
        for path in (*PAGES, *NAMING, *MORE):
            page.goto(path)
            assert axe_faults(page) == [], path
            assert not page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth"), (
                path
            )
            titles.add(page.title())
        assert len(titles) == len(PAGES) + len(NAMING) + len(MORE)
