"""Hashes that take no time, and users who can sign in, for tests in which the cost of a hash is not what is tried."""

import pytest
from argon2 import PasswordHasher

from ehcp_flow.db.users import User
from ehcp_flow.services.access import accounts, passwords
from ehcp_flow.services.office import Office
from ehcp_flow.services.users import add_user

GOOD = "otter lamp frisbee"
OTHER = "coffee tuba mitten"
SECRET = "made up secret of thirty-two characters or more"


@pytest.fixture
def quick_hashes(monkeypatch: pytest.MonkeyPatch) -> PasswordHasher:
    """A hasher with the least of everything."""
    hasher = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)
    monkeypatch.setattr(passwords, "HASHER", hasher)
    return hasher


def a_user(
    office: Office, name: str = "Priya Nair", role: str = "caseworker", password: str = GOOD, team: str = ""
) -> User:
    """A user with a password."""
    user = add_user(office, name, f"{name.lower().replace(' ', '.')}@example.gov.uk", [role], team)
    assert isinstance(user, User), user
    if password:
        done = accounts.set_password(office, user.email, password)
        assert isinstance(done, User), done
    return user
