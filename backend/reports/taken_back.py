"""A card about somebody who was erased: where a posted card can be changed, it says no more than that."""

from collections.abc import Mapping

from backend.content.shelf import Shelf
from backend.content.text import Language
from backend.outbox.pace import Pace
from backend.store.tables import Outbox
from backend.store.unit_of_work import Database
from channels.contract import Card, EditableGroup, GroupSender, SendResult


class TakenBackCards:
    """Sends the rows of destination `card:<outbox id>`. Group robots cannot change what they posted."""

    def __init__(
        self,
        database: Database,
        shelf: Shelf,
        groups: Mapping[str, GroupSender],
        pace: Pace,
        *,
        public_url: str,
        language: Language,
    ) -> None:
        self._database = database
        self._shelf = shelf
        self._groups = groups
        self._pace = pace
        self._list = f"{public_url.rstrip('/')}/console/"
        self._language: Language = language

    async def take_turn(self, row: Outbox) -> None:
        """Count the change on the card's group."""
        place = str(row.payload["group"])
        if (group := self._groups.get(place)) is not None:
            await self._pace.take({f"group:{place}": group.pace})

    async def is_repeatable(self, row: Outbox) -> bool:
        """Always: the same change twice is one."""
        return True

    async def send(self, row: Outbox) -> SendResult:
        """Change the card. Raises a `channels.errors.SendError`."""
        group = self._groups.get(str(row.payload["group"]))
        if isinstance(group, EditableGroup):
            await group.edit(str(row.payload["posted"]), self._card(int(row.payload["card"])))
        return SendResult()

    def _card(self, number: int) -> Card:
        words = self._shelf.current.locales[self._language]
        return Card(
            number, words["card.gone"], (), words["card.list"], self._list, words["card.gone"], revision=1
        )
