"""The HMAC of robots: DingTalk's callbacks to us, and our calls of a group's custom robot.

Source: https://open.dingtalk.com/document/isvapp/receive-message. It covers the time only, not the body.
"""

import base64
import hashlib
import hmac
from typing import Final

from channels.callbacks import forged

WINDOW_MS: Final = 3_600_000
"""A callback older or newer than an hour is refused."""


def sign(secret: str, timestamp: str) -> str:
    """HMAC-SHA256 over the time (ms) and the secret, under the secret; base64, not yet URL-encoded."""
    digest = hmac.new(secret.encode(), f"{timestamp}\n{secret}".encode(), hashlib.sha256).digest()
    return base64.b64encode(digest).decode()


def verify(secret: str, timestamp: str | None, signature: str | None, now_ms: int) -> None:
    """Raises BadCallback (403) unless the signature is right and at most an hour away from `now_ms`."""
    if not timestamp or not signature:
        raise forged("unsigned")
    if not (timestamp.isascii() and timestamp.isdigit() and len(timestamp) < 20):
        raise forged("timestamp")
    if abs(now_ms - int(timestamp)) > WINDOW_MS:
        raise forged("stale")
    if not hmac.compare_digest(sign(secret, timestamp).encode(), signature.encode()):
        raise forged("signature")
