"""What we send arrives once, in order, with buttons; failures are told apart and one 429 silences the whole bot."""

import traceback
from urllib.parse import parse_qs

import httpx
import pytest

from channels import errors
from channels.contract import Buttons, Card, Choice, Kind, OutboundMessage
from channels.telegram.channel import TelegramChannel
from channels.telegram.courtesy import Courtesies
from channels.telegram.group import TelegramGroup
from channels.telegram.intake import Acknowledge
from channels.telegram.line import Line
from channels.telegram.media import TelegramMedia
from channels.telegram.pause import OwnMemory, Pause
from channels.telegram.wording import load_words
from tests.channels.telegram.conftest import INVITATION, Moving, Scene
from tests.data.vectors import VECTORS

pytestmark = pytest.mark.filterwarnings("ignore::telegram.warnings.PTBDeprecationWarning")

ASKED = OutboundMessage(7, "您同意开始吗？", (Choice("同意"), Choice("不同意")))
CARD = Card(7, "面试完成", ("总分 7.9/10",), "打开报告", "http://hr.local/1", "plain")


async def test_choices_are_inline_buttons_with_short_data(scene: Scene) -> None:
    person = await scene.known()
    result = await scene.channel.send("77", ASKED)
    message = person.chat.messages[-1]
    assert result.platform_id == str(message["message_id"])
    row = message["reply_markup"]["inline_keyboard"][0]
    assert [button["text"] for button in row] == ["同意", "不同意"]
    limits = VECTORS["telegram"]["callback_data_bytes"]
    assert all(limits["min"] <= len(b["callback_data"].encode()) <= limits["max"] for b in row)


async def test_the_longest_id_still_fits_into_callback_data(scene: Scene) -> None:
    person = await scene.known()
    long_labels = tuple(Choice(f"第{n}个很长很长很长很长很长的选项") for n in range(12))
    await scene.channel.send("77", OutboundMessage(2**63 - 1, "选", long_labels))
    rows = person.chat.messages[-1]["reply_markup"]["inline_keyboard"]
    assert [len(row) for row in rows] == [1] * 12
    assert max(len(row[0]["callback_data"]) for row in rows) < 64


async def test_a_tap_says_its_label_and_a_double_click_is_harmless_and_always_answered(scene: Scene) -> None:
    person = await scene.known()
    await scene.channel.send("77", ASKED)
    first, second = person.taps("同意"), person.taps("不同意")
    assert [await scene.brings(first), await scene.brings(second), await scene.brings(first)] == [200] * 3
    assert scene.house.said() == [(Kind.TEXT, "同意")]
    taps = [update["callback_query"]["id"] for update in (first, second, first)]
    assert scene.platform.answered == taps
    assert "reply_markup" not in person.chat.messages[-1]


async def test_taps_that_say_nothing_are_answered_too(scene: Scene) -> None:
    person = await scene.known()
    await scene.channel.send("77", ASKED)
    tap = person.taps("同意")
    tap["callback_query"]["message"] = {"message_id": 2, "date": 0, "chat": {"id": 77, "type": "private"}}
    assert await scene.brings(tap) == 200
    forged = person.taps("同意")
    forged["callback_query"]["data"] = "c:7:9"
    assert await scene.brings(forged) == 200
    foreign = person.taps("同意")
    foreign["callback_query"]["from"]["id"] = 78
    assert await scene.brings(foreign) == 200
    assert scene.house.said() == []
    assert len(scene.platform.answered) == 3


async def test_a_tap_in_a_short_silence_of_the_bot_is_answered_after_it(scene: Scene) -> None:
    await scene.known()
    await scene.channel.send("77", ASKED)
    with pytest.raises(errors.Throttled):
        await scene.channel.send("77", ASKED)
    slept: list[float] = []

    async def sleep(seconds: float) -> None:
        slept.append(seconds)
        scene.clock.seconds += seconds

    await Courtesies(scene.line, load_words(), sleep).pay(Acknowledge("t", "77", 2, "zh", stale=False))
    assert (scene.platform.answered, slept) == (["t"], [1.0])


async def test_a_tap_in_a_long_silence_is_given_up(scene: Scene) -> None:
    await Pause(scene.house, "123456", scene.clock).begin(60)
    await Courtesies(scene.line, load_words()).pay(Acknowledge("t", "77", 2, "zh", stale=False))
    assert scene.platform.answered == []


async def test_a_long_text_goes_in_parts_and_the_buttons_with_the_last(scene: Scene) -> None:
    person = await scene.known()
    scene.platform.limits.per_chat = 100
    text = "\n\n".join(f"第{n}段：" + "说明" * 300 for n in range(6))
    await scene.channel.send("77", OutboundMessage(7, text, ASKED.choices))
    parts = person.chat.messages[-len(person.heard()) :]
    assert all(len(part["text"].encode()) <= 4096 for part in parts)
    assert ["reply_markup" in part for part in parts] == [False] * (len(parts) - 1) + [True]


async def test_a_second_try_goes_on_where_the_first_was_throttled(scene: Scene) -> None:
    person = await scene.known()
    channel, message = scene.channel, OutboundMessage(7, "长" * 3000)
    for _ in range(3):
        try:
            await channel.send("77", message)
        except errors.Throttled as error:
            scene.clock.seconds += error.retry_after or 0
    heard = person.heard()
    assert [part[:5] for part in heard] == ["(1/3)", "(2/3)", "(3/3)"]


async def test_429_retry_after_is_obeyed_by_the_whole_bot(scene: Scene) -> None:
    await scene.known()
    await scene.known(78)
    scene.platform.limits.per_chat = 1
    await scene.channel.send("77", ASKED)
    with pytest.raises(errors.Throttled) as first:
        await scene.channel.send("77", ASKED)
    assert first.value.retry_after == 1
    with pytest.raises(errors.Throttled) as other:
        await TelegramChannel(scene.line).send("78", ASKED)
    assert other.value.code == "paused"
    assert scene.platform.throttled == 1
    scene.clock.seconds += 1
    await scene.channel.send("78", ASKED)


async def test_a_pause_holds_in_every_process_and_is_never_shortened() -> None:
    clock, memory = Moving(), OwnMemory()
    await Pause(memory, "1", clock).begin(30)
    await Pause(memory, "1", clock).begin(5)
    with pytest.raises(errors.Throttled) as throttled:
        await Pause(memory, "1", clock).respect()
    assert throttled.value.retry_after == 30
    await Pause(memory, "2", clock).respect()


async def test_403_means_the_person_cannot_be_reached(scene: Scene) -> None:
    person = await scene.known()
    person.blocks()
    with pytest.raises(errors.Unreachable):
        await scene.channel.send("77", ASKED)
    with pytest.raises(errors.Unreachable):
        await scene.channel.send("4711", ASKED)


async def test_groups_move_and_the_new_id_is_kept(scene: Scene) -> None:
    old, new = scene.platform.group(-5), scene.platform.group(-10000000009)
    old.moved_to = new.id
    for _ in range(2):
        group = TelegramGroup.on(scene.line, scene.house, "123456", "-5/12")
        await group.post(CARD)
    assert scene.house.facts == {"moved:-5": "-10000000009"}
    assert [message["message_thread_id"] for message in new.messages] == [12, 12]


async def test_the_21st_card_in_a_minute_is_put_off(scene: Scene) -> None:
    group = TelegramGroup.on(scene.line, scene.house, "123456", str(scene.platform.group(-5).id))
    for _ in range(20):
        await group.post(CARD)
    with pytest.raises(errors.Throttled) as throttled:
        await group.post(CARD)
    scene.clock.seconds += throttled.value.retry_after or 0
    await group.post(CARD)


async def test_a_voice_is_fetched_with_all_its_bytes(scene: Scene) -> None:
    person = await scene.known()
    await scene.brings(person.speaks(b"OggS" + bytes(1000), 8))
    assert await scene.media.fetch(scene.house.media[0]) == b"OggS" + bytes(1000)


async def test_a_file_that_is_too_large_or_gone_is_rejected(scene: Scene) -> None:
    person = await scene.known()
    await scene.brings(person.speaks(b"OggS" + bytes(1000), 8))
    media = scene.house.media[0]
    with pytest.raises(errors.Rejected) as large:
        await TelegramMedia(scene.line, limit=100).fetch(media)
    assert large.value.code == "too_large"
    scene.platform.files.clear()
    with pytest.raises(errors.Rejected):
        await scene.media.fetch(media)


def sent(text: str = "x") -> httpx.Response:
    chat = {"id": 77, "type": "private"}
    return httpx.Response(200, json={"ok": True, "result": {"message_id": 42, "date": 1, "chat": chat}})


def told(status: int, description: str, **parameters: int) -> httpx.Response:
    return httpx.Response(
        status, json={"ok": False, "description": description, "parameters": parameters or None}
    )


@pytest.mark.parametrize(("answer", "kind", "after"), [
    (told(429, "Too Many Requests", retry_after=9), errors.Throttled, 9),
    (told(403, "Forbidden: bot was blocked by the user"), errors.Unreachable, None),
    (told(400, "Bad Request: chat not found"), errors.Unreachable, None),
    (told(400, "Bad Request: message is too long"), errors.Rejected, None),
    (told(401, "Unauthorized"), errors.Misconfigured, None),
    (told(404, "Not Found"), errors.Misconfigured, None),
    (told(500, "Internal Server Error"), errors.OutcomeUnknown, None),
    (httpx.Response(502, text="<html>bad gateway</html>"), errors.OutcomeUnknown, None),
    (httpx.Response(200, text="<html>blocked</html>"), errors.Rejected, None),
    (httpx.ReadTimeout("http://x/bot123456:SECRET-BOT-TOKEN"), errors.OutcomeUnknown, None),
    (httpx.ConnectError("http://x/bot123456:SECRET-BOT-TOKEN"), errors.TemporaryFailure, None),
    (httpx.ConnectTimeout("http://x/bot123456:SECRET-BOT-TOKEN"), errors.TemporaryFailure, None),
])  # fmt: skip
async def test_failures_are_told_apart_without_the_token(settings, caplog, answer, kind, after) -> None:
    def platform(_: httpx.Request) -> httpx.Response:
        if isinstance(answer, Exception):
            raise answer
        return answer

    line = Line(settings, OwnMemory(), httpx.MockTransport(platform), Moving())
    with pytest.raises(errors.SendError) as failed:
        await TelegramChannel(line).send("77", ASKED)
    assert (type(failed.value), failed.value.retry_after) == (kind, after)
    assert "SECRET-BOT-TOKEN" not in "".join(traceback.format_exception(failed.value)) + caplog.text
    await line.close()


async def test_text_is_sent_as_it_is_and_only_the_first_try_is_made(settings) -> None:
    asked: list[httpx.Request] = []

    def platform(request: httpx.Request) -> httpx.Response:
        asked.append(request)
        return sent()

    line = Line(settings, OwnMemory(), httpx.MockTransport(platform), Moving())
    await TelegramChannel(line).send("77", OutboundMessage(1, "<b>*薪资*_5k_</b>"))
    form = parse_qs(asked[0].content.decode())
    assert form["text"] == ["<b>*薪资*_5k_</b>"]
    assert "parse_mode" not in form
    assert len(asked) == 1
    await line.close()


def test_capabilities_are_told() -> None:
    told = TelegramChannel.capabilities
    assert (told.max_bytes, told.button_kind, told.edit, told.reply_window) == (
        4096,
        Buttons.CALLBACK,
        True,
        None,
    )
    assert INVITATION
