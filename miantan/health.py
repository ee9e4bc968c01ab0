"""Liveness, readiness and figures: what an orchestrator and Prometheus ask."""

import httpx
from fastapi import APIRouter, Response
from prometheus_client import CONTENT_TYPE_LATEST, generate_latest
from sqlmodel import select

from backend.dialogue.rasa import RasaDialogue
from backend.store.signs_of_life import somebody_works
from backend.store.tables import ContentVersion
from miantan.foundation import Foundation


def router(base: Foundation) -> APIRouter:
    """`/healthz`, `/readyz`, `/metrics`."""
    routes = APIRouter(include_in_schema=False)

    @routes.get("/healthz")
    async def healthz() -> dict[str, str]:
        return {"status": "ok"}

    @routes.get("/readyz")
    async def readyz(response: Response) -> dict[str, bool]:
        """Each part by name; 503 while one of them is not ready."""
        found = {**await _record(base), **await _dialogue(base)}
        response.status_code = 200 if all(found.values()) else 503
        return found

    @routes.get("/metrics")
    async def metrics() -> Response:
        return Response(generate_latest(), media_type=CONTENT_TYPE_LATEST)

    return routes


async def _record(base: Foundation) -> dict[str, bool]:
    try:
        async with base.database.reading() as session:
            await session.exec(select(ContentVersion.version).limit(1))
            return {"database": True, "queue": await somebody_works(session)}
    except Exception:  # whatever is wrong with it, the answer is the same
        return {"database": False, "queue": False}


async def _dialogue(base: Foundation) -> dict[str, bool]:
    async with httpx.AsyncClient(timeout=3) as client:
        dialogue = RasaDialogue(base.settings.rasa_addresses, base.settings.actions_address, client)
        return {"rasa": await dialogue.is_up(), "actions": await dialogue.interviewer_is_up()}
