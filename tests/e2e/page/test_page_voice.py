"""Hold to talk, with the browser's own fake microphone."""

import re

from playwright.sync_api import Page, Route, expect

from channels.contract import Kind
from tests.e2e.page.conftest import House, open_chat

HOLD_MS = 1300
SEEN_MS = 2000


def voice_mode(page: Page):
    page.get_by_role("button", name="改用语音").click()
    return page.locator("#talk")


def press(page: Page) -> tuple[float, float]:
    box = page.locator("#talk").bounding_box()
    assert box
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    page.mouse.move(x, y)
    page.mouse.down()
    expect(page.locator("#clock")).to_be_visible()
    return x, y


def test_hold_and_let_go(house: House, page: Page) -> None:
    asked = house.say("请说")
    open_chat(page, house)
    voice_mode(page)
    page.wait_for_timeout(SEEN_MS)
    press(page)
    page.wait_for_timeout(HOLD_MS)
    house.say("录音时来的新问题")
    page.wait_for_timeout(HOLD_MS)
    page.mouse.up()
    expect(page.locator(".mine .tick.sent")).to_have_count(1)
    expect(page.get_by_role("button", name="播放录音")).to_be_visible()
    expect(page.locator(".mine .kind")).to_have_text(re.compile(r"语音 \d″"))
    (event,) = house.gateway.events
    assert (event.kind, event.seen) == (Kind.VOICE, asked)
    _, content, mime = house.gateway.media[str(event.media_id)]
    assert mime == "audio/webm"
    assert len(content) > 1000


def test_slide_up_to_cancel(house: House, page: Page) -> None:
    house.say("请说")
    open_chat(page, house)
    voice_mode(page)
    x, y = press(page)
    page.wait_for_timeout(HOLD_MS)
    page.mouse.move(x, y - 150)
    expect(page.get_by_text("松开手指，取消发送")).to_be_visible()
    page.mouse.up()
    expect(page.locator("#recording")).to_be_hidden()
    expect(page.locator(".mine")).to_have_count(0)
    assert house.gateway.media == {}


def test_a_tap_is_too_short(house: House, page: Page) -> None:
    house.say("请说")
    open_chat(page, house)
    voice_mode(page).click(delay=150)
    expect(page.locator("#note")).to_be_visible()
    assert house.gateway.media == {}


def test_with_the_keyboard(house: House, page: Page) -> None:
    house.say("请说")
    open_chat(page, house)
    talk = voice_mode(page)
    expect(talk).to_be_focused()
    page.keyboard.press("Space")
    expect(talk).to_have_attribute("aria-pressed", "true")
    page.wait_for_timeout(HOLD_MS)
    page.keyboard.press("Escape")
    expect(talk).to_have_attribute("aria-pressed", "false")
    page.keyboard.press("Enter")
    expect(talk).to_have_attribute("aria-pressed", "true")
    page.wait_for_timeout(HOLD_MS)
    page.keyboard.press("Enter")
    expect(page.locator(".tick.sent")).to_have_count(1)
    assert len(house.gateway.media) == 1


def test_stops_by_itself(house: House, page: Page) -> None:
    house.say("请说")
    written = "maxVoiceSeconds&#34;:"

    def shorten(route: Route) -> None:
        answer = route.fetch()
        assert f"{written}60" in answer.text()
        route.fulfill(response=answer, body=answer.text().replace(f"{written}60", f"{written}2"))

    page.route(house.link, shorten)
    open_chat(page, house)
    voice_mode(page)
    press(page)
    expect(page.locator("#recording-hint")).to_contain_text("还可以说")
    expect(page.locator(".tick.sent")).to_have_count(1)
    page.mouse.up()
    assert len(house.gateway.media) == 1


def test_a_recording_the_server_refused_can_be_sent_again(house: House, page: Page) -> None:
    house.say("请说")
    open_chat(page, house)
    voice_mode(page)
    page.route("**/voice*", lambda route: route.fulfill(status=413, body="proxy"), times=1)
    press(page)
    page.wait_for_timeout(HOLD_MS)
    page.mouse.up()
    page.get_by_role("button", name="没发出去，点这里重发").click()
    expect(page.locator(".tick.sent")).to_have_count(1)
    assert len(house.gateway.media) == 1


def test_no_permission_is_explained(house: House, page: Page) -> None:
    page.add_init_script(
        "navigator.mediaDevices.getUserMedia = () => Promise.reject(new DOMException('', 'NotAllowedError'))"
    )
    house.say("请说")
    open_chat(page, house)
    voice_mode(page).click()
    expect(page.get_by_text("没有麦克风权限")).to_be_visible()
    expect(page.locator("#recording")).to_be_hidden()


def test_no_microphone_no_button(house: House, page: Page) -> None:
    page.add_init_script("delete window.MediaRecorder")
    house.say("请说")
    open_chat(page, house)
    expect(page.locator("#mode")).to_be_hidden()
    expect(page.get_by_label("输入您的回答")).to_be_visible()


def test_an_unsent_recording_survives_closing_the_page(house: House, page: Page, context) -> None:
    house.say("请说")
    open_chat(page, house)
    voice_mode(page)
    context.set_offline(True)
    press(page)
    page.wait_for_timeout(HOLD_MS)
    page.mouse.up()
    expect(page.locator(".unsent")).to_have_count(1)
    page.close()
    context.set_offline(False)
    again = context.new_page()
    open_chat(again, house)
    expect(again.locator(".tick.sent")).to_have_count(1)
    assert len(house.gateway.media) == 1
