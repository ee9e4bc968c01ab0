"""Who falls silent is reminded three times at decent hours, and not once more than they want."""

import asyncio
import re
from datetime import UTC, datetime, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import text
from sqlmodel import select
from sqlmodel.ext.asyncio.session import AsyncSession

from backend.letters.post import Draft, PostOffice, Way
from backend.recruiting import stages
from backend.reminders.remind import Reminders
from backend.store.states import SendStatus, Stage
from backend.store.tables import Answer, Application, Outbox
from channels.contract import Kind, WebSession
from channels.errors import Unreachable
from tests.integration.reminders.conftest import Quarter

SHANGHAI = ZoneInfo("Asia/Shanghai")
LINK = re.compile(r"https://hr\.example/i/([A-Za-z0-9_-]{32})")


def at(quarter: Quarter, hour: int, minute: int = 0, zone: ZoneInfo = SHANGHAI) -> None:
    """Set the clock to this hour of the next day there."""
    now = quarter.street.clock.now().astimezone(zone)
    wanted = (now + timedelta(days=1)).replace(hour=hour, minute=minute, second=0, microsecond=0)
    quarter.street.clock.move(seconds=(wanted.astimezone(UTC) - quarter.street.clock.now()).total_seconds())


async def in_the_middle(quarter: Quarter, chat, **invited) -> UUID:  # type: ignore[no-untyped-def]
    _, token = await quarter.invite(**invited)
    conversation = await quarter.enter(chat, token)
    for words in ("同意", "是", "是", "下周一就可以到岗。", "没做过装配。"):
        await quarter.say(chat, words)
    return conversation


async def test_an_unanswered_question_is_followed_by_three_reminders_and_no_fourth(quarter: Quarter) -> None:
    at(quarter, 9)
    await in_the_middle(quarter, quarter.open_chat)
    before, began = len(quarter.open_chat.said), quarter.street.clock.now()
    await quarter.pass_hours(1.5)
    assert len(quarter.open_chat.said) == before
    await quarter.pass_hours(0.5)
    assert len(quarter.open_chat.said) == before + 1
    await quarter.pass_hours(98)
    said = quarter.open_chat.said[before:]
    assert len(said) == len(set(said)) == 3
    assert all("装配" in words and re.search(r"\d 个问题.*分钟", words) for words in said)
    assert quarter.sms.sent == []
    async with quarter.street.database.reading() as session:
        sent = [row.sent_at for row in await session.exec(select(Outbox).order_by(Outbox.id))][-3:]  # type: ignore[arg-type]
    hours = [round((moment - began).total_seconds() / 1800) / 2 for moment in sent if moment]
    assert hours == [2.0, 23.5, 47.5]  # +20 h is 05:00, +44 h as well: said at 08:30


async def test_an_answer_ends_the_silence_and_the_next_one_is_counted_anew(quarter: Quarter) -> None:
    at(quarter, 9)
    await in_the_middle(quarter, quarter.open_chat)
    await quarter.pass_hours(3)
    await quarter.say(
        quarter.open_chat, "我装过一个衣柜，先把板子按编号摆好，再对孔拧紧，最后推一下看晃不晃。"
    )
    before = len(quarter.open_chat.said)
    await quarter.pass_hours(1.5)
    assert len(quarter.open_chat.said) == before
    await quarter.pass_hours(1)
    assert len(quarter.open_chat.said) == before + 1


async def test_who_says_stop_is_left_alone_at_once(quarter: Quarter) -> None:
    at(quarter, 9)
    await in_the_middle(quarter, quarter.open_chat)
    await quarter.pass_hours(2)
    assert "不再主动" in await quarter.says(quarter.open_chat, "别再提醒")
    before = len(quarter.open_chat.said)
    await quarter.pass_hours(72, every=6)
    assert len(quarter.open_chat.said) == before
    assert quarter.sms.sent == []


async def test_a_reminder_that_was_put_is_dropped_when_the_person_is_quicker(quarter: Quarter) -> None:
    at(quarter, 9)
    await in_the_middle(quarter, quarter.open_chat)
    before = len(quarter.open_chat.said)
    quarter.street.clock.move(hours=2)
    await quarter.reminders.sweep()
    await quarter.say(quarter.open_chat, "继续")
    assert await quarter.statuses() == [SendStatus.DROPPED]
    assert "还剩" not in "".join(quarter.open_chat.said[before:])


async def test_an_answer_typed_while_a_reminder_went_out_is_an_answer(quarter: Quarter) -> None:
    """It was sent before the reminder was, but after the question was read."""
    at(quarter, 9)
    await in_the_middle(quarter, quarter.open_chat)
    quarter.street.clock.move(hours=2)
    await quarter.work()
    quarter.street.clock.move(seconds=-60)
    await quarter.say(
        quarter.open_chat, "我装过一个衣柜，先把板子按编号摆好，再对孔拧紧，最后推一下看晃不晃。"
    )
    async with quarter.street.database.reading() as session:
        assert (await session.exec(select(Answer.question_id, Answer.part))).all() == [("q1", 1)]
    assert "还剩" not in quarter.open_chat.said[-1]


async def test_who_waits_for_a_person_is_not_pressed(quarter: Quarter) -> None:
    at(quarter, 9)
    await in_the_middle(quarter, quarter.open_chat)
    await quarter.say(quarter.open_chat, "人工")
    before = len(quarter.open_chat.said)
    await quarter.pass_hours(48, every=4)
    assert len(quarter.open_chat.said) == before


async def test_who_withdrew_or_was_decided_on_is_not_reminded(quarter: Quarter) -> None:
    at(quarter, 9)
    application_id, token = await quarter.invite()
    await quarter.enter(quarter.open_chat, token)
    async with quarter.street.database.unit_of_work() as session:
        application = await session.get_one(Application, application_id)
        await stages.move(
            session, quarter.street.clock, application, Stage.WITHDRAWN, "candidate", "withdrew"
        )
    before = len(quarter.open_chat.said)
    await quarter.pass_hours(48, every=4)
    assert len(quarter.open_chat.said) == before


async def test_an_invitation_that_was_not_begun_is_followed_by_letters_with_a_link_that_works(
    quarter: Quarter,
) -> None:
    at(quarter, 9)
    await quarter.invite(email="wang@example.com")
    await quarter.pass_hours(100, every=1)
    assert [letter.to for letter in quarter.sms.sent] == ["+8613800138000"] * 3
    texts = [letter.text for letter in quarter.sms.sent]
    assert len(set(texts)) == 3
    assert all("装配" in words for words in texts)
    tokens = [found[1] for words in texts if (found := LINK.search(words))]
    assert len(set(tokens)) == 3
    assert isinstance(await quarter.street.gateway.open_link(tokens[-1]), WebSession)
    assert quarter.email.sent == []


async def test_who_only_looked_at_the_page_is_reminded_from_then_on(quarter: Quarter) -> None:
    at(quarter, 9)
    _, token = await quarter.invite()
    quarter.street.clock.move(hours=1)
    assert isinstance(await quarter.street.gateway.open_link(token), WebSession)
    await quarter.pass_hours(1.5)
    assert quarter.sms.sent == []
    await quarter.pass_hours(0.5)
    assert len(quarter.sms.sent) == 1


async def test_who_opened_the_page_and_left_it_gets_a_letter_that_says_how_much_is_left(
    quarter: Quarter,
) -> None:
    at(quarter, 9)
    _, token = await quarter.invite(phone=None, email="wang@example.com", language="en")
    street = quarter.street
    someone = await street.gateway.open_link(token)
    assert isinstance(someone, WebSession)
    await street.say(someone, "", Kind.START)
    for words in ("同意", "是", "是"):
        await street.say(someone, words)
    await quarter.pass_hours(2)
    (letter,) = quarter.email.sent
    assert letter.to == "wang@example.com"
    assert re.search(r"\d+ left to ask, about \d+ min", letter.text)
    assert LINK.search(letter.text)
    assert "interview" in letter.subject


async def test_who_cannot_be_reached_is_not_looked_at_every_minute(quarter: Quarter) -> None:
    at(quarter, 9)
    await quarter.invite(phone=None)
    await quarter.pass_hours(60, every=2)
    async with quarter.street.database.reading() as session:
        rows = (await session.exec(text("SELECT reminded, next_at FROM silence"))).all()  # type: ignore[call-overload]
    assert rows == [(3, None)]
    assert await quarter.statuses() == []


async def test_on_wechat_all_reminders_lie_inside_the_window(quarter: Quarter) -> None:
    """Last heard at 01:30: +44 h is 21:30 and the morning too late, so it is said at 20:45."""
    at(quarter, 1, 20)
    await in_the_middle(quarter, quarter.kf)
    before, last = len(quarter.kf.said), quarter.street.clock.now()
    await quarter.pass_hours(60, every=0.25)
    said = quarter.kf.said[before:]
    assert len(said) == 3
    assert quarter.sms.sent == []
    async with quarter.street.database.reading() as session:
        rows = [row for row in await session.exec(select(Outbox)) if row.key.startswith("reminder:")]
    assert all(row.sent_at and row.sent_at - last < timedelta(hours=48) for row in rows)
    assert all(8 <= row.sent_at.astimezone(SHANGHAI).hour < 21 for row in rows if row.sent_at)


async def test_a_spent_window_leaves_the_way_by_letter(quarter: Quarter) -> None:
    at(quarter, 9)
    await in_the_middle(quarter, quarter.kf)
    async with quarter.street.database.unit_of_work() as session:
        await session.exec(text("UPDATE address SET said = 4"))  # type: ignore[call-overload]
    before = len(quarter.kf.said)
    await quarter.pass_hours(2)
    assert len(quarter.kf.said) == before
    assert len(quarter.sms.sent) == 1


async def test_who_has_blocked_us_in_the_chat_gets_the_next_one_by_letter(quarter: Quarter) -> None:
    at(quarter, 9)
    await in_the_middle(quarter, quarter.open_chat)
    quarter.open_chat.fault = Unreachable("blocked")
    await quarter.pass_hours(2)
    assert await quarter.statuses() == [SendStatus.FAILED]
    await quarter.pass_hours(24)
    assert len(quarter.sms.sent) == 1


@pytest.mark.parametrize(("timezone", "hour"), [(None, 8), ("America/New_York", 8), ("Pacific/Auckland", 8)])
async def test_quiet_hours_are_those_of_the_candidate(
    quarter: Quarter, timezone: str | None, hour: int
) -> None:
    zone = ZoneInfo(timezone) if timezone else SHANGHAI
    at(quarter, 20, zone=zone)
    await quarter.invite(timezone=timezone)
    await quarter.pass_hours(12)
    assert quarter.sms.sent == []
    await quarter.pass_hours(0.5)
    assert len(quarter.sms.sent) == 1
    assert quarter.street.clock.now().astimezone(zone).hour == hour


async def test_a_house_that_was_away_says_one_reminder_not_all_it_missed(quarter: Quarter) -> None:
    at(quarter, 9)
    await in_the_middle(quarter, quarter.open_chat)
    before = len(quarter.open_chat.said)
    quarter.street.clock.move(hours=46)
    await quarter.work()
    await quarter.work()
    assert len(quarter.open_chat.said) == before + (1 if not _night(quarter) else 0)
    await quarter.pass_hours(60, every=2)
    assert len(quarter.open_chat.said) == before + 1


def _night(quarter: Quarter) -> bool:
    hour = quarter.street.clock.now().astimezone(SHANGHAI).hour
    return hour >= 21 or hour < 9


async def test_a_silence_of_long_ago_is_left_in_peace(quarter: Quarter) -> None:
    at(quarter, 9)
    await in_the_middle(quarter, quarter.open_chat)
    before = len(quarter.open_chat.said)
    quarter.street.clock.move(days=30)
    await quarter.work()
    assert len(quarter.open_chat.said) == before


async def test_two_workers_at_once_remind_once(quarter: Quarter) -> None:
    at(quarter, 9)
    for _ in range(3):
        await quarter.invite(phone=f"1380013800{_}")
    quarter.street.clock.move(hours=2)
    await asyncio.gather(*(quarter.reminders.sweep() for _ in range(4)))
    await quarter.deliver()
    assert len(quarter.sms.sent) == 3


async def test_a_worker_that_dies_before_its_commit_has_said_nothing_and_the_next_says_it(
    quarter: Quarter,
) -> None:
    at(quarter, 9)
    await quarter.invite()
    quarter.street.clock.move(hours=2)
    street = quarter.street
    dying = DyingPost(street.queue, street.clock, (Way.SMS,))
    with pytest.raises(ConnectionError):
        await Reminders(street.database, street.queue, street.clock, street.shelf, {}, dying).sweep()
    await quarter.work()
    await quarter.work()
    assert len(quarter.sms.sent) == 1


class DyingPost(PostOffice):
    """Puts the letter, and is gone."""

    async def put(self, session: AsyncSession, way: Way, application: Application, draft: Draft) -> None:
        await super().put(session, way, application, draft)
        raise ConnectionError


async def test_nothing_waits_for_hours_under_the_conversations_lock(quarter: Quarter) -> None:
    at(quarter, 9)
    await in_the_middle(quarter, quarter.open_chat)
    await quarter.pass_hours(2)
    async with quarter.street.database.engine.connect() as connection:
        late = "SELECT count(*) FROM procrastinate_jobs WHERE scheduled_at IS NOT NULL AND lock IS NOT NULL"
        assert (await connection.execute(text(late))).scalar_one() == 0


async def test_the_link_of_a_letter_is_not_kept_once_it_is_sent(quarter: Quarter) -> None:
    at(quarter, 9)
    await quarter.invite()
    await quarter.pass_hours(2)
    async with quarter.street.database.reading() as session:
        (row,) = (await session.exec(select(Outbox))).all()
    assert row.payload["token"] == ""
    assert row.rendered is None
    assert datetime.fromisoformat(row.payload["since"]) < quarter.street.clock.now()
