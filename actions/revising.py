"""An edited message: until the interview ends the answer it belongs to gets a new revision, and the old one is kept."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import TYPE_CHECKING

from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from actions.house import House
from actions.interview.editing import edit_draft, reword
from actions.interview.session import Session
from backend.store.states import InterviewState
from backend.store.tables import Answer, Inbound

if TYPE_CHECKING:
    from actions.turns import Scene


async def revise(house: House, session: AsyncSession, scene: Scene, edit: Inbound) -> None:
    """Put the edited words in the place of the earlier ones; what is no part of an answer only shows in the transcript."""
    if scene.interview.state != InterviewState.OPEN or edit.id is None:
        return
    earlier = select(Inbound.id).filter_by(conversation_id=scene.conversation.id, reference=edit.revises)
    edited = {one for one in await session.exec(earlier) if one is not None} - {edit.id}
    now = Session.model_validate(scene.interview.session)
    if (held := edit_draft(now, edited, edit.id, edit.text)) is not None:
        scene.interview.session = held.model_dump(mode="json")
        return
    parts = await _answer_with(session, scene, edited)
    for part in parts:
        part.superseded = True
    await session.flush()
    for part in parts:
        new = await _said_anew(session, part, edited, edit)
        now = reword(now, part.text, new)
        session.add(_revised(house, scene, part, edited, edit.id, new))
    if parts:
        scene.interview.session = now.model_dump(mode="json")


async def _answer_with(session: AsyncSession, scene: Scene, edited: set[int]) -> Sequence[Answer]:
    """All parts of the answer that counts and that one of these messages is in."""
    counting = select(Answer).where(
        Answer.interview_id == scene.interview.id, col(Answer.superseded).is_(False)
    )
    parts = (await session.exec(counting.order_by(col(Answer.id)))).all()
    questions = {part.question_id for part in parts if edited & set(part.message_ids)}
    return [part for part in parts if part.question_id in questions]


async def _said_anew(session: AsyncSession, part: Answer, edited: set[int], edit: Inbound) -> str:
    if not edited & set(part.message_ids):
        return part.text
    rows = await session.exec(select(Inbound).where(col(Inbound.id).in_(part.message_ids)))
    words = {row.id: row.text for row in rows}
    return "\n".join(edit.text if one in edited else words.get(one, "") for one in part.message_ids)


def _revised(
    house: House, scene: Scene, part: Answer, edited: Collection[int], edit_id: int, text: str
) -> Answer:
    return Answer(
        interview_id=part.interview_id,
        question_id=part.question_id,
        dimension=part.dimension,
        branch=part.branch,
        question_kind=part.question_kind,
        revision=part.revision + 1,
        part=part.part,
        probe=part.probe,
        text=text,
        message_ids=[edit_id if one in edited else one for one in part.message_ids],
        turn_id=scene.turn.id,
        created_at=house.clock.now(),
    )
