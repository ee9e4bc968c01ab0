"""Applications are sorted by the rules in force. Who does not pass waits for a person; nobody is rejected here."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Final
from uuid import UUID

from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from backend.clock import Clock
from backend.recruiting import stages
from backend.recruiting.errors import ForbiddenMove
from backend.recruiting.screening_rules import in_force
from backend.screening.facts import facts_of
from backend.screening.judge import Judgement, Reason, judge
from backend.screening.rules import Rules
from backend.store import audit
from backend.store.states import Screened, Stage
from backend.store.tables import Application, Candidate, RuleSet, ScreeningOutcome

NEEDS: Final = "screening"
"""Why a person is wanted."""
ACTOR: Final = "screening"
TRIAL: Final = 1000
"""Applications that a dry run looks at, the newest."""


@dataclass(frozen=True)
class Result:
    """What screening made of an application. `rule_set_ids`: by which versions; none: there were no rules."""

    application_id: UUID
    outcome: Screened
    reasons: tuple[Reason, ...]
    rule_set_ids: tuple[UUID, ...]


async def screen(session: AsyncSession, clock: Clock, application: Application, actor: str) -> Result:
    """Apply the rules in force and write down what each version made of it; again by the same version, anew.

    Who does not pass goes to a person, once. Raises ForbiddenMove for who is past screening.
    """
    await session.refresh(application, with_for_update=True)
    if application.stage not in (Stage.APPLIED, Stage.HUMAN_ROUTE):
        raise ForbiddenMove(f"{application.stage} -> {Stage.HUMAN_ROUTE}")
    candidate = await session.get_one(Candidate, application.candidate_id)
    found: list[tuple[RuleSet, Judgement]] = []
    for row in await in_force(session, application.position_id, application.site_id):
        made = judge(Rules.model_validate(row.rules), facts_of(application, candidate, clock.now().date()))
        await _keep(session, clock, application, row, made)
        found.append((row, made))
    result = _result(application, found)
    if result.outcome is not Screened.PASSED and application.stage == Stage.APPLIED:
        application.needs_human = application.needs_human or NEEDS
        reason = f"screening:{result.outcome}"
        await stages.move(session, clock, application, Stage.HUMAN_ROUTE, ACTOR, reason)
    audit.record(
        session, clock, actor=actor, action="application.screened", subject="application",
        subject_id=application.id, site_id=application.site_id,
        details={"outcome": result.outcome, "rules": [one.rule for one in result.reasons],
                 "rule_sets": [str(one) for one in result.rule_set_ids]},
    )  # fmt: skip
    return result


async def dry_run(
    session: AsyncSession, clock: Clock, row: RuleSet, sites: frozenset[str] | None
) -> list[Result]:
    """Who would pass and who would not, and why, among those who wait; nothing is written."""
    wanted = select(Application, Candidate).join(
        Candidate, col(Candidate.id) == col(Application.candidate_id)
    )
    wanted = wanted.where(
        Application.position_id == row.position_id,
        col(Application.stage).in_([Stage.APPLIED, Stage.HUMAN_ROUTE]),
    )
    if row.site_id:
        wanted = wanted.where(Application.site_id == row.site_id)
    if sites is not None:
        wanted = wanted.where(col(Application.site_id).in_(sites))
    newest = await session.exec(wanted.order_by(col(Application.created_at).desc()).limit(TRIAL))
    rules, today = Rules.model_validate(row.rules), clock.now().date()
    return [_result(one, [(row, judge(rules, facts_of(one, person, today)))]) for one, person in newest]


def _result(application: Application, found: Sequence[tuple[RuleSet, Judgement]]) -> Result:
    outcomes = {made.outcome for _, made in found}
    worst = (Screened.KNOCKOUT, Screened.ROUTE)
    outcome = next((one for one in worst if one in outcomes), Screened.PASSED)
    reasons = tuple(reason for _, made in found for reason in made.reasons)
    return Result(application.id, outcome, reasons, tuple(row.id for row, _ in found))


async def _keep(
    session: AsyncSession, clock: Clock, application: Application, rules: RuleSet, made: Judgement
) -> None:
    same = select(ScreeningOutcome).filter_by(application_id=application.id, rule_set_id=rules.id)
    row = (await session.exec(same)).first()
    reasons = [asdict(one) for one in made.reasons]
    if row is None:
        row = ScreeningOutcome(
            application_id=application.id, rule_set_id=rules.id, reasons=reasons, at=clock.now()
        )
    row.outcome, row.reasons, row.at = made.outcome, reasons, clock.now()
    session.add(row)
    await session.flush()
