"""Every copy of a card learns what was decided, wherever it was decided."""

from collections.abc import Sequence
from typing import Final
from uuid import UUID

from sqlalchemy.dialects.postgresql import insert
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from backend.clock import Clock
from backend.store.queue import Queue
from backend.store.tables import Decision, Outbox
from backend.turns.jobs import DELIVER

CARD: Final = "card"
DECIDED: Final = "decided"


def card_key(report_id: object, group: str) -> str:
    """The outbox key of the card of a report in a group."""
    return f"{CARD}:{report_id}:{group}"


async def take_back_cards(
    session: AsyncSession, queue: Queue, clock: Clock, report_ids: Sequence[UUID]
) -> None:
    """Have every posted card of these reports say no more than that its subject was erased; put once."""
    for report_id in report_ids:
        posted = select(Outbox).where(
            col(Outbox.key).startswith(card_key(report_id, "")), col(Outbox.platform_id).is_not(None)
        )
        for card in (await session.exec(posted)).all():
            group, destination = card.destination.partition(":")[2], f"card:{card.id}"
            payload = {"type": "taken_back", "group": group, "posted": card.platform_id, "card": card.id}
            values = {"key": f"taken_back:{card.id}", "destination": destination, "payload": payload}
            new = insert(Outbox).values(**values, created_at=clock.now())
            await session.exec(new.on_conflict_do_nothing(index_elements=["key"]))
            await queue.put(session, DELIVER, lock=destination, destination=destination)


async def tell_groups(session: AsyncSession, queue: Queue, clock: Clock, decision: Decision) -> None:
    """Put an update for each group that has, or will have, a card of the report decided on."""
    cards = select(Outbox.destination).where(col(Outbox.key).startswith(card_key(decision.report_id, "")))
    for destination in (await session.exec(cards)).all():
        payload = {"type": DECIDED, "report_id": str(decision.report_id), "decision_id": str(decision.id)}
        key = f"{DECIDED}:{decision.id}:{destination.partition(':')[2]}"
        session.add(Outbox(key=key, destination=destination, payload=payload, created_at=clock.now()))
        await queue.put(session, DELIVER, lock=destination, destination=destination)
    await session.flush()
