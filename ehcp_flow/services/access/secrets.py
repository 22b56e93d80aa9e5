"""What is kept encrypted or goes out signed: keys for each purpose, drawn from the one secret of the installation."""

import base64
import hashlib

from cryptography.fernet import Fernet, InvalidToken
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from workflows.refusals import Refusal

SHORTEST = 32
"""Characters of `secret_key`. What a shorter one protects could be guessed."""


def no_secret(what: str, secret_key: str) -> Refusal | None:
    """Why nothing can be encrypted or signed; None where the secret is there and long enough."""
    if len(secret_key) >= SHORTEST:
        return None
    why = "no secret_key is set" if not secret_key else f"secret_key is shorter than {SHORTEST} characters"
    return Refusal(
        what, why, "Settings of this installation", f"Set EHCP_FLOW_SECRET_KEY to {SHORTEST} random characters or more."
    )


def encrypted(secret_key: str, text: str) -> str:
    return _box(secret_key).encrypt(text.encode()).decode()


def decrypted(secret_key: str, token: str) -> str | None:
    """The text; None where another secret encrypted it, or it was changed."""
    try:
        return _box(secret_key).decrypt(token.encode()).decode()
    except InvalidToken:
        return None


def signing_key(secret_key: str, purpose: str) -> str:
    """A key to sign with for one purpose. What is signed for one holds for no other."""
    return hashlib.sha256(f"ehcp-flow {purpose}\0{secret_key}".encode()).hexdigest()


def _box(secret_key: str) -> Fernet:
    drawn = HKDF(SHA256(), 32, salt=None, info=b"ehcp-flow second factor").derive(secret_key.encode())
    return Fernet(base64.urlsafe_b64encode(drawn))
