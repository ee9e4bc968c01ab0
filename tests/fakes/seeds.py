"""Rows of one finished interview, as the interviewer would have left them."""

from datetime import timedelta
from typing import Any

from backend.clock import Clock
from backend.content.shelf import Shelf
from backend.recruiting import applications, invitations, stages
from backend.recruiting.applications import NewApplication
from backend.store.states import InterviewState, Stage
from backend.store.tables import Answer, Conversation, Fact, Inbound, Interview, Turn
from backend.store.unit_of_work import Database

ANSWERS = {
    "q1": ("4 看到漏电«我先拉闸再报班长»", "后来没再发生"),
    "q2": ("3 «两人核对»",),
    "q3": ("4 «三天学会»",),
    "q4": ("5 «加了护罩»",),
}
KIND = {"q2": "situational"}


async def finished_interview(
    database: Database,
    clock: Clock,
    shelf: Shelf,
    external_id: str = "A-1",
    name: str = "李雷",
    phone: str = "13800138000",
    site_id: str = "suzhou",
) -> Interview:
    """One person who has answered everything; each message is an answer part of its own."""
    async with database.unit_of_work() as session:
        await shelf.keep_current(session, clock)
        new = NewApplication(name, "assembler", site_id, "beisen", external_id, phone=phone)
        application, _ = await applications.create(session, clock, new)
        await invitations.invite(session, clock, application)
        await stages.move(session, clock, application, Stage.INTERVIEWING, "candidate", "consented")
        talk = Conversation(application_id=application.id, created_at=clock.now())
        session.add(talk)
        await session.flush()
        trace = [
            {"at": clock.now().isoformat(), "question": "q1", "decision": "probe:result", "because": "no end"}
        ]
        state = {"schema_version": 1, "language": "zh", "phase": "done", "trace": trace}
        interview = Interview(
            conversation_id=talk.id, application_id=application.id, content_version=shelf.version,
            state=InterviewState.FINISHED, session=state, started_at=clock.now(),
            finished_at=clock.now() + timedelta(minutes=9),
        )  # fmt: skip
        turn = Turn(conversation_id=talk.id, created_at=clock.now())
        session.add_all([interview, turn])
        await session.flush()
        for question, said in ANSWERS.items():
            for at, words in enumerate(said, start=1):
                await answer(session, clock, interview, turn, question, at, words)
        session.add(Fact(interview_id=interview.id, name="k_age", value="yes", raw="满了", passed=True,
                         created_at=clock.now()))  # fmt: skip
    return interview


async def answer(
    session: Any, clock: Clock, interview: Interview, turn: Turn, question: str, part: int, words: str
) -> Answer:
    message = Inbound(
        channel="web", account="web", external_id=f"{interview.id}{question}{part}", kind="text", text=words,
        conversation_id=interview.conversation_id, turn_id=turn.id, occurred_at=clock.now(),
        received_at=clock.now(),
    )  # fmt: skip
    session.add(message)
    await session.flush()
    row = Answer(
        interview_id=interview.id, question_id=question, dimension=None, branch="experienced",
        question_kind=KIND.get(question, "behavioural"), part=part, text=words, message_ids=[message.id],
        turn_id=turn.id, created_at=clock.now(),
    )  # fmt: skip
    session.add(row)
    await session.flush()
    return row
