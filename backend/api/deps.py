"""What the REST doors need, built where the program is wired."""

import hmac
from dataclasses import dataclass
from typing import Annotated
from uuid import UUID

from fastapi import Depends, HTTPException, Path
from fastapi.security import HTTPAuthorizationCredentials, HTTPBearer
from pydantic import SecretStr

from backend.clock import Clock
from backend.content.shelf import Shelf
from backend.recruiting.errors import NotFound
from backend.store.queue import Queue
from backend.store.unit_of_work import Database

bearer = HTTPBearer(auto_error=False, description="API key")


@dataclass(frozen=True)
class ApiDeps:
    """`public_url`: how candidates reach us, without a trailing slash."""

    database: Database
    queue: Queue
    clock: Clock
    shelf: Shelf
    api_key: SecretStr
    public_url: str


class KeyGuard:
    """Lets a request pass that carries the API key; compared in constant time."""

    def __init__(self, key: SecretStr) -> None:
        self._key = key.get_secret_value().encode()

    def __call__(self, given: Annotated[HTTPAuthorizationCredentials | None, Depends(bearer)]) -> None:
        """Raises 401 without saying what was wrong."""
        said = given.credentials.encode() if given else b""
        if not self._key or not hmac.compare_digest(said, self._key):
            raise HTTPException(401, "unauthorized", headers={"WWW-Authenticate": "Bearer"})


def _id(application_id: Annotated[str, Path()]) -> UUID:
    return parse_id(application_id)


def parse_id(text: str) -> UUID:
    """An id from a path; what is no id is as unknown as any other."""
    try:
        return UUID(text)
    except ValueError:
        raise NotFound(text[:50]) from None


ApplicationId = Annotated[UUID, Depends(_id)]
