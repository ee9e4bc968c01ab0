"""Positions and sites for programs, read only: they are content."""

from fastapi import APIRouter

from backend.api.callers import Reader
from backend.api.deps import ApiDeps
from backend.api.problems import ProblemRoute
from backend.api.shapes import PositionOut, SiteOut
from backend.content.models import Position, Site
from backend.recruiting.errors import NotFound


def routes(deps: ApiDeps) -> APIRouter:
    """The part of the API about what can be applied for."""
    router = APIRouter(route_class=ProblemRoute, tags=["catalogue"])

    @router.get("/positions")
    async def positions(_: Reader) -> list[PositionOut]:
        """All positions."""
        return [_position(one, deps) for one in deps.shelf.current.positions.values()]

    @router.get("/positions/{position_id}")
    async def position(position_id: str, _: Reader) -> PositionOut:
        """One position."""
        known = deps.shelf.current.positions.get(position_id)
        if known is None:
            raise NotFound(position_id[:50])
        return _position(known, deps)

    @router.get("/sites")
    async def sites(_: Reader) -> list[SiteOut]:
        """All sites."""
        return [_site(one) for one in deps.shelf.current.sites.values()]

    @router.get("/sites/{site_id}")
    async def site(site_id: str, _: Reader) -> SiteOut:
        """One site."""
        known = deps.shelf.current.sites.get(site_id)
        if known is None:
            raise NotFound(site_id[:50])
        return _site(known)

    return router


def _position(position: Position, deps: ApiDeps) -> PositionOut:
    return PositionOut(
        id=position.id,
        title=position.title.model_dump(),
        minutes=position.est_minutes,
        weights=dict(position.weights),
        site_ids=list(deps.shelf.current.sites_of(position.id)),
    )


def _site(site: Site) -> SiteOut:
    return SiteOut(
        id=site.id,
        name=site.name.model_dump(),
        company=site.company.model_dump(),
        position_ids=list(site.openings),
    )
