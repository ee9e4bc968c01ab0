"""Screening for programs: write rules, try them, let them sort. To justify a risky rule takes a person, at the console."""

from datetime import datetime
from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Depends, Path, Request, Response
from pydantic import BaseModel, ConfigDict
from sqlmodel.ext.asyncio.session import AsyncSession

from backend.api.callers import Reader, with_right
from backend.api.deps import ApiDeps, ApplicationId, parse_id
from backend.api.once import IdempotencyKey, once
from backend.api.problems import ProblemRoute
from backend.api.shapes import Incoming, Words
from backend.letters.inviting import send_invitation
from backend.letters.post import Way
from backend.recruiting import screening, screening_rules
from backend.recruiting.errors import InvalidField
from backend.recruiting.rights import Caller, NotAllowed, Right, visible
from backend.screening.rules import Rules
from backend.store.states import Screened, Stage
from backend.store.tables import RuleSet

Screener = Annotated[Caller, Depends(with_right(Right.SCREEN))]


def _rule_set(rule_set_id: Annotated[str, Path()]) -> UUID:
    return parse_id(rule_set_id)


RuleSetId = Annotated[UUID, Depends(_rule_set)]


class RuleSetIn(Incoming):
    """Rules for a position; without a site, everywhere."""

    position_id: Words
    site_id: Words | None = None
    rules: Rules


class RiskOut(BaseModel):
    """A rule with a legal risk that nobody has justified."""

    model_config = ConfigDict(from_attributes=True)

    rule: str
    risk: str


class RuleSetOut(BaseModel):
    """One version. `risks`: what keeps it from being used."""

    id: UUID
    position_id: str
    site_id: str | None
    version: int
    state: str
    rules: dict[str, Any]
    risks: list[RiskOut]
    created_at: datetime
    activated_at: datetime | None
    retired_at: datetime | None


class ReasonOut(BaseModel):
    """Why a rule did not pass: `unmet`, or `unknown`; and what it saw."""

    model_config = ConfigDict(from_attributes=True)

    rule: str
    why: str
    saw: dict[str, Any]


class ScreenIn(Incoming):
    """Whether those who pass are invited at once, by SMS or e-mail."""

    invite: bool = False


class ScreenedOut(BaseModel):
    """Who did not pass waits for a person. `sent_by`: how an invitation left."""

    model_config = ConfigDict(from_attributes=True)

    application_id: UUID
    outcome: Screened
    reasons: list[ReasonOut]
    rule_set_ids: list[UUID]
    sent_by: Way | None = None


class TrialOut(BaseModel):
    """Who would pass and who would not, and why."""

    results: list[ScreenedOut]


def routes(deps: ApiDeps) -> APIRouter:
    """The part of the API about screening."""
    router = APIRouter(route_class=ProblemRoute, tags=["screening"])

    @router.post("/applications/{application_id}:screen", status_code=201, response_model=ScreenedOut)
    async def screen(
        application_id: ApplicationId,
        who: Screener,
        request: Request,
        wanted: ScreenIn | None = None,
        idempotency_key: IdempotencyKey = None,
    ) -> Response:
        """By the rules in force. It rejects nobody."""

        async def work(session: AsyncSession) -> ScreenedOut:
            return await _screen(session, deps, who, application_id, wanted or ScreenIn())

        return await once(deps, request, who, idempotency_key, work)

    @router.post("/rule-sets", status_code=201)
    async def draft(new: RuleSetIn, who: Screener) -> RuleSetOut:
        """A new version, not used yet."""
        content = deps.shelf.current
        if new.position_id not in content.positions:
            raise InvalidField("position_id", "unknown")
        if new.site_id is not None and new.site_id not in content.sites_of(new.position_id):
            raise InvalidField("site_id", "no_opening")
        async with deps.database.unit_of_work() as session:
            row = await screening_rules.draft(
                session, deps.clock, who, new.position_id, new.site_id or "", new.rules
            )
            return await _out(session, row)

    @router.get("/rule-sets")
    async def versions(who: Reader, position_id: str | None = None) -> list[RuleSetOut]:
        """The newest first."""
        async with deps.database.reading() as session:
            rows = await screening_rules.versions(session, who, position_id)
            return [await _out(session, row) for row in rows]

    @router.post("/rule-sets/{rule_set_id}:activate")
    async def activate(rule_set_id: RuleSetId, who: Screener) -> RuleSetOut:
        """Let this version sort from now on; 409 while a legal risk is not justified."""
        async with deps.database.unit_of_work() as session:
            return await _out(session, await screening_rules.activate(session, deps.clock, who, rule_set_id))

    @router.post("/rule-sets/{rule_set_id}:try")
    async def dry_run(rule_set_id: RuleSetId, who: Screener) -> TrialOut:
        """Among those who wait now, the newest 1000; nothing is written."""
        async with deps.database.reading() as session:
            row = await screening_rules.find(session, who, rule_set_id)
            found = await screening.dry_run(session, deps.clock, row, who.sites)
        return TrialOut(results=[ScreenedOut.model_validate(one) for one in found])

    return router


async def _screen(
    session: AsyncSession, deps: ApiDeps, who: Caller, application_id: UUID, wanted: ScreenIn
) -> ScreenedOut:
    application = await visible(session, who, application_id, Right.SCREEN)
    if wanted.invite and Right.INVITE not in who.rights:
        raise NotAllowed(Right.INVITE)
    result = ScreenedOut.model_validate(await screening.screen(session, deps.clock, application, who.actor))
    if wanted.invite and result.outcome is Screened.PASSED and application.stage == Stage.APPLIED:
        sent = await send_invitation(session, deps.clock, deps.post, application, actor=who.actor)
        result.sent_by = sent.way
    return result


async def _out(session: AsyncSession, row: RuleSet) -> RuleSetOut:
    open_ones = [RiskOut.model_validate(one) for one in await screening_rules.open_risks(session, row)]
    return RuleSetOut.model_validate({**row.model_dump(), "site_id": row.site_id or None, "risks": open_ones})
