"""Where a silent person can be spoken to in a chat, and until when."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from backend.store.tables import Address
from channels.contract import Channel

MARGIN: Final = timedelta(minutes=10)
"""So long before a platform closes its reply window nothing is begun any more."""
RESERVE: Final = 1
"""Messages of a reply window that stay unspent: a retry, an apology."""


@dataclass(frozen=True)
class ChatPlace:
    """The address last heard from. `closes` is None where we may speak at any time."""

    open: bool
    closes: datetime | None

    def can_hear(self, now: datetime) -> bool:
        """Whether something said there now would arrive."""
        return self.open and (self.closes is None or now <= self.closes)


NOWHERE: Final = ChatPlace(open=False, closes=None)


async def chat_place(
    session: AsyncSession, channels: Mapping[str, Channel], conversation_id: UUID | None
) -> ChatPlace:
    """By what its channel allows; closed on a page that nobody may be looking at."""
    theirs = select(Address).where(col(Address.conversation_id) == conversation_id)
    newest = theirs.order_by(col(Address.heard_at).desc()).limit(1)
    address = (await session.exec(newest)).one_or_none() if conversation_id else None
    channel = channels.get(address.channel) if address else None
    if address is None or channel is None:
        return NOWHERE
    window = channel.capabilities.reply_window
    if window is None:
        return ChatPlace(channel.capabilities.can_initiate, None)
    closes = address.heard_at + timedelta(seconds=window.seconds) - MARGIN
    return ChatPlace(address.said + RESERVE < window.count, closes)
