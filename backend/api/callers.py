"""Which program calls, and what it may do here."""

import hmac
from collections.abc import Callable
from typing import Annotated, Final

from fastapi import Depends, HTTPException, Request
from fastapi.security import HTTPAuthorizationCredentials, HTTPBearer

from backend.api.deps import ApiDeps
from backend.recruiting import api_keys
from backend.recruiting.rights import KEY_RIGHTS, Caller, NotAllowed, Right

bearer = HTTPBearer(auto_error=False, description="API key")
INSTALLATION: Final = Caller("key:installation", KEY_RIGHTS, None)
"""Who has the installation's own key."""


class KeyGuard:
    """Lets a request pass that carries a key, and remembers whose it is."""

    def __init__(self, deps: ApiDeps) -> None:
        self._deps = deps
        self._own = deps.api_key.get_secret_value().encode()

    async def __call__(
        self, request: Request, given: Annotated[HTTPAuthorizationCredentials | None, Depends(bearer)]
    ) -> None:
        """Raises 401 without saying what was wrong."""
        found = await self._caller(given.credentials) if given and given.credentials else None
        if found is None:
            raise HTTPException(401, "unauthorized", headers={"WWW-Authenticate": "Bearer"})
        request.state.caller = found

    async def _caller(self, secret: str) -> Caller | None:
        if self._own and hmac.compare_digest(secret.encode(), self._own):
            return INSTALLATION
        async with self._deps.database.reading() as session:
            row = await api_keys.find(session, self._deps.clock, secret)
        if row is None:
            return None
        if not api_keys.was_seen_lately(row, self._deps.clock):
            async with self._deps.database.unit_of_work() as session:
                (await session.merge(row, load=True)).last_used_at = self._deps.clock.now()
        return api_keys.caller(row)


def with_right(right: Right) -> Callable[[Request], Caller]:
    """Lets pass whoever has the right anywhere; at which site is looked at where the data is. Raises NotAllowed."""

    def caller(request: Request) -> Caller:
        who: Caller = request.state.caller
        if right not in who.rights:
            raise NotAllowed(right)
        return who

    return caller


Reader = Annotated[Caller, Depends(with_right(Right.READ))]
"""The type of a parameter that takes the calling program, when it may read."""
