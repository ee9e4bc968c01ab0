"""Field encryption: what people said, their names and numbers are unreadable in a database dump.

Fernet (AES-128-CBC + HMAC) by `MultiFernet`, so keys rotate without downtime: put the new key first, keep the old ones.
"""

import hashlib
import hmac
import json
from typing import Any

from cryptography.fernet import Fernet, MultiFernet
from pydantic import SecretStr
from sqlalchemy import LargeBinary
from sqlalchemy.engine import Dialect
from sqlalchemy.types import TypeDecorator


class KeyRing:
    """The keys of one installation. Must be opened before rows are read or written."""

    def __init__(self) -> None:
        self._fernet: MultiFernet | None = None
        self._pepper = b""

    def open(self, keys: list[SecretStr], pepper: SecretStr) -> None:
        """Use these Fernet keys, newest first; `pepper` keys the look-up hashes. Raises ValueError on a malformed key."""
        self._fernet = MultiFernet([Fernet(key.get_secret_value()) for key in keys])
        self._pepper = pepper.get_secret_value().encode()

    def encrypt(self, plain: bytes) -> bytes:
        """Encrypt with the newest key."""
        return self._opened().encrypt(plain)

    def decrypt(self, secret: bytes) -> bytes:
        """Decrypt with whichever key fits. Raises `cryptography.fernet.InvalidToken` if none does."""
        return self._opened().decrypt(secret)

    def lookup_hash(self, value: str) -> str:
        """A keyed hash (64 hex characters) by which a number or token is found without being stored."""
        return hmac.new(self._pepper, value.encode(), hashlib.sha256).hexdigest()

    def _opened(self) -> MultiFernet:
        if self._fernet is None:
            raise RuntimeError("the key ring is not open: call keys.open() where the program is wired")
        return self._fernet


keys = KeyRing()


class EncryptedText(TypeDecorator[str]):
    """Text that is stored encrypted."""

    impl = LargeBinary
    cache_ok = True

    def process_bind_param(self, value: str | None, dialect: Dialect) -> bytes | None:
        """Encrypt on the way in."""
        return None if value is None else keys.encrypt(value.encode("utf-8", "surrogatepass"))

    def process_result_value(self, value: bytes | None, dialect: Dialect) -> str | None:
        """Decrypt on the way out."""
        return None if value is None else keys.decrypt(value).decode("utf-8", "surrogatepass")


class EncryptedJSON(TypeDecorator[Any]):
    """A JSON value that is stored encrypted. Change it by assigning a new value: changes inside are not noticed."""

    impl = LargeBinary
    cache_ok = True

    def process_bind_param(self, value: Any, dialect: Dialect) -> bytes | None:
        """Encrypt on the way in."""
        return None if value is None else keys.encrypt(json.dumps(value, ensure_ascii=False).encode())

    def process_result_value(self, value: bytes | None, dialect: Dialect) -> Any:
        """Decrypt on the way out."""
        return None if value is None else json.loads(keys.decrypt(value))
