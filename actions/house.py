"""What the action server needs of the world, put together once when it starts."""

from dataclasses import dataclass, field

from actions.interview.script import Script
from actions.scripts import script
from backend.clock import Clock
from backend.content.form import Form
from backend.content.pack import Content
from backend.content.shelf import Shelf
from backend.store.queue import Queue
from backend.store.unit_of_work import Database


@dataclass
class House:
    """Database, queue, clock and content, with the scripts built so far."""

    database: Database
    queue: Queue
    clock: Clock
    shelf: Shelf
    _scripts: dict[tuple[str, str, str], Script] = field(default_factory=dict)

    def script(self, version: str, content: Content, form: Form) -> Script:
        """The script of a form of this content version; built once."""
        key = (version, form.position.id, form.site.id)
        if key not in self._scripts:
            self._scripts[key] = script(content, form)
        return self._scripts[key]
