"""The single steps of a turn, each on a given session."""

from dataclasses import dataclass
from typing import Any, Final
from uuid import UUID

from sqlalchemy import (
    BigInteger,
    Boolean,
    ColumnElement,
    DateTime,
    Text,
    Uuid,
    bindparam,
    func,
    or_,
    text,
    update,
)
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncConnection
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from backend.clock import Clock, new_id
from backend.dialogue.rasa import Utterance
from backend.store.crypto import EncryptedText
from backend.store.states import TurnKind, TurnStatus
from backend.store.tables import Inbound, Outbox, Turn
from backend.turns.jobs import conversation_lock
from channels.contract import Kind


@dataclass(frozen=True)
class Waiting:
    """What to take next, and whether more stood behind it. What comes later brings a job of its own."""

    utterance: Utterance
    more: bool


@dataclass(frozen=True)
class Unheard:
    """What is next is a voice that is being written down."""

    message_id: int


async def next_utterance(
    connection: AsyncConnection, clock: Clock, conversation_id: UUID
) -> Waiting | Unheard | None:
    """The oldest turn not done, or a new one for the oldest message not taken; None when nothing waits."""
    begin = {"conversation": conversation_id, "turn": new_id(), "now": clock.now()}
    row = (await connection.execute(_NEXT, begin)).one_or_none()
    if row is None:
        return None
    if row.unheard is not None:
        return Unheard(row.unheard)
    words = row.text if row.kind is not None and is_spoken(row.kind, row.text) else None
    return Waiting(Utterance(row.turn_id, conversation_id, words, row.stage, row.language), row.more)


_NEXT: Final = (
    text("""
    WITH message AS (
        SELECT id, turn_id, kind, text FROM inbound WHERE id = least(
            (SELECT min(id) FROM inbound WHERE conversation_id = :conversation AND turn_id IS NULL),
            (SELECT min(inbound.id) FROM inbound JOIN turn ON turn.id = inbound.turn_id
             WHERE turn.conversation_id = :conversation AND turn.status = 'pending'))
        FOR NO KEY UPDATE
    ), unheard AS (
        -- a voice that is still being written down keeps its place, see backend.turns.listening
        SELECT message.id FROM message JOIN transcription ON transcription.message_id = message.id
        WHERE message.turn_id IS NULL AND transcription.state = 'waiting'
        AND (transcription.waits_until IS NULL OR transcription.waits_until > :now)
    ), begun AS (
        INSERT INTO turn (id, conversation_id, kind, status, attempts, created_at)
        SELECT :turn, :conversation, 'message', 'pending', 0, :now FROM message
        WHERE turn_id IS NULL AND NOT EXISTS (SELECT FROM unheard)
        RETURNING id
    ), taken AS (
        UPDATE inbound SET turn_id = begun.id FROM message, begun WHERE inbound.id = message.id
    ), timed AS (
        -- a turn that time has caused, when nobody has said anything
        SELECT id FROM turn
        WHERE conversation_id = :conversation AND status = 'pending' AND NOT EXISTS (SELECT FROM message)
        ORDER BY created_at LIMIT 1
    ), chosen AS (
        SELECT coalesce(message.turn_id, begun.id) AS turn_id, kind, text, unheard.id AS unheard
        FROM message LEFT JOIN begun ON true LEFT JOIN unheard ON true
        UNION ALL SELECT id, NULL, NULL, NULL FROM timed
    )
    SELECT chosen.turn_id, chosen.kind, chosen.text, chosen.unheard,
           coalesce(interview.stage, 'consent') AS stage, coalesce(interview.language, 'zh') AS language,
           (SELECT count(*) FROM inbound WHERE conversation_id = :conversation AND turn_id IS NULL)
           + (SELECT count(*) FROM turn WHERE conversation_id = :conversation AND status = 'pending') > 1 AS more
    FROM chosen LEFT JOIN interview ON interview.conversation_id = :conversation
    """)
    .bindparams(
        bindparam("conversation", type_=Uuid()),
        bindparam("turn", type_=Uuid()),
        bindparam("now", type_=DateTime(timezone=True)),
    )
    .columns(
        turn_id=Uuid(),
        kind=Text(),
        text=EncryptedText(),
        unheard=BigInteger(),
        stage=Text(),
        language=Text(),
        more=Boolean(),
    )
)


def more_waits(conversation_id: Any) -> ColumnElement[bool]:
    """A column: whether anything in this conversation has not been taken yet."""
    untaken = select(Inbound.id).where(
        col(Inbound.conversation_id) == conversation_id, col(Inbound.turn_id).is_(None)
    )
    pending = select(Turn.id).where(
        col(Turn.conversation_id) == conversation_id, col(Turn.status) == TurnStatus.PENDING.value
    )
    return or_(untaken.exists(), pending.exists())


def is_spoken(kind: str, heard: str) -> bool:
    """Whether there are words: typed, or a voice message that somebody has written down."""
    return kind == Kind.TEXT or (kind == Kind.VOICE and bool(heard))


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
