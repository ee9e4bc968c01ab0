"""Errors as programs can read them: RFC 9457 `application/problem+json`, naming the field at fault.

A route class of our own does it, so that the rest of the web application keeps its own error pages.
"""

from collections.abc import Callable, Coroutine
from http import HTTPStatus
from typing import Any

import structlog
from fastapi import Request, Response
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from fastapi.routing import APIRoute
from starlette.exceptions import HTTPException

from backend.recruiting.errors import InvalidField, RecruitingError
from backend.store.reach import is_away

MEDIA_TYPE = "application/problem+json"

log = structlog.get_logger(__name__)


class ProblemRoute(APIRoute):
    """Answers every failure below it with a problem document; what it cannot name it lets rise."""

    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        """The route's handler, wrapped."""
        handle = super().get_route_handler()

        async def guarded(request: Request) -> Response:
            try:
                _refuse_unstorable(request)
                return await handle(request)
            except RequestValidationError as error:
                return problem(422, "invalid", fields=_fields(error))
            except InvalidField as error:
                return problem(error.status, "invalid", fields={error.field: error.reason})
            except RecruitingError as error:
                return problem(error.status, _slug(type(error).__name__), detail=str(error))
            except HTTPException as error:
                return _refusal(error)
            except Exception as error:
                if not is_away(error):
                    raise
                log.warning("api.database_away", error=type(error).__name__)
                return problem(503, "unavailable")

        return guarded


def _refuse_unstorable(request: Request) -> None:
    """PostgreSQL takes the NUL character in no text. Raises InvalidField for the first parameter that has it."""
    for name, value in (*request.path_params.items(), *request.query_params.multi_items()):
        if "\0" in str(value):
            raise InvalidField(name, "nul_character")


def _refusal(error: HTTPException) -> JSONResponse:
    """The framework says 400 when it cannot read the body at all: that is a field at fault like any other."""
    if error.status_code == HTTPStatus.BAD_REQUEST:
        return problem(422, "invalid", fields={"body": "unreadable"})
    return problem(error.status_code, str(error.detail), headers=error.headers)


def problem(
    status: int,
    kind: str,
    *,
    detail: str | None = None,
    fields: dict[str, str] | None = None,
    headers: Any = None,
) -> JSONResponse:
    """A problem document. `kind` is stable and short; `fields` maps each field at fault to a reason code."""
    body: dict[str, object] = {
        "type": f"urn:miantan:problem:{kind}",
        "title": HTTPStatus(status).phrase,
        "status": status,
    }
    if detail:
        body["detail"] = detail
    if fields:
        body["errors"] = [{"field": field, "reason": reason} for field, reason in fields.items()]
    return JSONResponse(body, status_code=status, media_type=MEDIA_TYPE, headers=headers)


def _fields(error: RequestValidationError) -> dict[str, str]:
    """Where each fault is, without the value: it may be a name or a number."""
    return {
        ".".join(str(step) for step in one["loc"][1:]) or str(one["loc"][0]): one["type"]
        for one in error.errors()
    }


def _slug(name: str) -> str:
    return "".join(f"_{letter.lower()}" if letter.isupper() else letter for letter in name).lstrip("_")
