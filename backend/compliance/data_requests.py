"""A person's data is forgotten or handed over when they ask for it: GDPR art. 15, 17 and 20, PIPL art. 45 and 47."""

from collections.abc import Sequence
from typing import Any, Final
from uuid import UUID

from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from backend.api.transcript import transcript
from backend.clock import Clock
from backend.store import audit
from backend.store.queue import Queue
from backend.store.states import DataRequestState
from backend.store.tables import (
    Application,
    Candidate,
    Consent,
    Conversation,
    DataRequest,
    Decision,
    Document,
    Fact,
    Interview,
    Offer,
    Report,
    StageChange,
)
from backend.turns.jobs import ERASE_PERSON

ERASURE: Final = "erasure"
EXPORT: Final = "export"


async def ask_erasure(
    session: AsyncSession, clock: Clock, queue: Queue, candidate_id: UUID, *, actor: str
) -> DataRequest:
    """Forget the person everywhere; a job does it. Asked again while one waits, it is the same request."""
    person = await session.get_one(Candidate, candidate_id, with_for_update=True)
    waiting = select(DataRequest).where(
        DataRequest.candidate_id == person.id,
        DataRequest.kind == ERASURE,
        DataRequest.state == DataRequestState.PENDING,
    )
    if (before := (await session.exec(waiting)).first()) is not None:
        return before
    asked = _request(session, clock, person.id, ERASURE, actor)
    await session.flush()
    await queue.put(session, ERASE_PERSON, request_id=str(asked.id))
    return asked


async def export(session: AsyncSession, clock: Clock, candidate_id: UUID, *, actor: str) -> DataRequest:
    """All that is kept about the person, as it stands now."""
    made = _request(session, clock, candidate_id, EXPORT, actor)
    made.content = await _everything(session, candidate_id)
    made.state, made.done_at = DataRequestState.DONE, clock.now()
    await session.flush()
    return made


def _request(session: AsyncSession, clock: Clock, candidate_id: UUID, kind: str, actor: str) -> DataRequest:
    now = clock.now()
    row = DataRequest(candidate_id=candidate_id, kind=kind, actor=actor, created_at=now, updated_at=now)
    session.add(row)
    audit.record(
        session, clock, actor=actor, action=f"{kind}.asked", subject="candidate", subject_id=candidate_id,
        details={"request_id": str(row.id)},
    )  # fmt: skip
    return row


async def _everything(session: AsyncSession, candidate_id: UUID) -> dict[str, Any]:
    person = await session.get_one(Candidate, candidate_id)
    mine = select(Application).where(Application.candidate_id == candidate_id)
    rows = (await session.exec(mine.order_by(col(Application.created_at)))).all()
    files = select(Document).where(Document.candidate_id == candidate_id)
    return {
        "person": _plain(person, "name", "phone", "email", "birth_date", "language", "created_at"),
        "background": person.details,
        "applications": [await _application(session, row) for row in rows],
        "documents": [
            _plain(row, "kind", "filename", "mime", "size", "parsed", "created_at")
            for row in await session.exec(files)
        ],
    }


async def _application(session: AsyncSession, row: Application) -> dict[str, Any]:
    talks = (await session.exec(select(Conversation).where(Conversation.application_id == row.id))).all()
    return {
        **_plain(row, "id", "position_id", "site_id", "source", "external_id", "stage", "created_at"),
        "history": await _all(session, StageChange, row.id, "before", "after", "at"),
        "decisions": await _all(session, Decision, row.id, "kind", "reason", "at"),
        "offers": await _all(
            session, Offer, row.id, "version", "state", "amount_minor", "currency", "period", "terms"
        ),
        "conversations": [await _conversation(session, talk) for talk in talks],
    }


async def _conversation(session: AsyncSession, talk: Conversation) -> dict[str, Any]:
    interviews = select(Interview.id).where(Interview.conversation_id == talk.id)
    facts = await session.exec(select(Fact).where(col(Fact.interview_id).in_(interviews)))
    reports = await session.exec(select(Report).where(col(Report.interview_id).in_(interviews)))
    consents = await session.exec(select(Consent).where(Consent.conversation_id == talk.id))
    return {
        "messages": [line.model_dump(mode="json") for line in await transcript(session, talk.id)],
        "facts": [_plain(fact, "name", "value", "raw", "created_at") for fact in facts],
        "reports": [report.content for report in reports],
        "consents": [_plain(consent, "kind", "granted", "at") for consent in consents],
    }


async def _all(
    session: AsyncSession, table: type[Any], application_id: UUID, *fields: str
) -> Sequence[dict[str, Any]]:
    rows = await session.exec(select(table).where(table.application_id == application_id))
    return [_plain(row, *fields) for row in rows]


def _plain(row: Any, *fields: str) -> dict[str, Any]:
    plain: dict[str, Any] = row.model_dump(mode="json", include=set(fields))
    return plain
