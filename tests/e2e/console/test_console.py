"""The console as HR uses it: in a browser, with a mouse, a keyboard or a phone."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Browser, Page, expect

LogIn = Callable[..., Page]
CANDIDATE = "欧阳<b>小雨</b>"


def open_candidate(page: Page, name: str = CANDIDATE) -> None:
    page.get_by_role("link", name=name).first.click()
    expect(page.get_by_role("heading", name=name)).to_be_visible()


def test_a_stranger_is_sent_to_the_login_and_back(log_in: LogIn) -> None:
    page = log_in(path="/faults")
    expect(page).to_have_url(re.compile("/console/faults$"))


def test_a_wrong_password_is_told_kindly(browser: Browser, address: str) -> None:
    context = browser.new_context(locale="zh-CN")
    page = context.new_page()
    page.goto(address + "/")
    page.fill("#name", "nobody")
    page.fill("#password", "wrong")
    page.click("button[type=submit]")
    expect(page.get_by_role("alert")).to_contain_text("账号或密码不对")
    expect(page.locator("#name")).to_have_value("nobody")
    context.close()


def test_the_list_filters_sorts_and_pages(log_in: LogIn) -> None:
    page = log_in()
    rows = page.locator("tbody tr")
    expect(rows).to_have_count(25)
    page.get_by_role("button", name=re.compile("^转人工|找人工")).click()
    expect(rows).to_have_count(5)
    expect(page.locator("tbody .chip.needs")).to_have_count(5)
    page.get_by_role("button", name=re.compile("^全部")).click()
    expect(rows).to_have_count(25)
    page.get_by_label("姓名、手机号或编号").fill("欧阳")
    expect(rows).to_have_count(2)
    page.get_by_label("姓名、手机号或编号").fill("没有这个人")
    expect(page.locator(".empty")).to_contain_text("没有符合条件的候选人")
    page.get_by_label("姓名、手机号或编号").fill("")
    expect(rows).to_have_count(25)
    page.get_by_role("columnheader", name="总分").click()
    expect(rows.first).to_contain_text("欧阳")
    page.get_by_role("button", name=re.compile("下一页|Next")).click()
    expect(rows).to_have_count(7)


def test_a_quote_leads_to_its_words_and_back(log_in: LogIn) -> None:
    page = log_in()
    open_candidate(page)
    quote = page.get_by_role("button", name="我马上按了急停，然后报告了班长")
    quote.click()
    mark = page.locator("mark.on")
    expect(mark).to_have_text("我马上按了急停，然后报告了班长")
    expect(mark).to_be_in_viewport()
    mark.click()
    expect(quote).to_be_in_viewport()
    quote.focus()
    page.keyboard.press("Enter")
    expect(mark).to_be_focused()


def test_what_a_candidate_wrote_is_never_html(log_in: LogIn) -> None:
    page = log_in()
    open_candidate(page)
    expect(page.locator(".talk")).to_contain_text("<img src=x onerror=\"document.title='owned'\">")
    expect(page.locator("main img, main b, main script")).to_have_count(0)
    expect(page).to_have_title(re.compile("候选人档案"))


def test_the_page_shows_everything_a_decision_needs(log_in: LogIn) -> None:
    page = log_in()
    open_candidate(page)
    main = page.locator("main")
    for words in ("各项能力", "证据不足", "接下来建议问", "门槛", "没说清", "对话全文", "经过", "已跳过"):
        expect(main).to_contain_text(words)
    expect(page.locator(".dimension")).to_have_count(6)
    expect(page.locator("audio")).to_have_count(1)
    page.get_by_text("为什么这样问").click()
    expect(page.get_by_text("讲经历的回答里还缺结果")).to_be_visible()
    sound = page.locator("audio").get_attribute("src")
    assert sound is not None
    heard = page.request.get(page.url.split("/console")[0] + sound)
    assert (heard.status, heard.headers["content-type"]) == (200, "audio/wav")


def test_a_decision_needs_a_reason_and_a_rejection_is_asked_twice(log_in: LogIn) -> None:
    page = log_in("suzhou")
    open_candidate(page)
    page.get_by_role("button", name="不通过").click()
    dialog = page.locator(".dialog")
    dialog.get_by_role("button", name="不通过").click()
    expect(dialog.get_by_role("alert")).to_have_text("请写下理由。")
    dialog.get_by_label("理由").fill("两项安全问题没有说清")
    dialog.get_by_role("button", name="不通过").click()
    expect(dialog.get_by_role("alert")).to_have_text("请先勾选确认。")
    dialog.get_by_role("button", name="取消").click()
    expect(dialog).to_have_count(0)
    page.get_by_role("button", name="保留").click()
    dialog.get_by_label("理由").fill("等下一批名额 <i>")
    dialog.get_by_role("button", name="保留").click()
    expect(page.locator(".head .chip.stage")).to_have_text("保留")
    expect(page.locator(".history")).to_contain_text("suzhou 决定：保留")
    expect(page.locator(".history")).to_contain_text("等下一批名额 <i>")
    expect(page.get_by_role("button", name="保留")).to_have_count(0)


def test_a_request_for_a_person_is_settled_with_a_click(log_in: LogIn) -> None:
    page = log_in(path="/?needs_human")
    page.locator("tbody a.open").first.click()
    expect(page.locator(".head .chip.needs")).to_have_text("想找招聘同事")
    page.get_by_role("button", name="已联系，处理好了").click()
    expect(page.locator(".head .chip.needs")).to_have_count(0)
    expect(page.locator(".history")).to_contain_text("处理好了：想找招聘同事")


def test_another_site_does_not_exist(log_in: LogIn) -> None:
    everyone = log_in("hq", path="/?text=%E6%AC%A7%E9%98%B3&site=shenzhen")
    foreign = everyone.locator("tbody a.open").first.get_attribute("href")
    assert foreign is not None
    page = log_in("suzhou")
    expect(page.get_by_label("基地")).to_have_count(0)
    answer = page.goto(page.url.split("/console")[0] + foreign)
    assert answer is not None
    assert answer.status == 404
    expect(page.get_by_role("heading", name="没有找到")).to_be_visible()
    assert "欧阳" not in page.content()


def test_a_viewer_reads_and_does_nothing_else(log_in: LogIn) -> None:
    page = log_in("viewer")
    expect(page.get_by_role("link", name="批量导入")).to_have_count(0)
    open_candidate(page)
    expect(page.locator("[data-decide], [data-invite]")).to_have_count(0)
    expect(page.locator("dl.facts")).to_contain_text("…8000")
    for path in ("/new", "/import", "/faults"):
        answer = page.goto(page.url.split("/console")[0] + "/console" + path)
        assert answer is not None
        assert answer.status == 403


def test_a_new_candidate_gets_a_link(log_in: LogIn) -> None:
    page = log_in(path="/new")
    page.get_by_role("button", name="建好并生成链接").click()
    expect(page.locator(".problem")).to_have_text("姓名：没有填")
    page.get_by_label("姓名").fill("新来的人")
    page.get_by_role("button", name="建好并生成链接").click()
    link = page.locator("input.address")
    expect(link).to_have_value(re.compile(r"^http://127\.0\.0\.1:\d+/i/[\w-]{32}$"))
    page.locator(".dialog").get_by_role("button", name="关闭").click()
    expect(page.get_by_role("heading", name="新来的人")).to_be_visible()
    expect(page.locator(".head .chip.stage")).to_have_text("已邀请")


def test_a_file_is_taken_and_its_broken_lines_are_named(log_in: LogIn) -> None:
    page = log_in(path="/import")
    lines = "姓名,手机,岗位,基地\n甲,13900000001,装配工,苏州基地\n乙,12,装配工,苏州基地\n"
    file = {"name": "people.csv", "mimeType": "text/csv", "buffer": lines.encode("gb18030")}
    page.set_input_files("input[type=file]", files=[file])  # type: ignore[list-item]
    expect(page.get_by_role("heading", name="新增 1 人，已有 0 人，1 行没有导入")).to_be_visible()
    expect(page.locator("table.plain tbody tr")).to_have_text(re.compile("3手机不像手机号"))


def test_what_was_not_delivered_can_be_tried_again(log_in: LogIn) -> None:
    page = log_in(path="/faults")
    faults = page.locator("article.fault")
    expect(faults).to_have_count(2)
    faults.first.get_by_role("button", name="再试一次").click()
    expect(faults).to_have_count(1)


def test_leaving_closes_the_open_tabs_too(log_in: LogIn) -> None:
    page = log_in("viewer")
    other = page.context.new_page()
    other.goto(page.url)
    other.wait_for_selector(".page")
    page.get_by_role("button", name="退出").click()
    expect(page).to_have_url(re.compile("/console/login"))
    expect(other).to_have_url(re.compile("/console/login"))


def test_the_language_changes_everywhere(log_in: LogIn) -> None:
    page = log_in(locale="en-GB")
    expect(page.get_by_role("heading", name="Candidates")).to_be_visible()
    expect(page.locator("html")).to_have_attribute("lang", "en-US")
    open_candidate(page)
    expect(page.locator("main")).to_contain_text("Why these questions")
    page.get_by_role("link", name="中文").click()
    expect(page.get_by_text("对话全文")).to_be_visible()
    expect(page.locator("html")).to_have_attribute("lang", "zh-CN")


@pytest.mark.parametrize("path", ["/", "/new", "/import", "/faults"])
def test_a_phone_shows_every_page_without_scrolling_sideways(log_in: LogIn, path: str) -> None:
    page = log_in(path=path, width=360)
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
    if path == "/":
        open_candidate(page)
        assert page.evaluate("document.documentElement.scrollWidth") <= 360


def test_the_keyboard_alone_is_enough(log_in: LogIn) -> None:
    page = log_in()
    page.get_by_role("link", name=CANDIDATE).first.press("Enter")
    expect(page.get_by_role("heading", name=CANDIDATE)).to_be_visible()
    decide = page.get_by_role("button", name="进入下一步")
    decide.focus()
    page.keyboard.press("Enter")
    expect(page.locator(".dialog").get_by_label("理由")).to_be_focused()
    page.keyboard.press("Escape")
    expect(page.locator(".dialog")).to_have_count(0)


def test_every_field_and_button_has_a_name(log_in: LogIn) -> None:
    page = log_in()
    open_candidate(page)
    nameless = page.evaluate(
        """() => [...document.querySelectorAll("main button, main a, main audio, main input")]
            .filter(one => !(one.textContent.trim() || one.ariaLabel || one.labels?.length)).length"""
    )
    assert nameless == 0


def test_on_paper_there_are_no_buttons_and_nothing_is_cut_off(log_in: LogIn) -> None:
    page = log_in()
    open_candidate(page)
    page.emulate_media(media="print")
    expect(page.locator("header.bar")).to_be_hidden()
    expect(page.locator(".actions")).to_be_hidden()
    talk = page.locator(".talk")
    assert talk.evaluate("one => getComputedStyle(one).overflowY") == "visible"
