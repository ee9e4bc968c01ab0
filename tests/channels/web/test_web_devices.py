"""A link in a second browser: a page that asks for digits and tells nothing."""

import httpx
import pytest
from fastapi import FastAPI

from channels.web.device import COOKIE
from tests.channels.web.fake_gateway import TOKEN, FakeGateway, session


@pytest.fixture
def friend(app: FastAPI) -> httpx.AsyncClient:
    """Another browser."""
    return httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://test")


def secrets_of(gateway: FakeGateway) -> tuple[str, ...]:
    return (session().position, session().company)


async def test_a_page_names_its_browser_once_out_of_reach_of_scripts(client: httpx.AsyncClient) -> None:
    first = await client.get(f"/i/{TOKEN}")
    given = first.headers["set-cookie"]
    assert "HttpOnly" in given
    assert "SameSite=lax" in given
    assert "set-cookie" not in (await client.get(f"/i/{TOKEN}")).headers


async def test_a_second_browser_sees_no_word_until_it_has_the_digits(
    client: httpx.AsyncClient, friend: httpx.AsyncClient, gateway: FakeGateway
) -> None:
    await client.get(f"/i/{TOKEN}")
    assert (await client.post(f"/channels/web/{TOKEN}/open")).status_code == 202
    gateway.say("一句只给第一个人的话")
    page = await friend.get(f"/i/{TOKEN}")
    assert page.status_code == 403
    assert "四位" in page.text
    assert not any(word in page.text for word in secrets_of(gateway))
    for call in (
        friend.get(f"/channels/web/{TOKEN}/messages"),
        friend.get(f"/channels/web/{TOKEN}/events"),
        friend.post(f"/channels/web/{TOKEN}/open"),
        friend.post(f"/channels/web/{TOKEN}/messages", json={"text": "hi"}, headers={"Idempotency-Key": "1"}),
        friend.post(f"/channels/web/{TOKEN}/voice", content=b"x", headers={"Idempotency-Key": "2"}),
    ):
        answer = await call
        assert answer.status_code == 403
        assert answer.json()["code"] == "link_check"
        assert "只给" not in answer.text
    wrong = await friend.post(f"/i/{TOKEN}", data={"digits": "0000"})
    assert wrong.status_code == 403
    assert "对不上" in wrong.text
    right = await friend.post(f"/i/{TOKEN}", data={"digits": "8000"})
    assert right.status_code == 303
    assert right.headers["location"] == f"../i/{TOKEN}"
    assert (await friend.get(f"/i/{TOKEN}")).status_code == 200
    assert "只给" in (await friend.get(f"/channels/web/{TOKEN}/messages")).text


async def test_the_page_that_asks_runs_no_script_and_sends_only_to_us(
    client: httpx.AsyncClient, friend: httpx.AsyncClient
) -> None:
    await client.get(f"/i/{TOKEN}")
    await client.post(f"/channels/web/{TOKEN}/open")
    page = await friend.get(f"/i/{TOKEN}")
    policy = page.headers["content-security-policy"]
    assert "form-action 'self'" in policy
    assert "script" not in policy
    assert "<script" not in page.text


async def test_a_program_without_cookies_holds_a_link_as_one(client: httpx.AsyncClient) -> None:
    for number in range(3):
        client.cookies.clear()
        said = await client.post(
            f"/channels/web/{TOKEN}/messages", json={"text": "hi"}, headers={"Idempotency-Key": str(number)}
        )
        assert said.status_code == 202
    assert COOKIE not in client.cookies


@pytest.mark.parametrize(
    ("accepted", "seen", "unseen"),
    [
        ("zh-CN,zh;q=0.9,en;q=0.8", "四位", "four digits"),
        ("fr, en;q=0.5", "four digits", "四位"),
        ("ja", "下4桁", "四位"),
    ],
)
async def test_the_page_that_asks_speaks_the_browsers_language(
    client: httpx.AsyncClient, friend: httpx.AsyncClient, accepted: str, seen: str, unseen: str
) -> None:
    await client.get(f"/i/{TOKEN}")
    await client.post(f"/channels/web/{TOKEN}/open")
    page = (await friend.get(f"/i/{TOKEN}", headers={"Accept-Language": accepted})).text
    assert seen in page
    assert unseen not in page
    everything = (await friend.get(f"/i/{TOKEN}", headers={"Accept-Language": "de"})).text
    assert "四位" in everything
    assert "four digits" in everything
