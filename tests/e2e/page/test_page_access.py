"""For everyone: keyboard, screen reader, small screens, dark rooms."""

import re

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.e2e.page.conftest import House, open_chat

ENOUGH = 4.5

CONTRAST = """selector => {
  const node = document.querySelector(selector);
  const rgb = text => text.match(/[\\d.]+/g).map(Number);
  const light = colour => { const [r, g, b] = colour.map(v => { v /= 255;
    return v <= .03928 ? v / 12.92 : Math.pow((v + .055) / 1.055, 2.4); });
    return .2126 * r + .7152 * g + .0722 * b; };
  let below = node;
  let back = rgb(getComputedStyle(below).backgroundColor);
  while (back.length === 4 && back[3] === 0) { below = below.parentElement;
    back = rgb(getComputedStyle(below).backgroundColor); }
  const [a, b] = [light(rgb(getComputedStyle(node).color)), light(back)].sort((x, y) => y - x);
  return (a + .05) / (b + .05);
}"""


def test_names_and_roles(house: House, page: Page) -> None:
    house.say("请说", "好的")
    open_chat(page, house)
    expect(page.get_by_role("heading", name="装配工")).to_be_visible()
    expect(page.get_by_text("AI 助手").first).to_be_visible()
    log = page.get_by_role("log", name="对话")
    expect(log).to_have_attribute("aria-live", "polite")
    expect(log).to_have_attribute("aria-busy", "false")
    expect(page.get_by_role("group", name="快捷回复")).to_be_visible()
    expect(page.get_by_role("textbox", name="输入您的回答")).to_be_visible()
    for button in page.get_by_role("button").all():
        name = button.evaluate("node => node.getAttribute('aria-label') || node.textContent.trim()")
        assert name, button.evaluate("node => node.outerHTML")
    assert page.locator("html").get_attribute("lang") == "zh-CN"


def test_whose_words_they_are_can_be_heard(house: House, page: Page) -> None:
    house.say("请说")
    open_chat(page, house)
    page.get_by_role("textbox").fill("好")
    page.get_by_role("textbox").press("Enter")
    expect(page.locator(".mine .bubble")).to_contain_text("您")
    expect(page.locator(".theirs .bubble").first).to_contain_text("AI 助手")
    expect(page.locator(".tick.sent")).to_contain_text("已送达")


def test_a_whole_answer_with_the_keyboard_only(house: House, page: Page) -> None:
    house.say("同意吗？", "同意", "不同意")
    open_chat(page, house)
    page.keyboard.press("Tab")
    expect(page.locator("#scroller")).to_be_focused()
    page.keyboard.press("Tab")
    expect(page.get_by_role("button", name="同意", exact=True)).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator(".tick.sent")).to_have_count(1)
    expect(page.get_by_role("textbox")).to_be_focused()
    page.keyboard.type("我的回答")
    page.keyboard.press("Tab")
    expect(page.get_by_role("button", name="发送")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator(".tick.sent")).to_have_count(2)
    assert house.texts() == ["同意", "我的回答"]


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_contrast(house: House, browser: Browser, scheme: str) -> None:
    house.say("请说", "好的")
    context = browser.new_context(viewport={"width": 360, "height": 740}, color_scheme=scheme)
    page = context.new_page()
    open_chat(page, house)
    page.get_by_role("textbox").fill("好")
    page.get_by_role("textbox").press("Enter")
    expect(page.locator(".tick.sent")).to_have_count(1)
    house.say("再说", "好的")
    expect(page.locator(".chip")).to_have_count(1)
    for selector in (
        ".who h1",
        ".company",
        ".badge",
        ".when",
        ".theirs .said",
        ".mine .said",
        ".chip",
        "#text",
    ):
        assert page.evaluate(CONTRAST, selector) >= ENOUGH, selector
    context.set_offline(True)
    page.get_by_role("textbox").fill("没有网络")
    page.get_by_role("textbox").press("Enter")
    expect(page.locator("button.tick")).to_be_visible()
    for selector in ("#banner", "button.tick"):
        assert page.evaluate(CONTRAST, selector) >= ENOUGH, selector
    context.close()


@pytest.mark.parametrize("width", [320, 360, 768, 1280])
def test_nothing_sticks_out(house: House, browser: Browser, width: int) -> None:
    house.say("长" * 300 + " " + "x" * 300, "一个很长很长很长很长很长很长很长很长很长很长的选择", "短")
    context = browser.new_context(viewport={"width": width, "height": 740})
    page = context.new_page()
    open_chat(page, house)
    page.get_by_role("textbox").fill("https://example.invalid/" + "y" * 400)
    page.get_by_role("textbox").press("Enter")
    expect(page.locator(".tick.sent")).to_have_count(1)
    for selector in ("html", "#scroller"):
        assert (
            page.evaluate(
                "s => { const n = document.querySelector(s); return n.scrollWidth - n.clientWidth; }",
                selector,
            )
            <= 0
        )
    for selector in ("#text", "#send", ".top", "#mode"):
        box = page.locator(selector).bounding_box()
        assert box
        assert box["x"] >= 0
        assert box["x"] + box["width"] <= width
    context.close()


def test_buttons_are_large_enough_for_a_thumb(house: House, page: Page) -> None:
    house.say("请说", "好")
    open_chat(page, house)
    for selector in (".chip", "#send", "#mode", "#text"):
        box = page.locator(selector).bounding_box()
        assert box
        assert box["height"] >= 44


def test_less_motion_when_asked_for(house: House, browser: Browser) -> None:
    context = browser.new_context(reduced_motion="reduce")
    page = context.new_page()
    house.say("请说")
    house.think(True)
    open_chat(page, house)
    assert (
        page.locator(".dots i").first.evaluate("node => getComputedStyle(node).animationIterationCount")
        == "1"
    )
    context.close()


def test_in_another_language_nothing_of_ours_is_chinese(house: House, page: Page) -> None:
    house.run(lambda: house.gateway.say("Welcome", ("I agree",), "conv-2"))
    page.goto(f"{house.url}/i/english")
    expect(page.get_by_text("Welcome")).to_be_visible()
    page.get_by_role("button", name="Answer by voice").click()
    shown = page.locator("body").inner_text().replace("装配工", "").replace("明辉电子", "")
    assert not re.search(r"[\u4e00-\u9fff]", shown)
    assert "Today" in shown


def test_a_closed_link_greets_in_four_languages(house: House, page: Page) -> None:
    response = page.goto(f"{house.url}/i/gone")
    assert response
    assert response.status == 410
    assert page.get_by_role("heading").all_inner_texts() == ["您好", "Hello", "こんにちは", "안녕하세요"]
