"""The same over real sockets: both sides as servers, a client without special treatment in between."""

from datetime import UTC, datetime

import httpx
import pytest

from channels.contract import InboundEvent, OutboundMessage
from channels.errors import TemporaryFailure
from channels.platform import MediaRef
from channels.wecom import media
from channels.wecom.build import WeCom as Product
from channels.wecom.build import build
from simulators.server import served
from simulators.wecom import WeCom
from simulators.wecom_parts import PIECE
from tests.channels.wecom.conftest import SETTINGS
from tests.channels.wecom.house import TOKEN, House


async def test_a_candidate_is_heard_and_answered_over_http(platform: WeCom, house: House) -> None:
    with served(platform.routes()) as there:
        async with httpx.AsyncClient(trust_env=False) as client:
            wecom = at(there, platform, house, client)
            kf, puller = wecom.kf, wecom.puller
            assert wecom.routes is not None
            assert kf is not None
            assert puller is not None

            async def reply(event: InboundEvent) -> None:
                await kf.send(event.address, OutboundMessage(len(house.events), "收到"))

            house.reply = reply
            await puller.pull()
            platform.open_chat("wmLILEI", TOKEN)
            platform.say("wmLILEI", "我做过三年装配")
            with served(wecom.routes) as here:
                platform.callback = here
                assert await platform.wake(client) == 200
            await puller.pull()
    assert house.texts == ["我做过三年装配"]
    assert platform.received("wmLILEI") == ["收到", "收到"]


async def test_media_come_whole_and_in_pieces_over_http(platform: WeCom, house: House) -> None:
    content = bytes(PIECE + 1)
    big, small = platform.put_media(content, "video/mp4"), platform.put_media(b"#!AMR\n123", "audio/amr")
    with served(platform.routes()) as there:
        async with httpx.AsyncClient(trust_env=False) as client:
            kf = at(there, platform, house, client).kf
            assert kf is not None
            assert await media.fetch(kf._api.client, big, PIECE * 2) == content
            assert await kf.fetch(MediaRef("voice", small, None, None, None)) == b"#!AMR\n123"


async def test_a_platform_that_is_down_is_a_temporary_failure(platform: WeCom, house: House) -> None:
    with served(platform.routes()) as there:
        pass
    async with httpx.AsyncClient(trust_env=False) as client:
        puller = at(there, platform, house, client).puller
        assert puller is not None
        with pytest.raises(TemporaryFailure, match="ConnectError"):
            await puller.pull()


def at(address: str, platform: WeCom, house: House, client: httpx.AsyncClient) -> Product:
    settings = SETTINGS.model_copy(update={"api_base_url": address})
    return build(settings, house, client, lambda: datetime.fromtimestamp(platform.clock.seconds, UTC))
