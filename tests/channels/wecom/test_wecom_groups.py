"""What goes to groups: by robot, and by chats that the app made."""

import base64
import hashlib
import json
import traceback

import httpx
import pytest
from pydantic import SecretStr

from channels import errors
from channels.contract import Card
from channels.wecom.app.chat import AppChatGroup, AppChats
from channels.wecom.robot import GroupRobot
from tests.channels.wecom.conftest import World

URL = SecretStr("http://wecom.local/cgi-bin/webhook/send?key=SECRET-KEY")
CARD = Card(
    7, "面试完成：李雷", ("总分 7.9/10",), "打开报告", "http://hr.local/1", "面试完成：李雷，总分 7.9/10"
)


class Platform:
    def __init__(self, code: int = 0) -> None:
        self.code = code
        self.requests: list[httpx.Request] = []

    def __call__(self, request: httpx.Request) -> httpx.Response:
        self.requests.append(request)
        return httpx.Response(200, json={"errcode": self.code, "media_id": "M1"})

    @property
    def robot(self) -> GroupRobot:
        return GroupRobot(URL, httpx.AsyncClient(transport=httpx.MockTransport(self)))

    @property
    def bodies(self) -> list[dict]:
        return [json.loads(request.content) for request in self.requests]


async def test_words_mentions_and_notices() -> None:
    platform = Platform()
    await platform.robot.text("请看", ("zhangsan", "@all"))
    await platform.robot.text("请看")
    await platform.robot.notice("标题", "说明", "打开", "http://hr.local/1")
    first, second, third = platform.bodies
    assert first == {"msgtype": "text", "text": {"content": "请看", "mentioned_list": ["zhangsan", "@all"]}}
    assert second == {"msgtype": "text", "text": {"content": "请看"}}
    assert third["template_card"]["card_action"] == {"type": 1, "url": "http://hr.local/1"}


async def test_an_image_goes_inline_with_its_digest() -> None:
    platform = Platform()
    await platform.robot.image(b"\x89PNG")
    assert platform.bodies[0]["image"] == {
        "base64": base64.b64encode(b"\x89PNG").decode(),
        "md5": hashlib.md5(b"\x89PNG").hexdigest(),
    }


async def test_a_file_is_put_up_first_under_the_robot_s_key() -> None:
    platform = Platform()
    await platform.robot.file("报告.pdf", b"%PDF-1.7")
    upload, send = platform.requests
    assert upload.url.path == "/cgi-bin/webhook/upload_media"
    assert dict(upload.url.params) == {"key": "SECRET-KEY", "type": "file"}
    assert b"%PDF-1.7" in upload.content
    assert json.loads(send.content) == {"msgtype": "file", "file": {"media_id": "M1"}}


@pytest.mark.parametrize(
    "post",
    [
        lambda robot: robot.text("长" * 683),
        lambda robot: robot.markdown("长" * 1366),
        lambda robot: robot.image(bytes(2 * 1024 * 1024 + 1)),
        lambda robot: robot.file("a", bytes(20 * 1024 * 1024 + 1)),
        lambda robot: robot.file("a", b"12345"),
    ],
)
async def test_what_is_too_big_or_too_small_is_never_sent(post) -> None:
    platform = Platform()
    with pytest.raises(errors.Rejected):
        await post(platform.robot)
    assert platform.requests == []


async def test_the_twenty_first_in_a_minute_waits_and_names_no_key() -> None:
    with pytest.raises(errors.Throttled) as failed:
        await Platform(45009).robot.file("a.pdf", b"%PDF-1.7")
    assert failed.value.retry_after == 60
    assert "SECRET-KEY" not in "".join(traceback.format_exception(failed.value))


async def test_a_chat_of_the_app_is_made_changed_and_posted_to(world: World) -> None:
    assert world.wecom.app is not None
    client = world.wecom.app._client
    chats = AppChats(client)
    await chats.create("miantanHR", "招聘", "hr01", ["hr01", "hr02"])
    await chats.change("miantanHR", ["hr03"], ["hr02"])
    assert await chats.members("miantanHR") == ["hr01", "hr03"]
    group = AppChatGroup(client, "miantanHR")
    await group.post(CARD)
    await group.post(Card(8, "长" * 700, (), "x", "http://x", CARD.plain))
    (_, first), (_, second) = world.platform.chat_posts
    assert "**面试完成：李雷**" in first
    assert second == CARD.plain


async def test_a_chat_that_is_not_ours_is_refused(world: World) -> None:
    assert world.wecom.app is not None
    with pytest.raises(errors.Rejected, match="86001"):
        await AppChatGroup(world.wecom.app._client, "elsewhere").post(CARD)
