"""A person decides: with a right, a reason and a trail."""

from uuid import uuid4

import psycopg
import pytest
from sqlmodel import col, select

from backend.console import dossier
from backend.recruiting.decisions import REASON_LIMIT, decide, settle_request
from backend.recruiting.errors import ForbiddenMove, InvalidField, NotFound
from backend.recruiting.rights import NotAllowed
from backend.store.states import DecisionKind, Stage
from backend.store.tables import Application, Decision, Outbox, Report, StageChange, WebhookEndpoint
from tests.integration.console.conftest import Office


@pytest.mark.parametrize(
    ("kind", "stage"),
    [
        (DecisionKind.ADVANCE, Stage.ADVANCED),
        (DecisionKind.HOLD, Stage.ON_HOLD),
        (DecisionKind.REJECT, Stage.REJECTED),
    ],
)
async def test_a_decision_moves_the_application_and_keeps_who_why_and_on_what(
    office: Office, kind: DecisionKind, stage: Stage
) -> None:
    deps = office.deps
    async with deps.database.unit_of_work() as session:
        application = await session.get_one(Application, office.suzhou.id)
        application.needs_human = "human"
        decision = await decide(
            session, deps.clock, application.id, office.site, kind, "  面谈很扎实 ", queue=deps.queue
        )
    async with deps.database.unit_of_work() as session:
        application = await session.get_one(Application, office.suzhou.id)
        stored = await session.get_one(Decision, decision.id)
        report = (await session.exec(select(Report).where(Report.id == stored.report_id))).one()
        steps = (await session.exec(select(StageChange).order_by(col(StageChange.id).desc()))).first()
    assert (application.stage, application.needs_human) == (stage, None)
    assert (stored.kind, stored.reason, stored.user_id) == (kind, "面谈很扎实", office.site.id)
    assert report.total is not None
    assert steps is not None
    assert (steps.after, steps.actor) == (stage, f"user:{office.site.id}")


async def test_each_enabled_webhook_is_told_ids_and_no_words(office: Office, database_url: str) -> None:
    deps = office.deps
    async with deps.database.unit_of_work() as session:
        session.add(
            WebhookEndpoint(
                url="http://127.0.0.1:9/off", secret="whsec_x", disabled=True, created_at=deps.clock.now()
            )
        )
        await decide(
            session,
            deps.clock,
            office.suzhou.id,
            office.hq,
            DecisionKind.REJECT,
            "秘密的理由",
            queue=deps.queue,
        )
        enabled = (
            await session.exec(select(WebhookEndpoint).where(col(WebhookEndpoint.disabled).is_(False)))
        ).all()
        rows = (
            await session.exec(select(Outbox).where(col(Outbox.destination).startswith("webhook:")))
        ).all()
    assert {row.destination for row in rows} == {f"webhook:{endpoint.id}" for endpoint in enabled}
    payload = rows[0].payload
    assert (payload["type"], payload["event"]) == ("event", "application.decided")
    assert payload["data"]["decision"] == "reject"
    assert payload["data"]["application_id"] == str(office.suzhou.id)
    assert "秘密" not in str(payload)
    with psycopg.connect(database_url) as connection:
        jobs = connection.execute(
            "SELECT lock FROM procrastinate_jobs WHERE task_name = 'outbox.deliver'"
        ).fetchall()
    assert {lock for (lock,) in jobs} == {row.destination for row in rows}


@pytest.mark.parametrize(
    ("reason", "code"), [("", "missing"), (" \n\t", "missing"), ("长" * (REASON_LIMIT + 1), "too_long")]
)
async def test_no_decision_without_a_reason(office: Office, reason: str, code: str) -> None:
    deps = office.deps
    async with deps.database.unit_of_work() as session:
        with pytest.raises(InvalidField) as fault:
            await decide(
                session, deps.clock, office.suzhou.id, office.hq, DecisionKind.HOLD, reason, queue=deps.queue
            )
        application = await session.get_one(Application, office.suzhou.id)
        decisions = (await session.exec(select(Decision))).all()
    assert (fault.value.field, fault.value.reason) == ("reason", code)
    assert application.stage == Stage.REVIEW
    assert not decisions


async def test_another_site_does_not_exist_and_a_viewer_may_not(office: Office) -> None:
    deps = office.deps
    async with deps.database.unit_of_work() as session:
        for application_id in (office.shenzhen.id, uuid4()):
            with pytest.raises(NotFound):
                await decide(
                    session,
                    deps.clock,
                    application_id,
                    office.site,
                    DecisionKind.ADVANCE,
                    "好",
                    queue=deps.queue,
                )
        with pytest.raises(NotAllowed):
            await decide(
                session,
                deps.clock,
                office.suzhou.id,
                office.viewer,
                DecisionKind.ADVANCE,
                "好",
                queue=deps.queue,
            )


async def test_who_has_withdrawn_cannot_be_decided_on(office: Office) -> None:
    deps = office.deps
    async with deps.database.unit_of_work() as session:
        application = await session.get_one(Application, office.suzhou.id)
        application.stage = Stage.WITHDRAWN
        await session.flush()
        with pytest.raises(ForbiddenMove):
            await decide(
                session, deps.clock, application.id, office.hq, DecisionKind.REJECT, "理由", queue=deps.queue
            )


async def test_an_answered_request_goes_and_its_trace_stays(office: Office) -> None:
    deps = office.deps
    async with deps.database.unit_of_work() as session:
        (await session.get_one(Application, office.suzhou.id)).needs_human = "faq_unknown:pay"
        with pytest.raises(NotAllowed):
            await settle_request(session, deps.clock, office.suzhou.id, office.viewer)
        with pytest.raises(NotFound):
            await settle_request(session, deps.clock, office.shenzhen.id, office.site)
        for _ in range(2):
            await settle_request(session, deps.clock, office.suzhou.id, office.site)
    async with deps.database.unit_of_work() as session:
        found = await dossier.read(session, deps.shelf, office.hq, office.suzhou.id)
    assert (found.application.needs_human, found.application.stage) == (None, Stage.REVIEW)
    assert [move.reason for move in found.moves if move.human] == ["settled:faq_unknown:pay"]


async def test_the_history_names_the_person(office: Office) -> None:
    deps = office.deps
    async with deps.database.unit_of_work() as session:
        await decide(
            session, deps.clock, office.suzhou.id, office.site, DecisionKind.HOLD, "等名额", queue=deps.queue
        )
    async with deps.database.unit_of_work() as session:
        found = await dossier.read(session, deps.shelf, office.hq, office.suzhou.id)
    assert [(one.by, one.kind, one.reason) for one in found.decisions] == [("suzhou", "hold", "等名额")]
    assert (found.moves[-1].by, found.moves[-1].human) == ("suzhou", True)
    assert not found.moves[0].human
