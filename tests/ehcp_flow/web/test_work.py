"""My work, the queues, a queue as a file, and saved views: what the pages say, to whom, and what they refuse."""

import csv
import io
import re
from datetime import date

import pytest
from jinja2 import Environment
from lxml import html
from playwright.sync_api import Browser

from ehcp_flow.db.access_tables import reading, restriction
from ehcp_flow.db.users import User
from ehcp_flow.services.cases import assign
from ehcp_flow.services.work.queues import ROWS
from ehcp_flow.web.navigation import OFFICERS
from ehcp_flow.web.templating import environment
from tests.browser import DESK, PHONE, axe_faults
from tests.ehcp_flow.web.a_site import ROLES, Town, browsing, served, words
from workflows.refusals import Refusal
from workflows.vocabulary import Role

PATHS = ["/work", "/work/queues", "/work/views", *(f"/work/{row.name}" for row in ROWS)]


def given(town: Town, forename: str, surname: str, day: str, to: Role | User | None = Role.CASEWORKER) -> str:
    """A request of a day, and who has it."""
    case = town.open(forename, surname, day)
    if to is not None:
        officer = town.users[to] if isinstance(to, Role) else to
        assigned = assign(town.desk.office, case, officer.email)
        assert not isinstance(assigned, Refusal), assigned
    return case


def test_the_day_says_what_is_late_and_what_is_due_in_sentences(town: Town) -> None:
    late = given(town, "Jamie", "Brown", "2025-12-20")
    soon = given(town, "Ana", "Kay", "2026-01-03")
    said = words(town.as_(Role.CASEWORKER).get("/work"))
    assert "Good morning, Caseworker" in said
    assert "2 open 1 overdue 1 due this week 0 waiting on others 2 families not updated" in said
    assert f"{late} J.B., 8 Decide whether to assess and tell the family" in said
    assert "Due Saturday 31 January 2026, overdue by 10 days. Overdue" in said
    assert f"{soon} A.K., 8" in said
    assert "Due Saturday 14 February 2026, 3 working days left. Due this week" in said
    assert "Family not updated for 14 days or more" in said
    assert "Brown" not in said
    assert "Jamie" not in said


def test_an_empty_list_says_why_it_is_empty(small_town: Town) -> None:
    said = words(small_town.as_(Role.CASEWORKER).get("/work"))
    assert (
        "None of your cases is in this list. A case comes here on the day after a legal date that was not kept" in said
    )


def test_one_late_request_is_one_row_with_one_button_and_the_way_to_why(small_town: Town) -> None:
    case = given(small_town, "Jamie", "Brown", "2025-08-01")  # three dates of it have passed
    page = html.fromstring(small_town.as_(Role.CASEWORKER).get("/work/overdue").text)
    rows = page.xpath("//tbody/tr")
    assert len(rows) == 1
    assert rows[0].xpath(".//a/@href") == [f"/cases/{case}", f"/cases/{case}#may", f"/cases/{case}#why"]


def test_whose_cases_may_be_chosen_and_the_address_says_so(small_town: Town) -> None:
    mine = given(small_town, "Jamie", "Brown", "2026-01-03")
    nobodys = given(small_town, "Ana", "Kay", "2026-01-03", to=None)
    visitor = small_town.as_(Role.MANAGER)
    email = small_town.users[Role.CASEWORKER].email
    for whose, wanted in (("mine", []), (email, [mine]), ("unallocated", [nobodys]), ("all", [mine, nobodys])):
        page = visitor.get(f"/work/mine?whose={whose}").text
        assert [case for case in (mine, nobodys) if case in page] == wanted, whose
    assert "Nobody has had it for 38 days" in words(visitor.get("/work/unallocated"))
    assert f"/work/mine?whose={email.replace('@', '%40')}" in small_town.as_(Role.CASEWORKER).get("/work/mine").text
    gone = visitor.get("/work/mine?whose=no.one@example.gov.uk")
    assert gone.status_code == 404
    assert "No user has this e-mail address" in words(gone)


def test_filters_are_chips_that_can_be_taken_away_and_what_they_hide_is_counted(small_town: Town) -> None:
    given(small_town, "Jamie", "Brown", "2025-12-20")
    given(small_town, "Ana", "Kay", "2026-02-03")
    visitor = small_town.as_(Role.CASEWORKER)
    assert "2 of 2 cases, none hidden." in words(visitor.get("/work/mine"))
    answer = visitor.get("/work/mine?when=overdue&age=5-10&sort=case")
    assert "1 of 2 cases, 1 hidden by filters." in words(answer)
    page = html.fromstring(answer.text)
    chips = page.xpath("//ul[contains(@class, 'moj-filter-tags')]//a")
    assert [(" ".join(chip.text_content().split()), chip.get("href")) for chip in chips] == [
        ("Remove this filter: Overdue", "/work/mine?age=5-10&sort=case"),
        ("Remove this filter: Age: 5 to 10", "/work/mine?when=overdue&sort=case"),
    ]
    assert page.xpath("//a[text()='Clear all filters']/@href") == ["/work/mine?sort=case"]
    assert "No case of this queue answers to all of the filters." in words(visitor.get("/work/mine?q=nobody"))


def test_a_heading_sorts_the_list_and_says_which_way(small_town: Town) -> None:
    first = given(small_town, "Jamie", "Brown", "2026-01-03")
    second = given(small_town, "Ana", "Kay", "2025-12-20")
    visitor = small_town.as_(Role.CASEWORKER)

    def shown(address: str) -> tuple[list[str], list[str]]:
        page = html.fromstring(visitor.get(address).text)
        return page.xpath("//tbody//th/a/text()"), page.xpath("//th/@aria-sort")

    assert shown("/work/mine") == ([second, first], ["none", "none", "ascending", "none", "none"])
    assert shown("/work/mine?sort=case") == ([second, first], ["ascending", "none", "none", "none", "none"])
    assert shown("/work/mine?sort=-case") == ([first, second], ["descending", "none", "none", "none", "none"])


def test_fifty_cases_make_a_page_of_less_than_100_kb_and_the_rest_is_on_the_next(small_town: Town) -> None:
    for number in range(53):
        given(small_town, "Jamie", f"Brown{number}", "2025-08-01")
    visitor = small_town.as_(Role.CASEWORKER)
    first, second = visitor.get("/work/overdue"), visitor.get("/work/overdue?page=2")
    assert len(html.fromstring(first.text).xpath("//tbody/tr")) == 50
    assert len(html.fromstring(second.text).xpath("//tbody/tr")) == 3
    assert len(first.content) < 100_000
    assert "53 of 53 cases, none hidden. Page 2 of 2." in words(second)
    assert "/work/overdue?page=2" in first.text
    assert len(visitor.get("/work").content) < 100_000
    assert "All 53: overdue" in words(visitor.get("/work"))


def test_the_file_has_the_list_as_it_is_filtered_no_formula_and_tells_who_took_it(town: Town) -> None:
    officer = town.user("=Ann", Role.CASEWORKER, team="@North")
    case = given(town, "=cmd", "+Brown", "2025-12-20", officer)
    given(town, "Ana", "Kay", "2026-02-03")
    answer = town.as_(officer).get("/work/mine/list.csv?when=overdue&whose=all")
    assert answer.headers["content-type"].startswith("text/csv")
    assert answer.headers["content-disposition"] == 'attachment; filename="mine-2026-02-10.csv"'
    lines = list(csv.DictReader(io.StringIO(answer.content.decode("utf-8-sig"))))
    assert [(line["Case"], line["Legal date"], line["Team"], line["Officer"]) for line in lines] == [
        (case, "2026-01-31", "'@North", "'=Ann")
    ]
    assert all(not value.startswith(("=", "+", "-", "@")) for line in lines for value in line.values())
    assert "Brown" not in answer.text
    with town.desk.database.reading() as connection:
        taken = connection.execute(reading.select()).all()
    assert [(row.read_by, row.page) for row in taken] == [(officer.email, "export")]


def test_a_case_that_one_may_not_see_is_in_no_list_and_in_no_file(small_town: Town) -> None:
    case = given(small_town, "Jamie", "Brown", "2025-12-20")
    with small_town.desk.database.writing() as connection:
        connection.execute(
            restriction.insert(),
            {
                "authority": small_town.desk.authority, "person_id": 1, "kind": "adopted", "reason": "Adopted",
                "since": date(2026, 1, 1), "review_on": date(2027, 1, 1), "set_by": "x",
            },
        )  # fmt: skip
    visitor = small_town.as_(Role.CASEWORKER)
    for path in (*PATHS, "/work/overdue/list.csv"):
        assert case not in visitor.get(f"{path}?whose=all").text, path


def test_only_officers_have_work(small_town: Town) -> None:
    visitors = {role: small_town.as_(role) for role in ROLES}
    for role, visitor in visitors.items():
        wanted = 200 if role in OFFICERS else 403
        for path in ("/work", "/work/queues", "/work/views", "/work/overdue", "/work/overdue/list.csv"):
            assert visitor.get(path).status_code == wanted, (role, path)
    assert small_town.as_(None).get("/work").headers["location"] == "/sign-in?next=%2Fwork"


def test_a_queue_that_there_is_not_is_answered_in_words(small_town: Town) -> None:
    for path in ("/work/everything", "/work/everything/list.csv"):
        assert small_town.as_(Role.CASEWORKER).get(path).status_code == 404


# Saved views


def test_a_view_keeps_an_address_under_a_name_for_whoever_made_it(small_town: Town) -> None:
    visitor = small_town.as_(Role.CASEWORKER)
    place = "/work/overdue?age=0-4&sort=case"
    assert "Name of the view" in words(visitor.get("/work/views?place=/work/overdue%3Fage%3D0-4"))
    saved = visitor.post("/work/views", name="Late and little", place=place)
    assert saved.headers["location"] == place
    assert "Saved as “Late and little”. You find it on My work." in words(visitor.follow(saved))
    assert 'href="/work/overdue?age=0-4&amp;sort=case">Late and little</a>' in visitor.get("/work").text
    assert "Late and little" not in small_town.as_(Role.MANAGER).get("/work").text
    renamed = visitor.post("/work/views/1", name="Little ones", do="rename")
    assert "The view is now called “Little ones”." in words(visitor.follow(renamed))
    assert small_town.as_(Role.MANAGER).post("/work/views/1", do="delete").status_code == 409
    assert "“Little ones” is deleted." in words(visitor.follow(visitor.post("/work/views/1", do="delete")))
    assert "You have no saved view yet" in words(visitor.get("/work/views"))


@pytest.mark.parametrize(
    "fields, said",
    [
        ({"name": " ", "place": "/work/mine"}, "Enter a name for the view"),
        ({"name": "x" * 81, "place": "/work/mine"}, "of 80 characters at most"),
        ({"name": "Far", "place": "https://example.org/work/mine"}, "This is not the address of a list of work"),
        ({"name": "Near", "place": "/admin"}, "This is not the address of a list of work"),
        ({"name": "Ours", "place": "/work/mine", "team": "yes"}, "You belong to no team"),
        ({"name": "Twice", "place": "/work/mine"}, "You have a view of this name"),
    ],
)
def test_a_view_that_cannot_be_saved_is_shown_again_with_what_was_typed(
    small_town: Town, fields: dict[str, str], said: str
) -> None:
    visitor = small_town.as_(Role.CASEWORKER)
    visitor.post("/work/views", name="twice", place="/work/mine")
    answer = visitor.post("/work/views", **fields)
    assert answer.status_code == 422
    assert said in words(answer)
    assert "There is a problem" in words(answer)
    assert f'value="{fields["name"]}"' in answer.text


def test_a_view_of_a_team_is_seen_by_the_team_and_changed_by_its_maker_or_a_manager(small_town: Town) -> None:
    one = small_town.user("North One", Role.CASEWORKER, team="North")
    two = small_town.user("North Two", Role.CASEWORKER, team="North")
    boss = small_town.user("North Boss", Role.MANAGER, team="North")
    south = small_town.user("South One", Role.MANAGER, team="South")
    small_town.as_(one).post("/work/views", name="Ours", place="/work/overdue?whose=team", team="yes")
    assert "Ours" in words(small_town.as_(two).get("/work"))
    assert "Ours" not in words(small_town.as_(south).get("/work"))
    assert "North One or a manager may change it." in words(small_town.as_(two).get("/work/views"))
    refused = small_town.as_(two).post("/work/views/1", do="delete")
    assert refused.status_code == 409
    assert "Somebody else made this view for the team" in words(refused)
    assert small_town.as_(south).post("/work/views/1", name="Mine", do="rename").status_code == 409
    assert small_town.as_(boss).post("/work/views/1", name="", do="rename").status_code == 422
    assert small_town.as_(boss).post("/work/views/1", name="All of ours", do="rename").status_code == 303
    assert "All of ours" in words(small_town.as_(one).get("/work"))


# The look


def test_our_rows_make_the_same_table_as_the_design_system(small_town: Town) -> None:
    given(small_town, "Jamie", "Brown", "2025-12-20")
    given(small_town, "Ana", "Kay", "2026-02-03")
    page = html.fromstring(small_town.as_(Role.CASEWORKER).get("/work/mine").text)
    (ours,) = page.xpath("//table")
    heads = ours.xpath("./thead/tr/th")
    asked = {
        "caption": ours.xpath("./caption")[0].text_content(),
        "captionClasses": "govuk-visually-hidden",
        "classes": "own-work",
        "firstCellIsHeader": True,
        "head": [
            {"html": _inner(each), "attributes": {"aria-sort": each.get("aria-sort")} if each.get("aria-sort") else {}}
            for each in heads
        ],
        "rows": [
            [{"html": _inner(cell), "classes": _own(cell)} for cell in row.xpath("./th|./td")]
            for row in ours.xpath("./tbody/tr")
        ],
    }
    made: Environment = environment()
    template = made.from_string(
        '{% from "govuk_frontend_jinja/components/table/macro.html" import govukTable %}{{ govukTable(asked) }}'
    )
    (theirs,) = html.fromstring(f"<div>{template.render(asked=_safe(asked))}</div>").xpath("//table")
    assert _dom(ours) == _dom(theirs)


def _safe(value: object) -> object:
    from markupsafe import Markup

    if isinstance(value, dict):
        return {key: Markup(each) if key == "html" else _safe(each) for key, each in value.items()}
    return [_safe(each) for each in value] if isinstance(value, list) else value


def _inner(element: html.HtmlElement) -> str:
    return (element.text or "") + "".join(html.tostring(each, encoding="unicode") for each in element)


def _own(element: html.HtmlElement) -> str:
    return " ".join(each for each in element.get("class", "").split() if not each.startswith("govuk-table__"))


def _dom(element: html.HtmlElement) -> object:
    attributes = {name: " ".join(value.split()) for name, value in element.attrib.items()}
    text = re.sub(r"\s+", " ", element.text or "").strip()
    return element.tag, sorted(attributes.items()), text, [_dom(each) for each in element]


@pytest.mark.parametrize("width", [DESK, PHONE])
def test_the_pages_have_no_fault_that_axe_finds_and_do_not_scroll_sideways(
    chromium: Browser, small_town: Town, width: int
) -> None:
    given(small_town, "Jamie", "Brown", "2025-12-20")
    given(small_town, "Ana", "Kay", "2026-02-03")
    small_town.as_(Role.CASEWORKER).post("/work/views", name="Late", place="/work/overdue")
    paths = (
        "/work",
        "/work/queues",
        "/work/mine?age=5-10&when=later",
        "/work/unallocated",
        "/work/views?place=/work/mine",
        "/search?q=brown",
    )
    with served(small_town.app) as address, browsing(chromium, small_town, address, Role.CASEWORKER, width) as window:
        page = window.new_page()
        for path in paths:
            page.goto(path)
            assert axe_faults(page) == [], path
            assert not page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth"), (
                path
            )


def test_without_a_script_filters_and_search_work_by_themselves(chromium: Browser, small_town: Town) -> None:
    case = given(small_town, "Jamie", "Brown", "2025-12-20")
    with (
        served(small_town.app) as address,
        browsing(chromium, small_town, address, Role.CASEWORKER, script=False) as window,
    ):
        page = window.new_page()
        page.goto("/work/mine")
        page.get_by_text("Choose and filter").click()
        page.get_by_label("Date").select_option("overdue")
        page.get_by_role("button", name="Show these cases").click()
        assert "when=overdue" in page.url
        assert page.get_by_role("link", name=case, exact=True).count() == 1
        page.get_by_role("link", name="Remove this filter: Overdue").click()
        assert "when=overdue" not in page.url
        page.get_by_role("link", name="Search").click()
        page.get_by_label("Find a case").fill("brown jamie")
        page.get_by_role("button", name="Search").click()
        assert page.get_by_role("link", name=case).count() == 1
