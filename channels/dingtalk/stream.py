"""DingTalk Stream: messages over a socket that we open, for installations without a public address.

Source: https://open-dingtalk.github.io/developerpedia/docs/learn/stream/protocol. A frame is stored before it is
acknowledged; what could not be stored is not, and comes again after about a minute. When the server announces its end the
next socket is opened before the old one closes, so that nothing falls between.
"""

import asyncio
import hashlib
from collections import OrderedDict
from collections.abc import Awaitable, Callable
from typing import Final
from urllib.parse import urlencode

import structlog
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import WebSocketException

from channels.callbacks import BadCallback
from channels.dingtalk.client import DingTalkClient
from channels.dingtalk.courtesy import Courtesies
from channels.dingtalk.frames import (
    CARDS,
    MESSAGES,
    SUBSCRIPTIONS,
    Frame,
    later,
    not_ours,
    parse_frame,
    pong,
    taken,
)
from channels.dingtalk.intake import Courtesy, Intake
from channels.errors import Misconfigured, SendError, Unavailable

log = structlog.get_logger(__name__)

IDLE: Final = 60.0
"""Seconds without a frame after which a socket counts as dead; the server pings more often."""
FIRST_PAUSE: Final = 1.0
LONGEST_PAUSE: Final = 60.0
CLOSING: Final = 2.0
"""Seconds that a socket may take to close."""
REMEMBERED: Final = 2000


class Stream:
    """One robot's sockets."""

    def __init__(
        self,
        client: DingTalkClient,
        intake: Intake,
        courtesies: Courtesies,
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
        idle: float = IDLE,
    ) -> None:
        self._client = client
        self._intake = intake
        self._courtesies = courtesies
        self._sleep = sleep
        self._idle = idle
        self._known: OrderedDict[str, None] = OrderedDict()
        self._paying: set[asyncio.Task[None]] = set()
        self._ends = 0

    async def run(self) -> None:
        """Until cancelled; then all sockets are closed within seconds."""
        async with asyncio.TaskGroup() as sockets:
            while True:
                leaving = asyncio.Event()
                sockets.create_task(self._socket(leaving))
                await leaving.wait()
                self._ends = min(self._ends + 1, 10)
                await self._sleep(self._pause())

    async def _socket(self, leaving: asyncio.Event) -> None:
        """One socket from its ticket to its end; `leaving` once the next one is needed."""
        try:
            async with connect(
                await new_address(self._client), close_timeout=CLOSING, max_size=2**20
            ) as socket:
                await self._serve(socket, leaving)
        except SendError as error:
            say = log.warning if isinstance(error, Misconfigured) else log.info
            say("dingtalk.stream_refused", code=error.code)
        except (OSError, TimeoutError, WebSocketException) as error:
            log.info("dingtalk.stream_lost", error=type(error).__name__)
        finally:
            leaving.set()

    async def _serve(self, socket: ClientConnection, leaving: asyncio.Event) -> None:
        while True:
            async with asyncio.timeout(self._idle):
                text = await socket.recv()
            try:
                frame = parse_frame(text)
            except BadCallback as bad:
                log.warning("dingtalk.odd_frame", reason=bad.reason)
                continue
            if frame.is_disconnect:
                log.info("dingtalk.stream_replaced")
                leaving.set()
                continue
            self._ends = 0
            answer = pong(frame) if frame.is_ping else await self._answer(frame)
            if answer:
                await socket.send(answer)

    async def _answer(self, frame: Frame) -> str | None:
        """What the server is told once the frame is safe; None makes it send the frame again."""
        if frame.type not in ("CALLBACK", "EVENT"):
            return None
        if frame.headers.message_id in self._known:
            return taken(frame)
        if frame.type == "CALLBACK" and frame.headers.topic not in (MESSAGES, CARDS):
            return not_ours(frame)
        try:
            courtesy = await self._take(frame)
        except Unavailable:
            return later(frame) if frame.type == "EVENT" else None
        except BadCallback as bad:
            log.warning("dingtalk.odd_message", reason=bad.reason)
            courtesy = None
        self._remember(frame.headers.message_id)
        if courtesy:
            self._begin(courtesy)
        return taken(frame)

    async def _take(self, frame: Frame) -> Courtesy | None:
        body = frame.data.encode()
        key = frame.headers.event_id or hashlib.sha256(body).hexdigest()
        if frame.type == "EVENT":
            await self._intake.take_event(body, key)
            return None
        if frame.headers.topic == CARDS:
            return await self._intake.take_tap(body, key)
        return await self._intake.take(body)

    def _remember(self, message_id: str) -> None:
        if message_id:
            self._known[message_id] = None
        if len(self._known) > REMEMBERED:
            self._known.popitem(last=False)

    def _begin(self, courtesy: Courtesy) -> None:
        task = asyncio.create_task(self._courtesies.pay(courtesy))
        self._paying.add(task)
        task.add_done_callback(self._paying.discard)

    def _pause(self) -> float:
        """Nothing after one end, then longer and longer while sockets show no sign of life."""
        if self._ends <= 1:
            return 0.0
        return float(min(LONGEST_PAUSE, FIRST_PAUSE * 2 ** (self._ends - 2)))


async def new_address(client: DingTalkClient) -> str:
    """Where one socket may be opened within 90 s. Raises a `channels.errors.SendError`."""
    told = await client.open_connection({"subscriptions": SUBSCRIPTIONS, "ua": "miantan"})
    endpoint, ticket = told.get("endpoint"), told.get("ticket")
    if not isinstance(endpoint, str) or not isinstance(ticket, str):
        raise Misconfigured("no_ticket")
    return f"{endpoint}?{urlencode({'ticket': ticket})}"
