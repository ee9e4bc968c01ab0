"""The single steps of a turn, each on a given session."""

from uuid import UUID

from sqlalchemy import func, update
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from backend.clock import Clock, new_id
from backend.dialogue.rasa import Utterance
from backend.store.states import TurnKind, TurnStatus
from backend.store.tables import Inbound, Interview, Outbox, Turn
from channels.contract import Kind


async def next_utterance(session: AsyncSession, clock: Clock, conversation_id: UUID) -> Utterance | None:
    """The oldest turn not done, or a new one for the oldest message not taken; None when nothing waits."""
    turn, message = await _pending(session, conversation_id) or await _opened(session, clock, conversation_id)
    if turn is None:
        return None
    spoken = message.text if message is not None and is_spoken(message) else None
    stage, language = await _stage(session, conversation_id)
    return Utterance(turn.id, conversation_id, spoken, stage, language)


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
    session.add(
        Outbox(
            key=f"sorry:{utterance.turn_id}",
            destination=f"conversation:{utterance.conversation_id}",
            conversation_id=utterance.conversation_id,
            payload={"type": "say", "lines": [{"key": "error.sorry", "params": {}}], "choices": []},
            created_at=clock.now(),
        )
    )


async def start_settling(session: AsyncSession, clock: Clock, conversation_id: UUID, message_id: int) -> bool:
    """Open a turn that ends a held fragment, unless the person has said something since `message_id`."""
    newest = select(func.max(Inbound.id)).where(col(Inbound.conversation_id) == conversation_id)
    if (await session.exec(newest)).one() != message_id:
        return False
    session.add(Turn(conversation_id=conversation_id, kind=TurnKind.SETTLE, created_at=clock.now()))
    return True


async def _pending(session: AsyncSession, conversation_id: UUID) -> tuple[Turn, Inbound | None] | None:
    waiting = select(Turn, Inbound).outerjoin(Inbound, col(Inbound.turn_id) == col(Turn.id))
    mine = waiting.where(col(Turn.conversation_id) == conversation_id, col(Turn.status) == TurnStatus.PENDING)
    return (await session.exec(mine.order_by(col(Turn.created_at)).limit(1))).one_or_none()


async def _opened(
    session: AsyncSession, clock: Clock, conversation_id: UUID
) -> tuple[Turn, Inbound] | tuple[None, None]:
    waiting = select(Inbound).where(
        col(Inbound.conversation_id) == conversation_id, col(Inbound.turn_id).is_(None)
    )
    message = (await session.exec(waiting.order_by(col(Inbound.id)).limit(1))).one_or_none()
    if message is None:
        return None, None
    turn = Turn(id=new_id(), conversation_id=conversation_id, created_at=clock.now())
    session.add(turn)
    await session.flush()
    message.turn_id = turn.id
    return turn, message


async def _stage(session: AsyncSession, conversation_id: UUID) -> tuple[str, str]:
    found = select(Interview.stage, Interview.language).where(
        col(Interview.conversation_id) == conversation_id
    )
    row = (await session.exec(found)).one_or_none()
    return (row[0], row[1]) if row else ("consent", "zh")
