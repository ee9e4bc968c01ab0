"""One interview in which every open question is answered by voice: real bytes, the packaged model, real Rasa, the report."""

import re
import time
from uuid import uuid4

import httpx
import pytest

from backend.content.loader import load
from tests import voices
from tests.e2e.interview.reading import misquoted
from tests.e2e.stack import Invited, Stack

LINES = load().locales["zh"]
LISTENING = LINES["kind.voice_heard"]
ECHO = LINES["heard.echo"].partition("{")[0]
FORMATS = ("webm", "ogg", "mp4", "amr")
STORIES = ("safety", "service", "learn")


class Talker:
    """Taps what is offered, and says the rest."""

    def __init__(self, stack: Stack, person: Invited) -> None:
        self.stack = stack
        self.door = person.link.replace("/i/", "/channels/web/")
        self.spoken: list[str] = []
        self.heard: list[str] = []
        self.seen = 0

    def interview(self) -> None:
        self._post("open")
        for _ in range(60):
            line = self._next()
            if LINES["closing"].partition("{")[0] in line["text"]:
                return
            self._reply(line)
        raise AssertionError(self.heard)

    def _reply(self, line: dict[str, object]) -> None:
        text, choices = str(line["text"]), list(line["choices"])  # type: ignore[call-overload]
        if ECHO in text or "同意" in choices or choices:
            wanted = "同意" if "同意" in choices else "是" if "是" in choices else str(choices[0])
            self._post("messages", json={"text": wanted, "kind": "text"})
        elif re.search(r"\d/\d", text) or "?" in text or "？" in text:
            self._speak(text)
        else:
            self._post("messages", json={"text": "三年", "kind": "text"})

    def _speak(self, question: str) -> None:
        for asked, told in (("多久", "三年"), ("哪天", "明天"), ("什么时候", "明天")):
            if asked in question:
                self._post("messages", json={"text": told, "kind": "text"})
                return
        number = len(self.spoken)
        name, kind = STORIES[number % len(STORIES)], FORMATS[number % len(FORMATS)]
        self.spoken.append(name)
        self._post(f"voice?seen={self.seen}", content=voices.encoded(name, kind))

    def _next(self) -> dict[str, object]:
        """The newest line of the interviewer once it has stopped thinking."""

        def settled() -> dict[str, object] | None:
            told = httpx.get(f"{self.door}/messages", timeout=30).json()
            lines = [one for one in told["messages"] if not one["mine"]]
            self.heard = [one["text"] for one in lines]
            self.seen = max((one["id"] for one in lines), default=0)
            new = lines and not told["thinking"] and lines[-1]["text"] != LISTENING
            return lines[-1] if new and told["messages"][-1] == lines[-1] else None

        found: dict[str, object] = self.stack.until(settled)
        time.sleep(0.2)
        return found

    def _post(self, where: str, **body: object) -> None:
        headers = {"Idempotency-Key": uuid4().hex}
        answer = httpx.post(f"{self.door}/{where}", headers=headers, timeout=60, **body)  # type: ignore[arg-type]
        answer.raise_for_status()


@pytest.fixture(scope="module")
def held(stack: Stack) -> tuple[Invited, Talker]:
    person = stack.invite()
    talker = Talker(stack, person)
    talker.interview()
    return person, talker


def test_every_voice_was_acknowledged_and_became_words(stack: Stack, held: tuple[Invited, Talker]) -> None:
    person, talker = held
    assert len(talker.spoken) >= 5
    assert LISTENING in talker.heard
    voices_heard = [line for line in stack.transcript(person) if line["kind"] == "voice"]
    assert len(voices_heard) == len(talker.spoken)
    assert all("我" in line["text"] for line in voices_heard)


def test_the_report_quotes_what_was_spoken(stack: Stack, held: tuple[Invited, Talker]) -> None:
    person, _ = held
    report = stack.report(person)
    assert misquoted(report) == []
    assert sum(len(question["quotes"]) for question in report["questions"]) > 0
