"""The envelope of WeCom callbacks: signature and frame, checked before anything inside is believed.

Source: 加解密方案说明, https://developer.work.weixin.qq.com/document/path/91144. AES and the signature's hash come from
wechatpy; its frame handling does not check padding or the declared length, so the frame is taken apart here.
"""

import base64
import hmac
import re
from typing import Final

from pydantic import SecretStr
from wechatpy.crypto.cryptography import WeChatCipher
from wechatpy.utils import WeChatSigner

from channels.callbacks import BadCallback, forged

BLOCK: Final = 16
MOST_PADDING: Final = 32
HEAD: Final = 20
"""16 random bytes, then the message's length in bytes, big-endian."""
_KEY: Final = re.compile(r"[A-Za-z0-9]{43}")


class CallbackCipher:
    """Opens what the platform sealed for one receiver: the CorpID, or an empty id for an aibot of the own corp."""

    def __init__(self, token: SecretStr, encoding_aes_key: SecretStr, receive_id: str) -> None:
        """Raises ValueError when the key is not 43 letters and digits: a mistake in the settings."""
        if not _KEY.fullmatch(encoding_aes_key.get_secret_value()):
            raise ValueError("ENCODING_AES_KEY must be 43 letters and digits")
        self._token = token
        self._key = base64.b64decode(encoding_aes_key.get_secret_value() + "=")
        self._receive_id = receive_id.encode()

    def open(self, signature: str, timestamp: str, nonce: str, encrypt: str) -> bytes:
        """The bytes that were sealed. Raises BadCallback."""
        try:
            genuine = hmac.compare_digest(self._signature(timestamp, nonce, encrypt), signature.encode())
        except UnicodeEncodeError:
            raise forged("signature") from None
        if not genuine:
            raise forged("signature")
        try:
            sealed = base64.b64decode(encrypt, validate=True)
        except ValueError:
            raise BadCallback("base64") from None
        return self._unframe(self._decrypt(sealed))

    def _signature(self, timestamp: str, nonce: str, encrypt: str) -> bytes:
        signer = WeChatSigner()
        signer.add_data(self._token.get_secret_value(), timestamp, nonce, encrypt)
        return str(signer.signature).encode()

    def _decrypt(self, sealed: bytes) -> bytes:
        if not sealed or len(sealed) % BLOCK:
            raise BadCallback("block size")
        return bytes(WeChatCipher(self._key).decrypt(sealed))

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
