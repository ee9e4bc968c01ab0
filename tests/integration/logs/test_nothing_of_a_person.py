"""A whole interview, an exception and a job that fails for good: the log has no word, name, number or token of anybody."""

import asyncio
import gc
import io
import json
import logging
from collections.abc import Iterator

import httpx
import pytest
import structlog

from backend.recruiting import applications, invitations
from backend.store.queue import GiveUp, Route
from channels.contract import Kind
from channels.contract import WebSession as Session
from miantan.logging import set_up
from tests.integration.conftest import Street

NAME, PHONE, SECRET = "欧阳娜娜", "13912345678", "我把扳手借给了隔壁老张"
FAILS = Route("test.fails", "turns")
WORDS = (
    "同意",
    "是",
    "是",
    "下周一就可以到岗。",
    "没做过装配。",
    f"{SECRET}，先停机再报告班长，后来机器就正常了。",
)
log = structlog.get_logger("test")


@pytest.fixture
def written() -> Iterator[io.StringIO]:
    """Everything that this process logs, as a user of it would see it."""
    root = logging.getLogger()
    before = root.handlers, root.level
    set_up("DEBUG")
    structlog.configure(cache_logger_on_first_use=False)
    stream = io.StringIO()
    root.handlers[0].setStream(stream)  # type: ignore[attr-defined]
    yield stream
    root.handlers, root.level = before[0], before[1]
    structlog.reset_defaults()


async def invited(street: Street) -> tuple[Session, str]:
    async with street.database.unit_of_work() as session:
        new = applications.NewApplication(NAME, "assembler", "suzhou", "test", "x-1", phone=PHONE)
        application, _ = await applications.create(session, street.clock, new)
        token = await invitations.invite(session, street.clock, application)
    opened = await street.gateway.open_link(token)
    assert isinstance(opened, Session)
    return opened, token


async def fail_for_good(street: Street, written: io.StringIO) -> None:
    """A job whose error holds what a person said, as errors of databases and parsers do."""

    async def fails(**_: object) -> None:
        raise GiveUp(SECRET) from ValueError(f"{NAME} {PHONE}")

    street.queue.register(FAILS, fails)
    async with street.database.unit_of_work() as session:
        await street.queue.put(session, FAILS, said=SECRET)
    worker = asyncio.create_task(street.queue.work(concurrency=1))
    async with asyncio.timeout(20):
        while FAILS.name not in written.getvalue():
            await asyncio.sleep(0.1)
    worker.cancel()
    await asyncio.gather(worker, return_exceptions=True)


async def lose_an_exception() -> None:
    """A task that nobody waits for; asyncio logs what it raised when it is tidied away."""

    async def breaks() -> None:
        raise ValueError(f"{NAME}: {SECRET}")

    task = asyncio.create_task(breaks())
    await asyncio.sleep(0.01)
    del task
    gc.collect()


async def test_the_log_names_nobody(street: Street, written: io.StringIO) -> None:
    someone, token = await invited(street)
    await street.say(someone, "", Kind.START)
    for words in WORDS:
        await street.say(someone, words)
    await fail_for_good(street, written)
    try:
        raise ValueError(f"{NAME}: {SECRET}")
    except ValueError:
        log.exception("test.broken", text=SECRET, name=NAME, phone=PHONE, token=token)
        logging.getLogger("elsewhere").exception("broken")
    await lose_an_exception()
    async with httpx.AsyncClient() as client:
        with pytest.raises(httpx.HTTPError):
            await client.get(f"http://127.0.0.1:9/i/{token}?name={NAME}")
    told = written.getvalue()
    for hidden in (NAME, PHONE, SECRET, token):
        assert hidden not in told
        assert json.dumps(hidden)[1:-1] not in told
    events = [json.loads(line)["event"] for line in told.splitlines()]
    assert {"test.broken", "job.failed", "broken", "Task exception was never retrieved"} <= set(events)
