"""From the bytes of a request to what was sealed in it."""

from dataclasses import dataclass

from channels.callbacks import BadCallback
from channels.wecom import xml
from channels.wecom.crypto import CallbackCipher


@dataclass(frozen=True)
class Signed:
    """The query of a callback."""

    signature: str
    timestamp: str
    nonce: str


def unseal(cipher: CallbackCipher, signed: Signed, body: bytes) -> bytes:
    """The plain bytes of a POST. Raises BadCallback."""
    encrypt = xml.read(body).get("Encrypt")
    if not encrypt:
        raise BadCallback("no Encrypt")
    return cipher.open(signed.signature, signed.timestamp, signed.nonce, encrypt)
