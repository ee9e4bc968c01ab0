"""What is done with an application: screened, invited, decided."""

from datetime import timedelta
from typing import Annotated, Final
from uuid import UUID

from fastapi import APIRouter, Depends, Request, Response
from sqlmodel import select
from sqlmodel.ext.asyncio.session import AsyncSession

from backend.api.callers import Reader, with_right
from backend.api.deps import ApiDeps, ApplicationId
from backend.api.once import IdempotencyKey, once
from backend.api.problems import ProblemRoute
from backend.api.shapes import DecideIn, DecisionOut, InviteIn, InviteOut, LetterOut
from backend.letters.inviting import send_invitation
from backend.letters.post import deliveries
from backend.recruiting import invitations
from backend.recruiting.decisions import decide
from backend.recruiting.errors import ForbiddenMove, HumanRequired
from backend.recruiting.rights import Caller, Right, visible
from backend.store.states import Stage
from backend.store.tables import User

INVITABLE: Final = frozenset({Stage.APPLIED, Stage.INVITED, Stage.INTERVIEWING, Stage.HUMAN_ROUTE})

Inviter = Annotated[Caller, Depends(with_right(Right.INVITE))]
Decider = Annotated[Caller, Depends(with_right(Right.DECIDE))]


def routes(deps: ApiDeps) -> APIRouter:
    """The part of the API that moves applications."""
    router = APIRouter(route_class=ProblemRoute, tags=["applications"])

    @router.post("/applications/{application_id}:invite", status_code=201, response_model=InviteOut)
    async def invite(
        application_id: ApplicationId,
        who: Inviter,
        request: Request,
        wanted: InviteIn | None = None,
        idempotency_key: IdempotencyKey = None,
    ) -> Response:
        """A new link for the candidate; earlier ones go on working until they expire."""

        async def work(session: AsyncSession) -> InviteOut:
            return await _invite(session, deps, who, application_id, wanted or InviteIn())

        return await once(deps, request, who, idempotency_key, work)

    @router.get("/applications/{application_id}/letters")
    async def letters(application_id: ApplicationId, who: Reader) -> list[LetterOut]:
        """Every SMS and e-mail to the candidate about this application, the newest first."""
        async with deps.database.unit_of_work() as session:
            application = await visible(session, who, application_id, Right.READ)
            return [LetterOut.model_validate(one) for one in await deliveries(session, application.id)]

    @router.post("/applications/{application_id}:decide", status_code=201, response_model=DecisionOut)
    async def decide_on(
        application_id: ApplicationId,
        decision: DecideIn,
        who: Decider,
        request: Request,
        idempotency_key: IdempotencyKey = None,
    ) -> Response:
        """Only on behalf of a person who has an account here and may decide at that site."""

        async def work(session: AsyncSession) -> DecisionOut:
            return await _decide(session, deps, who, application_id, decision)

        return await once(deps, request, who, idempotency_key, work)

    return router


async def _invite(
    session: AsyncSession, deps: ApiDeps, who: Caller, application_id: UUID, wanted: InviteIn
) -> InviteOut:
    application = await visible(session, who, application_id, Right.INVITE)
    if application.stage not in INVITABLE:
        raise ForbiddenMove(f"{application.stage} -> {Stage.INVITED}")
    days, expires_at = wanted.ttl_days, deps.clock.now() + timedelta(days=wanted.ttl_days)
    if wanted.send:
        sent = await send_invitation(session, deps.clock, deps.post, application, days, who.actor)
        link = f"{deps.public_url}/i/{sent.token}"
        return InviteOut(link=link, expires_at=expires_at, sent_by=sent.way)
    token = await invitations.invite(session, deps.clock, application, days, actor=who.actor)
    return InviteOut(link=f"{deps.public_url}/i/{token}", expires_at=expires_at)


async def _decide(
    session: AsyncSession, deps: ApiDeps, who: Caller, application_id: UUID, decision: DecideIn
) -> DecisionOut:
    await visible(session, who, application_id, Right.DECIDE)
    user = await _person(session, decision.decided_by)
    made = await decide(
        session, deps.clock, application_id, user, decision.decision, decision.reason,
        queue=deps.queue, by=who.actor,
    )  # fmt: skip
    application = await visible(session, who, application_id, Right.DECIDE)
    return DecisionOut(
        id=made.id,
        application_id=application_id,
        decision=made.kind,
        stage=application.stage,
        report_id=made.report_id,
        at=made.at,
    )


async def _person(session: AsyncSession, name: str | None) -> User:
    if name is None:
        raise HumanRequired("decided_by")
    user = (await session.exec(select(User).where(User.name == name))).first()
    if user is None or user.disabled:
        raise HumanRequired("decided_by")
    return user
