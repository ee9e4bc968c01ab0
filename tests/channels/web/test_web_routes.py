"""The doors: what they take, what they refuse, and what they tell."""

import json
import logging
from collections.abc import AsyncIterator

import httpx
import pytest

from channels.contract import Kind
from tests.channels.web.fake_gateway import NOON, OTHER, TOKEN, FakeGateway

pytestmark = pytest.mark.asyncio
MESSAGES = f"/channels/web/{TOKEN}/messages"
VOICE = f"/channels/web/{TOKEN}/voice"
OGG = b"OggS" + bytes(100)


def key(value: str = "key-1") -> dict[str, str]:
    return {"Idempotency-Key": value}


def problem(response: httpx.Response, status: int, code: str) -> dict[str, object]:
    assert response.status_code == status
    assert response.headers["content-type"] == "application/problem+json"
    body = response.json()
    assert body["status"] == status
    assert body["code"] == code
    assert body["type"] == "about:blank"
    assert body["title"]
    return body


class TestSaying:
    async def test_a_text_is_stored_as_it_was_said(
        self, client: httpx.AsyncClient, gateway: FakeGateway
    ) -> None:
        response = await client.post(MESSAGES, json={"text": "/跳过 我没跳过 🙂", "seen": 7}, headers=key())
        assert response.status_code == 202
        assert response.json() == {"id": 1, "duplicate": False}
        (event,) = gateway.events
        assert (event.channel, event.account, event.address) == ("web", "acme", "web:conv-1")
        assert (event.kind, event.text, event.seen) == (Kind.TEXT, "/跳过 我没跳过 🙂", 7)
        assert event.occurred_at == NOON

    async def test_the_same_key_is_stored_once(self, client: httpx.AsyncClient, gateway: FakeGateway) -> None:
        first = await client.post(MESSAGES, json={"text": "好"}, headers=key())
        again = await client.post(MESSAGES, json={"text": "好"}, headers=key())
        assert again.status_code == 202
        assert again.json() == {"id": first.json()["id"], "duplicate": True}
        assert len(gateway.events) == 1

    async def test_two_candidates_may_choose_the_same_key(
        self, client: httpx.AsyncClient, gateway: FakeGateway
    ) -> None:
        await client.post(MESSAGES, json={"text": "好"}, headers=key())
        other = await client.post(f"/channels/web/{OTHER}/messages", json={"text": "ok"}, headers=key())
        assert not other.json()["duplicate"]
        assert len({event.external_id for event in gateway.events}) == 2

    @pytest.mark.parametrize("kind", ["sticker", "location", "image", "file"])
    async def test_of_an_attachment_only_its_kind_is_taken(
        self, client: httpx.AsyncClient, gateway: FakeGateway, kind: str
    ) -> None:
        response = await client.post(MESSAGES, json={"kind": kind, "text": "x"}, headers=key())
        assert response.status_code == 202
        assert (gateway.events[0].kind, gateway.events[0].text) == (kind, "")

    @pytest.mark.parametrize("header", [None, "", "a b", "é", "k" * 129])
    async def test_without_a_proper_key_nothing_is_stored(
        self, client: httpx.AsyncClient, gateway: FakeGateway, header: str | None
    ) -> None:
        headers = {} if header is None else {"Idempotency-Key": header.encode("latin-1")}
        body = problem(
            await client.post(MESSAGES, json={"text": "好"}, headers=headers), 400, "idempotency_key"
        )
        assert body["errors"] == [{"field": "Idempotency-Key", "code": "idempotency_key"}]
        assert gateway.events == []

    @pytest.mark.parametrize("content", [b"", b"{", b"text=hi", b"\xff\xfe", b'{"text": "a"'])
    async def test_no_json(self, client: httpx.AsyncClient, gateway: FakeGateway, content: bytes) -> None:
        problem(await client.post(MESSAGES, content=content, headers=key()), 400, "json")
        assert gateway.events == []

    @pytest.mark.parametrize(
        ("body", "field"),
        [
            ({"text": 5}, "/text"),
            ({"text": None}, "/text"),
            ({"text": "a", "seen": "1"}, "/seen"),
            ({"text": "a", "seen": -1}, "/seen"),
            ({"text": "a", "seen": 2**63}, "/seen"),
            ({"text": "a", "seen": 1.5}, "/seen"),
            ({"text": "a", "kind": "start"}, "/kind"),
            ({"text": "a", "kind": "voice"}, "/kind"),
            ({"text": "a", "kind": "dance"}, "/kind"),
        ],
    )
    async def test_a_wrong_field_is_named_and_not_repeated(
        self, client: httpx.AsyncClient, gateway: FakeGateway, body: dict[str, object], field: str
    ) -> None:
        answer = problem(await client.post(MESSAGES, json=body, headers=key()), 422, "field")
        assert answer["errors"] == [{"field": field, "code": "field"}]
        assert gateway.events == []

    @pytest.mark.parametrize("text", ["", "   \n", "\x00\x07", "\u200b\u200d", "\u3000"])
    async def test_nothing_visible_is_empty(
        self, client: httpx.AsyncClient, gateway: FakeGateway, text: str
    ) -> None:
        problem(await client.post(MESSAGES, json={"text": text}, headers=key()), 422, "empty")
        assert gateway.events == []

    async def test_a_list_is_no_message(self, client: httpx.AsyncClient) -> None:
        problem(await client.post(MESSAGES, json=["text"], headers=key()), 422, "field")

    async def test_the_longest_text_is_taken_and_one_byte_more_is_refused_kindly(
        self, client: httpx.AsyncClient, gateway: FakeGateway
    ) -> None:
        fits = await client.post(MESSAGES, json={"text": "长" * 333}, headers=key("a"))
        assert fits.status_code == 202
        refused = await client.post(MESSAGES, json={"text": "长" * 334}, headers=key("b"))
        assert problem(refused, 413, "text_too_long")["detail"] == "这条内容太长了，请分成几条发送。"
        english = await client.post(
            f"/channels/web/{OTHER}/messages", json={"text": "x" * 1001}, headers=key("c")
        )
        assert "too long" in str(problem(english, 413, "text_too_long")["detail"])
        assert len(gateway.events) == 1

    async def test_a_body_without_end_is_not_read_to_the_end(
        self, client: httpx.AsyncClient, gateway: FakeGateway
    ) -> None:
        sent = 0

        async def endless() -> AsyncIterator[bytes]:
            nonlocal sent
            while sent < 10_000_000:
                sent += 10_000
                yield b"x" * 10_000

        problem(await client.post(MESSAGES, content=endless(), headers=key()), 413, "text_too_long")
        assert sent <= 20_000
        assert gateway.events == []


class TestSpeaking:
    @pytest.mark.parametrize(
        ("content", "mime"),
        [
            (b"\x1a\x45\xdf\xa3" + bytes(9), "audio/webm"),
            (OGG, "audio/ogg"),
            (b"\x00\x00\x00\x18ftypM4A ", "audio/mp4"),
            (b"RIFF\x00\x00\x00\x00WAVEfmt ", "audio/wav"),
            (b"#!AMR\n" + bytes(9), "audio/amr"),
        ],
    )
    async def test_the_first_bytes_say_what_it_is(
        self, client: httpx.AsyncClient, gateway: FakeGateway, content: bytes, mime: str
    ) -> None:
        response = await client.post(
            f"{VOICE}?seen=3", content=content, headers={**key(), "Content-Type": "image/png"}
        )
        assert response.status_code == 202
        assert gateway.media == {"media-1": ("conv-1", content, mime)}
        (event,) = gateway.events
        assert (event.kind, event.text, event.media_id, event.seen) == (Kind.VOICE, "", "media-1", 3)

    @pytest.mark.parametrize("content", [b"", b"<html>", b"MZ" + bytes(50)])
    async def test_what_is_no_sound_is_refused(
        self, client: httpx.AsyncClient, gateway: FakeGateway, content: bytes
    ) -> None:
        headers = {**key(), "Content-Type": "audio/webm"}
        problem(await client.post(VOICE, content=content, headers=headers), 415, "not_audio")
        assert gateway.media == {}

    async def test_too_large(self, client: httpx.AsyncClient, gateway: FakeGateway) -> None:
        problem(await client.post(VOICE, content=OGG + bytes(3000), headers=key()), 413, "voice_too_long")
        assert gateway.media == {}

    async def test_needs_a_key_and_a_number(self, client: httpx.AsyncClient) -> None:
        problem(await client.post(VOICE, content=OGG), 400, "idempotency_key")
        problem(await client.post(f"{VOICE}?seen=x", content=OGG, headers=key()), 422, "field")


class TestOpening:
    async def test_the_interview_begins_once(self, client: httpx.AsyncClient, gateway: FakeGateway) -> None:
        for _ in range(3):
            assert (await client.post(f"/channels/web/{TOKEN}/open")).status_code == 202
        assert [event.kind for event in gateway.events] == [Kind.START]

    async def test_looking_at_the_page_begins_nothing(
        self, client: httpx.AsyncClient, gateway: FakeGateway
    ) -> None:
        assert (await client.get(f"/i/{TOKEN}")).status_code == 200
        assert gateway.events == []


class TestLinks:
    @pytest.mark.parametrize(
        ("token", "status", "code"),
        [("nobody", 404, "link_unknown"), ("expired", 410, "link_expired"), ("revoked", 410, "link_revoked")],
    )
    async def test_a_closed_link_opens_nothing(
        self, client: httpx.AsyncClient, gateway: FakeGateway, token: str, status: int, code: str
    ) -> None:
        base = f"/channels/web/{token}"
        problem(await client.post(f"{base}/messages", json={"text": "好"}, headers=key()), status, code)
        problem(await client.post(f"{base}/voice", content=OGG, headers=key()), status, code)
        problem(await client.post(f"{base}/open"), status, code)
        problem(await client.get(f"{base}/messages"), status, code)
        problem(await client.get(f"{base}/events"), status, code)
        page = await client.get(f"/i/{token}")
        assert page.status_code == status
        assert page.headers["cache-control"] == "no-store"
        for language in ("zh-CN", "en", "ja", "ko"):
            assert f'<section lang="{language}">' in page.text
        assert "明辉" not in page.text
        assert gateway.events == []

    @pytest.mark.parametrize("token", ["a" * 257, "a%20b", "%00", "é", "a%22b"])
    async def test_what_cannot_be_a_token_is_not_even_looked_up(
        self, client: httpx.AsyncClient, gateway: FakeGateway, token: str
    ) -> None:
        assert (await client.get(f"/i/{token}")).status_code == 404
        assert gateway.asked == []


class TestDatabaseAway:
    async def test_every_door_says_so(self, client: httpx.AsyncClient, gateway: FakeGateway) -> None:
        gateway.away = True
        refused = await client.post(MESSAGES, json={"text": "好"}, headers=key())
        problem(refused, 503, "unavailable")
        assert refused.headers["retry-after"] == "5"
        problem(await client.post(VOICE, content=OGG, headers=key()), 503, "unavailable")
        problem(await client.get(MESSAGES), 503, "unavailable")
        problem(await client.get(f"/channels/web/{TOKEN}/events"), 503, "unavailable")
        page = await client.get(f"/i/{TOKEN}")
        assert page.status_code == 503
        assert "系统暂时忙不过来" in page.text


class TestAsking:
    async def test_everything_or_what_is_new(self, client: httpx.AsyncClient, gateway: FakeGateway) -> None:
        gateway.say("您好", ("同意", "不同意"))
        await client.post(MESSAGES, json={"text": "同意"}, headers=key())
        gateway.think(True)
        everything = (await client.get(MESSAGES)).json()
        assert everything["thinking"] is True
        assert [(line["id"], line["mine"], line["text"]) for line in everything["messages"]] == [
            (1, False, "您好"),
            (2, True, "同意"),
        ]
        assert everything["messages"][0]["choices"] == ["同意", "不同意"]
        assert everything["messages"][0]["at"] == "2026-11-22T04:00:00+00:00"
        assert [line["id"] for line in (await client.get(f"{MESSAGES}?after=1")).json()["messages"]] == [2]

    async def test_more_than_one_page_of_the_gateway(
        self, client: httpx.AsyncClient, gateway: FakeGateway
    ) -> None:
        for number in range(1201):
            gateway.say(str(number))
        assert len((await client.get(MESSAGES)).json()["messages"]) == 1201

    async def test_another_candidate_sees_nothing_of_it(
        self, client: httpx.AsyncClient, gateway: FakeGateway
    ) -> None:
        gateway.say("您好")
        other = await client.get(f"/channels/web/{OTHER}/messages")
        assert other.json() == {"messages": [], "thinking": False}

    @pytest.mark.parametrize("after", ["-1", "x", str(2**63), "1.5"])
    async def test_a_wrong_number(self, client: httpx.AsyncClient, after: str) -> None:
        problem(await client.get(f"{MESSAGES}?after={after}"), 422, "field")


class TestThePage:
    async def test_locked_down(self, client: httpx.AsyncClient) -> None:
        page = await client.get(f"/i/{TOKEN}")
        policy = page.headers["content-security-policy"]
        assert "default-src 'none'" in policy
        assert "connect-src 'self'" in policy
        assert "frame-ancestors 'none'" in policy
        assert "unsafe" not in policy
        assert page.headers["referrer-policy"] == "no-referrer"
        assert page.headers["cache-control"] == "no-store"
        assert page.headers["x-content-type-options"] == "nosniff"

    async def test_speaks_the_language_of_the_interview(self, client: httpx.AsyncClient) -> None:
        assert '<html lang="zh-CN">' in (await client.get(f"/i/{TOKEN}")).text
        english = (await client.get(f"/i/{OTHER}")).text
        assert '<html lang="en">' in english
        assert "Type here" in english

    async def test_its_files_are_kept_under_their_version_only(self, client: httpx.AsyncClient) -> None:
        page = (await client.get(f"/i/{TOKEN}")).text
        version = page.split("../channels/web/assets/")[1].split("/")[0]
        script = await client.get(f"/channels/web/assets/{version}/chat.js")
        assert "immutable" in script.headers["cache-control"]
        other = await client.get("/channels/web/assets/0000/chat.js")
        assert other.content == script.content
        assert other.headers["cache-control"] == "no-store"
        problem(await client.get(f"/channels/web/assets/{version}/index.html"), 404, "unknown")


async def test_neither_tokens_nor_words_reach_the_logs(
    client: httpx.AsyncClient, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    access = logging.getLogger("uvicorn.access")
    monkeypatch.setattr(access, "propagate", True)
    caplog.set_level(logging.DEBUG)
    caplog.set_level(logging.DEBUG, logger=access.name)
    access.info('%s - "%s %s HTTP/%s" %d', "1.2.3.4:5", "GET", f"/i/{TOKEN}", "1.1", 200)
    access.info('%s - "%s %s HTTP/%s" %d', "1.2.3.4:5", "POST", MESSAGES, "1.1", 202)
    await client.post(MESSAGES, json={"text": "张三的回答"}, headers=key())
    await client.post(MESSAGES, content=json.dumps({"text": ["张三的回答"]}), headers=key("b"))
    ours = [record for record in caplog.records if not record.name.startswith("httpx")]
    written = "\n".join(record.getMessage() for record in ours)
    assert "/i/***" in written
    assert "/channels/web/***/messages" in written
    assert TOKEN not in written
    assert "张三" not in written
