"""Where our signed events go: HR systems register their address here, and ask again for what they missed."""

import base64
import secrets
from datetime import datetime
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, Path, Request, Response
from pydantic import BaseModel
from sqlalchemy import update
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from backend.api.callers import with_right
from backend.api.deps import ApiDeps, parse_id
from backend.api.once import IdempotencyKey, once
from backend.api.problems import ProblemRoute
from backend.api.shapes import Incoming, NewWebhookOut, WebhookIn, WebhookOut
from backend.recruiting.errors import ForbiddenMove, InvalidField, NotFound
from backend.recruiting.rights import Caller, NotAllowed, Right
from backend.store import audit
from backend.store.states import SendStatus
from backend.store.tables import Outbox, WebhookEndpoint
from backend.turns.jobs import DELIVER

SECRET_BYTES = 32
REPLAYABLE = (SendStatus.SENT, SendStatus.FAILED, SendStatus.UNKNOWN)


class EndpointOff(ForbiddenMove):
    """Nothing is sent there any more."""


class ReplayIn(Incoming):
    """Everything from this moment on is sent again, under the ids it had."""

    since: datetime


class ReplayOut(BaseModel):
    """How many events are sent again."""

    events: int


def _id(webhook_id: Annotated[str, Path()]) -> UUID:
    return parse_id(webhook_id)


WebhookId = Annotated[UUID, Depends(_id)]


def _integrator(who: Annotated[Caller, Depends(with_right(Right.CONNECT))]) -> Caller:
    """Events are about every site, so a caller of some sites may not ask for them."""
    if not who.may(Right.CONNECT, None):
        raise NotAllowed(Right.CONNECT)
    return who


Integrator = Annotated[Caller, Depends(_integrator)]


def routes(deps: ApiDeps) -> APIRouter:
    """The part of the API about outgoing events."""
    router = APIRouter(route_class=ProblemRoute, tags=["webhooks"])

    @router.post("/webhooks", status_code=201, response_model=NewWebhookOut)
    async def create(
        new: WebhookIn, who: Integrator, request: Request, idempotency_key: IdempotencyKey = None
    ) -> Response:
        """Events are sent from now on; the secret that signs them is in this answer only."""

        async def work(session: AsyncSession) -> NewWebhookOut:
            row = WebhookEndpoint(url=new.url, secret=new_secret(), created_at=deps.clock.now())
            session.add(row)
            _record(session, deps, who, row.id, "webhook.added")
            return NewWebhookOut.model_validate(row, from_attributes=True)

        return await once(deps, request, who, idempotency_key, work)

    @router.get("/webhooks")
    async def list_all(who: Integrator) -> list[WebhookOut]:
        """All endpoints, those switched off too."""
        async with deps.database.reading() as session:
            rows = await session.exec(select(WebhookEndpoint).order_by(col(WebhookEndpoint.created_at)))
            return [WebhookOut.model_validate(row, from_attributes=True) for row in rows]

    @router.delete("/webhooks/{webhook_id}", status_code=204)
    async def switch_off(webhook_id: WebhookId, who: Integrator) -> None:
        """Nothing more is sent there; what waits is dropped."""
        async with deps.database.unit_of_work() as session:
            row = await _known(session, webhook_id)
            if not row.disabled:
                row.disabled = True
                _record(session, deps, who, webhook_id, "webhook.switched_off")

    @router.post("/webhooks/{webhook_id}:replay", status_code=202)
    async def replay(webhook_id: WebhookId, wanted: ReplayIn, who: Integrator) -> ReplayOut:
        """Send past events again, in their order; a receiver that knows an id drops what it has."""
        if wanted.since.tzinfo is None:
            raise InvalidField("since", "no_time_zone")
        async with deps.database.unit_of_work() as session:
            if (await _known(session, webhook_id)).disabled:
                raise EndpointOff(str(webhook_id))
            events = await _again(session, deps, webhook_id, wanted.since)
            _record(session, deps, who, webhook_id, "webhook.replayed", events)
        return ReplayOut(events=events)

    return router


def new_secret() -> str:
    """A shared secret as Standard Webhooks writes it."""
    return "whsec_" + base64.b64encode(secrets.token_bytes(SECRET_BYTES)).decode()


async def _known(session: AsyncSession, webhook_id: UUID) -> WebhookEndpoint:
    row = await session.get(WebhookEndpoint, webhook_id)
    if row is None:
        raise NotFound(str(webhook_id))
    return row


async def _again(session: AsyncSession, deps: ApiDeps, webhook_id: UUID, since: datetime) -> int:
    destination = f"webhook:{webhook_id}"
    sent = await session.exec(
        update(Outbox)
        .where(
            col(Outbox.destination) == destination,
            col(Outbox.status).in_(REPLAYABLE),
            col(Outbox.created_at) >= since,
        )
        .values(status=SendStatus.PENDING, attempts=0, error=None)
    )
    if sent.rowcount:
        await deps.queue.put(session, DELIVER, lock=destination, destination=destination)
    return int(sent.rowcount)


def _record(
    session: AsyncSession,
    deps: ApiDeps,
    who: Caller,
    webhook_id: UUID,
    action: str,
    events: int | None = None,
) -> None:
    details = {} if events is None else {"events": events}
    audit.record(
        session, deps.clock, actor=who.actor, action=action, subject="webhook_endpoint",
        subject_id=webhook_id, details=details,
    )  # fmt: skip
