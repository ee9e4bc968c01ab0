"""Forget what a person said in one conversation, for good, or who they are altogether.

`everything` also forgets who they are. What stays is only the fact: ids, stages and times, which name nobody.
"""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import delete, func, or_, update
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from backend.clock import Clock
from backend.media.files import MediaFiles
from backend.recruiting import invitations, stages
from backend.recruiting.group_news import take_back_cards
from backend.store import audit
from backend.store.queue import Queue
from backend.store.states import DataRequestState, InterviewState, Stage
from backend.store.tables import (
    Answer,
    Application,
    Candidate,
    Conversation,
    DataRequest,
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
from backend.turns.erase_record import files_of, forget_documents, forget_what_followed
from backend.turns.erase_traces import forget_addresses, forget_unfetched


class Eraser:
    """The job behind 「删除」 and behind a refused consent."""

    def __init__(self, database: Database, queue: Queue, clock: Clock, media: MediaFiles) -> None:
        self._database = database
        self._queue = queue
        self._clock = clock
        self._media = media

    async def erase(self, *, conversation_id: str, everything: bool) -> None:
        """Erase; done twice, it does nothing more."""
        conversation = UUID(conversation_id)
        async with self._database.unit_of_work() as session:
            person = await _person(session, conversation)
            spoken = select(Media.id).filter_by(conversation_id=conversation)
            files = await files_of(session, person) if everything else list(await session.exec(spoken))
        for file_id in files:
            await self._media.erase(file_id)
        async with self._database.unit_of_work() as session:
            await self._take_back(session, conversation)
            await _forget_words(session, conversation)
            if everything:
                for talk in await _talks(session, person):
                    await self._take_back(session, talk)
                await _forget_person(session, self._clock, person, "candidate")

    async def erase_person(self, *, request_id: str) -> None:
        """Carry out a request for erasure; done twice, it does nothing more."""
        async with self._database.unit_of_work() as session:
            asked = await session.get_one(DataRequest, UUID(request_id))
            files = await files_of(session, asked.candidate_id)
        for file_id in files:
            await self._media.erase(file_id)
        async with self._database.unit_of_work() as session:
            asked = await session.get_one(DataRequest, UUID(request_id), with_for_update=True)
            if asked.state == DataRequestState.DONE:
                return
            now = self._clock.now()
            for talk in await _talks(session, asked.candidate_id):
                await self._take_back(session, talk)
            await _forget_person(session, self._clock, asked.candidate_id, asked.actor)
            asked.state, asked.done_at, asked.updated_at = DataRequestState.DONE, now, now
            session.add(asked)
            audit.record(
                session, self._clock, actor=asked.actor, action="candidate.erased", subject="candidate",
                subject_id=asked.candidate_id, details={"request_id": request_id},
            )  # fmt: skip

    async def _take_back(self, session: AsyncSession, conversation_id: UUID) -> None:
        """What was told in HR's groups, while the report can still be named."""
        mine = select(Report.id).join(Interview, col(Interview.id) == col(Report.interview_id))
        reports = await session.exec(mine.where(Interview.conversation_id == conversation_id))
        await take_back_cards(session, self._queue, self._clock, reports.all())


async def _talks(session: AsyncSession, candidate_id: UUID) -> Sequence[UUID]:
    """All conversations with this person."""
    mine = select(Conversation.id).join(Application, col(Application.id) == col(Conversation.application_id))
    return (await session.exec(mine.where(Application.candidate_id == candidate_id))).all()


async def _person(session: AsyncSession, conversation_id: UUID) -> UUID:
    """Whose conversation it is."""
    talk = await session.get_one(Conversation, conversation_id)
    return (await session.get_one(Application, talk.application_id)).candidate_id


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
    await forget_unfetched(session, conversation_id)
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


async def _forget_person(session: AsyncSession, clock: Clock, candidate_id: UUID, actor: str) -> None:
    """Who they are, in every application of theirs; where they could be reached; their links."""
    theirs = (await session.exec(select(Application).filter_by(candidate_id=candidate_id))).all()
    for application in theirs:
        await stages.move_if_possible(session, clock, application, Stage.ERASED, actor, "asked for erasure")
        await invitations.revoke(session, clock, application)
        application.external_id = f"erased:{application.id}"
        await session.exec(update(Decision).filter_by(application_id=application.id).values(reason=""))
        talks = (await session.exec(select(Conversation.id).filter_by(application_id=application.id))).all()
        for talk in talks:
            await _forget_words(session, talk)
            await forget_addresses(session, talk)
        await session.exec(
            update(Interview)
            .filter_by(application_id=application.id, state=InterviewState.OPEN)
            .values(state=InterviewState.ERASED)
        )
        await forget_what_followed(session, application.id)
    await forget_documents(session, candidate_id)
    await session.exec(
        update(Candidate)
        .where(or_(col(Candidate.id) == candidate_id, col(Candidate.merged_into) == candidate_id))
        .values(
            name="", phone=None, phone_hash=None, email=None, email_hash=None, name_birth_hash=None,
            birth_date=None, details=None, updated_at=clock.now(),
        )
    )  # fmt: skip
