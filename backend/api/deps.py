"""What the REST doors need, built where the program is wired."""

from dataclasses import dataclass
from typing import Annotated
from uuid import UUID

from fastapi import Depends, Path
from pydantic import SecretStr

from backend.clock import Clock
from backend.content.shelf import Shelf
from backend.letters.post import PostOffice, Way
from backend.media.files import MediaFiles
from backend.recruiting.errors import NotFound
from backend.store.queue import Queue
from backend.store.unit_of_work import Database


@dataclass(frozen=True)
class ApiDeps:
    """`public_url`: how candidates reach us, without a trailing slash. `api_key`: the installation's own, for all."""

    database: Database
    queue: Queue
    clock: Clock
    shelf: Shelf
    media: MediaFiles
    api_key: SecretStr
    public_url: str
    ways: tuple[Way, ...] = ()
    """How letters can leave the house."""

    @property
    def post(self) -> PostOffice:
        """Where letters are posted."""
        return PostOffice(self.queue, self.clock, self.ways)


def _application(application_id: Annotated[str, Path()]) -> UUID:
    return parse_id(application_id)


def parse_id(text: str) -> UUID:
    """An id from a path; what is no id is as unknown as any other."""
    try:
        return UUID(text)
    except ValueError:
        raise NotFound(text[:50]) from None


ApplicationId = Annotated[UUID, Depends(_application)]
