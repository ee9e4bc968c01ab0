"""The robot of a WeCom group: one webhook address that is itself the secret.

Source: 群机器人配置说明, https://work.weixin.qq.com/api/doc/90000/90136/91770. 20 messages a minute, errors as `errcode`
inside HTTP 200, no idempotency key.
"""

import base64
import hashlib
import json
from typing import Final

import httpx
from pydantic import SecretStr

from channels import http
from channels.errors import Rejected
from channels.wecom.errcodes import Json, checked

TEXT_BYTES: Final = 2048
MARKDOWN_BYTES: Final = 4096
IMAGE_BYTES: Final = 2 * 1024 * 1024
FILE_BYTES: Final = 20 * 1024 * 1024
SMALLEST_FILE: Final = 6
EVERYONE: Final = "@all"


class GroupRobot:
    """Posts into one group. Every method raises a `channels.errors.SendError`; what is too big is never sent."""

    def __init__(self, url: SecretStr, client: httpx.AsyncClient) -> None:
        self._url = url
        self._client = client

    async def text(self, words: str, mentioned: tuple[str, ...] = ()) -> None:
        """Plain words; `mentioned` are userids, or `EVERYONE`."""
        _within(len(words.encode()), TEXT_BYTES)
        listed: Json = {"mentioned_list": list(mentioned)} if mentioned else {}
        await self._send({"msgtype": "text", "text": {"content": words, **listed}})

    async def markdown(self, words: str) -> None:
        """The platform's markdown; mentions as `<@userid>`."""
        _within(len(words.encode()), MARKDOWN_BYTES)
        await self._send({"msgtype": "markdown", "markdown": {"content": words}})

    async def notice(self, title: str, description: str, link_text: str, link_url: str) -> None:
        """A card with one link. Cards of robots have links only, no taps."""
        card = {
            "card_type": "text_notice",
            "main_title": {"title": title, "desc": description},
            "jump_list": [{"type": 1, "title": link_text, "url": link_url}],
            "card_action": {"type": 1, "url": link_url},
        }
        await self._send({"msgtype": "template_card", "template_card": card})

    async def image(self, content: bytes) -> None:
        """A JPG or PNG up to 2 MB."""
        _within(len(content), IMAGE_BYTES)
        digest = hashlib.md5(content, usedforsecurity=False).hexdigest()
        image = {"base64": base64.b64encode(content).decode(), "md5": digest}
        await self._send({"msgtype": "image", "image": image})

    async def file(self, name: str, content: bytes) -> None:
        """A file of 6 bytes to 20 MB; it is put up first."""
        _within(len(content), FILE_BYTES)
        if len(content) < SMALLEST_FILE:
            raise Rejected("too_small")
        uploaded = await self._upload(name, content)
        await self._send({"msgtype": "file", "file": {"media_id": uploaded.get("media_id")}})

    async def _send(self, body: Json) -> None:
        await self._post(
            self._url.get_secret_value(), json.dumps(body, ensure_ascii=False).encode(), "application/json"
        )

    async def _upload(self, name: str, content: bytes) -> Json:
        address = httpx.URL(self._url.get_secret_value())
        there = address.copy_with(path=address.path.removesuffix("/send") + "/upload_media")
        form = httpx.Request(
            "POST", "http://form", files={"media": (name, content, "application/octet-stream")}
        )
        return await self._post(
            str(there.copy_merge_params({"type": "file"})), form.read(), form.headers["content-type"]
        )

    async def _post(self, url: str, content: bytes, kind: str) -> Json:
        response = await http.post(self._client, url, content=content, headers={"Content-Type": kind})
        return checked(http.answer(response))


def _within(size: int, limit: int) -> None:
    if size > limit:
        raise Rejected("too_long")
