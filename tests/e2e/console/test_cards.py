"""Deciding from a card's link on a phone, and connecting a messenger account."""

import re
from collections.abc import Callable

from playwright.sync_api import Page, expect
from pydantic import SecretStr

from backend.recruiting.buttons import Button, Buttons
from backend.store.states import DecisionKind
from tests.e2e.console.seed import CARD

LogIn = Callable[..., Page]
BUTTONS = Buttons(SecretStr("a-secret-of-the-tests"))


def fits(page: Page) -> bool:
    return bool(page.evaluate("document.documentElement.scrollWidth <= window.innerWidth"))


def test_a_link_on_a_card_asks_for_the_reason_on_a_phone(log_in: LogIn, address: str) -> None:
    page = log_in(name="suzhou", width=360)
    page.goto(f"{address}/decide/{BUTTONS.write(Button(CARD, DecisionKind.CALL, 0))}")
    expect(page.get_by_role("heading", name="欧阳<b>小雨</b>")).to_be_visible()
    assert fits(page)
    expect(page.get_by_role("button", name="确认：电话联系")).to_be_visible()
    page.get_by_label("理由").fill("   ")
    page.get_by_role("button", name="确认：电话联系").click()
    expect(page.get_by_role("alert")).to_contain_text("请写下理由")
    page.get_by_role("link", name="查看报告和对话").click()
    expect(page.get_by_role("heading", name="欧阳<b>小雨</b>")).to_be_visible()


def test_a_code_for_a_messenger_account(log_in: LogIn) -> None:
    page = log_in(name="suzhou", width=360)
    page.get_by_role("link", name="消息账号").click()
    expect(page.get_by_text("还没有绑定的账号")).to_be_visible()
    page.get_by_role("button", name="取一个绑定码").click()
    expect(page.locator("[data-code-shown]")).to_have_text(re.compile("^hr-[a-z2-9]{12}$"))
    assert fits(page)


def test_who_only_reads_has_no_account_to_connect(log_in: LogIn) -> None:
    page = log_in(name="viewer")
    expect(page.get_by_role("link", name="消息账号")).to_have_count(0)
