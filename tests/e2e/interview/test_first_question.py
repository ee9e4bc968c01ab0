"""How quickly people are answered: figures are printed, never asserted; a busy machine is no fault of ours."""

import asyncio
import time
from uuid import uuid4

import httpx

from simulators.candidate import Candidate, Habits, words
from tests.e2e.stack import Stack

SIZE = 10
LOOK = 0.02  # seconds


async def replied(client: httpx.AsyncClient, doors: str, after: int) -> dict[str, object]:
    """The first line of ours after this one."""
    while True:
        lines = (await client.get(f"{doors}/messages", params={"after": after})).json()["messages"]
        if ours := [line for line in lines if not line["mine"]]:
            return ours[-1]
        await asyncio.sleep(LOOK)


def test_the_first_question_follows_consent(stack: Stack) -> None:
    link = stack.invite().link
    base, token = link.rsplit("/i/", 1)
    doors = f"{base}/channels/web/{token}"

    async def consent() -> tuple[dict[str, object], float]:
        async with httpx.AsyncClient(timeout=30) as client:
            await client.post(f"{doors}/open")
            opening = await replied(client, doors, 0)
            body, key = {"text": "同意", "seen": opening["id"]}, {"Idempotency-Key": str(uuid4())}
            began = time.monotonic()
            await client.post(f"{doors}/messages", json=body, headers=key)
            return await replied(client, doors, int(str(opening["id"]))), time.monotonic() - began

    first, seconds = asyncio.run(consent())
    print(f"consent to first question: {seconds:.2f} s")
    assert first["choices"] == ["是", "不是"]


def test_ten_people_at_once_are_all_answered(stack: Stack) -> None:
    people = [Candidate(stack.invite().link, words("zh"), Habits(), seed) for seed in range(SIZE)]

    async def talk() -> None:
        async with httpx.AsyncClient(timeout=30) as client:
            await asyncio.gather(*(person.interview(client) for person in people))

    asyncio.run(talk())
    delays = sorted(delay for person in people for delay in person.delays)
    p50, p95 = delays[len(delays) // 2], delays[int(len(delays) * 0.95)]
    print(
        f"{len(delays)} replies to {SIZE} people: p50 {p50:.2f} s, p95 {p95:.2f} s, longest {delays[-1]:.2f} s"
    )
    assert all(person.over for person in people)
