"""Where an application may go next, and who may send it there.

No machine rejects, advances or holds: those stages need the actor `user:<id>`. All that happened is kept
in `stage_change`, which is only ever appended to.
"""

import re
from collections.abc import Mapping
from typing import Final

from sqlmodel.ext.asyncio.session import AsyncSession

from backend.clock import Clock
from backend.recruiting.errors import ForbiddenMove, HumanRequired
from backend.store import audit
from backend.store.states import Stage
from backend.store.tables import Application, StageChange

HUMAN: Final = re.compile(r"user:[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")
DECIDED: Final = frozenset({Stage.ADVANCED, Stage.ON_HOLD, Stage.REJECTED})
"""What only a person may decide."""

_LEAVING: Final = frozenset({Stage.WITHDRAWN, Stage.ERASED})
_BY_HAND: Final = DECIDED | _LEAVING | {Stage.HUMAN_ROUTE}

NEXT: Final[Mapping[Stage, frozenset[Stage]]] = {
    Stage.APPLIED: _BY_HAND | {Stage.INVITED, Stage.INTERVIEWING},
    Stage.INVITED: _BY_HAND | {Stage.INTERVIEWING, Stage.REVIEW},
    Stage.INTERVIEWING: _BY_HAND | {Stage.REVIEW},
    Stage.HUMAN_ROUTE: _BY_HAND | {Stage.INVITED, Stage.INTERVIEWING, Stage.REVIEW},
    Stage.REVIEW: _BY_HAND,
    Stage.ON_HOLD: _BY_HAND | {Stage.REVIEW},
    Stage.ADVANCED: _BY_HAND | {Stage.OFFERED},
    Stage.OFFERED: _BY_HAND | {Stage.HIRED},
    Stage.HIRED: _LEAVING,
    Stage.REJECTED: _LEAVING | {Stage.REVIEW, Stage.ADVANCED, Stage.ON_HOLD},
    Stage.WITHDRAWN: frozenset({Stage.ERASED}),
    Stage.ERASED: frozenset(),
}
"""Anybody may leave at any time; an appeal may reopen a rejection; the erased never come back."""


def is_human(actor: str) -> bool:
    """True for a person of HR: `user:` and the id of their account."""
    return HUMAN.fullmatch(actor) is not None


def check(before: Stage, after: Stage, actor: str) -> None:
    """Raise ForbiddenMove when no such step exists, HumanRequired when `actor` may not cause it."""
    if after not in NEXT[before]:
        raise ForbiddenMove(f"{before} -> {after}")
    needs_person = after in DECIDED or (before is Stage.REJECTED and after not in _LEAVING)
    if needs_person and not is_human(actor):
        raise HumanRequired(f"{before} -> {after}")


async def move(
    session: AsyncSession, clock: Clock, application: Application, to: Stage, actor: str, reason: str
) -> None:
    """Put the application into stage `to` and write down who did it and why.

    `actor`: `user:<id>`, `candidate`, or the name of a part of ours. Moving to where it already stands does
    nothing, so that a repeated job is harmless. The row is locked until the commit. Raises ForbiddenMove,
    HumanRequired.
    """
    await session.refresh(application, attribute_names=["stage"], with_for_update=True)
    before = Stage(application.stage)
    if before is to:
        return
    check(before, to, actor)
    application.stage = to
    application.updated_at = clock.now()
    session.add(
        StageChange(
            application_id=application.id, before=before, after=to, actor=actor, reason=reason, at=clock.now()
        )
    )
    audit.record(
        session, clock, actor=actor, action="application.moved", subject="application",
        subject_id=application.id, site_id=application.site_id,
        details={"before": before, "after": to, "reason": reason},
    )  # fmt: skip
    await session.flush()


async def move_if_possible(
    session: AsyncSession, clock: Clock, application: Application, to: Stage, actor: str, reason: str
) -> bool:
    """Like `move`; False, and nothing changes, when there is no such step.

    For what a candidate does late, in an application that has gone its way meanwhile.
    """
    try:
        await move(session, clock, application, to, actor, reason)
    except ForbiddenMove:
        return False
    return True
