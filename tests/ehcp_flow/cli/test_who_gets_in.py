"""`ehcp-flow user link`, `password`, `unlock`, `sign-out` and `forget`."""

from pathlib import Path

import pytest

from ehcp_flow.bootstrap import installation
from ehcp_flow.db.users import User
from ehcp_flow.services.access import sessions
from ehcp_flow.services.access.sign_in import MOST_FAILURES, by_password
from tests.ehcp_flow.cli.at_the_line import Line
from tests.ehcp_flow.services.access.quick import GOOD
from tests.ehcp_flow.services.access.quick import quick_hashes as quick_hashes
from workflows.refusals import Refusal

pytestmark = pytest.mark.usefixtures("quick_hashes")
PRIYA = "priya@example.gov.uk"


@pytest.fixture
def at(tmp_path: Path) -> Line:
    line = Line(str(tmp_path / "here.db"))
    line.does("init", "--authority", "831", "--name", "Madeupshire")
    line.does("user", "add", "Priya Nair", "--email", PRIYA, "--role", "caseworker")
    return line


def enters(at: Line, password: str) -> User | Refusal:
    """What the sign-in page would find."""
    found = installation(at.database)
    try:
        office = found.office()
        assert not isinstance(office, Refusal)
        return by_password(office, PRIYA, password, "192.0.2.7")
    finally:
        found.database.close()


def test_a_link_is_printed_and_says_until_when_and_how_to_give_it(at: Line) -> None:
    told = at.does("user", "link", PRIYA)
    assert "/sign-in/link/" in told.splitlines()[0]
    assert "It opens once, until" in told
    assert at.asks("user", "link", PRIYA)["link"].startswith("/sign-in/link/")


def test_a_password_is_asked_for_twice_and_not_shown(at: Line) -> None:
    answer = at.run("user", "password", PRIYA, answer=f"{GOOD}\n{GOOD}\n")
    assert answer.exit_code == 0, answer.output
    assert GOOD not in answer.output
    assert isinstance(enters(at, GOOD), User)


def test_a_password_is_read_from_the_standard_input(at: Line) -> None:
    assert at.run("user", "password", PRIYA, "--password-stdin", answer=f"{GOOD}\n").exit_code == 0
    assert isinstance(enters(at, GOOD), User)


def test_a_weak_password_is_refused_with_the_reason(at: Line) -> None:
    answer = at.run("user", "password", PRIYA, "--password-stdin", answer="Password2026!\n")
    assert answer.exit_code == 3
    assert "guessed first" in " ".join(answer.output.split())
    assert "Password2026!" not in answer.output


def test_an_account_that_waits_is_unlocked(at: Line) -> None:
    at.run("user", "password", PRIYA, "--password-stdin", answer=f"{GOOD}\n")
    for _ in range(MOST_FAILURES):
        enters(at, "a guess of it")
    assert isinstance(enters(at, GOOD), Refusal)
    assert "may try again" in at.does("user", "unlock", PRIYA)
    assert isinstance(enters(at, GOOD), User)


def test_a_user_is_signed_out_everywhere(at: Line) -> None:
    at.run("user", "password", PRIYA, "--password-stdin", answer=f"{GOOD}\n")
    found = installation(at.database)
    office, user = found.office(), enters(at, GOOD)
    assert not isinstance(office, Refusal)
    assert isinstance(user, User)
    key, _ = sessions.begin(office, user, "192.0.2.7")
    assert at.asks("user", "sign-out", PRIYA) == {"email": PRIYA, "done": "signed_out"}
    assert sessions.present(office, key) is None
    found.database.close()


def test_what_is_forgotten_must_be_said(at: Line) -> None:
    assert "second factor" in at.does("user", "forget", PRIYA, "--second-factor")
    assert "council account" in at.does("user", "forget", PRIYA, "--council-account")
    assert at.run("user", "forget", PRIYA).exit_code == 2
    assert at.run("user", "forget", PRIYA, "--second-factor", "--council-account").exit_code == 2


@pytest.mark.parametrize("command", ["link", "unlock", "sign-out"])
def test_an_address_that_nobody_has_is_refused(at: Line, command: str) -> None:
    assert "no user has this e-mail address" in at.refused("user", command, "nobody@example.gov.uk")["why"]


def test_who_is_no_administrator_is_refused(at: Line) -> None:
    refused = at.refused("user", "link", PRIYA, "--as", PRIYA)
    assert "is not admin" in refused["why"]
