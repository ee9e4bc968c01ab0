"""Others play the platform: the simulated pusher with its three tries, and dingtalk-sdk's own crypto."""

import json

from dingtalk.crypto import DingTalkCrypto

from channels.contract import Kind
from simulators.dingtalk_push import Pusher
from tests.channels.dingtalk.conftest import AES_KEY, EVENTS, ROBOT, SECRET, Scene


async def test_three_tries_through_an_outage_are_one_message_and_one_event(
    scene: Scene, subscription
) -> None:
    async def sleep(_: float) -> None:
        scene.house.away = len(pusher.statuses) % 3 < 2

    pusher = Pusher(scene.client, SECRET, subscription, scene.clock, sleep)
    message = (await scene.known()).says("一")
    scene.house.away = True
    assert await pusher.message(ROBOT, message)
    scene.house.away = True
    assert await pusher.event(EVENTS, b'{"EventType":"user_add_org"}')
    assert pusher.statuses == [503, 503, 200] * 2
    assert await pusher.message(ROBOT, message)
    assert scene.house.said() == [(Kind.TEXT, "一")]
    assert list(scene.house.raw.values()) == [b'{"EventType":"user_add_org"}']


async def test_an_independent_implementation_of_the_cipher_understands_us(scene: Scene) -> None:
    peer = DingTalkCrypto("DtToken1", AES_KEY, "dingkey")
    event = '{"EventType":"user_add_org","名":"😀"}'
    sealed = peer.encrypt_message(event, "n0nce", 1764000000123)
    query = {"msg_signature": sealed["msg_signature"], "timestamp": sealed["timeStamp"], "nonce": "n0nce"}
    response = await scene.client.post(EVENTS, params=query, json={"encrypt": sealed["encrypt"]})
    assert list(scene.house.raw.values()) == [event.encode()]
    told = response.json()
    assert (
        peer.decrypt_message(json.dumps(told), told["msg_signature"], told["timeStamp"], told["nonce"])
        == "success"
    )
