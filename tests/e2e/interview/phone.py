"""A phone in a candidate's hand: the page in Chromium, read and used as a person would."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from playwright.sync_api import Browser, Page, expect, sync_playwright

from tests.e2e.stack import PATIENCE

CHROMIUM = ("/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome")
FLAGS = ["--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-sync"]
MILLISECONDS = PATIENCE * 1000
READING = 1500  # milliseconds before typing; what comes sooner cannot be meant for the new question
ANSWERED = """() => document.getElementById('log').lastElementChild?.classList.contains('theirs')
    && document.getElementById('thinking').hidden"""


@dataclass
class Phone:
    """One page of one link."""

    page: Page
    pictures: Path

    def open(self, link: str) -> None:
        self.page.goto(link)
        self.wait()

    def wait(self) -> None:
        """Until the last word is ours."""
        self.page.wait_for_function(ANSWERED, timeout=MILLISECONDS)

    def say(self, text: str) -> str:
        """Type it, send it, and read the reply."""
        self.page.wait_for_timeout(READING)
        self.page.get_by_label("输入您的回答").fill(text)
        self.page.get_by_label("输入您的回答").press("Enter")
        self.wait()
        return self.heard()

    def touch(self, chip: int = 0) -> str:
        """Touch a quick reply at once and read the reply."""
        self.page.locator(".chip").nth(chip).click()
        self.wait()
        return self.heard()

    def chips(self) -> list[str]:
        return self.page.locator("#chips:not([hidden]) .chip").all_inner_texts()

    def heard(self) -> str:
        """What was said last."""
        return self.page.locator("#log .theirs .said").last.inner_text()

    def lines(self) -> list[str]:
        """All that stands on the screen, both sides."""
        return self.page.locator("#log .said").all_inner_texts()

    def reload(self) -> None:
        """Pull the page down, as one does; all lines stand there again."""
        before = self.page.locator("#log .said").count()
        self.page.reload()
        expect(self.page.locator("#log .said")).to_have_count(before, timeout=MILLISECONDS)
        self.wait()

    def picture(self, name: str) -> None:
        self.page.screenshot(path=self.pictures / f"{name}.png")


@contextmanager
def chromium() -> Iterator[Browser]:
    """A browser without a window."""
    found = next((place for place in CHROMIUM if Path(place).exists()), None)
    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=found, args=FLAGS)
        yield opened
        opened.close()
