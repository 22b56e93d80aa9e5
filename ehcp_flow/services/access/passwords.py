"""Passwords: how they are hashed, and which are too easy to guess.

The rules are those of the National Cyber Security Centre: long, of any characters, never changed by the calendar, and none
that are guessed first. Hashing takes 64 MiB and a tenth of a second, so no more than two are made at once.
"""

import re
import unicodedata
from collections.abc import Iterable
from threading import BoundedSemaphore

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

SHORTEST = 12
LONGEST = 128
"""Characters. More would let a stranger have long texts hashed."""

UNGUESSED = 6
"""So many characters must be left when all that is guessed first has been taken out."""

FEWEST = 5
"""Different characters."""

AT_ONCE = 2
HASHER = PasswordHasher()
_PLACES = BoundedSemaphore(AT_ONCE)
_NOBODYS: dict[PasswordHasher, str] = {}

_WORDS = """
password passwort passphrase passcode welcome letmein login signin access admin administrator manager user guest
test testing default change changeme secret secure security council county borough school send ehcp plan plans care
health education family children child officer caseworker team office work england london britain football liverpool
arsenal chelsea manchester united rangers celtic summer winter spring autumn january february march april may june
july august september october november december monday tuesday wednesday thursday friday saturday sunday sunshine
princess dragon monkey superman batman pokemon charlie computer internet iloveyou love hello master freedom whatever
trustno correct horse battery staple
"""
GUESSED_FIRST = tuple(_WORDS.split())
"""Words of our own choosing. Whole lists of stolen passwords are not shipped: see docs/security.md."""

RUNS = ("abcdefghijklmnopqrstuvwxyz", "01234567890", "qwertyuiop", "asdfghjkl", "zxcvbnm", "qazwsxedcrfvtgbyhnujm")
_MEANT = str.maketrans({"@": "a", "4": "a", "3": "e", "1": "i", "!": "i", "0": "o", "5": "s", "$": "s", "7": "t"})


def clean(password: str) -> str:
    """One form for characters that can be typed in several ways, so that a password is the same from every keyboard."""
    return unicodedata.normalize("NFKC", password)


def hashed(password: str) -> str:
    """The hash to keep: argon2id with its parameters and a salt of its own."""
    with _PLACES:
        return HASHER.hash(clean(password))


def fits(password_hash: str, password: str) -> bool:
    """Whether it is the password. Takes as long where there is none to compare it with."""
    known = bool(password_hash)
    with _PLACES:
        try:
            right = HASHER.verify(password_hash or _nobodys(), clean(password)[: LONGEST * 4])
        except (VerificationError, InvalidHashError):
            return False
    return known and right


def is_outdated(password_hash: str) -> bool:
    """Whether it was made with other parameters than are used now."""
    return HASHER.check_needs_rehash(password_hash)


def _nobodys() -> str:
    """The hash of a password that nobody has, made once for the parameters in use."""
    if HASHER not in _NOBODYS:
        _NOBODYS[HASHER] = HASHER.hash(unicodedata.name("a"))
    return _NOBODYS[HASHER]


def weakness(password: str, own_words: Iterable[str] = ()) -> str | None:
    """Why a password may not be used, as the words of an error; None where it may.

    `own_words` are names that whoever guesses would try: the user's, their address, the authority's, the service's.
    """
    password = clean(password)
    if len(password) < SHORTEST:
        return (
            f"Password must be {SHORTEST} characters or more. Three words that do not belong together make a good one"
        )
    if len(password) > LONGEST:
        return f"Password must be {LONGEST} characters or fewer"
    if len(set(password.casefold())) < FEWEST:
        return "Password must not be a few characters repeated"
    if re.fullmatch(r"(.{1,8}?)\1+.{0,3}", password.casefold()):
        return "Password must not be the same thing again and again"
    own = sorted({part for words in own_words for part in _parts(words)}, key=len, reverse=True)
    if _left(password, own) < UNGUESSED <= _left(password, ()):
        return "Password must not be made of your name, your address or the name of the authority or service"
    if _left(password, own) < UNGUESSED:
        return "Password is one of those that are guessed first. Add words that do not belong together"
    return None


def _parts(words: str) -> list[str]:
    """The parts of a name or an address that are long enough to be looked for."""
    return [part for part in re.split(r"[^a-z]+", words.casefold()) if len(part) >= 3]


def _left(password: str, own: Iterable[str]) -> int:
    """How many characters are left without words, sequences and years that are guessed first.

    Looked at as typed and with digits read as the letters for which they stand; the fewer counts.
    """
    folded = password.casefold()
    return min(_taken_out(each, own) for each in (folded, folded.translate(_MEANT)))


def _taken_out(text: str, own: Iterable[str]) -> int:
    for word in [*own, *sorted(GUESSED_FIRST, key=len, reverse=True)]:
        text = text.replace(word, " ")
    text = re.sub(r"(19|20)\d\d", " ", text)
    for run in (*RUNS, *(each[::-1] for each in RUNS)):
        for length in range(len(run), 2, -1):
            for start in range(len(run) - length + 1):
                text = text.replace(run[start : start + length], " ")
    return len(re.sub(r"[\W_]", "", re.sub(r"(.)\1{2,}", r"\1", text)))
