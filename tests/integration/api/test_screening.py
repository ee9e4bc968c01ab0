"""Rules are written, tried, guarded and used; whoever does not pass waits for a person."""

import pytest
from sqlmodel import select

from backend.recruiting import screening_rules, users
from backend.recruiting.errors import InvalidField, NotFound
from backend.recruiting.rights import NotAllowed
from backend.screening.guard import Risk
from backend.store.states import Role
from backend.store.tables import Application, AuditEntry, Outbox, RuleSet, ScreeningOutcome, StageChange
from tests.fakes import resume_files as made

WHERE = {"position_id": "assembler", "site_id": "suzhou"}
COLLEGE = {"field": "degree", "op": "at_least", "value": "college"}
MASTER = {"field": "degree", "op": "at_least", "value": "master"}
YOUNG = {"field": "age", "op": "at_most", "value": 35}
WHY = "高空作业岗位，依据行业安全规定设定上限。"


def wish(must: object, site: str | None = None) -> dict:
    return {"position_id": "assembler", "site_id": site, "rules": {"rules": [{"id": "one", "must": must}]}}


async def in_force(client, must: object, site: str | None = None) -> str:
    row = (await client.post("/rule-sets", json=wish(must, site))).json()
    answer = await client.post(f"/rule-sets/{row['id']}:activate")
    assert answer.status_code == 200, answer.text
    return row["id"]


@pytest.fixture
async def applied(client) -> str:
    return (await client.post("/resumes", params=WHERE, content=made.ZH.encode())).json()["application_id"]


async def test_who_passes_is_invited_at_once(client, database, applied) -> None:
    await in_force(client, COLLEGE)
    answer = await client.post(f"/applications/{applied}:screen", json={"invite": True})
    assert (answer.status_code, answer.json()["outcome"], answer.json()["sent_by"]) == (201, "passed", "sms")
    async with database.reading() as session:
        assert (await session.exec(select(Application.stage))).one() == "invited"
        assert len((await session.exec(select(Outbox))).all()) == 1


async def test_who_does_not_pass_waits_for_a_person(client, database, applied) -> None:
    await in_force(client, COLLEGE)
    await in_force(client, MASTER, "suzhou")
    answers = [await client.post(f"/applications/{applied}:screen", json={"invite": True}) for _ in range(2)]
    for answer in answers:
        assert answer.json()["outcome"] == "knockout"
        assert answer.json()["reasons"] == [{"rule": "one", "why": "unmet", "saw": {"degree": "college"}}]
        assert answer.json()["sent_by"] is None
    async with database.reading() as session:
        application = (await session.exec(select(Application))).one()
        outcomes = (await session.exec(select(ScreeningOutcome.outcome))).all()
        moves = (await session.exec(select(StageChange.after).order_by(StageChange.id))).all()
    assert (application.stage, application.needs_human) == ("human_route", "screening")
    assert sorted(outcomes) == ["knockout", "passed"]
    assert moves == ["applied", "human_route"]


async def test_a_trial_says_who_and_why_and_writes_nothing(client, database, applied) -> None:
    row = (await client.post("/rule-sets", json=wish(MASTER))).json()
    found = (await client.post(f"/rule-sets/{row['id']}:try")).json()["results"]
    assert [(one["application_id"], one["outcome"]) for one in found] == [(applied, "knockout")]
    async with database.reading() as session:
        assert (await session.exec(select(ScreeningOutcome))).all() == []
        assert (await session.exec(select(Application.stage))).one() == "applied"


async def test_a_new_version_retires_the_old_one(client) -> None:
    await in_force(client, COLLEGE)
    await in_force(client, MASTER)
    rows = (await client.get("/rule-sets")).json()
    assert sorted((row["version"], row["state"]) for row in rows) == [(1, "retired"), (2, "active")]


async def test_a_risky_rule_waits_for_the_law(client, database, clock) -> None:
    row = (await client.post("/rule-sets", json=wish(YOUNG))).json()
    assert (row["state"], row["risks"]) == ("blocked", [{"rule": "one", "risk": "age"}])
    blocked = await client.post(f"/rule-sets/{row['id']}:activate")
    assert (blocked.status_code, blocked.json()["type"]) == (409, "urn:miantan:problem:rule_blocked")
    async with database.unit_of_work() as session:
        boss, _ = await users.add_user(session, clock, "boss", Role.HQ, None, "a good password")
        law, _ = await users.add_user(session, clock, "law", Role.LEGAL, None, "a good password")
    kept = await _rule_set(database)
    for user, risk, reason, refused in (
        (boss, Risk("one", "age"), WHY, NotAllowed),
        (law, Risk("one", "age"), "好", InvalidField),
        (law, Risk("one", "sex"), WHY, NotFound),
    ):
        with pytest.raises(refused):
            async with database.unit_of_work() as session:
                await screening_rules.justify(session, clock, user, kept.id, risk, reason)
    async with database.unit_of_work() as session:
        await screening_rules.justify(session, clock, law, kept.id, Risk("one", "age"), WHY)
    assert (await client.post(f"/rule-sets/{row['id']}:activate")).json()["state"] == "active"
    async with database.reading() as session:
        done = (await session.exec(select(AuditEntry.action).where(AuditEntry.subject == "rule_set"))).all()
    assert sorted(done) == ["rule_set.activated", "rule_set.drafted", "rule_set.justified"]


async def _rule_set(database) -> RuleSet:
    async with database.reading() as session:
        return (await session.exec(select(RuleSet))).one()


async def test_what_is_not_collected_cannot_be_asked_for(client) -> None:
    answer = await client.post("/rule-sets", json=wish({"field": "sex", "op": "any_of", "value": ["男"]}))
    assert answer.status_code == 422


async def test_a_zero_character_in_a_query_is_refused(client) -> None:
    for path in ("/rule-sets", "/analytics/funnel", "/applications"):
        assert (await client.get(path, params={"position_id": "a\x00b"})).status_code == 422
