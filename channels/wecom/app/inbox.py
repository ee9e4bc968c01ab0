"""What is done with a verified app callback: make it safe, bind newcomers by the link they paste."""

from collections.abc import Awaitable, Callable, Coroutine, Mapping
from datetime import datetime
from functools import partial
from typing import Any

import structlog

from channels.contract import InboundEvent, Kind, LinkState, OutboundMessage
from channels.errors import SendError
from channels.invitation import answer_to, find_token, start_id
from channels.platform import PlatformGateway, UnknownAddress
from channels.wecom.app.channel import AppChannel
from channels.wecom.app.parse import NAME
from channels.wecom.told import Said, hidden

log = structlog.get_logger(__name__)

Later = Callable[[], Awaitable[None]]


class AppInbox:
    """Hands what members send to the house."""

    def __init__(
        self, gateway: PlatformGateway, account: str, channel: AppChannel, words: Mapping[str, str]
    ) -> None:
        self._gateway = gateway
        self._account = account
        self._channel = channel
        self._words = words

    async def take(self, said: Said, raw: bytes) -> Later | None:
        """Store it; what is returned may be done after the platform has its answer. Raises `Unavailable`."""
        try:
            if said.media is not None:
                await self._gateway.fetch_later(said.event, said.media)
                return None
            accepted = await self._gateway.accept(said.event)
        except UnknownAddress as unknown:
            return await self._stranger(said.event, raw, unknown.state)
        if not said.card or accepted.duplicate:
            return None
        return partial(self._close, said)

    async def keep(self, key: str, raw: bytes) -> bool:
        """Store something we do not act on, once."""
        return await self._gateway.keep_raw(NAME, self._account, key, raw)

    async def _stranger(self, event: InboundEvent, raw: bytes, state: LinkState | None) -> Later | None:
        token = find_token(event.text)
        if token and (state := await self._begin(token, event.address, event.occurred_at)) is None:
            return None
        if not await self.keep(f"msg:{event.external_id}", hidden(raw, token)):
            return None
        words = self._words[answer_to(state, "link_closed" if token else "no_invitation")]
        return partial(self._refuse, event.address, words)

    async def _begin(self, token: str, address: str, at: datetime) -> LinkState | None:
        """Bind the address and start; why not, when the link cannot be used."""
        state = await self._gateway.bind(token, NAME, self._account, address)
        if state is None:
            start = InboundEvent(NAME, self._account, start_id(token, address), address, Kind.START, at)
            await self._gateway.accept(start)
        return state

    async def _refuse(self, address: str, words: str) -> None:
        await _politely(self._channel.send(address, OutboundMessage(0, words)))

    async def _close(self, said: Said) -> None:
        await _politely(self._channel.close_card(said.event.address, said.card, said.event.text))


async def _politely(courtesy: Coroutine[Any, Any, object]) -> None:
    """A courtesy that cannot be sent is nobody's loss."""
    try:
        await courtesy
    except SendError as error:
        log.info("wecom.app.courtesy_not_sent", code=error.code)
