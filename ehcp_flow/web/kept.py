"""What was typed into a form that was sent after the session had ended: nothing was saved, and nothing typed is lost.

The page on which one signs in again carries it, signed, so that only what this site received comes back to it. After
signing in it is shown once more, with a button that sends it to the same page. Files and passwords are not carried.
"""

import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta

from itsdangerous import BadData, URLSafeSerializer

from ehcp_flow.services.access.secrets import signing_key
from ehcp_flow.services.office import Office
from ehcp_flow.web.forms import Typed

LONGEST = 100_000
"""Characters that are carried."""
HOLDS = timedelta(hours=12)
NEVER = frozenset({"csrf", "code", "end_code", "typed", "username"})

_OWN = secrets.token_hex(32)
"""Signs where no secret_key is set. It holds while this process runs."""


@dataclass(frozen=True, slots=True)
class Kept:
    """A form: where it was sent, and its fields in order."""

    path: str
    fields: tuple[tuple[str, str], ...]

    @property
    def shown(self) -> list[tuple[str, str]]:
        """The fields as people read them, without those that are empty."""
        return [(_words(name), value) for name, value in self.fields if value.strip()]

    def as_kept(self) -> dict[str, object]:
        return {"path": self.path, "fields": [list(each) for each in self.fields]}


def keep(path: str, typed: Typed) -> Kept | None:
    """What was typed, as far as it may be carried; None where there is nothing of that, or too much."""
    fields = tuple(
        (name, value)
        for name, values in typed.values.items()
        if name not in NEVER and "password" not in name
        for value in values
    )
    if not any(value.strip() for _, value in fields) or sum(len(n) + len(v) for n, v in fields) > LONGEST:
        return None
    return Kept(path, fields)


def seal(office: Office, kept: Kept) -> str:
    return str(_signer(office).dumps({**kept.as_kept(), "at": office.clock.now().timestamp()}))


def unseal(office: Office, sealed: str) -> Kept | None:
    """What was sealed here within `HOLDS`; None for anything else."""
    if not sealed:
        return None
    try:
        said = _signer(office).loads(sealed)
    except BadData:
        return None
    old = office.clock.now().timestamp() - said["at"] > HOLDS.total_seconds()
    return None if old else of_session(said)


def of_session(said: Mapping[str, object] | None) -> Kept | None:
    """As `as_kept` wrote it."""
    if not said:
        return None
    fields = said["fields"]
    assert isinstance(fields, list)  # noqa: S101 - we wrote it, and what comes from a browser is signed
    return Kept(str(said["path"]), tuple((str(name), str(value)) for name, value in fields))


def _signer(office: Office) -> URLSafeSerializer:
    return URLSafeSerializer(signing_key(office.secret_key or _OWN, "kept form"), salt="kept form")


def _words(name: str) -> str:
    words = name.replace("_", " ").replace("-", " ").strip()
    return words[:1].upper() + words[1:]
