"""Where our signed events go: HR systems register their address here."""

import base64
import secrets
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, Path
from sqlmodel import col, select

from backend.api.deps import ApiDeps, parse_id
from backend.api.problems import ProblemRoute
from backend.api.shapes import NewWebhookOut, WebhookIn, WebhookOut
from backend.recruiting.errors import NotFound
from backend.store.tables import WebhookEndpoint

SECRET_BYTES = 32


def _id(webhook_id: Annotated[str, Path()]) -> UUID:
    return parse_id(webhook_id)


def routes(deps: ApiDeps) -> APIRouter:
    """The part of the API about outgoing events."""
    router = APIRouter(route_class=ProblemRoute, tags=["webhooks"])

    @router.post("/webhooks", status_code=201)
    async def create(new: WebhookIn) -> NewWebhookOut:
        """Events are sent from now on; the secret that signs them is in this answer only."""
        row = WebhookEndpoint(url=new.url, secret=new_secret(), created_at=deps.clock.now())
        async with deps.database.unit_of_work() as session:
            session.add(row)
        return NewWebhookOut.model_validate(row, from_attributes=True)

    @router.get("/webhooks")
    async def list_all() -> list[WebhookOut]:
        """All endpoints, those switched off too."""
        async with deps.database.unit_of_work() as session:
            rows = await session.exec(select(WebhookEndpoint).order_by(col(WebhookEndpoint.created_at)))
            return [WebhookOut.model_validate(row, from_attributes=True) for row in rows]

    @router.delete("/webhooks/{webhook_id}", status_code=204)
    async def switch_off(webhook_id: Annotated[UUID, Depends(_id)]) -> None:
        """Nothing more is sent there; what waits is dropped."""
        async with deps.database.unit_of_work() as session:
            row = await session.get(WebhookEndpoint, webhook_id)
            if row is None:
                raise NotFound(str(webhook_id))
            row.disabled = True

    return router


def new_secret() -> str:
    """A shared secret as Standard Webhooks writes it."""
    return "whsec_" + base64.b64encode(secrets.token_bytes(SECRET_BYTES)).decode()
