"""What a person sees at once, besides the interview: a card that shows the choice, and a polite no.

Nothing depends on it; what goes wrong here is logged by its code and forgotten.
"""

from collections.abc import Mapping

import structlog

from channels.dingtalk.cards import Cards
from channels.dingtalk.client import DingTalkClient
from channels.dingtalk.direct import Direct
from channels.dingtalk.intake import Close, Courtesy, Refuse, Tell, Whisper
from channels.errors import SendError

log = structlog.get_logger(__name__)


class Courtesies:
    """Pays them. `words` are the sentences for people we do not know, by key."""

    def __init__(self, client: DingTalkClient, cards: Cards | None, words: Mapping[str, str]) -> None:
        self._client = client
        self._cards = cards
        self._direct = Direct(client)
        self._words = words

    async def pay(self, courtesy: Courtesy) -> None:
        """Pay one; a failure is nobody's business but the log's."""
        try:
            await self._pay(courtesy)
        except SendError as error:
            log.info("dingtalk.courtesy_failed", code=error.code, kind=type(courtesy).__name__)

    async def _pay(self, courtesy: Courtesy) -> None:
        match courtesy:
            case Refuse(session, word):
                await self._answer(session.url, self._words[word])
            case Tell(session, text):
                await self._answer(session.url, text)
            case Whisper(address, text):
                await self._direct.send([address], text)
            case Close(card, label) if self._cards:
                await self._cards.close(card, label)

    async def _answer(self, url: str, text: str) -> None:
        await self._client.post_session(url, {"msgtype": "text", "text": {"content": text}})
