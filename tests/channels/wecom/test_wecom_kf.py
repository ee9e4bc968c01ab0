"""Candidates on ordinary WeChat: from the link to the answer, with everything the platform does to us on the way."""

import asyncio
from urllib.parse import parse_qs, urlsplit

import httpx
import pytest

from channels.contract import Choice, InboundEvent, Kind, LinkState, OutboundMessage
from channels.errors import Held, TemporaryFailure, Throttled, Unavailable
from channels.wecom.wording import load_words
from tests.channels.wecom.conftest import World
from tests.channels.wecom.house import TOKEN

LILEI = "wmLILEI"


def message(number: int, text: str = "您好！", choices: tuple[str, ...] = ()) -> OutboundMessage:
    return OutboundMessage(number, text, tuple(Choice(words) for words in choices))


async def begun(world: World) -> None:
    world.platform.open_chat(LILEI, TOKEN)
    await world.puller.pull()


async def test_the_link_binds_and_the_welcome_uses_its_code(world: World) -> None:
    async def answer(event: InboundEvent) -> None:
        await world.kf.send(event.address, message(len(world.house.events), "请确认", ("同意", "不同意")))

    world.house.reply = answer
    world.platform.open_chat(LILEI, TOKEN)
    assert await world.platform.wake(world.to_product) == 200
    await world.puller.pull()
    assert [(event.kind, event.address) for event in world.house.events] == [(Kind.START, LILEI)]
    assert [sent.event for sent in world.platform.inbox] == [True]
    world.platform.tap(LILEI, "同意")
    world.platform.tap(LILEI, "同意")
    await world.puller.pull()
    assert world.house.texts == ["同意"]
    assert [sent.event for sent in world.platform.inbox] == [True, False]


async def test_the_account_s_link_is_made_once_and_carries_the_invitation(world: World) -> None:
    links = [await world.kf.link(token) for token in (TOKEN, "other-token")]
    assert [parse_qs(urlsplit(link).query)["scene_param"] for link in links] == [[TOKEN], ["other-token"]]
    assert links[0].startswith("https://work.weixin.qq.com/kfid/kfcwkAAA001?enc_scene=ENCmiantan&")
    assert world.platform.calls["kf/add_contact_way"] == 1
    with pytest.raises(ValueError, match="128"):
        await world.kf.link("t" * 129)


async def test_the_welcome_is_sent_once_per_code_and_only_within_twenty_seconds(world: World) -> None:
    await begun(world)
    world.platform.clock.move(21)
    with pytest.raises(Held):
        await world.kf.send(LILEI, message(1))
    assert world.platform.inbox == []
    world.platform.say(LILEI, "在吗")
    await world.kf.send(LILEI, message(1))
    assert world.platform.received(LILEI) == ["您好！"]


async def test_a_code_is_given_back_when_the_platform_was_not_reached(world: World) -> None:
    await begun(world)
    world.platform.answer_with("kf/send_msg_on_event", -1)
    with pytest.raises(Exception, match="errcode_-1"):
        await world.kf.send(LILEI, message(1))
    await world.kf.send(LILEI, message(1))
    assert [sent.event for sent in world.platform.inbox] == [True]


async def test_opening_the_link_again_starts_nothing_twice(world: World) -> None:
    await begun(world)
    await begun(world)
    assert [event.kind for event in world.house.events] == [Kind.START]


async def talking(world: World, text: str = "你好") -> None:
    """Bound, and the customer has written: the reply window is open."""
    await begun(world)
    world.platform.clock.move(30)
    world.platform.say(LILEI, text)
    await world.puller.pull()


async def test_same_message_pulled_again_is_stored_once(world: World) -> None:
    await talking(world)
    world.house.facts.pop("cursor")
    await world.puller.pull()
    assert world.house.texts == ["你好"]


async def test_two_different_things_in_the_same_second_are_two(world: World) -> None:
    await begun(world)
    world.platform.say(LILEI, "是")
    world.platform.say(LILEI, "是")
    await world.puller.pull()
    assert world.house.texts == ["是", "是"]


async def test_a_person_s_messages_keep_their_order_while_others_are_stored_beside(world: World) -> None:
    customers = [f"wm{number}" for number in range(20)]
    for customer in customers:
        world.house.invitations[f"token-of-{customer}"] = None
        world.platform.open_chat(customer, f"token-of-{customer}")
    for number in range(5):
        for customer in customers:
            world.platform.say(customer, f"{number}")
    await world.puller.pull()
    for customer in customers:
        theirs = [event.text for event in world.house.events if event.address == customer]
        assert theirs == ["", "0", "1", "2", "3", "4"]


async def test_a_crash_between_pages_loses_nothing_and_doubles_nothing(world: World) -> None:
    await begun(world)
    world.platform.page_size = 3
    for number in range(10):
        world.platform.say(LILEI, f"第{number}句")
    for survives in (1, 2, 4):
        world.house.die_after = survives
        with pytest.raises(Unavailable):
            await world.puller.pull()
        world.house.away, world.house.die_after = False, None
        world.rebuild()
    await world.puller.pull()
    assert world.house.texts == [f"第{number}句" for number in range(10)]


async def test_an_empty_page_with_more_to_come_is_not_the_end(world: World) -> None:
    await begun(world)
    world.platform.empty_pages, world.platform.page_size = True, 2
    for number in range(7):
        world.platform.say(LILEI, f"{number}")
    await world.puller.pull()
    assert world.house.texts == [f"{number}" for number in range(7)]


async def test_without_a_cursor_old_messages_are_kept_but_not_answered(world: World) -> None:
    world.house.facts.clear()
    world.platform.open_chat(LILEI, TOKEN)
    world.platform.say(LILEI, "昨天的话")
    world.platform.clock.move(24 * 3600)
    world.rebuild()
    await world.puller.pull()
    assert world.house.events == []
    assert any(key[2].startswith("history:") for key in world.house.raw)
    world.house.bound["wecom/kf", "wkAAA001", LILEI] = TOKEN
    world.platform.say(LILEI, "今天的话")
    world.rebuild()
    await world.puller.pull()
    assert world.house.texts == ["今天的话"]


async def test_history_stays_history_over_pages_and_restarts(world: World) -> None:
    world.house.facts.clear()
    world.house.bound["wecom/kf", "wkAAA001", LILEI] = TOKEN
    for number in range(6):
        world.platform.say(LILEI, f"旧{number}")
    world.platform.clock.move(3600)
    world.platform.page_size = 2
    world.platform.answer_with("kf/sync_msg", 0, -1)
    with pytest.raises(TemporaryFailure):
        await world.puller.pull()
    world.platform.clock.move(3600)
    world.rebuild()
    await world.puller.pull()
    assert world.house.texts == []


async def test_an_expired_wake_up_token_is_not_used_and_a_refused_one_is_dropped(world: World) -> None:
    await begun(world)
    await world.platform.wake(world.to_product)
    world.platform.clock.move(601)
    world.platform.say(LILEI, "一")
    await world.puller.pull()
    await world.puller.wake("never-issued")
    world.platform.say(LILEI, "二")
    await world.puller.pull()
    assert world.house.texts == ["一", "二"]
    assert world.platform.refused[95007] == 1


async def test_the_sixth_reply_is_held_and_goes_out_after_the_next_message(world: World) -> None:
    await talking(world)
    for number in range(5):
        await world.kf.send(LILEI, message(number))
    with pytest.raises(Held, match="95001"):
        await world.kf.send(LILEI, message(5, "第六条"))
    world.platform.say(LILEI, "请继续")
    await world.kf.send(LILEI, message(5, "第六条"))
    assert world.platform.received(LILEI)[-1] == "第六条"


async def test_after_48_hours_the_window_is_closed(world: World) -> None:
    await talking(world)
    world.platform.clock.move(48 * 3600 + 1)
    with pytest.raises(Held, match="95002"):
        await world.kf.send(LILEI, message(1))


async def test_a_session_with_a_human_keeps_us_silent_and_their_words_apart(world: World) -> None:
    await talking(world)
    world.platform.hand_to_human(LILEI)
    world.platform.say(LILEI, "我想问工资")
    await world.puller.pull()
    with pytest.raises(Held, match="state_3"):
        await world.kf.send(LILEI, message(1))
    assert world.house.texts == ["你好"]
    world.platform.end_session(LILEI)
    world.platform.say(LILEI, "我回来了")
    await world.puller.pull()
    await world.kf.send(LILEI, message(1))
    assert world.house.texts == ["你好", "我回来了"]
    assert world.platform.received(LILEI) == ["您好！"]


async def test_a_session_whose_end_escaped_us_is_ours_again(world: World) -> None:
    await talking(world)
    world.platform.hand_to_human(LILEI)
    await world.puller.pull()
    world.platform.answer_with("kf/service_state/get", -1)
    world.platform.say(LILEI, "给同事")
    await world.puller.pull()
    world.platform.sessions[LILEI].state = 1
    world.platform.say(LILEI, "给你")
    await world.puller.pull()
    assert world.house.texts == ["你好", "给你"]


async def test_a_wrong_state_that_has_passed_is_tried_once_more(world: World) -> None:
    await talking(world)
    world.platform.answer_with("kf/send_msg", 95018)
    await world.kf.send(LILEI, message(1))
    assert world.platform.received(LILEI) == ["您好！"]
    world.platform.answer_with("kf/send_msg", 95018, 95018)
    with pytest.raises(Held, match="95018"):
        await world.kf.send(LILEI, message(2))
    assert world.platform.calls["kf/send_msg"] == 4


async def test_we_hand_over_to_a_colleague_and_take_back(world: World) -> None:
    await talking(world)
    await world.kf.hand_over(LILEI, "hr01")
    world.platform.say(LILEI, "给同事的话")
    await world.puller.pull()
    with pytest.raises(Held):
        await world.kf.send(LILEI, message(1))
    await world.kf.take_back(LILEI)
    await world.kf.send(LILEI, message(1))
    assert world.house.texts == ["你好"]


async def test_who_waits_in_the_pool_and_would_rather_go_on_has_us_back(world: World) -> None:
    await talking(world)
    await world.kf.hand_over(LILEI)
    for words in ("有人吗", " 继续 ", "我先停机"):
        world.platform.say(LILEI, words)
        await world.puller.pull()
    await world.kf.send(LILEI, message(1))
    assert world.house.texts == ["你好", "继续", "我先停机"]


async def test_a_colleague_who_has_the_chat_keeps_it_until_it_is_ended(world: World) -> None:
    await talking(world)
    await world.kf.hand_over(LILEI)
    world.platform.hand_to_human(LILEI)
    for words in ("继续", "好的"):
        world.platform.say(LILEI, words)
        await world.puller.pull()
    assert world.house.texts == ["你好"]
    world.platform.end_session(LILEI)
    world.platform.say(LILEI, "再问一下")
    await world.puller.pull()
    assert world.house.texts == ["你好", "再问一下"]


async def test_a_message_that_fails_later_is_reported_under_its_id(world: World) -> None:
    await talking(world)
    world.platform.not_delivered = 10
    result = await world.kf.send(LILEI, message(77))
    await world.puller.pull()
    assert world.house.failed == [(result.platform_id, "fail_type_10")]


async def test_a_part_that_fails_later_is_reported_under_the_whole_message(world: World) -> None:
    await talking(world)
    world.platform.not_delivered = 6
    result = await world.kf.send(LILEI, message(78, "字" * 1000))
    await world.puller.pull()
    assert {failed[0] for failed in world.house.failed} == {result.platform_id}
    assert len(world.house.failed) == 2


async def test_a_long_text_goes_in_parts_and_a_failure_between_them_repeats_none(world: World) -> None:
    await talking(world)
    long = message(9, "第一段。" * 200 + "\n\n" + "第二段。" * 200)
    world.platform.answer_with("kf/send_msg", 0, 45009)
    with pytest.raises(Throttled):
        await world.kf.send(LILEI, long)
    await world.kf.send(LILEI, long)
    received = world.platform.received(LILEI)
    assert [part.partition(" ")[0] for part in received] == [f"({n}/{len(received)})" for n in (1, 2, 3)]


async def test_choices_that_fit_no_menu_are_written_below(world: World) -> None:
    await talking(world)
    await world.kf.send(LILEI, message(1, "选一个", tuple(f"选项{number}" for number in range(11))))
    await world.kf.send(LILEI, message(2, "长" * 400, ("好",)))
    first, second = world.platform.received(LILEI)
    assert first.endswith("\n· 选项10")
    assert second == "长" * 400 + "\n· 好"


@pytest.mark.parametrize("state", [LinkState.EXPIRED, LinkState.REVOKED, LinkState.UNKNOWN])
async def test_a_dead_link_is_refused_politely_once_and_tells_nothing(world: World, state: LinkState) -> None:
    world.house.invitations["dead-token"] = state
    world.platform.open_chat("wmNEW", "dead-token")
    await world.puller.pull()
    world.house.facts.pop("cursor")
    await world.puller.pull()
    assert world.platform.received("wmNEW") == [load_words()["link_closed"]]
    assert world.house.events == []
    assert not any(b"dead-token" in payload for payload in world.house.raw.values())


async def test_a_stranger_is_asked_for_the_link_and_a_pasted_link_lets_them_in(world: World) -> None:
    world.platform.open_chat("wmNEW")
    world.platform.say("wmNEW", "你们还招人吗")
    await world.puller.pull()
    assert world.platform.received("wmNEW") == [load_words()["no_invitation"]]
    world.platform.say("wmNEW", f"https://hr.example/i/{TOKEN} 是这个")
    await world.puller.pull()
    assert [event.kind for event in world.house.events] == [Kind.START]


async def test_a_refusal_that_cannot_be_sent_does_not_stop_the_others(world: World) -> None:
    await begun(world)
    world.platform.say("wmNEW", "你好")
    world.platform.say(LILEI, "我在")
    world.platform.answer_with("kf/send_msg", 45009)
    await world.puller.pull()
    assert world.house.texts == ["我在"]


async def test_voice_comes_as_a_reference_and_its_bytes_when_asked_for(world: World) -> None:
    await begun(world)
    world.platform.send_media(LILEI, "voice", b"#!AMR\n" + b"x" * 50, "audio/amr")
    await world.puller.pull()
    (event,), (ref,) = world.house.events[1:], world.house.media
    assert (event.kind, ref.mime) == (Kind.VOICE, "audio/amr")
    assert await world.kf.fetch(ref) == b"#!AMR\n" + b"x" * 50


async def test_an_event_for_another_account_is_kept(world: World) -> None:
    world.platform.open_kfid = "wkOTHER"
    world.platform.say(LILEI, "别处的话")
    world.platform.open_kfid = "wkAAA001"
    await world.puller.pull()
    assert world.house.events == []
    assert len(world.house.raw) == 1


async def test_the_loop_pulls_on_a_wake_up_and_outlives_failures(world: World) -> None:
    await begun(world)
    world.platform.answer_with("kf/sync_msg", -1)
    world.platform.say(LILEI, "一")
    running = asyncio.create_task(world.puller.run())
    heard = asyncio.Event()

    async def hear(event: InboundEvent) -> None:
        heard.set()

    world.house.reply = hear
    try:
        await asyncio.wait_for(heard.wait(), 10)
        heard.clear()
        world.platform.say(LILEI, "二")
        await world.platform.wake(world.to_product)
        await asyncio.wait_for(heard.wait(), 10)
    finally:
        running.cancel()
    with pytest.raises(asyncio.CancelledError):
        await running
    assert world.house.texts == ["一", "二"]


async def test_wake_ups_that_come_at_once_share_a_note_and_the_newest_token_is_kept(world: World) -> None:
    await asyncio.gather(*(world.puller.wake(f"token-{number}") for number in range(50)))
    assert world.house.facts["wake"].endswith("token-49")
    world.house.away = True
    with pytest.raises(Unavailable):
        await world.puller.wake("token-50")


async def test_a_wake_up_without_a_database_is_asked_for_again(world: World) -> None:
    world.house.away = True
    assert await world.platform.wake(world.to_product) == 503
    assert world.platform.pushes == [503, 503, 503]


async def test_a_cursor_that_stands_still_is_no_endless_loop(world: World) -> None:
    def standing(request: httpx.Request) -> httpx.Response:
        if "gettoken" in request.url.path:
            return httpx.Response(200, json={"errcode": 0, "access_token": "t", "expires_in": 7200})
        return httpx.Response(200, json={"errcode": 0, "next_cursor": "c", "has_more": 1, "msg_list": []})

    world.to_platform = httpx.AsyncClient(transport=httpx.MockTransport(standing))
    world.rebuild()
    with pytest.raises(TemporaryFailure, match="cursor"):
        await world.puller.pull()
