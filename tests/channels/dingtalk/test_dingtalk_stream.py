"""Stream against a simulated gateway on loopback: stored before acknowledged, no gap, no duplicate, a clean end."""

import asyncio

import pytest

from channels.callbacks import BadCallback
from channels.contract import Kind
from channels.dingtalk.frames import CARDS, parse_frame
from tests.channels.dingtalk.stage import listening, stage, until


async def test_a_message_is_stored_before_it_is_acknowledged_and_a_duplicate_frame_is_ignored() -> None:
    async with stage() as scene, listening(scene):
        message = scene.phone.says("做过两年装配")
        scene.tells(message, "frame-a")
        await until(lambda: not scene.platform.stream.pending)
        scene.tells(message, "frame-a")
        scene.tells(message, "frame-b")
        await until(lambda: not scene.platform.stream.pending)
        assert scene.house.said() == [(Kind.TEXT, "做过两年装配")]
        assert scene.house.duplicates == 1
        assert [answer["code"] for answer in scene.platform.stream.answers] == [200] * 3


async def test_what_could_not_be_stored_comes_again() -> None:
    async with stage() as scene, listening(scene):
        scene.platform.stream.redeliver = 0.1
        scene.house.away = True
        scene.tells(scene.phone.says("一"))
        await until(lambda: scene.platform.stream.pending[0].sent_at is not None)
        assert scene.platform.stream.answers == []
        scene.house.away = False
        await until(lambda: not scene.platform.stream.pending)
        assert scene.house.said() == [(Kind.TEXT, "一")]


async def test_an_event_that_could_not_be_stored_is_put_off() -> None:
    async with stage() as scene, listening(scene):
        scene.platform.stream.redeliver = 0.1
        scene.house.away = True
        scene.platform.stream.send("EVENT", "*", {"UserId": ["1"]}, eventId="e1")
        await until(lambda: bool(scene.platform.stream.answers))
        assert "LATER" in scene.platform.stream.answers[0]["data"]
        scene.house.away = False
        await until(lambda: not scene.platform.stream.pending)
        assert list(scene.house.raw) == [("dingtalk", "dingkey", "e1")]


async def test_ping_and_foreign_topics_are_answered_as_the_protocol_says() -> None:
    async with stage() as scene, listening(scene):
        scene.platform.stream.send("SYSTEM", "ping", {"opaque": "0xFF"})
        scene.platform.stream.send("CALLBACK", "/v1.0/other", {})
        await until(lambda: len(scene.platform.stream.answers) == 2)
        ping, other = scene.platform.stream.answers
        assert (ping["code"], ping["data"]) == (200, '{"opaque": "0xFF"}')
        assert other["code"] == 404
        scene.platform.stream.pending.clear()


async def test_a_card_topic_goes_to_the_cards() -> None:
    async with stage() as scene, listening(scene):
        scene.platform.stream.send("CALLBACK", CARDS, {"outTrackId": "x", "userId": "0123", "content": "{}"})
        await until(lambda: not scene.platform.stream.pending)
        assert len(scene.house.raw) == 1


async def test_an_odd_message_does_not_stop_the_others() -> None:
    async with stage() as scene, listening(scene):
        scene.tells({"odd": True})
        scene.tells(scene.phone.says("一"))
        await until(lambda: not scene.platform.stream.pending)
        assert scene.house.said() == [(Kind.TEXT, "一")]


async def test_disconnect_leaves_no_gap() -> None:
    async with stage() as scene, listening(scene):
        gateway = scene.platform.stream
        gateway.grace = 0.5
        await until(lambda: gateway.open_now == 1)
        for number in range(20):
            scene.tells(scene.phone.says(f"第{number}句"))
            if number == 10:
                gateway.disconnect()
        await until(lambda: gateway.opened == 2 and not gateway.pending)
        assert [text for _, text in scene.house.said()] == [f"第{number}句" for number in range(20)]
        assert len(gateway.tickets) == 0


async def test_a_server_that_always_disconnects_is_not_flooded() -> None:
    pauses: list[float] = []

    async def sleep(seconds: float) -> None:
        pauses.append(seconds)
        if len(pauses) == 8:
            await asyncio.Event().wait()

    async with stage() as scene:
        scene.platform.stream.grace = 0
        scene.platform.stream.always_disconnect = True
        async with listening(scene, scene.stream(sleep)):
            await until(lambda: len(pauses) == 8)
        assert pauses == [0.0, 1.0, 2.0, 4.0, 8.0, 16.0, 32.0, 60.0]


async def test_a_silent_socket_counts_as_dead() -> None:
    async with stage() as scene, listening(scene, scene.stream(lambda _: asyncio.sleep(0), idle=0.2)):
        await until(lambda: scene.platform.stream.opened >= 2)


async def test_wrong_credentials_keep_trying_with_pauses() -> None:
    pauses: list[float] = []

    async def sleep(seconds: float) -> None:
        pauses.append(seconds)
        if len(pauses) == 3:
            await asyncio.Event().wait()

    async with stage(secret="wrong") as scene:
        async with listening(scene, scene.stream(sleep)):
            await until(lambda: len(pauses) == 3)
        assert scene.platform.stream.opened == 0


async def test_it_stops_within_seconds_even_while_storing() -> None:
    async with stage() as scene:
        async with listening(scene):
            scene.tells(scene.phone.says("一"))
            await until(lambda: scene.platform.stream.open_now == 1)
        await until(lambda: scene.platform.stream.open_now == 0)


async def test_a_refusal_is_said_while_listening() -> None:
    async with stage() as scene, listening(scene):
        scene.house.bound.clear()
        scene.tells(scene.phone.says("你好"))
        await until(lambda: len(scene.phone.member.heard) == 1)


@pytest.mark.parametrize("text", ["", "{", "[]", '{"type":5}', '{"type":"SYSTEM"}', b"\xff"])
def test_what_is_no_frame_is_refused(text) -> None:
    with pytest.raises(BadCallback):
        parse_frame(text)
