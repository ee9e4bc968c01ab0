"""What is done with each item pulled: make it safe, bind newcomers, never answer twice.

Every step may be repeated: after a crash the same page is pulled again.
"""

from collections.abc import Awaitable, Callable, Mapping
from datetime import datetime

import structlog

from channels.contract import InboundEvent, Kind, LinkState
from channels.errors import SendError
from channels.invitation import answer_to, find_token, start_id
from channels.platform import PlatformGateway, UnknownAddress
from channels.wecom.kf.api import ASSISTANT, HUMAN, POOL, KfApi
from channels.wecom.kf.channel import human
from channels.wecom.kf.parse import NAME, Entered, Handed, Item, NotSent
from channels.wecom.kf.render import whole
from channels.wecom.kf.welcome import Welcomes
from channels.wecom.told import Other, Said, hidden

log = structlog.get_logger(__name__)


class KfInbox:
    """Hands items of one account to the house."""

    def __init__(
        self, gateway: PlatformGateway, api: KfApi, welcomes: Welcomes, words: Mapping[str, str]
    ) -> None:
        self._gateway = gateway
        self._api = api
        self._account = api.open_kfid
        self._welcomes = welcomes
        self._words = words
        self._go_on = frozenset(words["go_on"].split("\n"))

    async def take(self, item: Item, since: datetime) -> None:
        """One item; older than `since` it is kept, not answered. Raises `Unavailable`."""
        if item.at is not None and item.at < since:
            await self._keep(f"history:{_key(item)}", item.raw)
            return
        match item.told:
            case Said() as said:
                await self._said(said, item.raw)
            case Entered() as entered:
                await self._entered(entered, item.raw)
            case NotSent(platform_id, fail_type):
                code = f"fail_type_{fail_type}"
                await self._gateway.send_failed(NAME, self._account, whole(platform_id), code)
            case Handed(external_id, address, to_human):
                await self._gateway.remember(NAME, self._account, human(address), "1" if to_human else "")
                await self._keep(f"msg:{external_id}", item.raw)
            case Other(key):
                await self._keep(key, item.raw)

    async def _said(self, said: Said, raw: bytes) -> None:
        event = said.event
        if await self._with_human(event.address, event.text):
            await self._keep(f"msg:{event.external_id}", raw)
            return
        try:
            if said.media is None:
                await self._gateway.accept(event)
            else:
                await self._gateway.fetch_later(event, said.media)
        except UnknownAddress as unknown:
            await self._stranger(event, raw, unknown.state)

    async def _with_human(self, address: str, text: str) -> bool:
        """Whether a colleague has the session. What we remember is checked: the end of it may have escaped us.

        While it only waits in the pool, a person who would rather go on with us gets us back.
        """
        if not await self._gateway.recall(NAME, self._account, human(address)):
            return False
        try:
            state = await self._api.state(address)
            if state == HUMAN or (state == POOL and text.strip() not in self._go_on):
                return True
            if state == POOL:
                await self._api.transfer(address, ASSISTANT)
        except SendError as error:
            log.warning("wecom.kf.state_unknown", code=error.code)
            return True
        await self._gateway.remember(NAME, self._account, human(address), "")
        return False

    async def _entered(self, entered: Entered, raw: bytes) -> None:
        """A new chat, or an old one opened again; only the invitation in the link says who it is."""
        await self._welcomes.keep(entered)
        token = entered.scene_param
        state = await self._begin(token, entered.address, entered.at) if token else None
        if token and state is None:
            return
        if await self._keep(f"msg:{entered.external_id}", hidden(raw, token)) and token:
            await self._refuse_newcomer(entered, answer_to(state, "link_closed"))

    async def _stranger(self, event: InboundEvent, raw: bytes, state: LinkState | None) -> None:
        token = find_token(event.text)
        if token and (state := await self._begin(token, event.address, event.occurred_at)) is None:
            return
        if await self._keep(f"msg:{event.external_id}", hidden(raw, token)):
            body = self._text(answer_to(state, "link_closed" if token else "no_invitation"))
            await _politely(lambda: self._api.send(event.address, _msgid(event.external_id), body))

    async def _begin(self, token: str, address: str, at: datetime) -> LinkState | None:
        """Bind the address and start; why not, when the link cannot be used."""
        state = await self._gateway.bind(token, NAME, self._account, address)
        if state is None:
            start = InboundEvent(NAME, self._account, start_id(token, address), address, Kind.START, at)
            await self._gateway.accept(start)
        return state

    async def _refuse_newcomer(self, entered: Entered, word: str) -> None:
        kept = await self._welcomes.take(entered.address)
        if kept is not None:
            code, name = kept.partition(" ")[2], _msgid(entered.external_id)
            await _politely(lambda: self._api.send_on_event(code, name, self._text(word)))

    async def _keep(self, key: str, raw: bytes) -> bool:
        return await self._gateway.keep_raw(NAME, self._account, key, raw)

    def _text(self, key: str) -> dict[str, object]:
        return {"msgtype": "text", "text": {"content": self._words[key]}}


def _key(item: Item) -> str:
    match item.told:
        case Said(event):
            return event.external_id
        case Entered(external_id) | Handed(external_id):
            return external_id
        case NotSent(platform_id):
            return f"failed:{platform_id}"
        case Other(key):
            return key


def _msgid(external_id: str) -> str:
    """An id for a refusal, from the one it answers: at most 32 characters of what the platform allows."""
    return "no" + "".join(letter for letter in external_id if letter.isascii() and letter.isalnum())[-30:]


async def _politely(send: Callable[[], Awaitable[str]]) -> None:
    """A refusal that cannot be sent is nobody's loss."""
    try:
        await send()
    except SendError as error:
        log.info("wecom.kf.refusal_not_sent", code=error.code)
