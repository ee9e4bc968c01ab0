"""What a program is told when a request is refused: problem+json (RFC 9457), and nothing from inside.

`code` is what the page looks up in its own words; `detail` says the same in the language of the interview,
when that is known.
"""

from collections.abc import Callable, Coroutine
from http import HTTPStatus
from typing import Any

from fastapi import Request, Response
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from fastapi.routing import APIRoute

from channels.errors import Unavailable

RETRY_AFTER_SECONDS = 5


class Problem(Exception):
    """A request that is refused. `field` is a JSON pointer or a header name."""

    def __init__(
        self, status: HTTPStatus, code: str, *, field: str | None = None, detail: str | None = None
    ) -> None:
        super().__init__(code)
        self.status = status
        self.code = code
        self.field = field
        self.detail = detail


class ProblemRoute(APIRoute):
    """A route that answers a `Problem`, and an `Unavailable` database, in one shape."""

    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        """Wrap FastAPI's handler."""
        handle = super().get_route_handler()

        async def guarded(request: Request) -> Response:
            try:
                return await handle(request)
            except Problem as problem:
                return answer(problem)
            except RequestValidationError as error:
                return answer(_wrong_field(error))
            except Unavailable:
                return answer(Problem(HTTPStatus.SERVICE_UNAVAILABLE, "unavailable"))

        return guarded


def _wrong_field(error: RequestValidationError) -> Problem:
    """Names the parameter, never its value."""
    name = "/".join(str(part) for part in error.errors()[0]["loc"][1:])
    return Problem(HTTPStatus.UNPROCESSABLE_ENTITY, "field", field=name)


def answer(problem: Problem) -> JSONResponse:
    """The response to a refused request."""
    body: dict[str, object] = {
        "type": "about:blank",
        "title": problem.status.phrase,
        "status": problem.status.value,
        "code": problem.code,
    }
    if problem.detail:
        body["detail"] = problem.detail
    if problem.field:
        body["errors"] = [{"field": problem.field, "code": problem.code}]
    headers = {"Cache-Control": "no-store"}
    if problem.status == HTTPStatus.SERVICE_UNAVAILABLE:
        headers["Retry-After"] = str(RETRY_AFTER_SECONDS)
    return JSONResponse(body, problem.status.value, headers, media_type="application/problem+json")
