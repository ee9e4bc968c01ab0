"""The real page in a real browser, served by a real server, around a fake house."""

import asyncio
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import pytest
import uvicorn
from fastapi import FastAPI
from playwright.sync_api import Browser, BrowserContext, Page, expect, sync_playwright

from channels.contract import LinkState
from channels.web.routes import router
from channels.web.settings import WebSettings
from channels.web.wording import load_words
from tests.channels.web.fake_gateway import TOKEN, FakeGateway, session

PLACES = ("/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome")
OPTIONS = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--use-fake-device-for-media-stream",
    "--use-fake-ui-for-media-stream",
]


@dataclass
class House:
    """The fake gateway, reachable from a test's thread, and where the page is served."""

    gateway: FakeGateway
    loop: asyncio.AbstractEventLoop
    url: str

    @property
    def link(self) -> str:
        return f"{self.url}/i/{TOKEN}"

    def say(self, text: str, *choices: str) -> int:
        """The bot says something, now."""
        return self.run(lambda: self.gateway.say(text, choices)).id

    def think(self, now: bool) -> None:
        self.run(lambda: self.gateway.think(now))

    def run(self, act):
        async def there():
            return act()

        return asyncio.run_coroutine_threadsafe(there(), self.loop).result(5)

    def texts(self) -> list[str]:
        """What candidates have said, in the order it was stored."""
        return [event.text for event in self.gateway.events if event.kind != "start"]


def open_chat(page: Page, house: House) -> None:
    """Go to the link and wait until the conversation stands there and is being listened to."""
    with page.expect_response("**/messages?after=0"):
        page.goto(house.link)
    expect(page.locator("#log")).to_have_attribute("aria-busy", "false")


@contextmanager
def serving(app: FastAPI) -> Iterator[tuple[str, asyncio.AbstractEventLoop]]:
    """A uvicorn on a free port, in a thread of its own."""
    server = uvicorn.Server(uvicorn.Config(app, port=0, log_config=None, timeout_graceful_shutdown=1))
    started: list[asyncio.AbstractEventLoop] = []

    async def serve() -> None:
        started.append(asyncio.get_running_loop())
        await server.serve()

    thread = threading.Thread(target=lambda: asyncio.run(serve()), daemon=True)
    thread.start()
    while not server.started:
        thread.join(0.02)
        assert thread.is_alive()
    port = server.servers[0].sockets[0].getsockname()[1]
    try:
        yield f"http://127.0.0.1:{port}", started[0]
    finally:
        server.should_exit = True
        thread.join(5)


@pytest.fixture
def house() -> Iterator[House]:
    gateway = FakeGateway(
        {TOKEN: session(), "english": session("conv-2", "en"), "gone": LinkState.EXPIRED},
        now=lambda: datetime.now(UTC),
    )
    app = FastAPI()
    app.include_router(router(gateway, WebSettings(), load_words()))
    with serving(app) as (url, loop):
        yield House(gateway, loop, url)


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """One a module: while it is open its own event loop runs, and asynchronous tests elsewhere could not."""
    found = next((place for place in PLACES if Path(place).exists()), None)
    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=found, args=OPTIONS)
        yield opened
        opened.close()


@pytest.fixture
def context(browser: Browser) -> Iterator[BrowserContext]:
    made = browser.new_context(
        viewport={"width": 360, "height": 740}, locale="zh-CN", has_touch=True, permissions=["microphone"]
    )
    yield made
    made.close()


@pytest.fixture
def page(context: BrowserContext) -> Iterator[Page]:
    """A page on which any script error or console error fails the test at its end."""
    made = context.new_page()
    wrong: list[str] = []
    made.on("pageerror", lambda error: wrong.append(str(error)))
    yield made
    assert wrong == []
