"""Polling: what was fetched is stored before the next is asked for, and nothing but a person's act stops it."""

import asyncio

import pytest

from channels.contract import Kind
from channels.errors import Misconfigured, Unavailable
from channels.telegram.courtesy import Courtesies
from channels.telegram.intake import Intake
from channels.telegram.receiving import Poller, register_webhook
from channels.telegram.wording import load_words
from tests.channels.telegram.conftest import Scene


class Rests:
    """Records pauses instead of making them; after `most` the loop is cancelled."""

    def __init__(self, most: int) -> None:
        self.taken: list[float] = []
        self._most = most

    async def __call__(self, seconds: float) -> None:
        self.taken.append(seconds)
        if len(self.taken) == self._most:
            raise asyncio.CancelledError


def poller(scene: Scene, rests: Rests | None = None, intake: Intake | None = None) -> Poller:
    courtesies = Courtesies(scene.line, load_words())
    mine = intake or Intake(scene.house, scene.desk, scene.settings.account)
    return Poller(scene.line, mine, courtesies, rests or Rests(1), wait=0)


async def test_updates_are_stored_and_then_confirmed(scene: Scene) -> None:
    person = await scene.known()
    scene.platform._updates.clear()
    person.says("一")
    person.says("二")
    polling = poller(scene)
    await polling.once()
    assert scene.platform.waiting() == 2
    await polling.once()
    assert scene.platform.waiting() == 0
    assert scene.house.said() == [(Kind.TEXT, "一"), (Kind.TEXT, "二")]


async def test_what_could_not_be_stored_comes_again(scene: Scene) -> None:
    person = await scene.known()
    scene.platform._updates.clear()
    person.says("一")
    scene.house.away = True
    polling = poller(scene)
    with pytest.raises(Unavailable):
        await polling.once()
    scene.house.away = False
    await polling.once()
    await polling.once()
    assert scene.house.said() == [(Kind.TEXT, "一")]


async def test_an_odd_update_does_not_stop_the_others(scene: Scene) -> None:
    person = await scene.known()
    scene.platform._updates.clear()
    scene.platform.push(message={"message_id": "odd"})
    person.says("一")
    await poller(scene).once()
    assert scene.house.said() == [(Kind.TEXT, "一")]


async def test_a_webhook_left_behind_is_removed_first(scene: Scene) -> None:
    scene.platform.webhook = {"url": "http://elsewhere", "secret": ""}
    with pytest.raises(Misconfigured):
        await poller(scene).once()
    rests = Rests(1)
    scene.house.away = True
    scene.person().opens("x")
    with pytest.raises(asyncio.CancelledError):
        await poller(scene, rests).run()
    assert scene.platform.webhook == {}


async def test_pauses_grow_while_the_database_is_away(scene: Scene) -> None:
    scene.person().opens("x")
    rests = Rests(4)

    class Away(Intake):
        async def take(self, body: bytes) -> None:
            raise Unavailable

    with pytest.raises(asyncio.CancelledError):
        await poller(scene, rests, Away(scene.house, scene.desk, "1")).run()
    assert rests.taken == [0.5, 1.0, 2.0, 4.0]


async def test_taps_are_answered_while_polling(scene: Scene) -> None:
    person = await scene.known()
    scene.platform._updates.clear()
    tap = {
        "id": "t",
        "from": {"id": 77, "is_bot": False, "first_name": "P"},
        "chat_instance": "1",
        "data": "x",
    }
    scene.platform.push(callback_query=tap)
    courtesies = Courtesies(scene.line, load_words())
    await Poller(scene.line, Intake(scene.house, scene.desk, "123456"), courtesies, Rests(1), wait=0).once()
    await courtesies.settle()
    assert scene.platform.answered == ["t"]
    assert person.heard() == []


async def test_registering_the_webhook_names_secret_and_kinds(scene: Scene) -> None:
    await register_webhook(scene.line, scene.settings, "http://test/")
    assert scene.platform.webhook == {"url": "http://test/channels/telegram", "secret": "hook-secret_1"}
    await scene.line.call(lambda bot: bot.delete_webhook())
