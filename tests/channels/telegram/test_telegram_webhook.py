"""What comes to the webhook is verified, stored once and answered; nothing else is stored or said."""

import json
import logging

import pytest
from pydantic import SecretStr, ValidationError

from channels.contract import Kind, LinkState
from channels.telegram.routes import PATH
from channels.telegram.settings import SECRET, TelegramSettings
from channels.telegram.updates import PAYLOAD
from tests.channels.telegram.conftest import HEADERS, INVITATION, TOKEN, Scene
from tests.data.vectors import VECTORS

TELEGRAM = VECTORS["telegram"]


@pytest.mark.parametrize("headers", [{}, {"X-Telegram-Bot-Api-Secret-Token": "wrong"},
                                     {"X-Telegram-Bot-Api-Secret-Token": ""}])  # fmt: skip
async def test_a_missing_or_wrong_secret_is_refused_without_a_word(scene: Scene, headers) -> None:
    update = scene.person().opens("x")
    response = await scene.client.post(PATH, json=update, headers=headers)
    assert (response.status_code, response.content) == (403, b"")
    assert scene.house.empty


async def test_without_a_configured_secret_everything_is_refused(scene: Scene) -> None:
    assert SECRET.pattern in TELEGRAM["secret_token_pattern"]
    with pytest.raises(ValidationError):
        TelegramSettings(bot_token=SecretStr(TOKEN), mode="webhook")
    with pytest.raises(ValidationError):
        TelegramSettings(bot_token=SecretStr(TOKEN), webhook_secret=SecretStr("two words"))


@pytest.mark.parametrize("body", [b"", b"{", b"[]", b"null", b'{"update_id":"1"}', b'{"update_id":-1}', b"\xff",
                                  b'{"update_id":1e3}', b'{"message":{}}', b"[" * 5000])  # fmt: skip
async def test_what_is_no_update_is_refused(scene: Scene, body) -> None:
    response = await scene.client.post(PATH, content=body, headers=HEADERS)
    assert (response.status_code, response.content) == (400, b"")
    assert scene.house.empty


async def test_an_oversize_body_is_refused(scene: Scene) -> None:
    response = await scene.client.post(PATH, content=b" " * 20_001, headers=HEADERS)
    assert (response.status_code, response.content) == (413, b"")


@pytest.mark.parametrize("content", [
    {"poll": {"id": "1"}},
    {"message": {"message_id": "text where a number belongs"}},
    {"message": {"message_id": 1, "date": 1, "chat": {"id": 5, "type": "private"}, "dice": {"value": 6}}},
    {"message": {"message_id": 1, "date": 10**15, "chat": {"id": 5, "type": "private"}, "text": "x"}},
    {"message": {"message_id": 1, "date": 1, "chat": {"id": 5, "type": "private"}, "voice": {"file_id": "a\x00"}}},
    {},
])  # fmt: skip
async def test_an_unknown_update_is_kept_and_acknowledged(scene: Scene, content) -> None:
    update = {"update_id": 5, **content}
    assert await scene.brings(update) == 200
    assert json.loads(scene.house.raw["telegram", "123456", "5"]) == update
    assert scene.house.said() == []


async def test_a_database_that_is_away_makes_telegram_come_again(scene: Scene) -> None:
    person = await scene.known()
    scene.house.away = True
    update = person.says("一")
    assert await scene.brings(update) == 503
    scene.house.away = False
    assert await scene.brings(update) == 200
    assert scene.house.said() == [(Kind.TEXT, "一")]


async def test_update_id_replay_is_ignored(scene: Scene) -> None:
    person = await scene.known()
    update = person.says("做过两年装配")
    assert [await scene.brings(update) for _ in range(3)] == [200, 200, 200]
    assert scene.house.said() == [(Kind.TEXT, "做过两年装配")]
    assert scene.house.events[1].external_id == str(update["update_id"])
    assert scene.house.events[1].reference == f"77:{update['message']['message_id']}"


async def test_the_same_words_twice_are_two_answers(scene: Scene) -> None:
    person = await scene.known()
    for _ in range(2):
        await scene.brings(person.says("是"))
    assert scene.house.said() == [(Kind.TEXT, "是")] * 2


async def test_start_binds_the_invitation(scene: Scene) -> None:
    await scene.known()
    assert scene.house.bound == {("telegram", "123456", "77"): f"{INVITATION}-77"}
    assert [event.kind for event in scene.house.events] == [Kind.START]
    assert scene.person(77).heard() == []


async def test_opening_the_link_again_starts_nothing_new(scene: Scene) -> None:
    person = await scene.known()
    await scene.brings(person.opens(f"{INVITATION}-77"))
    assert [event.kind for event in scene.house.events] == [Kind.START]
    assert person.heard() == []


@pytest.mark.parametrize("state", [LinkState.UNKNOWN, LinkState.EXPIRED, LinkState.REVOKED])
async def test_start_payload_unknown_expired_or_reused_gets_a_polite_refusal_and_no_information(
    scene: Scene, state
) -> None:
    scene.house.invitations["tok"] = state
    person = scene.person()
    update = person.opens("tok")
    assert await scene.brings(update) == 200
    assert await scene.brings(update) == 200
    assert person.heard() == ["这个链接现在用不了。请打开招聘人员发给您的面试链接，或请他们重新发一个。"]
    assert b"tok" not in b"".join(scene.house.raw.values())


async def test_a_link_opened_by_a_second_person_is_refused(scene: Scene) -> None:
    await scene.known()
    stranger = scene.person(78, "en-GB")
    await scene.brings(stranger.opens(f"{INVITATION}-77"))
    assert "cannot be used" in stranger.heard()[0]
    assert ("telegram", "123456", "78") not in scene.house.bound


@pytest.mark.parametrize("payload", TELEGRAM["start_payload"]["valid"])
async def test_valid_start_payloads(scene: Scene, payload) -> None:
    assert PAYLOAD.pattern in TELEGRAM["start_payload"]["pattern"]
    scene.house.invitations[payload] = None
    await scene.brings(scene.person().opens(payload))
    assert list(scene.house.bound.values()) == [payload]


@pytest.mark.parametrize("payload", TELEGRAM["start_payload"]["invalid"])
async def test_invalid_start_payloads(scene: Scene, payload) -> None:
    scene.house.invitations[payload] = None
    person = scene.person()
    assert await scene.brings(person.opens(payload)) == 200
    assert len(person.heard()) == 1
    assert scene.house.bound == {}


async def test_start_without_a_payload_resumes_a_known_conversation(scene: Scene) -> None:
    person = await scene.known()
    await scene.brings(person.opens())
    assert scene.house.said() == [(Kind.START, "")]


async def test_an_unknown_account_is_kept_and_told_once_per_message(scene: Scene) -> None:
    person = scene.person(language="ja")
    person.chat.open = True
    update = person.says("こんにちは")
    await scene.brings(update)
    await scene.brings(update)
    assert len(person.heard()) == 1
    assert scene.house.said() == []
    assert len(scene.house.raw) == 1


async def test_an_edited_answer_is_a_revision_of_the_first(scene: Scene) -> None:
    person = await scene.known()
    said = person.says("干了两年")
    await scene.brings(said)
    await scene.brings(person.edits(said["message"]["message_id"], "干了三年"))
    _, first, second = scene.house.events
    assert (first.revises, second.revises) == (None, first.reference)
    assert second.text == "干了三年"
    assert second.external_id != first.external_id


@pytest.mark.parametrize(("content", "kind", "wanted"), [
    ({"voice": {"file_id": "F", "duration": 8, "mime_type": "audio/ogg"}}, Kind.VOICE, ("voice", "audio/ogg", 8)),
    ({"audio": {"file_id": "F", "duration": 8, "mime_type": "audio/mpeg"}}, Kind.VOICE, ("voice", "audio/mpeg", 8)),
    ({"video_note": {"file_id": "F", "duration": 3}}, Kind.VOICE, ("voice", None, 3)),
    ({"document": {"file_id": "F", "mime_type": "audio/x-wav"}}, Kind.VOICE, ("voice", "audio/x-wav", None)),
    ({"document": {"file_id": "F", "mime_type": "application/pdf"}}, Kind.FILE, ("file", "application/pdf", None)),
    ({"photo": [{"file_id": "small"}, {"file_id": "F"}]}, Kind.IMAGE, ("image", None, None)),
    ({"video": {"file_id": "F", "duration": 1}}, Kind.FILE, ("file", None, 1)),
])  # fmt: skip
async def test_media_are_fetched_later(scene: Scene, content, kind, wanted) -> None:
    person = await scene.known()
    await scene.brings(person.sends(**content))
    assert [event.kind for event in scene.house.events] == [Kind.START, kind]
    media = scene.house.media[0]
    assert (media.kind, media.mime, media.seconds) == wanted
    assert media.ref == "F"


@pytest.mark.parametrize(("content", "kind"), [
    ({"sticker": {"file_id": "F", "emoji": "x"}}, Kind.STICKER),
    ({"location": {"latitude": 1.5, "longitude": 2}}, Kind.LOCATION),
])  # fmt: skip
async def test_kinds_without_bytes(scene: Scene, content, kind) -> None:
    person = await scene.known()
    await scene.brings(person.sends(**content))
    assert scene.house.said() == [(kind, "")]


async def test_nothing_said_in_a_group_enters_an_interview(scene: Scene) -> None:
    await scene.known()
    message = scene.platform.new_message(scene.platform.group(-500), mine=False, text="我同意")
    message["from"]["id"] = 77
    await scene.brings(scene.platform.push(message=message))
    assert scene.house.said() == []
    assert len(scene.house.raw) == 1


@pytest.mark.parametrize("field", [{"migrate_to_chat_id": -1009}, {"migrate_from_chat_id": -5}])
async def test_migrate_id_is_stored(scene: Scene, field) -> None:
    chat = {"id": -5 if "migrate_to_chat_id" in field else -1009, "type": "group"}
    await scene.brings({"update_id": 9, "message": {"message_id": 1, "date": 1, "chat": chat, **field}})
    assert scene.house.facts == {"moved:-5": "-1009"}


async def test_blocking_and_joining_are_remembered(scene: Scene) -> None:
    person = await scene.known()
    await scene.brings(person.blocks())
    assert scene.house.facts == {"member:77": "kicked"}
    await scene.brings(person.blocks(False))
    assert scene.house.facts == {"member:77": "member"}


async def test_the_token_and_words_stay_out_of_the_logs(scene: Scene, caplog) -> None:
    caplog.set_level(logging.DEBUG)
    person = await scene.known()
    await scene.brings(person.says("保密的话"))
    await scene.brings(scene.person(9).opens("tok"))
    logging.getLogger("httpx").info("HTTP Request: %s %s", "POST", f"http://x/bot{TOKEN}/sendMessage")
    assert "SECRET-BOT-TOKEN" not in caplog.text
    assert "hook-secret_1" not in caplog.text
    assert "保密的话" not in caplog.text
