"""Ten people talking at once while things break, and what must be true of all of them afterwards."""

import asyncio
import re
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import httpx
from sqlmodel import col, select

from backend.content.loader import load
from backend.store.states import SendStatus, TurnStatus
from backend.store.tables import Outbox, Turn
from backend.store.unit_of_work import Database
from miantan import tally
from simulators.candidate import Candidate, Habits, words
from tests.e2e.interview.reading import misquoted, told
from tests.e2e.stack import GROUPS, PATIENCE, Invited, Stack

SIZE = 10
HABITS = (Habits(), Habits(asks_after=1), Habits(redoes_after=2, sends_twice=True), Habits(sticker_after=1))
NUMBERED = re.compile(r"#\d+-\d+\b")
SORRY = load().locales["zh"]["error.sorry"]


@dataclass
class Crowd:
    """People with links, talking in a thread of their own."""

    invited: list[Invited]
    people: list[Candidate]
    error: BaseException | None = None

    @contextmanager
    def talking(self) -> Iterator[None]:
        """They talk from here on; after the block the last of them has been waited for. Raises what they raised."""
        thread = threading.Thread(target=self._run)
        thread.start()
        yield
        thread.join()
        if self.error:
            raise self.error

    def said(self) -> int:
        return sum(len(person.sent) for person in self.people)

    def is_talking(self) -> bool:
        return not all(person.over for person in self.people)

    def go_on(self, messages: int) -> None:
        """Wait until they have said so many things more."""
        goal = self.said() + messages
        while self.is_talking() and self.said() < goal and self.error is None:
            time.sleep(0.1)

    def everybody_goes_on(self) -> float:
        """Wait until each of them has been answered once more; the seconds that took."""
        began, before = time.monotonic(), [len(person.delays) for person in self.people]
        while self.error is None and any(
            len(person.delays) == number and not person.over
            for person, number in zip(self.people, before, strict=True)
        ):
            time.sleep(0.1)
        return time.monotonic() - began

    def longest_wait(self) -> float:
        """Seconds that somebody has waited for a reply."""
        return max(delay for person in self.people for delay in person.delays)

    def _run(self) -> None:
        try:
            asyncio.run(self._talk())
        except BaseException as error:
            self.error = error

    async def _talk(self) -> None:
        async with httpx.AsyncClient(timeout=30) as client:
            await asyncio.gather(*(person.interview(client) for person in self.people))


def gather(stack: Stack, away: float = 0) -> Crowd:
    """Invite them. They wait for each reply as long as the stack does, and for what is `away` so many seconds more."""
    invited = [stack.invite() for _ in range(SIZE)]
    people = [
        Candidate(one.link, words("zh"), HABITS[seed % len(HABITS)], seed, PATIENCE + away)
        for seed, one in enumerate(invited)
    ]
    return Crowd(invited, people)


def assert_nothing_lost(stack: Stack, crowd: Crowd) -> None:
    """Every message stored once, every answer used once, every reply sent, one report, event and card each."""
    stack.until(lambda: all(stack.announced(one) for one in crowd.invited))
    stack.until(lambda: stack.call(_unfinished, stack.base.database) == ([], []))
    counted = stack.call(
        tally.said, stack.base.database, [text for person in crowd.people for text in person.sent]
    )
    assert (counted.lost, counted.doubled) == (0, 0)
    for one, person in zip(crowd.invited, crowd.people, strict=True):
        report = stack.report(one)
        assert used(report) == dict.fromkeys(spoken(person), 1)
        assert misquoted(report) == []
        assert len(stack.events(one)) == 1
        assert {group: len(stack.cards(group, one)) for group in GROUPS} == dict.fromkeys(GROUPS, 1)
        assert SORRY not in person.heard
        assert all(text.strip() for text in person.heard)
    assert (stack.hr.doubled, stack.hr.forged) == (0, 0)


def spoken(person: Candidate) -> list[str]:
    """The numbers of this person's answers, without those taken back with a redo."""
    kept: list[str] = []
    for text in person.sent:
        if text == person.words.redo:
            kept.pop()
        kept += NUMBERED.findall(text)
    return kept


def used(report: dict[str, object]) -> dict[str, int]:
    """How often each numbered answer stands in the report."""
    found = [number for text in told(report) for number in NUMBERED.findall(text)]
    return {number: found.count(number) for number in found}


async def _unfinished(database: Database) -> tuple[list[str], list[str]]:
    async with database.unit_of_work() as session:
        unsent = select(Outbox.key).where(col(Outbox.status) != SendStatus.SENT)
        undone = select(Turn.status).where(col(Turn.status) != TurnStatus.DONE)
        return list(await session.exec(unsent)), list(await session.exec(undone))
