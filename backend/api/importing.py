"""A whole candidate list in one request."""

import asyncio
import tempfile
from pathlib import Path
from typing import Annotated

from fastapi import APIRouter, HTTPException, Query, Request

from backend.api.applications import Sender
from backend.api.deps import ApiDeps
from backend.api.problems import ProblemRoute
from backend.api.shapes import BrokenLineOut, ImportOut
from backend.content.pack import Content
from backend.recruiting.errors import InvalidField
from backend.recruiting.importing import import_candidates
from backend.recruiting.rights import Caller
from backend.recruiting.sheet import SIZE_LIMIT, BadSheet

Source = Annotated[str, Query(min_length=1, max_length=100, pattern=r"^\S(.*\S)?$")]


def routes(deps: ApiDeps) -> APIRouter:
    """The part of the API that takes files."""
    router = APIRouter(route_class=ProblemRoute, tags=["applications"])

    @router.post("/applications:import")
    async def take(request: Request, who: Sender, source: Source = "csv") -> ImportOut:
        """The body is the file itself: CSV in UTF-8 or GB18030, or Excel. Good lines go in, broken ones are listed."""
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / "candidates.csv"
            await asyncio.to_thread(path.write_bytes, await body_of(request, SIZE_LIMIT))
            try:
                result = await import_candidates(
                    path,
                    deps.database,
                    deps.clock,
                    _of_caller(deps.shelf.current, who),
                    source,
                    actor=who.actor,
                    within=who.sites,
                )
            except BadSheet as error:
                raise InvalidField(error.field or "body", error.reason) from None
        lines = [BrokenLineOut(line=one.line, field=one.field, reason=one.reason) for one in result.errors]
        return ImportOut(created=result.created, duplicates=result.duplicates, errors=lines)

    return router


def _of_caller(content: Content, who: Caller) -> Content:
    """Lines for other sites are broken lines."""
    sites = {key: site for key, site in content.sites.items() if who.sees(key)}
    return content.model_copy(update={"sites": sites})


async def body_of(request: Request, limit: int) -> bytes:
    """The whole body; 413 beyond `limit` bytes."""
    kept = bytearray()
    async for chunk in request.stream():
        kept += chunk
        if len(kept) > limit:
            raise HTTPException(413, "too_big")
    return bytes(kept)
