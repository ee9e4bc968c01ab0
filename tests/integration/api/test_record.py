"""What the record tells programs, and what a repeated request does."""

from datetime import timedelta

import pytest
from sqlalchemy import func
from sqlmodel import select

from backend.media.files import MediaFiles
from backend.recruiting import users
from backend.reports.finish import Finisher
from backend.store import audit
from backend.store.queue import Queue
from backend.store.states import Role, SendStatus
from backend.store.tables import Candidate, Decision, Inbound, Invitation, Outbox, WebhookEndpoint
from backend.turns.erase import Eraser
from tests.fakes import seeds
from tests.fakes.plain_scorer import PlainScorer


@pytest.fixture
async def interview(database, clock, shelf):
    made = await seeds.finished_interview(database, clock, shelf)
    await Finisher(database, Queue(database.url), clock, shelf, PlainScorer(), []).report(made.id)
    async with database.unit_of_work() as session:
        await users.add_user(session, clock, "boss", Role.HQ, None, "a good password")
    return made


async def rows(database, table) -> int:
    async with database.reading() as session:
        return (await session.exec(select(func.count()).select_from(table))).one()


async def test_a_repeated_request_is_done_once(client, database, clock, interview) -> None:
    path = f"/applications/{interview.application_id}:decide"
    wish = {"decision": "hold", "reason": "再看看", "decided_by": "boss"}
    answers = [await client.post(path, json=wish, headers={"Idempotency-Key": "k"}) for _ in range(3)]
    assert [answer.status_code for answer in answers] == [201] * 3
    assert len({answer.text for answer in answers}) == 1
    assert await rows(database, Decision) == 1
    other = await client.post(path, json={**wish, "decision": "reject"}, headers={"Idempotency-Key": "k"})
    assert (other.status_code, other.json()["type"]) == (409, "urn:miantan:problem:key_conflict")
    clock.move(days=3)
    assert (await client.post(path, json=wish, headers={"Idempotency-Key": "k"})).status_code == 201
    assert await rows(database, Decision) == 2


async def test_a_link_is_made_once_for_a_key(client, database) -> None:
    new = {"name": "李雷", "position_id": "assembler", "site_id": "suzhou", "external_id": "1"}
    made = (await client.post("/applications", json=new)).json()
    path = f"/applications/{made['id']}:invite"
    links = [(await client.post(path, headers={"Idempotency-Key": "k"})).json()["link"] for _ in range(2)]
    assert links[0] == links[1]
    assert await rows(database, Invitation) == 1


async def test_requisitions_are_replaced_and_counted(client, database, interview) -> None:
    new = {"position_id": "assembler", "external_id": "R-1", "headcount": {"suzhou": 5, "shenzhen": 2}}
    first = await client.post("/requisitions", json=new)
    again = await client.post("/requisitions", json=new)
    assert (first.status_code, again.status_code) == (201, 200)
    assert first.json() == again.json()
    await client.post("/requisitions", json={**new, "headcount": {"suzhou": 7}})
    (listed,) = (await client.get("/requisitions", params={"state": "open"})).json()["data"]
    assert listed["headcount"] == {"suzhou": 7}
    (position,) = (await client.get("/sites/suzhou/progress")).json()["positions"]
    assert position == {
        "position_id": "assembler", "headcount": 7, "applications": 1, "invited": 1, "started": 1, "completed": 1,
        "passed": 1, "decided": 0, "offered": 0, "hired": 0, "pass_rate": 1.0,
    }  # fmt: skip
    wrong = await client.post("/requisitions", json={**new, "headcount": {"mars": 1}})
    assert wrong.json()["errors"] == [{"field": "headcount", "reason": "unknown_site"}]


async def test_the_funnel_counts_by_when_they_applied(client, clock, interview) -> None:
    now = clock.now()
    inside = {"since": now.isoformat(), "until": (now + timedelta(hours=1)).isoformat()}
    (row,) = (await client.get("/analytics/funnel", params=inside)).json()["rows"]
    assert (row["site_id"], row["applications"], row["completed"]) == ("suzhou", 1, 1)
    later = {"since": (now + timedelta(hours=1)).isoformat()}
    assert (await client.get("/analytics/funnel", params=later)).json()["rows"] == []


async def test_a_person_is_handed_over_and_then_forgotten(
    client, database, clock, media: MediaFiles, interview
) -> None:
    (person,) = (await client.get("/candidates", params={"phone": "138 0013 8000"})).json()["data"]
    about = {"candidate_id": person["id"]}
    export = (await client.post("/exports", json=about)).json()
    assert export["content"]["person"]["name"] == "李雷"
    (application,) = export["content"]["applications"]
    said = [line["text"] for line in application["conversations"][0]["messages"]]
    assert "后来没再发生" in said
    asked = (await client.post("/erasures", json=about)).json()
    assert asked["state"] == "pending"
    assert (await client.post("/erasures", json=about)).json()["id"] == asked["id"]
    eraser = Eraser(database, Queue(database.url), clock, media)
    for _ in range(2):
        await eraser.erase_person(request_id=asked["id"])
    assert (await client.get(f"/erasures/{asked['id']}")).json()["state"] == "done"
    assert (await client.get(f"/exports/{export['id']}")).json()["content"] is None
    async with database.reading() as session:
        row = (await session.exec(select(Candidate))).one()
        assert (row.name, row.phone, row.phone_hash) == ("", None, None)
        assert set(await session.exec(select(Inbound.text))) == {""}
    shown = (await client.get(f"/applications/{interview.application_id}")).json()
    assert shown["stage"] == "erased"


async def test_past_events_are_sent_again_under_their_ids(client, database, clock, interview) -> None:
    hook = (await client.post("/webhooks", json={"url": "http://hr.example/x"})).json()
    path = f"/applications/{interview.application_id}:decide"
    await client.post(path, json={"decision": "hold", "reason": "再看看", "decided_by": "boss"})
    async with database.unit_of_work() as session:
        row = (await session.exec(select(Outbox))).one()
        key, row.status = row.key, SendStatus.SENT
    replay = f"/webhooks/{hook['id']}:replay"
    past = {"since": (clock.now() - timedelta(hours=1)).isoformat()}
    future = {"since": (clock.now() + timedelta(hours=1)).isoformat()}
    assert (await client.post(replay, json=future)).json() == {"events": 0}
    assert (await client.post(replay, json=past)).json() == {"events": 1}
    async with database.reading() as session:
        row = (await session.exec(select(Outbox))).one()
    assert (row.key, row.status) == (key, SendStatus.PENDING)
    await client.delete(f"/webhooks/{hook['id']}")
    assert (await client.post(replay, json=past)).status_code == 409
    assert await rows(database, WebhookEndpoint) == 1


async def test_what_was_spoken_can_be_heard(client, database, clock, media: MediaFiles, interview) -> None:
    async with database.unit_of_work() as session:
        kept = await media.keep(session, clock, interview.conversation_id, b"OggS", "audio/ogg")
        message = (await session.exec(select(Inbound).order_by(Inbound.id))).first()
        message.media_id = kept
    path = f"/interviews/{interview.id}/audio"
    heard = await client.get(f"{path}/1")
    assert (heard.content, heard.headers["content-type"]) == (b"OggS", "audio/ogg")
    assert (await client.get(f"{path}/2")).status_code == 404
    await media.erase(kept)
    assert (await client.get(f"{path}/1")).status_code == 410


async def test_every_step_is_in_the_audit_log(client, database, interview) -> None:
    path = f"/applications/{interview.application_id}:decide"
    await client.post(path, json={"decision": "advance", "reason": "合适", "decided_by": "boss"})
    mine = {"subject_id": str(interview.application_id), "limit": 200}
    entries = (await client.get("/audit/entries", params=mine)).json()["data"]
    steps = [entry["details"].get("after") for entry in entries if entry["action"] == "application.moved"]
    assert steps == ["invited", "interviewing", "review", "advanced"]
    assert {entry["action"] for entry in entries} >= {
        "application.created", "application.invited", "application.moved", "application.decided",
    }  # fmt: skip
    assert "合适" not in str(entries)
    assert "李雷" not in str(entries)
    first = (await client.get("/audit/entries", params={"limit": 1})).json()
    second = (await client.get("/audit/entries", params={"limit": 1, "after": first["next"]})).json()
    assert [page["data"][0]["position"] for page in (first, second)] == [1, 2]
    async with database.reading() as session:
        verdict = await audit.verify(session)
    assert verdict.broken is None
    assert (await client.get("/audit/head")).json() == {
        "position": verdict.head.position, "seal": verdict.head.seal,
    }  # fmt: skip
