"""Administration: days, warnings, health contacts, restricted children, the record of changes, and every page in a browser."""

import re
from datetime import date

import pytest
from playwright.sync_api import Browser

from ehcp_flow.services.access.changes import latest
from tests.browser import DESK, PHONE, axe_faults
from tests.ehcp_flow.web.a_site import Town, Visitor, browsing, served, words
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
