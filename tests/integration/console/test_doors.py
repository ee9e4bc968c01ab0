"""In and out, and what lies behind the doors."""

from urllib.parse import parse_qs, urlsplit

import httpx
import pytest
from sqlmodel import select

from backend.console import attempts, logins
from backend.console.doors import inside
from backend.store.tables import Conversation, Media
from tests import voices
from tests.integration.console.conftest import PASSWORD, Office


async def enter(
    browser: httpx.AsyncClient, name: str, password: str = PASSWORD, onward: str = "/"
) -> httpx.Response:
    return await browser.post("/console/login", data={"name": name, "password": password, "next": onward})


async def media_of(office: Office, site: str) -> str:
    application = office.suzhou if site == "suzhou" else office.shenzhen
    async with office.deps.database.unit_of_work() as session:
        mine = select(Media.id).join(Conversation).where(Conversation.application_id == application.id)
        return str((await session.exec(mine)).one())


async def test_the_cookie_is_the_browsers_own_and_short_lived(browser: httpx.AsyncClient) -> None:
    answer = await enter(browser, "hq", onward="/applications/1")
    assert (answer.status_code, answer.headers["location"]) == (303, "/console/applications/1")
    cookie = answer.headers["set-cookie"].lower()
    assert "httponly" in cookie
    assert "samesite=lax" in cookie
    assert "path=/console" in cookie
    assert f"max-age={12 * 3600}" in cookie
    assert "secure" not in cookie


async def test_behind_tls_the_cookie_never_travels_in_the_clear(secure_browser: httpx.AsyncClient) -> None:
    assert "secure" in (await enter(secure_browser, "hq")).headers["set-cookie"].lower()


@pytest.mark.parametrize(("name", "password"), [("hq", "wrong"), ("nobody", PASSWORD), ("", ""), ("hq", "")])
async def test_a_wrong_password_tells_nothing(browser: httpx.AsyncClient, name: str, password: str) -> None:
    answer = await enter(browser, name, password)
    assert answer.status_code == 401
    assert logins.COOKIE not in answer.cookies
    assert "账号或密码不对" in answer.text


async def test_guessing_becomes_slow_and_waiting_lets_the_right_one_in(
    browser: httpx.AsyncClient, office: Office
) -> None:
    for _ in range(attempts.FREE_PER_ACCOUNT + 1):
        assert (await enter(browser, "hq", "wrong")).status_code == 401
    blocked = await enter(browser, "hq")
    assert blocked.status_code == 429
    assert "2 秒" in blocked.text
    assert (await enter(browser, "suzhou")).status_code == 303
    office.clock.move(seconds=3)
    assert (await enter(browser, "hq", "wrong")).status_code == 401
    office.clock.move(seconds=3)
    assert (await enter(browser, "hq")).status_code == 429
    office.clock.move(seconds=5)
    assert (await enter(browser, "hq")).status_code == 303
    browser.cookies.clear()
    assert (await enter(browser, "hq", "wrong")).status_code == 401
    assert (await enter(browser, "hq")).status_code == 303


async def test_trying_one_password_on_many_names_becomes_slow_too(browser: httpx.AsyncClient) -> None:
    for number in range(attempts.FREE_PER_ADDRESS + 1):
        await enter(browser, f"name{number}", "123456")
    assert (await enter(browser, "another", "123456")).status_code == 429


async def test_leaving_ends_every_earlier_cookie(browser: httpx.AsyncClient, office: Office) -> None:
    address = f"/console/media/{await media_of(office, 'suzhou')}"
    await enter(browser, "hq")
    stolen = httpx.Cookies(browser.cookies)
    assert (await browser.get(address)).status_code == 200
    assert (await browser.post("/console/logout")).headers["location"] == "/console/login"
    assert (await browser.get(address)).status_code == 401
    browser.cookies = stolen
    assert (await browser.get(address)).status_code == 401
    office.clock.move(seconds=1)
    await enter(browser, "hq")
    assert (await browser.get(address)).status_code == 200


async def test_a_login_ends_by_itself(browser: httpx.AsyncClient, office: Office) -> None:
    await enter(browser, "hq")
    office.clock.move(hours=13)
    assert (await browser.get(f"/console/media/{await media_of(office, 'suzhou')}")).status_code == 401


async def test_a_forged_cookie_is_nobody(browser: httpx.AsyncClient, office: Office) -> None:
    browser.cookies.set(logins.COOKIE, "eyJ1c2VyIjogIjEifQ==.aaaa.bbbb", domain="127.0.0.1", path="/console")
    assert (await browser.get(f"/console/media/{await media_of(office, 'suzhou')}")).status_code == 401


async def test_a_voice_is_heard_by_its_site_only(browser: httpx.AsyncClient, office: Office) -> None:
    await enter(browser, "suzhou")
    own = await browser.get(f"/console/media/{await media_of(office, 'suzhou')}")
    assert (own.status_code, own.headers["content-type"]) == (200, "audio/wav")
    assert own.content.startswith(b"RIFF")
    assert own.headers["cache-control"] == "private, no-store"
    assert (await browser.get(f"/console/media/{await media_of(office, 'shenzhen')}")).status_code == 404
    assert (await browser.get("/console/media/00000000-0000-0000-0000-000000000000")).status_code == 404
    assert (await browser.get("/console/media/passwd")).status_code == 422


async def test_a_voice_from_wechat_is_made_playable(browser: httpx.AsyncClient, office: Office) -> None:
    async with office.deps.database.unit_of_work() as session:
        mine = select(Conversation).where(Conversation.application_id == office.suzhou.id)
        talk = (await session.exec(mine)).one()
        amr = voices.encoded("yes", "amr")
        kept = await office.media.keep(session, office.clock, talk.id, amr, "audio/amr")
    await enter(browser, "hq")
    answer = await browser.get(f"/console/media/{kept}")
    assert (answer.status_code, answer.headers["content-type"]) == (200, "audio/wav")
    assert answer.content.startswith(b"RIFF")


async def test_a_voice_can_be_wound_forward(browser: httpx.AsyncClient, office: Office) -> None:
    address = f"/console/media/{await media_of(office, 'suzhou')}"
    await enter(browser, "hq")
    whole = (await browser.get(address)).content
    part = await browser.get(address, headers={"Range": "bytes=10-19"})
    assert (part.status_code, part.content) == (206, whole[10:20])
    assert part.headers["content-range"] == f"bytes 10-19/{len(whole)}"
    rest = await browser.get(address, headers={"Range": f"bytes={len(whole) - 5}-"})
    assert rest.content == whole[-5:]
    for odd in ("bytes=99999999-", "bytes=5-2", "lines=1-2", "bytes=-5", "bytes=a-b"):
        assert (await browser.get(address, headers={"Range": odd})).content == whole


async def test_what_is_no_sound_is_only_downloaded(browser: httpx.AsyncClient, office: Office) -> None:
    async with office.deps.database.unit_of_work() as session:
        talk = (
            await session.exec(select(Conversation).where(Conversation.application_id == office.suzhou.id))
        ).one()
        page = await office.media.keep(
            session, office.clock, talk.id, b"<script>alert(1)</script>", "text/html"
        )
    await enter(browser, "hq")
    answer = await browser.get(f"/console/media/{page}")
    assert answer.headers["content-type"] == "application/octet-stream"
    assert answer.headers["content-disposition"] == "attachment"


async def test_an_erased_voice_is_gone(browser: httpx.AsyncClient, office: Office) -> None:
    found = await media_of(office, "suzhou")
    await enter(browser, "hq")
    async with office.deps.database.unit_of_work() as session:
        media = (await session.exec(select(Media))).all()
    for one in media:
        await office.media.erase(one.id)
    assert (await browser.get(f"/console/media/{found}")).status_code == 410


async def test_the_language_is_the_browsers_until_chosen(browser: httpx.AsyncClient) -> None:
    english = await browser.get("/console/login", headers={"Accept-Language": "en-GB,en;q=0.9"})
    assert 'lang="en"' in english.text
    chosen = await browser.get("/console/language/zh?next=/login")
    assert chosen.headers["location"] == "/console/login"
    again = await browser.get("/console/login", headers={"Accept-Language": "en-GB"})
    assert 'lang="zh"' in again.text
    assert (await browser.get("/console/language/xx")).status_code == 303


async def test_the_login_page_escapes_what_was_typed(browser: httpx.AsyncClient) -> None:
    evil = '"><script>alert(1)</script>'
    assert "<script" not in (await enter(browser, evil, "x", evil)).text


@pytest.mark.parametrize(
    "path",
    ["https://evil.example/", "//evil.example", "/\\evil.example", "evil", "/a\r\nSet-Cookie: x=y", ""],
)
def test_no_way_leads_out(path: str) -> None:
    assert inside(path) == "/console/"


def test_the_way_back_is_kept() -> None:
    assert inside("/console/applications/1?x=2#y") == "/console/applications/1?x=2#y"
    address = urlsplit("/console/login?next=%2Fapplications%2F1")
    assert inside(parse_qs(address.query)["next"][0]) == "/console/applications/1"
