"""A whole interview in each language, over all positions: nobody is addressed in another one."""

import asyncio

import httpx
import pytest

from backend.content.check_words import foreign
from backend.content.loader import load
from simulators.candidate import Candidate, Habits, words
from tests.e2e.stack import Stack

CONTENT = load()
PEOPLE = {
    "zh": (("assembler", "suzhou"), ("rider", "shanghai")),
    "en": (("inspector", "suzhou"), ("csr", "shanghai")),
    "ja": (("picker", "shenzhen"), ("assembler", "shenzhen")),
    "ko": (("store", "shanghai"), ("inspector", "shenzhen")),
}
HABITS = (Habits(asks_after=1, redoes_after=3), Habits(pauses_after=2, sticker_after=4, picks=1))
MISHEARD = ("knockout.unclear.yes_no", "knockout.unclear.choice", "error.sorry")


@pytest.fixture(scope="module")
def people(stack: Stack) -> dict[str, list[Candidate]]:
    """Everybody has talked to the end."""
    held = {
        language: [
            Candidate(stack.invite(language, *opening).link, words(language), habits, seed)
            for seed, (opening, habits) in enumerate(zip(openings, HABITS, strict=True))
        ]
        for language, openings in PEOPLE.items()
    }

    async def talk() -> None:
        async with httpx.AsyncClient(timeout=30) as client:
            await asyncio.gather(*(one.interview(client) for group in held.values() for one in group))

    asyncio.run(talk())
    return held


@pytest.mark.parametrize("language", PEOPLE)
def test_only_the_candidates_language_is_spoken(language: str, people: dict[str, list[Candidate]]) -> None:
    heard = [text for person in people[language] for text in person.heard]
    assert len(heard) > 30
    assert [(text, why) for text in heard if (why := foreign(text, language))] == []


@pytest.mark.parametrize("language", PEOPLE)
def test_every_quick_reply_was_understood(language: str, people: dict[str, list[Candidate]]) -> None:
    lines = CONTENT.locales[language]
    not_understood = {key: line for key, line in lines.items() if key.startswith(MISHEARD)}
    heard = "\n".join(text for person in people[language] for text in person.heard)
    assert {key for key, line in not_understood.items() if line.partition("{")[0] in heard} == set()
