"""REST for HR systems: what they rely on, and what no program may do."""

from uuid import uuid4

import httpx
import pytest
from fastapi import FastAPI
from pydantic import SecretStr
from sqlalchemy import text
from sqlmodel import select

from backend.api.router import ApiDeps, router
from backend.recruiting import users
from backend.reports.finish import Finisher
from backend.store.queue import Queue
from backend.store.states import Role
from backend.store.tables import Application, Decision, Outbox, StageChange, User
from backend.store.unit_of_work import Database
from tests.fakes import seeds
from tests.fakes.plain_scorer import PlainScorer

LI = {"name": "李雷", "phone": "13800138000", "position_id": "assembler", "site_id": "suzhou",
      "source": "beisen", "external_id": "A-1"}  # fmt: skip


def problem(response: httpx.Response) -> tuple[int, str, list[dict]]:
    assert response.headers["content-type"] == "application/problem+json"
    body = response.json()
    assert body["status"] == response.status_code
    assert body["title"]
    return response.status_code, body["type"].removeprefix("urn:miantan:problem:"), body.get("errors", [])


async def make(client, **other) -> dict:
    response = await client.post("/applications", json={**LI, **other})
    assert response.status_code in (200, 201), response.text
    return response.json()


@pytest.mark.parametrize("header", [{}, {"Authorization": "Bearer wrong"}, {"Authorization": "Basic eDp5"},
                                    {"Authorization": "Bearer é".encode("latin-1")}])  # fmt: skip
@pytest.mark.parametrize(
    "path", ["/applications", "/positions", "/webhooks", f"/interviews/{uuid4()}", "/nothing"]
)
async def test_without_the_key_nothing_is_told(client, path, header) -> None:
    client.headers.pop("authorization")
    response = await client.get(path, headers=header)
    assert problem(response) == (401, "unauthorized", [])
    assert response.headers["www-authenticate"] == "Bearer"


async def test_an_installation_without_a_key_lets_nobody_in(database, clock, shelf, media) -> None:

    app = FastAPI()
    app.include_router(
        router(ApiDeps(database, Queue(database.url), clock, shelf, media, SecretStr(""), "http://x"))
    )
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app=app), base_url="http://api") as client:
        assert (await client.get("/api/v1/sites", headers={"Authorization": "Bearer "})).status_code == 401


async def test_an_application_is_created_once(client) -> None:
    first = await client.post("/applications", json=LI)
    again = await client.post("/applications", json=LI)
    assert (first.status_code, again.status_code) == (201, 200)
    assert first.json() == again.json()
    assert first.headers["location"] == f"/api/v1/applications/{first.json()['id']}"
    assert first.json()["candidate"]["phone"] == "+8613800138000"
    assert (await client.get(f"/applications/{first.json()['id']}")).json() == first.json()


async def test_an_idempotency_key_stands_for_an_external_id(client) -> None:
    new = {key: value for key, value in LI.items() if key not in ("source", "external_id")}
    answers = [
        await client.post("/applications", json=new, headers={"Idempotency-Key": "k1"}) for _ in range(2)
    ]
    assert [answer.status_code for answer in answers] == [201, 200]
    other = await client.post("/applications", json=new, headers={"Idempotency-Key": "k2"})
    assert other.json()["id"] != answers[0].json()["id"]
    assert problem(await client.post("/applications", json=new)) == (
        422, "invalid", [{"field": "external_id", "reason": "missing"}],
    )  # fmt: skip


@pytest.mark.parametrize("other", [{"phone": "13900139000"}, {"site_id": "shenzhen"}])
async def test_the_same_key_for_something_else_is_a_conflict(client, other) -> None:
    await make(client)
    assert problem(await client.post("/applications", json={**LI, **other}))[:2] == (409, "key_conflict")


@pytest.mark.parametrize(
    ("change", "field", "reason"),
    [
        ({"name": " "}, "name", "string_too_short"),
        ({"phone": "123"}, "phone", "phone"),
        ({"position_id": "pilot"}, "position_id", "unknown"),
        ({"site_id": "mars"}, "site_id", "unknown"),
        ({"site_id": "shanghai"}, "site_id", "no_opening"),
        ({"language": "fr"}, "language", "literal_error"),
        ({"stage": "hired"}, "stage", "extra_forbidden"),
        ({"name": "李\x00雷"}, "name", "unprintable"),
        ({"name": ["x"]}, "name", "string_type"),
    ],
)
async def test_a_wrong_field_is_named(client, change, field, reason) -> None:
    response = await client.post("/applications", json={**LI, **change})
    assert problem(response) == (422, "invalid", [{"field": field, "reason": reason}])
    assert "李" not in response.text


@pytest.mark.parametrize("body", [b"{", b"\xff\xfe\x02"])
async def test_a_body_that_is_no_json(client, body) -> None:
    response = await client.post("/applications", content=body, headers={"Content-Type": "application/json"})
    assert problem(response)[0] == 422


@pytest.mark.parametrize("path", ["/applications?site_id=a%00b", "/candidates/a%00b"])
async def test_a_character_that_no_text_can_hold_is_named(client, path) -> None:
    status, _, errors = problem(await client.get(path))
    assert status == 422
    assert "nul_character" in str(errors)


async def test_lists_in_pieces_and_misses_nothing(client, clock) -> None:
    made = []
    for n in range(5):
        clock.move(minutes=1)
        made.append((await make(client, external_id=f"A-{n}", phone=f"1380013800{n}"))["id"])
    seen, cursor = [], None
    while True:
        page = (
            await client.get("/applications", params={"limit": 2} | ({"cursor": cursor} if cursor else {}))
        ).json()
        seen += [row["id"] for row in page["data"]]
        cursor = page["next"]
        if cursor is None:
            break
    assert seen == made
    since = clock.now().isoformat()
    clock.move(minutes=1)
    await client.post(f"/applications/{made[0]}:invite")
    later = (await client.get("/applications", params={"updated_since": since})).json()["data"]
    assert [row["id"] for row in later] == [made[4], made[0]]
    invited = (await client.get("/applications", params={"stage": "invited"})).json()["data"]
    assert [row["id"] for row in invited] == [made[0]]


@pytest.mark.parametrize(
    ("params", "field"),
    [({"cursor": "x"}, "cursor"), ({"cursor": "é"}, "cursor"), ({"limit": 0}, "limit"), ({"limit": 10**9}, "limit"),
     ({"stage": "fired"}, "stage"), ({"updated_since": "yesterday"}, "updated_since"),
     ({"updated_since": "2026-01-01T00:00:00"}, "updated_since")],
)  # fmt: skip
async def test_a_wrong_query_is_named(client, params, field) -> None:
    status, _, faults = problem(await client.get("/applications", params=params))
    assert (status, [fault["field"] for fault in faults]) == (422, [field])


@pytest.mark.parametrize(
    ("method", "path"),
    [("GET", "/applications/{}"), ("POST", "/applications/{}:invite"), ("POST", "/applications/{}:decide"),
     ("GET", "/interviews/{}"), ("GET", "/interviews/{}/report"), ("GET", "/interviews/{}/transcript"),
     ("DELETE", "/webhooks/{}"), ("GET", "/positions/{}"), ("GET", "/sites/{}"), ("GET", "/{}")],
)  # fmt: skip
@pytest.mark.parametrize("unknown", [str(uuid4()), "17", "' OR 1=1"])
async def test_the_unknown_has_one_answer(client, method, path, unknown) -> None:
    body = {"decision": "advance", "reason": "x", "decided_by": "hr"} if path.endswith(":decide") else None
    response = await client.request(method, path.format(unknown), json=body)
    assert problem(response)[:2] == (404, "not_found")


async def test_an_invitation_is_a_link(client, clock) -> None:
    application = await make(client)
    response = await client.post(f"/applications/{application['id']}:invite", json={"ttl_days": 3})
    assert response.status_code == 201
    assert response.json()["link"].startswith("http://hr.local/i/")
    assert response.json()["expires_at"] == "2026-11-25T09:00:00Z"
    assert (await client.get(f"/applications/{application['id']}")).json()["stage"] == "invited"
    wrong = await client.post(f"/applications/{application['id']}:invite", json={"ttl_days": 1000})
    assert problem(wrong)[2] == [{"field": "ttl_days", "reason": "less_than_equal"}]


async def test_an_invitation_can_be_sent_and_followed(client, database) -> None:
    application = await make(client, phone="13800138000")
    sent = await client.post(f"/applications/{application['id']}:invite", json={"send": True})
    assert sent.json()["sent_by"] == "sms"
    assert sent.json()["link"].startswith("http://hr.local/i/")
    (letter,) = (await client.get(f"/applications/{application['id']}/letters")).json()
    assert (letter["way"], letter["status"], letter["error"]) == ("sms", "pending", None)
    async with database.unit_of_work() as session:
        (row,) = (await session.exec(select(Outbox))).all()
    assert row.destination == f"sms:{application['id']}"
    assert row.payload["token"] == sent.json()["link"].rsplit("/", 1)[1]


async def test_who_left_no_number_is_handed_the_link(client) -> None:
    application = await make(client, phone=None)
    sent = await client.post(f"/applications/{application['id']}:invite", json={"send": True})
    assert sent.status_code == 201
    assert sent.json()["sent_by"] is None
    assert (await client.get(f"/applications/{application['id']}/letters")).json() == []


async def decider(database, clock, *, role=Role.HQ, site=None, name="hr") -> User:
    async with database.unit_of_work() as session:
        user, _ = await users.add_user(session, clock, name, role, site, password="a good password")
        return user


async def test_a_person_decides(client, database, clock) -> None:
    await decider(database, clock)
    hook = (await client.post("/webhooks", json={"url": "http://10.0.0.8/hook"})).json()
    application = await make(client)
    path = f"/applications/{application['id']}:decide"
    response = await client.post(path, json={"decision": "reject", "reason": "经验不符", "decided_by": "hr"})
    assert (response.status_code, response.json()["stage"]) == (201, "rejected")
    async with database.unit_of_work() as session:
        decision = (await session.exec(select(Decision))).one()
        change = (await session.exec(select(StageChange).where(StageChange.after == "rejected"))).one()
        (event,) = (await session.exec(select(Outbox))).all()
        jobs = (await session.exec(text("SELECT lock FROM procrastinate_jobs"))).all()
    assert decision.reason == "经验不符"
    assert change.actor == f"user:{decision.user_id}"
    assert event.destination == f"webhook:{hook['id']}"
    assert [job.lock for job in jobs] == [event.destination]
    assert (
        problem(await client.post(path, json={"decision": "advance", "reason": "x", "decided_by": "x"}))[0]
        == 409
    )


@pytest.mark.parametrize(
    "person", [{}, {"decided_by": "nobody"}, {"decided_by": "gone"}, {"decided_by": "system"}]
)
@pytest.mark.parametrize("kind", ["reject", "hold", "advance"])
async def test_no_program_decides(client, database, clock, person, kind) -> None:
    user = await decider(database, clock, name="gone")
    async with database.unit_of_work() as session:
        (await session.get_one(User, user.id)).disabled = True
    application = await make(client)
    response = await client.post(
        f"/applications/{application['id']}:decide", json={"decision": kind, "reason": "score", **person}
    )
    assert problem(response)[:2] == (409, "human_required")
    async with database.unit_of_work() as session:
        assert (await session.exec(select(Application.stage))).one() == "applied"


async def test_a_person_decides_only_where_they_may(client, database, clock) -> None:
    await decider(database, clock, role=Role.SITE, site="shenzhen", name="other-site")
    await decider(database, clock, role=Role.VIEWER, name="viewer")
    path = f"/applications/{(await make(client))['id']}:decide"
    wish = {"decision": "reject", "reason": "x"}
    assert problem(await client.post(path, json={**wish, "decided_by": "other-site"}))[0] == 404
    assert problem(await client.post(path, json={**wish, "decided_by": "viewer"}))[0] == 403


async def test_an_interview_its_transcript_and_its_report(client, database, clock, shelf) -> None:
    interview = await seeds.finished_interview(database, clock, shelf)
    path = f"/interviews/{interview.id}"
    assert (await client.get(path)).json()["report"] is None
    assert problem(await client.get(f"{path}/report"))[0] == 404
    await Finisher(database, Queue(database.url), clock, shelf, PlainScorer(), []).report(interview.id)
    shown = (await client.get(path)).json()
    assert shown["report"]["total"] == 7.9
    assert "session" not in shown
    report = (await client.get(f"{path}/report", params={"language": "en"})).json()
    assert report["conclusion"] == "Next step suggested"
    assert report["dimension_names"]["safety"] == "Safety"
    lines = {line["message_id"]: line for line in (await client.get(f"{path}/transcript")).json()["lines"]}
    for question in report["content"]["questions"]:
        for quote in question["quotes"]:
            said = "".join(
                lines[span["message_id"]]["text"][span["start"] : span["end"]] for span in quote["spans"]
            )
            assert said == quote["quote"]


async def test_a_list_of_candidates_in_one_request(client) -> None:
    sheet = "姓名,手机,岗位,基地\n李雷,13800138000,装配工,苏州\n韩梅梅,1,装配工,苏州\n"
    response = await client.post("/applications:import", content=sheet.encode("gb18030"))
    assert response.json() == {
        "created": 1, "duplicates": 0, "errors": [{"line": 3, "field": "phone", "reason": "phone"}],
    }  # fmt: skip
    wrong = await client.post("/applications:import", content=b"a,b\n1,2\n")
    assert problem(wrong) == (422, "invalid", [{"field": "name", "reason": "no_column"}])


async def test_positions_and_sites(client) -> None:
    positions = (await client.get("/positions")).json()
    assert positions == [(await client.get("/positions/assembler")).json()]
    assert positions[0]["site_ids"] == ["suzhou", "shenzhen"]
    sites = (await client.get("/sites")).json()
    assert [site["id"] for site in sites] == ["suzhou", "shenzhen", "shanghai"]
    assert sites[2]["position_ids"] == []


async def test_the_secret_of_a_webhook_is_shown_once(client) -> None:
    made = (await client.post("/webhooks", json={"url": "https://hr.example/hook"})).json()
    assert made["secret"].startswith("whsec_")
    assert made["secret"] not in (await client.get("/webhooks")).text
    assert (await client.delete(f"/webhooks/{made['id']}")).status_code == 204
    assert (await client.get("/webhooks")).json()[0]["disabled"] is True


@pytest.mark.parametrize("url", ["ftp://x", "javascript:alert(1)", "http://user:pass@x", "http://a b"])
async def test_an_address_that_is_none(client, url) -> None:
    assert problem(await client.post("/webhooks", json={"url": url}))[2][0]["field"] == "url"


async def test_without_a_database_it_says_try_again(clock, shelf, media) -> None:

    away = Database("postgresql://127.0.0.1:9/none")
    app = FastAPI()
    app.include_router(
        router(ApiDeps(away, Queue(away.url), clock, shelf, media, SecretStr("k"), "http://x"))
    )
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app=app), base_url="http://api") as client:
        response = await client.post("/api/v1/applications", json=LI, headers={"Authorization": "Bearer k"})
    assert problem(response)[:2] == (503, "unavailable")
    await away.close()


async def test_the_description_of_the_api_can_be_made(app) -> None:
    paths = app.openapi()["paths"]
    assert "/api/v1/applications/{application_id}:invite" in paths
    answers = paths["/api/v1/applications"]["post"]["responses"]
    assert set(answers["422"]["content"]) == {"application/problem+json"}
