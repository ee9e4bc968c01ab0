"""Figures for programs: how far a site is, and where applications are lost."""

from dataclasses import asdict
from datetime import datetime
from typing import Annotated

from fastapi import APIRouter, Depends, Query
from pydantic import BaseModel

from backend.analytics import funnel
from backend.analytics.funnel import Row
from backend.api.callers import with_right
from backend.api.deps import ApiDeps
from backend.api.problems import ProblemRoute
from backend.recruiting.errors import InvalidField, NotFound
from backend.recruiting.requisitions import wanted_at
from backend.recruiting.rights import Caller, Right

Analyst = Annotated[Caller, Depends(with_right(Right.ANALYTICS))]


class CountsOut(BaseModel):
    """Applications by how far they ever got; `pass_rate` is passed among completed."""

    applications: int
    invited: int
    started: int
    completed: int
    passed: int
    decided: int
    offered: int
    hired: int
    pass_rate: float | None


class PositionProgress(CountsOut):
    """One position at a site. `headcount`: how many the open requisitions want; null when none does."""

    position_id: str
    headcount: int | None


class ProgressOut(BaseModel):
    """How far a site is."""

    site_id: str
    at: datetime
    positions: list[PositionProgress]


class FunnelRow(CountsOut):
    """One position at one site."""

    site_id: str
    position_id: str


class FunnelOut(BaseModel):
    """How many got how far, of those who applied in [since, until)."""

    rows: list[FunnelRow]


def routes(deps: ApiDeps) -> APIRouter:
    """The part of the API about figures."""
    router = APIRouter(route_class=ProblemRoute, tags=["figures"])

    @router.get("/sites/{site_id}/progress")
    async def progress(site_id: str, who: Analyst) -> ProgressOut:
        """Counted now, from the record itself."""
        if site_id not in deps.shelf.current.sites or not who.sees(site_id):
            raise NotFound(site_id[:50])
        async with deps.database.reading() as session:
            rows = await funnel.count(session, sites=frozenset({site_id}))
            wanted = await wanted_at(session, site_id)
        counted = {row.position_id: row for row in rows}
        empty = funnel.Counts()
        positions = [
            PositionProgress(
                position_id=one,
                headcount=wanted.get(one),
                **_figures(counted.get(one, Row(site_id, one, empty))),
            )
            for one in sorted({*counted, *wanted})
        ]
        return ProgressOut(site_id=site_id, at=deps.clock.now(), positions=positions)

    @router.get("/analytics/funnel")
    async def get_funnel(
        who: Analyst,
        since: datetime | None = None,
        until: datetime | None = None,
        position_id: str | None = None,
        site_id: Annotated[str | None, Query()] = None,
    ) -> FunnelOut:
        """By site and position; only the caller's sites are counted."""
        for name, moment in (("since", since), ("until", until)):
            if moment is not None and moment.tzinfo is None:
                raise InvalidField(name, "no_time_zone")
        sites = who.sites
        if site_id is not None:
            sites = frozenset({site_id}) if who.sees(site_id) else frozenset()
        async with deps.database.reading() as session:
            rows = await funnel.count(session, sites=sites, position_id=position_id, since=since, until=until)
        return FunnelOut(
            rows=[
                FunnelRow(site_id=row.site_id, position_id=row.position_id, **_figures(row)) for row in rows
            ]
        )

    return router


def _figures(row: Row) -> dict[str, int | float | None]:
    return {**asdict(row.counts), "pass_rate": row.counts.pass_rate}
