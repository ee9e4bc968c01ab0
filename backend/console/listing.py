"""The applications a user may see: found, sorted and cut into pages by the database."""

import asyncio
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from sqlalchemy import ColumnElement, FromClause, func, or_, true
from sqlalchemy import select as select_many
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from backend.recruiting import phones
from backend.recruiting.applications import phone_hash
from backend.recruiting.errors import InvalidField
from backend.recruiting.rights import sites_of
from backend.store.states import Stage
from backend.store.tables import Application, Candidate, Interview, Report, User

SEARCHED: Final = 3000
"""Names are encrypted: a search reads this many of the newest applications and compares."""
BATCH: Final = 300


@dataclass(frozen=True)
class Wanted:
    """Which applications, in which order, which page (from 1)."""

    text: str = ""
    stage: str | None = None
    position: str | None = None
    site: str | None = None
    needs_human: bool = False
    sort: str = "updated"
    descending: bool = True
    page: int = 1
    size: int = 25


@dataclass(frozen=True)
class Row:
    """One line of the list. The score is that of the newest report."""

    id: UUID
    name: str
    position_id: str
    site_id: str
    stage: str
    needs_human: str | None
    total: float | None
    band: str | None
    review: bool
    updated_at: datetime


@dataclass(frozen=True)
class Found:
    """One page, and how many there are in all."""

    rows: tuple[Row, ...]
    count: int


async def find(session: AsyncSession, user: User, wanted: Wanted) -> Found:
    """The wanted page of what `user` may see."""
    conditions = await _conditions(session, user, wanted)
    count = await session.scalar(select(func.count()).select_from(Application).where(*conditions))
    ids = list(await session.exec(_page(wanted).where(*conditions)))
    found = {row.id: row for row in (Row(*values) for values in await session.exec(_rows(ids)))}
    return Found(tuple(found[one] for one in ids if one in found), count or 0)


async def counts(session: AsyncSession, user: User) -> Mapping[str, int]:
    """How many applications `user` may see in each stage, and under `needs_human` how many wait for a person."""
    mine = _scope(user)
    by_stage = select(col(Application.stage), func.count()).where(*mine).group_by(col(Application.stage))
    found: dict[str, int] = dict((await session.exec(by_stage)).all())
    waiting = select(func.count()).select_from(Application).where(*mine, _waits_for_a_person())
    return {**found, "needs_human": await session.scalar(waiting) or 0}


def _scope(user: User) -> list[ColumnElement[bool]]:
    sites = sites_of(user)
    visible = [col(Application.stage) != Stage.ERASED]
    return visible if sites is None else [*visible, col(Application.site_id).in_(sites)]


async def _conditions(session: AsyncSession, user: User, wanted: Wanted) -> list[ColumnElement[bool]]:
    conditions = _scope(user)
    if wanted.stage:
        conditions.append(col(Application.stage) == wanted.stage)
    if wanted.position:
        conditions.append(col(Application.position_id) == wanted.position)
    if wanted.site:
        conditions.append(col(Application.site_id) == wanted.site)
    if wanted.needs_human:
        conditions.append(_waits_for_a_person())
    if text := _plain(wanted.text):
        matching = await _named(session, conditions, text)
        conditions.append(or_(col(Application.id).in_(matching), *_by_number(wanted.text)))
    return conditions


def _waits_for_a_person() -> ColumnElement[bool]:
    return col(Application.needs_human).is_not(None)


def _by_number(text: str) -> list[ColumnElement[bool]]:
    found: list[ColumnElement[bool]] = [col(Application.external_id) == text.strip()]
    try:
        hashed = phone_hash(phones.normalise(text))
    except InvalidField:
        return found
    person = select(col(Candidate.id)).where(col(Candidate.phone_hash) == hashed)
    return [*found, col(Application.candidate_id).in_(person)]


async def _named(session: AsyncSession, conditions: list[ColumnElement[bool]], text: str) -> list[UUID]:
    named = select(col(Application.id), col(Candidate.name)).join(
        Candidate, col(Candidate.id) == col(Application.candidate_id)
    )
    newest = named.where(*conditions).order_by(col(Application.updated_at).desc(), col(Application.id))
    matching: list[UUID] = []
    for start in range(0, SEARCHED, BATCH):
        found = (await session.exec(newest.limit(BATCH).offset(start))).all()
        matching += [application_id for application_id, name in found if text in _plain(name)]
        if len(found) < BATCH:
            break
        await asyncio.sleep(0)  # decrypting is work: let others have a turn
    return matching


def _plain(text: str) -> str:
    return "".join(unicodedata.normalize("NFKC", text).casefold().split())


def _newest_report() -> FromClause:
    """Looked up row by row, so that a page costs a page and not the whole record."""
    newest = (
        select(Report.total, Report.band, Report.review)
        .join(Interview, col(Interview.id) == col(Report.interview_id))
        .where(col(Interview.application_id) == col(Application.id))
        .order_by(col(Report.created_at).desc())
        .limit(1)
    )
    return newest.correlate(Application).lateral()


def _page(wanted: Wanted) -> Any:
    """The ids of the page, in order: names and scores are read for these only."""
    report = _newest_report()
    columns: dict[str, Any] = {
        "position": col(Application.position_id),
        "site": col(Application.site_id),
        "stage": col(Application.stage),
        "total": report.c.total,
    }
    column = columns.get(wanted.sort, col(Application.updated_at))
    ids = select(Application.id).limit(wanted.size).offset((max(wanted.page, 1) - 1) * wanted.size)
    scored = ids.outerjoin(report, true()) if wanted.sort == "total" else ids
    return scored.order_by(
        (column.desc() if wanted.descending else column.asc()).nulls_last(), col(Application.id)
    )


def _rows(ids: Sequence[UUID]) -> Any:
    report = _newest_report()
    chosen = select_many(
        col(Application.id),
        col(Candidate.name),
        col(Application.position_id),
        col(Application.site_id),
        col(Application.stage),
        col(Application.needs_human),
        report.c.total,
        report.c.band,
        func.coalesce(report.c.review, False),
        col(Application.updated_at),
    ).join(Candidate, col(Candidate.id) == col(Application.candidate_id))
    return chosen.outerjoin(report, true()).where(col(Application.id).in_(ids))
