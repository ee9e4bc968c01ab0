"""DingTalk's Stream gateway: tickets that open one socket within 90 s, frames sent again until acknowledged.

Source: https://open-dingtalk.github.io/developerpedia/docs/learn/stream/protocol. Bot messages without an answer come again
after about a minute; `disconnect` announces ten seconds of silence before the socket is closed.
"""

import asyncio
import json
import time
from dataclasses import dataclass, field
from itertools import count
from typing import Any

from fastapi import APIRouter, WebSocket, WebSocketDisconnect

TICKET_SECONDS = 90.0
LOOK = 0.01  # seconds between looks for a frame to send

Json = dict[str, Any]


@dataclass
class Pending:
    """A frame that waits for its answer."""

    frame: Json
    sent_at: float | None = None


@dataclass
class StreamGateway:
    """`redeliver` and `grace` are in seconds; `opened` counts sockets, `answers` keeps what clients said."""

    redeliver: float = 60.0
    grace: float = 10.0
    always_disconnect: bool = False
    opened: int = 0
    open_now: int = 0
    answers: list[Json] = field(default_factory=list)
    pending: list[Pending] = field(default_factory=list)
    tickets: dict[str, float] = field(default_factory=dict)
    _ending: bool = False
    _numbers: "count[int]" = field(default_factory=lambda: count(1))

    def routes(self) -> APIRouter:
        """The socket's address."""
        router = APIRouter()
        router.websocket("/connect")(self._connect)
        return router

    def ticket(self) -> str:
        """A ticket for one socket."""
        ticket = f"ticket-{next(self._numbers)}"
        self.tickets[ticket] = time.monotonic() + TICKET_SECONDS
        return ticket

    def send(self, kind: str, topic: str, data: Json, message_id: str = "", **headers: str) -> str:
        """Queue a frame; its id."""
        message_id = message_id or f"frame-{next(self._numbers)}"
        frame = {
            "specVersion": "1.0",
            "type": kind,
            "headers": {"topic": topic, "messageId": message_id, "contentType": "application/json",
                        "time": str(int(time.time() * 1000)), **headers},
            "data": json.dumps(data, ensure_ascii=False),
        }  # fmt: skip
        self.pending.append(Pending(frame))
        return message_id

    def disconnect(self) -> None:
        """Announce the end of the socket that is open now."""
        self._ending = True

    async def _connect(self, socket: WebSocket) -> None:
        if self.tickets.pop(socket.query_params.get("ticket", ""), 0) < time.monotonic():
            await socket.close(code=1008)
            return
        await socket.accept()
        self.opened += 1
        self.open_now += 1
        reading = asyncio.create_task(self._read(socket))
        try:
            await self._write(socket, reading)
        finally:
            self.open_now -= 1
            reading.cancel()
            await asyncio.gather(reading, return_exceptions=True)

    async def _write(self, socket: WebSocket, reading: asyncio.Task[None]) -> None:
        while not reading.done():
            if self._ending or self.always_disconnect:
                self._ending = False
                await self._end(socket)
                return
            for waiting in self._due():
                waiting.sent_at = time.monotonic()
                await socket.send_text(json.dumps(waiting.frame, ensure_ascii=False))
            await asyncio.sleep(LOOK)

    async def _end(self, socket: WebSocket) -> None:
        headers = {"topic": "disconnect", "messageId": f"frame-{next(self._numbers)}"}
        await socket.send_text(json.dumps({"type": "SYSTEM", "headers": headers, "data": "{}"}))
        await asyncio.sleep(self.grace)
        await socket.close()

    async def _read(self, socket: WebSocket) -> None:
        try:
            while True:
                self._answered(json.loads(await socket.receive_text()))
        except (WebSocketDisconnect, RuntimeError):
            return

    def _answered(self, answer: Json) -> None:
        self.answers.append(answer)
        data = json.loads(answer["data"]) if answer.get("data") else {}
        if answer.get("code") != 200 or (isinstance(data, dict) and data.get("status") == "LATER"):
            return
        done = answer["headers"]["messageId"]
        self.pending = [waiting for waiting in self.pending if waiting.frame["headers"]["messageId"] != done]

    def _due(self) -> list[Pending]:
        now = time.monotonic()
        return [
            waiting
            for waiting in self.pending
            if waiting.sent_at is None or now - waiting.sent_at >= self.redeliver
        ]
