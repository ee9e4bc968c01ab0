"""Links for many at once: a table to send out from, made when people came in by file and have no link yet."""

import csv
import io
from typing import Final

from nicegui import ui
from sqlmodel import col, select
from sqlmodel.sql.expression import Select

from backend.console import names
from backend.console.pages.frame import attempt
from backend.console.pages.parts import text
from backend.console.visit import Visit
from backend.recruiting.invitations import invite
from backend.recruiting.rights import NotAllowed, Right, may, sites_of
from backend.store.states import Stage
from backend.store.tables import Application, Candidate, User

AT_ONCE: Final = 500
"""Links in one table; pressing again takes the next ones."""
FILE: Final = "links.csv"
SelectOfPairs = Select[Application, Candidate]


def button(visit: Visit) -> None:
    """Downloads the table at a click."""

    async def make() -> None:
        async def act() -> None:
            table = await link_sheet(visit)
            if table is None:
                ui.notify(visit.words("links.nobody"))
            else:
                ui.download.content(table, FILE, "text/csv")

        await attempt(visit, act)

    text(visit.words("links.button"), "button", "button").props('type="button" data-links').on("click", make)


async def link_sheet(visit: Visit) -> bytes | None:
    """A link for each applicant of the user's sites who has none; None when there is nobody. Raises NotAllowed."""
    deps, words = visit.deps, visit.words
    rows: list[tuple[str, ...]] = []
    async with visit.work() as (session, user):
        for application, person in (await session.exec(_waiting(user))).all():
            if not may(user, Right.INVITE, application.site_id):
                raise NotAllowed(Right.INVITE)
            token = await invite(session, deps.clock, application, actor=f"user:{user.id}")
            position = names.position(deps.content, words, application.position_id)
            site = names.site(deps.content, words, application.site_id)
            rows.append((person.name, person.phone or "", position, site, f"{deps.public_url}/i/{token}"))
    return _table(visit, rows) if rows else None


def _waiting(user: User) -> SelectOfPairs:
    sites = sites_of(user)
    wanted = select(Application, Candidate).join(
        Candidate, col(Candidate.id) == col(Application.candidate_id)
    )
    mine = wanted.where(Application.stage == Stage.APPLIED)
    scoped = mine if sites is None else mine.where(col(Application.site_id).in_(sites))
    return scoped.order_by(col(Application.created_at), col(Application.id)).limit(AT_ONCE)


def _table(visit: Visit, rows: list[tuple[str, ...]]) -> bytes:
    """Opens in a spreadsheet: a byte order mark for the encoding, and no cell that would run as a formula."""
    out = io.StringIO()
    writer = csv.writer(out)
    heads = ("list.name", "application.phone", "list.position", "list.site", "invite.title")
    writer.writerow([visit.words(key) for key in heads])
    writer.writerows([[_tame(cell) for cell in row] for row in rows])
    return out.getvalue().encode("utf-8-sig")


def _tame(cell: str) -> str:
    """Text for a spreadsheet.

    >>> _tame("=1+1"), _tame("+8613800138000")
    ("'=1+1", "'+8613800138000")
    """
    return f"'{cell}" if cell.startswith(("=", "+", "-", "@", "\t", "\r")) else cell
