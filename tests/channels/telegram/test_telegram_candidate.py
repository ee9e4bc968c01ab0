"""A simulated candidate holds a whole conversation on Telegram: taps, types, sends twice, sends a sticker."""

import asyncio
from contextlib import suppress

import httpx

from channels.contract import Choice, InboundEvent, Kind, OutboundMessage
from channels.telegram.courtesy import Courtesies
from channels.telegram.intake import Intake
from channels.telegram.receiving import Poller
from channels.telegram.wording import load_words
from simulators.candidate import Habits, words
from simulators.telegram_candidate import TelegramCandidate
from tests.channels.telegram.conftest import INVITATION, Scene

CHINESE = words("zh")


async def test_a_candidate_talks_to_the_end(scene: Scene) -> None:
    async def reply(event: InboundEvent) -> None:
        number = len(scene.house.events)
        choices = (Choice(CHINESE.agree),) if event.kind is Kind.START else ()
        text = CHINESE.closing if number >= 7 else f"第{number}题"
        await scene.channel.send(event.address, OutboundMessage(number, text, choices))

    scene.platform.limits.per_chat = 1000
    scene.platform.limits.per_second = 1000
    scene.house.reply = reply
    scene.house.invitations[INVITATION] = None
    candidate = TelegramCandidate(
        f"http://product/i/{INVITATION}", CHINESE, Habits(sends_twice=True, sticker_after=2), 1,
        patience=10, person=scene.person(),
    )  # fmt: skip
    intake = Intake(scene.house, scene.desk, scene.settings.account)
    courtesies = Courtesies(scene.line, load_words())
    polling = asyncio.create_task(Poller(scene.line, intake, courtesies, wait=1).run())
    async with httpx.AsyncClient() as nobody:
        await candidate.interview(nobody)
    polling.cancel()
    with suppress(asyncio.CancelledError):
        await polling
    assert candidate.over
    said = [text for kind, text in scene.house.said() if kind is Kind.TEXT]
    assert said == candidate.sent
    assert Kind.STICKER in [event.kind for event in scene.house.events]
