"""What DingTalk tells a robot when a member does something, and how it signs and encrypts it for callbacks."""

import base64
import hashlib
import hmac
import json
import os
from dataclasses import dataclass
from typing import Any

from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes

from simulators.dingtalk import DingTalk, Member

Json = dict[str, Any]


@dataclass
class Phone:
    """A member's hand; every act gives the JSON that the robot is told. `base` is where DingTalk is."""

    platform: DingTalk
    member: Member
    base: str

    def says(self, text: str) -> Json:
        """Type a message to the robot."""
        return self._message("text", text={"content": text})

    def speaks(self, content: bytes, milliseconds: int, recognition: str) -> Json:
        """Send a voice message; DingTalk writes down what it understood."""
        code = self.platform.next_id("code-")
        self.platform.files[code] = content
        heard = {"duration": milliseconds, "downloadCode": code, "recognition": recognition}
        return self._message("audio", content=heard)

    def sends(self, msgtype: str, content: Json) -> Json:
        """Send anything else."""
        return self._message(msgtype, content=content)

    def taps(self, number: int) -> Json:
        """Tap a choice on the newest card."""
        inner = {"cardPrivateData": {"actionIds": [f"choice_{number}"], "params": {}}}
        return {
            "type": "actionCallback",
            "outTrackId": self.member.cards[-1]["id"],
            "userId": self.member.staff_id,
            "content": json.dumps(inner),
        }

    def _message(self, msgtype: str, **content: Json) -> Json:
        path, until = self.platform.session(self.member.staff_id)
        at = int(self.platform.now() * 1000)
        return {
            "conversationId": f"cid-{self.member.staff_id}",
            "conversationType": "1",
            "msgId": self.platform.next_id("msg-"),
            "createAt": at,
            "msgtype": msgtype,
            "senderId": "$:LWCP_v1:$opaque",
            "senderStaffId": self.member.staff_id,
            "senderNick": "P",
            "senderCorpId": "dingcorp",
            "chatbotUserId": "$:LWCP_v1:$robot",
            "chatbotCorpId": "dingcorp",
            "robotCode": self.platform.app_key,
            "isAdmin": False,
            "sessionWebhook": self.base + path,
            "sessionWebhookExpiredTime": until,
            **content,
        }


def signed(secret: str, at_ms: int) -> dict[str, str]:
    """The headers of a robot callback."""
    timestamp = str(at_ms)
    digest = hmac.new(secret.encode(), f"{timestamp}\n{secret}".encode(), hashlib.sha256).digest()
    return {"timestamp": timestamp, "sign": base64.b64encode(digest).decode()}


@dataclass(frozen=True)
class Subscription:
    """An encrypted event subscription: token, 43-character key, trailing id."""

    token: str
    aes_key: str
    receive_id: str

    def encrypted(self, plain: bytes, timestamp: str, nonce: str) -> tuple[dict[str, str], Json]:
        """Query and body of one event."""
        frame = os.urandom(16) + len(plain).to_bytes(4, "big") + plain + self.receive_id.encode()
        pad = 32 - len(frame) % 32
        encryptor = self._cipher().encryptor()
        encrypt = base64.b64encode(
            encryptor.update(frame + bytes([pad]) * pad) + encryptor.finalize()
        ).decode()
        query = {
            "msg_signature": self._signature(timestamp, nonce, encrypt),
            "timestamp": timestamp,
            "nonce": nonce,
        }
        return query, {"encrypt": encrypt}

    def opened(self, answer: Json) -> bytes:
        """What an answer says. Raises ValueError when it is not rightly signed and sealed."""
        wanted = self._signature(answer["timeStamp"], answer["nonce"], answer["encrypt"])
        if wanted != answer["msg_signature"]:
            raise ValueError("signature")
        decryptor = self._cipher().decryptor()
        padded = decryptor.update(base64.b64decode(answer["encrypt"])) + decryptor.finalize()
        frame = padded[: -padded[-1]]
        end = 20 + int.from_bytes(frame[16:20], "big")
        if frame[end:] != self.receive_id.encode():
            raise ValueError("receive id")
        return frame[20:end]

    def _cipher(self) -> Cipher[modes.CBC]:
        key = base64.b64decode(self.aes_key + "=")
        return Cipher(algorithms.AES(key), modes.CBC(key[:16]))

    def _signature(self, timestamp: str, nonce: str, encrypt: str) -> str:
        parts = sorted([self.token, timestamp, nonce, encrypt])
        return hashlib.sha1("".join(parts).encode(), usedforsecurity=False).hexdigest()
