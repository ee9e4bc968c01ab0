"""「删除」 leaves nothing of a person: not in the conversation, not with the channels, not in the queue, not on disk."""

from pathlib import Path
from uuid import UUID

import pytest
from sqlalchemy import text
from sqlmodel import SQLModel, select

from backend.intake.addresses import Place, bind
from backend.intake.platforms import PlatformHouse
from backend.media.files import MediaFiles
from backend.store.tables import Address, ChannelMemory, Conversation, Inbound, KeptEvent, Media
from backend.turns.erase import Eraser
from channels.contract import InboundEvent, Kind, WebSession
from channels.platform import MediaRef
from tests.integration.conftest import Street, conversation

WORDS = "我叫王小明"
ADDRESS, OTHER = "wm-4711", "wm-47110"


@pytest.fixture
def files(tmp_path: Path) -> MediaFiles:
    return MediaFiles(tmp_path / "media")


@pytest.fixture
def house(street: Street) -> PlatformHouse:
    return PlatformHouse(street.database, street.queue, street.clock)


async def on_wecom(street: Street, someone: WebSession) -> None:
    async with street.database.unit_of_work() as session:
        talk = await session.get_one(Conversation, conversation(someone))
        await bind(session, street.clock, talk.application_id, Place("wecom", "kf", ADDRESS))


async def erase(street: Street, files: MediaFiles, someone: WebSession) -> None:
    eraser = Eraser(street.database, street.queue, street.clock, files)
    await eraser.erase(conversation_id=someone.conversation_id, everything=True)


async def rows(street: Street, table: type[SQLModel]) -> list:  # type: ignore[type-arg]
    async with street.database.unit_of_work() as session:
        return list((await session.exec(select(table))).all())


async def test_what_channels_keep_of_a_person_is_forgotten_and_of_others_is_not(
    street: Street, house: PlatformHouse, files: MediaFiles
) -> None:
    someone = await street.invite()
    await street.say(someone, "", Kind.START)
    await on_wecom(street, someone)
    for address in (ADDRESS, OTHER):
        await house.remember("wecom", "kf", f"human:{address}", "1")
        await house.remember("wecom", "kf", f"card:{address}-x", f'{{"address": "{address}"}}')
        await house.keep_raw(
            "wecom", "kf", f"msg:{address}", f'{{"user":"{address}","t":"{WORDS}"}}'.encode()
        )
    await house.remember("wecom", "kf", "cursor", "17")
    await erase(street, files, someone)
    assert {fact.name for fact in await rows(street, ChannelMemory)} == {
        f"human:{OTHER}", f"card:{OTHER}-x", "cursor",
    }  # fmt: skip
    kept = {event.key: bool(event.payload) for event in await rows(street, KeptEvent)}
    assert kept == {f"msg:{ADDRESS}": False, f"msg:{OTHER}": True}
    assert await rows(street, Address) == []


async def test_jobs_that_would_still_fetch_a_file_are_gone(
    street: Street, house: PlatformHouse, files: MediaFiles
) -> None:
    someone = await street.invite()
    await street.say(someone, "", Kind.START)
    await on_wecom(street, someone)
    event = InboundEvent("wecom", "kf", "m1", ADDRESS, Kind.VOICE, street.clock.now())
    await house.fetch_later(event, MediaRef("voice", "file-of-them", None, 3.0, WORDS))
    await erase(street, files, someone)
    async with street.database.unit_of_work() as session:
        left = await (await session.connection()).execute(text("SELECT args::text FROM procrastinate_jobs"))
        assert not [args for (args,) in left if "file-of-them" in args or WORDS in args]
    assert not any(message.text for message in await rows(street, Inbound))


async def test_files_of_every_conversation_of_theirs_are_gone_from_the_disk(
    street: Street, files: MediaFiles, tmp_path: Path
) -> None:
    first, second = await street.invite(), await street.invite(position="picker")
    await as_one_person(street)
    for one in (first, second):
        async with street.database.unit_of_work() as session:
            await files.keep(session, street.clock, conversation(one), b"RIFF", "audio/wav")
    await erase(street, files, first)
    assert await rows(street, Media) == []
    assert not [path for path in (tmp_path / "media").rglob("*") if path.is_file()]


async def test_a_recording_sent_after_goodbye_is_forgotten_too(street: Street, files: MediaFiles) -> None:
    someone = await street.invite()
    await street.say(someone, "", Kind.START)
    await street.say(someone, "不同意")
    media_id = await street.gateway.store_media(someone.conversation_id, b"RIFF", "audio/wav")
    event = InboundEvent(
        "web", someone.account, "v1", someone.address, Kind.VOICE, street.clock.now(), media_id=media_id
    )
    await street.gateway.accept(event)
    await street.answer(someone)
    jobs = text("SELECT args FROM procrastinate_jobs WHERE args::text LIKE '%conversations.erase%'")
    async with street.database.unit_of_work() as session:
        last = list(await (await session.connection()).execute(jobs))[-1][0]["arguments"]
    eraser = Eraser(street.database, street.queue, street.clock, files)
    await eraser.erase(**last)
    assert await rows(street, Media) == []
    with pytest.raises(FileNotFoundError):
        await files.read(UUID(media_id))


async def as_one_person(street: Street) -> None:
    """Both applications belong to the first candidate."""
    async with street.database.unit_of_work() as session:
        change = "UPDATE application SET candidate_id = (SELECT candidate_id FROM application LIMIT 1)"
        await (await session.connection()).execute(text(change))
