"""Random keys that are shown once, and of which only the hash is kept."""

import hashlib
import secrets

BYTES = 32


def new_key() -> str:
    """A key of 256 random bits, that can stand in a cookie or an address."""
    return secrets.token_urlsafe(BYTES)


def hash_of(key: str) -> str:
    """What is kept of a key. The key is random, so a plain SHA-256 is enough."""
    return hashlib.sha256(key.encode()).hexdigest()
