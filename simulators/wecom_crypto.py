"""WeCom's envelope as the platform makes it, written from its documentation on `cryptography` alone.

Frame: 16 random bytes, big-endian length, message, receive id, PKCS#7 to 32; AES-256-CBC with the key's first half as
IV. Signature: SHA-1 of the sorted token, timestamp, nonce and ciphertext.
"""

import base64
import hashlib
import os
from dataclasses import dataclass

from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes

BLOCK = 32


@dataclass(frozen=True)
class Envelope:
    """One receiver's token, key and id."""

    token: str
    encoding_aes_key: str
    receive_id: str

    def seal(self, message: bytes, random16: bytes | None = None) -> str:
        """The ciphertext in base64."""
        frame = (
            (random16 or os.urandom(16))
            + len(message).to_bytes(4, "big")
            + message
            + self.receive_id.encode()
        )
        pad = BLOCK - len(frame) % BLOCK
        return self.encrypt(frame + bytes([pad]) * pad)

    def encrypt(self, padded: bytes) -> str:
        """AES alone, so that tests can make frames the platform never would."""
        key = base64.b64decode(self.encoding_aes_key + "=")
        encryptor = Cipher(algorithms.AES(key), modes.CBC(key[:16])).encryptor()
        return base64.b64encode(encryptor.update(padded) + encryptor.finalize()).decode()

    def sign(self, timestamp: str, nonce: str, encrypt: str) -> str:
        """`msg_signature` of the query."""
        parts = sorted(part.encode() for part in (self.token, timestamp, nonce, encrypt))
        return hashlib.sha1(b"".join(parts)).hexdigest()  # noqa: S324  the platform's choice
