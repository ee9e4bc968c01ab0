"""Where a card's link leads: the decision in words, a field for the reason, and a button. Plain HTTP, for any phone.

Messengers fetch links to preview them, so a GET only shows; deciding takes the login's cookie, which no other site's form
brings along (SameSite), and a POST.
"""

from collections.abc import Awaitable, Callable
from functools import partial
from typing import Annotated, Final

import structlog
from fastapi import APIRouter, Form, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response
from sqlmodel.ext.asyncio.session import AsyncSession

from backend.console import names
from backend.console.deps import BASE, ConsoleDeps
from backend.console.doors import PAGES, login_address
from backend.console.visit import LoginNeeded, Visit, arrive
from backend.recruiting.buttons import BadButton, Button
from backend.recruiting.by_button import Outdated, decide_by, decisions_of, subject
from backend.recruiting.decisions import REASON_LIMIT, latest_report
from backend.recruiting.errors import InvalidField, RecruitingError
from backend.recruiting.rights import Right
from backend.store.tables import Application, Candidate, User

log = structlog.get_logger(__name__)

Act = Callable[["_Sheet", AsyncSession, User, Button], Awaitable[Response]]
GONE: Final = 410
OFFERS: Final = "/decide/{value}"


def router(deps: ConsoleDeps, asset_version: str) -> APIRouter:
    """The page and its form, relative to the console."""
    doors = APIRouter()

    @doors.get(OFFERS, response_class=HTMLResponse)
    async def offer(request: Request, value: str) -> Response:
        return await answered(request, value, _Sheet.offered)

    @doors.post(OFFERS, response_class=HTMLResponse)
    async def decide(
        request: Request, value: str, reason: Annotated[str, Form(max_length=REASON_LIMIT)] = ""
    ) -> Response:
        return await answered(request, value, partial(_Sheet.decided, reason=reason))

    async def answered(request: Request, value: str, act: Act) -> Response:
        visit = await arrive(deps, request)
        if visit is None:
            return RedirectResponse(login_address(request), 303)
        sheet = _Sheet(visit, asset_version, value)
        try:
            button = deps.buttons.read(value)
            async with visit.work() as (session, user):
                return await act(sheet, session, user, button)
        except LoginNeeded:
            return RedirectResponse(login_address(request), 303)
        except (BadButton, RecruitingError) as refusal:
            async with deps.database.reading() as session:
                return await sheet.refused(session, refusal)

    return doors


class _Sheet:
    """One visit to one link."""

    def __init__(self, visit: Visit, version: str, value: str) -> None:
        self._visit = visit
        self._words = visit.words
        self._version = version
        self._value = value

    async def offered(self, session: AsyncSession, user: User, button: Button) -> Response:
        """Ask for the reason, unless the link has done its work."""
        application = await subject(session, button, user, Right.DECIDE)
        made = await decisions_of(session, application.id)
        if len(made) == button.revision:
            return await self._page(session, application, button, asking=True)
        theirs = made[button.revision] if button.revision < len(made) else None
        if theirs is not None and (theirs.user_id, theirs.kind) == (user.id, button.kind):
            return await self._page(session, application, button, said=self._words("card.done"))
        raise Outdated(made[-1])

    async def decided(self, session: AsyncSession, user: User, button: Button, reason: str) -> Response:
        """Decide; the same form sent again changes nothing."""
        deps = self._visit.deps
        application = await subject(session, button, user, Right.DECIDE)
        try:
            await decide_by(session, deps.clock, button, user, reason, queue=deps.queue)
        except InvalidField:
            missing = self._words("decide.reason.missing")
            return await self._page(session, application, button, asking=True, problem=missing)
        return await self._page(session, application, button, said=self._words("card.done"))

    async def refused(self, session: AsyncSession, refusal: Exception) -> Response:
        """What went wrong, without a word about the candidate."""
        said, status = self._words("card.closed"), GONE
        if isinstance(refusal, Outdated):
            by = await session.get_one(User, refusal.by)
            kind = self._words(f"decide.{refusal.kind}")
            said, status = self._words("card.outdated", by=by.name, decision=kind), refusal.status
        elif isinstance(refusal, RecruitingError):
            said, status = self._words.known(f"refused.{refusal.status}", said), refusal.status
        log.warning("card.link_refused", status=status, user_id=str(self._visit.user.id))
        return self._shown(status, said=said)

    async def _page(
        self,
        session: AsyncSession,
        application: Application,
        button: Button,
        *,
        asking: bool = False,
        problem: str = "",
        said: str = "",
    ) -> Response:
        words, content = self._words, self._visit.deps.content
        candidate = await session.get_one(Candidate, application.candidate_id)
        report = await latest_report(session, application.id)
        place = names.position(content, words, application.position_id)
        where = names.site(content, words, application.site_id)
        return self._shown(
            422 if problem else 200,
            asking=asking,
            problem=problem,
            said=said,
            kind=button.kind,
            name=candidate.name,
            facts=f"{place} · {where}",
            total=f"{report.total:.1f}" if report and report.total is not None else "",
            link=f"{BASE}/applications/{application.id}",
        )

    def _shown(self, status: int, **values: object) -> Response:
        empty = {"asking": False, "problem": "", "said": "", "kind": "", "name": "", "facts": "", "total": ""}
        given = {**empty, "link": "", **values}
        page = PAGES.get_template("decide.html").render(
            base=BASE,
            version=self._version,
            words=self._words,
            limit=REASON_LIMIT,
            user=self._visit.user.name,
            value=self._value,
            **given,
        )
        return HTMLResponse(page, status)
