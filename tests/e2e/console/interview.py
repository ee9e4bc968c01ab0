"""One finished interview with hostile words in it, scored by hand."""

import io
import math
import struct
import wave
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import select
from sqlmodel.ext.asyncio.session import AsyncSession

from backend.clock import Clock, new_id
from backend.content.pack import Content
from backend.content.shelf import Shelf
from backend.media.files import MediaFiles
from backend.recruiting.applications import NewApplication, create
from backend.reports.build import build_report
from backend.reports.load import load
from backend.store.states import InterviewState, SendStatus, Stage, TurnStatus
from backend.store.tables import (
    Address,
    Answer,
    Application,
    Conversation,
    Fact,
    Inbound,
    Interview,
    Outbox,
    Report,
    Turn,
    WebhookEndpoint,
    message_seq,
)

EVIL = "<img src=x onerror=\"document.title='owned'\"><b>我最强</b>"
ANSWERS = {
    "q1": (
        "去年做电动车控制器，主板老是装不平，卡了两天。",
        "我把治具拆开看，发现定位销磨短了，就换了销子，又做了一张点检表。",
        "之后三个月没有再出现过装不平。",
    ),
    "q2": ("冲压线上有人把手伸进模具取料，我马上按了急停，然后报告了班长。",),
    "q3": ("有，大家为了赶产量不测扭矩。我还是每台都测，跟组长说了，后来改成两人轮流测。",),
    "q4": (f"{EVIL} 我发现屏幕有气泡，就停下来隔离了那一批，返工二十台。",),
    "q5": ("换工位一个星期就能独立，我会把步骤写在本子上，下班再练。",),
    "q6": ("下大雪那天公交停了，我提前一个半小时走路去的，没有迟到。",),
}
QUOTED = {
    "q1": (
        (4, "我把治具拆开看，发现定位销磨短了，就换了销子"),
        (4, "之后三个月没有再出现过装不平"),
        (4, "卡了两天。\n我把治具拆开看"),
    ),
    "q2": ((4, "我马上按了急停，然后报告了班长"),),
    "q3": ((3, "我还是每台都测"),),
    "q4": ((4, "就停下来隔离了那一批，返工二十台"),),
    "q5": ((3, "我会把步骤写在本子上，下班再练"),),
}
LEVELS = {"q1": 5, "q2": 4, "q3": 4, "q4": 4, "q5": 3, "q6": None}


@dataclass(frozen=True)
class Words:
    quote: str
    start: int
    end: int
    anchor: str


@dataclass(frozen=True)
class Given:
    level: int | None
    evidence: tuple[Words, ...]
    confidence: float = 0.8
    review: bool = False
    flags: tuple[str, ...] = ()
    method: str = "by hand"
    rubric_hash: str = "0123abcd"

    def to_json(self) -> dict[str, object]:
        return {"level": self.level}


@dataclass
class Talk:
    """Writes both sides of one conversation, a minute apart."""

    session: AsyncSession
    conversation: Conversation
    at: datetime
    turns: list[UUID] = field(default_factory=list)

    async def ask(self, text: str, status: str = SendStatus.SENT) -> None:
        self.at += timedelta(seconds=20)
        place = (
            await self.session.scalar(select(message_seq.next_value())) if status == SendStatus.SENT else None
        )
        self.session.add(
            Outbox(
                key=str(new_id()), position=place, destination=f"conversation:{self.conversation.id}",
                conversation_id=self.conversation.id, payload={"type": "say", "lines": [], "choices": []},
                rendered={"text": text, "choices": []}, status=status, created_at=self.at, sent_at=self.at,
            )
        )  # fmt: skip
        await self.session.flush()

    async def hear(self, text: str, kind: str = "text", media_id: UUID | None = None) -> int:
        self.at += timedelta(seconds=40)
        turn = Turn(conversation_id=self.conversation.id, status=TurnStatus.DONE, created_at=self.at)
        self.session.add(turn)
        await self.session.flush()
        row = Inbound(
            channel="web", account="", external_id=str(new_id()), conversation_id=self.conversation.id, kind=kind,
            text=text, media_id=media_id, turn_id=turn.id, occurred_at=self.at, received_at=self.at,
        )  # fmt: skip
        self.session.add(row)
        await self.session.flush()
        self.turns.append(turn.id)
        assert row.id is not None
        return row.id


async def finished_interview(
    session: AsyncSession, clock: Clock, content: Content, media: MediaFiles, site: str = "suzhou"
) -> Application:
    """A candidate who has answered everything, and the report on it."""
    new = NewApplication("欧阳<b>小雨</b>", "assembler", site, "csv", f"full-{site}", phone="13800138000")
    application, _ = await create(session, clock, new)
    application.stage = Stage.REVIEW
    shelf = Shelf(content)
    await shelf.keep_current(session, clock)
    at = clock.now() - timedelta(minutes=30)
    conversation = Conversation(application_id=application.id, created_at=at)
    session.add(conversation)
    await session.flush()
    session.add(
        Address(
            conversation_id=conversation.id, channel="web", account="", address=str(new_id()), heard_at=at
        )
    )
    interview = Interview(
        conversation_id=conversation.id, application_id=application.id, content_version=shelf.version,
        state=InterviewState.FINISHED, session={"trace": _trace(at)}, started_at=at, finished_at=clock.now(),
    )  # fmt: skip
    session.add(interview)
    await session.flush()
    await _hold(Talk(session, conversation, at), interview, content, clock, media)
    await _report(session, interview, content, clock)
    session.add(WebhookEndpoint(url="http://127.0.0.1:9/hook", secret="whsec_test", created_at=at))
    return application


async def _hold(talk: Talk, interview: Interview, content: Content, clock: Clock, media: MediaFiles) -> None:
    form = content.form("assembler", "suzhou")
    await talk.ask("您好！我是面谈的 AI 助手，想问您几个和工作有关的问题，大约十分钟。您同意开始吗？")
    await talk.hear("同意")
    await talk.ask(form.knockout("k_age").ask.zh)
    await talk.hear("满了，26")
    for name, value, raw, passed in (
        ("k_age", "yes", "满了，26", True),
        ("k_right", "unclear", "身份证在老家", None),
        ("experience", "30", "干过两年半", None),
    ):
        talk.session.add(
            Fact(
                interview_id=interview.id, name=name, value=value, raw=raw, passed=passed, created_at=talk.at
            )
        )
    for question in form.scored():
        await talk.ask(question.wording("experienced").zh)
        for part, words in enumerate(ANSWERS.get(question.id, ())):
            message = await talk.hear(words)
            talk.session.add(
                Answer(
                    interview_id=interview.id, question_id=question.id, dimension=question.dimension,
                    branch="experienced", question_kind=question.kind_on("experienced") or "behavioural", part=part,
                    text=words, message_ids=[message], turn_id=talk.turns[-1], created_at=talk.at,
                )
            )  # fmt: skip
        if question.id not in ANSWERS:
            await talk.hear("跳过")
    file = await media.keep(talk.session, clock, talk.conversation.id, beep(), "audio/wav")
    await talk.session.flush()
    await talk.hear("", "voice", file)
    await talk.hear("", "sticker")
    await talk.ask("谢谢您，面试完成了。", SendStatus.FAILED)


async def _report(session: AsyncSession, interview: Interview, content: Content, clock: Clock) -> None:
    record = await load(session, interview.id)
    scores = {answer.question_id: _given(answer.question_id, answer.text) for answer in record.answers}
    built = build_report(record, scores, content.form(record.position_id, record.site_id), content)
    session.add(
        Report(
            interview_id=interview.id, content=built.model_dump(mode="json"), scores="{}", total=built.total,
            band=built.band, review=built.review, created_at=clock.now(),
        )
    )  # fmt: skip
    await session.flush()


def _given(question_id: str, answer: str) -> Given:
    found = tuple(
        Words(quote, answer.index(quote), answer.index(quote) + len(quote), f"{level}：本人做的、有结果")
        for level, quote in QUOTED.get(question_id, ())
    )
    flags = ("injection",) if "<img" in answer else ("too_short",) if not found else ()
    return Given(LEVELS[question_id], found, review=bool(flags), flags=flags)


def _trace(at: datetime) -> list[dict[str, str]]:
    steps = (
        ("experience", "branch experienced", "30 months, experienced from 6"),
        ("q1", "probe result", "behavioural answer lacks result"),
        ("q1", "next", "answer is rich"),
        ("q7", "skip", "asked for"),
    )
    return [
        {"at": at.isoformat(), "question": question, "decision": decision, "because": why}
        for question, decision, why in steps
    ]


def beep() -> bytes:
    """A second of 440 Hz, as a WAV file."""
    out = io.BytesIO()
    with wave.open(out, "wb") as sound:
        sound.setnchannels(1)
        sound.setsampwidth(2)
        sound.setframerate(8000)
        sound.writeframes(
            b"".join(
                struct.pack("<h", int(9000 * math.sin(2 * math.pi * 440 * n / 8000))) for n in range(8000)
            )
        )
    return out.getvalue()
