"""All of `/api/v1`."""

from http import HTTPStatus
from typing import Any

from fastapi import APIRouter, Depends, Response

from backend.api import (
    acting,
    applications,
    auditing,
    candidates,
    catalogue,
    figures,
    importing,
    interviews,
    privacy,
    requisitions,
    resumes,
    screening,
    webhooks,
)
from backend.api.callers import KeyGuard
from backend.api.deps import ApiDeps
from backend.api.problems import MEDIA_TYPE, ProblemRoute, problem
from backend.api.shapes import Problem

__all__ = ["ApiDeps", "router"]
PREFIX = "/api/v1"
METHODS = ["GET", "POST", "PUT", "PATCH", "DELETE"]
SCHEMA = Problem.model_json_schema()
PROBLEMS: dict[int | str, dict[str, Any]] = {
    status: {"description": HTTPStatus(status).phrase, "content": {MEDIA_TYPE: {"schema": SCHEMA}}}
    for status in (401, 403, 404, 409, 422, 503)
}
PARTS = (
    importing,
    resumes,
    screening,
    applications,
    acting,
    candidates,
    interviews,
    catalogue,
    requisitions,
    figures,
    privacy,
    webhooks,
    auditing,
)


def router(deps: ApiDeps) -> APIRouter:
    """REST for HR systems; every path needs the API key."""
    door = APIRouter(
        prefix=PREFIX,
        dependencies=[Depends(KeyGuard(deps))],
        route_class=ProblemRoute,
        responses=PROBLEMS,
    )
    for part in PARTS:
        door.include_router(part.routes(deps))

    @door.api_route("/{rest:path}", methods=METHODS, include_in_schema=False)
    async def unknown(rest: str) -> Response:
        return problem(404, "not_found")

    return door
