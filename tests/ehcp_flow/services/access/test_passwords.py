"""Which passwords are refused, how they are hashed, and how many at once."""

import threading
import time

import pytest
from argon2 import PasswordHasher

from ehcp_flow.services.access import passwords
from ehcp_flow.services.access.passwords import fits, hashed, is_outdated, weakness

OWN = ("Priya Nair", "priya.nair@example.gov.uk", "Madeupshire", "EHCP Flow")


@pytest.mark.parametrize(
    "password",
    [
        "otter lamp frisbee",
        "coffee-tuba-mitten",
        "zzkw9dmqp2xl",
        "grüne Wolken am Deich",
        "seven kettles on a cold lake " * 4,
    ],
)
def test_a_long_password_of_any_characters_is_taken(password: str) -> None:
    assert weakness(password.strip(), OWN) is None


@pytest.mark.parametrize(
    "password, why",
    [
        ("otter lamp", "12 characters or more"),
        ("x" * 129, "128 characters or fewer"),
        ("aaaabbbbaaaa", "few characters repeated"),
        ("otterfotterfotterf", "again and again"),
        ("Password2026!", "guessed first"),
        ("P@ssw0rd1234", "guessed first"),
        ("Welcome12345!", "guessed first"),
        ("qwertyuiop12", "guessed first"),
        ("abcdefghijkl", "guessed first"),
        ("987654321098", "guessed first"),
        ("councilSEND2026", "guessed first"),
        ("Summer2026Autumn", "guessed first"),
        ("priyanair12345", "your name"),
        ("Madeupshire2026", "name of the authority"),
        ("Flowpriyanair!", "of your name, your address or the name of the authority or service"),
    ],
)
def test_what_is_guessed_first_is_refused_with_the_reason(password: str, why: str) -> None:
    assert why in (weakness(password, OWN) or "taken")


def test_no_mixture_of_kinds_of_characters_is_asked_for() -> None:
    assert weakness("ottlmpfrsbwx", OWN) is None


def test_a_password_fits_its_own_hash_and_no_other(quick_hashes: object) -> None:
    kept = hashed("otter lamp frisbee")
    assert kept.startswith("$argon2id$")
    assert fits(kept, "otter lamp frisbee")
    assert not fits(kept, "otter lamp frisbeE")
    assert not fits("", "otter lamp frisbee")
    assert kept != hashed("otter lamp frisbee"), "two users with the same password have the same hash"


def test_a_password_is_the_same_however_the_keyboard_writes_its_characters(quick_hashes: object) -> None:
    assert fits(hashed("cafe\u0301 tuba mitten"), "caf\u00e9 tuba mitten")


def test_the_parameters_are_those_that_are_advised() -> None:
    kept = PasswordHasher().hash("x")
    assert "m=65536,t=3,p=4" in kept
    assert passwords.HASHER.memory_cost == 65536


def test_a_hash_of_other_parameters_is_known_as_outdated(quick_hashes: PasswordHasher) -> None:
    assert not is_outdated(hashed("otter lamp frisbee"))
    assert is_outdated(PasswordHasher(time_cost=2, memory_cost=8, parallelism=1).hash("otter lamp frisbee"))


def test_no_more_than_two_hashes_are_made_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    at_once, most, lock = 0, 0, threading.Lock()

    class Slow:
        def hash(self, _password: str) -> str:
            nonlocal at_once, most
            with lock:
                at_once += 1
                most = max(most, at_once)
            time.sleep(0.02)
            with lock:
                at_once -= 1
            return "hash"

    monkeypatch.setattr(passwords, "HASHER", Slow())
    threads = [threading.Thread(target=hashed, args=("x",)) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert most == 2
