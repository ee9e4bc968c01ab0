"""Role × endpoint × site: what each may do, and that what is not theirs does not exist for them."""

from dataclasses import dataclass
from uuid import UUID

import httpx
import pytest

from backend.recruiting import api_keys, users
from backend.recruiting.applications import NewApplication, create
from backend.recruiting.rights import KEY_RIGHTS, RIGHTS, Right
from backend.reports.finish import Finisher
from backend.store.queue import Queue
from backend.store.states import Role
from backend.store.tables import Application
from tests.fakes import seeds
from tests.fakes.plain_scorer import PlainScorer

SITES = ("suzhou", "shenzhen")
NEW = {"name": "韩梅梅", "position_id": "assembler", "source": "board"}
DECIDE = {"decision": "hold", "reason": "再看看", "decided_by": "boss"}


@dataclass(frozen=True)
class Call:
    """One endpoint. `right`: what it takes; `whole`: it takes every site."""

    name: str
    method: str
    path: str
    right: Right
    body: dict | None = None
    whole: bool = False


CALLS = [
    Call("list applications", "GET", "/applications", Right.READ),
    Call("apply", "POST", "/applications", Right.APPLY, {**NEW, "site_id": "{site}", "external_id": "{role}{site}"}),
    Call("read application", "GET", "/applications/{application}", Right.READ),
    Call("invite", "POST", "/applications/{application}:invite", Right.INVITE),
    Call("decide", "POST", "/applications/{application}:decide", Right.DECIDE, DECIDE),
    Call("screen", "POST", "/applications/{application}:screen", Right.SCREEN),
    Call("rules", "GET", "/rule-sets", Right.READ),
    Call("list candidates", "GET", "/candidates", Right.READ),
    Call("read candidate", "GET", "/candidates/{candidate}", Right.READ),
    Call("read interview", "GET", "/interviews/{interview}", Right.READ),
    Call("transcript", "GET", "/interviews/{interview}/transcript", Right.READ),
    Call("letters", "GET", "/applications/{application}/letters", Right.READ),
    Call("report", "GET", "/interviews/{interview}/report", Right.READ),
    Call("progress", "GET", "/sites/{site}/progress", Right.ANALYTICS),
    Call("funnel", "GET", "/analytics/funnel", Right.ANALYTICS),
    Call("audit", "GET", "/audit/entries", Right.AUDIT),
    Call("head", "GET", "/audit/head", Right.AUDIT),
    Call("positions", "GET", "/positions", Right.READ),
    Call("requisitions", "GET", "/requisitions", Right.READ),
    Call("request people", "POST", "/requisitions", Right.REQUEST,
         {"position_id": "assembler", "external_id": "R{role}", "headcount": {"suzhou": 3}}, whole=True),
    Call("webhooks", "GET", "/webhooks", Right.CONNECT, whole=True),
    Call("add webhook", "POST", "/webhooks", Right.CONNECT, {"url": "http://hr.example/x"}, whole=True),
    Call("erasures", "GET", "/erasures", Right.ERASE),
    Call("exports", "GET", "/exports", Right.EXPORT),
    Call("export", "POST", "/exports", Right.EXPORT, {"candidate_id": "{candidate}"}, whole=True),
    Call("erase", "POST", "/erasures", Right.ERASE, {"candidate_id": "{candidate}"}, whole=True),
]  # fmt: skip


@dataclass(frozen=True)
class Person:
    """One person at a site, with a finished interview at the first of them only."""

    site: str
    ids: dict[str, str]


@pytest.fixture
async def world(database, clock, shelf) -> dict[str, Person]:
    """A person with everything at each site; the interviews are made at suzhou and moved."""
    people = {}
    for number, site in enumerate(SITES):
        interview = await seeds.finished_interview(
            database, clock, shelf, f"A-{site}", phone=f"1380013800{number}", site_id=site
        )
        finisher = Finisher(database, Queue(database.url), clock, shelf, PlainScorer(), [])
        await finisher.report(interview.id)
        async with database.reading() as session:
            application = await session.get_one(Application, interview.application_id)
        ids = {
            "application": application.id,
            "candidate": application.candidate_id,
            "interview": interview.id,
        }
        people[site] = Person(site, {name: str(value) for name, value in ids.items()})
    async with database.unit_of_work() as session:
        await users.add_user(session, clock, "boss", Role.HQ, None, "a good password")
    return people


async def keyed(app, database, clock, scopes, sites, name="k") -> httpx.AsyncClient:
    async with database.unit_of_work() as session:
        _, secret = await api_keys.add(session, clock, name, scopes, sites, by="test")
    headers = {"Authorization": f"Bearer {secret}"}
    return httpx.AsyncClient(
        transport=httpx.ASGITransport(app=app), base_url="http://api/api/v1", headers=headers
    )


def filled(value, **names):
    if isinstance(value, dict):
        return {key: filled(one, **names) for key, one in value.items()}
    if isinstance(value, str):
        for name, text in names.items():
            value = value.replace("{" + name + "}", text)
    return value


def expected(call: Call, rights: frozenset[Right], own: str | None, asked: str) -> set[int]:
    if call.right not in rights:
        return {403}
    bound = own is not None
    if call.whole and bound:
        hidden = own != asked and "{candidate}" in str(call.body)
        return {404} if hidden else {403}
    named = any(part in call.path for part in ("{application}", "{candidate}", "{interview}", "{site}"))
    if bound and own != asked and named:
        return {404}
    if bound and own != asked and call.name == "apply":
        return {403}
    return (
        {409} if call.name in ("invite", "screen") else {200, 201}
    )  # the interview is over, which only who may invite is told


@pytest.mark.parametrize("own", [None, *SITES])
@pytest.mark.parametrize("role", list(Role))
async def test_every_role_at_every_endpoint_and_site(app, database, clock, world, role, own) -> None:
    rights = RIGHTS[role] & KEY_RIGHTS
    async with await keyed(app, database, clock, rights, None if own is None else [own]) as client:
        for asked in SITES:
            names = {"site": asked, "role": role, **world[asked].ids}
            for call in CALLS:
                answer = await client.request(
                    call.method, filled(call.path, **names), json=filled(call.body, **names)
                )
                wanted = expected(call, rights, own, asked)
                assert answer.status_code in wanted, (call.name, asked, answer.status_code, answer.text[:200])


async def test_the_matrix_knows_every_endpoint(app) -> None:
    known = {(call.method, call.path) for call in CALLS}
    for path, methods in app.openapi()["paths"].items():
        for method in methods:
            short = path.removeprefix("/api/v1")
            for name in ("application", "candidate", "interview", "site"):
                short = short.replace("{" + name + "_id}", "{" + name + "}")
            assert (method.upper(), short) in known | ELSEWHERE, (method, short)


ELSEWHERE = {
    ("POST", "/applications:import"), ("GET", "/sites"), ("GET", "/sites/{site}"),
    ("GET", "/positions/{position_id}"), ("GET", "/interviews/{interview}/audio/{number}"),
    ("POST", "/webhooks/{webhook_id}:replay"), ("DELETE", "/webhooks/{webhook_id}"),
    ("POST", "/resumes"), ("POST", "/resumes:read"), ("POST", "/rule-sets"), ("POST", "/rule-sets/{rule_set_id}:activate"),
    ("POST", "/rule-sets/{rule_set_id}:try"), ("GET", "/erasures/{request_id}"), ("GET", "/exports/{request_id}"),
}  # fmt: skip
"""Endpoints that take the same rights as their neighbours, and are tested with what they do."""


@pytest.mark.parametrize("own", SITES)
async def test_nothing_of_another_site_is_listed(app, database, clock, world, own) -> None:
    other = next(site for site in SITES if site != own)
    async with await keyed(app, database, clock, ["read", "analytics", "audit"], [own]) as client:
        for path in ("/applications", "/candidates", "/analytics/funnel", "/audit/entries"):
            said = (await client.get(path)).text
            assert not any(one in said for one in world[other].ids.values()), path
            assert other not in said, path
        found = await client.get(
            "/candidates", params={"phone": "13800138001" if own == "suzhou" else "13800138000"}
        )
        assert found.json()["data"] == []
        asked = {"candidate_id": world[other].ids["candidate"], "site_id": other}
        assert (await client.get("/applications", params=asked)).json()["data"] == []
        assert (await client.get("/analytics/funnel", params={"site_id": other})).json()["rows"] == []


async def test_a_number_known_at_another_site_tells_nothing(app, database, clock, world) -> None:
    there = world["shenzhen"]
    async with await keyed(app, database, clock, ["apply", "read"], ["suzhou"]) as client:
        made = await client.post(
            "/applications",
            json={**NEW, "site_id": "suzhou", "external_id": "x", "phone": "13800138001"},
        )
        assert made.status_code == 201
        assert made.json()["candidate"]["name"] == "韩梅梅"
        assert made.json()["candidate"]["id"] != there.ids["candidate"]
        taken = await client.post(
            "/applications",
            json={**NEW, "site_id": "suzhou", "source": "beisen", "external_id": "A-shenzhen"},
        )
        assert taken.status_code == 409
        assert not any(one in taken.text for one in there.ids.values())


async def test_the_same_person_is_one_for_who_sees_both_sites(app, database, clock, world) -> None:
    async with await keyed(app, database, clock, ["apply", "read"], None) as client:
        new = {**NEW, "site_id": "suzhou", "external_id": "x", "phone": "13800138001"}
        made = (await client.post("/applications", json=new)).json()
        assert made["candidate"]["id"] == world["shenzhen"].ids["candidate"]
        person = (await client.get(f"/candidates/{made['candidate']['id']}")).json()
        assert {one["site_id"] for one in person["applications"]} == set(SITES)
    async with await keyed(app, database, clock, ["read"], ["suzhou"], "site") as client:
        person = (await client.get(f"/candidates/{made['candidate']['id']}")).json()
        assert [one["site_id"] for one in person["applications"]] == ["suzhou"]


async def test_keys_end(app, database, clock) -> None:
    async with await keyed(app, database, clock, ["read"], None) as client:
        assert (await client.get("/applications")).status_code == 200
        async with database.unit_of_work() as session:
            await api_keys.revoke(session, clock, "k", by="test")
        assert (await client.get("/applications")).status_code == 401


async def test_ids_are_random(database, clock) -> None:
    async with database.unit_of_work() as session:
        new = NewApplication("x", "assembler", "suzhou", "s", "1")
        first, _ = await create(session, clock, new)
    assert isinstance(first.id, UUID)
    assert first.id.version == 4
