"""From a candidate's messages, through the real interviewer and the real scorer, to HR's report."""

from sqlmodel import select

from actions.scoring.evidence import ANCHORS
from backend.content.text import LANGUAGES
from backend.reports.content import ReportContent
from backend.reports.finish import Finisher
from backend.reports.replay import replay
from backend.reports.wording import ReportWords
from backend.store.states import InterviewState
from backend.store.tables import Inbound, Interview
from miantan.scorer import ReportScorer

STORY = (
    "去年三月我在冲压线，发现机器漏电，我先拉闸停机，再挂牌报班长，半小时修好，后来写进点检表，再没发生过。"
)


FACTS = ("你好", "同意", "满了", "可以", "下周一", "没做过")
PRACTICAL = ("能", "不需要", "没有", "没穿过", "没有", "没有")


async def held(street) -> Interview:
    """Answer whatever is asked until the interview is finished."""
    person = await street.invite()
    for words in (*FACTS, *[STORY] * 8, *PRACTICAL):
        await street.say(person, words)
        async with street.database.unit_of_work() as session:
            interview = (await session.exec(select(Interview))).one()
        if interview.state == InterviewState.FINISHED:
            return interview
    raise AssertionError("the interview does not end")


async def test_every_quote_is_in_the_transcript_and_a_replay_is_the_same(street) -> None:
    interview = await held(street)
    finisher = Finisher(street.database, street.queue, street.clock, street.shelf, ReportScorer(), ["wecom"])
    report = await finisher.report(interview.id)
    built = ReportContent.model_validate(report.content)
    answered = [question for question in built.questions if question.answer is not None]
    assert len(answered) == len(built.questions) == 7
    async with street.database.unit_of_work() as session:
        sent = {row.id: row.text for row in await session.exec(select(Inbound))}
        stored, fresh = await replay(session, street.shelf, interview.id, ReportScorer())
    assert stored == fresh
    for question in answered:
        assert question.level is None or question.quotes
        for quote in question.quotes:
            said = "".join(sent[span.message_id][span.start : span.end] for span in quote.spans)
            assert "".join(said.split()) == "".join(quote.quote.split())
    assert built.total is not None
    for language in LANGUAGES:
        now = street.shelf.current
        words = ReportWords(now, now.form("assembler", "suzhou"), language, now)
        assert all((words.phrase(built.conclusion), *words.next_probes(built)))
        assert not {words.anchor(quote.anchor) for quote in built.quotes()} & set(ANCHORS.values())
