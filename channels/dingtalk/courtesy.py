"""What a person sees at once, besides the interview: a card that shows the choice, and a polite no.

Nothing depends on it; what goes wrong here is logged by its code and forgotten.
"""

import structlog

from channels.dingtalk.cards import Cards
from channels.dingtalk.client import DingTalkClient
from channels.dingtalk.intake import Courtesy, Refuse
from channels.errors import SendError

log = structlog.get_logger(__name__)


class Courtesies:
    """Pays them. `refusal` is the sentence for people we do not know."""

    def __init__(self, client: DingTalkClient, cards: Cards | None, refusal: str) -> None:
        self._client = client
        self._cards = cards
        self._refusal = refusal

    async def pay(self, courtesy: Courtesy) -> None:
        """Pay one; a failure is nobody's business but the log's."""
        try:
            if isinstance(courtesy, Refuse):
                said = {"msgtype": "text", "text": {"content": self._refusal}}
                await self._client.post_session(courtesy.session.url, said)
            elif self._cards:
                await self._cards.close(courtesy.card, courtesy.label)
        except SendError as error:
            log.info("dingtalk.courtesy_failed", code=error.code, kind=type(courtesy).__name__)
