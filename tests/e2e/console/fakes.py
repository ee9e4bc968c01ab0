"""Stand-ins at the console's ports."""

from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from backend.store.states import SendStatus, TurnStatus
from backend.store.tables import Outbox, Turn


class FakeReplay:
    """Puts the row back to pending, as the real one does, and starts no job."""

    async def turn(self, session: AsyncSession, turn_id: UUID) -> None:
        turn = await session.get_one(Turn, turn_id)
        turn.status = TurnStatus.PENDING

    async def outbox(self, session: AsyncSession, outbox_id: int) -> None:
        row = await session.get_one(Outbox, outbox_id)
        row.status = SendStatus.PENDING
