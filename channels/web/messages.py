"""Turn what a page sent into an event. Pure: bytes in, `InboundEvent` or `Problem` out."""

import re
from dataclasses import dataclass
from datetime import datetime
from http import HTTPStatus
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from channels.contract import InboundEvent, Kind, WebSession
from channels.web.problems import Problem
from channels.words import clean

NAME = "web"
START_KEY = "start"
ATTACHMENTS = frozenset({Kind.STICKER, Kind.LOCATION, Kind.IMAGE, Kind.FILE})

_KEY = re.compile(r"[\x21-\x7e]{1,128}")

Seen = Annotated[int | None, Field(ge=0, le=2**63 - 1)]


class Said(BaseModel):
    """The body of `POST …/messages`. Of an attachment only its kind is announced; we take no content."""

    model_config = ConfigDict(strict=True)

    text: str = ""
    seen: Seen = None
    kind: Kind = Kind.TEXT


@dataclass(frozen=True)
class Arrival:
    """Who sent something, under which idempotency key, and when it came in."""

    session: WebSession
    key: str
    at: datetime

    def event(
        self, kind: Kind, text: str = "", media_id: str | None = None, seen: int | None = None
    ) -> InboundEvent:
        """An event of this arrival.

        A key is the page's own choice, so it counts within its conversation only: one candidate can neither
        meet nor block another's.
        """
        return InboundEvent(
            channel=NAME,
            account=self.session.account,
            external_id=f"{self.session.conversation_id}:{self.key}",
            address=self.session.address,
            kind=kind,
            occurred_at=self.at,
            text=text,
            media_id=media_id,
            seen=seen,
        )


def check_key(header: str | None) -> str:
    """The `Idempotency-Key`: 1–128 visible ASCII characters. Raises `Problem` (400)."""
    if header is None or not _KEY.fullmatch(header):
        raise Problem(HTTPStatus.BAD_REQUEST, "idempotency_key", field="Idempotency-Key")
    return header


def parse(body: bytes) -> Said:
    """The message in a JSON body. Raises `Problem` (400 no JSON, 422 wrong or empty field)."""
    try:
        said = Said.model_validate_json(body)
    except ValidationError as error:
        raise _refusal(error) from None
    if said.kind in ATTACHMENTS:
        return said.model_copy(update={"text": ""})
    if said.kind is not Kind.TEXT:
        raise Problem(HTTPStatus.UNPROCESSABLE_ENTITY, "field", field="/kind")
    text = clean(said.text)
    if not text:
        raise Problem(HTTPStatus.UNPROCESSABLE_ENTITY, "empty", field="/text")
    return said.model_copy(update={"text": text})


def _refusal(error: ValidationError) -> Problem:
    """Names the field, never its value: that would be a person's words."""
    first = error.errors(include_url=False, include_context=False, include_input=False)[0]
    if first["type"] == "json_invalid":
        return Problem(HTTPStatus.BAD_REQUEST, "json")
    return Problem(HTTPStatus.UNPROCESSABLE_ENTITY, "field", field="/" + "/".join(map(str, first["loc"])))
