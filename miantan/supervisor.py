"""Keep the processes of one machine running: start them in order, start again what dies, stop all on Ctrl-C.

A process that dies within 10 s is started again after a growing pause (0.5 s to 5 s), others at once.
"""

import asyncio
import ctypes
import os
import signal
import sys
import time
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import structlog

log = structlog.get_logger(__name__)

PR_SET_PDEATHSIG = 1  # linux/prctl.h


@dataclass
class Process:
    """One child. `ready` says whether it can be used yet."""

    name: str
    command: Sequence[str]
    environment: dict[str, str]
    ready: Callable[[], Awaitable[bool]]
    log_file: Path
    folder: Path | None = None
    """Where it runs; its `.env`, if any, is read there."""
    _running: asyncio.subprocess.Process | None = field(default=None)

    async def run_forever(self) -> None:
        """Run it, and run it again whenever it ends, until cancelled; then end it."""
        pause = 0.5
        while True:
            began = time.monotonic()
            try:
                await self._run_once()
            except asyncio.CancelledError:
                await self._end()
                raise
            pause = 0.5 if time.monotonic() - began > 10 else min(pause * 2, 5.0)
            log.warning("process.died", process=self.name, again_in=pause)
            await asyncio.sleep(pause)

    @property
    def pid(self) -> int:
        """The process as it runs now. Raises LookupError between two lives."""
        if self._running is None or self._running.returncode is not None:
            raise LookupError(self.name)
        return self._running.pid

    def kill(self) -> None:
        """End it without warning, as a power cut would; it is started again."""
        if self._running is not None and self._running.returncode is None:
            self._running.kill()

    async def wait_until_ready(self, seconds: float) -> None:
        """Return when it can be used. Raises TimeoutError."""
        async with asyncio.timeout(seconds):
            while not await self.ready():
                await asyncio.sleep(0.2)

    async def _run_once(self) -> None:
        self.log_file.parent.mkdir(parents=True, exist_ok=True)
        with self.log_file.open("ab") as output:
            self._running = await asyncio.create_subprocess_exec(
                *self.command,
                env={**os.environ, **self.environment},
                stdin=asyncio.subprocess.DEVNULL,
                stdout=output,
                stderr=output,
                cwd=self.folder,
                start_new_session=True,
                preexec_fn=_die_with_parent if sys.platform == "linux" else None,
            )
        await self._running.wait()

    async def _end(self) -> None:
        child = self._running
        if child is None or child.returncode is not None:
            return
        child.terminate()
        try:
            async with asyncio.timeout(15):
                await child.wait()
        except TimeoutError:
            child.kill()
            await child.wait()


def _die_with_parent() -> None:
    ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGTERM)


async def until_told_to_stop() -> None:
    """Return on SIGINT or SIGTERM."""
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(number, stop.set)
    await stop.wait()
