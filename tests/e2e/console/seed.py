"""A small hiring round to look at: three accounts, applications in every stage, one finished interview."""

from datetime import timedelta

from sqlmodel.ext.asyncio.session import AsyncSession

from backend.clock import Clock
from backend.content.pack import Content
from backend.media.files import MediaFiles
from backend.recruiting.decisions import latest_report
from backend.recruiting.group_news import card_key
from backend.recruiting.users import add_user
from backend.store.states import SendStatus, Stage
from backend.store.tables import Application, Candidate, Outbox
from backend.store.unit_of_work import Database
from tests.e2e.console.interview import finished_interview

PASSWORDS = {"hq": "hq-pass-word", "site": "site-pass-word", "viewer": "viewer-pass-word"}
NAMES = (
    "李秀英",
    "王建国",
    "张伟",
    "刘洋",
    "陈静",
    "杨帆",
    "赵敏",
    "黄磊",
    "周杰",
    "吴桐",
    "徐丽",
    "孙浩",
    "马超",
    "朱琳",
    "胡兵",
    "郭峰",
    "何苗",
    "高远",
    "林晓",
    "罗刚",
    "郑爽",
    "梁红",
    "谢军",
    "宋佳",
    "唐亮",
    "许可",
    "韩梅",
    "冯雪",
    "邓超",
    "曹颖",
)
CARD = 900_001
"""The outbox id of a card in a group."""
STAGES = [Stage.INVITED, Stage.INTERVIEWING, Stage.REVIEW, Stage.HUMAN_ROUTE, Stage.APPLIED, Stage.ADVANCED]


async def seed(database: Database, clock: Clock, content: Content, media: MediaFiles) -> None:
    """Fill an empty database."""
    async with database.unit_of_work() as session:
        await add_user(session, clock, "hq", "hq", None, PASSWORDS["hq"])
        await add_user(session, clock, "suzhou", "site", "suzhou", PASSWORDS["site"])
        await add_user(session, clock, "viewer", "viewer", None, PASSWORDS["viewer"])
        await _crowd(session, clock, content)
        await _card(session, clock, await finished_interview(session, clock, content, media))
        await finished_interview(session, clock, content, media, "shenzhen")


async def _card(session: AsyncSession, clock: Clock, application: Application) -> None:
    """The card of this application, as posted in HR's group."""
    report = await latest_report(session, application.id)
    assert report is not None
    session.add(
        Outbox(
            id=CARD, key=card_key(report.id, "wecom"), destination="group:wecom", status=SendStatus.SENT,
            payload={"type": "card", "report_id": str(report.id)}, created_at=clock.now(),
        )
    )  # fmt: skip


async def _crowd(session: AsyncSession, clock: Clock, content: Content) -> None:
    openings = content.openings()
    for number, name in enumerate(NAMES):
        position, site = openings[number % len(openings)]
        at = clock.now() - timedelta(hours=number * 3 + 1)
        person = Candidate(name=name, created_at=at)
        session.add(person)
        await session.flush()
        session.add(
            Application(
                candidate_id=person.id, position_id=position, site_id=site, source="csv",
                external_id=f"A-{number:03}", stage=STAGES[number % len(STAGES)],
                needs_human="asked" if STAGES[number % len(STAGES)] == Stage.HUMAN_ROUTE else None,
                created_at=at, updated_at=at,
            )
        )  # fmt: skip
