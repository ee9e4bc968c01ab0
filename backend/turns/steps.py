"""The single steps of a turn, each on a given session."""

from uuid import UUID

from sqlalchemy import func, or_, update
from sqlalchemy.dialects.postgresql import insert
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from backend.clock import Clock, new_id
from backend.dialogue.rasa import Utterance
from backend.store.states import TurnKind, TurnStatus
from backend.store.tables import Inbound, Interview, Outbox, Turn
from backend.turns.jobs import conversation_lock
from backend.turns.listening import OVER, Listening
from channels.contract import Kind


async def next_utterance(
    session: AsyncSession, clock: Clock, listening: Listening, conversation_id: UUID
) -> Utterance | None:
    """The oldest turn not done, or a new one for the oldest message not taken.

    None when nothing waits, or when what is next is a voice without words yet.
    """
    oldest = await _oldest_message(session, conversation_id)
    if oldest is None:
        return await _unspoken(session, conversation_id)
    message, stage, language, state = oldest
    wordless = message.kind == Kind.VOICE and not message.text
    if wordless and await listening.must_wait(session, message, over=state in OVER):
        return None
    if message.turn_id is None:
        turn = Turn(id=new_id(), conversation_id=conversation_id, created_at=clock.now())
        session.add(turn)
        await session.flush()
        message.turn_id = turn.id
    words = message.text if is_spoken(message) else None
    return Utterance(message.turn_id, conversation_id, words, stage or "consent", language or "zh")


async def more_waits(session: AsyncSession, conversation_id: UUID) -> bool:
    """Whether anything in this conversation has not been taken yet."""
    untaken = select(Inbound.id).where(
        col(Inbound.conversation_id) == conversation_id, col(Inbound.turn_id).is_(None)
    )
    pending = select(Turn.id).where(
        col(Turn.conversation_id) == conversation_id, col(Turn.status) == TurnStatus.PENDING
    )
    return bool((await session.exec(select(untaken.exists() | pending.exists()))).one())


def is_spoken(message: Inbound) -> bool:
    """Whether there are words: typed, or a voice message that somebody has written down."""
    return message.kind == Kind.TEXT or (message.kind == Kind.VOICE and bool(message.text))


async def status(session: AsyncSession, turn_id: UUID) -> str:
    """The state of a turn."""
    return (await session.exec(select(Turn.status).where(col(Turn.id) == turn_id))).one()


async def count_failure(session: AsyncSession, turn_id: UUID) -> int:
    """Note one more failure of a turn and return how many there have been."""
    counted = (
        update(Turn)
        .where(col(Turn.id) == turn_id)
        .values(attempts=col(Turn.attempts) + 1)
        .returning(col(Turn.attempts))
    )
    tries: int = (await session.exec(counted)).scalar_one()
    return tries


async def set_aside(session: AsyncSession, clock: Clock, utterance: Utterance) -> None:
    """Keep a turn as a dead letter, tell the candidate that we are sorry, and let the conversation go on."""
    await session.exec(update(Turn).where(col(Turn.id) == utterance.turn_id).values(status=TurnStatus.DEAD))
    sorry = insert(Outbox).values(
        key=f"sorry:{utterance.turn_id}",
        destination=conversation_lock(utterance.conversation_id),
        conversation_id=utterance.conversation_id,
        payload={"type": "say", "lines": [{"key": "error.sorry", "params": {}}], "choices": []},
        created_at=clock.now(),
    )
    await session.exec(sorry.on_conflict_do_nothing(index_elements=["key"]))


async def start_settling(session: AsyncSession, clock: Clock, conversation_id: UUID, message_id: int) -> bool:
    """Open a turn that ends a held fragment, unless the person has said something since `message_id`."""
    newest = select(func.max(Inbound.id)).where(col(Inbound.conversation_id) == conversation_id)
    if (await session.exec(newest)).one() != message_id:
        return False
    session.add(Turn(conversation_id=conversation_id, kind=TurnKind.SETTLE, created_at=clock.now()))
    return True


async def _oldest_message(
    session: AsyncSession, conversation_id: UUID
) -> tuple[Inbound, str | None, str | None, str | None] | None:
    untaken = or_(col(Inbound.turn_id).is_(None), col(Turn.status) == TurnStatus.PENDING)
    found = (
        select(Inbound, Interview.stage, Interview.language, Interview.state)
        .outerjoin(Turn, col(Turn.id) == col(Inbound.turn_id))
        .outerjoin(Interview, col(Interview.conversation_id) == col(Inbound.conversation_id))
        .where(col(Inbound.conversation_id) == conversation_id, untaken)
    )
    return (await session.exec(found.order_by(col(Inbound.id)).limit(1))).one_or_none()


async def _unspoken(session: AsyncSession, conversation_id: UUID) -> Utterance | None:
    """A turn that time has caused."""
    found = (
        select(Turn.id, Interview.stage, Interview.language)
        .join(Interview, col(Interview.conversation_id) == col(Turn.conversation_id))
        .where(col(Turn.conversation_id) == conversation_id, col(Turn.status) == TurnStatus.PENDING)
    )
    row = (await session.exec(found.order_by(col(Turn.created_at)).limit(1))).one_or_none()
    return None if row is None else Utterance(row[0], conversation_id, None, row[1], row[2])
