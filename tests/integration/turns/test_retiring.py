"""Recordings are erased when candidates were told that they would be; words stay."""

import os
from pathlib import Path
from uuid import uuid4

from sqlmodel import select

from backend.media.retiring import Retiring
from backend.store.states import HearingState
from backend.store.tables import Inbound, Media, Transcription
from channels.contract import InboundEvent, Kind, WebSession
from tests.integration.conftest import Street


async def _voice(street: Street, person: WebSession, content: bytes) -> int:
    media_id = await street.gateway.store_media(person.conversation_id, content, "audio/ogg")
    event = InboundEvent(
        "web", person.account, str(uuid4()), person.address, Kind.VOICE, street.clock.now(), media_id=media_id
    )
    return (await street.gateway.accept(event)).message_id


async def _heard(street: Street, message_id: int) -> None:
    async with street.database.unit_of_work() as session:
        row = await session.get_one(Transcription, message_id)
        row.state = HearingState.HEARD
        message = (await session.exec(select(Inbound).where(Inbound.id == message_id))).one()
        message.text = "我先停机"


async def test_recordings_go_after_their_days_and_words_stay(street: Street, tmp_path: Path) -> None:
    person = await street.invite()
    old, waiting = await _voice(street, person, b"one"), await _voice(street, person, b"two")
    await _heard(street, old)
    street.clock.move(days=31)
    await _heard(street, new := await _voice(street, person, b"three"))
    await Retiring(street.database, street.clock, street.media, street.shelf).retire(0)
    async with street.database.reading() as session:
        kept = {row.id: (row.media_id is not None, row.text) for row in await session.exec(select(Inbound))}
        assert len((await session.exec(select(Media.id))).all()) == 2
    assert kept == {old: (False, "我先停机"), waiting: (True, ""), new: (True, "我先停机")}
    assert len([path for path in (tmp_path / "media").rglob("*") if path.is_file()]) == 2


async def test_files_without_a_row_are_swept_when_nothing_can_claim_them_any_more(
    street: Street, tmp_path: Path
) -> None:
    person = await street.invite()
    await _voice(street, person, b"claimed")
    lost, fresh = uuid4(), uuid4()
    for media_id in (lost, fresh):
        path = tmp_path / "media" / media_id.hex[:2] / media_id.hex
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(b"x")
    for path in (tmp_path / "media").rglob("*"):
        now = street.clock.now().timestamp()
        os.utime(path, (now, now) if path.name == fresh.hex else (now - 90_000, now - 90_000))
    await Retiring(street.database, street.clock, street.media, street.shelf).retire(0)
    left = {path.name for path in (tmp_path / "media").rglob("*") if path.is_file()}
    assert lost.hex not in left
    assert fresh.hex in left
    assert len(left) == 2
