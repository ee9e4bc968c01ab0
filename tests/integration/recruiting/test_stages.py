"""No machine decides about a person: proved over every stage and actor, then on the database."""

import itertools
from uuid import uuid4

import pytest

from backend.recruiting import stages
from backend.recruiting.errors import ForbiddenMove, HumanRequired
from backend.store.states import Stage

MACHINES = (
    "system",
    "candidate",
    "report",
    "csv",
    "api",
    "user:",
    "user:admin",
    "user:*",
    "USER:1",
    f"users:{uuid4()}",
    "",
)
HUMAN = f"user:{uuid4()}"


def allowed(before: Stage, after: Stage, actor: str) -> bool:
    try:
        stages.check(before, after, actor)
    except ForbiddenMove:
        return False
    return True


def reachable(start: Stage, actors: tuple[str, ...]) -> set[Stage]:
    seen, waiting = {start}, [start]
    while waiting:
        at = waiting.pop()
        for after in Stage:
            if after not in seen and any(allowed(at, after, actor) for actor in actors):
                seen.add(after)
                waiting.append(after)
    return seen


def test_every_stage_has_its_row() -> None:
    assert set(stages.NEXT) == set(Stage)


@pytest.mark.parametrize(("before", "after"), list(itertools.product(Stage, stages.DECIDED)))
def test_no_machine_decides(before: Stage, after: Stage) -> None:
    assert not any(allowed(before, after, actor) for actor in MACHINES)


@pytest.mark.parametrize("start", [stage for stage in Stage if stage is not Stage.REJECTED])
def test_no_path_of_machines_reaches_rejected(start: Stage) -> None:
    assert Stage.REJECTED not in reachable(start, MACHINES)


def test_a_person_can_reach_every_stage() -> None:
    assert reachable(Stage.APPLIED, (HUMAN,)) == set(Stage)


def test_only_a_person_reopens_a_rejection() -> None:
    with pytest.raises(HumanRequired):
        stages.check(Stage.REJECTED, Stage.REVIEW, "system")
    stages.check(Stage.REJECTED, Stage.REVIEW, HUMAN)
    for leaving in (Stage.WITHDRAWN, Stage.ERASED):
        stages.check(Stage.REJECTED, leaving, "candidate")


@pytest.mark.parametrize("stage", [one for one in Stage if one not in (Stage.WITHDRAWN, Stage.ERASED)])
def test_everybody_may_leave_at_any_time(stage: Stage) -> None:
    stages.check(stage, Stage.WITHDRAWN, "candidate")
    stages.check(stage, Stage.ERASED, "candidate")


def test_the_erased_never_come_back() -> None:
    assert reachable(Stage.ERASED, (HUMAN, *MACHINES)) == {Stage.ERASED}
