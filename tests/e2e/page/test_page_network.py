"""Bad networks: nothing typed is lost, nothing is said twice."""

from playwright.sync_api import BrowserContext, Page, Route, expect

from tests.e2e.page.conftest import House, open_chat


def say(page: Page, text: str) -> None:
    page.get_by_label("输入您的回答").fill(text)
    page.get_by_label("输入您的回答").press("Enter")


def test_what_is_said_offline_arrives_in_order_and_once(
    house: House, page: Page, context: BrowserContext
) -> None:
    house.say("请说")
    open_chat(page, house)
    context.set_offline(True)
    for text in ("一", "二", "三"):
        say(page, text)
    expect(page.locator("#banner")).to_contain_text("网络断开")
    expect(page.locator(".unsent")).to_have_count(3)
    assert house.texts() == []
    context.set_offline(False)
    expect(page.locator(".tick.sent")).to_have_count(3)
    expect(page.locator("#banner")).to_be_hidden()
    assert house.texts() == ["一", "二", "三"]
    expect(page.locator(".mine .said")).to_have_text(["一", "二", "三"])


def test_unsent_words_survive_closing_the_page(house: House, page: Page, context: BrowserContext) -> None:
    house.say("请说")
    open_chat(page, house)
    context.set_offline(True)
    say(page, "关掉之前说的")
    expect(page.locator(".unsent")).to_have_count(1)
    page.close()
    context.set_offline(False)
    again = context.new_page()
    open_chat(again, house)
    expect(again.locator(".tick.sent")).to_have_count(1)
    expect(again.locator(".mine .said")).to_have_text(["关掉之前说的"])
    assert house.texts() == ["关掉之前说的"]


def test_a_lost_answer_is_not_a_second_message(house: House, page: Page) -> None:
    house.say("请说")
    open_chat(page, house)
    lost = []

    def lose_first(route: Route) -> None:
        answer = route.fetch()
        if lost:
            route.fulfill(response=answer)
        else:
            lost.append(answer)
            route.abort()

    page.route("**/messages", lose_first)
    say(page, "只有一次")
    expect(page.locator(".tick.sent")).to_have_count(1)
    expect(page.locator(".mine .said")).to_have_text(["只有一次"])
    page.wait_for_timeout(1500)
    expect(page.locator(".mine")).to_have_count(1)
    assert house.texts() == ["只有一次"]


def test_heard_back_before_the_request_is_answered(house: House, page: Page) -> None:
    house.say("请说")
    open_chat(page, house)

    def slowly(route: Route) -> None:
        answer = route.fetch()
        page.wait_for_timeout(400)
        route.fulfill(response=answer)

    page.route("**/messages", slowly)
    say(page, "同一句")
    say(page, "同一句")
    expect(page.locator(".tick.sent")).to_have_count(2)
    page.wait_for_timeout(1200)
    expect(page.locator(".mine .said")).to_have_text(["同一句", "同一句"])
    assert house.texts() == ["同一句", "同一句"]


def test_a_database_that_comes_back_gets_everything(house: House, page: Page) -> None:
    house.say("请说")
    open_chat(page, house)
    house.gateway.away = True
    say(page, "数据库不在")
    expect(page.get_by_role("button", name="没发出去，点这里重发")).to_be_visible()
    house.gateway.away = False
    page.get_by_role("button", name="没发出去，点这里重发").click()
    expect(page.locator(".tick.sent")).to_have_count(1)
    assert house.texts() == ["数据库不在"]


def test_a_refused_message_can_be_changed(house: House, page: Page) -> None:
    house.say("请说")
    open_chat(page, house)
    page.route("**/messages", lambda route: route.fulfill(status=422, json={"code": "field"}))
    say(page, "不被接受")
    expect(page.get_by_text("请改一下再试")).to_be_visible()
    page.unroute("**/messages")
    page.get_by_role("button", name="没发出去，点这里修改").click()
    expect(page.get_by_label("输入您的回答")).to_have_value("不被接受")
    expect(page.locator(".mine")).to_have_count(0)
    page.reload()
    expect(page.locator(".mine")).to_have_count(0)
    expect(page.get_by_label("输入您的回答")).to_have_value("不被接受")


def test_without_a_stream_it_asks(house: House, page: Page) -> None:
    page.route("**/events*", lambda route: route.abort())
    house.say("请说")
    open_chat(page, house)
    house.say("问出来的")
    expect(page.get_by_text("问出来的")).to_be_visible(timeout=15_000)
    say(page, "好")
    expect(page.locator(".tick.sent")).to_have_count(1)


def test_a_stream_that_ends_is_opened_again(house: House, page: Page) -> None:
    house.say("请说")
    open_chat(page, house)
    house.gateway.away = True
    house.run(lambda: house.gateway.signal("conv-1"))
    expect(page.locator("#banner")).to_contain_text("网络断开")
    house.gateway.away = False
    house.say("又来了")
    expect(page.get_by_text("又来了")).to_be_visible(timeout=15_000)
    expect(page.locator("#banner")).to_be_hidden()


def test_a_house_that_is_away_at_first(house: House, page: Page) -> None:
    page.route("**/messages?after=0", lambda route: route.abort(), times=1)
    house.say("请说")
    page.goto(house.link)
    expect(page.get_by_text("请说")).to_be_visible(timeout=15_000)


def test_nothing_comes_from_elsewhere_and_little_in_all(house: House, page: Page) -> None:
    house.say("请说")
    urls: list[str] = []
    sizes: list[int] = []

    def count(response) -> None:
        urls.append(response.url)
        if "/events" not in response.url:
            sizes.append(len(response.body()))

    page.on("response", count)
    open_chat(page, house)
    page.wait_for_load_state("load")
    assert all(url.startswith(house.url) for url in urls)
    assert len(urls) >= 10
    assert sum(sizes) < 80_000
    assert page.evaluate("document.cookie") == ""
