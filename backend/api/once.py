"""A request that a program repeats under the same Idempotency-Key is done once.

The answer is kept in the commit that did the work, so a retry after a lost answer gets the same one. The standard in
the making: draft-ietf-httpapi-idempotency-key-header.
"""

import hashlib
from collections.abc import Awaitable, Callable
from datetime import timedelta
from typing import Annotated, Final

from fastapi import Header, Request, Response
from pydantic import BaseModel
from sqlalchemy import text
from sqlmodel.ext.asyncio.session import AsyncSession

from backend.api.deps import ApiDeps
from backend.recruiting.errors import ForbiddenMove
from backend.recruiting.rights import Caller
from backend.store.tables import IdempotentAnswer

IdempotencyKey = Annotated[str | None, Header(min_length=1, max_length=200)]
KEPT: Final = timedelta(days=2)
"""How long an answer is remembered."""
LOCK: Final = text("SELECT pg_advisory_xact_lock(hashtextextended(:name, 0))")
FORGET: Final = text("DELETE FROM idempotent_answer WHERE caller = :caller AND created_at < :before")


class KeyConflict(ForbiddenMove):
    """The same key was used before for somebody or something else."""


async def once(
    deps: ApiDeps,
    request: Request,
    who: Caller,
    key: str | None,
    work: Callable[[AsyncSession], Awaitable[BaseModel]],
    status: int = 201,
) -> Response:
    """Do `work` in a unit of work and answer with what it returns; with a key, only the first time. Raises KeyConflict."""
    async with deps.database.unit_of_work() as session:
        if key is None:
            return _answer(status, (await work(session)).model_dump_json())
        asked = await _asked(request)
        await (await session.connection()).execute(LOCK, {"name": f"once:{who.actor}:{key}"})
        before = await session.get(IdempotentAnswer, (who.actor, key))
        if before is not None and before.created_at > deps.clock.now() - KEPT:
            if before.request_hash != asked:
                raise KeyConflict("idempotency_key")
            return _answer(before.status, before.body)
        await _forget(session, deps, who)
        body = (await work(session)).model_dump_json()
        session.add(
            IdempotentAnswer(
                caller=who.actor,
                key=key,
                request_hash=asked,
                status=status,
                body=body,
                created_at=deps.clock.now(),
            )
        )
        return _answer(status, body)


async def _asked(request: Request) -> str:
    said = f"{request.method} {request.url.path}\n".encode() + await request.body()
    return hashlib.sha256(said).hexdigest()


async def _forget(session: AsyncSession, deps: ApiDeps, who: Caller) -> None:
    session.expunge_all()
    connection = await session.connection()
    await connection.execute(FORGET, {"caller": who.actor, "before": deps.clock.now() - KEPT})


def _answer(status: int, body: str) -> Response:
    return Response(body, status, media_type="application/json")
