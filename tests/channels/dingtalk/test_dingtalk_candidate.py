"""A simulated candidate holds a whole conversation on DingTalk: pastes the link, types, sends twice, sends a picture."""

import httpx

from channels.contract import Choice, InboundEvent, Kind, OutboundMessage
from simulators.candidate import Habits, words
from simulators.dingtalk_candidate import DingTalkCandidate
from tests.channels.dingtalk.conftest import INVITATION
from tests.channels.dingtalk.stage import listening, stage

CHINESE = words("zh")


async def test_a_candidate_talks_to_the_end() -> None:
    async with stage() as scene, listening(scene):

        async def reply(event: InboundEvent) -> None:
            number = len(scene.house.events)
            choices = (Choice(CHINESE.agree), Choice("不")) if event.kind is Kind.START else ()
            text = CHINESE.closing if number >= 7 else f"第{number}题"
            await scene.parts.channel.send(event.address, OutboundMessage(number, text, choices))

        scene.house.reply = reply
        scene.house.bound.clear()
        scene.house.invitations[INVITATION] = None
        candidate = DingTalkCandidate(
            f"http://product/i/{INVITATION}", CHINESE, Habits(sends_twice=True, sticker_after=2), 1,
            patience=10, phone=scene.phone,
        )  # fmt: skip
        async with httpx.AsyncClient() as nobody:
            await candidate.interview(nobody)
    assert candidate.over
    said = [text for kind, text in scene.house.said() if kind is Kind.TEXT]
    assert said == candidate.sent
    assert Kind.IMAGE in [event.kind for event in scene.house.events]
    assert set(scene.phone.member.ways) == {"session"}
