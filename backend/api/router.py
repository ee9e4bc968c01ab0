"""All of `/api/v1`."""

from fastapi import APIRouter, Depends, Response

from backend.api import applications, catalogue, importing, interviews, webhooks
from backend.api.deps import ApiDeps, KeyGuard
from backend.api.problems import ProblemRoute, problem

__all__ = ["ApiDeps", "router"]
PREFIX = "/api/v1"
METHODS = ["GET", "POST", "PUT", "PATCH", "DELETE"]


def router(deps: ApiDeps) -> APIRouter:
    """REST for HR systems; every path needs the API key."""
    door = APIRouter(prefix=PREFIX, dependencies=[Depends(KeyGuard(deps.api_key))], route_class=ProblemRoute)
    for part in (importing, applications, interviews, catalogue, webhooks):
        door.include_router(part.routes(deps))

    @door.api_route("/{rest:path}", methods=METHODS, include_in_schema=False)
    async def unknown(rest: str) -> Response:
        return problem(404, "not_found")

    return door
