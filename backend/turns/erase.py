"""Forget what a person said in one conversation, for good.

`everything` also forgets who they are. What stays is only the fact: ids, stages and times, which name nobody.
"""

from uuid import UUID

from sqlalchemy import delete, func, update
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from backend.clock import Clock
from backend.media.files import MediaFiles
from backend.recruiting import invitations, stages
from backend.store.states import Stage
from backend.store.tables import (
    Address,
    Answer,
    Application,
    Candidate,
    Conversation,
    Decision,
    Fact,
    Inbound,
    Interview,
    Media,
    Outbox,
    Report,
    Transcription,
)
from backend.store.unit_of_work import Database


class Eraser:
    """The job behind 「删除」 and behind a refused consent."""

    def __init__(self, database: Database, clock: Clock, media: MediaFiles) -> None:
        self._database = database
        self._clock = clock
        self._media = media

    async def erase(self, *, conversation_id: str, everything: bool) -> None:
        """Erase; done twice, it does nothing more."""
        conversation = UUID(conversation_id)
        async with self._database.unit_of_work() as session:
            files = list(await session.exec(select(Media.id).filter_by(conversation_id=conversation)))
        for media_id in files:
            await self._media.erase(media_id)
        async with self._database.unit_of_work() as session:
            await _forget_words(session, conversation)
            if everything:
                await _forget_person(session, self._clock, conversation)


async def _forget_words(session: AsyncSession, conversation_id: UUID) -> None:
    interviews = select(col(Interview.id)).where(col(Interview.conversation_id) == conversation_id)
    for table in (Answer, Fact, Report):
        if table is Report:
            mine = select(col(Report.id)).where(col(Report.interview_id).in_(interviews))
            await session.exec(
                update(Decision).where(col(Decision.report_id).in_(mine)).values(report_id=None)
            )
        await session.exec(delete(table).where(col(table.interview_id).in_(interviews)))
    mine_said = col(Inbound.conversation_id) == conversation_id
    await session.exec(update(Inbound).where(mine_said).values(text="", media_id=None))
    await session.exec(delete(Media).where(col(Media.conversation_id) == conversation_id))
    heard = delete(Transcription).where(col(Transcription.conversation_id) == conversation_id)
    await session.exec(heard)
    ours = col(Outbox.conversation_id) == conversation_id
    forgotten = {"type": "say", "lines": [], "choices": []}
    last = select(func.max(col(Outbox.id))).where(ours).scalar_subquery()
    await session.exec(
        update(Outbox)
        .where(ours, col(Outbox.id) < last)
        .values(payload=forgotten, rendered={"text": "", "choices": []})
    )
    found = select(Interview).filter_by(conversation_id=conversation_id)
    if (interview := (await session.exec(found)).one_or_none()) is None:
        return
    kept = {key: interview.session[key] for key in ("schema_version", "language", "phase")}
    interview.session = kept


async def _forget_person(session: AsyncSession, clock: Clock, conversation_id: UUID) -> None:
    """Who they are, in every application of theirs; where they could be reached; their links."""
    conversation = await session.get_one(Conversation, conversation_id)
    asked = await session.get_one(Application, conversation.application_id)
    theirs = (await session.exec(select(Application).filter_by(candidate_id=asked.candidate_id))).all()
    for application in theirs:
        await stages.move_if_possible(
            session, clock, application, Stage.ERASED, "candidate", "asked for erasure"
        )
        await invitations.revoke(session, clock, application)
        application.external_id = f"erased:{application.id}"
        await session.exec(update(Decision).filter_by(application_id=application.id).values(reason=""))
        talks = (await session.exec(select(Conversation.id).filter_by(application_id=application.id))).all()
        for talk in talks:
            await _forget_words(session, talk)
            await session.exec(delete(Address).where(col(Address.conversation_id) == talk))
    await session.exec(
        update(Candidate)
        .where(col(Candidate.id) == asked.candidate_id)
        .values(name="", phone=None, phone_hash=None, email=None)
    )
