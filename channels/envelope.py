"""The envelope that WeCom and DingTalk put around callbacks: 16 random bytes, a length, the message, and whose it is.

Sources: 加解密方案说明, https://developer.work.weixin.qq.com/document/path/91144, and
https://github.com/open-dingtalk/DingTalk-Callback-Crypto. AES and the signatures' hashes come from the platforms' SDKs;
their frame handling checks neither padding nor the declared length, so frames are taken apart here.
"""

import base64
import hmac
import re
from typing import Final

from pydantic import SecretStr

from channels.callbacks import BadCallback, forged

MOST_PADDING: Final = 32
_BLOCK: Final = 16
_HEAD: Final = 20
"""16 random bytes, then the message's length in bytes, big-endian."""
_KEY: Final = re.compile(r"[A-Za-z0-9]{43}")


def key_of(setting: str, given: SecretStr) -> bytes:
    """The AES key. Raises ValueError naming the setting when it is not 43 letters and digits."""
    if not _KEY.fullmatch(given.get_secret_value()):
        raise ValueError(f"{setting} must be 43 letters and digits")
    return base64.b64decode(given.get_secret_value() + "=")


def check_signature(wanted: str, given: str) -> None:
    """In constant time. Raises BadCallback."""
    try:
        genuine = hmac.compare_digest(wanted.encode(), given.encode())
    except UnicodeEncodeError:
        raise forged("signature") from None
    if not genuine:
        raise forged("signature")


def sealed_bytes(encrypt: str) -> bytes:
    """What is to be decrypted: whole blocks. Raises BadCallback."""
    try:
        sealed = base64.b64decode(encrypt, validate=True)
    except ValueError:
        raise BadCallback("base64") from None
    if not sealed or len(sealed) % _BLOCK:
        raise BadCallback("block size")
    return sealed


def unframe(padded: bytes, receive_id: bytes) -> bytes:
    """The message inside what was decrypted, if it is for this receiver. Raises BadCallback."""
    pad = padded[-1]
    if not 1 <= pad <= MOST_PADDING or padded[-pad:] != bytes([pad]) * pad:
        raise BadCallback("padding")
    frame = padded[:-pad]
    end = _HEAD + int.from_bytes(frame[_HEAD - 4 : _HEAD], "big")
    if len(frame) < _HEAD or end > len(frame):
        raise BadCallback("length")
    if not hmac.compare_digest(frame[end:], receive_id):
        raise forged("receive id")
    return frame[_HEAD:end]
