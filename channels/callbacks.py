"""What the callbacks of all platforms share: a body read up to a limit, and refusals that say nothing.

A callback that cannot be verified or read gets a bare 4xx; without a database the platform is asked to come again.
"""

from collections.abc import Callable, Coroutine
from http import HTTPStatus
from typing import Any

from fastapi import Request, Response
from fastapi.routing import APIRoute

from channels.body import TooLarge, read_at_most
from channels.errors import Unavailable

RETRY_AFTER_SECONDS = 5

VISIBLE = r"^[^\x00-\x1f\x7f]*$"
"""Pattern for names a platform gives: a control character in one (PostgreSQL takes no NUL) is nobody's mistake."""


class BadCallback(Exception):
    """Not from the platform, or not in its language. `reason` is for tests and never leaves the process."""

    def __init__(self, reason: str, status: HTTPStatus = HTTPStatus.BAD_REQUEST) -> None:
        super().__init__(reason)
        self.reason = reason
        self.status = status


def forged(reason: str) -> BadCallback:
    """A callback whose signature or secret is missing or wrong."""
    return BadCallback(reason, HTTPStatus.FORBIDDEN)


async def read_body(request: Request, limit: int) -> bytes:
    """The whole body, at most `limit` bytes. Raises `BadCallback` (413) at the first byte over it."""
    try:
        return await read_at_most(limit, request.stream())
    except TooLarge:
        raise BadCallback("oversize", HTTPStatus.REQUEST_ENTITY_TOO_LARGE) from None


class CallbackRoute(APIRoute):
    """A route that answers `BadCallback` and `Unavailable` with a bare status."""

    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        """Wrap FastAPI's handler."""
        handle = super().get_route_handler()

        async def guarded(request: Request) -> Response:
            try:
                return await handle(request)
            except BadCallback as bad:
                return Response(status_code=bad.status)
            except Unavailable:
                return Response(status_code=503, headers={"Retry-After": str(RETRY_AFTER_SECONDS)})

        return guarded
