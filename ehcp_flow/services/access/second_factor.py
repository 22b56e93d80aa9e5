"""The second factor: a code of six digits that an app on a telephone shows for half a minute, or a recovery code.

Each code opens the door once. The secret is kept encrypted; recovery codes are random, and only their hashes are kept.
"""

import secrets
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from hmac import compare_digest

import pyotp

from ehcp_flow.db.accounts import Account, Accounts
from ehcp_flow.db.unit_of_work import UnitOfWork, unit_of_work
from ehcp_flow.db.users import User
from ehcp_flow.services.access.changes import SOURCE, noted
from ehcp_flow.services.access.keys import hash_of
from ehcp_flow.services.access.secrets import decrypted, encrypted, no_secret
from ehcp_flow.services.access.sign_in import failed, waits
from ehcp_flow.services.access.tries import Outcome, note
from ehcp_flow.services.office import Office
from workflows.refusals import Refusal

SECONDS = 30
DRIFT = 1
"""Steps before and after, because clocks of telephones differ."""
DIGITS = 6
CODES = 10
LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"
"""None that is taken for another when it is copied from paper."""

Change = Callable[[Account], Account]
SET_UP = "Set up a second factor"
WRONG = Refusal(
    "Sign in",
    "the code is not right, or was used already",
    SOURCE,
    "Wait for the next code of your app and type it at once, or use a recovery code.",
)


@dataclass(frozen=True, slots=True)
class Offer:
    """A secret that is not in use yet: as an address for the QR code, in groups to be typed, and as it is kept."""

    address: str
    typed: str
    kept: str


def offer(office: Office, user: User, issuer: str, kept: str = "") -> Offer | Refusal:
    """A new secret, or the one that was `kept` for the next page. Nothing is changed by it."""
    if (refusal := no_secret(SET_UP, office.secret_key)) is not None:
        return refusal
    secret = (decrypted(office.secret_key, kept) if kept else None) or pyotp.random_base32()
    address = pyotp.TOTP(secret).provisioning_uri(name=user.email, issuer_name=issuer)
    groups = " ".join(secret[at : at + 4] for at in range(0, len(secret), 4))
    return Offer(address, groups, kept or encrypted(office.secret_key, secret))


def begin(office: Office, user: User, kept: str, code: str) -> tuple[str, ...] | Refusal:
    """Puts the secret that was offered into use, if the code is one of it. Gives the recovery codes, this once."""
    if (refusal := no_secret(SET_UP, office.secret_key)) is not None:
        return refusal
    secret = decrypted(office.secret_key, kept)
    step = _step(office, secret, code, after=0) if secret else None
    if step is None:
        return replace(WRONG, what=SET_UP, do="Wait for the next code of your app and type it at once.")
    codes = _new_codes()
    with unit_of_work(office.database) as uow:
        accounts = Accounts(uow.connection)
        account = accounts.held(office.authority, user.user_id)
        accounts.save(replace(account, totp_secret=kept, totp_step=step, recovery=_kept(kept, codes)))
        noted(uow, office, user.email, "second factor set up", user.email)
        uow.commit()
    return codes


def renew_codes(office: Office, user: User, code: str) -> tuple[str, ...] | Refusal:
    """New recovery codes in place of the old, for whoever has the telephone in hand."""
    codes = _new_codes()

    def change(account: Account) -> Account:
        return replace(account, recovery=_kept(account.totp_secret, codes))

    return _with_code(office, user, code, "", change, "recovery codes made anew") or codes


def end(office: Office, user: User, code: str) -> Refusal | None:
    """A user does without it again. It takes a code, so that whoever finds a browser open cannot."""
    return _with_code(
        office,
        user,
        code,
        "",
        lambda account: replace(account, totp_secret="", totp_step=0, recovery=()),
        "second factor ended",
    )


def enter(office: Office, user: User, code: str, place: str) -> Refusal | None:
    """Whether the code opens the door after the password."""
    return _with_code(office, user, code, place, lambda account: account)


def _with_code(office: Office, user: User, code: str, place: str, change: Change, told: str = "") -> Refusal | None:
    """Uses a code up and changes the account. A wrong one counts like a wrong password."""
    with unit_of_work(office.database) as uow:
        accounts, now = Accounts(uow.connection), office.clock.now()
        account = accounts.held(office.authority, user.user_id)
        after = None if waits(account, now) else _used(office, account, code)
        accounts.save(change(after) if after else account if waits(account, now) else failed(account, now))
        _told(uow, office, user, place, told, right=after is not None)
        uow.commit()
    return None if after else WRONG


def _told(uow: UnitOfWork, office: Office, user: User, place: str, told: str, *, right: bool) -> None:
    if right and told:
        noted(uow, office, user.email, told, user.email)
    if not right:
        note(uow, office, user.email, place, Outcome.WRONG_CODE)


def _used(office: Office, account: Account, code: str) -> Account | None:
    """The account after this code of the app, or this recovery code, was used; None where it is neither."""
    plain = "".join(character for character in code.casefold() if character.isalnum())
    if len(plain) == DIGITS:
        secret = decrypted(office.secret_key, account.totp_secret) if account.totp_secret else None
        step = _step(office, secret, plain, account.totp_step) if secret else None
        return None if step is None else replace(account, totp_step=step)
    (spent,) = _kept(account.totp_secret, (_grouped(plain),))
    if spent not in account.recovery:
        return None
    return replace(account, recovery=tuple(each for each in account.recovery if each != spent))


def _step(office: Office, secret: str, code: str, after: int) -> int | None:
    """The step of time to which a code belongs, if it is later than the last that was used."""
    plain = "".join(code.split())
    if not (plain.isascii() and plain.isdecimal()):
        return None
    now = int(office.clock.now().timestamp()) // SECONDS
    codes = pyotp.HOTP(secret)
    right = [step for step in range(now - DRIFT, now + DRIFT + 1) if compare_digest(codes.at(step), plain)]
    return right[0] if right and right[0] > after else None


def _kept(salt: str, codes: Iterable[str]) -> tuple[str, ...]:
    """The hashes of recovery codes. The encrypted secret, which is random and one user's own, is the salt."""
    return tuple(hash_of(f"{salt}\0{code}") for code in codes)


def _new_codes() -> tuple[str, ...]:
    return tuple(_grouped("".join(secrets.choice(LETTERS) for _ in range(12))) for _ in range(CODES))


def _grouped(code: str) -> str:
    return "-".join(code[at : at + 4] for at in range(0, len(code), 4))
