"""Versions of screening rules for a position, everywhere or at one site. One is active; no active one is ever changed."""

from collections.abc import Sequence
from typing import Final
from uuid import UUID

from sqlalchemy import text
from sqlmodel import col, func, select
from sqlmodel.ext.asyncio.session import AsyncSession

from backend.clock import Clock
from backend.recruiting.errors import ForbiddenMove, InvalidField, NotFound
from backend.recruiting.rights import Caller, NotAllowed, Right, caller
from backend.screening.guard import Risk, risks
from backend.screening.rules import Rules
from backend.store import audit
from backend.store.states import RuleSetState
from backend.store.tables import RuleJustification, RuleSet, User

LOCK: Final = text("SELECT pg_advisory_xact_lock(hashtextextended(:name, 0))")
REASON: Final = range(10, 2001)
"""Characters of a justification: a word is none."""


class RuleBlocked(ForbiddenMove):
    """A rule has a legal risk that nobody with the legal role has justified."""


async def draft(
    session: AsyncSession, clock: Clock, who: Caller, position_id: str, site_id: str, rules: Rules
) -> RuleSet:
    """A new version; `site_id` "" means every site. Position and site are the caller's to check. Raises NotAllowed."""
    _may(who, Right.SCREEN, site_id)
    await (await session.connection()).execute(LOCK, {"name": f"rules:{position_id}:{site_id}"})
    newest = select(func.max(RuleSet.version)).filter_by(position_id=position_id, site_id=site_id)
    row = RuleSet(
        position_id=position_id, site_id=site_id, version=((await session.exec(newest)).one() or 0) + 1,
        rules=rules.model_dump(mode="json"), created_by=who.actor, created_at=clock.now(),
        state=RuleSetState.BLOCKED if risks(rules) else RuleSetState.DRAFT,
    )  # fmt: skip
    session.add(row)
    await session.flush()
    _record(session, clock, who.actor, "drafted", row, [f"{one.rule}:{one.risk}" for one in risks(rules)])
    return row


async def justify(
    session: AsyncSession, clock: Clock, user: User, rule_set_id: UUID, risk: Risk, reason: str
) -> None:
    """A person with the legal role says in writing why this rule may stand; said once, it stays.

    Raises NotFound (also for a risk that the rule does not have), NotAllowed, InvalidField, ForbiddenMove.
    """
    row = await find(session, caller(user), rule_set_id, lock=True)
    _may(caller(user), Right.JUSTIFY, row.site_id)
    if row.state != RuleSetState.BLOCKED:
        raise ForbiddenMove(row.state)
    if len(reason := reason.strip()) not in REASON:
        raise InvalidField("reason", "missing" if not reason else "length")
    if risk not in await open_risks(session, row):
        raise NotFound(risk.risk)
    session.add(
        RuleJustification(
            rule_set_id=row.id, rule=risk.rule, risk=risk.risk, reason=reason, user_id=user.id, at=clock.now()
        )
    )
    await session.flush()
    if not await open_risks(session, row):
        row.state = RuleSetState.DRAFT
    _record(session, clock, f"user:{user.id}", "justified", row, [f"{risk.rule}:{risk.risk}"])


async def activate(session: AsyncSession, clock: Clock, who: Caller, rule_set_id: UUID) -> RuleSet:
    """Let this version sort from now on; the one before retires. Raises RuleBlocked, ForbiddenMove, NotFound, NotAllowed."""
    row = await find(session, who, rule_set_id, lock=True)
    _may(who, Right.SCREEN, row.site_id)
    if row.state == RuleSetState.ACTIVE:
        return row
    if await open_risks(session, row):
        raise RuleBlocked(str(row.id))
    if row.state == RuleSetState.RETIRED:
        raise ForbiddenMove(f"{row.state} -> {RuleSetState.ACTIVE}")
    await (await session.connection()).execute(LOCK, {"name": f"rules:{row.position_id}:{row.site_id}"})
    for before in await _active(session, row.position_id, [row.site_id]):
        before.state, before.retired_at = RuleSetState.RETIRED, clock.now()
        await session.flush()
    row.state, row.activated_at = RuleSetState.ACTIVE, clock.now()
    await session.flush()
    _record(session, clock, who.actor, "activated", row, [])
    return row


async def open_risks(session: AsyncSession, row: RuleSet) -> tuple[Risk, ...]:
    """What nobody has justified yet; found anew, so that a sharper guard also sees old versions."""
    said = await session.exec(select(RuleJustification).where(RuleJustification.rule_set_id == row.id))
    justified = {Risk(one.rule, one.risk) for one in said}
    return tuple(one for one in risks(Rules.model_validate(row.rules)) if one not in justified)


async def find(session: AsyncSession, who: Caller, rule_set_id: UUID, *, lock: bool = False) -> RuleSet:
    """The version, if it exists for `who`. Raises NotFound."""
    row = await session.get(RuleSet, rule_set_id, with_for_update=lock)
    if row is None or (row.site_id and not who.sees(row.site_id)):
        raise NotFound(str(rule_set_id))
    return row


async def versions(session: AsyncSession, who: Caller, position_id: str | None = None) -> Sequence[RuleSet]:
    """All that `who` may see, the newest first; 500 at most."""
    wanted = select(RuleSet).order_by(col(RuleSet.created_at).desc(), col(RuleSet.id)).limit(500)
    if position_id is not None:
        wanted = wanted.where(RuleSet.position_id == position_id)
    if who.sites is not None:
        wanted = wanted.where(col(RuleSet.site_id).in_(["", *who.sites]))
    return (await session.exec(wanted)).all()


async def in_force(session: AsyncSession, position_id: str, site_id: str) -> Sequence[RuleSet]:
    """The active versions for an opening: headquarters' first, then the site's own."""
    return await _active(session, position_id, ["", site_id])


async def _active(session: AsyncSession, position_id: str, sites: list[str]) -> Sequence[RuleSet]:
    wanted = select(RuleSet).where(
        RuleSet.position_id == position_id,
        col(RuleSet.site_id).in_(sites),
        RuleSet.state == RuleSetState.ACTIVE,
    )
    return (await session.exec(wanted.order_by(col(RuleSet.site_id)))).all()


def _may(who: Caller, right: Right, site_id: str) -> None:
    if not who.may(right, site_id or None):
        raise NotAllowed(right)


def _record(
    session: AsyncSession, clock: Clock, actor: str, what: str, row: RuleSet, found: list[str]
) -> None:
    audit.record(
        session, clock, actor=actor, action=f"rule_set.{what}", subject="rule_set", subject_id=row.id,
        site_id=row.site_id or None, details={"version": row.version, "risks": found},
    )  # fmt: skip
