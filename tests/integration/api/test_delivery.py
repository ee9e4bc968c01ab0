"""An HR system that is away for long gets every event exactly once when it is back, in order."""

import asyncio
from datetime import UTC, datetime

import httpx
from sqlmodel import select
from standardwebhooks.webhooks import Webhook

from backend.api.webhook_sender import WebhookSender
from backend.outbox.deliver import Outbox as Deliverer
from backend.reports.finish import Finisher
from backend.store.queue import Queue
from backend.store.tables import Outbox, WebhookEndpoint
from tests.fakes import seeds
from tests.fakes.plain_scorer import PlainScorer

SECRET = "whsec_c2VjcmV0LXNlY3JldC1zZWNyZXQ="


class HrSystem:
    """Down until it is up; a time-out leaves it having heard."""

    def __init__(self) -> None:
        self.down = True
        self.deaf_once = False
        self.heard: list[str] = []

    def __call__(self, request: httpx.Request) -> httpx.Response:
        if self.down:
            raise httpx.ConnectError("refused")
        self.heard.append(request.headers["webhook-id"])
        signature = request.headers["webhook-signature"]
        assert Webhook(SECRET).sign(self.heard[-1], _at(request), request.content.decode()) == signature
        if self.deaf_once:
            self.deaf_once = False
            raise httpx.ReadTimeout("no answer")
        return httpx.Response(200)


def _at(request: httpx.Request):
    return datetime.fromtimestamp(int(request.headers["webhook-timestamp"]), UTC)


async def _deliver(database, clock, shelf, system, people: int = 3) -> tuple[Deliverer, str]:
    queue = Queue(database.url)
    endpoint = WebhookEndpoint(url="http://10.0.0.8/hook", secret=SECRET, created_at=clock.now())
    async with database.unit_of_work() as session:
        session.add(endpoint)
    for n in range(people):
        interview = await seeds.finished_interview(database, clock, shelf, external_id=f"A-{n}")
        await Finisher(database, queue, clock, shelf, PlainScorer(), []).report(interview.id)
    client = httpx.AsyncClient(transport=httpx.MockTransport(system))
    deliverer = Deliverer(database, queue, clock, {"webhook": WebhookSender(database, client, clock)})
    return deliverer, f"webhook:{endpoint.id}"


async def _rows(database) -> list[Outbox]:
    async with database.unit_of_work() as session:
        return list(await session.exec(select(Outbox).order_by(Outbox.id)))


async def test_away_and_back(database, clock, shelf) -> None:
    system = HrSystem()
    deliverer, destination = await _deliver(database, clock, shelf, system)
    for _ in range(5):
        await deliverer.deliver(destination=destination)
    rows = await _rows(database)
    assert [(row.status, row.attempts) for row in rows] == [("pending", 5), ("pending", 0), ("pending", 0)]
    system.down = False
    await deliverer.deliver(destination=destination)
    await deliverer.deliver(destination=destination)
    assert system.heard == [row.key for row in rows]
    assert {row.status for row in await _rows(database)} == {"sent"}


async def test_an_unknown_outcome_comes_again_under_the_same_id(database, clock, shelf) -> None:
    system = HrSystem()
    system.down, system.deaf_once = False, True
    deliverer, destination = await _deliver(database, clock, shelf, system, people=1)
    await deliverer.deliver(destination=destination)
    await deliverer.deliver(destination=destination)
    (row,) = await _rows(database)
    assert system.heard == [row.key, row.key]
    assert row.status == "sent"


async def test_one_endpoint_away_does_not_hold_up_another(database, clock, shelf) -> None:
    away, up = HrSystem(), HrSystem()
    up.down = False
    first, gone = await _deliver(database, clock, shelf, away, people=1)
    async with database.unit_of_work() as session:
        session.add(WebhookEndpoint(url="http://10.0.0.9/hook", secret=SECRET, created_at=clock.now()))
    interview = await seeds.finished_interview(database, clock, shelf, external_id="B-1")
    await Finisher(database, Queue(database.url), clock, shelf, PlainScorer(), []).report(interview.id)
    other = next(row.destination for row in await _rows(database) if row.destination != gone)
    client = httpx.AsyncClient(transport=httpx.MockTransport(up))
    second = Deliverer(
        database, Queue(database.url), clock, {"webhook": WebhookSender(database, client, clock)}
    )
    await asyncio.gather(first.deliver(destination=gone), second.deliver(destination=other))
    assert len(up.heard) == 1
