"""Give a chat to a colleague where the platform can; everywhere else HR's group has a note with a link, and that is all."""

from collections.abc import Mapping
from uuid import UUID

import structlog
from sqlmodel import col, select

from backend.store.queue import TryLater
from backend.store.tables import Address
from backend.store.unit_of_work import Database
from channels.contract import Channel, HandsOver
from channels.errors import SendError

log = structlog.get_logger(__name__)


class HandingOver:
    """The job behind 「人工」. It waits behind the turn that answers it, so that the answer still goes out."""

    def __init__(self, database: Database, channels: Mapping[str, Channel]) -> None:
        self._database = database
        self._channels = channels

    async def hand_over(self, *, conversation_id: str) -> None:
        """Done twice, it does nothing more. Raises TryLater while the platform is ill."""
        theirs = select(Address).where(Address.conversation_id == UUID(conversation_id))
        async with self._database.reading() as session:
            newest = theirs.order_by(col(Address.heard_at).desc()).limit(1)
            address = (await session.exec(newest)).one_or_none()
        channel = self._channels.get(address.channel) if address else None
        if address is None or not isinstance(channel, HandsOver):
            return
        try:
            await channel.hand_over(address.address)
        except SendError as error:
            if error.retryable:
                raise TryLater(error.retry_after) from None
            log.warning("conversation.not_handed_over", conversation_id=conversation_id, code=error.code)
        else:
            log.info("conversation.handed_over", conversation_id=conversation_id)
