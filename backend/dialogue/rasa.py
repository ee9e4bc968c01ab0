"""Talk to Rasa over its REST channel.

Rasa answers 200 with an empty list even when the action server is down, so an answer proves nothing: whether the turn is
done is read from its row. The words the action scores are read from the database too; Rasa gets them to understand them.
"""

import hashlib
import re
from dataclasses import dataclass
from typing import Protocol
from uuid import UUID

import httpx

LONGEST = 2000  # characters Rasa is given to understand; the whole text stays in the database
STRUCTURED = "/settle"
CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2060-\u2064\ufeff]+")
LEADING = re.compile(r"^[/\s]+")
LONE_SURROGATE = re.compile(r"[\ud800-\udfff]")


@dataclass(frozen=True)
class Utterance:
    """What Rasa needs to know of one turn. `words` is None for a turn that nobody spoke."""

    turn_id: UUID
    conversation_id: UUID
    words: str | None
    stage: str
    language: str


class DialogueDown(Exception):
    """Rasa cannot be reached or answers with an error: nothing is known of the turn."""


class Dialogue(Protocol):
    """Carries one turn to the interviewer."""

    async def talk(self, utterance: Utterance) -> None:
        """Let the interviewer take this turn. Raises `DialogueDown`; returning does not mean that the turn is done."""
        ...

    async def interviewer_is_up(self) -> bool:
        """Whether the action server answers."""
        ...


class RasaDialogue:
    """Rasa servers, each owning a hash slice of the conversations, and the action server behind them."""

    def __init__(self, rasa: tuple[str, ...], actions: str, client: httpx.AsyncClient) -> None:
        self._rasa = rasa
        self._health = actions.rsplit("/", 1)[0] + "/health"
        self._client = client

    async def talk(self, utterance: Utterance) -> None:
        """Post the turn and wait until Rasa has run the action. Raises `DialogueDown`."""
        body = {
            "sender": str(utterance.conversation_id),
            "message": STRUCTURED if utterance.words is None else for_rasa(utterance.words),
            "metadata": {
                "turn_id": str(utterance.turn_id),
                "stage": utterance.stage,
                "language": utterance.language,
            },
        }
        try:
            answer = await self._client.post(
                f"{self._server(utterance.conversation_id)}/webhooks/rest/webhook", json=body, timeout=30
            )
        except httpx.HTTPError as error:
            raise DialogueDown(type(error).__name__) from None
        if answer.status_code != httpx.codes.OK:
            raise DialogueDown(f"http_{answer.status_code}")

    async def is_up(self) -> bool:
        """Whether every Rasa server answers."""
        return all([await self._answers(server) for server in self._rasa])

    async def interviewer_is_up(self) -> bool:
        """Whether the action server answers its health check."""
        return await self._answers(self._health)

    async def _answers(self, address: str) -> bool:
        try:
            return (await self._client.get(address, timeout=5)).is_success
        except httpx.HTTPError:
            return False

    def _server(self, conversation_id: UUID) -> str:
        slice_number = int.from_bytes(hashlib.sha256(conversation_id.bytes).digest()[:4]) % len(self._rasa)
        return self._rasa[slice_number]


def for_rasa(words: str) -> str:
    """Words as Rasa may safely read them.

    A leading slash would be taken for a structured intent, and an empty text is a turn to Rasa: neither gets through.

    >>> for_rasa("/restart"), for_rasa(""), for_rasa("  //  "), for_rasa("/\u3000/settle")
    ('restart', '…', '…', 'settle')
    """
    clean = LONE_SURROGATE.sub("", CONTROL.sub(" ", words[: LONGEST * 4])).strip()
    return LEADING.sub("", clean)[:LONGEST].strip() or "…"
