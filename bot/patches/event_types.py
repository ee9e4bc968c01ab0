"""Find an event's class by its name in a table instead of walking all subclasses for each event of a tracker.

Stock Rasa walks the class tree, with an abstractness check for each class, whenever an event is read or copied
(rasa/shared/core/events.py, Event.resolve_by_type).
"""

from typing import Any


def apply() -> None:
    """Give Event the table; a name not in it is looked up the stock way, so later subclasses are found too."""
    from rasa.shared.core.events import Event

    walk = Event.resolve_by_type
    known: dict[str, Any] = {}

    def resolve_by_type(type_name: str, default: Any = None) -> Any:
        found = known.get(type_name)
        if found is None:
            found = walk(type_name, default)
            if found is not None and found is not default:
                known[type_name] = found
        return found

    Event.resolve_by_type = staticmethod(resolve_by_type)
