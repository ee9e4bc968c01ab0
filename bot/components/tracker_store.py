"""Trackers that stay small: the current session of the conversations last heard of, in memory."""

from collections import OrderedDict
from typing import Any

from rasa.core.brokers.broker import EventBroker
from rasa.core.tracker_store import InMemoryTrackerStore
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import SessionStarted
from rasa.shared.core.trackers import DialogueStateTracker


class LatestSessionTrackerStore(InMemoryTrackerStore):
    """Keeps `max_conversations` trackers, each from its last session start on; the product's record is elsewhere."""

    def __init__(
        self,
        domain: Domain,
        event_broker: "EventBroker | None" = None,
        max_conversations: int = 1000,
        **kwargs: Any,
    ) -> None:
        """Begin empty; Rasa passes the settings of `endpoints.yml` as keywords."""
        super().__init__(domain, event_broker, **kwargs)
        self.store: OrderedDict[str, str] = OrderedDict()
        self._max_conversations = max_conversations

    async def save(self, tracker: DialogueStateTracker) -> None:
        """Store the last session; forget the conversation that has been quiet for longest if there are too many."""
        await self.stream_events(tracker)
        self.store[tracker.sender_id] = self.serialise_tracker(_last_session(tracker))
        self.store.move_to_end(tracker.sender_id)
        while len(self.store) > self._max_conversations:
            self.store.popitem(last=False)


def _last_session(tracker: DialogueStateTracker) -> DialogueStateTracker:
    events = list(tracker.events)
    starts = [place for place, event in enumerate(events) if isinstance(event, SessionStarted)]
    begin = max(0, starts[-1] - 1) if starts else 0
    return DialogueStateTracker.from_events(tracker.sender_id, events[begin:], tracker.slots.values())
