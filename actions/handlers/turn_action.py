"""What all our Rasa actions do: read the turn's id and what was understood, and let the interviewer take the turn."""

from typing import Any
from uuid import UUID

import structlog
from rasa_sdk import Action, Tracker
from rasa_sdk.executor import CollectingDispatcher

from actions.house import House
from actions.turns import Heard, take

log = structlog.get_logger(__name__)


class TurnAction(Action):  # type: ignore[misc]  # rasa-sdk carries no types
    """An action that takes one turn. Subclasses only have a name: the engine decides by the intent."""

    action_name: str

    def __init__(self, house: House) -> None:
        self._house = house

    def name(self) -> str:
        """The name that rules use."""
        return self.action_name

    async def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]
    ) -> list[dict[str, Any]]:
        """Take the turn. No events: the database is the record, and Rasa's session ends by itself.

        A failure is logged and leaves the turn undone, for the worker to try again.
        """
        latest = tracker.latest_message or {}
        turn_id = (latest.get("metadata") or {}).get("turn_id", "")
        with structlog.contextvars.bound_contextvars(turn_id=turn_id):
            try:
                await take(self._house, UUID(turn_id), heard(latest))
            except Exception:
                log.exception("turn.failed")
        return []


def heard(latest: dict[str, Any]) -> Heard:
    """What Rasa understood of the latest message."""
    intent = latest.get("intent") or {}
    return Heard(
        intent=str(intent.get("name") or "other"),
        confidence=float(intent.get("confidence") or 0.0),
        language=(latest.get("metadata") or {}).get("language"),
        asides=tuple(map(str, latest.get("asides") or ())),
        told=str(latest.get("told") or ""),
    )
