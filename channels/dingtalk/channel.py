"""DingTalk as the outbox sees it: one member, one robot.

An answer goes to the person's own session while that lives, which costs no metered call; anything else by batchSend.
Neither takes an idempotency key, so a time-out leaves the outcome unknown.
"""

from collections import OrderedDict
from typing import Final

from channels.contract import Allowance, Buttons, Capabilities, OutboundMessage, SendResult
from channels.dingtalk.cards import Cards
from channels.dingtalk.choices import Choices, numbered
from channels.dingtalk.client import DingTalkClient
from channels.dingtalk.direct import Direct
from channels.dingtalk.messages import NAME
from channels.dingtalk.sessions import Sessions
from channels.errors import Misconfigured, Rejected, TemporaryFailure, Unreachable
from channels.splitting import split

MAX_BYTES: Final = 4096
REMEMBERED: Final = 1000
REFUSED: Final = (Rejected, Misconfigured, Unreachable, TemporaryFailure)
"""Certainly not delivered, so that another way may be tried."""


class DingTalkChannel:
    """Sends to members of the organisation; an address is a userid."""

    name = NAME

    def __init__(
        self, client: DingTalkClient, sessions: Sessions, choices: Choices, cards: Cards | None
    ) -> None:
        self._client = client
        self._sessions = sessions
        self._choices = choices
        self._cards = cards
        self._direct = Direct(client)
        self._sent: OrderedDict[int, int] = OrderedDict()
        self.capabilities = Capabilities(
            max_bytes=MAX_BYTES,
            buttons=cards is not None,
            voice_in=True,
            can_initiate=True,
            redact=("app_secret", "path_secret", "event_token", "event_aes_key", "group_secret"),
            button_kind=Buttons.CALLBACK if cards else Buttons.NONE,
            voice_formats_in=("audio/amr", "audio/ogg", "audio/mpeg"),
            account_pace=(Allowance(30, 1.0, 5),),
        )

    async def send(self, address: str, message: OutboundMessage) -> SendResult:
        """Deliver one message, in parts when it is long; what a second try finds sent is not sent again.

        Raises a `channels.errors.SendError`; `Unreachable` when the robot may not write to this person.
        """
        if self._cards and message.choices and len(message.text.encode()) <= MAX_BYTES:
            try:
                return SendResult(await self._cards.deliver(address, message))
            except (Rejected, Misconfigured):
                return await self._say_all(address, message)
        return await self._say_all(address, message)

    async def _say_all(self, address: str, message: OutboundMessage) -> SendResult:
        await self._choices.offer(address, message.choices)
        parts = split(numbered(message.text, message.choices), MAX_BYTES)
        for number in range(self._sent.get(message.id, 0), len(parts)):
            await self._say(address, parts[number])
            self._note(message.id, number + 1)
        self._sent.pop(message.id, None)
        return SendResult()

    async def _say(self, address: str, text: str) -> None:
        session = await self._sessions.of(address)
        if session and await self._answered(session, text):
            return
        failed = (await self._direct.send([address], text))[address]
        if failed:
            raise failed

    async def _answered(self, session: str, text: str) -> bool:
        try:
            await self._client.post_session(session, {"msgtype": "text", "text": {"content": text}})
        except REFUSED:
            return False
        return True

    def _note(self, message_id: int, parts: int) -> None:
        self._sent[message_id] = parts
        if len(self._sent) > REMEMBERED:
            self._sent.popitem(last=False)
