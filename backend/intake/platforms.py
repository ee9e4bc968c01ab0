"""The house as the platform channels see it: implements `channels.platform.PlatformGateway`."""

from dataclasses import replace

from sqlalchemy import update
from sqlalchemy.dialects.postgresql import insert
from sqlmodel import col, select

from backend.clock import Clock
from backend.intake import holders
from backend.intake.accept import Intake
from backend.intake.addresses import Place, bind
from backend.recruiting import invitations
from backend.store.queue import Queue
from backend.store.reach import alone_within_reach, within_reach
from backend.store.states import SendStatus
from backend.store.tables import Address, ChannelMemory, Invitation, KeptEvent, Outbox
from backend.store.unit_of_work import Database
from channels.contract import Accepted, InboundEvent, Kind, LinkState
from channels.platform import MediaRef, UnknownAddress


def _place(event: InboundEvent) -> Place:
    return Place(event.channel, event.account, event.address)


class PlatformHouse:
    """Every method raises `channels.errors.Unavailable` without a database."""

    def __init__(self, database: Database, queue: Queue, clock: Clock) -> None:
        self._database = database
        self._queue = queue
        self._intake = Intake(database, queue, clock)
        self._clock = clock

    async def bind(self, token: str, channel: str, account: str, address: str) -> LinkState | None:
        """Tie an address to the invitation; None when it is bound."""
        async with within_reach(self._database) as session:
            found = await invitations.find(session, self._clock, token)
            if isinstance(found, LinkState):
                return found
            place = Place(channel, account, address)
            if (refused := await holders.claim(session, self._clock, found, place)) is not None:
                if refused is LinkState.CHECK:
                    await holders.ask_later(session, self._clock, found, place)
                return refused
            await bind(session, self._clock, found.application_id, place)
        return None

    async def accept(self, event: InboundEvent) -> Accepted:
        """Store the event and its job in one commit. Raises `UnknownAddress`."""
        digits = holders.digits_in(event.text) if event.kind is Kind.TEXT else None
        if digits and await self._proven(event, digits):
            event = replace(event, kind=Kind.START, text="")
        return await self._accept(event)

    async def fetch_later(self, event: InboundEvent, media: MediaRef) -> Accepted:
        """Store an event whose bytes a job will fetch. Raises `UnknownAddress`."""
        return await self._accept(event, media)

    async def _accept(self, event: InboundEvent, media: MediaRef | None = None) -> Accepted:
        try:
            if media is not None:
                return await self._intake.accept_with_file(event, media)
            return await self._intake.accept(event)
        except UnknownAddress as unknown:
            async with within_reach(self._database) as session:
                waiting = await holders.asked(session, _place(event))
            raise UnknownAddress(event.channel, LinkState.CHECK if waiting else None) from unknown

    async def _proven(self, event: InboundEvent, digits: str) -> bool:
        """Whether these digits have just opened a link here. Raises UnknownAddress when they were asked for and wrong.

        The same message again is no further try.
        """
        place = _place(event)
        async with within_reach(self._database) as session:
            check = await holders.asked(session, place)
            if check is None:
                return False
            invitation = await session.get_one(Invitation, check.invitation_id)
            state: LinkState | None = LinkState.WRONG
            if event.external_id not in check.tried:
                check.tried = [*check.tried, event.external_id]
                state = await holders.prove(session, self._queue, self._clock, invitation, place, digits)
            if state is None:
                await bind(session, self._clock, invitation.application_id, place)
                return True
        raise UnknownAddress(event.channel, state)

    async def keep_raw(self, channel: str, account: str, key: str, payload: bytes) -> bool:
        """Store a verified event that means nothing to us, once; False if it is known."""
        new = insert(KeptEvent).values(
            channel=channel,
            account=account,
            key=key,
            payload=payload.decode("utf-8", "replace"),
            received_at=self._clock.now(),
        )
        async with alone_within_reach(self._database) as connection:
            kept = await connection.execute(new.on_conflict_do_nothing().returning(col(KeptEvent.id)))
            return kept.scalar_one_or_none() is not None

    async def remember(self, channel: str, account: str, name: str, value: str) -> None:
        """Keep a small fact durably."""
        new = insert(ChannelMemory).values(channel=channel, account=account, name=name, value=value)
        same = ["channel", "account", "name"]
        async with alone_within_reach(self._database) as connection:
            await connection.execute(new.on_conflict_do_update(index_elements=same, set_={"value": value}))

    async def recall(self, channel: str, account: str, name: str) -> str | None:
        """The fact kept under this name."""
        wanted = select(ChannelMemory.value).filter_by(channel=channel, account=account, name=name)
        async with alone_within_reach(self._database) as connection:
            return (await connection.execute(wanted)).scalar_one_or_none()

    async def send_failed(self, channel: str, account: str, platform_id: str, code: str) -> None:
        """Turn a message that counted as sent into a failed one; repeated, it changes nothing."""
        theirs = select(Address.conversation_id).filter_by(channel=channel, account=account)
        failed = update(Outbox).where(
            col(Outbox.platform_id) == platform_id,
            col(Outbox.status) == SendStatus.SENT,
            col(Outbox.conversation_id).in_(theirs),
        )
        async with within_reach(self._database) as session:
            await session.exec(failed.values(status=SendStatus.FAILED, error=code))
