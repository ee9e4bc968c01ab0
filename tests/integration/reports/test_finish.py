"""One interview gives one report, one card a group and one event an HR system, whatever happens."""

import asyncio
from uuid import uuid4

import pytest
from sqlalchemy import text
from sqlmodel import select

from backend.content.shelf import Shelf
from backend.recruiting.errors import NotFound
from backend.reports.content import Band, ReportContent
from backend.reports.finish import Finisher, NotFinished
from backend.reports.replay import replay
from backend.store.queue import Queue
from backend.store.states import InterviewState, Stage
from backend.store.tables import (
    Answer,
    Application,
    Inbound,
    Interview,
    Outbox,
    Report,
    Turn,
    WebhookEndpoint,
)
from tests.fakes import seeds
from tests.fakes.plain_scorer import PlainScorer
from tests.fakes.small_content import small_content

SHELF = Shelf(small_content())


def finisher(database, clock, scorer=None, groups=("wecom", "telegram")) -> Finisher:
    return Finisher(database, Queue(database.url), clock, SHELF, scorer or PlainScorer(), groups)


async def endpoint(database, clock, *, disabled: bool = False) -> WebhookEndpoint:
    row = WebhookEndpoint(
        url="http://hr/hook", secret="whsec_c2VjcmV0", disabled=disabled, created_at=clock.now()
    )
    async with database.unit_of_work() as session:
        session.add(row)
    return row


async def rows(database, table):
    async with database.unit_of_work() as session:
        return (await session.exec(select(table).order_by(table.id))).all()


async def test_the_report_the_cards_and_the_events(database, clock) -> None:
    interview = await seeds.finished_interview(database, clock, SHELF)
    hook = await endpoint(database, clock)
    await endpoint(database, clock, disabled=True)
    report = await finisher(database, clock).report(interview.id)
    built = ReportContent.model_validate(report.content)
    assert (report.total, report.band, report.review) == (7.9, Band.RECOMMEND, False)
    assert [one.value for one in built.dimensions] == [9.0, 6.0, 8.0]
    assert built.trace[0].decision == "probe:result"
    outbox = await rows(database, Outbox)
    assert [(row.key, row.destination) for row in outbox] == [
        (f"card:{report.id}:wecom", "group:wecom"),
        (f"card:{report.id}:telegram", "group:telegram"),
        (f"event:{report.id}:{hook.id}", f"webhook:{hook.id}"),
    ]
    assert outbox[0].payload == {"type": "card", "report_id": str(report.id)}
    event = outbox[2].payload
    assert (event["type"], event["event"]) == ("event", "interview.completed")
    assert (event["data"]["external_id"], event["data"]["total"], event["data"]["stage"]) == (
        "A-1",
        7.9,
        "review",
    )
    async with database.unit_of_work() as session:
        jobs = await session.exec(text("SELECT lock FROM procrastinate_jobs ORDER BY id"))
        assert [job.lock for job in jobs] == [row.destination for row in outbox]
        assert (await session.exec(select(Application.stage))).one() == Stage.REVIEW


async def test_every_quote_stands_in_the_transcript(database, clock) -> None:
    interview = await seeds.finished_interview(database, clock, SHELF)
    report = await finisher(database, clock).report(interview.id)
    sent = {row.id: row.text for row in await rows(database, Inbound)}
    quotes = ReportContent.model_validate(report.content).quotes()
    assert [quote.quote for quote in quotes] == ["我先拉闸再报班长", "两人核对", "三天学会", "加了护罩"]
    for quote in quotes:
        assert "".join(sent[one.message_id][one.start : one.end] for one in quote.spans) == quote.quote


async def test_done_again_and_at_once_it_is_one_report(database, clock) -> None:
    interview = await seeds.finished_interview(database, clock, SHELF)
    one = finisher(database, clock)
    made = await asyncio.gather(*(one.report(interview.id) for _ in range(8)))
    again = await finisher(database, clock).report(interview.id)
    assert {report.id for report in made} == {again.id}
    assert len(await rows(database, Report)) == 1
    assert len(await rows(database, Outbox)) == 2


async def test_a_scorer_that_dies_leaves_nothing_and_the_next_try_succeeds(database, clock) -> None:
    class Dying(PlainScorer):
        def score(self, item):
            raise MemoryError

    interview = await seeds.finished_interview(database, clock, SHELF)
    with pytest.raises(MemoryError):
        await finisher(database, clock, Dying()).report(interview.id)
    assert (await rows(database, Report), await rows(database, Outbox)) == ([], [])
    await finisher(database, clock).report(interview.id)
    assert len(await rows(database, Report)) == 1


async def test_no_transaction_is_open_while_scoring(database, clock) -> None:
    class Watching(PlainScorer):
        def score(self, item):
            assert database.engine.pool.checkedout() == 0
            return super().score(item)

    interview = await seeds.finished_interview(database, clock, SHELF)
    await finisher(database, clock, Watching()).report(interview.id)


@pytest.mark.parametrize("stage", [Stage.HUMAN_ROUTE, Stage.WITHDRAWN])
async def test_who_left_the_automatic_way_stays_off_it(database, clock, stage) -> None:
    interview = await seeds.finished_interview(database, clock, SHELF)
    async with database.unit_of_work() as session:
        application = (await session.exec(select(Application))).one()
        application.stage, application.needs_human = stage, "asked"
    await finisher(database, clock).report(interview.id)
    (application,) = await rows(database, Application)
    assert (application.stage, application.needs_human) == (stage, "asked")


@pytest.mark.parametrize("state", [InterviewState.OPEN, InterviewState.ERASED, InterviewState.WITHDRAWN])
async def test_only_a_finished_interview_has_a_report(database, clock, state) -> None:
    interview = await seeds.finished_interview(database, clock, SHELF)
    async with database.unit_of_work() as session:
        (await session.get_one(Interview, interview.id)).state = state
    with pytest.raises(NotFinished):
        await finisher(database, clock).report(interview.id)
    await finisher(database, clock).finish(interview_id=str(interview.id))
    assert await rows(database, Report) == []


async def test_an_unknown_interview_has_no_report(database, clock) -> None:
    with pytest.raises(NotFound):
        await finisher(database, clock).report(uuid4())
    await finisher(database, clock).finish(interview_id=str(uuid4()))


async def test_erased_while_it_was_scored(database, clock) -> None:
    loop = asyncio.get_running_loop()
    interview = await seeds.finished_interview(database, clock, SHELF)

    async def erase() -> None:
        async with database.unit_of_work() as session:
            (await session.get_one(Interview, interview.id)).state = InterviewState.ERASED

    class Slow(PlainScorer):
        def score(self, item):
            asyncio.run_coroutine_threadsafe(erase(), loop).result()
            return super().score(item)

    with pytest.raises(NotFinished):
        await finisher(database, clock, Slow()).report(interview.id)
    assert await rows(database, Report) == []


async def test_a_replay_gives_the_same_bytes(database, clock) -> None:
    interview = await seeds.finished_interview(database, clock, SHELF)
    await finisher(database, clock).report(interview.id)
    async with database.unit_of_work() as session:
        turn = (await session.exec(select(Turn))).one()
        await seeds.answer(session, clock, interview, turn, "q4", 2, "0 补充一句")
        (await session.get_one(Interview, interview.id)).language = "en"
        (await session.exec(select(Answer).where(Answer.question_id == "q2"))).one().superseded = True
    async with database.unit_of_work() as session:
        stored, fresh = await replay(session, SHELF, interview.id, PlainScorer())
        assert stored == fresh
        _, changed = await replay(session, SHELF, interview.id, PlainScorer(confidence=0.7))
        assert stored != changed
        with pytest.raises(NotFound):
            await replay(session, SHELF, uuid4(), PlainScorer())


async def test_nothing_said_is_readable_in_the_database(database, clock) -> None:
    interview = await seeds.finished_interview(database, clock, SHELF)
    await finisher(database, clock).report(interview.id)
    async with database.unit_of_work() as session:
        for table in ("report", "outbox", "answer", "inbound", "candidate"):
            for row in await session.exec(text(f"SELECT {table}::text FROM {table}")):
                assert "拉闸" not in row[0]
                assert "李雷" not in row[0]
