"""Runs in the bot's environment: stock and patched Rasa on the same responses and events; prints what differs."""

import json
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[3] / "bot"))

from patches import UnknownRasa, apply_all
from rasa.core.actions.action import RemoteAction
from rasa.shared.core import events

RESPONSES = [
    {"events": [], "responses": []},
    {"events": [{"event": "slot", "name": "a", "value": 1}], "responses": [{"text": "x"}]},
    {"events": [{"event": "action", "name": "action_session_start"}, {"event": "session_started"}]},
    {"responses": ["not an object"]},
    {"events": [{"event": "nonsense"}]},
    {"events": {"event": "slot"}},
    {"events": [{"event": "slot", "timestamp": "late"}]},
    [],
]
PARAMETERS = [
    {
        "event": "user",
        "text": "hi",
        "parse_data": {"intent": {"name": "greet"}, "entities": []},
        "timestamp": 1.0,
    },
    {"event": "bot", "text": "ok", "data": {}, "timestamp": 2.0},
    {"event": "action", "name": "action_answer", "policy": None, "confidence": 1.0, "timestamp": 3.0},
    {"event": "slot", "name": "a", "value": 1, "timestamp": 4.0},
    {"event": "session_started", "timestamp": 5.0},
    {"event": "nonsense"},
    {"event": "topic"},
]


def verdict(response: object) -> str:
    """What Rasa makes of a response of an action server."""
    try:
        return str(RemoteAction("action_answer", None)._validate_action_result(response))
    except Exception as error:
        return f"{type(error).__name__}: {error.message}"  # type: ignore[attr-defined]


def read(parameters: "dict[str, object]") -> str:
    """What Rasa reads from the parameters of an event."""
    try:
        event = events.Event.from_parameters(dict(parameters))
        return (
            "nothing"
            if event is None
            else f"{type(event).__name__} {json.dumps(event.as_dict(), sort_keys=True)}"
        )
    except ValueError as error:
        return f"ValueError: {error}"


def picture() -> "list[str]":
    """All verdicts and all events, each twice, for what is kept from one call must not change the next."""
    return [verdict(response) for response in RESPONSES * 2] + [
        read(parameters) for parameters in PARAMETERS * 2
    ]


def refuses(other: str) -> bool:
    """Whether another version of Rasa is refused."""
    try:
        apply_all(installed=other)
    except UnknownRasa:
        return True
    return False


stock = picture()
refused = refuses("3.6.20") and picture() == stock
apply_all()


class LateEvent(events.SlotSet):
    """An event class that appears after patching."""

    type_name = "late"


late = events.Event.resolve_by_type("late") is LateEvent
print(json.dumps({"same": picture() == stock, "cases": len(stock), "refused": refused, "late": late}))
