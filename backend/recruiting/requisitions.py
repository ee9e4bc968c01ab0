"""How many people are wanted where, as headquarters or its HR system says."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final
from uuid import UUID

from sqlalchemy import delete, text
from sqlmodel import col, func, select
from sqlmodel.ext.asyncio.session import AsyncSession

from backend.clock import Clock
from backend.store import audit
from backend.store.states import RequisitionState
from backend.store.tables import Requisition, RequisitionSite

LOCK: Final = text("SELECT pg_advisory_xact_lock(hashtextextended(:name, 0))")


@dataclass(frozen=True)
class Wanted:
    """What is asked for; `source` and `external_id` name it where it comes from. `headcount` by site."""

    position_id: str
    source: str
    external_id: str
    headcount: Mapping[str, int]
    state: RequisitionState = RequisitionState.OPEN


async def put(session: AsyncSession, clock: Clock, wanted: Wanted, *, actor: str) -> tuple[Requisition, bool]:
    """Store it as it now is; True when it is new. Said again, it changes nothing.

    Position and sites are the caller's to check against the content.
    """
    name = f"requisition:{wanted.source}:{wanted.external_id}"
    await (await session.connection()).execute(LOCK, {"name": name})
    found = select(Requisition).where(
        Requisition.source == wanted.source, Requisition.external_id == wanted.external_id
    )
    row = (await session.exec(found)).first()
    is_new = row is None
    if row is None:
        row = Requisition(
            position_id=wanted.position_id, source=wanted.source, external_id=wanted.external_id,
            created_by=actor, created_at=clock.now(),
        )  # fmt: skip
    elif await _is_same(session, row, wanted):
        return row, False
    row.position_id, row.state, row.updated_at = wanted.position_id, wanted.state, clock.now()
    session.add(row)
    await session.flush()
    await _put_sites(session, row, wanted.headcount)
    audit.record(
        session, clock, actor=actor, action="requisition.put", subject="requisition", subject_id=row.id,
        details={"state": row.state, "sites": [f"{site}:{n}" for site, n in sorted(wanted.headcount.items())]},
    )  # fmt: skip
    return row, is_new


async def headcounts(session: AsyncSession, ids: Sequence[UUID]) -> dict[UUID, dict[str, int]]:
    """How many each of these wants, by site."""
    held: dict[UUID, dict[str, int]] = {one: {} for one in ids}
    wanted = select(RequisitionSite).where(col(RequisitionSite.requisition_id).in_(ids))
    for row in await session.exec(wanted.order_by(col(RequisitionSite.site_id))):
        held[row.requisition_id][row.site_id] = row.headcount
    return held


async def wanted_at(session: AsyncSession, site_id: str) -> dict[str, int]:
    """How many people the open requisitions want at a site, by position."""
    rows = await session.exec(
        select(Requisition.position_id, func.sum(RequisitionSite.headcount))
        .join(RequisitionSite, col(RequisitionSite.requisition_id) == col(Requisition.id))
        .where(RequisitionSite.site_id == site_id, Requisition.state == RequisitionState.OPEN)
        .group_by(col(Requisition.position_id))
    )
    return {position: int(count) for position, count in rows}


async def _is_same(session: AsyncSession, row: Requisition, wanted: Wanted) -> bool:
    now = (await headcounts(session, [row.id]))[row.id]
    return (row.position_id, row.state, now) == (wanted.position_id, wanted.state, dict(wanted.headcount))


async def _put_sites(session: AsyncSession, row: Requisition, headcount: Mapping[str, int]) -> None:
    await session.exec(delete(RequisitionSite).where(col(RequisitionSite.requisition_id) == row.id))
    session.add_all(
        RequisitionSite(requisition_id=row.id, site_id=site, headcount=count)
        for site, count in headcount.items()
    )
    await session.flush()
