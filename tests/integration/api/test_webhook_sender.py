"""Signed events: verified here by the library that receivers use."""

from datetime import UTC, datetime
from uuid import uuid4

import httpx
import pytest
from standardwebhooks import Webhook, WebhookVerificationError

from backend.api.webhook_sender import WebhookSender
from backend.store.tables import Outbox, WebhookEndpoint
from channels import errors

SECRET = "whsec_c2VjcmV0LXNlY3JldC1zZWNyZXQ="


class Now:
    """The library verifies against the machine's clock."""

    def now(self):
        return datetime.now(UTC)


class HrSystem:
    def __init__(self, *answers: httpx.Response | Exception) -> None:
        self.answers = list(answers)
        self.requests: list[httpx.Request] = []

    def __call__(self, request: httpx.Request) -> httpx.Response:
        self.requests.append(request)
        answer = self.answers.pop(0)
        if isinstance(answer, Exception):
            raise answer
        return answer


def sender(database, system) -> WebhookSender:
    return WebhookSender(database, httpx.AsyncClient(transport=httpx.MockTransport(system)), Now())


async def row(database, clock, secret=SECRET, disabled=False) -> Outbox:
    endpoint = WebhookEndpoint(
        url="http://10.0.0.8/hook", secret=secret, disabled=disabled, created_at=clock.now()
    )
    async with database.unit_of_work() as session:
        session.add(endpoint)
    payload = {"type": "event", "event": "interview.completed", "data": {"total": 7.9, "band": "recommend"}}
    key = f"event:{uuid4()}:{endpoint.id}"
    return Outbox(
        id=1, key=key, destination=f"webhook:{endpoint.id}", payload=payload, created_at=clock.now()
    )


async def test_what_arrives_can_be_verified(database, clock) -> None:
    system = HrSystem(httpx.Response(204), httpx.Response(200))
    event = await row(database, clock)
    await sender(database, system).send(event)
    await sender(database, system).send(event)
    first, second = system.requests
    assert first.headers["webhook-id"] == second.headers["webhook-id"] == event.key
    assert first.content == second.content
    assert Webhook(SECRET).verify(first.content, dict(first.headers)) == {
        "type": "interview.completed",
        "timestamp": clock.now().isoformat(),
        "data": {"total": 7.9, "band": "recommend"},
    }
    with pytest.raises(WebhookVerificationError):
        Webhook(SECRET).verify(first.content.replace(b"7.9", b"9.9"), dict(first.headers))


@pytest.mark.parametrize(
    ("answer", "kind", "after"),
    [
        (httpx.Response(503), errors.TemporaryFailure, None),
        (httpx.Response(429, headers={"retry-after": "5"}), errors.Throttled, 5),
        (httpx.Response(422), errors.Rejected, None),
        (httpx.Response(307, headers={"location": "http://evil"}), errors.Rejected, None),
        (httpx.ConnectError("refused"), errors.TemporaryFailure, None),
        (httpx.ReadTimeout("slow"), errors.OutcomeUnknown, None),
    ],
)
async def test_failures(database, clock, answer, kind, after) -> None:
    system = HrSystem(answer)
    with pytest.raises(kind) as failed:
        await sender(database, system).send(await row(database, clock))
    assert failed.value.retry_after == after
    assert len(system.requests) == 1


async def test_410_switches_the_endpoint_off(database, clock) -> None:
    system = HrSystem(httpx.Response(410))
    event = await row(database, clock)
    for _ in range(2):
        with pytest.raises(errors.Unreachable):
            await sender(database, system).send(event)
    assert len(system.requests) == 1


@pytest.mark.parametrize("secret", ["whsec_", "whsec_x", "whsec_é"])
async def test_a_broken_secret_is_a_wrong_setting(database, clock, secret) -> None:
    with pytest.raises(errors.Misconfigured):
        await sender(database, HrSystem()).send(await row(database, clock, secret=secret))
