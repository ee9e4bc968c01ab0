"""A real browser before a console with a seeded database of its own."""

import os
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import closing, suppress
from pathlib import Path
from urllib.error import URLError
from urllib.request import urlopen

import pytest
from playwright.sync_api import Browser, Page, expect, sync_playwright

from tests.e2e.console.seed import PASSWORDS

FLAGS = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
expect.set_options(timeout=20_000)
SITES = {"hq": "hq", "suzhou": "site", "viewer": "viewer"}


@pytest.fixture(scope="session")
def address(request: pytest.FixtureRequest) -> Iterator[str]:
    """Where the console answers; it runs in a process of its own, as in life."""
    port, folder = _free_port(), Path(tempfile.mkdtemp(prefix="console-"))
    root = Path(str(request.config.rootpath))
    server = subprocess.Popen(
        [sys.executable, "tests/e2e/console/server.py", str(port), str(folder)],
        cwd=root,
        env={**os.environ, "PYTHONPATH": str(root)},
    )
    url = f"http://127.0.0.1:{port}/console"
    try:
        _wait_for(f"{url}/login", server)
        yield url
    finally:
        server.terminate()
        server.wait(30)
        shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    chromium = shutil.which("chromium") or "/usr/bin/chromium"
    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=chromium, args=FLAGS)
        yield opened
        opened.close()


@pytest.fixture
def log_in(browser: Browser, address: str) -> Iterator[Callable[..., Page]]:
    """Opens a page of the console as one of the seeded users. Any fault in the page fails the test."""
    faults: list[str] = []
    contexts = []

    def enter(name: str = "hq", path: str = "/", width: int = 1280, locale: str = "zh-CN") -> Page:
        context = browser.new_context(viewport={"width": width, "height": 800}, locale=locale)
        contexts.append(context)
        page = context.new_page()
        page.set_default_timeout(30_000)
        page.on("pageerror", lambda error: faults.append(str(error)))
        page.on("request", lambda sent: faults.append(sent.url) if _elsewhere(sent.url, address) else None)
        page.goto(address + path)
        page.fill("#name", name)
        page.fill("#password", PASSWORDS[SITES[name]])
        page.click("button[type=submit]")
        page.wait_for_selector(".page")
        return page

    yield enter
    for context in contexts:
        context.close()
    assert not faults


def _elsewhere(url: str, address: str) -> bool:
    home = address.removesuffix("/console")
    return not url.startswith((home, home.replace("http", "ws", 1), "data:", "blob:"))


def _free_port() -> int:
    with closing(socket.socket()) as listener:
        listener.bind(("127.0.0.1", 0))
        return int(listener.getsockname()[1])


def _wait_for(url: str, server: subprocess.Popen[bytes]) -> None:
    for _ in range(600):
        if server.poll() is not None:
            raise RuntimeError("the console did not start")
        with suppress(URLError, ConnectionError), urlopen(url):
            return
        time.sleep(0.2)
    raise TimeoutError(url)
