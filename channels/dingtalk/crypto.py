"""The envelope of encrypted events: signature and frame, checked before anything inside is believed.

Source: https://github.com/open-dingtalk/DingTalk-Callback-Crypto. AES and the signature's hash come from dingtalk-sdk; its
frame handling checks neither padding nor the declared length, so the frame is taken apart here.
"""

import base64
import hmac
import re
from dataclasses import dataclass
from typing import Final

from dingtalk.core.utils import DingTalkSigner
from dingtalk.crypto.cryptography import DingTalkCipher
from pydantic import SecretStr

from channels.callbacks import BadCallback, forged

BLOCK: Final = 16
MOST_PADDING: Final = 32
HEAD: Final = 20
"""16 random bytes, then the message's length in bytes, big-endian."""
_KEY: Final = re.compile(r"[A-Za-z0-9]{43}")


@dataclass(frozen=True)
class Sealed:
    """An encrypted message with what its signature covers."""

    signature: str
    timestamp: str
    nonce: str
    encrypt: str


class EventCipher:
    """Opens and seals for one receiver: the app key, corp id or suite key of the subscription."""

    def __init__(self, token: SecretStr, aes_key: SecretStr, receive_id: str) -> None:
        """Raises ValueError when the key is not 43 letters and digits: a mistake in the settings."""
        if not _KEY.fullmatch(aes_key.get_secret_value()):
            raise ValueError("EVENT_AES_KEY must be 43 letters and digits")
        self._token = token
        self._key = base64.b64decode(aes_key.get_secret_value() + "=")
        self._receive_id = receive_id.encode()

    def open(self, sealed: Sealed) -> bytes:
        """The bytes that were sealed. Raises BadCallback."""
        try:
            wanted = self._signature(sealed.timestamp, sealed.nonce, sealed.encrypt)
            genuine = hmac.compare_digest(wanted.encode(), sealed.signature.encode())
        except UnicodeEncodeError:
            raise forged("signature") from None
        if not genuine:
            raise forged("signature")
        try:
            content = base64.b64decode(sealed.encrypt, validate=True)
        except ValueError:
            raise BadCallback("base64") from None
        if not content or len(content) % BLOCK:
            raise BadCallback("block size")
        return self._unframe(bytes(DingTalkCipher(self._key).decrypt(content)))

    def seal(self, plain: bytes, random: bytes, timestamp: str, nonce: str) -> Sealed:
        """The same the other way round; `random` is 16 fresh bytes."""
        frame = random + len(plain).to_bytes(4, "big") + plain + self._receive_id
        pad = MOST_PADDING - len(frame) % MOST_PADDING
        encrypt = base64.b64encode(DingTalkCipher(self._key).encrypt(frame + bytes([pad]) * pad)).decode()
        return Sealed(self._signature(timestamp, nonce, encrypt), timestamp, nonce, encrypt)

    def _signature(self, timestamp: str, nonce: str, encrypt: str) -> str:
        signer = DingTalkSigner()
        signer.add_data(self._token.get_secret_value(), timestamp, nonce, encrypt)
        return str(signer.signature)

    def _unframe(self, padded: bytes) -> bytes:
        pad = padded[-1]
        if not 1 <= pad <= MOST_PADDING or padded[-pad:] != bytes([pad]) * pad:
            raise BadCallback("padding")
        frame = padded[:-pad]
        end = HEAD + int.from_bytes(frame[HEAD - 4 : HEAD], "big")
        if len(frame) < HEAD or end > len(frame):
            raise BadCallback("length")
        if not hmac.compare_digest(frame[end:], self._receive_id):
            raise forged("receive id")
        return frame[HEAD:end]
