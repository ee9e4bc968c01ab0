"""The envelope of WeCom callbacks: signature and frame, checked before anything inside is believed."""

from pydantic import SecretStr
from wechatpy.crypto.cryptography import WeChatCipher
from wechatpy.utils import WeChatSigner

from channels import envelope


class CallbackCipher:
    """Opens what the platform sealed for one receiver: the CorpID, or an empty id for an aibot of the own corp."""

    def __init__(self, token: SecretStr, encoding_aes_key: SecretStr, receive_id: str) -> None:
        """Raises ValueError when the key is not 43 letters and digits: a mistake in the settings."""
        self._token = token
        self._key = envelope.key_of("ENCODING_AES_KEY", encoding_aes_key)
        self._receive_id = receive_id.encode()

    def open(self, signature: str, timestamp: str, nonce: str, encrypt: str) -> bytes:
        """The bytes that were sealed. Raises BadCallback."""
        envelope.check_signature(self._signature(timestamp, nonce, encrypt), signature)
        opened = WeChatCipher(self._key).decrypt(envelope.sealed_bytes(encrypt))
        return envelope.unframe(bytes(opened), self._receive_id)

    def _signature(self, timestamp: str, nonce: str, encrypt: str) -> str:
        signer = WeChatSigner()
        signer.add_data(self._token.get_secret_value(), timestamp, nonce, encrypt)
        return str(signer.signature)
