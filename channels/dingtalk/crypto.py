"""The envelope of encrypted events: signature and frame, checked before anything inside is believed."""

import base64
from dataclasses import dataclass

from dingtalk.core.utils import DingTalkSigner
from dingtalk.crypto.cryptography import DingTalkCipher
from pydantic import SecretStr

from channels import envelope


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
        self._token = token
        self._key = envelope.key_of("EVENT_AES_KEY", aes_key)
        self._receive_id = receive_id.encode()

    def open(self, sealed: Sealed) -> bytes:
        """The bytes that were sealed. Raises BadCallback."""
        wanted = self._signature(sealed.timestamp, sealed.nonce, sealed.encrypt)
        envelope.check_signature(wanted, sealed.signature)
        opened = DingTalkCipher(self._key).decrypt(envelope.sealed_bytes(sealed.encrypt))
        return envelope.unframe(bytes(opened), self._receive_id)

    def seal(self, plain: bytes, random: bytes, timestamp: str, nonce: str) -> Sealed:
        """The same the other way round; `random` is 16 fresh bytes."""
        frame = random + len(plain).to_bytes(4, "big") + plain + self._receive_id
        pad = envelope.MOST_PADDING - len(frame) % envelope.MOST_PADDING
        encrypt = base64.b64encode(DingTalkCipher(self._key).encrypt(frame + bytes([pad]) * pad)).decode()
        return Sealed(self._signature(timestamp, nonce, encrypt), timestamp, nonce, encrypt)

    def _signature(self, timestamp: str, nonce: str, encrypt: str) -> str:
        signer = DingTalkSigner()
        signer.add_data(self._token.get_secret_value(), timestamp, nonce, encrypt)
        return str(signer.signature)
