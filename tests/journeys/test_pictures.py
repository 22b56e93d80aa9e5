"""The pictures of the README: made here, from the casework of the demonstration, so that they show what there is.

They are left in the folder `pictures`; `make pictures` puts them into docs/pictures.
"""

from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from ehcp_flow.db.engine import connect
from ehcp_flow.db.unit_of_work import UnitOfWork
from ehcp_flow.services.demo_casework import MANAGER, add_people, casework
from ehcp_flow.services.lookups import list_cases
from ehcp_flow.services.office import Office
from tests.ehcp_flow.services.at_work import Desk, SetClock
from tests.ehcp_flow.web.a_site import Town, browsing, folder_of_pictures, make_town, served
from workflows.refusals import Refusal

OFFICER = "priya@madeupshire.example"
PAGES = (
    ("my-work", OFFICER, "/work", "Good morning, Priya"),
    ("case", OFFICER, "/cases/{case}", "Why this date?"),
    ("team", MANAGER, "/team", "Priya Example"),
)


@pytest.fixture
def madeupshire(_migrated_file: Path, tmp_path: Path) -> Town:
    from shutil import copy

    town = make_town(Desk(connect(str(copy(_migrated_file, tmp_path / "town.db"))), SetClock(), tmp_path))
    office = town.desk.office
    assert not isinstance(add_people(office), Refusal)
    assert casework(office, office.clock.today()) is None
    return town


def _case_of(office: Office, name: str) -> str:
    found = list_cases(office, text=name)
    assert not isinstance(found, Refusal)
    return found[0].case


def test_the_pages_of_the_readme_are_pictured(chromium: Browser, madeupshire: Town) -> None:
    office = madeupshire.desk.office
    with office.database.reading() as connection:
        users = {each.email: each for each in UnitOfWork(connection).users.all(office.authority)}
    with served(madeupshire.app) as address:
        for name, email, path, says in PAGES:
            with browsing(chromium, madeupshire, address, users[email]) as window:
                page = window.new_page()
                page.goto(path.format(case=_case_of(office, "Larkmoor")))
                expect(page.locator("main")).to_contain_text(says)
                picture = folder_of_pictures() / f"{name}.png"
                page.screenshot(path=picture, clip={"x": 0, "y": 0, "width": 1280, "height": 1100}, full_page=True)
                assert picture.stat().st_size > 20_000
    office.database.close()
