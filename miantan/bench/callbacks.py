"""Callbacks of the platforms, signed and sealed as they come, for made-up people who are bound to conversations."""

import json
import secrets
import time
from collections.abc import Callable, Mapping
from typing import Final
from urllib.parse import urlencode
from uuid import uuid4

from wechatpy.enterprise.crypto import WeChatCrypto

from channels.dingtalk.routes import ROBOT
from channels.dingtalk.signature import sign
from channels.telegram.routes import HEADER, PATH
from miantan.bench.load import request

NOWHERE: Final = "http://127.0.0.1:9"
"""No platform is called; the discard port answers nobody."""
WORDS: Final = "那次我没跳过这一步，先停机再报给班长，后来没再出过事。"
KEY: Final = secrets.token_hex(32)[:43]
SECRET: Final = secrets.token_hex(16)

SETTINGS: Final[Mapping[str, str]] = {
    "MIANTAN_TELEGRAM__BOT_TOKEN": f"1000:{SECRET}",
    "MIANTAN_TELEGRAM__MODE": "webhook",
    "MIANTAN_TELEGRAM__WEBHOOK_SECRET": SECRET,
    "MIANTAN_TELEGRAM__API_BASE_URL": NOWHERE,
    "MIANTAN_DINGTALK__APP_KEY": "bench",
    "MIANTAN_DINGTALK__APP_SECRET": SECRET,
    "MIANTAN_DINGTALK__MODE": "http",
    "MIANTAN_DINGTALK__API_BASE_URL": NOWHERE,
    "MIANTAN_DINGTALK__OAPI_BASE_URL": NOWHERE,
    "MIANTAN_WECOM__CORP_ID": "bench",
    "MIANTAN_WECOM__TOKEN": SECRET,
    "MIANTAN_WECOM__ENCODING_AES_KEY": KEY,
    "MIANTAN_WECOM__KF_SECRET": SECRET,
    "MIANTAN_WECOM__OPEN_KFID": "wkbench",
    "MIANTAN_WECOM__API_BASE_URL": NOWHERE,
}
ACCOUNTS: Final = {"telegram": "1000", "dingtalk": "bench"}
"""Where people are bound. 微信客服 only says that there is news; messages are pulled."""


def telegram(person: int, number: int) -> bytes:
    """A typed message. `number` is unique."""
    chat = {"id": person, "type": "private"}
    said = {
        "message_id": number,
        "date": int(time.time()),
        "chat": chat,
        "from": {"id": person},
        "text": WORDS,
    }
    body = json.dumps({"update_id": number, "message": said}).encode()
    return request(PATH, body, {"Content-Type": "application/json", HEADER: SECRET})


def dingtalk(person: int, number: int) -> bytes:
    """A typed message to the robot."""
    now = str(time.time_ns() // 1_000_000)
    said = {
        "msgId": f"m{number}",
        "conversationType": "1",
        "createAt": int(now),
        "msgtype": "text",
        "senderStaffId": str(person),
        "text": {"content": WORDS},
    }
    headers = {"Content-Type": "application/json", "timestamp": now, "sign": sign(SECRET, now)}
    return request(ROBOT, json.dumps(said).encode(), headers)


def wecom_kf(_: int, number: int) -> bytes:
    """The sealed news that somebody has written."""
    fields = {"ToUserName": "bench", "CreateTime": int(time.time()), "MsgType": "event"}
    fields |= {"Event": "kf_msg_or_event", "Token": f"t{number}", "OpenKfId": "wkbench"}
    plain = "".join(f"<{name}>{value}</{name}>" for name, value in fields.items())
    nonce, now = uuid4().hex[:10], str(int(time.time()))
    crypto = WeChatCrypto(SECRET, KEY, "bench")
    body: str = crypto.encrypt_message(f"<xml>{plain}</xml>", nonce, now)
    signature = body.partition("<MsgSignature><![CDATA[")[2].partition("]]>")[0]
    query = urlencode({"msg_signature": signature, "timestamp": now, "nonce": nonce})
    return request(f"/channels/wecom/kf?{query}", body.encode(), {"Content-Type": "text/xml"})


KINDS: Final[Mapping[str, Callable[[int, int], bytes]]] = {
    "telegram": telegram,
    "dingtalk": dingtalk,
    "wecom_kf": wecom_kf,
}
