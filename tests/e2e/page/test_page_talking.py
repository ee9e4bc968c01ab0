"""Typing, tapping and reading on the page."""

import re
from datetime import UTC, datetime, timedelta

from playwright.sync_api import BrowserContext, Page, expect

from channels.contract import Kind, LinkState
from tests.channels.web.fake_gateway import TOKEN, session
from tests.e2e.page.conftest import House, open_chat

SEEN_MS = 1300


class Clock:
    """The page's clock, moved by hand, so that no slow machine makes a message seen."""

    def __init__(self, page: Page) -> None:
        self._page = page
        self._at = datetime.now(UTC)
        page.clock.set_fixed_time(self._at)

    def on(self, milliseconds: int) -> None:
        self._page.wait_for_timeout(500)  # the observer reports a frame or two after a message appears
        self._at += timedelta(milliseconds=milliseconds)
        self._page.clock.set_fixed_time(self._at)


def say(page: Page, text: str) -> None:
    page.get_by_label("输入您的回答").fill(text)
    page.get_by_label("输入您的回答").press("Enter")


def scroll_up(page: Page) -> None:
    page.locator("#scroller").hover()
    page.mouse.wheel(0, -100_000)
    page.wait_for_function("document.getElementById('scroller').scrollTop === 0")
    page.wait_for_timeout(300)


def test_opening_the_link_begins_the_interview_once(house: House, page: Page) -> None:
    house.gateway.reply = lambda gateway, event: gateway.say("您好，同意吗？", ("同意", "不同意"))
    page.goto(house.link)
    expect(page.get_by_text("您好，同意吗？")).to_be_visible()
    page.reload()
    expect(page.get_by_text("您好，同意吗？")).to_have_count(1)
    assert [event.kind for event in house.gateway.events] == [Kind.START]


def test_a_quick_reply_is_said_once_and_then_gone(house: House, page: Page) -> None:
    house.say("同意吗？", "同意", "不同意")
    open_chat(page, house)
    page.get_by_role("button", name="同意", exact=True).dblclick()
    expect(page.locator(".mine .said")).to_have_text(["同意"])
    expect(page.locator(".tick.sent")).to_have_count(1)
    expect(page.locator(".chip")).to_have_count(0)
    assert house.texts() == ["同意"]


def test_only_the_latest_message_has_quick_replies(house: House, page: Page) -> None:
    house.say("第一个", "甲")
    open_chat(page, house)
    expect(page.locator(".chip")).to_have_text(["甲"])
    house.say("第二个", "乙", "丙")
    expect(page.locator(".chip")).to_have_text(["乙", "丙"])
    house.say("第三个")
    expect(page.locator(".chip")).to_have_count(0)


def test_enter_sends_and_shift_enter_breaks_the_line(house: House, page: Page) -> None:
    house.say("请说")
    open_chat(page, house)
    field = page.get_by_label("输入您的回答")
    field.press_sequentially("第一行")
    field.press("Shift+Enter")
    field.press_sequentially("第二行")
    field.press("Enter")
    expect(page.locator(".tick.sent")).to_have_count(1)
    expect(field).to_have_value("")
    assert house.texts() == ["第一行\n第二行"]


def test_an_input_methods_enter_only_picks_a_word(house: House, page: Page, context: BrowserContext) -> None:
    house.say("请说")
    open_chat(page, house)
    field = page.get_by_label("输入您的回答")
    field.focus()
    devtools = context.new_cdp_session(page)
    devtools.send("Input.imeSetComposition", {"text": "nihao", "selectionStart": 5, "selectionEnd": 5})
    field.evaluate(
        """field => { for (const init of [{ isComposing: true }, { keyCode: 229 }]) field.dispatchEvent(
             new KeyboardEvent('keydown', { key: 'Enter', bubbles: true, cancelable: true, ...init })); }"""
    )
    devtools.send("Input.insertText", {"text": "你好"})
    expect(field).to_have_value("你好")
    assert house.texts() == []
    field.press("Enter")
    expect(page.locator(".tick.sent")).to_have_count(1)
    assert house.texts() == ["你好"]


def test_a_double_click_on_send_sends_once(house: House, page: Page) -> None:
    house.say("请说")
    open_chat(page, house)
    page.get_by_label("输入您的回答").fill("只说一次")
    page.get_by_role("button", name="发送").dblclick(force=True)
    expect(page.locator(".tick.sent")).to_have_count(1)
    assert house.texts() == ["只说一次"]


def test_blank_cannot_be_sent(house: House, page: Page) -> None:
    house.say("请说")
    open_chat(page, house)
    expect(page.get_by_role("button", name="发送")).to_be_disabled()
    page.get_by_label("输入您的回答").fill("  \n ")
    page.get_by_label("输入您的回答").press("Enter")
    expect(page.get_by_role("button", name="发送")).to_be_disabled()
    assert house.texts() == []


def test_too_long_a_text_is_kept_and_explained(house: House, page: Page) -> None:
    house.say("请说")
    open_chat(page, house)
    page.get_by_label("输入您的回答").fill("长" * 40_000)
    page.get_by_role("button", name="发送").click()
    expect(page.get_by_text("请分成几条发送")).to_be_visible()
    assert len(page.get_by_label("输入您的回答").input_value()) == 40_000
    assert house.texts() == []


def test_thinking_is_shown_and_taken_back(house: House, page: Page) -> None:
    house.say("请说")
    open_chat(page, house)
    expect(page.locator("#thinking")).to_be_hidden()
    house.think(True)
    expect(page.locator("#thinking")).to_be_visible()
    expect(page.locator(".activity")).to_have_text("正在输入…")
    house.think(False)
    expect(page.locator("#thinking")).to_be_hidden()


def test_markup_in_messages_stays_text(house: House, page: Page) -> None:
    evil = "<img src=x onerror=\"document.title='hacked'\"><script>document.title='hacked'</script><b>b</b>"
    house.say(evil, evil)
    open_chat(page, house)
    page.get_by_label("输入您的回答").fill(evil)
    page.get_by_role("button", name="发送").click()
    expect(page.locator(".said")).to_have_text([evil, evil])
    assert page.locator("#scroller img, #scroller script, #scroller b").count() == 0
    assert page.title() == "装配工 · 明辉电子"


def test_what_was_on_screen_long_enough_goes_along(house: House, page: Page) -> None:
    clock = Clock(page)
    first = house.say("第一题")
    open_chat(page, house)
    clock.on(SEEN_MS)
    second = house.say("第二题")
    expect(page.get_by_text("第二题")).to_be_visible()
    say(page, "答第一题")
    expect(page.locator(".tick.sent")).to_have_count(1)
    clock.on(SEEN_MS)
    say(page, "答第二题")
    expect(page.locator(".tick.sent")).to_have_count(2)
    assert [event.seen for event in house.gateway.events] == [first, second]


def test_a_quick_reply_proves_that_its_question_was_seen(house: House, page: Page) -> None:
    clock = Clock(page)
    house.say("第一题")
    open_chat(page, house)
    clock.on(SEEN_MS)
    second = house.say("第二题", "是", "不是")
    page.get_by_role("button", name="是", exact=True).click()
    expect(page.locator(".tick.sent")).to_have_count(1)
    assert [event.seen for event in house.gateway.events] == [second]


def test_a_message_off_screen_is_not_seen(house: House, page: Page) -> None:
    clock = Clock(page)
    for number in range(30):
        last = house.say(f"第 {number} 条")
    open_chat(page, house)
    clock.on(SEEN_MS)
    scroll_up(page)
    house.say("新的一条")
    expect(page.get_by_role("button", name=re.compile("有新消息"))).to_be_visible()
    clock.on(SEEN_MS)
    say(page, "好")
    expect(page.locator(".tick.sent")).to_have_count(1)
    assert house.gateway.events[0].seen == last


def test_new_messages_wait_below_while_one_reads_above(house: House, page: Page) -> None:
    for number in range(30):
        house.say(f"第 {number} 条")
    open_chat(page, house)
    scroll_up(page)
    house.say("新的一条")
    newer = page.get_by_role("button", name=re.compile("有新消息"))
    expect(newer).to_be_visible()
    assert page.locator("#scroller").evaluate("node => node.scrollTop") == 0
    newer.click()
    expect(page.get_by_text("新的一条")).to_be_in_viewport()
    expect(newer).to_be_hidden()


def test_a_reload_keeps_place_and_draft(house: House, page: Page) -> None:
    for number in range(40):
        house.say(f"第 {number} 条")
    open_chat(page, house)
    expect(page.get_by_text("第 39 条")).to_be_in_viewport()
    page.get_by_label("输入您的回答").fill("写到一半")
    page.get_by_text("第 12 条").evaluate("node => node.closest('.line').scrollIntoView()")
    page.wait_for_timeout(400)
    before = page.get_by_text("第 12 条").bounding_box()
    page.reload()
    expect(page.get_by_text("第 39 条")).to_be_attached()
    expect(page.get_by_text("第 12 条")).to_be_in_viewport()
    after = page.get_by_text("第 12 条").bounding_box()
    assert before
    assert after
    assert abs(before["y"] - after["y"]) < 3
    expect(page.get_by_label("输入您的回答")).to_have_value("写到一半")


def test_a_reload_at_the_end_stays_at_the_end(house: House, page: Page) -> None:
    for number in range(40):
        house.say(f"第 {number} 条")
    open_chat(page, house)
    page.reload()
    expect(page.get_by_text("第 39 条")).to_be_in_viewport()


def test_a_message_longer_than_the_screen_is_shown_from_its_beginning(house: House, page: Page) -> None:
    house.say("请说")
    open_chat(page, house)
    house.say("开头\n" + "中间\n" * 60 + "结尾")
    expect(page.get_by_text("开头")).to_be_visible()
    top = page.locator("#log .theirs .bubble").last.bounding_box()
    assert top
    assert 60 <= top["y"] <= 110


def test_only_the_conversation_scrolls_never_the_page(house: House, page: Page) -> None:
    for number in range(30):
        house.run(lambda number=number: house.gateway.say(f"第 {number} 条", mine=True))
    open_chat(page, house)
    expect(page.get_by_text("第 29 条")).to_be_in_viewport()
    taller = page.evaluate("document.documentElement.scrollHeight - document.documentElement.clientHeight")
    assert taller == 0


def test_other_kinds_are_named(house: House, page: Page) -> None:
    house.run(lambda: house.gateway.say("", mine=True, kind=Kind.STICKER))
    house.run(lambda: house.gateway.say("转写的话", mine=True, kind=Kind.VOICE))
    open_chat(page, house)
    expect(page.locator(".kind")).to_have_text(["〔表情〕", "语音"])
    expect(page.locator(".said").last).to_have_text("转写的话")


def test_two_pages_of_one_link_show_the_same(house: House, page: Page, context: BrowserContext) -> None:
    house.say("请说")
    open_chat(page, house)
    other = context.new_page()
    open_chat(other, house)
    page.get_by_label("输入您的回答").fill("从第一页")
    page.get_by_label("输入您的回答").press("Enter")
    expect(other.locator(".mine .said")).to_have_text(["从第一页"])
    expect(page.locator(".mine .said")).to_have_text(["从第一页"])


def test_a_link_that_closes_meanwhile_is_explained(house: House, page: Page) -> None:
    house.say("请说")
    open_chat(page, house)
    house.gateway.links[TOKEN] = LinkState.EXPIRED
    page.get_by_label("输入您的回答").fill("还在吗")
    page.get_by_label("输入您的回答").press("Enter")
    expect(page.locator("#banner")).to_contain_text("已经过期")
    expect(page.locator("#composer")).to_be_hidden()
    assert house.texts() == []
    house.gateway.links[TOKEN] = session()
    page.reload()
    expect(page.locator(".tick.sent")).to_have_count(1)
    assert house.texts() == ["还在吗"]
